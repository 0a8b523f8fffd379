"""How long a waiting ticket may still wait: a range in whole minutes by the clock, or nothing when nobody can say.

The work in front of each counter that serves the line now is summed (usual minutes of every visit ahead, shared among
the counters of its service, plus what is left of the visit at the counter); the ticket goes to the one that is free
first. Nothing is done while the doors are shut: a break is waited through. Who is ahead is what the centre's policy
says, and helpers count while they help. The range around that middle is wide on purpose: visits of one kind differ
about as much as their mean.
"""

from dataclasses import dataclass
from itertools import pairwise

from server.rules.centre import Centre, Counter
from server.rules.hours import MINUTE, Moments, laid_over, next_doors
from server.rules.line import called_before
from server.rules.shifts import doors
from server.rules.staffing import helpers, open_counters
from server.rules.state import Hall, Place
from server.rules.week import Hours

LOW, HIGH, STEP = 0.6, 1.5, 5  # the range around the middle, and what it is rounded to (minutes)
REST = 30  # minutes: a rest no longer than this is said in minutes like any other wait


@dataclass(frozen=True, slots=True)
class Over:
    """What lies before the turn: `break` it is after a rest, `maybe_break` it may be, `day` it may not be today.

    `at` is when the doors open again (ms).
    """

    kind: str
    at: int


@dataclass(frozen=True, slots=True)
class Wait:
    """A range of minutes; what is said instead of them (`over`), and how many of other lines come before (`beside`)."""

    low_min: int
    high_min: int
    over: Over | None = None
    beside: int = 0


def expect(centre: Centre, hall: Hall, service: str, place: Place, now: int) -> Wait | None:
    """The range for somebody at this place of the service's line; None when no counter works on it.

    Whoever is not in the line yet is reckoned with: a helper that comes for one more person comes for this one.
    """
    free = _free(centre, hall, service, place, now)
    if not free:
        return None
    middle, beside = min(free)
    hours = centre.services[service].hours
    stretches = doors(hours, now, centre)
    soonest, latest = (laid_over(middle * edge, stretches, now) for edge in (LOW, HIGH))
    low, high = int(soonest // STEP) * STEP, max(STEP, -int(-latest // STEP) * STEP)
    over = (
        None
        if hours.always
        else _day_over(centre, hours, stretches, high, now) or _rest(stretches, (soonest, latest), now)
    )
    return Wait(low, high, over, beside)


def _free(centre: Centre, hall: Hall, service: str, place: Place, now: int) -> list[tuple[float, int]]:
    """For each counter that serves the line: the minutes until it calls this place, and whom of other lines before."""
    ticket = hall.tickets.get(place[2])
    favoured = ticket is not None and ticket.priority is not None
    own = open_counters(centre, hall, service, now)
    helping = helpers(centre, hall, service, now, joining=ticket is None)
    people: dict[str, int] = {}
    work: dict[str, float] = {}  # minutes of every line in front of this place, for each of its counters
    for code in {service, *(code for counter in own for code in counter.services)}:
        counters = len(own) + len(helping) if code == service else len(open_counters(centre, hall, code, now))
        people[code] = called_before(centre, hall, code, place, favoured)
        work[code] = people[code] * centre.services[code].minutes / max(1, counters)
    lines = [(counter, counter.services) for counter in own] + [(counter, (service,)) for counter in helping]
    return [
        (
            sum(work[code] for code in codes) + _visit_left(centre, hall, counter, now),
            sum(people[code] for code in codes if code != service),
        )
        for counter, codes in lines
    ]


def _day_over(centre: Centre, hours: Hours, stretches: list[Moments], high: int, now: int) -> Over | None:
    """The next day of open doors, where the range runs past the last door of this one."""
    if not stretches or now + high * MINUTE <= stretches[-1][1]:
        return None
    then = next_doors(hours, now, centre.zone)
    return Over("day", then) if then is not None else None


def _rest(stretches: list[Moments], span: tuple[float, float], now: int) -> Over | None:
    """The rest behind which the range (minutes from now) lies or may lie; none that is short or nearly over."""
    rests = [
        (begins, ends) for (_, begins), (ends, _) in pairwise(stretches) if ends - max(begins, now) > REST * MINUTE
    ]
    soonest, latest = (now + minutes * MINUTE for minutes in span)
    behind = [ends for begins, ends in rests if soonest > begins]
    if behind:
        return Over("break", behind[-1])
    return next((Over("maybe_break", ends) for begins, ends in rests if latest > begins), None)


def _visit_left(centre: Centre, hall: Hall, counter: Counter, now: int) -> float:
    """Minutes until the visit at this counter is likely to be over."""
    busy = hall.desk(counter.no).ticket
    if not busy:
        return 0.0
    ticket = hall.tickets[busy]
    service = centre.services.get(ticket.service)  # its service may have been taken off the list meanwhile
    return max(1.0, (service.minutes if service else 0.0) - (now - ticket.since) / MINUTE)
