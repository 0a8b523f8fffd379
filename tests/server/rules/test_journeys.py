"""Visits of more than one step: aside and back, return tickets, absences, on to others, later, staff who change."""

from dataclasses import replace

import pytest

from server.rules import commands as c
from server.rules import events as e
from server.rules.centre import Centre, Choice, Counter, Order, Patience
from server.rules.line import ahead, next_for
from server.rules.phases import Phase
from server.rules.state import Ticket
from tests.server.rules.halls import MINUTE, Model, named, small_centre

USUAL, HEAD_START = Patience(), Order()


def two_desks(patience: Patience = USUAL, order: Order = HEAD_START) -> Centre:
    """Two counters for HT and one for CT; HT's visits go on to CT and DD."""
    base = small_centre()
    counters = [Counter(1, named("1"), ("HT",)), Counter(2, named("2"), ("HT",)), Counter(3, named("3"), ("CT", "DD"))]
    services = {**base.services, "HT": replace(base.services["HT"], route=("CT", "DD"))}
    centre = replace(base, counters={counter.no: counter for counter in counters}, services=services)
    return replace(centre, patience=patience, order=order, hold_reasons=(Choice("SAO", named("Đi sao y")),))


def started(model: Model, people: int = 1) -> Ticket:
    """`people` take numbers of HT; the first is called to counter 1 and served."""
    for _ in range(people):
        model.do(c.TakeTicket("HT"), MINUTE)
    model.do(c.CallNext(1))
    model.do(c.StartVisit(1))
    return model.hall.tickets[model.hall.desk(1).ticket or ""]


def now(model: Model, ticket: Ticket) -> Ticket:
    return model.hall.tickets[ticket.id]


def line(model: Model, service: str = "HT") -> list[str]:
    return [place[2][-4:] for place in model.hall.line(service)]


def test_who_was_told_to_come_back_here_is_called_here_alone() -> None:
    model = Model(two_desks())
    ticket = started(model, 2)
    model.do(c.HoldVisit(1, "SAO", 15, here=True))
    held = now(model, ticket)
    assert (held.phase, held.only, held.reason, held.until) == (Phase.HELD, 1, "SAO", model.now + 15 * MINUTE)
    model.do(c.ReturnTicket("A001"))
    assert (now(model, ticket).reason, now(model, ticket).until) == (None, None)
    assert [ev.ticket[-4:] for ev in model.do(c.CallNext(2)) if isinstance(ev, e.TicketCalled)] == ["A002"]
    assert model.do(c.CallNext(2, finish=True))[-1] == e.VisitFinished(model.now, "test", "20261121-A002", 2)
    model.do(c.PauseCounter(1))  # that counter has closed: nobody waits for it in vain
    assert [ev.ticket[-4:] for ev in model.do(c.CallNext(2)) if isinstance(ev, e.TicketCalled)] == ["A001"]


def test_who_steps_aside_keeps_the_place() -> None:
    model = Model(two_desks())
    ticket = started(model, 4)
    model.do(c.HoldVisit(1))
    model.do(c.ReturnTicket("A001"), 90 * MINUTE)
    assert line(model) == ["A001", "A002", "A003", "A004"]
    assert now(model, ticket).rank == ticket.rank


@pytest.mark.parametrize(
    ("minutes", "why"), [(None, None), (1, None), (480, None), (481, "wrong_minutes"), (-1, "wrong_minutes")]
)
def test_a_reminder_is_some_minutes_away(minutes: int | None, why: str | None) -> None:
    model = Model(two_desks())
    started(model)
    assert model.ask(c.HoldVisit(1, remind=minutes)) == why
    assert model.ask(c.HoldVisit(1, reason="XX")) in ("unknown_reason", "nobody_here")


@pytest.mark.parametrize("behind", [0, 1, 2, 9])
def test_a_return_ticket_comes_back_behind_so_many_at_any_counter(behind: int) -> None:
    model = Model(two_desks(Patience(fix_behind=behind, fix_minutes=60)))
    started(model, 4)
    model.do(c.GiveReturn(1, "SAO"))
    for group in (None, "NKT", "NKT"):
        model.do(c.TakeTicket("HT", priority=group), MINUTE)  # people with a head start have joined meanwhile
    people = line(model)
    model.do(c.ReturnTicket("A001"), 30 * MINUTE)
    assert line(model).index("A001") == min(behind, len(people))
    assert [label for label in line(model) if label != "A001"] == people
    calls = [model.do(c.CallNext(2, finish=True)) for _ in range(min(behind, len(people)) + 1)]
    called = [event.ticket[-4:] for events in calls for event in events if isinstance(event, e.TicketCalled)]
    assert called[-1] == "A001"


