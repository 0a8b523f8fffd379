"""Appointments that anybody may make, without a name and without an account; and what keeps a bot from taking all.

Nothing tells a bot from a citizen here: no name, no telephone number, no puzzle of a foreign company. So the harm is
bounded instead. One network makes few appointments an hour and a day; all networks together take a fifth of the book
an hour and a half of it a day, so that staff sees it long before the book is full. A share of every slot stays for
those who walk in, and an appointment that nobody keeps costs no minute at a counter, because it is called only after
its check-in. A repeat of the same touch costs nothing: it answers with the appointment it has made.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate

from limits import RateLimitItem

from server.access import PHONE, Caller
from server.appointments import code_of, find, of_touch, was_sent
from server.house import House
from server.limits import BOOKINGS, CODES, LOOKS, NEARBY, THIS_HOUR, TODAY, TRIES, WHOLE, TooMany, network
from server.rules import commands as c
from server.rules.bookings import Slot, slots
from server.rules.centre import Centre, Service
from server.rules.decide import Refused, Unknown
from server.rules.events import VisitBooked
from server.rules.hours import MINUTE, local, moment, opening
from server.rules.state import Booking, Hall
from server.same import Same

ALL = "everybody"
Costs = list[tuple[RateLimitItem, int]]
SHARES = (
    (THIS_HOUR, 5, 6),
    (TODAY, 2, 12),
)  # of the whole book: a fifth an hour, a half a day; but never fewer than so many


@dataclass(frozen=True, slots=True)
class Day:
    """One date on which the service is open, and its slots to come; `left` counts their free places."""

    date: date
    slots: tuple[Slot, ...]

    @property
    def left(self) -> int:
        return sum(slot.left for slot in self.slots)


class Crowded(TooMany):
    """Too many appointments, of this network or of `everybody` together: `code` is a problem's, with its `minutes`."""

    def __init__(self, seconds: int, everybody: bool) -> None:
        super().__init__(seconds)
        self.code = "bookings_full" if everybody else "bookings_here"
        self.minutes = max(1, round(seconds / 60))


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
    costs = _costs(here)
    if key is None or not was_sent(here.store, PHONE, key):
        _must_be_few(here, mine, costs)
    booking, new = make(here, wish, PHONE, key)
    if new:
        for limit in NEARBY:
            here.limits.used(limit, mine)
        for limit, cost in costs:
            here.limits.used(limit, ALL, cost)
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


def _must_be_few(here: House, mine: str, costs: Costs) -> None:
    try:
        for limit in (TRIES, *NEARBY):
            here.limits.room(limit, mine)
    except TooMany as error:
        raise Crowded(error.seconds, everybody=False) from None
    here.limits.used(TRIES, mine)
    try:
        for limit, cost in costs:
            here.limits.room(limit, ALL, cost)
    except TooMany as error:
        raise Crowded(error.seconds, everybody=True) from None


def _costs(here: House) -> Costs:
    """What one appointment takes of what all may take together, in millionths."""
    places = size(here)
    return [(limit, WHOLE // max(least, places // share)) for limit, share, least in SHARES]


def size(here: House) -> int:
    """The places of the whole book, taken or free: of all services, in all slots to come."""
    starts, places = _places(Same(here.centre), local(here.clock(), here.centre.zone).date())
    return places[-1] - places[bisect_right(starts, here.clock())]


@lru_cache(maxsize=4)
def _places(centre: Same[Centre], today: date) -> tuple[list[int], list[int]]:
    """Every slot from today on, and how many places there are in all slots before it; at the end, in all."""
    # Who works when is all looked through for it: a third of a second for a long book. It is the same all day.
    here, empty = centre.value, Hall(day=today.isoformat())
    dates, always = [today + timedelta(days=offset) for offset in range(here.booking.days + 1)], -1
    chosen = [service for service in here.services.values() if service.code in here.booking.services]
    found = sorted(
        (slot.starts, slot.left)
        for service in chosen
        for day in dates
        for slot in slots(here, empty, service, day, always)
    )
    return [starts for starts, _ in found], list(accumulate((left for _, left in found), initial=0))


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
