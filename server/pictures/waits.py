"""Waits as people read them: a range of minutes, or words where a break or the night lies before the turn."""

from typing import Any

from config.words import FIRST, both, word
from server.rules.capacity import served_today
from server.rules.centre import Centre, Service
from server.rules.hours import closing, local, next_doors
from server.rules.wait import Over, Wait
from server.rules.week import Names

LONG, HALF = 90, 30  # minutes: above the first a wait is said in hours, in steps of the second
NOON, EVENING = 12, 18  # hours between which the doors that open again are the afternoon's


def range_of(wait: Wait | None) -> dict[str, int] | None:
    """`{low_min, high_min}` as every picture carries it; null when nobody can say."""
    return {"low_min": wait.low_min, "high_min": wait.high_min} if wait else None


def over_of(centre: Centre, wait: Wait | None) -> dict[str, Any] | None:
    """What is said instead of minutes, `{kind, at, says}`; null where minutes say it."""
    if wait is None or wait.over is None:
        return None
    at = local(wait.over.at, centre.zone)
    return {"kind": wait.over.kind, "at": at.isoformat(), "says": over_says(centre, wait.over)}


def over_says(centre: Centre, over: Over) -> Names:
    """The sentence on all screens and on paper: "buổi chiều, từ 13:30"."""
    if over.kind == "day":
        return both("office.wait_day")
    at = local(over.at, centre.zone)
    part = "" if NOON <= at.hour < EVENING else "_rest"
    return both(f"office.wait_{over.kind}{part}", time=f"{at:%H:%M}")


def in_words(centre: Centre, wait: Wait, lang: str) -> str:
    """A wait on paper as the screens say it: "10–20 phút", above an hour and a half "2–4 giờ 30", or beyond a break."""
    if wait.over:
        says = over_says(centre, wait.over)
        return says.get(lang) or says[FIRST]
    low, high = wait.low_min, wait.high_min
    if high > LONG:
        low, high = low // HALF * HALF, -(-high // HALF) * HALF
        key = "short" if low <= 0 else "same" if low == high else "range"
        return word(lang, f"slip.hours_{key}", low=_hours(lang, low, bare=True), high=_hours(lang, high))
    if low <= 0:
        return word(lang, "slip.minutes_short", high=high)
    return word(lang, "slip.minutes_same", high=high) if low == high else word(lang, "slip.minutes", low=low, high=high)


def _hours(lang: str, minutes: int, bare: bool = False) -> str:
    """ "2 giờ 30"; `bare`: "2", where the word for hours follows."""
    whole, half = divmod(minutes, 60)
    if not whole:
        return word(lang, "slip.hours_half_only")
    return word(lang, "slip.hours_half" if half else "slip.hours_bare" if bare else "slip.hours", hours=whole)


def doubt_of(centre: Centre, service: Service, wait: Wait | None, now: int) -> dict[str, Any] | None:
    """That a number may not be called today, `{served, kept_for, says}`; null where it is.

    `kept_for` is when the doors open on the day for which it is kept; null where the service keeps none.
    """
    served = served_today(wait, now, closing((service.hours,), local(now, centre.zone).date(), centre.zone))
    if served == "yes":
        return None
    then = next_doors(service.hours, now, centre.zone) if service.carries else None
    kept = local(then, centre.zone) if then is not None else None
    says = both(f"office.late_{served}_kept", day=f"{kept:%d/%m/%Y}") if kept else both(f"office.late_{served}")
    return {"served": served, "kept_for": kept.isoformat() if kept else None, "says": says}
