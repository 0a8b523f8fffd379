"""What has happened, in the past tense. Events are the journal: plain values, written once, never changed.

`at` is the moment in milliseconds, `by` who did it (`kiosk:kiosk`, `staff:lan`, `office`). Nothing personal is in an
event.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """Something that has happened."""

    at: int
    by: str


Events = tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class DayOpened(Event):
    """A new day's book begins: series start afresh."""

    day: str


@dataclass(frozen=True, slots=True)
class TicketEvent(Event):
    """Something that has happened to one ticket."""

    ticket: str


@dataclass(frozen=True, slots=True)
class TicketIssued(TicketEvent):
    """A number was given."""

    label: str
    series: str
    number: int
    service: str
    procedure: str | None
    priority: str | None
    language: str
    rank: int
    dossiers: int = 1
    route: str = ""
    carried_from: str | None = None
    booking: str | None = None


@dataclass(frozen=True, slots=True)
class CounterTicketEvent(TicketEvent):
    """Something that has happened to a ticket at a counter."""

    counter: int


@dataclass(frozen=True, slots=True)
class TicketCalled(CounterTicketEvent):
    """A number was called; `reason` is set when it was out of order."""

    reason: str | None = None


@dataclass(frozen=True, slots=True)
class TicketRecalled(CounterTicketEvent):
    """The number was called once more."""


@dataclass(frozen=True, slots=True)
class VisitStarted(CounterTicketEvent):
    """The citizen came to the counter."""


@dataclass(frozen=True, slots=True)
class VisitFinished(CounterTicketEvent):
    """The visit is over; the counter's terminal asks how it was."""


@dataclass(frozen=True, slots=True)
class TicketMissed(CounterTicketEvent):
    """Nobody came when the number was called; `void` when it was once too often."""

    void: bool = False


@dataclass(frozen=True, slots=True)
class VisitHeld(CounterTicketEvent):
    """The visit waits aside: why, until when, for which counter alone, and behind how many it will come back."""

    reason: str | None = None
    until: int | None = None
    only: int | None = None
    behind: int | None = None


@dataclass(frozen=True, slots=True)
class TicketHandedOn(CounterTicketEvent):
    """The visit goes on in another line; `counter` is where it came from, `only` the one counter that may call it.

    `route` is what is still to come after that service.
    """

    service: str
    only: int | None = None
    route: str = ""


@dataclass(frozen=True, slots=True)
class TicketReturned(TicketEvent):
    """An absent or held ticket is back in line; `rank` is its new place when it has lost the old one."""

    rank: int | None = None


@dataclass(frozen=True, slots=True)
class TicketCancelled(TicketEvent):
    """The number was given up."""


@dataclass(frozen=True, slots=True)
class TicketLapsed(TicketEvent):
    """The day ended before the ticket did, or nobody came back with it in time."""


@dataclass(frozen=True, slots=True)
class TicketCarried(TicketEvent):
    """The day ended before it was called: it will be the first of the next."""


@dataclass(frozen=True, slots=True)
class TicketPostponed(TicketEvent):
    """Whoever holds it lets some others go first."""

    rank: int


@dataclass(frozen=True, slots=True)
class PriorityCorrected(TicketEvent):
    """Staff has corrected what was declared at the kiosk."""

    priority: str | None
    rank: int


@dataclass(frozen=True, slots=True)
class VisitBooked(Event):
    """An appointment, or with no `slot` a number taken from afar; it becomes a ticket on arrival."""

    booking: str
    day: str
    service: str
    slot: int | None
    language: str = "vi"


@dataclass(frozen=True, slots=True)
class BookingCancelled(Event):
    """An appointment was given up, or nobody came."""

    booking: str
    missed: bool = False


@dataclass(frozen=True, slots=True)
class VisitRated(CounterTicketEvent):
    """A finished visit was rated."""

    service: str
    level: int
    code: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CounterPaused(Event):
    """The counter stops calling."""

    counter: int
    why: str | None = None


@dataclass(frozen=True, slots=True)
class CounterOpened(Event):
    """The counter calls again."""

    counter: int


@dataclass(frozen=True, slots=True)
class StaffSignedIn(Event):
    """Somebody has sat down at the counter; whoever sat there before has left it, the ticket stays."""

    counter: int


@dataclass(frozen=True, slots=True)
class StaffSignedOut(Event):
    """Nobody sits at the counter any more."""

    counter: int


KINDS: Mapping[str, type[Event]] = {
    kind.__name__: kind
    for kind in (
        DayOpened,
        TicketIssued,
        TicketCalled,
        TicketRecalled,
        VisitStarted,
        VisitFinished,
        TicketMissed,
        VisitHeld,
        TicketHandedOn,
        TicketReturned,
        TicketCancelled,
        TicketLapsed,
        TicketCarried,
        TicketPostponed,
        PriorityCorrected,
        VisitRated,
        VisitBooked,
        BookingCancelled,
        CounterPaused,
        CounterOpened,
        StaffSignedIn,
        StaffSignedOut,
    )
}


_FIELDS = {
    kind: tuple(field.name for field in fields(kind) if field.name not in ("at", "by")) for kind in KINDS.values()
}


def encode(event: Event) -> dict[str, Any]:
    """The event as plain data without its kind, moment and author (the journal keeps those in columns)."""
    return {name: getattr(event, name) for name in _FIELDS[type(event)]}


def decode(kind: str, at: int, by: str, body: Mapping[str, Any]) -> Event:
    """The event that `encode` made plain; KeyError for a kind that is not known."""
    fields = {name: tuple(value) if isinstance(value, list) else value for name, value in body.items()}
    return KINDS[kind](at=at, by=by, **fields)
