"""How a mistake in the centre file is told: a code that can be said in any language, a sentence in English, a place."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError


def wrong(code: str, sentence: str, **values: Any) -> PydanticCustomError:
    """A ValueError of this code; `values` are what its words in a catalogue are filled with."""
    return PydanticCustomError(code, sentence, values)


@dataclass(frozen=True, slots=True)
class Wrong:
    """One mistake of several; `place` is the path from the part that is looked at."""

    place: tuple[str | int, ...]
    code: str
    sentence: str
    values: dict[str, Any] = field(default_factory=dict)


def refuse(part: str, mistakes: Iterable[Wrong]) -> None:
    """Raise all mistakes at once, each with its own place; nothing happens when there are none."""
    told = [
        InitErrorDetails(type=wrong(one.code, one.sentence, **one.values), loc=one.place, input=None)
        for one in mistakes
    ]
    if told:
        raise ValidationError.from_exception_data(part, told)