def test_a_return_ticket_is_never_behind_more_than_was_promised() -> None:
    """Even when everybody in line has an earlier place than it had."""
    model = Model(two_desks(Patience(fix_behind=2)))
    started(model)
    model.do(c.GiveReturn(1))
    for _ in range(5):
        model.do(c.TakeTicket("HT", priority="NKT"), MINUTE)  # 30 minutes of head start: all are in front
    model.do(c.ReturnTicket("A001"))
    assert line(model).index("A001") == 2


@pytest.mark.parametrize(("minutes", "why"), [(59, None), (61, "return_expired")])
def test_a_return_ticket_is_good_for_a_time(minutes: int, why: str | None) -> None:
    for command in (c.ReturnTicket("A001"), c.CallTicket(1, "A001", "UNSTATED")):
        model = Model(two_desks(Patience(fix_minutes=60)))
        started(model)
        model.do(c.GiveReturn(1))
        hall = model.hall
        assert model.ask(command, minutes * MINUTE) == why
        assert why is None or model.hall is hall
    model = Model(two_desks(Patience(fix_minutes=60)))
    started(model)
    model.do(c.HoldVisit(1, remind=5))
    assert model.ask(c.ReturnTicket("A001"), minutes * MINUTE) is None  # a reminder is no end


def test_staff_take_an_expired_return_ticket_back_with_a_reason_that_everybody_reads() -> None:
    model = Model(two_desks(Patience(fix_minutes=60, void_minutes=40)))
    ticket = started(model)
    model.do(c.GiveReturn(1))
    assert model.ask(c.CallTicket(1, "A001", "Con ông Tám"), 61 * MINUTE) == "unknown_reason"
    model.do(c.CallTicket(1, "A001", "LATE"))
    back = now(model, ticket)
    assert (back.phase, back.mark, back.behind, back.until) == (Phase.CALLED, "LATE", None, None)
    model = Model(replace(two_desks(Patience(fix_minutes=60)), call_reasons=()))  # nobody can be asked for one
    started(model)
    model.do(c.GiveReturn(1))
    assert model.ask(c.CallTicket(1, "A001", "UNSTATED"), 61 * MINUTE) is None


def test_a_pause_has_a_reason_of_the_list_or_none() -> None:
    model = Model(replace(two_desks(), pause_reasons=(Choice("NGHI", named("Nghỉ giữa ca")),)))
    assert model.ask(c.PauseCounter(1, "Đi đón con")) == "unknown_reason"
    assert model.ask(c.PauseCounter(1, "NGHI")) is None
    assert model.ask(c.PauseCounter(2)) is None
    assert [model.hall.desk(no).why for no in (1, 2)] == ["NGHI", None]


@pytest.mark.parametrize("behind", [0, 1, 3, 9])
def test_who_was_absent_gains_nothing_and_loses_some_places(behind: int) -> None:
    model = Model(two_desks(Patience(late_behind=behind)))
    for _ in range(5):
        model.do(c.TakeTicket("HT"), MINUTE)
    model.do(c.CallNext(1))
    model.do(c.MarkAbsent(1))
    model.do(c.ReturnTicket("A001"))
    assert line(model).index("A001") == min(behind, 4)


def test_an_absence_is_no_way_to_the_front() -> None:
    model = Model(two_desks(Patience(late_behind=0)))
    for group in (None, None, None):
        model.do(c.TakeTicket("HT", priority=group), MINUTE)
    model.do(c.CallTicket(1, "A003", "LATE"))
    model.do(c.MarkAbsent(1))
    model.do(c.ReturnTicket("A003"))
    assert line(model) == ["A001", "A002", "A003"]  # nobody is to be in front of it by rule, but its own place was last


@pytest.mark.parametrize("returns", [0, 1, 2])
def test_after_so_many_returns_an_absence_voids_the_number(returns: int) -> None:
    model = Model(two_desks(Patience(late_returns=returns)))
    model.do(c.TakeTicket("HT"))
    for _ in range(returns):
        model.do(c.CallNext(1))
        model.do(c.MarkAbsent(1))
        model.do(c.ReturnTicket("A001"))
    model.do(c.CallNext(1))
    assert [event.void for event in model.do(c.MarkAbsent(1)) if isinstance(event, e.TicketMissed)] == [True]
    assert model.hall.desk(1).ticket is None
    assert model.ask(c.ReturnTicket("A001")) == "illegal_step"
    assert model.ask(c.CallTicket(1, "A001", "LATE")) == "illegal_step"


