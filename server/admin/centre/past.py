"""The history as people read it: when a version ended, who ended it, and in what it differs from the one after it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.admin.centre.sections import owner
from server.centre import history
from server.centre.earlier import PART, brought_back
from server.house import House
from server.rules.hours import local


@dataclass(frozen=True, slots=True)
class Past:
    """One earlier version. `changed` are the sections that were changed when it ended; `catalogue` whether the

    procedures were, which are never brought back; `other` whether parts without a page were. `same`: nothing of it
    would be unlike the present.
    """

    name: str
    until: str
    by: str
    changed: list[str]
    catalogue: bool
    other: bool
    same: bool


def past(house: House, present: Mapping[str, Any]) -> list[Past]:
    """All versions, newest first. One that ended in nothing new (a change that did not come to its end) is left out."""
    made, after = [], dict(present)
    for version in history.versions(house.settings.data):
        try:
            document = json.loads(history.read(house.settings.data, version.name))
        except (ValueError, KeyError):
            continue
        if document == after or not isinstance(document, dict):
            continue
        parts = _differences(document, after)
        sections = [owner(part) for part in parts if part != PART]
        moment = f"{local(version.until, house.centre.zone):%H:%M %d/%m/%Y}"
        named = list(dict.fromkeys(name for name in sections if name))
        same = brought_back(document, dict(present)) == present
        made.append(Past(version.name, moment, version.by, named, PART in parts, None in sections, same))
        after = document
    return made


def _differences(before: Any, after: Any) -> list[str]:
    """The parts of the file that differ; those of `hours` and `rating` apart, because pages share them."""
    parts = []
    for name in {**before, **after}:
        one, other = before.get(name), after.get(name)
        if one == other:
            continue
        if name in ("hours", "rating") and isinstance(one, Mapping) and isinstance(other, Mapping):
            parts += [f"{name}.{inner}" for inner in {**one, **other} if one.get(inner) != other.get(inner)]
        else:
            parts.append(name)
    return [
        f"{part}.weekdays" if part == "hours" else f"{part}.policy" if part == "order" else _first(part)
        for part in parts
    ]


def _first(part: str) -> str:
    """A place in this part that a page would show."""
    inner = {"patience": "calls", "booking": "days", "limit": "day"}.get(part)
    return f"{part}.{inner}" if inner else part
