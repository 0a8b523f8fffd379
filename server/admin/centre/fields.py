"""What a form of the set-up pages is made of, and how what was typed becomes a part of the centre file.

A field's name in the form is its place in the file (`services.0.letter`), so that a mistake finds its field by itself.
What cannot be read (a date that is none) stays as it was typed: the check of the centre file refuses it, and the page
shows it again.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from werkzeug.datastructures import MultiDict

from config.parts import WEEKDAYS

Form = MultiDict[str, str]
Kind = Literal[
    "text", "letter", "whole", "number", "flag", "choice", "names", "set", "ordered", "weekdays", "time", "span",
    "spans", "week", "own_week", "date", "dates", "stream", "code", "slug",
]  # fmt: skip
NOTHING: Any = object()
"""A field that is left out of the file."""

DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
CLOCK = re.compile(r"(\d{1,2})\s*(?:[:hHgG.]\s*(\d{2})?)?|(\d{2})(\d{2})")


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name within its part, its kind, from where its choices come, and whether it may be left empty.

    `once` fields are written for a new row only: other parts of the file and the journal know the row by them.
    """

    name: str
    kind: Kind
    options: str | tuple[str, ...] = ()
    optional: bool = False
    once: bool = False

    def at(self, part: str) -> str:
        """Its place in the file and its name in the form."""
        return ".".join(step for step in (part, self.name) if step)


def text(typed: str | None) -> str:
    """What was typed, in composed letters and with single blanks."""
    return unicodedata.normalize("NFC", re.sub(r"[ \u00a0\t]+", " ", typed or "").strip())


def clock(typed: str) -> str:
    """A time of day as the file writes it: `7:30`, `7h30`, `7h` and `0730` are read as well."""
    found = CLOCK.fullmatch(typed)
    if not found:
        return typed
    hour, minute = (found[3], found[4]) if found[3] else (found[1], found[2] or "00")
    return f"{int(hour):02d}:{minute}"


def day(typed: str) -> str:
    """A date as the file writes it, from `dd/mm/yyyy`."""
    found = DATE.fullmatch(typed)
    if not found:
        return typed
    try:
        return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
    except ValueError:
        return typed


def shown_day(kept: Any) -> str:
    """A date as people here write it."""
    found = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", str(kept or ""))
    return f"{found[3]}/{found[2]}/{found[1]}" if found else str(kept or "")


def whole(typed: str) -> Any:
    """A whole number, or what was typed."""
    return int(typed) if re.fullmatch(r"-?\d{1,9}", typed) else typed


def number(typed: str) -> Any:
    """A number with a comma or a dot; a whole one stays whole."""
    plain = typed.replace(",", ".")
    if not re.fullmatch(r"-?\d{1,9}(\.\d{1,6})?", plain):
        return typed
    return float(plain) if "." in plain else int(plain)


def _line(field: Field, form: Form, at: str, before: Any) -> Any:
    readers: dict[str, Callable[[str], Any]] = {"whole": whole, "number": number, "time": clock, "date": day}
    typed = text(form.get(at))
    if field.kind in ("letter", "code"):
        typed = typed.upper()
    if not typed and field.optional:
        return NOTHING
    return readers.get(field.kind, str)(typed)


def _names(field: Field, form: Form, at: str, before: Any) -> Any:
    others = dict(before) if isinstance(before, Mapping) else {}
    given = {lang: text(form.get(f"{at}.{lang}")) for lang in ("vi", "en")}
    if field.optional and not any(given.values()):
        return NOTHING
    kept = {lang: name for lang, name in others.items() if lang not in given}
    return {"vi": given["vi"]} | ({"en": given["en"]} if given["en"] else {}) | kept


def _several(field: Field, form: Form, at: str, before: Any) -> Any:
    return list(dict.fromkeys(one for one in form.getlist(at) if one))


def _pairs(form: Form, at: str) -> list[list[str]]:
    ends = zip(form.getlist(f"{at}.from"), form.getlist(f"{at}.to"), strict=False)
    return [[clock(text(opens)), clock(text(closes))] for opens, closes in ends if text(opens) or text(closes)]


def _span(field: Field, form: Form, at: str, before: Any) -> Any:
    return next(iter(_pairs(form, at)), ["", ""])


def _spans(field: Field, form: Form, at: str, before: Any) -> Any:
    return _pairs(form, at)


def _week(field: Field, form: Form, at: str, before: Any) -> Any:
    return {name: _pairs(form, f"{at}.{name}") for name in WEEKDAYS}


def _own_week(field: Field, form: Form, at: str, before: Any) -> Any:
    """Days with hours of their own; a day that is said to be as usual is left out."""
    said = {name: form.get(f"{at}.{name}.as", "same") for name in WEEKDAYS}
    days = {name: _pairs(form, f"{at}.{name}") if how == "own" else [] for name, how in said.items() if how != "same"}
    return days or NOTHING


def _dates(field: Field, form: Form, at: str, before: Any) -> Any:
    return [day(one) for one in re.split(r"[\s,;]+", form.get(at, "")) if one]


def _stream(field: Field, form: Form, at: str, before: Any) -> Any:
    above, service = text(form.get(f"{at}.above")), form.get(f"{at}.service", "")
    return {"above": whole(above), "service": service} if above or service else NOTHING


READERS: Mapping[str, Callable[[Field, Form, str, Any], Any]] = {
    "flag": lambda field, form, at, before: at in form,
    "names": _names,
    "set": _several,
    "ordered": _several,
    "weekdays": _several,
    "span": _span,
    "spans": _spans,
    "week": _week,
    "own_week": _own_week,
    "dates": _dates,
    "stream": _stream,
}


def read(field: Field, form: Form, part: str, before: Any) -> Any:
    """What was typed into a field, as the file has it; NOTHING when it is left out. `before` is what stands there."""
    return READERS.get(field.kind, _line)(field, form, field.at(part), before)


def look(part: Any, path: str) -> Any:
    """What stands at a path with dots; None where there is nothing."""
    for step in path.split(".") if path else ():
        if isinstance(part, Mapping):
            part = part.get(step)
        elif isinstance(part, list) and step.isdecimal() and int(step) < len(part):
            part = part[int(step)]
        else:
            return None
    return part


def put(part: dict[str, Any], path: str, value: Any) -> None:
    """Write a value, or leave it out (NOTHING); an object that has become empty by it is left out too."""
    head, _, rest = path.partition(".")
    if rest:
        inner = part.get(head)
        inner = dict(inner) if isinstance(inner, Mapping) else {}
        put(inner, rest, value)
        value = inner or NOTHING
    if value is NOTHING:
        part.pop(head, None)
    else:
        part[head] = value


def initials(name: str, taken: set[str], *, lower: bool = False) -> str:
    """A code for something new, made of its name: `Hộ tịch` is HT, a place `tang-2`; never one that is taken."""
    bare = "".join(one for one in unicodedata.normalize("NFD", name) if not unicodedata.combining(one))
    words = re.findall(r"[A-Za-z0-9]+", bare.replace("đ", "d").replace("Đ", "D"))
    if lower:
        code = "-".join(words).lower()[:16] or "khu"
    else:
        code = "".join(word[0] for word in words).upper()[:10].lstrip("0123456789") or "M"
    joined = "-" if lower else "_"
    return next(one for one in (code, *(f"{code}{joined}{n}" for n in range(2, 10_000))) if one not in taken)