def test_staff_may_say_absent_before_the_last_call_and_those_who_never_come_lapse_at_night() -> None:
    model = Model(two_desks(Patience(calls=3)))
    ticket = started(model)
    model.do(c.FinishVisit(1))
    model.do(c.TakeTicket("HT"))
    model.do(c.CallNext(1))
    assert model.ask(c.MarkAbsent(1)) is None
    model.do(c.OpenDay(), 24 * 60 * MINUTE)
    assert [event.ticket[-4:] for event in model.history if isinstance(event, e.TicketLapsed)] == ["A002"]
    assert model.hall.tickets.get(ticket.id) is None


def test_a_visit_of_three_steps_keeps_its_number() -> None:
    model = Model(two_desks())
    ticket = started(model)
    assert ticket.steps == ("CT", "DD")
    for service, rest in (("CT", ("DD",)), ("DD", ())):
        model.do(c.HandOn(1 if service == "CT" else 3))
        assert (now(model, ticket).service, now(model, ticket).steps) == (service, rest)
        assert (now(model, ticket).label, now(model, ticket).rank) == ("A001", ticket.rank)
        model.do(c.CallNext(3))
    assert model.ask(c.HandOn(3)) == "no_next_step"
    model.do(c.FinishVisit(3))


def test_a_visit_handed_to_a_counter_waits_for_that_counter() -> None:
    model = Model(two_desks())
    ticket = started(model, 2)
    assert model.ask(c.HandOn(1, "HT")) == "same_service"
    assert model.ask(c.HandOn(1, to=1)) == "same_service"
    assert model.ask(c.HandOn(1, to=9)) == "unknown_counter"
    model.do(c.HandOn(1, to=2))
    assert (now(model, ticket).service, now(model, ticket).only) == ("HT", 2)
    coming = [next_for(model.centre, model.hall, model.centre.counters[no], model.now) for no in (1, 2)]
    assert [other.label if other else None for other in coming] == ["A002", "A001"]
    model.do(c.CallNext(2))
    model.do(c.HandOn(2, to=3))  # which does not work in this line: the visit stays what it was taken for
    assert (now(model, ticket).service, now(model, ticket).only, now(model, ticket).steps) == ("HT", 3, ("CT", "DD"))


def sent(people: int = 0) -> tuple[Model, Ticket]:
    """A ticket of HT handed on to counter 3, which serves CT and DD; `people` have taken numbers of CT before it."""
    model = Model(two_desks())
    for _ in range(people):
        model.do(c.TakeTicket("CT"), MINUTE)
    ticket = started(model)
    for _ in range(2):
        model.do(c.TakeTicket("CT"), MINUTE)
    model.do(c.HandOn(1, to=3))
    return model, ticket


def called(events: tuple[e.Event, ...]) -> list[str]:
    return [event.ticket[-4:] for event in events if isinstance(event, e.TicketCalled)]


def test_a_counter_of_other_lines_calls_whom_it_was_sent_in_the_order_of_arrival() -> None:
    model, ticket = sent(people=2)
    assert ahead(model.centre, model.hall, now(model, ticket)) == 2
    assert [called(model.do(c.CallNext(no, finish=True))) for no in (1, 2)] == [[], []]  # nobody else's work
    assert [called(model.do(c.CallNext(3, finish=True))) for _ in range(4)] == [["B001"], ["B002"], ["A001"], ["B003"]]
    assert now(model, ticket).phase is Phase.DONE
    assert (now(model, ticket).service, now(model, ticket).counter) == ("HT", 3)


def test_whom_a_counter_was_sent_it_may_call_out_of_order_and_nobody_elses() -> None:
    model, _ = sent()
    model.do(c.TakeTicket("HT"))
    assert model.ask(c.CallTicket(3, "A002", "LATE")) == "not_served_here"
    assert called(model.do(c.CallTicket(3, "A001", "LATE"))) == ["A001"]


@pytest.mark.parametrize("aside", [c.HoldVisit(3), c.GiveReturn(3), c.MarkAbsent(3)])
def test_whom_a_counter_was_sent_comes_back_to_it(aside: c.Command) -> None:
    model, ticket = sent()
    model.do(c.CallNext(3))
    if not isinstance(aside, c.MarkAbsent):
        model.do(c.StartVisit(3))
    model.do(aside)
    model.do(c.ReturnTicket("A001"))
    assert (now(model, ticket).service, now(model, ticket).only) == ("HT", 3)
    assert now(model, ticket).rank >= ticket.rank
    places = 0 if isinstance(aside, c.HoldVisit) else 2
    assert ahead(model.centre, model.hall, now(model, ticket)) == places
    assert model.ask(c.PostponeTicket("A001", 1)) == ("nobody_behind" if places else None)


