"""What an installation has chosen, as the rules need it: services, counters, priority groups, rating scale, hours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

Names = Mapping[str, str]  # what people read, by language: {"vi": "Hộ tịch", "en": "Civil status"}
Span = tuple[int, int]  # minutes since midnight: opens, closes


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours: spans for each weekday (0 is Monday), and when numbers are given around them (minutes)."""

    spans: tuple[tuple[Span, ...], ...]
    gives_before: int = 0
    stops_before: int = 0
    always: bool = False


@dataclass(frozen=True, slots=True)
class Service:
    """A line with its own letter and number series; `minutes` is the usual time of one visit at the counter."""

    code: str
    letter: str
    name: Names
    minutes: float
    hours: Hours
    first: int = 1
    last: int = 999
    short: Names | None = None  # for narrow places

    def label(self, number: int) -> str:
        """What people read and hear: letter and at least three digits, `A045`."""
        return f"{self.letter}{number:03d}"


@dataclass(frozen=True, slots=True)
class Procedure:
    """What a citizen comes for; `papers` are to be brought. Time, fee and level are words of the catalogue."""

    code: str
    service: str
    name: Names
    papers: tuple[str, ...] = ()
    time: str = ""
    fee: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class Counter:
    """A place where visits happen: its own services first, then those where it helps out."""

    no: int
    name: Names
    services: tuple[str, ...]
    helps: tuple[str, ...] = ()

    def serves(self, service: str) -> bool:
        """Whether a ticket of this service may be called here."""
        return service in self.services or service in self.helps


@dataclass(frozen=True, slots=True)
class PriorityGroup:
    """People who are served earlier: the head start (minutes) is what they gain, and the bound for everybody else."""

    code: str
    name: Names
    head_start: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list people choose from: a rating level, a reason."""

    code: str
    name: Names
    level: int = 0


@dataclass(frozen=True, slots=True)
class Centre:
    """One service centre. Orders are the order of the centre file."""

    code: str
    name: Names
    unit: Names
    province: Names
    zone: ZoneInfo
    services: Mapping[str, Service]
    counters: Mapping[int, Counter]
    procedures: Mapping[str, Procedure] = field(default_factory=dict)
    groups: Mapping[str, PriorityGroup] = field(default_factory=dict)
    scale: tuple[Choice, ...] = ()
    reasons: tuple[Choice, ...] = ()
    low_level: int = 0
    call_reasons: tuple[Choice, ...] = ()
    demo: bool = False

    def counters_for(self, service: str) -> tuple[Counter, ...]:
        """Counters whose own work is this service."""
        return tuple(counter for counter in self.counters.values() if service in counter.services)
