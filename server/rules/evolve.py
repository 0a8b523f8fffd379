"""What an event means. `evolve(hall, event)` is the next hall; the old one stays as it was."""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, TypeVar

from server.rules import events as e
from server.rules.phases import Phase, Step, after
from server.rules.state import SHOWN_CALLS, Booking, Desk, Hall, Place, Ticket

K = TypeVar("K")


def evolve(hall: Hall, event: e.Event) -> Hall:
    """The hall after the event; KeyError when the event cannot have happened here."""
    return _MEANINGS[type(event)](hall, event)


def fold(hall: Hall, events: Iterable[e.Event]) -> Hall:
    """The hall after all events, in order."""
    for event in events:
        hall = evolve(hall, event)
    return hall


def _without(line: tuple[Place, ...], place: Place) -> tuple[Place, ...]:
    at = bisect_left(line, place)
    return line[:at] + line[at + 1 :] if line[at : at + 1] == (place,) else line


def _take_out(lines: dict[K, tuple[Place, ...]], key: K, place: Place) -> None:
    """The place leaves its line; an empty line is none."""
    lines[key] = _without(lines[key], place)
    if not lines[key]:
        del lines[key]


def _with(line: tuple[Place, ...], place: Place) -> tuple[Place, ...]:
    at = bisect_left(line, place)
    return (*line[:at], place, *line[at:])


def _put(hall: Hall, ticket: Ticket, **others: Any) -> Hall:
    """The hall with this ticket in place of its former self, its line kept in order."""
    old = hall.tickets.get(ticket.id)
    lines, sent = dict(hall.lines), dict(hall.sent)
    if old and old.phase is Phase.WAITING:
        _take_out(lines, old.service, old.place)
        if old.only is not None:
            _take_out(sent, old.only, old.place)
    if ticket.phase is Phase.WAITING:
        lines[ticket.service] = _with(lines.get(ticket.service, ()), ticket.place)
        if ticket.only is not None:
            sent[ticket.only] = _with(sent.get(ticket.only, ()), ticket.place)
    return replace(hall, tickets=hall.tickets.put(ticket.id, ticket), lines=lines, sent=sent, **others)


def _seat(hall: Hall, desk: Desk) -> Hall:
    return replace(hall, desks={**hall.desks, desk.no: desk})


def _leave(hall: Hall, ticket: Ticket) -> Hall:
    """The hall with nobody at the counter this ticket was at."""
    if ticket.counter is None or hall.desk(ticket.counter).ticket != ticket.id:
        return hall
    return _seat(hall, replace(hall.desk(ticket.counter), ticket=None))


def _step(hall: Hall, event: e.TicketEvent, step: Step, **changes: Any) -> Ticket:
    ticket = hall.tickets[event.ticket]
    return replace(ticket, phase=after(step, ticket.phase), since=event.at, **changes)


def _day_opened(hall: Hall, event: e.DayOpened) -> Hall:
    # Counters stay paused or open over night; tickets, series and calls are the day's own.
    desks = {no: replace(desk, ticket=None, asks=None, staff=None, others=0) for no, desk in hall.desks.items()}
    bookings = {name: booking for name, booking in hall.bookings.items() if booking.day >= event.day}
    return Hall(day=event.day, desks=desks, bookings=bookings)


def _issued(hall: Hall, event: e.TicketIssued) -> Hall:
    ticket = Ticket(
        id=event.ticket,
        label=event.label,
        series=event.series,
        number=event.number,
        service=event.service,
        procedure=event.procedure,
        priority=event.priority,
        language=event.language,
        phase=Phase.WAITING,
        rank=event.rank,
        issued_at=event.at,
        since=event.at,
        dossiers=event.dossiers,
        route=event.route,
        carried_from=event.carried_from,
        booking=event.booking,
    )
    if event.carried_from:  # yesterday's number: today's series goes its own way round it
        return _put(hall, ticket)
    if event.booking:
        hall = _booked_as(hall, event.booking, state="arrived", ticket=event.ticket)
    return _put(hall, ticket, series={**hall.series, event.series: event.number})


def _booked_as(hall: Hall, name: str, **changes: Any) -> Hall:
    return replace(hall, bookings={**hall.bookings, name: replace(hall.bookings[name], **changes)})


def _booked(hall: Hall, event: e.VisitBooked) -> Hall:
    booking = Booking(event.booking, event.day, event.service, event.slot, event.language, event.at)
    return replace(hall, bookings={**hall.bookings, booking.id: booking})


def _booking_cancelled(hall: Hall, event: e.BookingCancelled) -> Hall:
    return _booked_as(hall, event.booking, state="missed" if event.missed else "cancelled")


def _shown(hall: Hall, ticket: Ticket) -> dict[str, Any]:
    recent = (ticket.id, *(other for other in hall.recent if other != ticket.id))[:SHOWN_CALLS]
    return {"recent": recent, "calls": ticket.call_no}


def _called(hall: Hall, event: e.TicketCalled) -> Hall:
    first = hall.tickets[event.ticket].first_called_at or event.at
    call = {"counter": event.counter, "times": 1, "call_no": hall.calls + 1, "called_at": event.at, "started_at": None}
    ticket = _step(hall, event, Step.CALL, **call, first_called_at=first, mark=event.reason)
    was = hall.desk(event.counter)
    others = 0 if ticket.priority else was.others + 1
    desk = replace(was, ticket=ticket.id, by=event.by, since=event.at, others=others)
    return _seat(_put(hall, ticket, **_shown(hall, ticket)), desk)


