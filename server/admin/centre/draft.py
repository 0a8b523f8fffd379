"""From a form to a document: what was typed, laid over the document it was typed into. Nothing is kept here."""

import copy
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from server.admin.centre.fields import Form, day, initials, look, put, read, text
from server.admin.centre.sections import Rows, Section

Document = dict[str, Any]
WAS = "@was"
"""In a draft each row says where it stood in the document (empty: nowhere, it is new); the file never has this."""

MOST_ROWS = 200
LONGEST_STRETCH = 60  # days of one pasted stretch of dates
ONE_DAY = r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}"
PASTED = re.compile(rf"({ONE_DAY})(?:\s*[-–]\s*({ONE_DAY}))?[\s:,;–-]*(.*)")


def opened(section: Section, document: Document) -> Document:
    """A document as a draft in which nothing has been typed yet."""
    draft = copy.deepcopy(document)
    for block in _lists(section):
        rows = look(draft, block.path) or []
        put(draft, block.path, [dict(row) | {WAS: str(n)} for n, row in enumerate(rows) if isinstance(row, Mapping)])
    return draft


def drafted(section: Section, form: Form, document: Document) -> Document:
    """The document with everything that was typed into a section; also what cannot be used."""
    draft = copy.deepcopy(document)
    for block in section.blocks:
        if isinstance(block, Rows):
            put(draft, block.path, _rows(block, form, look(document, block.path) or []))
        else:
            for field in block.fields:
                at = field.at(block.path)
                put(draft, at, read(field, form, block.path, look(document, at)))
    return draft


def plain(section: Section, draft: Document) -> Document:
    """A draft as the file would have it."""
    made = copy.deepcopy(draft)
    for block in _lists(section):
        for row in look(made, block.path) or []:
            row.pop(WAS, None)
    return made


def _lists(section: Section) -> list[Rows]:
    return [block for block in section.blocks if isinstance(block, Rows)]


def _rows(block: Rows, form: Form, before: list[Any]) -> list[Any]:
    """The rows in the order of the page. Each says where it stood in the document; a new one stood nowhere."""
    codes = {str(row[name]) for row in before if isinstance(row, Mapping) for name in ("code",) if name in row}
    rows: list[Any] = []
    for said in form.getlist(f"{block.path}@")[:MOST_ROWS]:
        place, _, was = said.partition(":")
        if not place.isdecimal():
            continue
        old = before[int(was)] if was.isdecimal() and int(was) < len(before) else None
        row = _row(block, form, f"{block.path}.{place}", old, codes)
        rows.append(row | {WAS: was if old is not None else ""})
    return rows


def _row(block: Rows, form: Form, part: str, old: Any, codes: set[str]) -> dict[str, Any]:
    fields = [field for field in block.fields if old is None or not field.once]
    row: dict[str, Any] = dict(old) if isinstance(old, Mapping) else {}
    for field in fields:
        if not field.name:  # the row itself is the field
            return dict(read(field, form, part, row))
        put(row, field.name, read(field, form, part, look(row, field.name)))
    for field in fields:
        if field.kind in ("code", "slug") and not row.get(field.name):
            row[field.name] = initials(str(row.get("name", {}).get("vi", "")), codes, lower=field.kind == "slug")
            codes.add(row[field.name])
    return row


def acted(section: Section, act: str, draft: Document, form: Form) -> str:
    """Do what a button of the page asks with the draft (`add:services`, `up:services:2`, …).

    Gives the place of the row to go on with; empty when there was nothing to do.
    """
    verb, _, rest = act.partition(":")
    path, _, place = rest.partition(":")
    block = next((one for one in _lists(section) if one.path == path), None)
    if block is None:
        return ""
    rows: list[Any] = list(look(draft, path) or [])
    at = int(place) if place.isdecimal() else -1
    if verb == "add":
        rows.append(_fresh(block, rows))
        at = len(rows) - 1
    elif verb == "paste":
        rows, at = _pasted(rows, form), 0
    elif 0 <= at < len(rows):
        rows, at = _moved(verb, rows, at)
    put(draft, path, rows)
    return f"{path}.{max(at, 0)}"


def _moved(verb: str, rows: list[Any], at: int) -> tuple[list[Any], int]:
    if verb == "remove":
        return [*rows[:at], *rows[at + 1 :]], min(at, len(rows) - 2)
    to = {"up": at - 1, "down": at + 1}.get(verb, at)
    if 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
        return rows, to
    return rows, at


def _fresh(block: Rows, rows: list[Any]) -> dict[str, Any]:
    row = copy.deepcopy(dict(block.fresh)) | {WAS: ""}
    if any(field.name == "no" for field in block.fields):
        row["no"] = max((one["no"] for one in rows if isinstance(one.get("no"), int)), default=0) + 1
    return row


def _pasted(rows: list[Any], form: Form) -> list[Any]:
    """Dates of a pasted list, one or a stretch (`14/02/2027-20/02/2027 Tết`) a line; known dates are left alone."""
    why = {lang: text(form.get(f"paste.why.{lang}")) for lang in ("vi", "en")}
    known = {row.get("date") for row in rows}
    new: list[Any] = []
    for line in filter(None, map(text, form.get("paste", "").splitlines())):
        found = PASTED.fullmatch(line)
        days = _stretch(day(found[1]), day(found[2] or found[1])) if found else [line]
        said = {"vi": found[3]} if found and found[3] else {lang: name for lang, name in why.items() if name}
        for one in days:
            if one not in known:
                known.add(one)
                new.append({"date": one, "spans": [], WAS: ""} | ({"why": said} if said.get("vi") else {}))
    return sorted([*rows, *new], key=lambda row: str(row.get("date", "")))[:MOST_ROWS]


def _stretch(first: str, last: str) -> list[str]:
    try:
        begins, ends = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return [first]
    length = min((ends - begins).days, LONGEST_STRETCH)
    return [(begins + timedelta(days=n)).isoformat() for n in range(length + 1)] if length >= 0 else [first]
