"""Whatever happens in the life of a centre, its promises hold: one hall, one order, nothing lost, nobody twice."""

import pytest
from hypothesis import given

from server.rules import commands as c
from server.rules import events as e
from server.rules.capacity import quota
from server.rules.centre import Service
from server.rules.days import closes_at, open_day
from server.rules.decide import Refused, decide
from server.rules.evolve import fold
from server.rules.hours import day_of, giving, half_day, local
from server.rules.phases import AT_COUNTER, FINAL, Phase
from server.rules.state import Booking, Hall, broken
from tests.server.rules.halls import MINUTE, Model
from tests.server.rules.lives import LIVES, Life


@given(LIVES)
def test_the_hall_stays_whole_and_follows_from_its_history(life: Life) -> None:
    for moment in life.moments():
        assert broken(life.model.hall) == []
        assert moment.why is None or life.model.hall is moment.before
    assert fold(Hall(), life.model.history) == life.model.hall


@given(LIVES)
def test_events_survive_being_written_down(life: Life) -> None:
    history = life.to_its_end().history
    assert [e.decode(type(one).__name__, one.at, one.by, e.encode(one)) for one in history] == history


@given(LIVES)
def test_a_ticket_has_one_open_step_and_one_counter(life: Life) -> None:
    for _ in life.moments():
        hall = life.model.hall
        at_counters = [desk.ticket for desk in hall.desks.values() if desk.ticket]
        assert len(at_counters) == len(set(at_counters))
        assert {t.id for t in hall.tickets.values() if t.phase in AT_COUNTER} == set(at_counters)


@given(LIVES)
def test_no_half_day_gives_more_numbers_than_it_has(life: Life) -> None:
    """Neither to those who walk in nor to those who book; what was carried over comes first, however much it is."""
    centre = life.model.centre
    for moment in life.moments():
        for event in moment.events:
            if isinstance(event, e.TicketIssued) and not event.carried_from and not event.booking:
                service = centre.services[event.service]
                span = half_day(service.hours, moment.now, centre.zone)
                assert span is not None
                most = quota(centre, service, span)
                assert most is None or _taken(life.model, service, span) <= most
            elif isinstance(event, e.VisitBooked):
                service, at = centre.services[event.service], event.slot or moment.now
                span = half_day(service.hours, at, centre.zone)
                assert span is not None
                most = quota(centre, service, span)
                if most is not None:
                    assert _taken(life.model, service, span) <= most
                    share = most * (100 - centre.booking.walk_in_percent) / 100
                    assert len(_booked(life.model.hall, service, span, _given_up(life.model.history))) <= share


def _booked(hall: Hall, service: Service, span: tuple[int, int], given_up: set[str]) -> list[Booking]:
    mine = [b for b in hall.bookings.values() if b.service == service.code and b.state in ("booked", "arrived")]
    return [b for b in mine if span[0] <= (b.slot or b.made_at) < span[1] and b.ticket not in given_up]


def _given_up(history: list[e.Event]) -> set[str]:
    """Tickets that ended before anybody called them: their numbers are free again."""
    called = {event.ticket for event in history if isinstance(event, e.TicketCalled)}
    ended = {event.ticket for event in history if isinstance(event, (e.TicketCancelled, e.TicketLapsed))}
    return ended - called


def _taken(model: Model, service: Service, span: tuple[int, int]) -> int:
    """Numbers and bookings of a half-day, counted in the journal."""
    given_up = _given_up(model.history)
    issued = [ev for ev in model.history if isinstance(ev, e.TicketIssued) and ev.series == service.letter]
    issued = [ev for ev in issued if ev.ticket not in given_up]
    fresh = [ev for ev in issued if not ev.carried_from and not ev.booking and span[0] <= ev.at < span[1]]
    day = giving(service.hours, local(span[0], model.centre.zone).date(), model.centre.zone)
    begin = next((end for _, end in reversed(day) if end <= span[0]), 0)  # where the half-day before has ended
    today = day_of(span[0], model.centre.zone)
    kept = [ev for ev in issued if ev.carried_from and begin <= ev.at < span[1]]
    kept = [ev for ev in kept if day_of(ev.at, model.centre.zone) == today]
    return len(fresh) + len(kept) + len(_booked(model.hall, service, span, given_up))


@given(LIVES)
def test_a_half_day_is_full_only_when_nothing_is_left_of_it(life: Life) -> None:
    """As the journal counts: as many numbers and bookings as the half-day has, and never fewer."""
    centre = life.model.centre
    for moment in life.moments():
        if isinstance(moment.command, c.TakeTicket) and moment.why == "half_day_full":
            wish = centre.services[moment.command.service]
            service = centre.services[wish.many.service] if _is_large(wish, moment.command) and wish.many else wish
            span = half_day(service.hours, moment.now, centre.zone)
            assert span is not None
            night = open_day(centre, moment.before, moment.now, "test")  # the night comes first
            after = Model(centre, fold(moment.before, night), moment.now, [*life.model.history, *night])
            most = quota(centre, service, span)
            assert most is not None
            assert _taken(after, service, span) >= most


