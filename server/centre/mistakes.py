"""What is wrong with a centre file, in words: as a sentence with its place, and in the reader's language."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from config.parts import WEEKDAYS
from config.procedures import LEVELS
from config.words import area, word

PATTERNS = {
    r"^[A-Z][A-Z0-9_]{0,15}$": "pattern_code",
    r"^[A-Z]{0,2}$": "pattern_letter",
    r"^[a-z0-9-]{1,40}$": "pattern_name",
    r"^[a-z0-9-]{1,20}$": "pattern_name",
    r"^\d\.\d{6}$": "pattern_procedure",
    rf"^({'|'.join(LEVELS)})$": "literal_error",
}
"""A pattern says nothing to people; what it asks for does."""


class Mistake(str):
    """One mistake: a sentence in English with its place, as the command line and the log show it.

    `place` is the path into the document with dots (`services.0.letter`, empty for the whole), `code` a word of the
    catalogue (`centre.wrong_<code>`) and `values` what is put into it.
    """

    __slots__ = ("code", "place", "values")

    code: str
    place: str
    values: Mapping[str, Any]

    def __new__(
        cls, place: str, code: str, values: Mapping[str, Any] | None = None, text: str | None = None
    ) -> "Mistake":
        said = text if text is not None else _words("en", code, values or {})
        made = super().__new__(cls, f"{place}: {said}" if place else said)
        made.place, made.code, made.values = place, code, values or {}
        return made

    def say(self, lang: str) -> str:
        """The sentence alone, in the reader's language."""
        return _words(lang, self.code, self.values)


def mistakes_of(error: ValidationError) -> list[Mistake]:
    """Everything that pydantic has found, each with its place.

    Half a character (a lone surrogate, which JSON can hold and UTF-8 cannot) keeps pydantic from telling its mistakes.
    """
    try:
        return [_mistake(one) for one in error.errors(include_url=False, include_input=False)]
    except UnicodeEncodeError:
        return [Mistake("", "string_unicode")]


def _mistake(one: Any) -> Mistake:
    code, values = str(one["type"]), dict(one.get("ctx") or {})
    if code == "string_pattern_mismatch":
        code = PATTERNS.get(str(values.get("pattern")), code)
    if code == "time" and not values.get("value"):
        code = "time_empty"
    place = ".".join(str(step) for step in one["loc"])
    return Mistake(place, code, values, str(one["msg"]))


def _words(lang: str, code: str, values: Mapping[str, Any]) -> str:
    key = f"centre.wrong_{code}"
    known = area(lang, "centre")
    if key not in known:
        return word(lang, "centre.wrong_other")
    return known[key].format(**{name: _shown(lang, name, value) for name, value in values.items()})


def _shown(lang: str, name: str, value: Any) -> object:
    """A value as people read it: names in their language, a weekday as a word."""
    if isinstance(value, Mapping):
        return value.get(lang) or value["vi"]
    if name == "day" and value in WEEKDAYS:
        return word(lang, f"admin.day_{value}")
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",") if lang == "vi" else f"{value:g}"
    return value
