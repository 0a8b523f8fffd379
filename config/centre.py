"""The centre file: what a service centre is, written down by the people who run it. JSON, checked when it is read.

Every mistake is named with its place in the file, all at once, so that the person who installs alone can mend it.
"""

import json
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator

from config.coherence import incoherences
from config.hours import HoursPart, SpecialDayPart, WeekPart
from config.parts import Code, Names, Part, Place, Spans, Zone
from config.policies import BookingPart, LimitPart, OrderPart, PatiencePart, StreamPart
from config.procedures import Catalogue
from config.procedures import ProcedurePart as ProcedurePart
from config.wrong import refuse

DEMO = Path(__file__).parent / "demo-centre.json"


class CentreFileError(Exception):
    """The centre file cannot be used; `mistakes` are sentences, one per place in the file."""

    def __init__(self, path: Path, mistakes: list[str]) -> None:
        super().__init__(f"{path}: " + "; ".join(mistakes))
        self.mistakes = mistakes


class ServicePart(Part):
    """A line of its own: letter, name, usual minutes of a visit, and its own hours where they differ."""

    code: Code
    letter: str = Field(pattern=r"^[A-Z]{0,2}$")
    name: Names
    short: Names | None = None
    minutes: float = Field(gt=0, le=480)
    hours: dict[str, Spans] = Field(default_factory=dict)
    quota: int | None = Field(default=None, ge=1, le=999)
    auto_quota: bool = False
    carries: bool = True
    route: list[str] = Field(default_factory=list)
    silent: bool = False
    kiosk: bool = True
    many: StreamPart | None = None
    first: int = Field(default=1, ge=0, le=9999)
    last: int = Field(default=999, ge=1, le=9999)


class CounterPart(Part):
    """A counter, its own services and those where it helps."""

    no: int = Field(ge=1, le=99)
    name: Names
    services: list[str] = Field(min_length=1)
    helps: list[str] = Field(default_factory=list)
    helps_after_minutes: int = Field(default=0, ge=0, le=240)
    helps_from_waiting: int = Field(default=0, ge=0, le=200)
    zone: Place = "hall"
    hours: WeekPart | None = None


class ZonePart(Part):
    """A part of the hall with boards and a loudspeaker of its own."""

    code: Place
    name: Names


class GroupPart(Part):
    """A priority group and its head start in minutes."""

    code: Code
    name: Names
    head_start_minutes: int = Field(ge=0, le=240)


class ChoicePart(Part):
    """An entry of a list people choose from."""

    code: Code
    name: Names
    level: int = Field(default=0, ge=0, le=10)


class RatingPart(Part):
    """The scale, the reasons offered after a low level, and up to which level they are asked."""

    scale: list[ChoicePart] = Field(min_length=2, max_length=6)
    reasons: list[ChoicePart] = Field(default_factory=list)
    asks_why_up_to: int = Field(default=0, ge=0, le=10)


HALL = ZonePart(code="hall", name={"vi": "Sảnh chờ", "en": "Waiting hall"})


class CentreFile(Part):
    """The whole file."""

    code: str = Field(pattern=r"^[a-z0-9-]{1,40}$")
    demo: bool = False
    name: Names
    unit: Names
    province: Names
    address: str = ""
    hotline: str = ""
    timezone: Zone
    hours: HoursPart
    services: list[ServicePart] = Field(min_length=1)
    counters: list[CounterPart] = Field(min_length=1)
    priority_groups: list[GroupPart] = Field(default_factory=list)
    rating: RatingPart
    call_reasons: list[ChoicePart] = Field(default_factory=list)
    pause_reasons: list[ChoicePart] = Field(default_factory=list)
    hold_reasons: list[ChoicePart] = Field(default_factory=list)
    special_days: list[SpecialDayPart] = Field(default_factory=list)
    order: OrderPart = OrderPart()
    patience: PatiencePart = PatiencePart()
    booking: BookingPart = BookingPart()
    limit: LimitPart = LimitPart()
    zones: list[ZonePart] = Field(default=[HALL], min_length=1)
    ticker: list[Names] = Field(default_factory=list)
    media_seconds: int = Field(default=15, ge=3, le=600)
    card: Literal["off", "ask"] = "off"
    help_service: str | None = None
    procedures: Catalogue = Field(default_factory=list)
    alike_letters: bool = False
    """True allows letters that sound alike: for a centre that calls nobody aloud."""

    @model_validator(mode="after")
    def _hangs_together(self) -> "CentreFile":
        refuse("CentreFile", incoherences(self))
        return self


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
