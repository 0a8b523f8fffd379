"""The sections of the set-up pages: which parts of the centre file each of them shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from server.admin.centre.fields import Field


@dataclass(frozen=True, slots=True)
class Group:
    """Fields of one object of the file; `path` is empty for the file itself."""

    path: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of the file: every entry has these fields; `fresh` is a new one. `folded` ones show a line of heading."""

    path: str
    fields: tuple[Field, ...]
    fresh: Mapping[str, Any] = field(default_factory=dict)
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One page. Its words are `centre.<name>…`; a field's label is `centre.<name>_<field>`."""

    name: str
    blocks: tuple[Group | Rows, ...]


NAME = {"name": {"vi": ""}}
CODE = Field("code", "code", once=True)
NAMES = Field("name", "names")
_LISTED = (NAMES, CODE)
REASONS = ("call_reasons", "pause_reasons", "hold_reasons", "rating.reasons")

SECTIONS = (
    Section(
        "hours",
        (
            Group(
                "hours",
                (
                    Field("weekdays", "week"),
                    Field("gives_before_minutes", "whole"),
                    Field("stops_before_minutes", "whole"),
                    Field("closes_after_minutes", "whole"),
                ),
            ),
            Rows(
                "hours.extras",
                (NAMES, Field("weekdays", "weekdays"), Field("span", "span")),
                NAME | {"weekdays": [], "span": ["", ""]},
            ),
        ),
    ),
    Section(
        "dates",
        (
            Rows(
                "hours.dates",
                (Field("date", "date"), Field("spans", "spans"), Field("why", "names", optional=True)),
                {"date": "", "spans": []},
            ),
        ),
    ),
    Section(
        "special",
        (
            Rows(
                "special_days",
                (
                    NAMES,
                    CODE,
                    Field("weekdays", "weekdays"),
                    Field("dates", "dates"),
                    Field("services", "set", "services"),
                    Field("procedures", "set", "procedures"),
                ),
                NAME,
            ),
        ),
    ),
    Section(
        "services",
        (
            Rows(
                "services",
                (
                    NAMES,
                    Field("short", "names", optional=True),
                    CODE,
                    Field("letter", "letter"),
                    Field("minutes", "number"),
                    Field("first", "whole"),
                    Field("last", "whole"),
                    Field("quota", "whole", optional=True),
                    Field("auto_quota", "flag"),
                    Field("carries", "flag"),
                    Field("silent", "flag"),
                    Field("kiosk", "flag"),
                    Field("many", "stream", "services"),
                    Field("route", "ordered", "services"),
                    Field("hours", "own_week", optional=True),
                ),
                # Not at the kiosk at first: no counter serves it yet, so nobody could call its numbers.
                NAME | {"letter": "", "minutes": 10, "first": 1, "last": 999, "carries": True, "kiosk": False},
                folded=True,
            ),
            Group("", (Field("help_service", "choice", "services", optional=True), Field("alike_letters", "flag"))),
        ),
    ),
    Section(
        "counters",
        (
            Rows(
                "counters",
                (
                    Field("no", "whole", once=True),
                    NAMES,
                    Field("zone", "choice", "zones"),
                    Field("services", "ordered", "services"),
                    Field("helps", "ordered", "services"),
                    Field("helps_after_minutes", "whole"),
                    Field("helps_from_waiting", "whole"),
                    Field("hours.weekdays", "own_week", optional=True),
                ),
                NAME | {"zone": "hall", "services": [], "helps_after_minutes": 0, "helps_from_waiting": 0},
                folded=True,
            ),
        ),
    ),
    Section(
        "order",
        (
            Group(
                "order",
                (Field("policy", "choice", ("head_start", "ratio", "strict")), Field("ratio", "whole")),
            ),
            Rows(
                "priority_groups",
                (NAMES, CODE, Field("head_start_minutes", "whole")),
                NAME | {"head_start_minutes": 15},
            ),
        ),
    ),
    Section(
        "patience",
        (
            Group(
                "patience",
                tuple(
                    Field(name, "whole")
                    for name in (
                        "calls", "call_minutes", "late_returns", "late_behind", "void_minutes", "fix_minutes",
                        "fix_behind", "postpones", "postpone_most", "ask_from",
                    )
                ),
            ),
        ),
    ),
    Section(
        "booking",
        (
            Group(
                "booking",
                (
                    Field("public", "flag"),
                    Field("services", "set", "services"),
                    Field("slot_minutes", "whole"),
                    Field("walk_in_percent", "whole"),
                    Field("early_minutes", "whole"),
                    Field("late_minutes", "whole"),
                    Field("days", "whole"),
                ),
            ),
        ),
    ),
    Section(
        "limits",
        (
            Group("", (Field("card", "choice", ("off", "ask")),)),
            Group("limit", (Field("service", "whole"), Field("day", "whole"))),
        ),
    ),
    Section(
        "lists",
        (
            *(Rows(path, _LISTED, NAME) for path in REASONS),
            Group("rating", (Field("asks_why_up_to", "whole"),)),
        ),
    ),
    Section(
        "zones",
        (
            Rows("zones", (NAMES, Field("code", "slug", once=True)), NAME),
            Rows("ticker", (Field("", "names"),), {"vi": ""}),
            Group("", (Field("media_seconds", "whole"),)),
        ),
    ),
    Section(
        "identity",
        (
            Group(
                "",
                (
                    NAMES,
                    Field("unit", "names"),
                    Field("province", "names"),
                    Field("address", "text"),
                    Field("hotline", "text"),
                ),
            ),
        ),
    ),
)  # fmt: skip
BY_NAME: Mapping[str, Section] = {section.name: section for section in SECTIONS}


def owner(place: str) -> str | None:
    """The section that shows this place of the file; None for a part that has no page here."""
    for section in SECTIONS:
        for block in section.blocks:
            if isinstance(block, Rows):
                if place == block.path or place.startswith(f"{block.path}."):
                    return section.name
            elif any(place == at or place.startswith(f"{at}.") for at in (one.at(block.path) for one in block.fields)):
                return section.name
    return None
