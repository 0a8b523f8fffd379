"""One version of a procedure is added, altered or withdrawn by hand. Pure: the new catalogue, or what is wrong."""

from collections.abc import Mapping, Sequence
from datetime import date

from pydantic import ValidationError

from config.procedures import ProcedurePart, clashes
from config.words import FIRST
from server.catalogue.columns import NAME_IN, Known, Wrong, read
from server.catalogue.plan import Fault, Key, Row, key_of, plain

Parts = list[ProcedurePart]


def version(before: Sequence[ProcedurePart], of: Key) -> ProcedurePart | None:
    """The version with this code and first day."""
    return next((part for part in before if key_of(part) == of), None)


def put(
    before: Sequence[ProcedurePart], said: Mapping[str, str], known: Known, *, of: Key | None = None, new: bool = False
) -> tuple[Parts, ProcedurePart | None, list[Fault]]:
    """The catalogue with what a form says: in place of version `of`, or, when `new`, as the version after it.

    The older version ends where the new one begins. What the form does not name stays as it is in `of`.
    """
    base = version(before, of) if of else None
    if of and base is None:
        return list(before), None, [Fault(0, None, "unknown")]
    after, faults = _part(plain(base) if base else {}, said, known)
    if after is None:
        return list(before), None, faults
    others = [part for part in before if new or part is not base]
    if base and new and after.posted_from:
        others = [_ended(part, after.posted_from) if part is base else part for part in others]
    if version(others, key_of(after)):
        return list(before), None, [Fault(0, "posted_from", "exists")]
    merged = _placed(others, after, base, list(before).index(base) if base and not new else None)
    for clash in clashes(merged):
        values = {"code": clash.code, "earlier": clash.earlier or "–", "later": clash.later or "–"}
        return list(before), None, [Fault(0, "posted_from", "in_force_twice", values)]
    return merged, after, []


def abolish(before: Sequence[ProcedurePart], of: Key, said: str, known: Known) -> tuple[Parts, list[Fault]]:
    """The catalogue with version `of` withdrawn from this day."""
    if not said.strip():
        return list(before), [Fault(0, "abolished_from", "empty")]
    merged, _, faults = put(before, {"abolished_from": said}, known, of=of)
    return merged, faults


def _part(row: Row, said: Mapping[str, str], known: Known) -> tuple[ProcedurePart | None, list[Fault]]:
    faults: list[Fault] = []
    row = row | {"name": dict(row.get("name", {}))}
    for column, text in said.items():
        try:
            value = read(column, text, known)
        except Wrong as wrong:
            faults.append(Fault(0, column, wrong.code, wrong.values))
            continue
        if column == "name" or NAME_IN.fullmatch(column):
            row["name"][FIRST if column == "name" else column.removeprefix("name_")] = value
        else:
            row[column] = value
    if faults:
        return None, faults
    row["name"] = {lang: text for lang, text in row["name"].items() if text}
    try:
        return ProcedurePart.model_validate({column: value for column, value in row.items() if value is not None}), []
    except ValidationError:  # every field has been read: what is left is that both days do not fit together
        return None, [Fault(0, "abolished_from", "ends_before")]


def _ended(part: ProcedurePart, day: date) -> ProcedurePart:
    if part.abolished_from is not None and part.abolished_from <= day:
        return part
    if part.posted_from is not None and part.posted_from >= day:
        return part  # the new one is older: that both are in force is found and said
    return part.model_copy(update={"abolished_from": day})


def _placed(others: Parts, after: ProcedurePart, base: ProcedurePart | None, place: int | None) -> Parts:
    """In its old place; a new version behind the others of its code; all else at the end."""
    if place is None and base is not None:
        place = 1 + max(number for number, part in enumerate(others) if part.code == base.code)
    return [*others, after] if place is None else [*others[:place], after, *others[place:]]
