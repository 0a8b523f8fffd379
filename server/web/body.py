"""Bodies of writes: JSON checked field by field, unknown fields refused, and the key that makes a repeat harmless."""

from typing import Any, TypeVar

from flask import request
from pydantic import BaseModel, ConfigDict
from werkzeug.exceptions import BadRequest

from server.web.problem import Problem, wrong_field

KEY = "Idempotency-Key"
LONGEST_KEY = 128


class Body(BaseModel):
    """Any body; types are taken as they are, never converted."""

    model_config = ConfigDict(extra="forbid", strict=True, str_strip_whitespace=True)


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
        raise wrong_field(KEY, "key", most=LONGEST_KEY)
    return key