def _recalled(hall: Hall, event: e.TicketRecalled) -> Hall:
    was = hall.tickets[event.ticket]
    # `since` stays: the citizen has been called since the first call, not since the last.
    ticket = replace(was, times=was.times + 1, call_no=hall.calls + 1, called_at=event.at)
    return _put(hall, ticket, **_shown(hall, ticket))


def _started(hall: Hall, event: e.VisitStarted) -> Hall:
    return _put(hall, _step(hall, event, Step.START, started_at=event.at, served_by=event.by))


def _finished(hall: Hall, event: e.VisitFinished) -> Hall:
    ticket = _step(hall, event, Step.FINISH)
    desk = replace(hall.desk(event.counter), ticket=None, asks=ticket.id, since=event.at)
    return _seat(_put(hall, ticket), desk)


def _missed(hall: Hall, event: e.TicketMissed) -> Hall:
    misses = hall.tickets[event.ticket].misses + 1
    ticket = _step(hall, event, Step.VOID if event.void else Step.MISS, misses=misses)
    return _leave(_put(hall, ticket), ticket)


def _held(hall: Hall, event: e.VisitHeld) -> Hall:
    aside = {"reason": event.reason, "until": event.until, "only": event.only, "behind": event.behind}
    ticket = _step(hall, event, Step.HOLD, **aside)
    return _leave(_put(hall, ticket), ticket)


def _handed_on(hall: Hall, event: e.TicketHandedOn) -> Hall:
    left = _leave(hall, hall.tickets[event.ticket])
    goes = {"service": event.service, "only": event.only, "route": event.route}
    return _put(left, _step(left, event, Step.HAND_ON, counter=None, times=0, started_at=None, **goes))


def _returned(hall: Hall, event: e.TicketReturned) -> Hall:
    rank = hall.tickets[event.ticket].rank if event.rank is None else event.rank
    back = {"counter": None, "times": 0, "rank": rank, "reason": None, "until": None, "behind": None}
    return _put(hall, _step(hall, event, Step.RETURN, **back))


def _moved(hall: Hall, event: e.TicketPostponed) -> Hall:
    ticket = hall.tickets[event.ticket]
    return _put(hall, replace(ticket, rank=event.rank, postponed=ticket.postponed + 1))


def _corrected(hall: Hall, event: e.PriorityCorrected) -> Hall:
    return _put(hall, replace(hall.tickets[event.ticket], priority=event.priority, rank=event.rank))


def _carried(hall: Hall, event: e.TicketCarried) -> Hall:
    return _put(hall, _step(hall, event, Step.CARRY))


def _cancelled(hall: Hall, event: e.TicketCancelled) -> Hall:
    return _put(hall, _step(hall, event, Step.CANCEL))


def _lapsed(hall: Hall, event: e.TicketLapsed) -> Hall:
    ticket = _step(hall, event, Step.LAPSE)
    return _leave(_put(hall, ticket), ticket)


def _rated(hall: Hall, event: e.VisitRated) -> Hall:
    ticket = replace(hall.tickets[event.ticket], rated=event.level)
    desk = hall.desk(event.counter)
    return _seat(_put(hall, ticket), replace(desk, asks=None) if desk.asks == ticket.id else desk)


def _paused(hall: Hall, event: e.CounterPaused) -> Hall:
    return _seat(hall, replace(hall.desk(event.counter), paused=True, why=event.why, by=event.by, since=event.at))


def _opened(hall: Hall, event: e.CounterOpened) -> Hall:
    return _seat(hall, replace(hall.desk(event.counter), paused=False, why=None, by=event.by, since=event.at))


def _signed_in(hall: Hall, event: e.StaffSignedIn) -> Hall:
    return _seat(hall, replace(hall.desk(event.counter), staff=event.by))


def _signed_out(hall: Hall, event: e.StaffSignedOut) -> Hall:
    desk = hall.desk(event.counter)  # with nobody's name on it: whoever was sent there does not wait for an empty chair
    return _seat(hall, replace(desk, staff=None, by=None, since=desk.since if desk.ticket or desk.paused else event.at))


_MEANINGS: dict[type[e.Event], Callable[[Hall, Any], Hall]] = {
    e.DayOpened: _day_opened,
    e.TicketIssued: _issued,
    e.TicketCalled: _called,
    e.TicketRecalled: _recalled,
    e.VisitStarted: _started,
    e.VisitFinished: _finished,
    e.TicketMissed: _missed,
    e.VisitHeld: _held,
    e.TicketHandedOn: _handed_on,
    e.TicketReturned: _returned,
    e.TicketCancelled: _cancelled,
    e.TicketLapsed: _lapsed,
    e.TicketCarried: _carried,
    e.TicketPostponed: _moved,
    e.PriorityCorrected: _corrected,
    e.VisitBooked: _booked,
    e.BookingCancelled: _booking_cancelled,
    e.VisitRated: _rated,
    e.CounterPaused: _paused,
    e.CounterOpened: _opened,
    e.StaffSignedIn: _signed_in,
    e.StaffSignedOut: _signed_out,
}
