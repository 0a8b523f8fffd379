"""Whatever happens on a day, the hall stays whole, the order keeps its bound, and numbers are given once."""

from hypothesis import given

from server.rules import commands as c
from server.rules.centre import Centre
from server.rules.decide import Refused, decide
from server.rules.events import DayOpened, TicketCalled, TicketIssued, VisitRated, decode, encode
from server.rules.evolve import fold
from server.rules.line import bound
from server.rules.phases import FINAL, Phase
from server.rules.state import Hall, broken
from tests.server.rules.halls import DAYS, MINUTE, Model, small_centre

Day = list[tuple[int, c.Command]]


@given(DAYS)
def test_the_hall_stays_whole_and_follows_from_its_history(day: Day) -> None:
    model = Model()
    for pause, command in day:
        model.ask(command, pause)
        assert broken(model.hall) == []
    assert fold(Hall(), model.history) == model.hall


@given(DAYS)
def test_a_refused_command_changes_nothing_and_is_refused_again(day: Day) -> None:
    model = Model()
    for pause, command in day:
        before = model.hall
        why = model.ask(command, pause)
        if why is not None:
            assert model.hall is before
            assert model.ask(command, 0) == why


@given(DAYS)
def test_no_number_is_given_twice_and_series_have_no_gaps(day: Day) -> None:
    model = Model()
    for pause, command in day:
        model.ask(command, pause)
    issued = [event for event in model.history if isinstance(event, TicketIssued)]
    assert len({event.ticket for event in issued}) == len(issued)
    days = {event.ticket.partition("-")[0] for event in issued}
    for date in days:
        for letter in "ABC":
            mine = [e for e in issued if e.series == letter and e.ticket.startswith(date)]
            held = {e.number for e in mine if e.carried_from}  # people still hold these from the day before
            numbers = [e.number for e in mine if not e.carried_from]
            assert numbers == [n for n in range(1, max(numbers, default=0) + 1) if n not in held]


@given(DAYS)
def test_events_survive_being_written_down(day: Day) -> None:
    model = Model()
    for pause, command in day:
        model.ask(command, pause)
    assert [decode(type(e).__name__, e.at, e.by, encode(e)) for e in model.history] == model.history


@given(DAYS)
def test_nobody_is_overtaken_by_someone_who_came_later_than_the_bound(day: Day) -> None:
    """When a ticket is called in order, everyone still waiting in its line came at most the bound before it."""
    model = Model()
    most = (bound(model.centre) or 0) * MINUTE
    assert most == 30 * MINUTE
    for pause, command in day:
        before = model.hall
        try:
            events = decide(model.centre, before, command, model.now + pause, "test")
        except Refused:
            model.now += pause
            continue
        if isinstance(command, c.CallNext):
            called = (event for event in events if isinstance(event, TicketCalled))
            for call in (event for event in called if event.ticket in before.tickets):  # not in the night
                _check_bound(before, call.ticket, most)
        model.do(command, pause)


def _check_bound(hall: Hall, called: str, most: int) -> None:
    first = hall.tickets[called]
    for place in hall.line(first.service):
        other = hall.tickets[place[2]]
        assert first.rank <= other.rank
        # Whoever was absent has lost the old place, and yesterday's people come first.
        if not any(ticket.misses or ticket.carried_from for ticket in (first, other)):
            assert first.issued_at - other.issued_at <= most


@given(DAYS)
def test_a_visit_is_rated_once_and_only_when_it_is_over(day: Day) -> None:
    model = Model()
    for pause, command in day:
        model.ask(command, pause)
    rated = [event.ticket for event in model.history if isinstance(event, VisitRated)]
    assert len(rated) == len(set(rated))


@given(DAYS)
def test_the_end_of_a_day_closes_every_ticket(day: Day) -> None:
    model = Model()
    for pause, command in day:
        model.ask(command, pause)
    last = dict(model.hall.tickets)
    closing = decide(model.centre, model.hall, c.OpenDay(), model.now + 24 * 60 * MINUTE, "office")
    hall = model.hall
    for event in closing:
        if isinstance(event, DayOpened):
            assert all(ticket.phase in FINAL for ticket in last.values())
        hall = fold(hall, [event])
        last |= hall.tickets
    assert all(ticket.carried_from for ticket in hall.tickets.values())
    assert all(desk.ticket is None for desk in hall.desks.values())


def test_two_counters_never_get_the_same_ticket() -> None:
    model = Model()
    model.do(c.TakeTicket("HT"))
    first, second = model.do(c.CallNext(1)), model.do(c.CallNext(2))
    assert [event.ticket for event in first if isinstance(event, TicketCalled)] == ["20261121-A001"]
    assert second == ()


def test_priority_gains_its_head_start_and_no_more() -> None:
    model = Model()
    for _ in range(2):
        model.do(c.TakeTicket("HT"))  # A001, A002: a second apart
    model.do(c.TakeTicket("HT", priority="NCT"), 14 * MINUTE)  # A003 overtakes both
    model.do(c.TakeTicket("HT", priority="NCT"), 5 * MINUTE)  # A004 came 19 minutes later: it does not
    order = []
    for _ in range(4):
        order += [e.ticket[-4:] for e in model.do(c.CallNext(1, finish=True)) if isinstance(e, TicketCalled)]
    assert order == ["A003", "A001", "A002", "A004"]


def test_a_series_that_is_used_up_refuses_instead_of_wrapping() -> None:
    centre: Centre = small_centre(last=2)
    model = Model(centre)
    assert [model.ask(c.TakeTicket("HT")) for _ in range(3)] == [None, None, "service_full"]


def test_handing_on_keeps_number_and_rank() -> None:
    model = Model()
    model.do(c.TakeTicket("HT"))
    model.do(c.TakeTicket("CT"))
    model.do(c.CallNext(1))
    model.do(c.HandOn(1, "CT"))
    ticket = model.hall.tickets["20261121-A001"]
    assert (ticket.label, ticket.phase, ticket.service) == ("A001", Phase.WAITING, "CT")
    assert [place[2][-4:] for place in model.hall.line("CT")] == ["A001", "B001"]


def test_a_clock_that_runs_backwards_gives_no_numbers() -> None:
    model = Model()
    model.do(c.TakeTicket("HT"))
    assert model.ask(c.TakeTicket("HT"), -24 * 60 * MINUTE) == "clock_backwards"