def _is_large(service: Service, wish: c.TakeTicket) -> bool:
    return service.many is not None and wish.dossiers > service.many.above


@given(LIVES)
def test_the_close_of_a_day_leaves_only_visits_at_counters(life: Life) -> None:
    """The last minute of the day that the life has ended on, and the night after it."""
    model = life.to_its_end()
    if not model.hall.day or (at := closes_at(model.centre, model.hall)) is None:
        return
    now = max(at, model.now)
    if day_of(now, model.centre.zone) != model.hall.day:
        return
    before = {t.id: t for t in model.hall.tickets.values()}
    hall = fold(model.hall, decide(model.centre, model.hall, c.CloseDay(), now, "office"))
    assert broken(hall) == []
    for ticket in hall.tickets.values():
        assert ticket.phase in FINAL | AT_COUNTER
        assert (ticket.phase is Phase.CARRIED) == (
            before[ticket.id].phase is Phase.CARRIED
            or (before[ticket.id].phase is Phase.WAITING and ticket.service != "TN")
        )
    with pytest.raises(Refused, match="still_open"):
        decide(model.centre, hall, c.CloseDay(), at - 1, "office")
    next_day = decide(model.centre, hall, c.OpenDay(), now + 24 * 60 * MINUTE, "office")
    carried = [event.label for event in next_day if isinstance(event, e.TicketIssued)]
    assert sorted(carried) == sorted(t.label for t in hall.tickets.values() if t.phase is Phase.CARRIED)


@given(LIVES)
def test_the_night_leaves_nothing_open_and_carries_nothing_twice(life: Life) -> None:
    model = life.to_its_end()
    waiting = {t.id for t in model.hall.tickets.values() if t.phase is Phase.WAITING and t.service != "TN"}
    events = decide(model.centre, model.hall, c.OpenDay(), model.now + 24 * 60 * MINUTE, "office")
    hall, ended = model.hall, dict(model.hall.tickets)
    for event in events:
        if isinstance(event, e.DayOpened):
            assert all(ticket.phase in FINAL for ticket in ended.values())
        hall = fold(hall, [event])
        ended |= hall.tickets
    assert broken(hall) == []
    assert {event.ticket for event in events if isinstance(event, e.TicketCarried)} == waiting
    again = [event for event in events if isinstance(event, e.TicketIssued)]
    assert {event.carried_from for event in again} >= waiting
    assert {event.label for event in again} >= {model.hall.tickets[name].label for name in waiting}
    sources = [
        ev.carried_from for ev in (*model.history, *events) if isinstance(ev, e.TicketIssued) and ev.carried_from
    ]
    assert len(sources) == len(set(sources))


@given(LIVES)
def test_carried_tickets_are_in_front_of_everybody_who_takes_a_number(life: Life) -> None:
    model = life.to_its_end()
    events = decide(model.centre, model.hall, c.OpenDay(), model.now + 24 * 60 * MINUTE, "office")
    hall = fold(model.hall, events)
    for line in hall.lines.values():
        assert all(place[0] < model.now + 24 * 60 * MINUTE - 30 * MINUTE for place in line)


@given(LIVES)
def test_numbers_are_given_once_a_day_and_only_skip_those_still_held(life: Life) -> None:
    issued = [event for event in life.to_its_end().history if isinstance(event, e.TicketIssued)]
    assert len({event.ticket for event in issued}) == len(issued)
    for date in {event.ticket.partition("-")[0] for event in issued}:
        for letter in "ABCLN":
            mine = [ev for ev in issued if ev.series == letter and ev.ticket.startswith(date)]
            fresh = [ev.number for ev in mine if not ev.carried_from]
            kept = {ev.number for ev in mine if ev.carried_from}
            assert fresh == [n for n in range(1, max(fresh, default=0) + 1) if n not in kept]


@given(LIVES)
def test_a_booking_becomes_at_most_one_ticket_and_ranks_at_its_slot(life: Life) -> None:
    used = []
    for moment in life.moments():
        for event in moment.events:
            if isinstance(event, e.TicketIssued) and event.booking:
                booking = moment.before.bookings[event.booking]
                used.append(event.booking)
                assert booking.state == "booked"
                arrived = event.rank + (30 if event.priority == "NKT" else 15 if event.priority else 0) * MINUTE
                if life.model.centre.order.policy == "head_start":
                    assert arrived in (booking.slot, moment.now)
                    assert arrived >= (booking.slot or 0)
    assert len(used) == len(set(used))
