"""What a table would do to the catalogue: every row checked, every mistake named, nothing done yet. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from config.procedures import ProcedurePart, clashes
from config.words import FIRST, languages
from server.catalogue.columns import NAME_IN, Known, Wrong, meant_by, read
from server.catalogue.reading import Line

Key = tuple[str, str | None]  # code and first day: what makes a version
Row = dict[str, Any]  # a procedure as the centre file writes it


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake: row of the file (0: the whole file), column, and the word with its values."""

    row: int
    column: str | None
    code: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """One version that the table makes or alters: the row, what is new, and which fields differ."""

    row: int
    after: ProcedurePart
    fields: tuple[str, ...]
    is_new: bool


@dataclass(slots=True)
class Plan:
    """What would happen. `read` counts rows, `same` those that change nothing; `left_out` are not in the table."""

    read: int = 0
    same: int = 0
    changes: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    left_out: list[ProcedurePart] = field(default_factory=list)
    catalogue: list[ProcedurePart] = field(default_factory=list)
    broken: bool = False

    def may_be_done(self, only_all: bool) -> bool:
        """Whether the good rows may be taken: all must be good when `only_all`."""
        return not self.broken and not (only_all and self.faults)


def key(row: Mapping[str, Any]) -> Key:
    """What makes this version itself."""
    return row["code"], row.get("posted_from")


def key_of(part: ProcedurePart) -> Key:
    """The same of a part, without writing all of it."""
    return part.code, part.posted_from.isoformat() if part.posted_from else None


def plain(part: ProcedurePart) -> Row:
    """A procedure as the centre file writes it: what says nothing is left out."""
    return part.model_dump(mode="json", exclude_defaults=True)


def make_plan(lines: Sequence[Line], before: Sequence[ProcedurePart], known: Known) -> Plan:
    """Compare the table with the catalogue."""
    plan = Plan(read=max(0, len(lines) - 1))
    head, faults, broken = _head(lines[0], before)
    plan.faults, plan.broken = faults, broken
    if broken:
        return plan
    old = {key_of(part): part for part in before}
    taken: dict[Key, Change | None] = {}
    first: dict[Key, int] = {}
    for line in lines[1:]:
        made = _row(line, head, old, known, plan.faults)
        if made is None:
            continue
        at = key_of(made)
        if at in first:
            plan.faults.append(Fault(line.number, "code", "twice", {"row": first[at]}))
            continue
        first[at] = line.number
        taken[at] = _change(line.number, made, old.get(at))
    _settle(plan, taken, list(before), first)
    plan.left_out = [part for at, part in old.items() if at not in first]
    return plan


def _head(line: Line, before: Sequence[ProcedurePart]) -> tuple[dict[int, str], list[Fault], bool]:
    tongues = frozenset(languages()) | {lang for part in before for lang in part.name} - {FIRST}
    head: dict[int, str] = {}
    faults: list[Fault] = []
    broken = False
    for place, said in enumerate(line.cells):
        meant = meant_by(said, tongues - {FIRST}) if said else None
        if meant in head.values():
            faults.append(Fault(line.number, said, "column_twice"))
            broken = True
        elif meant:
            head[place] = meant
        elif said:
            faults.append(Fault(line.number, said[:40], "column_unknown"))
    if "code" not in head.values():
        faults.append(Fault(line.number, None, "no_code_column"))
        broken = True
    return head, faults, broken


