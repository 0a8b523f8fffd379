"""How many numbers a half-day has room for, and whether somebody who comes now can still be served: said in advance."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from server.rules.centre import Centre, Service
from server.rules.hours import LOOK_AHEAD, MINUTE, Moments, coming, giving, half_day, local, moment, spans_on
from server.rules.phases import Phase
from server.rules.shifts import doors
from server.rules.staffing import share, working_minutes
from server.rules.state import Booking, Hall, Ticket
from server.rules.wait import Wait

GONE = frozenset({"cancelled", "missed"})  # bookings that take no room any more


@dataclass(frozen=True, slots=True)
class Room:
    """What is left of a half-day: `left` numbers (None: no bound), and when it begins and ends (ms)."""

    left: int | None
    starts: int
    ends: int


def quota(centre: Centre, service: Service, span: Moments) -> int | None:
    """Numbers of this service in a half-day; None without a bound.

    An automatic quota is what its counters can do while the doors are open, each with this service's share of its time.
    """
    if service.quota is not None or not service.auto_quota:
        return service.quota
    return _able(centre, service, _between_doors(centre, service, span))


def _between_doors(centre: Centre, service: Service, span: Moments) -> Moments:
    """Numbers begin before the doors open and stop before they close: work is done between the doors."""
    stretches = doors(service.hours, span[0], centre)
    return next((one for one in stretches if one[1] >= span[1]), span)


def _able(centre: Centre, service: Service, stretch: Moments) -> int:
    """Visits of this service that its counters can do in a stretch (ms)."""
    counters = centre.counters_for(service.code)
    minutes = sum(working_minutes(centre, one, stretch) * share(centre, one, service.code) for one in counters)
    return int(minutes / service.minutes)


def room(centre: Centre, hall: Hall, service: Service, span: Moments) -> Room:
    """What is left of this half-day: numbers given, carried over and booked count, but for those given up uncalled."""
    most = quota(centre, service, span)
    if not most:  # no bound, or nobody there to do anything: no ticket has to be looked at
        return Room(most, *span)
    spans = giving(service.hours, local(span[0], centre.zone).date(), centre.zone)
    # A number belongs to the service that gave it, wherever the visit has gone since.
    mine = [ticket for ticket in hall.tickets.values() if ticket.series == service.letter and ticket.booking is None]
    given = sum(span == _takes_room(ticket, spans) for ticket in mine)
    return Room(max(0, most - given - len(booked(hall, service, span))), *span)


def _takes_room(ticket: Ticket, spans: list[Moments]) -> Moments | None:
    """The half-day whose room a number takes: the one it was given in; yesterday's, the next to begin or running.

    A number that was given up before any call takes none: it costs no minute at a counter.
    """
    if _given_up(ticket):
        return None
    if ticket.carried_from is None:
        return next((span for span in spans if span[0] <= ticket.issued_at < span[1]), None)
    return next((span for span in spans if ticket.issued_at < span[1]), None)


def _given_up(ticket: Ticket) -> bool:
    return ticket.phase is Phase.CANCELLED and ticket.first_called_at is None


def keeps_place(hall: Hall, booking: Booking) -> bool:
    """Whether a booking still takes room: not when it is gone, or when its ticket was given up before any call."""
    ticket = hall.tickets.get(booking.ticket or "")
    return booking.state not in GONE and not (ticket and _given_up(ticket))


def booked(hall: Hall, service: Service, span: Moments) -> list[Booking]:
    """The bookings that take room in a half-day: by their slot, or when they were made from afar."""
    return [
        booking
        for booking in hall.bookings.values()
        if booking.service == service.code
        and keeps_place(hall, booking)
        and span[0] <= (booking.made_at if booking.slot is None else booking.slot) < span[1]
    ]


def room_to_book(centre: Centre, hall: Hall, service: Service, span: Moments) -> int | None:
    """How many more visits of a half-day may be booked: walk-ins keep their share; None without a bound."""
    most, left = quota(centre, service, span), room(centre, hall, service, span).left
    if most is None or left is None:
        return None
    share = most * (100 - centre.booking.walk_in_percent) // 100
    return max(0, min(left, share - len(booked(hall, service, span))))


def room_now(centre: Centre, hall: Hall, service: Service, now: int) -> Room | None:
    """What is left of the running half-day; None while no numbers are given."""
    span = half_day(service.hours, now, centre.zone)
    return room(centre, hall, service, span) if span else None


def left_to_tell(centre: Centre, hall: Hall, service: Service, now: int, served: str) -> int | None:
    """The numbers left as people are told: no more than can still be served; None where there is nothing to promise.

    A quota that the centre has set is told as it is, until whoever comes now would hardly be `served` any more. Numbers
    that are all gone are told in any case: none is given then.
    """
    found = room_now(centre, hall, service, now)
    if found is None or not found.left:
        return found.left if found else None
    if served == "unlikely":
        return None
    if service.quota is not None or service.hours.always:
        return found.left
    opens, closes = _between_doors(centre, service, (found.starts, found.ends))
    able = _able(centre, service, (max(now, opens), closes)) - len(hall.line(service.code))
    return min(found.left, able) if able > 0 else None


def next_room(centre: Centre, hall: Hall, service: Service, now: int) -> Room | None:
    """The next half-day in which there is room; None when there is none in sight."""
    rooms: Iterator[Room] = (room(centre, hall, service, span) for span in coming(service.hours, now, centre.zone))
    return next((one for one in rooms if one.left is None or one.left > 0), None)


def room_after_today(centre: Centre, hall: Hall, service: Service, now: int, rest: float) -> Room | None:
    """The first half-day from tomorrow on in which somebody who comes has room and is served; None when none in sight.

    `rest` is the work (minutes) that this day leaves to the next: a newcomer stands behind it there.
    """
    today = local(now, centre.zone).date()
    for offset in range(1, LOOK_AHEAD + 1):
        day = today + timedelta(days=offset)
        stretches = [
            (moment(day, a, centre.zone), moment(day, b, centre.zone)) for a, b in spans_on(service.hours, day)
        ]
        for span in giving(service.hours, day, centre.zone):
            before = sum(max(0, min(closes, span[0]) - opens) for opens, closes in stretches) / MINUTE
            after = sum(max(0, closes - max(opens, span[0])) for opens, closes in stretches) / MINUTE
            if rest - before > after:
                continue
            found = room(centre, hall, service, span)
            if found.left is None or found.left > 0:
                return found
        rest = max(0.0, rest - sum(closes - opens for opens, closes in stretches) / MINUTE)
    return None


def left_over(service: Service, wait: Wait | None, now: int, closes: int | None) -> float:
    """Minutes of work before a newcomer that this day may leave to the next; none where nothing is carried over."""
    if wait is None or closes is None or not service.carries:
        return 0.0
    return max(0.0, wait.high_min - max(0, closes - now) / MINUTE)


def served_today(wait: Wait | None, now: int, closes: int | None) -> str:
    """Whether somebody who must wait so long is served before `closes` (ms): `yes`, `maybe` or `unlikely`."""
    if wait is None or closes is None:
        return "yes"
    left = (closes - now) / MINUTE
    if wait.high_min <= left:
        return "yes"
    return "maybe" if wait.low_min <= left else "unlikely"
