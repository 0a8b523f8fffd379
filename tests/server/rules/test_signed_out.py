"""Whoever signs out or sits down elsewhere leaves nobody waiting for an empty chair."""

from dataclasses import replace

from server.rules import commands as c
from server.rules.centre import Centre, Counter
from server.rules.decide import decide
from server.rules.evolve import fold
from server.rules.line import next_for
from tests.server.rules.halls import MINUTE, Model, named, small_centre


def three_desks() -> Centre:
    return replace(small_centre(), counters={no: Counter(no, named(str(no)), ("HT",)) for no in (1, 2, 3)})


def as_lan(model: Model, command: c.Command, pause: int = 1000) -> None:
    """The same as `Model.do`, by a clerk whom a ticket can be sent to."""
    model.now += pause
    model.hall = fold(model.hall, decide(model.centre, model.hall, command, model.now, "staff:lan"))


def sent_to_lan() -> Model:
    """Lan sits at counter 2 and has served A001 there; A002 is handed on to her from counter 1."""
    model = Model(three_desks())
    as_lan(model, c.SignIn(2))
    model.do(c.TakeTicket("HT"))
    for step in (c.CallNext(2), c.FinishVisit(2)):
        as_lan(model, step)
    for command in (c.TakeTicket("HT"), c.CallNext(1), c.StartVisit(1), c.HandOn(1, None, 2)):
        model.do(command)
    return model


def called_by(model: Model, counter: int) -> str | None:
    found = next_for(model.centre, model.hall, model.centre.counters[counter], model.now)
    return found.label if found else None


def test_as_long_as_she_sits_there_nobody_else_calls() -> None:
    model = sent_to_lan()
    assert (called_by(model, 1), called_by(model, 2)) == (None, "A002")


def test_who_signs_out_is_not_waited_for() -> None:
    model = sent_to_lan()
    as_lan(model, c.SignOut(2))
    assert called_by(model, 1) == "A002"


def test_who_moves_to_another_counter_is_found_there() -> None:
    model = sent_to_lan()
    as_lan(model, c.SignIn(3))
    assert (called_by(model, 1), called_by(model, 3)) == ("A002", "A002")


def test_whoever_sits_down_there_next_is_waited_for_again() -> None:
    for back in (c.SignIn(2), c.CallNext(2)):
        model = sent_to_lan()
        model.do(c.TakeTicket("HT"))
        as_lan(model, c.SignOut(2))
        model.do(back)
        if isinstance(back, c.CallNext):
            assert model.hall.tickets[model.hall.desk(2).ticket or ""].label == "A002"
            model.do(c.HoldVisit(2, here=True))
            model.do(c.ReturnTicket("A002"))
        assert called_by(model, 1) == ("A003" if len(model.hall.line("HT")) > 1 else None)
        assert called_by(model, 2) == "A002"


def test_a_counter_that_nobody_has_touched_is_waited_for_as_before() -> None:
    model = Model(three_desks())
    for command in (c.TakeTicket("HT"), c.CallNext(1), c.StartVisit(1), c.HandOn(1, None, 2)):
        model.do(command)
    assert called_by(model, 3) is None
    model.now += 10 * MINUTE
    assert called_by(model, 3) == "A001"


def test_a_pause_and_a_ticket_in_hand_keep_their_time() -> None:
    model = Model(three_desks())
    as_lan(model, c.SignIn(1))
    model.do(c.PauseCounter(1))
    since = model.hall.desk(1).since
    as_lan(model, c.SignOut(1), MINUTE)
    assert model.hall.desk(1).since == since
    model.do(c.TakeTicket("HT"))
    as_lan(model, c.SignIn(2))
    model.do(c.CallNext(2))
    since = model.hall.desk(2).since
    as_lan(model, c.SignOut(2), MINUTE)
    assert model.hall.desk(2).since == since
