"""When numbers are given: opening hours with several spans a day, in the centre's time zone.

A day begins at midnight of the zone. Numbers are given from `gives_before` minutes before a span opens until
`stops_before` minutes before it closes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from server.rules.centre import Hours

LOOK_AHEAD = 14  # days in which the next opening is searched


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether numbers are given now.

    If not, `why` (`closed_today`, `not_yet`, `break`, `over`) and the next moment they are.
    """

    open: bool
    why: str | None = None
    opens_at: int | None = None


def local(now: int, zone: ZoneInfo) -> datetime:
    """The moment as the centre's wall clock shows it."""
    return datetime.fromtimestamp(now / 1000, zone)


def day_of(now: int, zone: ZoneInfo) -> str:
    """The centre's date, `2026-11-21`."""
    return local(now, zone).date().isoformat()


def _moment(day: date, minutes: int, zone: ZoneInfo) -> int:
    wall = datetime.combine(day, time(0)) + timedelta(minutes=minutes)
    return int(wall.replace(tzinfo=zone).timestamp() * 1000)


def _giving(hours: Hours, day: date, zone: ZoneInfo) -> list[tuple[int, int]]:
    """The stretches of this day (ms, half-open) in which numbers are given."""
    return [
        (_moment(day, opens - hours.gives_before, zone), _moment(day, closes - hours.stops_before, zone))
        for opens, closes in hours.spans[day.weekday()]
    ]


def first_opening(hours: Iterable[Hours], now: int, zone: ZoneInfo) -> int | None:
    """When the first numbers of this day are given (ms); None for a day off, and where numbers are always given."""
    today = local(now, zone).date()
    return min((start for one in hours if not one.always for start, _ in _giving(one, today, zone)), default=None)


def last_stop(hours: Iterable[Hours], now: int, zone: ZoneInfo) -> int | None:
    """When the last number of this day has been given (ms); None for a day off, and where numbers are always given."""
    today = local(now, zone).date()
    return max((end for one in hours if not one.always for _, end in _giving(one, today, zone)), default=None)


def opening(hours: Hours, now: int, zone: ZoneInfo) -> Opening:
    """Whether numbers are given at `now`, else why not and when next (None when not within two weeks)."""
    if hours.always:
        return Opening(True)
    today = local(now, zone).date()
    stretches = _giving(hours, today, zone)
    if any(start <= now < end for start, end in stretches):
        return Opening(True)
    later = [
        start
        for offset in range(LOOK_AHEAD + 1)
        for start, _ in _giving(hours, today + timedelta(days=offset), zone)
        if start > now
    ]
    if not stretches:
        why = "closed_today"
    elif now < stretches[0][0]:
        why = "not_yet"
    elif now >= stretches[-1][1]:
        why = "over"
    else:
        why = "break"
    return Opening(False, why, min(later, default=None))
