"""What people and devices may ask for. Every touch, click, key and call of the interface becomes one of these."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """Something asked for; `decide` answers with events or refuses."""


@dataclass(frozen=True, slots=True)
class TakeTicket(Command):
    """A citizen takes a number; `priority` is a self-declared group's code."""

    service: str
    procedure: str | None = None
    priority: str | None = None
    language: str = "vi"


@dataclass(frozen=True, slots=True)
class AtCounter(Command):
    """Something a counter asks for."""

    counter: int


@dataclass(frozen=True, slots=True)
class CallNext(AtCounter):
    """Call whoever is first; with `finish`, the visit still open here is finished first."""

    finish: bool = False


@dataclass(frozen=True, slots=True)
class CallTicket(AtCounter):
    """Call this ticket (id or today's label) out of order; the public may read the reason."""

    ticket: str
    reason: str


@dataclass(frozen=True, slots=True)
class Recall(AtCounter):
    """Say the number once more."""


@dataclass(frozen=True, slots=True)
class StartVisit(AtCounter):
    """The citizen has come."""


@dataclass(frozen=True, slots=True)
class FinishVisit(AtCounter):
    """The visit is over."""


@dataclass(frozen=True, slots=True)
class MarkAbsent(AtCounter):
    """Nobody came."""


@dataclass(frozen=True, slots=True)
class HoldVisit(AtCounter):
    """The citizen steps aside (a copy, a form) and keeps the place."""


@dataclass(frozen=True, slots=True)
class HandOn(AtCounter):
    """The visit goes on with another service, with the same number and rank."""

    service: str


@dataclass(frozen=True, slots=True)
class PauseCounter(AtCounter):
    """Nobody is called here until it opens again; `why` is read by the public."""

    why: str | None = None


@dataclass(frozen=True, slots=True)
class OpenCounter(AtCounter):
    """The counter calls again."""


@dataclass(frozen=True, slots=True)
class ReturnTicket(Command):
    """Someone who was absent or held is back: into the line, with the rank kept."""

    ticket: str


@dataclass(frozen=True, slots=True)
class CancelTicket(Command):
    """The number is given up."""

    ticket: str


@dataclass(frozen=True, slots=True)
class RateVisit(Command):
    """A finished visit is rated, once.

    `level` is one of the centre's scale; words go to the rating's row, never here.
    """

    ticket: str
    level: int
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenDay(Command):
    """Begin today's book if it has not been begun; what yesterday left open lapses."""
