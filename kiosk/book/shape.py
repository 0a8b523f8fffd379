"""Appointments as the page shows them: plain data, moments as the centre's wall clock."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from server.publicbook import Day

Shape = dict[str, Any]


def day_shape(day: date, today: date) -> Shape:
    """A date in the parts that words are made of; weekday 0 is Monday."""
    return {
        "iso": day.isoformat(),
        "weekday": day.weekday(),
        "day": day.day,
        "month": day.month,
        "today": day == today,
    }


def days_shape(found: Iterable[Day], today: date, zone: ZoneInfo, minutes: int) -> list[Shape]:
    """The days with the slots (of so many minutes) that have a place left."""
    return [
        day_shape(day.date, today)
        | {
            "left": day.left,
            "slots": [
                {"at": iso(s.starts, zone), "left": s.left} | span(s.starts, zone, minutes) for s in day.slots if s.left
            ],
        }
        for day in found
    ]


def iso(moment: int, zone: ZoneInfo) -> str:
    """A moment (ms) as the interface writes it."""
    return datetime.fromtimestamp(moment / 1000, zone).isoformat()


def clock(moment: int, zone: ZoneInfo) -> str:
    """A moment (ms) on the centre's wall."""
    return f"{datetime.fromtimestamp(moment / 1000, zone):%H:%M}"


def span(starts: int, zone: ZoneInfo, minutes: int) -> Shape:
    """From when until when a slot lasts."""
    return {"from": clock(starts, zone), "to": clock(starts + minutes * 60_000, zone)}


def come_shape(window: tuple[int, int] | None, zone: ZoneInfo) -> Mapping[str, str] | None:
    """When the code is to be scanned; None for a number taken from afar."""
    return {"from": clock(window[0], zone), "until": clock(window[1], zone)} if window else None
