"""What the interface accepts: bodies checked field by field, unknown fields refused."""

from typing import Annotated, Any, TypeVar

from flask import request
from pydantic import BaseModel, ConfigDict, Field
from werkzeug.exceptions import BadRequest

from server.web.problem import Problem

KEY = "Idempotency-Key"
LONGEST_KEY = 128
Code = Annotated[str, Field(min_length=1, max_length=32)]
Words = Annotated[str, Field(min_length=1, max_length=120)]


class Body(BaseModel):
    """Any body; types are taken as they are, never converted."""

    model_config = ConfigDict(extra="forbid", strict=True, str_strip_whitespace=True)


class NewTicket(Body):
    """A number is taken."""

    service: Code
    procedure: Code | None = None
    priority: Code | None = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] = "vi"


class Next(Body):
    """Call whoever is first; `finish` closes the visit still open here."""

    finish: bool = False


class Call(Body):
    """Call this ticket (id or label) out of order; the public may read the reason."""

    ticket: Annotated[str, Field(min_length=1, max_length=40)]
    reason: Words


class HandOver(Body):
    """Hand the visit on to another service."""

    service: Code


class Pause(Body):
    """Pause the counter; the public may read why."""

    reason: Words | None = None


class Nothing(Body):
    """No fields."""


class Rating(Body):
    """How a visit was: a level of the centre's scale, reasons by code, and words in private."""

    level: Annotated[int, Field(ge=0, le=10)]
    reasons: Annotated[list[Code], Field(max_length=12)] = []
    comment: Annotated[str, Field(max_length=1000)] | None = None


class PrinterReport(Body):
    """A printer as its agent sees it."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,40}$")]
    state: Annotated[str, Field(pattern=r"^(ready|printing|paper_out|cover_open|cutter|offline|error)$")]
    detail: Annotated[str, Field(max_length=200)] | None = None


class AttemptReport(Body):
    """What became of one attempt at a job."""

    attempt: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    outcome: Annotated[str, Field(pattern=r"^(printed|not_sent|unknown|sent_unconfirmed|expired)$")]
    detail: Annotated[str, Field(max_length=200)] | None = None


class Poll(Body):
    """An agent reports and asks for work; the answer may take `wait` seconds."""

    printers: Annotated[list[PrinterReport], Field(min_length=1, max_length=8)]
    done: Annotated[list[AttemptReport], Field(max_length=100)] = []
    wait: Annotated[float, Field(ge=0, le=25)] = 0


M = TypeVar("M", bound=Body)


def body(model: type[M]) -> M:
    """The request's body as this model. No body at all is an empty object."""
    if not request.get_data(cache=True):
        return model.model_validate({})
    if not request.is_json:
        raise Problem(415)
    try:
        data: Any = request.get_json()
    except (BadRequest, UnicodeDecodeError, RecursionError):
        raise Problem(400) from None
    return model.model_validate(data)


def touch_key() -> str | None:
    """The caller's Idempotency-Key, None when there is none."""
    key = request.headers.get(KEY)
    if key is not None and not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise Problem(422, "invalid", fields=[{"field": KEY, "message": f"1 to {LONGEST_KEY} printable characters"}])
    return key
