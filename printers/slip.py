"""What stands on a ticket, in the words of the ticket's language. Standard library only: the server makes slips."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

LONGEST_TEXT = 400
"""Characters in one text; a slip beyond it is a mistake, and paper is not endless."""

LONGEST_LABEL = 12
LONGEST_LIST = 24

OPTIONAL = frozenset({"priority", "copy", "copy_mark"})


@dataclass(frozen=True, slots=True)
class Slip:
    """One ticket's paper, top to bottom. Every text is ready to be read; nothing is translated or formatted later."""

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
    closing: str
    priority: str | None = None
    """A short mark for a priority ticket, such as "ƯU TIÊN"; None for everybody else."""
    copy: int = 0
    """0 for the first paper; n for the n-th reprint."""
    copy_mark: str = ""
    """What a reprint says about itself, such as "IN LẠI LẦN 1 – 08:21"; empty on the first paper."""

    def __post_init__(self) -> None:
        """Refuse a slip that cannot be a ticket: no number, or a reprint that does not say so."""
        if not self.label.strip():
            raise ValueError("slip: 'label' is empty")
        if self.copy > 0 and not self.copy_mark.strip():
            raise ValueError("slip: a reprint needs its 'copy_mark'")

    def to_dict(self) -> dict[str, object]:
        """Plain data for JSON; `from_dict` reads it back."""
        plain: dict[str, object] = {name: getattr(self, name) for name in _NAMES}
        for name in ("agency", "papers", "notes"):
            plain[name] = list(getattr(self, name))
        plain["facts"] = [list(fact) for fact in self.facts]
        return plain


_NAMES = tuple(field.name for field in fields(Slip))


def from_dict(data: object) -> Slip:
    """The slip in plain data, for instance from JSON. Unknown keys are ignored, so an older agent reads newer slips.

    Raises ValueError, naming the field, when something needed is missing or has the wrong shape.
    """
    if not isinstance(data, Mapping):
        raise ValueError("slip: expected an object")
    missing = [field.name for field in fields(Slip) if field.name not in OPTIONAL and field.name not in data]
    if missing:
        raise ValueError(f"slip: missing {', '.join(missing)}")
    priority = data.get("priority")
    return Slip(
        agency=_texts(data, "agency"),
        title=_text(data, "title"),
        label=_text(data, "label", LONGEST_LABEL),
        service=_text(data, "service"),
        facts=_facts(data),
        url=_text(data, "url"),
        code=_text(data, "code"),
        papers_title=_text(data, "papers_title"),
        papers=_texts(data, "papers"),
        notes=_texts(data, "notes"),
        closing=_text(data, "closing"),
        priority=None if priority is None else _checked(priority, "priority") or None,
        copy=_count(data),
        copy_mark=_text(data, "copy_mark"),
    )


def _checked(value: object, name: str, longest: int = LONGEST_TEXT) -> str:
    if not isinstance(value, str):
        raise ValueError(f"slip: {name!r} must be a text")
    if len(value) > longest:
        raise ValueError(f"slip: {name!r} is longer than {longest} characters")
    return value


def _text(data: Mapping[object, object], name: str, longest: int = LONGEST_TEXT) -> str:
    return _checked(data.get(name, ""), name, longest)


def _list(value: object, name: str) -> list[object]:
    if not isinstance(value, list | tuple):
        raise ValueError(f"slip: {name!r} must be a list")
    if len(value) > LONGEST_LIST:
        raise ValueError(f"slip: {name!r} has more than {LONGEST_LIST} entries")
    return list(value)


def _texts(data: Mapping[object, object], name: str) -> tuple[str, ...]:
    return tuple(_checked(entry, name) for entry in _list(data.get(name), name))


def _facts(data: Mapping[object, object]) -> tuple[tuple[str, str], ...]:
    facts = []
    for entry in _list(data.get("facts"), "facts"):
        pair = _list(entry, "facts")
        if len(pair) != 2:
            raise ValueError("slip: 'facts' must hold pairs of name and value")
        facts.append((_checked(pair[0], "facts"), _checked(pair[1], "facts")))
    return tuple(facts)


def _count(data: Mapping[object, object]) -> int:
    count = data.get("copy", 0)
    if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= 99:
        raise ValueError("slip: 'copy' must be a whole number from 0 to 99")
    return count
