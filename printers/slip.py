"""What stands on a ticket, in the words of the ticket's language. Standard library only: the server makes slips."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields

LONGEST: Mapping[str, int] = {
    "agency": 100,
    "title": 40,
    "label": 12,
    "service": 160,
    "second": 160,
    "facts": 80,
    "url": 200,
    "code": 24,
    "papers_title": 40,
    "papers": 200,
    "papers_more": 60,
    "notes": 120,
    "closing": 120,
    "priority": 40,
    "copy_mark": 60,
}
"""Characters in one text of each part. A slip beyond it is a mistake: paper is not endless, and nothing is clipped."""

MOST: Mapping[str, int] = {"agency": 2, "second": 2, "facts": 5, "papers": 8, "notes": 3}
"""Entries in each part that is a list."""

SHA256 = re.compile(r"[0-9a-f]{64}")
OPTIONAL = frozenset({"priority", "copy", "copy_mark", "second", "papers_more", "papers_left", "logo"})
LISTS = ("agency", "papers", "notes", "second")


def shortened(text: str, longest: int) -> str:
    """The text, ended by "…" after its last whole word when it has more than `longest` characters."""
    if len(text) <= longest:
        return text
    kept = text[:longest]
    return (kept.rpartition(" ")[0] or kept[:-1]).rstrip(" ,;:–-") + "…"


@dataclass(frozen=True, slots=True)
class Slip:
    """One ticket's paper, top to bottom.

    Every text is ready to be read; nothing is translated or formatted later, but for the number of papers left out,
    which only the drawing knows.
    """

    agency: tuple[str, ...]
    """Who issues it: one or two lines, the last one carries the place."""
    title: str
    label: str
    """The number people read and hear, such as `A045`."""
    service: str
    facts: tuple[tuple[str, str], ...]
    """Pairs of name and value beside the QR code, such as ("Số người chờ trước", "12")."""
    url: str
    """What the QR code leads to; empty for a ticket without a page."""
    code: str
    """The short code printed under the QR code."""
    papers_title: str
    papers: tuple[str, ...]
    notes: tuple[str, ...]
    """Lines of the house; the last one is never left out, however full the paper is."""
    closing: str
    priority: str | None = None
    """A short mark for a priority ticket, such as "ƯU TIÊN"; None for everybody else."""
    copy: int = 0
    """0 for the first paper; n for the n-th reprint."""
    copy_mark: str = ""
    """What a reprint says about itself, such as "IN LẠI LẦN 1 – 08:21"; empty on the first paper."""
    second: tuple[str, ...] = ()
    """What the number is for in the centre's second language, smaller, under the service."""
    papers_more: str = ""
    """What is said for papers that are not on the ticket, such as "… và {n} giấy tờ khác"; `{n}` is their number."""
    papers_left: int = 0
    """How many papers there are besides `papers`; those that find no room are added by the drawing."""
    logo: str | None = None
    """The picture at the top by its SHA-256 (hex); None for a ticket without one."""

    def __post_init__(self) -> None:
        """Refuse a slip that cannot be a ticket: no number, a reprint that does not say so, a text beyond LONGEST."""
        if not self.label.strip() or not self.label.isprintable():
            raise ValueError("slip: 'label' is empty or cannot be printed")
        if self.copy > 0 and not self.copy_mark.strip():
            raise ValueError("slip: a reprint needs its 'copy_mark'")
        if self.logo is not None and not SHA256.fullmatch(self.logo):
            raise ValueError("slip: 'logo' must be a SHA-256 in hexadecimal")
        for name, most in MOST.items():
            if len(getattr(self, name)) > most:
                raise ValueError(f"slip: {name!r} has more than {most} entries")
        for name, longest in LONGEST.items():
            # one join instead of many looks: every touch makes a slip, and nearly all of them are short
            value = getattr(self, name)
            if value and _size(value) > longest and any(_letters(text) > longest for text in _all_texts(value)):
                raise ValueError(f"slip: {name!r} is longer than {longest} characters")

    def to_dict(self) -> dict[str, object]:
        """Plain data for JSON; `from_dict` reads it back."""
        plain: dict[str, object] = {name: getattr(self, name) for name in _NAMES}
        for name in LISTS:
            plain[name] = list(getattr(self, name))
        plain["facts"] = [list(fact) for fact in self.facts]
        return plain


_NAMES = tuple(field.name for field in fields(Slip))


def _size(value: str | tuple[str | tuple[str, str], ...]) -> int:
    """Characters in all texts together: no less than in the longest of them."""
    if isinstance(value, str):
        return len(value)
    return sum(len(entry) if isinstance(entry, str) else len(entry[0]) + len(entry[1]) for entry in value)


def _letters(text: str) -> int:
    """Length in composed letters: ễ counts once, also when its marks come one by one."""
    return len(unicodedata.normalize("NFC", text))


def _all_texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [text for entry in value for text in _all_texts(entry)] if isinstance(value, tuple) else []


def from_dict(data: object) -> Slip:
    """The slip in plain data, for instance from JSON. Unknown keys are ignored, so an older agent reads newer slips.

    Raises ValueError, naming the field, when something needed is missing or has the wrong shape.
    """
    if not isinstance(data, Mapping):
        raise ValueError("slip: expected an object")
    missing = [field.name for field in fields(Slip) if field.name not in OPTIONAL and field.name not in data]
    if missing:
        raise ValueError(f"slip: missing {', '.join(missing)}")
    priority, logo = data.get("priority"), data.get("logo")
    return Slip(
        agency=_texts(data, "agency"),
        title=_text(data, "title"),
        label=_text(data, "label"),
        service=_text(data, "service"),
        facts=_facts(data),
        url=_text(data, "url"),
        code=_text(data, "code"),
        papers_title=_text(data, "papers_title"),
        papers=_texts(data, "papers"),
        notes=_texts(data, "notes"),
        closing=_text(data, "closing"),
        priority=None if priority is None else _checked(priority, "priority") or None,
        copy=_count(data, "copy"),
        copy_mark=_text(data, "copy_mark"),
        second=_texts(data, "second"),
        papers_more=_text(data, "papers_more"),
        papers_left=_count(data, "papers_left"),
        logo=None if logo is None else _checked(logo, "logo"),
    )


def _checked(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"slip: {name!r} must be a text")
    return value


def _text(data: Mapping[object, object], name: str) -> str:
    return _checked(data.get(name, ""), name)


def _list(value: object, name: str) -> list[object]:
    if not isinstance(value, list | tuple):
        raise ValueError(f"slip: {name!r} must be a list")
    return list(value)


def _texts(data: Mapping[object, object], name: str) -> tuple[str, ...]:
    return tuple(_checked(entry, name) for entry in _list(data.get(name, []), name))


def _facts(data: Mapping[object, object]) -> tuple[tuple[str, str], ...]:
    facts = []
    for entry in _list(data.get("facts"), "facts"):
        pair = _list(entry, "facts")
        if len(pair) != 2:
            raise ValueError("slip: 'facts' must hold pairs of name and value")
        facts.append((_checked(pair[0], "facts"), _checked(pair[1], "facts")))
    return tuple(facts)


def _count(data: Mapping[object, object], name: str) -> int:
    count = data.get(name, 0)
    if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= 99:
        raise ValueError(f"slip: {name!r} must be a whole number from 0 to 99")
    return count
