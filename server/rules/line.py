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


def behind(line: tuple[Place, ...], places: int, now: int) -> int:
    """The rank with so many people of the line in front, or at its end when it is shorter."""
    if not line:
        return now
    if places <= 0:
        return line[0][0] - 1
    return line[min(places, len(line)) - 1][0] + 1


def next_for(centre: Centre, hall: Hall, counter: Counter, now: int) -> Ticket | None:
    """Whom this counter calls next: of its own services, else of those it helps; None when nobody waits for it."""
    own = (hall.line(code) for code in counter.services)
    place = _first(centre, hall, counter, (*own, sent_here(hall, counter)), now)
    if place is None:
        needy = (code for code in counter.helps if needs_help(centre, hall, counter, code, now))
        place = _first(centre, hall, counter, (hall.line(code) for code in needy), now)
    return hall.tickets[place[2]] if place else None


def sent_here(hall: Hall, counter: Counter) -> tuple[Place, ...]:
    """Who waits for this counter alone, of lines in which it does not work: somebody has handed them on to it."""
    places = hall.sent_to(counter.no)
    return tuple(place for place in places if not counter.serves(hall.tickets[place[2]].service)) if places else ()


def sent_away(centre: Centre, ticket: Ticket) -> Counter | None:
    """The counter that a ticket waits for alone although it does not work in the ticket's line."""
    counter = centre.counters.get(ticket.only or 0)
    return None if counter is None or counter.serves(ticket.service) else counter


def waits_since(centre: Centre, ticket: Ticket) -> int:
    """The moment (ms) from which somebody has waited: the number's own, but no night for those carried over.

    Yesterday's tickets are given again at midnight; their people come when the first numbers of the day are given. How
    long a ticket has waited at its present step is `now - max(ticket.since, waits_since(centre, ticket))`.
    """
    service = centre.services.get(ticket.service)
    if ticket.carried_from is None or service is None:
        return ticket.issued_at
    return max(ticket.issued_at, first_opening((service.hours,), ticket.issued_at, centre.zone) or 0)


def line_of(centre: Centre, hall: Hall, ticket: Ticket) -> tuple[Place, ...]:
    """Among whom a ticket is called: its service's line, or all that wait for the other counter it was handed on to."""
    counter = sent_away(centre, ticket)
    if counter is None:
        return hall.line(ticket.service)
    lines = (*map(hall.line, counter.services), sent_here(hall, counter))
    return tuple(sorted(place for line in lines for place in line))


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


def _first(centre: Centre, hall: Hall, counter: Counter, lines: Iterable[tuple[Place, ...]], now: int) -> Place | None:
    order = centre.order
    found = {True: list[Place](), False: list[Place]()}  # of priority groups, of all others: the first of each line
    for line in lines:
        missing = {True, False}
        for place in line:
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
    """How many people of the same service are called before this waiting ticket, if nobody else comes.

    Of one that waits for a counter of other lines: of all whom that counter calls.
    """
    return _before(centre, hall, line_of(centre, hall, ticket), ticket.place, ticket.priority is not None)


def called_before(centre: Centre, hall: Hall, service: str, place: Place, favoured: bool) -> int:
    """How many of a line are called before somebody of (or outside) a priority group at this place."""
    return _before(centre, hall, hall.line(service), place, favoured)


def _before(centre: Centre, hall: Hall, line: tuple[Place, ...], place: Place, favoured: bool) -> int:
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
