"""The catalogue of procedures in the centre file: what is posted, from when and until when, by which decision."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Protocol

from pydantic import AfterValidator, Field, model_validator

from config.parts import ClockTime, Names, Part
from config.wrong import Wrong, refuse, wrong

SAYINGS = Path(__file__).parent / "sayings.json"
CODE = r"^\d\.\d{6}$"
LEVELS = ("in_person", "online_partial", "online_full")
PORTAL = "dichvucong.gov.vn"
# A strict host: a browser reads "https://a.vn\.gov.vn" and "https://gov.vn@a.vn" as addresses of a.vn.
OFFICIAL = re.compile(
    r"https://((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+gov\.vn)(?:[/?#][^\s\x00-\x20\x7f<>\"\\]*)?"
)


def official(address: str) -> bool:
    """Whether an address is a page of the state: `https://` and a host below `gov.vn`, nothing that hides another."""
    return OFFICIAL.fullmatch(address) is not None


def national(address: str | None) -> bool:
    """Whether an address is a page of the National Public Service Portal; a province's portal is not."""
    found = OFFICIAL.fullmatch(address or "")
    return found is not None and (found[1] == PORTAL or found[1].endswith(f".{PORTAL}"))


def _official(address: str | None) -> str | None:
    if address and not official(address):
        raise wrong(
            "procedure_source", f"{address!r} is not an address such as https://{PORTAL}/… or https://….gov.vn/…"
        )
    return address


class Version(Protocol):
    """One publication of a procedure: in force from its first day until the day before it is abolished."""

    @property
    def code(self) -> str: ...

    @property
    def posted_from(self) -> date | None: ...

    @property
    def abolished_from(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Clash:
    """Two versions of one code in force on the same day: the first days of both, and the end of the earlier one."""

    code: str
    earlier: date | None
    later: date | None
    abolished: date | None


def clashes(versions: Iterable[Version]) -> Iterator[Clash]:
    """Every pair of neighbouring versions with a day in common."""
    by_code: dict[str, list[Version]] = {}
    for version in versions:
        by_code.setdefault(version.code, []).append(version)
    for code, same in by_code.items():
        ordered = sorted(same, key=lambda one: one.posted_from or date.min)
        for before, after in pairwise(ordered):
            if before.abolished_from is None or (after.posted_from or date.min) < before.abolished_from:
                yield Clash(code, before.posted_from, after.posted_from, before.abolished_from)


class ProcedurePart(Part):
    """A procedure of the public catalogue; `checked` names the fields read in the national portal.

    What comes in after `same_day_until` is done on the next working day. Several versions of one code may stand in the
    file; on each day at most one of them is in force.
    """

    code: str = Field(pattern=CODE)
    service: str
    name: Names
    official_name: str = ""
    decision: str | None = None
    papers: list[str] = Field(default_factory=list)
    time: str = ""
    fee: str = ""
    level: str = Field(default="in_person", pattern=rf"^({'|'.join(LEVELS)})$")
    minutes: float | None = Field(default=None, gt=0, le=480)
    posted_from: date | None = None
    abolished_from: date | None = None
    same_day_until: ClockTime | None = None
    place: str = ""
    source: Annotated[str | None, AfterValidator(_official)] = None
    checked: list[str] = Field(default_factory=list)

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "ProcedurePart":
        if self.posted_from and self.abolished_from and self.abolished_from <= self.posted_from:
            sentence = f"{self.code} is abolished from {self.abolished_from}, not after {self.posted_from}"
            values = {"value": self.code, "posted": _shown(self.posted_from), "abolished": _shown(self.abolished_from)}
            refuse("Procedure", [Wrong(("abolished_from",), "procedure_ends_first", sentence, values)])
        return self


def _day(day: date | None) -> str:
    return f"from {day}" if day else "without a date"


def _shown(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else "–"


def _one_in_force(versions: Sequence[ProcedurePart]) -> Sequence[ProcedurePart]:
    """The mistake stands at the version that begins too early."""
    found = []
    for clash in clashes(versions):
        later = max(n for n, one in enumerate(versions) if (one.code, one.posted_from) == (clash.code, clash.later))
        sentence = (
            f"{clash.code} is in force twice: posted {_day(clash.earlier)} and again {_day(clash.later)}; "
            f"abolish the earlier version from {clash.later or 'a date'} or before"
        )
        values = {"value": clash.code, "earlier": _shown(clash.earlier), "later": _shown(clash.later)}
        found.append(Wrong((later, "posted_from"), "procedure_twice", sentence, values))
    refuse("Catalogue", found)
    return versions


Catalogue = Annotated[list[ProcedurePart], AfterValidator(_one_in_force)]


@cache
def sayings() -> tuple[Mapping[str, tuple[str, ...]], frozenset[str]]:
    """How people call things (phrase → what it stands for), and words that say nothing about the matter."""
    told = json.loads(SAYINGS.read_text(encoding="utf-8"))
    return {phrase: tuple(meant) for phrase, meant in told["stands_for"].items()}, frozenset(told["fillers"])
