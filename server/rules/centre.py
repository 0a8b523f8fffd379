"""What an installation has chosen, as the rules need it: services, counters, priority groups, rating scale, hours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from server.rules.week import Hours, Names, SpecialDay


@dataclass(frozen=True, slots=True)
class Stream:
    """Visits with more than `above` dossiers go into another service's line."""

    above: int
    service: str


@dataclass(frozen=True, slots=True)
class Service:
    """A line with its own letter and number series; `minutes` is the usual time of one visit at the counter.

    `quota` bounds the tickets of one half-day (None: no bound; see `rules.capacity`). What is not served at closing is
    carried over when `carries`. `route` names the services a visit goes on to, one after the other. A
    `silent` service is never called aloud or shown (home visits, work in the back office); one that is not at the
    `kiosk` is given by staff only. `many` sends large visits elsewhere.
    """

    code: str
    letter: str
    name: Names
    minutes: float
    hours: Hours
    first: int = 1
    last: int = 999
    short: Names | None = None  # for narrow places
    quota: int | None = None
    auto_quota: bool = False
    carries: bool = True
    route: tuple[str, ...] = ()
    silent: bool = False
    kiosk: bool = True
    many: Stream | None = None

    def label(self, number: int) -> str:
        """What people read and hear: letter and at least three digits, `A045`."""
        return f"{self.letter}{number:03d}"


@dataclass(frozen=True, slots=True)
class Procedure:
    """What a citizen comes for; `papers` are to be brought. Time, fee and place are words of the catalogue.

    It is in force from `posted_from` (None: always was) until the day before `abolished_from`. What comes in after
    `same_day_until` (minutes since midnight) is not done on the same day any more.
    """

    code: str
    service: str
    name: Names
    papers: tuple[str, ...] = ()
    time: str = ""
    fee: str = ""
    level: str = ""
    official: str = ""
    decision: str | None = None
    posted_from: date | None = None
    abolished_from: date | None = None
    place: str = ""
    source: str | None = None
    minutes: float | None = None
    same_day_until: int | None = None

    def in_force(self, day: date) -> bool:
        """Whether it is posted on this date."""
        begun = self.posted_from is None or self.posted_from <= day
        return begun and (self.abolished_from is None or day < self.abolished_from)


@dataclass(frozen=True, slots=True)
class Counter:
    """A place where visits happen: its own services first, then those where it helps out.

    It helps a line whose first has waited `helps_after` minutes, or in which `helps_from` people wait (0: at once).
    """

    no: int
    name: Names
    services: tuple[str, ...]
    helps: tuple[str, ...] = ()
    helps_after: int = 0
    helps_from: int = 0
    hours: Hours | None = None
    zone: str = "hall"

    def serves(self, service: str) -> bool:
        """Whether a ticket of this service may be called here."""
        return service in self.services or service in self.helps


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of the hall with boards and a loudspeaker of its own."""

    code: str
    name: Names


HALL = Zone("hall", {"vi": "Sảnh chờ", "en": "Waiting hall"})


@dataclass(frozen=True, slots=True)
class PriorityGroup:
    """People who are served earlier: the head start (minutes) is what they gain, and the bound for everybody else."""

    code: str
    name: Names
    head_start: int


@dataclass(frozen=True, slots=True)
class Order:
    """The policy by which the next one is found; see `rules.order`.

    `head_start`: a group's minutes count as if they had been waited. `ratio`: after `ratio` others one of a priority
    group comes first. `strict`: priority groups always come first.
    """

    policy: str = "head_start"
    ratio: int = 2


@dataclass(frozen=True, slots=True)
class Patience:
    """What a centre grants to those who are late, sent back or wait aside. Places are people in front, times minutes.

    A call is said to hold good for `call_minutes`; nothing happens by itself then. After `late_returns` returns another
    absence voids the number, and so do `void_minutes` without a return (0: never). A return ticket is good for
    `fix_minutes` and is over by itself afterwards. From `ask_from` people in front on, the kiosk asks whether a number
    is still wanted (0: never).
    """

    calls: int = 3
    call_minutes: int = 10
    late_returns: int = 1
    late_behind: int = 3
    void_minutes: int = 120
    fix_minutes: int = 120
    fix_behind: int = 2
    postpones: int = 1
    postpone_most: int = 5
    ask_from: int = 0
    closes_after: int = 30


@dataclass(frozen=True, slots=True)
class Booking:
    """How visits are booked: slots of so many minutes, the share of capacity kept for those who walk in (percent), and

    how early and how late (minutes) one may check in; `days` is how far ahead, `public` whether anybody may book.
    """

    services: tuple[str, ...] = ()
    slot_minutes: int = 30
    walk_in_percent: int = 50
    early: int = 20
    late: int = 10
    days: int = 6
    public: bool = False


@dataclass(frozen=True, slots=True)
class Limit:
    """Live numbers of one person (a scanned card) at a time: of one service, and in all; 0 is no limit."""

    service: int = 1
    day: int = 2


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list people choose from: a rating level, a reason."""

    code: str
    name: Names
    level: int = 0


@dataclass(frozen=True, slots=True)
class Centre:
    """One service centre. Orders are the order of the centre file.

    `catalogue` are all versions of all procedures, `procedures` those in force on the day the centre was read for.
    `ticker` is what boards say in small, `card` whether the kiosk offers to look at a card, `help_service` where papers
    are looked through beforehand.
    """

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
    pause_reasons: tuple[Choice, ...] = ()
    hold_reasons: tuple[Choice, ...] = ()
    special_days: tuple[SpecialDay, ...] = ()
    order: Order = Order()
    patience: Patience = Patience()
    booking: Booking = Booking()
    limit: Limit = Limit()
    catalogue: tuple[Procedure, ...] = ()
    zones: tuple[Zone, ...] = (HALL,)
    ticker: tuple[Names, ...] = ()
    media_seconds: int = 15
    card: bool = False
    help_service: str | None = None
    demo: bool = False

    def counters_for(self, service: str) -> tuple[Counter, ...]:
        """Counters whose own work is this service."""
        return tuple(counter for counter in self.counters.values() if service in counter.services)

    def posted(self, day: date) -> Mapping[str, Procedure]:
        """The procedures in force on a date, by code."""
        return {procedure.code: procedure for procedure in self.catalogue if procedure.in_force(day)}
