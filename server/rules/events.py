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
    """Nobody came when the number was called."""


@dataclass(frozen=True, slots=True)
class VisitHeld(CounterTicketEvent):
    """The visit waits aside."""


@dataclass(frozen=True, slots=True)
class TicketHandedOn(CounterTicketEvent):
    """The visit goes on in another line; `counter` is where it came from."""

    service: str


@dataclass(frozen=True, slots=True)
class TicketReturned(TicketEvent):
    """An absent or held ticket is back in line."""


@dataclass(frozen=True, slots=True)
class TicketCancelled(TicketEvent):
    """The number was given up."""


@dataclass(frozen=True, slots=True)
class TicketLapsed(TicketEvent):
    """The day ended before the ticket did."""


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
        VisitRated,
        CounterPaused,
        CounterOpened,
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