def _row(
    line: Line, head: Mapping[int, str], old: Mapping[Key, ProcedurePart], known: Known, faults: list[Fault]
) -> ProcedurePart | None:
    """The version that a row describes, laid over the one it names; None when anything is wrong with it."""
    said, wrong = _cells(line, head, known)
    if wrong:
        faults.extend(wrong)
        return None
    base = _named(said, head, old)
    row = plain(base) if base else {}
    name = dict(row.get("name", {}))
    for column, value in said.items():
        if column == "name" or NAME_IN.fullmatch(column):
            name[FIRST if column == "name" else column[5:]] = value
        else:
            row[column] = value
    row["name"] = {lang: text for lang, text in name.items() if text}
    missing = [
        column for column, there in (("service", row.get("service")), ("name", row["name"].get(FIRST))) if not there
    ]
    if missing:
        faults.extend(Fault(line.number, column, "empty") for column in missing)
        return None
    try:
        return ProcedurePart.model_validate({column: value for column, value in row.items() if value is not None})
    except ValidationError:  # every cell has been read: what is left is that both days do not fit together
        faults.append(Fault(line.number, "abolished_from", "ends_before"))
        return None


def _cells(line: Line, head: Mapping[int, str], known: Known) -> tuple[Row, list[Fault]]:
    said: Row = {}
    wrong: list[Fault] = []
    for place, column in head.items():
        text = line.cells[place] if place < len(line.cells) else ""
        if place in line.formulas:
            wrong.append(Fault(line.number, column, "formula"))
            continue
        try:
            said[column] = read(column, text, known)
        except Wrong as fault:
            wrong.append(Fault(line.number, column, fault.code, fault.values))
    if extra := [place for place, text in enumerate(line.cells) if text and place not in head]:
        columns = len(head)
        if any(place >= max(head) + 1 for place in extra):
            wrong.append(Fault(line.number, None, "too_many_cells", {"most": columns}))
    return said, wrong


def _named(said: Row, head: Mapping[int, str], old: Mapping[Key, ProcedurePart]) -> ProcedurePart | None:
    """The version of the catalogue that a row means; without a column for the day, the only one of its code."""
    if "posted_from" in head.values():
        return old.get(key(said))
    same = [part for part in old.values() if part.code == said["code"]]
    return same[0] if len(same) == 1 else None


def _change(number: int, after: ProcedurePart, before: ProcedurePart | None) -> Change | None:
    if before is None:
        return Change(number, after, (), True)
    fields = tuple(name for name in ProcedurePart.model_fields if getattr(before, name) != getattr(after, name))
    return Change(number, after, fields, False) if fields else None


def _settle(plan: Plan, taken: dict[Key, Change | None], before: list[ProcedurePart], first: Mapping[Key, int]) -> None:
    """Take out rows that would put two versions in force on one day, until none is left."""
    while True:
        merged = _merged(before, [change for change in taken.values() if change])
        found = list(clashes(merged))
        if not found:
            break
        for clash in found:
            sides = [(clash.code, day.isoformat() if day else None) for day in (clash.later, clash.earlier)]
            at = next((side for side in sides if taken.get(side)), None)
            if at is None:  # both are as they were: a table can not have made it
                plan.broken = True
                return
            values = {"code": clash.code, "earlier": clash.earlier or "–", "later": clash.later or "–"}
            plan.faults.append(Fault(first[at], "posted_from", "in_force_twice", values))
            del taken[at]
    plan.changes = [change for change in taken.values() if change]
    plan.same = sum(change is None for change in taken.values())
    plan.catalogue = merged


def _merged(before: Sequence[ProcedurePart], changes: Sequence[Change]) -> list[ProcedurePart]:
    """The catalogue with the changes: altered in place, new versions behind the others of their code, the rest last."""
    altered = {key_of(change.after): change.after for change in changes if not change.is_new}
    merged = [altered.get(key_of(part), part) for part in before]
    for change in changes:
        if change.is_new:
            same = [place for place, part in enumerate(merged) if part.code == change.after.code]
            merged.insert(same[-1] + 1 if same else len(merged), change.after)
    return merged


def rewritten(rows: Sequence[Row], parts: Sequence[ProcedurePart]) -> list[Row]:
    """The procedures of the centre file for these parts; what has not changed stays as it was written."""
    written = {key(row): row for row in rows}
    found = []
    for part in parts:
        row = written.get(key_of(part))
        found.append(row if row is not None and ProcedurePart.model_validate(row) == part else plain(part))
    return found
