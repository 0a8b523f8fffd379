"""The centre file: what a service centre is, written down by the people who run it. JSON, checked when it is read.

Every mistake is named with its place in the file, all at once, so that the person who installs alone can mend it.
"""

import itertools
import json
import re
from collections import Counter as Tally
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from config.letters import ADVICE, Pair, alike

DEMO = Path(__file__).parent / "demo-centre.json"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TIME = re.compile(r"([01]\d|2[0-4]):([0-5]\d)")


class CentreFileError(Exception):
    """The centre file cannot be used; `mistakes` are sentences, one per place in the file."""

    def __init__(self, path: Path, mistakes: list[str]) -> None:
        super().__init__(f"{path}: " + "; ".join(mistakes))
        self.mistakes = mistakes


def _has_vietnamese(names: dict[str, str]) -> dict[str, str]:
    if not names.get("vi", "").strip():
        raise ValueError('a Vietnamese name is needed: {"vi": "…"}')
    return names


def _minutes(value: str) -> int:
    found = TIME.fullmatch(value)
    if not found or (found[1] == "24" and found[2] != "00"):
        raise ValueError(f"{value!r} is not a time of day such as 07:30")
    return int(found[1]) * 60 + int(found[2])


def _spans(spans: list[tuple[str, str]]) -> list[tuple[str, str]]:
    ends = [(_minutes(opens), _minutes(closes)) for opens, closes in spans]
    for opens, closes in ends:
        if opens >= closes:
            raise ValueError("a span must open before it closes")
    for (_, closes), (opens, _) in itertools.pairwise(ends):
        if opens < closes:
            raise ValueError("spans overlap or are out of order")
    return spans


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"{name!r} is not a time zone such as Asia/Ho_Chi_Minh") from error
    return name


Names = Annotated[dict[str, str], AfterValidator(_has_vietnamese)]
Spans = Annotated[list[tuple[str, str]], AfterValidator(_spans)]
Code = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{0,15}$")]


class Part(BaseModel):
    """Any part of the file; a word that is not known is a mistake, not a wish."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class HoursPart(Part):
    """`weekdays` has spans for `mon` … `sun`.

    Numbers are given a little earlier and stop a little earlier (minutes).
    """

    weekdays: dict[str, Spans]
    gives_before_minutes: int = Field(0, ge=0, le=240)
    stops_before_minutes: int = Field(0, ge=0, le=240)

    @model_validator(mode="after")
    def _known_days(self) -> "HoursPart":
        if unknown := set(self.weekdays) - set(WEEKDAYS):
            raise ValueError(f"unknown weekdays: {', '.join(sorted(unknown))}")
        return self

    def minutes(self, override: dict[str, Spans] | None = None) -> tuple[tuple[tuple[int, int], ...], ...]:
        """Spans in minutes since midnight, Monday first, with a service's own days in place of the centre's."""
        days = self.weekdays | (override or {})
        return tuple(tuple((_minutes(a), _minutes(b)) for a, b in days.get(day, [])) for day in WEEKDAYS)


class ServicePart(Part):
    """A line of its own: letter, name, usual minutes of a visit, and its own hours where they differ."""

    code: Code
    letter: str = Field(pattern=r"^[A-Z]{0,2}$")
    name: Names
    short: Names | None = None
    minutes: float = Field(gt=0, le=480)
    hours: dict[str, Spans] = {}
    first: int = Field(1, ge=0, le=9999)
    last: int = Field(999, ge=1, le=9999)


class CounterPart(Part):
    """A counter, its own services and those where it helps."""

    no: int = Field(ge=1, le=99)
    name: Names
    services: list[str] = Field(min_length=1)
    helps: list[str] = []


class GroupPart(Part):
    """A priority group and its head start in minutes."""

    code: Code
    name: Names
    head_start_minutes: int = Field(ge=0, le=240)


class ChoicePart(Part):
    """An entry of a list people choose from."""

    code: Code
    name: Names
    level: int = Field(0, ge=0, le=10)


class RatingPart(Part):
    """The scale, the reasons offered after a low level, and up to which level they are asked."""

    scale: list[ChoicePart] = Field(min_length=2, max_length=6)
    reasons: list[ChoicePart] = []
    asks_why_up_to: int = Field(0, ge=0, le=10)


class ProcedurePart(Part):
    """A procedure of the public catalogue; `checked` names the fields read in the national portal."""

    code: str = Field(pattern=r"^\d\.\d{6}$")
    service: str
    name: Names
    official_name: str = ""
    decision: str | None = None
    papers: list[str] = []
    time: str = ""
    fee: str = ""
    level: str = Field("in_person", pattern=r"^(in_person|online_partial|online_full)$")
    minutes: float | None = Field(None, gt=0, le=480)
    source: str | None = None
    checked: list[str] = []


class CentreFile(Part):
    """The whole file."""

    code: str = Field(pattern=r"^[a-z0-9-]{1,40}$")
    demo: bool = False
    name: Names
    unit: Names
    province: Names
    address: str = ""
    hotline: str = ""
    timezone: Annotated[str, AfterValidator(_zone)]
    hours: HoursPart
    services: list[ServicePart] = Field(min_length=1)
    counters: list[CounterPart] = Field(min_length=1)
    priority_groups: list[GroupPart] = []
    rating: RatingPart
    call_reasons: list[ChoicePart] = []
    procedures: list[ProcedurePart] = []
    alike_letters: bool = False
    """True allows letters that sound alike: for a centre that calls nobody aloud."""

    @model_validator(mode="after")
    def _hangs_together(self) -> "CentreFile":
        codes = {service.code for service in self.services}
        named = [code for counter in self.counters for code in (*counter.services, *counter.helps)]
        named += [procedure.service for procedure in self.procedures]
        mistakes = [f"unknown service {code!r}" for code in sorted(set(named) - codes)]
        for what, values in (
            ("service code", [service.code for service in self.services]),
            ("letter", [service.letter for service in self.services]),
            ("counter number", [str(counter.no) for counter in self.counters]),
            ("procedure code", [procedure.code for procedure in self.procedures]),
            ("rating level", [str(choice.level) for choice in self.rating.scale]),
        ):
            mistakes += [f"{what} {value!r} is used twice" for value, times in Tally(values).items() if times > 1]
        if not self.alike_letters:
            mistakes += [_sounds_like(pair) for pair in alike(s.letter for s in self.services) if pair.level == "same"]
        mistakes += [f"service {s.code!r} ends before it begins" for s in self.services if s.last < s.first]
        if mistakes:
            raise ValueError("; ".join(mistakes))
        return self


def _sounds_like(pair: Pair) -> str:
    return (
        f"letters {pair.a!r} and {pair.b!r} sound alike when they are called: choose others ({' '.join(ADVICE)}), "
        'or write "alike_letters": true where no number is called aloud'
    )


def read_centre_file(path: Path) -> CentreFile:
    """The checked file; CentreFileError with every mistake when it cannot be used."""
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CentreFileError(path, ["the file is not there"]) from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise CentreFileError(path, [f"not JSON: {error}"]) from error
    try:
        return CentreFile.model_validate(data)
    except ValidationError as error:
        places = [(".".join(str(step) for step in one["loc"]), one["msg"]) for one in error.errors(include_url=False)]
        raise CentreFileError(path, [f"{place or 'file'}: {message}" for place, message in places]) from error
