"""Appointments and numbers taken from afar. They become tickets on arrival, so that they cannot hurt those present.

A slot's places are its share of what the counters can do; the rest stays for those who walk in. On arrival within the
window an appointment ranks at its slot; outside it, and for a number taken from afar, the moment of arrival counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from server.rules import commands as c
from server.rules import events as e
from server.rules.capacity import keeps_place, room_to_book
from server.rules.centre import Centre, Service
from server.rules.events import Events
from server.rules.hours import MINUTE, day_of, giving, half_day, local, moment, spans_on
from server.rules.line import head_start, promised
from server.rules.refusal import Refused, Unknown, service_of
from server.rules.shifts import doors
from server.rules.staffing import share, working_minutes
from server.rules.state import Booking, Hall
from server.rules.visitors import issue, must_be_open, must_have_room


@dataclass(frozen=True, slots=True)
class Slot:
    """One moment (ms) at which a visit may be booked, and how many places are left."""

    starts: int
    left: int


def slots(centre: Centre, hall: Hall, service: Service, day: date, now: int) -> Iterator[Slot]:
    """The slots of a date that are still to come, with what is left of each: never more than its half-day has room."""
    taken = [b.slot for b in hall.bookings.values() if b.service == service.code and keeps_place(hall, b)]
    half_days = giving(service.hours, day, centre.zone)
    rooms = [(span, room_to_book(centre, hall, service, span)) for span in half_days]
    for at, places in _places(centre, service, day):
        if at > now:
            left = places - taken.count(at)
            half_day = next((room for (begins, ends), room in rooms if begins <= at < ends), 0)
            yield Slot(at, max(0, left if half_day is None else min(left, half_day)))


def _places(centre: Centre, service: Service, day: date) -> Iterator[tuple[int, int]]:
    """Every slot of a date with its places: the counters' time for this service, less what walk-ins keep.

    Parts of a visit add up over the day: with slots of half a visit, every second one has a place.
    """
    step, visits, given = centre.booking.slot_minutes, Fraction(0), 0
    rate = Fraction(100 - centre.booking.walk_in_percent, 100) / Fraction(service.minutes)
    for opens, closes in spans_on(service.hours, day):
        for start in range(opens, closes - step + 1, step):
            at = moment(day, start, centre.zone)
            visits += _working(centre, service, at, at + step * MINUTE) * rate
            yield at, int(visits) - given
            given = int(visits)


def _working(centre: Centre, service: Service, begins: int, ends: int) -> Fraction:
    """Minutes that counters have for this service between two moments."""
    stretch, minutes = (begins, ends), Fraction(0)
    for counter in centre.counters_for(service.code):
        minutes += Fraction(working_minutes(centre, counter, stretch)) * share(centre, counter, service.code)
    return minutes


def book(centre: Centre, hall: Hall, command: c.BookVisit, now: int, by: str) -> Events:
    service = service_of(centre, command.service)
    if service.code not in centre.booking.services:
        raise Refused("not_bookable", service=service.code)
    if command.slot is None:
        must_be_open(centre, service, now)
        _must_have_room_afar(centre, hall, service, now)
        day = hall.day
    else:
        day = _check_slot(centre, hall, service, command.slot, now)
    made = sum(1 for booking in hall.bookings.values() if booking.day == day)
    name = f"{day.replace('-', '')}-{made + 1}"
    return (e.VisitBooked(now, by, name, day, service.code, command.slot, command.language),)


def _must_have_room_afar(centre: Centre, hall: Hall, service: Service, now: int) -> None:
    """A number taken from afar takes room like any other, but never the share of those who walk in."""
    must_have_room(centre, hall, service, now)
    span = half_day(service.hours, now, centre.zone)
    if span is not None and room_to_book(centre, hall, service, span) == 0:
        raise Refused("slot_full", service=service.code)


def _check_slot(centre: Centre, hall: Hall, service: Service, at: int, now: int) -> str:
    day = day_of(at, centre.zone)
    last = local(now, centre.zone).date() + timedelta(days=centre.booking.days)
    if date.fromisoformat(day) > last:
        raise Refused("too_far_ahead", days=centre.booking.days)
    offered = slots(centre, hall, service, date.fromisoformat(day), now)
    found = next((slot for slot in offered if slot.starts == at), None)
    if found is None:
        raise Refused("no_such_slot", service=service.code)
    if found.left == 0:
        raise Refused("slot_full", service=service.code)
    return day


def booking_of(hall: Hall, name: str) -> Booking:
    """The booking with this name that is still good."""
    booking = hall.bookings.get(name)
    if booking is None:
        raise Unknown("unknown_booking")
    if booking.state != "booked":
        raise Refused("booking_over", state=booking.state)
    return booking


def cancel(centre: Centre, hall: Hall, command: c.CancelBooking, now: int, by: str) -> Events:
    return (e.BookingCancelled(now, by, booking_of(hall, command.booking).id),)


def doors_open_at(service: Service, at: int, centre: Centre) -> bool:
    """Whether the doors of a service are open at this moment."""
    return any(opens <= at < closes for opens, closes in doors(service.hours, at, centre))


def check_in(centre: Centre, hall: Hall, command: c.CheckIn, now: int, by: str) -> Events:
    booking = booking_of(hall, command.booking)
    service = service_of(centre, booking.service)
    if command.priority is not None and command.priority not in centre.groups:
        raise Unknown("unknown_priority", priority=command.priority)
    if booking.day != hall.day:
        raise Refused("other_day", day=booking.day)
    if booking.slot is not None and now < booking.slot - centre.booking.early * MINUTE:
        raise Refused("too_early", at=booking.slot - centre.booking.early * MINUTE)
    in_time = booking.slot is not None and now <= booking.slot + centre.booking.late * MINUTE
    if not (in_time and doors_open_at(service, booking.slot or now, centre)):
        # Whoever is in time is expected, even when the last number has been given to those who walk in.
        must_be_open(centre, service, now)
    arrival = booking.slot if in_time and booking.slot is not None else now
    wish = c.TakeTicket(service.code, priority=command.priority, language=booking.language)
    # Coming late to one's slot is forgiven, but not beyond what the wall promises to those who were here before.
    rank = promised(centre, arrival - head_start(centre, command.priority), now)
    return (issue(centre, hall, service, wish, now, by, rank, booking),)
