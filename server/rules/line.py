"""Who is next. A ticket waits at a rank: its arrival (or the moment of its appointment), minus a head start.

Three policies behind one function (`Order` in `rules.centre`). With `head_start`, next is the smallest rank: nobody is
ever overtaken by someone who came more than the largest head start later, for if `b` goes first, rank(b) <= rank(a), so
arrival(b) <= arrival(a) + head start(b). With `ratio`, a counter that has called so many others in a row calls the
first of a priority group; all other calls are in the order of arrival. With `strict`, priority groups come first and
each of the two lines keeps its order; a bound cannot be promised then, and none is.
"""

from bisect import bisect_left
from collections.abc import Iterable

from server.rules.centre import Centre, Counter
from server.rules.hours import MINUTE, first_opening
from server.rules.shifts import at_work
from server.rules.state import Hall, Place, Ticket


def rank(centre: Centre, arrival: int, priority: str | None) -> int:
    """The place in line (ms): smaller is earlier."""
    return arrival - head_start(centre, priority)


def head_start(centre: Centre, priority: str | None) -> int:
    """What a group gains (ms); nothing where another policy looks after priority groups."""
    group = centre.groups.get(priority or "")
    return group.head_start * MINUTE if group and centre.order.policy == "head_start" else 0


def behind(hall: Hall, service: str, places: int, now: int) -> int:
    """The rank with so many people of the line in front, or at its end when it is shorter."""
    line = hall.line(service)
    if not line:
        return now
    if places <= 0:
        return line[0][0] - 1
    return line[min(places, len(line)) - 1][0] + 1


def next_for(centre: Centre, hall: Hall, counter: Counter, now: int) -> Ticket | None:
    """Whom this counter calls next: of its own services, else of those it helps; None when nobody waits for it."""
    place = _first(centre, hall, counter, counter.services, now)
    if place is None:
        needy = (code for code in counter.helps if needs_help(centre, hall, counter, code, now))
        place = _first(centre, hall, counter, needy, now)
    return hall.tickets[place[2]] if place else None


def waits_since(centre: Centre, ticket: Ticket) -> int:
    """The moment (ms) from which somebody has waited: the number's own, but no night for those carried over.

    Yesterday's tickets are given again at midnight; their people come when the first numbers of the day are given. How
    long a ticket has waited at its present step is `now - max(ticket.since, waits_since(centre, ticket))`.
    """
    service = centre.services.get(ticket.service)
    if ticket.carried_from is None or service is None:
        return ticket.issued_at
    return max(ticket.issued_at, first_opening((service.hours,), ticket.issued_at, centre.zone) or 0)


def needs_help(centre: Centre, hall: Hall, counter: Counter, service: str, now: int) -> bool:
    """Whether a line is long enough, or its oldest has waited long enough, for a helper; neither is set: at once."""
    line = hall.line(service)
    if not line or not (counter.helps_after or counter.helps_from):
        return bool(line)
    tickets = (hall.tickets[place[2]] for place in line)
    waited = now - min(max(ticket.since, waits_since(centre, ticket)) for ticket in tickets)
    return bool(
        (counter.helps_from and len(line) >= counter.helps_from)
        or (counter.helps_after and waited >= counter.helps_after * MINUTE)
    )


def _first(centre: Centre, hall: Hall, counter: Counter, services: Iterable[str], now: int) -> Place | None:
    order = centre.order
    found = {True: list[Place](), False: list[Place]()}  # of priority groups, of all others: the first of each line
    for service in services:
        missing = {True, False}
        for place in hall.line(service):
            ticket = hall.tickets[place[2]]
            group = ticket.priority is not None and order.policy != "head_start"
            if group in missing and may_call(centre, hall, ticket, counter, now):
                found[group].append(place)
                missing.discard(group)
                if not missing or order.policy == "head_start":
                    break
    favoured, others = (min(found[group], default=None) for group in (True, False))
    if favoured is None or others is None:
        return favoured or others
    if order.policy == "strict" or hall.desk(counter.no).others >= order.ratio:
        return favoured
    return min(favoured, others)


def may_call(centre: Centre, hall: Hall, ticket: Ticket, counter: Counter, now: int) -> bool:
    """Whether the ticket may be called here: one that waits for another counter may not, as long as that is at work."""
    if ticket.only is None or ticket.only == counter.no:
        return True
    return not at_work(centre, hall, ticket.only, ticket.since, now)


def ahead(centre: Centre, hall: Hall, ticket: Ticket) -> int:
    """How many people of the same service are called before this waiting ticket, if nobody else comes."""
    return called_before(centre, hall, ticket.service, ticket.place, ticket.priority is not None)


def called_before(centre: Centre, hall: Hall, service: str, place: Place, favoured: bool) -> int:
    """How many of a line are called before somebody of (or outside) a priority group at this place."""
    line = hall.line(service)
    before = bisect_left(line, place)
    if centre.order.policy == "head_start":
        return before
    groups = [other for other in line if hall.tickets[other[2]].priority is not None]
    if centre.order.policy == "strict":
        return bisect_left(groups, place) if favoured else before + sum(other > place for other in groups)
    others = [other for other in line if hall.tickets[other[2]].priority is None]
    mine = groups if favoured else others
    at = bisect_left(mine, place)
    mine[at:] = [place]  # nobody of its own kind who comes later is called before it
    return _in_turns(groups, others, place, centre.order.ratio)


def _in_turns(groups: list[Place], others: list[Place], place: Place, ratio: int) -> int:
    """How many are called before a place of these two lines; one of a group who is called begins a new count."""
    i = j = count = 0
    while True:
        favoured = i < len(groups) and (j == len(others) or count >= ratio or groups[i] < others[j])
        if (groups[i] if favoured else others[j]) == place:
            return i + j
        i, j, count = (i + 1, j, 0) if favoured else (i, j + 1, count + 1)


def promised(centre: Centre, rank: int, arrival: int) -> int:
    """This rank (ms), or the earliest one that somebody who came at `arrival` may have by the promise to all others."""
    most = bound(centre)
    return rank if most is None else max(rank, arrival - most * MINUTE)


def bound(centre: Centre) -> int | None:
    """Nobody is overtaken by someone who came more than this many minutes later; None where no such promise holds."""
    if centre.order.policy != "head_start":
        return None
    return max((group.head_start for group in centre.groups.values()), default=0)