def test_whom_a_counter_was_sent_goes_back_to_the_own_line_when_it_stops_or_sends_it_back() -> None:
    model, ticket = sent()
    model.do(c.PauseCounter(3))
    assert called(model.do(c.CallNext(2))) == ["A001"]
    model, ticket = sent()
    model.do(c.CallNext(3))
    model.do(c.HandOn(3, "HT"))
    assert (now(model, ticket).service, now(model, ticket).only) == ("HT", None)
    assert called(model.do(c.CallNext(2))) == ["A001"]


@pytest.mark.parametrize(("places", "index"), [(1, 1), (2, 2), (5, 3)])
def test_a_turn_is_postponed_once_by_a_bounded_step(places: int, index: int) -> None:
    model = Model(two_desks())
    for _ in range(4):
        model.do(c.TakeTicket("HT"), MINUTE)
    model.do(c.PostponeTicket("A001", places))
    assert line(model).index("A001") == index
    assert model.ask(c.PostponeTicket("A001", 1)) == "postponed_before"
    assert [model.ask(c.PostponeTicket("A002", n)) for n in (0, 6, -1)] == ["wrong_places"] * 3
    model.do(c.CallNext(1))
    assert model.ask(c.PostponeTicket("A002", 1)) == "illegal_step"


@pytest.mark.parametrize("order", [Order(), Order("ratio"), Order("strict")])
def test_a_group_that_is_corrected_back_and_forth_leaves_the_place_as_it_was(order: Order) -> None:
    model = Model(two_desks(order=order))
    for group in (None, "NCT"):
        model.do(c.TakeTicket("HT", priority=group), MINUTE)
    ranks = [model.hall.tickets[f"20261121-A00{n}"].rank for n in (1, 2)]
    start = 15 if order.policy == "head_start" else 0
    assert ranks[1] - ranks[0] == MINUTE - start * MINUTE
    model.do(c.CorrectPriority("A001", "NKT"))
    assert model.hall.tickets["20261121-A001"].rank == ranks[0] - 2 * start * MINUTE
    model.do(c.CorrectPriority("A001", None))
    assert model.hall.tickets["20261121-A001"].rank == ranks[0]
    assert model.do(c.CorrectPriority("A001", None)) == ()
    assert model.ask(c.CorrectPriority("A001", "XX")) == "unknown_priority"


def test_one_person_sits_at_one_counter_and_hands_it_over_in_mid_shift() -> None:
    model = Model(two_desks())
    started(model)
    model.do(c.SignIn(1))
    assert model.do(c.SignIn(1)) == ()
    model.do(c.SignIn(2))
    assert [model.hall.desk(no).staff for no in (1, 2)] == [None, "test"]
    assert model.hall.desk(1).ticket is not None  # the visit stays where it is
    model.do(c.SignOut(2))
    assert model.do(c.SignOut(2)) == ()


@pytest.mark.parametrize(("order", "calls"), [(Order("ratio", 2), "1263475"), (Order("strict"), "6712345")])
def test_people_are_told_how_many_are_called_before_them(order: Order, calls: str) -> None:
    """After two others one of a priority group is called, and the count begins again; or they always come first."""
    model = Model(two_desks(order=order))
    for group in (None, None, None, None, None, "NCT", "NCT"):
        model.do(c.TakeTicket("HT", priority=group))
    told = {ticket.label[-1]: ahead(model.centre, model.hall, ticket) for ticket in model.hall.tickets.values()}
    assert "".join(sorted(told, key=told.__getitem__)) == calls
    assert sorted(told.values()) == list(range(7))
    done = [model.do(c.CallNext(1, finish=True)) for _ in range(7)]
    assert "".join(ev.ticket[-1] for events in done for ev in events if isinstance(ev, e.TicketCalled)) == calls


def test_priority_groups_come_first_and_each_of_the_two_lines_keeps_its_order() -> None:
    model = Model(two_desks(order=Order("strict")))
    for group in (None, "NCT", None, "NKT"):
        model.do(c.TakeTicket("HT", priority=group), MINUTE)
    calls = [model.do(c.CallNext(1, finish=True)) for _ in range(4)]
    order = [event.ticket[-1] for events in calls for event in events if isinstance(event, e.TicketCalled)]
    assert "".join(order) == "2413"
