"""When counters are at work: their own hours, and whether anybody still sits there."""

from server.rules.centre import Centre, Counter
from server.rules.hours import MINUTE, Moments, local, moment, spans_on
from server.rules.state import Desk, Hall
from server.rules.week import Hours

STILL = 10  # minutes in which a counter that is free and wanted would have called somebody
LONGEST_VISIT = 60  # minutes after which a counter with one and the same ticket is taken for left


def doors(hours: Hours, at: int, centre: Centre) -> list[Moments]:
    """The stretches (ms) in which the doors of these hours are open on the date of a moment."""
    day = local(at, centre.zone).date()
    return [(moment(day, a, centre.zone), moment(day, b, centre.zone)) for a, b in spans_on(hours, day)]


def in_hours(centre: Centre, counter: Counter, now: int) -> bool:
    """Whether the counter works at this moment by its own hours; one without any works whenever the centre does.

    While numbers are given before the doors open, it counts already.
    """
    hours = counter.hours
    if hours is None:
        return True
    return any(opens - hours.gives_before * MINUTE <= now < closes for opens, closes in doors(hours, now, centre))


def at_work(centre: Centre, hall: Hall, no: int, since: int, now: int) -> bool:
    """Whether somebody who has waited for this counter alone since a moment (ms) may go on waiting for it.

    Not when it is gone from the centre file, paused, signed out of or outside its own hours. Nor when it has been
    left: free and without a call for ten minutes although somebody waits for it, or with the same ticket for an hour.
    Signing in is not asked for: a small centre may never do so, and whoever has left without signing out is not there
    either.
    """
    counter, desk = centre.counters.get(no), hall.desk(no)
    if counter is None or desk.paused or signed_out(desk) or not in_hours(centre, counter, now):
        return False
    return now - max(since, desk.since) < (LONGEST_VISIT if desk.ticket else STILL) * MINUTE


def signed_out(desk: Desk) -> bool:
    """Whether somebody has said goodbye here and nobody has done anything here since: sat down, called, opened.

    A counter that nobody has touched yet is not one of these.
    """
    return desk.staff is None and desk.by is None and desk.since > 0
