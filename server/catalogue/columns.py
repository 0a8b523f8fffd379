"""The columns of a table of procedures: how they are headed, how a value is written, how it is read again."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from config.parts import TIME
from config.procedures import CODE, LEVELS, ProcedurePart, official
from config.words import FIRST, languages, word
from server.rules.search import fold

MOST_PAPERS = 40
LONGEST = {"name": 300, "papers": 20_000, "time": 500, "fee": 500, "place": 300, "decision": 100, "source": 500}
LONGEST_OTHER = 1000
KEYS = (
    "code",
    "service",
    "name",
    "official_name",
    "decision",
    "papers",
    "time",
    "same_day_until",
    "fee",
    "level",
    "minutes",
    "place",
    "posted_from",
    "abolished_from",
    "source",
    "checked",
)
NAME_IN = re.compile(r"name_([a-z]{2,3})")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


class Wrong(Exception):
    """A cell that cannot be taken: `code` names the word `catalogue.wrong_<code>`, `values` what it is filled with."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class Known:
    """What cells may name: service codes, by code and by folded name."""

    services: Mapping[str, str]


def known_services(services: Mapping[str, Mapping[str, str]]) -> Known:
    """From service code → names; both lead to the code."""
    found = {fold(name): code for code, names in services.items() for name in names.values()}
    return Known(found | {fold(code): code for code in services})


def keys(rows: list[ProcedurePart]) -> list[str]:
    """The columns of a table of these rows: one for the name in every language that is used or spoken here."""
    tongues = {lang for row in rows for lang in row.name} | set(languages())
    names = [f"name_{lang}" for lang in sorted(tongues - {FIRST})]
    place = KEYS.index("name") + 1
    return [*KEYS[:place], *names, *KEYS[place:]]


def heading(key: str, lang: str) -> str:
    """What stands above a column."""
    tongue = NAME_IN.fullmatch(key)
    return word(lang, "catalogue.column_name_in", tongue=tongue[1]) if tongue else word(lang, f"catalogue.column_{key}")


def meant_by(said: str, tongues: frozenset[str]) -> str | None:
    """The column that a heading means, in any language or by its own name; None for a stranger."""
    known = [*KEYS, *(f"name_{lang}" for lang in tongues)]
    meant = fold(said)
    return next(
        (key for key in known if meant in {fold(key), *(fold(heading(key, lang)) for lang in languages())}), None
    )


def written(row: ProcedurePart, key: str, lang: str) -> str:
    """The cell of a procedure as text."""
    if tongue := NAME_IN.fullmatch(key):
        return row.name.get(tongue[1], "")
    value: Any = getattr(row, key)
    match key:
        case "name":
            return row.name[FIRST]
        case "papers":
            return "\n".join(" ".join(paper.split()) for paper in value)
        case "checked":
            return ", ".join(value)
        case "level":
            return word(lang, f"catalogue.level_{value}")
        case "minutes":
            return "" if value is None else f"{value:g}"
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


def read(key: str, text: str, known: Known) -> Any:
    """The value of a cell, as the centre file writes it. Wrong when it is none; an empty cell is None or ''."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if CONTROL.search(text):
        raise Wrong("control")
    longest = LONGEST.get("name" if NAME_IN.fullmatch(key) else key, LONGEST_OTHER)
    if len(text) > longest:
        raise Wrong("too_long", most=longest)
    reader = _READERS.get(key)
    return reader(text, known) if reader else text


def _code(text: str, _: Known) -> str:
    """A code, also as a spreadsheet leaves it that took it for a number (2.00072, 1001193)."""
    if not text:
        raise Wrong("no_code")
    bare = text.replace(",", ".")
    if re.fullmatch(r"\d\.\d{4,6}", bare, re.ASCII):
        bare = bare.ljust(8, "0")
    elif re.fullmatch(r"\d{7}", bare, re.ASCII):
        bare = f"{bare[0]}.{bare[1:]}"
    if not re.fullmatch(CODE, bare, re.ASCII):
        raise Wrong("code", said=text[:20])
    return bare


def _service(text: str, known: Known) -> str:
    code = known.services.get(fold(text))
    if code is None:
        raise Wrong("service", said=text[:40])
    return code


def _name(text: str, _: Known) -> str:
    if not text:
        raise Wrong("empty")
    return " ".join(text.split())


def _papers(text: str, _: Known) -> list[str]:
    papers = [" ".join(line.split()) for line in text.split("\n")]
    found = [paper for paper in papers if paper]
    if len(found) > MOST_PAPERS:
        raise Wrong("too_many_papers", most=MOST_PAPERS)
    return found


def _day(text: str, _: Known) -> str | None:
    if not text:
        return None
    for shape in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"):
        try:
            day = datetime.strptime(text, shape).date()
        except ValueError:
            continue
        if 1900 <= day.year <= 2200:
            return day.isoformat()
    raise Wrong("day", said=text[:20])


def _clock(text: str, _: Known) -> str | None:
    if not text:
        return None
    found = re.fullmatch(r"(\d{1,2})(?:[:hg](\d{2})?(?::00)?)", text.lower().replace(" ", ""), re.ASCII)
    shown = f"{int(found[1]):02d}:{found[2] or '00'}" if found else ""
    if not TIME.fullmatch(shown) or shown.startswith("24"):
        raise Wrong("clock", said=text[:20])
    return shown


@cache
def _levels() -> Mapping[str, str]:
    """Every way to write a level, folded."""
    said = {fold(word(lang, f"catalogue.level_{level}")): level for level in LEVELS for lang in languages()}
    return said | {fold(level): level for level in LEVELS}


def _level(text: str, _: Known) -> str:
    level = _levels().get(fold(text)) if text else LEVELS[0]
    if level is None:
        raise Wrong("level", said=text[:40])
    return level


def _minutes(text: str, _: Known) -> float | None:
    if not text:
        return None
    bare = text.replace(",", ".")
    if not re.fullmatch(r"\d{1,3}(\.\d{1,3})?", bare, re.ASCII) or not 0 < float(bare) <= 480:
        raise Wrong("minutes", said=text[:20])
    return float(bare)


def _source(text: str, _: Known) -> str | None:
    if text and not official(text):
        raise Wrong("source")
    return text or None


_READERS: dict[str, Callable[[str, Known], Any]] = {
    "code": _code,
    "service": _service,
    "name": _name,
    "papers": _papers,
    "decision": lambda text, _: text or None,
    "level": _level,
    "minutes": _minutes,
    "posted_from": _day,
    "abolished_from": _day,
    "same_day_until": _clock,
    "source": _source,
    "checked": lambda text, _: [part for part in (one.strip() for one in text.split(",")) if part],
}
