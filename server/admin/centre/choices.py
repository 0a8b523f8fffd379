"""What fields of the set-up pages may choose from: the services, zones and procedures of the draft itself."""

from collections.abc import Mapping
from typing import Any

from config.parts import WEEKDAYS
from config.words import word

Choice = tuple[str, str]
"""The code, and what people read."""


def choices(draft: Mapping[str, Any], lang: str) -> dict[str, list[Choice]]:
    """Choices by the name of their list; an entry that has no code yet cannot be chosen."""
    return {
        "weekdays": [(name, word(lang, f"admin.day_{name}")) for name in WEEKDAYS],
        "services": [(one["code"], _service(one, lang)) for one in _entries(draft, "services")],
        "zones": [(one["code"], name_of(one, lang)) for one in _entries(draft, "zones")] or [("hall", "hall")],
        "procedures": list(
            {one["code"]: (one["code"], f"{one['code']} {name_of(one, lang)}") for one in _entries(draft, "procedures")}
            .values()
        ),
    }  # fmt: skip


def name_of(part: Any, lang: str) -> str:
    """A part's name in the reader's language, as far as it has one."""
    names = part.get("name") if isinstance(part, Mapping) else None
    return str(names.get(lang) or names.get("vi") or "") if isinstance(names, Mapping) else ""


def _service(service: Mapping[str, Any], lang: str) -> str:
    return " · ".join(word for word in (str(service.get("letter", "")), name_of(service, lang)) if word)


def _entries(draft: Mapping[str, Any], path: str) -> list[Mapping[str, Any]]:
    found = draft.get(path)
    rows = found if isinstance(found, list) else []
    return [row for row in rows if isinstance(row, Mapping) and isinstance(row.get("code"), str) and row["code"]]
