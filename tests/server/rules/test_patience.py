"""What a centre grants and what not: places kept for one counter, mended forms, turns put off, time to return."""

from dataclasses import replace
from datetime import datetime

import pytest

from server.rules import commands as c
from server.rules import events as e
from server.rules.centre import Centre, Counter, Order, Patience
from server.rules.journeys import may_postpone, unclaimed
from server.rules.line import needs_help, next_for, waits_since
from server.rules.phases import Phase
from server.rules.week import Hours
from tests.server.rules.halls import ALWAYS, MINUTE, START, ZONE, Model, named, small_centre

NINE_TO_TEN = Hours((((9 * 60, 10 * 60),),) * 7)
OFFICE = Hours((((450, 690), (810, 1020)),) * 5 + ((), ()), gives_before=30, stops_before=15)


def two_desks(order: Order | None = None, **patience: int) -> Centre:
    """Two counters for HT."""
    counters = {no: Counter(no, named(str(no)), ("HT",)) for no in (1, 2)}
    return replace(small_centre(), counters=counters, patience=Patience(**patience), order=order or Order())


def told_to_come_back(centre: Centre) -> Model:
    """A001 is back in line at 9:02 and waits for counter 1 alone."""
    model = Model(centre, now=START)
    for command in (c.TakeTicket("HT"), c.CallNext(1), c.HoldVisit(1, here=True)):
        model.do(command, 0)
    model.do(c.ReturnTicket("A001"), 2 * MINUTE)
    return model


def called_by(model: Model, counter: int, now: int | None = None) -> str | None:
    found = next_for(model.centre, model.hall, model.centre.counters[counter], model.now if now is None else now)
    return found.label if found else None


@pytest.mark.parametrize(("minutes", "label"), [(0, None), (9.9, None), (10, "A001")])
def test_a_counter_that_is_free_and_calls_nobody_has_been_left(minutes: float, label: str | None) -> None:
    model = told_to_come_back(two_desks())
    now = model.now + int(minutes * MINUTE)
    assert called_by(model, 2, now) == label
    assert called_by(model, 1, now) == "A001"


@pytest.mark.parametrize(("minutes", "label"), [(11, None), (59.9, None), (60, "A001")])
def test_a_counter_in_a_long_visit_is_waited_for_but_not_for_ever(minutes: float, label: str | None) -> None:
    model = told_to_come_back(two_desks())
    model.do(c.TakeTicket("HT"), 0)
    model.do(c.CallTicket(1, "A002", "LATE"), 0)
    assert called_by(model, 2, model.now + int(minutes * MINUTE)) == label


def test_a_short_break_between_two_visits_is_no_leaving() -> None:
    model = told_to_come_back(two_desks())
    model.do(c.TakeTicket("HT"), 0)
    model.do(c.CallTicket(1, "A002", "LATE"), 0)
    model.do(c.FinishVisit(1), 30 * MINUTE)
    assert called_by(model, 2) is None


def test_a_counter_outside_its_hours_or_off_the_list_keeps_nobody() -> None:
    centre = two_desks()
    short = replace(centre.counters[1], hours=NINE_TO_TEN)
    model = told_to_come_back(replace(centre, counters={1: short, 2: centre.counters[2]}))
    model.do(c.TakeTicket("HT"), 56 * MINUTE)
    model.do(c.CallTicket(1, "A002", "LATE"), MINUTE - 1)  # at work until the last moment
    assert called_by(model, 2, START + 60 * MINUTE - 1) is None
    assert called_by(model, 2, START + 60 * MINUTE) == "A001"
    model.centre = replace(model.centre, counters={2: centre.counters[2]})
    assert called_by(model, 2, START + 60 * MINUTE - 1) == "A001"


@pytest.mark.parametrize(("marked", "index"), [(True, 4), (False, 2)])
def test_a_mended_form_is_no_way_past_the_line(marked: bool, index: int) -> None:
    """Called out of order and sent back: the turn has not come yet. Called in order it has."""
    model = Model(two_desks(fix_behind=2))
    mine = "A005" if marked else "A001"
    for _ in range(5):
        model.do(c.TakeTicket("HT"), MINUTE)
    model.do(c.CallTicket(1, mine, "LATE") if marked else c.CallNext(1))
    model.do(c.GiveReturn(1))
    model.do(c.ReturnTicket(mine), 5 * MINUTE)
    assert [place[2][-4:] for place in model.hall.line("HT")].index(mine) == index


def test_a_mended_form_counts_again_after_a_turn_in_order() -> None:
    model = Model(two_desks(fix_behind=0))
    for _ in range(3):
        model.do(c.TakeTicket("HT"), MINUTE)
    model.do(c.CallTicket(1, "A001", "LATE"))
    model.do(c.HoldVisit(1))
    model.do(c.ReturnTicket("A001"))
    model.do(c.CallNext(1))  # in order this time
    model.do(c.GiveReturn(1))
    model.do(c.ReturnTicket("A001"))
    assert model.hall.line("HT")[0][2][-4:] == "A001"


