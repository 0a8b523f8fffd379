"""What people and devices may ask for. Every touch, click, key and call of the interface becomes one of these."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """Something asked for; `decide` answers with events or refuses."""


@dataclass(frozen=True, slots=True)
class TakeTicket(Command):
    """A citizen takes a number; `priority` is a self-declared group's code.

    `held` are today's tickets of the same person, where a card was shown; `staff` gives numbers the kiosk does not.
    """

    service: str
    procedure: str | None = None
    priority: str | None = None
    language: str = "vi"
    dossiers: int = 1
    held: tuple[str, ...] = ()
    staff: bool = False


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
    """Call this ticket (id or today's label) out of order; the public may read the reason.

    One that waits aside comes back by it; a return ticket whose time is over only for a reason of the centre's list.
    """

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
    """The citizen steps aside (a copy, a form) and keeps the place; `here`: to come back to this counter alone.

    `remind` is in how many minutes somebody should look after it.
    """

    reason: str | None = None
    remind: int | None = None
    here: bool = False


@dataclass(frozen=True, slots=True)
class GiveReturn(AtCounter):
    """Something has to be mended at home or at the copy shop: a return ticket, good for a time the centre has set."""

    reason: str | None = None


@dataclass(frozen=True, slots=True)
class HandOn(AtCounter):
    """The visit goes on with another service, or at one counter with the same service; number and rank are kept.

    With neither it goes on with the next step of its own route.
    """

    service: str | None = None
    to: int | None = None


@dataclass(frozen=True, slots=True)
class PauseCounter(AtCounter):
    """Nobody is called here until it opens again; `why` is a reason of the centre's list, read by the public."""

    why: str | None = None


@dataclass(frozen=True, slots=True)
class OpenCounter(AtCounter):
    """The counter calls again."""


@dataclass(frozen=True, slots=True)
class ReturnTicket(Command):
    """Someone who was absent or held is back: into the line, with the rank kept unless a place was lost."""

    ticket: str


@dataclass(frozen=True, slots=True)
class CancelTicket(Command):
    """The number is given up."""

    ticket: str


@dataclass(frozen=True, slots=True)
class PostponeTicket(Command):
    """Let so many others go first."""

    ticket: str
    places: int


@dataclass(frozen=True, slots=True)
class CorrectPriority(Command):
    """Staff corrects the group that was declared; None for nobody's group."""

    ticket: str
    priority: str | None


@dataclass(frozen=True, slots=True)
class BookVisit(Command):
    """An appointment at `slot` (ms), or a number taken from afar (None) for today."""

    service: str
    slot: int | None = None
    language: str = "vi"


@dataclass(frozen=True, slots=True)
class CancelBooking(Command):
    """The appointment is given up."""

    booking: str


@dataclass(frozen=True, slots=True)
class CheckIn(Command):
    """Whoever has booked is here: the booking becomes a ticket."""

    booking: str
    priority: str | None = None


@dataclass(frozen=True, slots=True)
class SignIn(AtCounter):
    """Somebody sits down at the counter."""


@dataclass(frozen=True, slots=True)
class SignOut(AtCounter):
    """Somebody leaves the counter."""


@dataclass(frozen=True, slots=True)
class CloseDay(Command):
    """The last door has closed: what still waits is carried over, what is aside lapses."""


@dataclass(frozen=True, slots=True)
class TidyUp(Command):
    """What waits aside and was not claimed in time is over."""


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
    """Begin today's book if it has not been begun; what yesterday left open is carried over or lapses."""
