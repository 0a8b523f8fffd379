"""How long a waiting ticket may still wait: a range in whole minutes by the clock, or nothing when nobody can say.

The work in front of each counter that serves the line now is summed (usual minutes of every visit ahead, shared among
the counters of its service, plus what is left of the visit at the counter); the ticket goes to the one that is free
first. Nothing is done while the doors are shut: a break is waited through. Who is ahead is what the centre's policy
says, and helpers count while they help. The range around that middle is wide on purpose: visits of one kind differ
about as much as their mean.
"""

from dataclasses import dataclass

from server.rules.centre import Centre, Counter
from server.rules.hours import MINUTE, laid_over
from server.rules.line import called_before
from server.rules.shifts import doors
from server.rules.staffing import helpers, open_counters
from server.rules.state import Hall, Place

LOW, HIGH, STEP = 0.6, 1.5, 5  # the range around the middle, and what it is rounded to (minutes)


@dataclass(frozen=True, slots=True)
class Wait:
    """A range of minutes."""

    low_min: int
    high_min: int


def expect(centre: Centre, hall: Hall, service: str, place: Place, now: int) -> Wait | None:
    """The range for somebody at this place of the service's line; None when no counter works on it."""
    own, helping = open_counters(centre, hall, service, now), helpers(centre, hall, service, now)
    if not own and not helping:
        return None
    ticket = hall.tickets.get(place[2])
    favoured = ticket is not None and ticket.priority is not None
    work: dict[str, float] = {}  # minutes of every line in front of this place, for each of its counters
    for code in {service, *(code for counter in own for code in counter.services)}:
        counters = len(own) + len(helping) if code == service else len(open_counters(centre, hall, code, now))
        people = called_before(centre, hall, code, place, favoured)
        work[code] = people * centre.services[code].minutes / max(1, counters)
    free = [sum(work[code] for code in counter.services) + _visit_left(centre, hall, counter, now) for counter in own]
    free += [work[service] + _visit_left(centre, hall, counter, now) for counter in helping]
    stretches = doors(centre.services[service].hours, now, centre)
    low = int(laid_over(min(free) * LOW, stretches, now) // STEP) * STEP
    high = max(STEP, -int(-laid_over(min(free) * HIGH, stretches, now) // STEP) * STEP)
    return Wait(low, high)


def _visit_left(centre: Centre, hall: Hall, counter: Counter, now: int) -> float:
    """Minutes until the visit at this counter is likely to be over."""
    busy = hall.desk(counter.no).ticket
    if not busy:
        return 0.0
    ticket = hall.tickets[busy]
    service = centre.services.get(ticket.service)  # its service may have been taken off the list meanwhile
    return max(1.0, (service.minutes if service else 0.0) - (now - ticket.since) / MINUTE)