@pytest.mark.parametrize("order", [Order(), Order("ratio", 1), Order("strict")])
@pytest.mark.parametrize("places", [1, 2])
def test_a_turn_is_put_off_by_people_in_the_line_whatever_the_policy(order: Order, places: int) -> None:
    model = Model(two_desks(order, postpone_most=5))
    for group in (None, None, None, "NCT", "NCT"):
        model.do(c.TakeTicket("HT", priority=group), 40 * MINUTE)  # no head start reaches that far
    model.do(c.PostponeTicket("A001", places))
    assert [place[2][-4:] for place in model.hall.line("HT")].index("A001") == places


def test_nobody_behind_is_nothing_to_put_off_and_costs_no_postponement() -> None:
    model = Model(two_desks())
    for _ in range(3):
        model.do(c.TakeTicket("HT"), MINUTE)
    told = [may_postpone(model.centre, model.hall, model.hall.tickets[place[2]]) for place in model.hall.line("HT")]
    assert told == [2, 1, 0]
    assert model.ask(c.PostponeTicket("A003", 1)) == "nobody_behind"
    for _ in range(7):
        model.do(c.TakeTicket("HT"), MINUTE)
    first = model.hall.tickets["20261121-A003"]
    assert may_postpone(model.centre, model.hall, first) == 5
    assert model.ask(c.PostponeTicket("A003", 1)) is None
    assert may_postpone(model.centre, model.hall, model.hall.tickets[first.id]) == 0


@pytest.mark.parametrize(
    ("minutes", "void", "over"), [(30, 30, False), (31, 30, True), (31, 0, False), (599, 0, False)]
)
def test_an_absent_number_is_over_after_some_time(minutes: int, void: int, over: bool) -> None:
    model = Model(two_desks(void_minutes=void))
    for command in (c.TakeTicket("HT"), c.CallNext(1), c.MarkAbsent(1)):
        model.do(command)
    events = model.do(c.TidyUp(), minutes * MINUTE)
    assert [event.ticket[-4:] for event in events if isinstance(event, e.TicketLapsed)] == ["A001"] * over
    assert (model.hall.tickets["20261121-A001"].phase is Phase.CANCELLED) == over
    assert unclaimed(model.centre, model.hall, model.now) == []
    assert model.ask(c.ReturnTicket("A001")) == ("illegal_step" if over else None)


@pytest.mark.parametrize(
    ("minutes", "void", "over"), [(61, 30, False), (90, 30, False), (91, 30, True), (91, 0, False)]
)
def test_an_expired_return_ticket_is_over_some_time_later(minutes: int, void: int, over: bool) -> None:
    """In between it says of itself that it has expired: nobody is told of a number that does not exist."""
    model = Model(two_desks(void_minutes=void, fix_minutes=60))
    for command in (c.TakeTicket("HT"), c.CallNext(1), c.GiveReturn(1)):
        model.do(command)
    assert len(model.do(c.TidyUp(), minutes * MINUTE)) == over
    assert model.ask(c.ReturnTicket("A001"), 0) == ("illegal_step" if over else "return_expired")


def test_who_is_called_served_or_told_to_wait_aside_is_never_over() -> None:
    model = Model(two_desks(void_minutes=5))
    for command in (c.TakeTicket("HT"), c.CallNext(1), c.TakeTicket("HT"), c.CallNext(2), c.HoldVisit(2, remind=1)):
        model.do(command)
    model.do(c.TakeTicket("HT"))
    assert model.do(c.TidyUp(), 9 * 60 * MINUTE) == ()


def at(text: str) -> int:
    """A moment of November 2026."""
    return int(datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=ZONE).timestamp() * 1000)


def test_a_night_is_no_waiting() -> None:
    """Thursday's ticket is given again at midnight; its holder has waited since the first numbers of the morning."""
    model = Model(small_centre(OFFICE), now=at("19 16:00"))
    model.do(c.TakeTicket("HT"))
    assert waits_since(model.centre, model.hall.tickets["20261119-A001"]) == model.now
    model.do(c.OpenDay(), at("20 00:00") - model.now)
    ticket = model.hall.tickets["20261120-A001"]
    assert (ticket.issued_at, waits_since(model.centre, ticket)) == (at("20 00:00"), at("20 07:00"))
    helper = replace(model.centre.counters[2], helps_after=15)
    helped = [needs_help(model.centre, model.hall, helper, "HT", at(f"20 {time}")) for time in ("07:14", "07:15")]
    assert helped == [False, True]


def test_a_day_that_is_opened_late_and_a_centre_that_never_closes_count_from_the_number() -> None:
    for hours, opened in ((OFFICE, "20 10:00"), (ALWAYS, "20 00:00"), (OFFICE, "21 00:00")):
        model = Model(small_centre(hours), now=at("19 16:00"))
        model.do(c.TakeTicket("HT"))
        model.do(c.OpenDay(), at(opened) - model.now)
        (ticket,) = model.hall.tickets.values()
        assert waits_since(model.centre, ticket) == at(opened)
