"""Appointments that anybody may make, without a name and without an account (how many: `server.crowding`).

A share of every slot stays for those who walk in, and an appointment that nobody keeps costs no minute at a counter,
because it is called only after its check-in. A repeat of the same touch costs nothing: it answers with the appointment
it has made.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from server.access import PHONE, Caller
from server.appointments import code_of, find, of_touch, was_sent
from server.crowding import costs_of, count, must_be_few
from server.house import House
from server.limits import BOOKINGS, CODES, LOOKS, network
from server.rules import commands as c
from server.rules.bookings import Slot, slots
from server.rules.centre import Service
from server.rules.decide import Refused, Unknown
from server.rules.events import VisitBooked
from server.rules.hours import MINUTE, local, moment, opening
from server.rules.state import Booking


@dataclass(frozen=True, slots=True)
class Day:
    """One date on which the service is open, and its slots to come; `left` counts their free places."""

    date: date
    slots: tuple[Slot, ...]

    @property
    def left(self) -> int:
        return sum(slot.left for slot in self.slots)


def bookable(here: House) -> list[Service]:
    """The services that take appointments, in the centre's order."""
    chosen = here.centre.booking.services
    return [service for service in here.centre.services.values() if service.code in chosen]


def days(here: House, service: Service) -> Iterator[Day]:
    """The open dates from today on, as far as the centre lets people book; today as long as a slot is to come."""
    now, hall = here.clock(), here.office.look().hall
    for day in _dates(here):
        found = tuple(slots(here.centre, hall, service, day, now))
        if found:
            yield Day(day, found)


def takes_from_afar(here: House, service: Service) -> bool:
    """Whether a number may be taken from afar now: while numbers are given."""
    return opening(service.hours, here.clock(), here.centre.zone).open


def reserve(here: House, wish: c.BookVisit, key: str | None, address: str | None) -> tuple[Booking, bool]:
    """The appointment, and whether it is new. Crowded when the bounds are reached, Refused when the rules say no."""
    mine = network(address)
    costs = costs_of(here)
    if key is None or not was_sent(here.store, PHONE, key):
        must_be_few(here, mine, costs)
    booking, new = make(here, wish, PHONE, key)
    if new:
        count(here, mine, costs)
    return booking, new


def make(here: House, wish: c.BookVisit, by: str, key: str | None) -> tuple[Booking, bool]:
    """The appointment, and whether it is new: the same touch gives the same one."""
    outcome = here.office.handle(wish, by, key)
    made = next((event.booking for event in outcome.events if isinstance(event, VisitBooked)), None)
    if made is not None:
        return outcome.hall.bookings[made], True
    before = of_touch(here.store, outcome.hall, by, key or "", wish)
    if before is None:
        raise Refused("key_reused")
    return before, False


def _dates(here: House) -> list[date]:
    """Today and the days that people may book."""
    today = local(here.clock(), here.centre.zone).date()
    return [today + timedelta(days=offset) for offset in range(here.centre.booking.days + 1)]


def reach(here: House) -> tuple[date, date]:
    """The first and the last day that people may book: today, and so many days later."""
    dates = _dates(here)
    return dates[0], dates[-1]


def must_be_in_reach(here: House, service: str, slot: int) -> None:
    """Refused for a slot (ms) that is on none of the days that people may book."""
    # Looked at before anything counts with it: the first and last days of the calendar have no wall clock everywhere.
    (first, last), zone = reach(here), here.centre.zone
    if slot < moment(first, 0, zone):
        raise Refused("no_such_slot", service=service)
    if slot >= moment(last + timedelta(days=1), 0, zone):
        raise Refused("too_far_ahead", days=here.centre.booking.days)


def looked(here: House, known: Caller | None, address: str | None) -> None:
    """Count somebody who looks at what is free: a device or a person by itself, all others by their network."""
    here.limits.check(LOOKS, known.by if known else network(address))


def opened(here: House, code: str, address: str | None, known: Caller | None = None) -> Booking:
    """The appointment of a code. Raises TooMany and Unknown.

    Whoever guesses is slowed down. A kiosk and the staff share an address with a whole hall, and do not guess.
    """
    if known:
        here.limits.check(BOOKINGS, known.by)
    else:
        here.limits.check(CODES, network(address))
    booking = find(here.office.look().hall, here.secret, code)
    if booking is None:
        raise Unknown("unknown_booking")
    return booking


def window(here: House, slot: int | None) -> tuple[int, int] | None:
    """From when until when (ms) a check-in ranks at the slot; None for a number taken from afar."""
    if slot is None:
        return None
    rules = here.centre.booking
    return slot - rules.early * MINUTE, slot + rules.late * MINUTE


def address_of(here: House, booking: Booking) -> str:
    """The page of the appointment: what its QR code holds."""
    return f"{here.settings.base_url}/book/{code_of(here.secret, booking.id)}"
