"""Who comes to the demo centre on a day, and what happens to each: drawn by chance from `volumes.json`."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

VOLUMES: dict[str, Any] = json.loads((Path(__file__).parent / "volumes.json").read_text(encoding="utf-8"))
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTE, HOUR = 60_000, 3_600_000
BOOKABLE = {"CT": 3, "HT": 3, "DD": 1}  # how many a day ask for an appointment


@dataclass(frozen=True, slots=True)
class Fate:
    """What a visitor does: a kind of visit, the moments that differ from one to the next, and an opinion or none."""

    kind: str
    away: int
    again: bool
    level: int | None


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who takes a number (`at`: ms since midnight)."""

    at: int
    service: str
    priority: str | None
    dossiers: int
    fate: Fate


@dataclass(frozen=True, slots=True)
class Appointment:
    """Somebody who books (at `at`, ms since midnight): which of the free slots, and how early or late (ms) they come.

    `late` is None for those who never come. Without `pick` it is a number taken from afar.
    """

    at: int
    service: str
    pick: float | None
    late: int | None
    fate: Fate


def visitors(day: date, chance: Random) -> list[Visitor]:
    """A day's visitors in the order of arrival, many or few by the weekday; nobody on a Sunday."""
    factor = VOLUMES["weekday_factor"].get(WEEKDAYS[day.weekday()], 0)
    people = round(VOLUMES["normal_day_tickets"] * factor * chance.uniform(0.9, 1.1))
    hours, services = VOLUMES["by_hour_pct"], VOLUMES["by_service_pct"]
    found = []
    for _ in range(people):
        hour = int(chance.choices(list(hours), list(hours.values()))[0])
        service = "CU" if day.weekday() == 5 else chance.choices(list(services), list(services.values()))[0]
        group = chance.choice(["NCT", "NKT", "PNMT"]) if chance.random() < VOLUMES["priority_pct"] / 100 else None
        dossiers = chance.choices([1, 2, 8], [90, 8, 2])[0]
        found.append(Visitor(hour * HOUR + chance.randrange(HOUR), service, group, dossiers, fate(chance)))
    return sorted(found, key=lambda one: one.at)


def appointments(day: date, chance: Random) -> list[Appointment]:
    """Who books on this day, for this day or later ones."""
    if day.weekday() > 4:
        return []
    found = []
    for service, people in BOOKABLE.items():
        for _ in range(chance.randint(0, people)):
            late = chance.choices([chance.randint(-19, 9), chance.randint(11, 60), None], [80, 10, 10])[0]
            at = 8 * HOUR + chance.randrange(2 * HOUR)
            pick = None if chance.random() < 0.15 else chance.random()
            found.append(Appointment(at, service, pick, None if late is None else late * MINUTE, fate(chance)))
    return found


def fate(chance: Random) -> Fate:
    """Most are served; a few are absent, go away and come back, are sent on, or give up."""
    absent = VOLUMES["no_show_pct"]
    kinds = {"absent": absent, "hold": 3, "fix": 3, "hand_on": 3, "cancel": 2, "postpone": 2, "correct": 1}
    kind = chance.choices([*kinds, "served"], [*kinds.values(), 100 - sum(kinds.values())])[0]
    level = chance.choices([4, 3, 2, 1], [70, 20, 6, 4])[0] if chance.random() < VOLUMES["rated_pct"] / 100 else None
    return Fate(kind, chance.randint(3, 150) * MINUTE, chance.random() < 0.6, level)
