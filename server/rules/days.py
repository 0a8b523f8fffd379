"""The day's beginning and its end: what still waits is the first of the next day, with the number people hold."""

from datetime import date

from server.rules import commands as c
from server.rules import events as e
from server.rules.centre import Centre
from server.rules.events import Events
from server.rules.hours import MINUTE, closing, day_of
from server.rules.phases import AT_COUNTER, FINAL, Phase
from server.rules.refusal import Refused
from server.rules.state import Hall, Ticket

LONGEST = 14  # days a number may be carried over: longer than the longest holidays


def open_day(centre: Centre, hall: Hall, now: int, by: str) -> Events:
    """The events of a new day's first moment; none when the day is open already."""
    today = day_of(now, centre.zone)
    if today == hall.day:
        return ()
    if today < hall.day:
        # A clock that runs backwards would give yesterday's numbers again.
        raise Refused("clock_backwards", day=hall.day)
    left = [ticket for ticket in hall.tickets.values() if ticket.phase not in FINAL]
    ends = tuple(_end(centre, ticket, now, by) for ticket in left)
    missed = tuple(
        e.BookingCancelled(now, by, booking.id, missed=True)
        for booking in hall.bookings.values()
        if booking.state == "booked" and booking.day < today
    )
    carried = {end.ticket for end in ends if isinstance(end, e.TicketCarried)}
    again = [ticket for ticket in hall.tickets.values() if ticket.phase is Phase.CARRIED or ticket.id in carried]
    again.sort(key=lambda ticket: ticket.place)
    recent = bool(hall.day) and (date.fromisoformat(today) - date.fromisoformat(hall.day)).days <= LONGEST
    issued = tuple(_again(ticket, today, now, by) for ticket in again if recent and ticket.service in centre.services)
    return (*ends, *missed, e.DayOpened(now, by, today), *issued)


def _end(centre: Centre, ticket: Ticket, now: int, by: str) -> e.TicketEvent:
    service = centre.services.get(ticket.service)
    if ticket.phase is Phase.WAITING and service and service.carries:
        return e.TicketCarried(now, by, ticket.id)
    return e.TicketLapsed(now, by, ticket.id)


def _again(ticket: Ticket, today: str, now: int, by: str) -> e.TicketIssued:
    """Yesterday's ticket for today: same number, and the rank that puts it in front of everybody who comes today."""
    return e.TicketIssued(
        now,
        by,
        ticket=f"{today.replace('-', '')}-{ticket.label}",
        label=ticket.label,
        series=ticket.series,
        number=ticket.number,
        service=ticket.service,
        procedure=ticket.procedure,
        priority=ticket.priority,
        language=ticket.language,
        rank=ticket.rank,
        dossiers=ticket.dossiers,
        route=ticket.route,
        carried_from=ticket.id,
    )


def closes_at(centre: Centre, hall: Hall) -> int | None:
    """When the day may be closed: some minutes after the last door; None on days off and where nothing closes."""
    last = closing((service.hours for service in centre.services.values()), date.fromisoformat(hall.day), centre.zone)
    return last + centre.patience.closes_after * MINUTE if last is not None else None


def close(centre: Centre, hall: Hall, command: c.CloseDay, now: int, by: str) -> Events:
    """What nobody is busy with ends; whoever is at a counter is still served."""
    at = closes_at(centre, hall)
    if at is None or now < at:
        raise Refused("still_open", closes_at=at)
    left = [ticket for ticket in hall.tickets.values() if ticket.phase not in FINAL | AT_COUNTER]
    return tuple(_end(centre, ticket, now, by) for ticket in left)
