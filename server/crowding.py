"""What keeps a bot from taking all appointments.

Nothing tells a bot from a citizen here: no name, no telephone number, no puzzle of a foreign company. So the harm is
bounded instead. One network makes few appointments an hour and a day; all networks together take a fifth of the book
an hour and a half of it a day, so that staff sees it long before the book is full.
"""

from bisect import bisect_right
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate

from limits import RateLimitItem

from server.house import House
from server.limits import NEARBY, THIS_HOUR, TODAY, TRIES, WHOLE, TooMany
from server.rules.bookings import slots
from server.rules.centre import Centre
from server.rules.hours import local
from server.rules.state import Hall
from server.same import Same

ALL = "everybody"
Costs = list[tuple[RateLimitItem, int]]
SHARES = (
    (THIS_HOUR, 5, 6),
    (TODAY, 2, 12),
)  # of the whole book: a fifth an hour, a half a day; but never fewer than so many


class Crowded(TooMany):
    """Too many appointments, of this network or of `everybody` together: `code` is a problem's, with its `minutes`."""

    def __init__(self, seconds: int, everybody: bool) -> None:
        super().__init__(seconds)
        self.code = "bookings_full" if everybody else "bookings_here"
        self.minutes = max(1, round(seconds / 60))


def must_be_few(here: House, mine: str, costs: Costs) -> None:
    """Crowded when this network (`mine`) or all together have no room for one more; such a try counts as well."""
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


def count(here: House, mine: str, costs: Costs) -> None:
    """One appointment more has been made by this network."""
    for limit in NEARBY:
        here.limits.used(limit, mine)
    for limit, cost in costs:
        here.limits.used(limit, ALL, cost)


def costs_of(here: House) -> Costs:
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
