"""A section as its template draws it: every field with its words, what stands in it and what is wrong with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from config.parts import WEEKDAYS
from config.words import area, word
from server.admin.centre.choices import name_of
from server.admin.centre.draft import WAS, Document
from server.admin.centre.fields import Field, look, shown_day
from server.admin.centre.places import Link, page_of
from server.admin.centre.sections import Group, Rows, Section, owner
from server.centre.mistakes import Mistake

TYPED = ("text", "letter", "whole", "number", "time", "code", "slug")


@dataclass(frozen=True, slots=True)
class Shown:
    """One field on the page."""

    at: str
    kind: str
    label: str
    help: str
    value: Any
    options: str | tuple[str, ...]
    optional: bool
    mistakes: list[str]
    places: frozenset[str]  # where exactly they are


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a list on the page."""

    at: str
    place: int
    was: str
    title: str
    fields: list[Shown]
    mistakes: list[str]

    @property
    def wrong(self) -> bool:
        """Whether it has to be seen."""
        return bool(self.mistakes) or any(one.mistakes for one in self.fields)


@dataclass(frozen=True, slots=True)
class Block:
    """One group of fields or one list."""

    path: str
    fields: list[Shown] = field(default_factory=list)
    rows: list[Row] | None = None
    folded: bool = False
    mistakes: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Its part of the keys of its words."""
        return self.path.replace(".", "_")


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A mistake that has no field on this page; `link` is the page that has it, if there is another one."""

    text: str
    link: Link | None
    place: str


class Paper:
    """The whole section."""

    def __init__(self, section: Section, draft: Document, mistakes: Iterable[Mistake], lang: str) -> None:
        self._section, self._draft, self._lang = section, draft, lang
        self._left = list(mistakes)
        self.wrong = len(self._left)
        self.blocks = [self._block(block) for block in section.blocks]
        self.elsewhere = [self._elsewhere(mistake) for mistake in self._left]

    def first_wrong(self) -> str:
        """The place of the first field with a mistake; empty when there is none on this page."""
        groups = [block.fields for block in self.blocks]
        groups += [row.fields for block in self.blocks for row in block.rows or []]
        return next((one.at for fields in groups for one in fields if one.mistakes), "")

    def _block(self, block: Group | Rows) -> Block:
        if isinstance(block, Group):
            return Block(block.path, [self._shown(one, block.path) for one in block.fields])
        entries = look(self._draft, block.path) or []
        rows = [self._row(block, n, entry) for n, entry in enumerate(entries)]
        said = [one.say(self._lang) for one in self._taken(block.path, whole=False)]
        return Block(block.path, rows=rows, folded=block.folded, mistakes=said)

    def _row(self, block: Rows, n: int, entry: Any) -> Row:
        was = str(entry.get(WAS, "")) if isinstance(entry, Mapping) else ""
        at = f"{block.path}.{n}"
        fields = [self._shown(one, at) for one in block.fields if not (was and one.once)]
        said = [one.say(self._lang) for one in self._taken(at, whole=True)]
        return Row(at, n, was, self._title(entry), fields, said)

    def _title(self, entry: Any) -> str:
        if not isinstance(entry, Mapping):
            return ""
        if "date" in entry:
            return self._dated(str(entry["date"]))
        no = entry.get("no")
        head = word(self._lang, "centre.counter_no", no=no) if no else str(entry.get("letter") or "")
        return " · ".join(one for one in (head, name_of(entry, self._lang)) if one)

    def _dated(self, iso: str) -> str:
        try:
            weekday = WEEKDAYS[date.fromisoformat(iso).weekday()]
        except ValueError:
            return iso
        return f"{word(self._lang, f'admin.day_{weekday}')} {shown_day(iso)}"

    def _shown(self, field: Field, part: str) -> Shown:
        at = field.at(part)
        found = self._taken(at, whole=True)
        base = ".".join(step for step in (part, field.name) if step and not step.isdecimal())
        base = ".".join(step for step in base.split(".") if not step.isdecimal()).replace(".", "_")
        words = area(self._lang, "centre")
        name = f"centre.f_{base}"
        label = words.get(name) or words.get(f"centre.f_{field.name.replace('.', '_')}") or words["centre.f_name"]
        helped = words.get(f"{name}_help") or words.get(f"centre.f_{field.name.replace('.', '_')}_help", "")
        return Shown(
            at, field.kind, label, helped, _value(field, look(self._draft, at)), field.options, field.optional,
            list(dict.fromkeys(one.say(self._lang) for one in found)), frozenset(one.place for one in found),
        )  # fmt: skip

    def _taken(self, at: str, *, whole: bool) -> list[Mistake]:
        """The mistakes of this place, with everything in it when `whole`; nobody else shows them again."""
        found = [one for one in self._left if one.place == at or (whole and one.place.startswith(f"{at}."))]
        self._left = [one for one in self._left if one not in found]
        return found

    def _elsewhere(self, mistake: Mistake) -> Elsewhere:
        here = owner(mistake.place) == self._section.name
        return Elsewhere(mistake.say(self._lang), None if here else page_of(mistake.place), mistake.place)


def _value(field: Field, kept: Any) -> Any:
    if field.kind == "date":
        return shown_day(kept)
    if field.kind == "dates":
        return "\n".join(shown_day(one) for one in kept or [])
    if field.kind in TYPED:
        return "" if kept is None else str(kept)
    return kept
