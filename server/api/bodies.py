"""What the interface accepts."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from server.spool import OUTCOMES
from server.web.body import Body

Code = Annotated[str, Field(min_length=1, max_length=32)]
# What a device says of its trouble is cut, not refused: a long word from a driver must not stop all reports.
Detail = Annotated[str, BeforeValidator(lambda said: said[:200] if isinstance(said, str) else said)]
Session = Annotated[str, Field(pattern=r"^[0-9a-f]{8,32}$")]
Attempt = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
Words = Annotated[str, Field(min_length=1, max_length=120)]


class NewTicket(Body):
    """A number is taken. `card` is the number of an identity card that was shown; it is not kept."""

    service: Code
    procedure: Code | None = None
    priority: Code | None = None
    dossiers: Annotated[int, Field(ge=1, le=99)] = 1
    card: Annotated[str, Field(pattern=r"^\d{12}$")] | None = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] = "vi"


class Next(Body):
    """Call whoever is first; `finish` closes the visit still open here."""

    finish: bool = False


class Call(Body):
    """Call this ticket (id or label) out of order; the public may read the reason."""

    ticket: Annotated[str, Field(min_length=1, max_length=40)]
    reason: Words


class Pause(Body):
    """Pause the counter; the public may read why: a code of the centre's list."""

    reason: Code | None = None


class Nothing(Body):
    """No fields."""


class Rating(Body):
    """How a visit was: a level of the centre's scale, reasons by code, and words in private."""

    level: Annotated[int, Field(ge=0, le=10)]
    reasons: Annotated[list[Code], Field(default_factory=list, max_length=12)]
    comment: Annotated[str, Field(max_length=1000)] | None = None


class Reprint(Body):
    """Print the ticket again; the reason is kept with the paper."""

    reason: Words | None = None


class PaperAnswer(Body):
    """Whether the citizen has the paper of which the printer cannot tell."""

    received: bool


class PrinterReport(Body):
    """A printer as its agent sees it; `level` is how much the printer can tell, `width` in dots, `tickets_left` an
    estimate.
    """

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,40}$")]
    state: Annotated[str, Field(pattern=r"^(ready|printing|paper_out|cover_open|cutter|offline|error)$")]
    detail: Detail | None = None
    paper: Annotated[str, Field(pattern=r"^(ok|near_end|out|unknown)$")] = "unknown"
    level: Annotated[str, Field(pattern=r"^L[0-3]$")] | None = None
    width: Annotated[int, Field(ge=1, le=10_000)] | None = None
    tickets_left: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    model: Detail = ""


class AttemptReport(Body):
    """What became of one attempt at a job; `began` says whether any byte had left."""

    attempt: Attempt
    outcome: Annotated[str, Field(pattern=rf"^({'|'.join(OUTCOMES)})$")]
    detail: Detail | None = None
    began: bool | None = None


class Poll(Body):
    """An agent reports and asks for work; the answer may take `wait` seconds."""

    printers: Annotated[list[PrinterReport], Field(max_length=8)]
    done: Annotated[list[AttemptReport], Field(default_factory=list, max_length=100)]
    wait: Annotated[float, Field(ge=0, le=25)] = 0
    session: Session | None = None


class Progress(Body):
    """How the ticket in hand is getting on: its first byte has left, or the printer has stopped in the middle of it."""

    printers: Annotated[list[PrinterReport], Field(default_factory=list, max_length=8)]
    attempt: Attempt
    state: Annotated[str, Field(pattern=r"^(sending|stuck)$")]
    detail: Detail | None = None
    session: Session | None = None


class Pairing(Body):
    """The one-time code of a new print agent, as it is typed."""

    code: Annotated[str, Field(min_length=1, max_length=20)]


class Heard(Body):
    """Whether somebody heard the sound check."""

    heard: bool


class Speech(Body):
    """Texts of a screen, to be read aloud."""

    texts: Annotated[list[Annotated[str, Field(max_length=200)]], Field(min_length=1, max_length=12)]
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")] = "vi"
