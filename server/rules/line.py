"""Who is next. A ticket waits at a rank: its arrival minus its group's head start.

Next is the smallest rank among the counter's own services, then among those where it helps. Within a service nobody
is ever overtaken by someone who came more than the largest head start later: if `b` goes first, rank(b) <= rank(a),
so arrival(b) <= arrival(a) + head start(b).
"""

from bisect import bisect_left

from server.rules.centre import Centre, Counter
from server.rules.state import Hall, Place, Ticket

MINUTE = 60_000


def rank(centre: Centre, arrival: int, priority: str | None) -> int:
    """The place in line (ms): smaller is earlier."""
    head_start = centre.groups[priority].head_start if priority else 0
    return arrival - head_start * MINUTE


def first_of(hall: Hall, services: tuple[str, ...]) -> Place | None:
    """The earliest place among these services' lines."""
    return min((hall.line(code)[0] for code in services if hall.line(code)), default=None)


def next_for(hall: Hall, counter: Counter) -> Ticket | None:
    """Whom this counter calls next; None when nobody waits for it."""
    place = first_of(hall, counter.services) or first_of(hall, counter.helps)
    return hall.tickets[place[2]] if place else None


def ahead(hall: Hall, ticket: Ticket) -> int:
    """How many people of the same service are called before this waiting ticket."""
    return bisect_left(hall.line(ticket.service), ticket.place)


def bound(centre: Centre) -> int:
    """Nobody is overtaken by someone who came more than this many minutes later."""
    return max((group.head_start for group in centre.groups.values()), default=0)
