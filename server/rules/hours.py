"""When the centre is open and when numbers are given, in its time zone: several spans a day, extras, special dates.

A day begins at midnight of the zone. Spans that touch are one stretch. Numbers are given from `gives_before` minutes
before a stretch opens until `stops_before` minutes before it closes.
"""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from server.rules.week import Extra, Hours, Names, Span

LOOK_AHEAD = 60  # days in which the next opening is searched: the longest holidays are shorter
MIDDAY = 12 * 60  # the half-days of a centre that never closes
MINUTE = 60_000
Moments = tuple[int, int]  # from, to (ms, half-open)


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether numbers are given now.

    If not, `why` (`closed_today`, `not_yet`, `break`, `over`), the centre's own words for it if it has any, and the
    next moment they are.
    """

    open: bool
    why: str | None = None
    opens_at: int | None = None
    words: Names | None = None


def local(now: int, zone: ZoneInfo) -> datetime:
    """The moment as the centre's wall clock shows it."""
    return datetime.fromtimestamp(now / 1000, zone)


def day_of(now: int, zone: ZoneInfo) -> str:
    """The centre's date, `2026-11-21`."""
    return local(now, zone).date().isoformat()


def moment(day: date, minutes: int, zone: ZoneInfo) -> int:
    """The moment (ms) when the wall clock of this day shows these minutes since midnight."""
    wall = datetime.combine(day, time(0)) + timedelta(minutes=minutes)
    return int(wall.replace(tzinfo=zone).timestamp() * 1000)


def spans_on(hours: Hours, day: date) -> tuple[Span, ...]:
    """The open stretches of a date, in order; spans that touch or overlap are one."""
    rule = hours.rules.get(day.isoformat())
    if rule is not None:
        return _joined(rule.spans)
    if hours.always:
        return ((0, MIDDAY), (MIDDAY, 24 * 60))
    extras = (extra.span for extra in hours.extras if day.weekday() in extra.weekdays)
    return _joined((*hours.spans[day.weekday()], *extras))


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for opens, closes in sorted(spans):
        if joined and opens <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], closes))
        else:
            joined.append((opens, closes))
    return tuple(joined)


def giving(hours: Hours, day: date, zone: ZoneInfo) -> list[Moments]:
    """The half-days of a date in which numbers are given."""
    if hours.always and day.isoformat() not in hours.rules:
        return [(moment(day, opens, zone), moment(day, closes, zone)) for opens, closes in spans_on(hours, day)]
    starts = [(opens - hours.gives_before, closes - hours.stops_before) for opens, closes in spans_on(hours, day)]
    ends = [0, *(end for _, end in starts)]
    # Before a short break the morning's numbers go on until the afternoon's begin: no minute belongs to both.
    clipped = [(max(start, before), end) for (start, end), before in zip(starts, ends, strict=False)]
    return [(moment(day, start, zone), moment(day, end, zone)) for start, end in clipped if start < end]


def laid_over(minutes: float, stretches: Iterable[Moments], now: int) -> float:
    """Minutes by the clock until so many minutes of open doors have passed: a break in between is waited through."""
    at = now
    for opens, closes in stretches:
        if closes <= at:
            continue
        begins = max(at, opens)
        room = (closes - begins) / MINUTE
        if minutes <= room:
            return (begins - now) / MINUTE + minutes
        minutes, at = minutes - room, closes
    return (at - now) / MINUTE + minutes


def first_opening(hours: Iterable[Hours], now: int, zone: ZoneInfo) -> int | None:
    """When the first numbers of this day are given (ms); None for a day off, and where numbers are always given."""
    today = local(now, zone).date()
    return min((start for one in hours if not one.always for start, _ in giving(one, today, zone)), default=None)


def closing(hours: Iterable[Hours], day: date, zone: ZoneInfo) -> int | None:
    """When the last door of this date closes (ms); None for a day off, and where nothing ever closes."""
    ends = [closes for one in hours if not one.always for _, closes in spans_on(one, day)]
    return moment(day, max(ends), zone) if ends else None


def next_doors(hours: Hours, now: int, zone: ZoneInfo) -> int | None:
    """When the doors open (ms) on the next day on which they do; None when that is not in sight."""
    today = local(now, zone).date()
    days = ((day, spans_on(hours, day)) for day in (today + timedelta(days=n) for n in range(1, LOOK_AHEAD + 1)))
    return next((moment(day, spans[0][0], zone) for day, spans in days if spans), None)


def half_day(hours: Hours, now: int, zone: ZoneInfo) -> Moments | None:
    """The half-day to which a number given now belongs; None while none are given."""
    found = giving(hours, local(now, zone).date(), zone)
    return next((span for span in found if span[0] <= now < span[1]), None)


def coming(hours: Hours, now: int, zone: ZoneInfo) -> Iterable[Moments]:
    """The half-days that begin after `now`, in order, as far as anybody looks ahead."""
    today = local(now, zone).date()
    days = (giving(hours, today + timedelta(days=offset), zone) for offset in range(LOOK_AHEAD + 1))
    return (span for span in itertools.chain.from_iterable(days) if span[0] > now)


def extra_now(hours: Hours, now: int, zone: ZoneInfo) -> Extra | None:
    """The named extra span that is running, for the door and for reports."""
    here = local(now, zone)
    if here.date().isoformat() in hours.rules:
        return None
    minutes = here.hour * 60 + here.minute
    on = (extra for extra in hours.extras if here.weekday() in extra.weekdays)
    return next((extra for extra in on if extra.span[0] <= minutes < extra.span[1]), None)


def last_stop(hours: Iterable[Hours], now: int, zone: ZoneInfo) -> int | None:
    """When the last number of this day has been given (ms); None for a day off, and where numbers are always given."""
    today = local(now, zone).date()
    return max((end for one in hours if not one.always for _, end in giving(one, today, zone)), default=None)


def number_ends(hours: Iterable[Hours], now: int, zone: ZoneInfo) -> list[int]:
    """The moments (ms) of this date at which a half-day's numbers end; none on a day off and where nothing closes."""
    today = local(now, zone).date()
    return last_ends([span for one in hours if not one.always for span in giving(one, today, zone)])


def last_ends(spans: list[Moments]) -> list[int]:
    """The moments at which the last of several spans ends: what one service stops while another goes on is no end."""
    return sorted({end for _, end in spans if not any(begins <= end < ends for begins, ends in spans)})


def opening(hours: Hours, now: int, zone: ZoneInfo) -> Opening:
    """Whether numbers are given at `now`, else why not and when next (None when not within sixty days)."""
    today = local(now, zone).date()
    stretches = giving(hours, today, zone)
    if any(start <= now < end for start, end in stretches):
        return Opening(True)
    rule = hours.rules.get(today.isoformat())
    if not stretches:
        why = "closed_today"
    elif now < stretches[0][0]:
        why = "not_yet"
    elif now >= stretches[-1][1]:
        why = "over"
    else:
        why = "break"
    words = rule.why if rule and why == "closed_today" else None
    return Opening(False, why, next((start for start, _ in coming(hours, now, zone)), None), words)
