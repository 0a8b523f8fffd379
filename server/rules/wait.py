"""How long a waiting ticket may still wait: a range in whole minutes, or nothing when nobody can say.

The work in front of each open counter that serves the line is summed (usual minutes of every visit ahead, shared
among the counters of its service, plus what is left of the visit at the counter); the ticket goes to the one that is
free first. The range around that middle is wide on purpose: visits of one kind differ about as much as their mean.
"""

from bisect import bisect_left
from dataclasses import dataclass

from server.rules.centre import Centre, Counter
from server.rules.state import Hall, Place

LOW, HIGH, STEP = 0.6, 1.5, 5  # the range around the middle, and what it is rounded to (minutes)


@dataclass(frozen=True, slots=True)
class Wait:
    """A range of minutes."""

    low_min: int
    high_min: int


def _open_counters(centre: Centre, hall: Hall, service: str) -> list[Counter]:
    return [counter for counter in centre.counters_for(service) if not hall.desk(counter.no).paused]


def _work_ahead(centre: Centre, hall: Hall, counter: Counter, place: Place, now: int) -> float:
    """Minutes until this counter has done everything that comes before `place`."""
    minutes = 0.0
    for code in counter.services:
        people = bisect_left(hall.line(code), place)
        minutes += people * centre.services[code].minutes / max(1, len(_open_counters(centre, hall, code)))
    busy = hall.desk(counter.no).ticket
    if busy:
        ticket = hall.tickets[busy]
        gone = (now - ticket.since) / 60_000
        service = centre.services.get(ticket.service)  # its service may have been taken off the list meanwhile
        minutes += max(1.0, (service.minutes if service else 0.0) - gone)
    return minutes


def expect(centre: Centre, hall: Hall, service: str, place: Place, now: int) -> Wait | None:
    """The range for somebody at this place of the service's line; None when no counter works on it."""
    counters = _open_counters(centre, hall, service)
    if not counters:
        return None
    middle = min(_work_ahead(centre, hall, counter, place, now) for counter in counters)
    low = int(middle * LOW // STEP) * STEP
    high = max(STEP, -int(-middle * HIGH // STEP) * STEP)
    return Wait(low, high)
