"""Which counters work on a line now: open, within their own hours, and those that come to help."""

from fractions import Fraction

from server.rules.centre import Centre, Counter
from server.rules.hours import MINUTE, Moments
from server.rules.line import may_call, needs_help, sent_here
from server.rules.shifts import doors, in_hours
from server.rules.state import Hall


def open_counters(centre: Centre, hall: Hall, service: str, now: int) -> list[Counter]:
    """The counters whose own work is this service: neither paused nor outside their hours.

    In the midday break and before the doors open, the counters count that will work when the service goes on.
    """
    counters = [counter for counter in centre.counters_for(service) if not hall.desk(counter.no).paused]
    if all(counter.hours is None for counter in counters):
        return counters
    then = _goes_on(centre, service, now)
    return [counter for counter in counters if in_hours(centre, counter, then)]


def _goes_on(centre: Centre, service: str, now: int) -> int:
    """This moment while the service's doors are open, else when they open next on this day."""
    stretches = doors(centre.services[service].hours, now, centre)
    return next((max(now, opens) for opens, closes in stretches if now < closes), now)


def helpers(centre: Centre, hall: Hall, service: str, now: int, joining: bool = False) -> list[Counter]:
    """Other counters that would call somebody of this line now: nobody of their own waits, and the line needs them.

    `joining`: as it will be with one more person in the line.
    """
    if not hall.line(service) and not joining:
        return []
    helping = (counter for counter in centre.counters.values() if service in counter.helps)
    free = (counter for counter in helping if not hall.desk(counter.no).paused and in_hours(centre, counter, now))
    needed = (
        counter
        for counter in free
        if needs_help(centre, hall, counter, service, now) or (joining and _helps_one_more(hall, counter, service))
    )
    return [counter for counter in needed if not _has_own_work(centre, hall, counter, now)]


def _helps_one_more(hall: Hall, counter: Counter, service: str) -> bool:
    """Whether the line is long enough for this helper once somebody has joined it."""
    if counter.helps_from:
        return len(hall.line(service)) + 1 >= counter.helps_from
    return not counter.helps_after


def _has_own_work(centre: Centre, hall: Hall, counter: Counter, now: int) -> bool:
    places = (place for line in map(hall.line, counter.services) for place in line)
    return bool(sent_here(hall, counter)) or any(
        may_call(centre, hall, hall.tickets[place[2]], counter, now) for place in places
    )


def working_minutes(centre: Centre, counter: Counter, stretch: Moments) -> float:
    """Minutes of a stretch (ms) in which the counter works."""
    if counter.hours is None:
        return (stretch[1] - stretch[0]) / MINUTE
    own = doors(counter.hours, stretch[0], centre)
    return sum(max(0, min(b, stretch[1]) - max(a, stretch[0])) for a, b in own) / MINUTE


def share(centre: Centre, counter: Counter, service: str) -> Fraction:
    """The part of a counter's time that is this service's: split evenly among those of its own that the kiosk gives.

    What staff alone give (large visits, further steps of a visit) is the same people's work, not more of it.
    """
    taken = (code for code in counter.services if code != service and centre.services[code].kiosk)
    return Fraction(1, 1 + sum(1 for _ in taken))
