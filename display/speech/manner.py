"""How a centre speaks: languages in order, voices, wording, volume by the hour. Pure.

`plain` and `read` turn a manner into JSON-able data and back; `read` finds every mistake at once.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, cast

from display.speech.numbers import Style
from display.speech.tongues import LANG, OWN_WORDS, SPEEDS, VOICES, WHENS, Hours, Manner, Tongue, Voice, When
from display.speech.wording import OCCASIONS, Mistake, Wording, standard_wording, tidy, wrong

__all__ = [
    "LANG", "MOST_HOURS", "MOST_TONGUES", "OWN_WORDS", "SPEEDS", "VOICES", "WHENS", "Hours", "Manner", "Mistake",
    "Style", "Tongue", "Voice", "When", "Wording", "WrongManner", "plain", "read", "standard", "standard_wording",
    "volume_at",
]  # fmt: skip

MOST_TONGUES = 6
MOST_HOURS = 12
SHORTEST_NOTICE, LONGEST_NOTICE = 5, 120
"""Minutes before the end in which it may be announced: less is too late to take a number."""
DAY = 24 * 60

STYLES: Mapping[str, tuple[str, ...]] = {"odd": ("linh", "lẻ"), "thousand": ("nghìn", "ngàn"), "four": ("tư", "bốn")}


class WrongManner(Exception):
    """A manner that cannot be used, with every mistake in it."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("; ".join(f"{mistake.field}: {mistake.code}" for mistake in mistakes))
        self.mistakes = mistakes


def standard() -> Manner:
    """Vietnamese always, English for tickets taken in English, both by gTTS while there is an Internet."""
    return Manner(
        (
            Tongue("vi", "gtts", "always", wording=standard_wording("vi")),
            Tongue("en", "gtts", "asked", wording=standard_wording("en")),
        )
    )


def volume_at(manner: Manner, minute: int) -> int:
    """The volume (0–100) at a minute since midnight: of the first span that holds it, else the usual one."""
    return next((span.volume for span in manner.hours if span.holds(minute)), manner.volume)


def plain(manner: Manner) -> dict[str, Any]:
    """The manner as plain data, all its texts written out; `read` reads it back."""
    data = asdict(manner)
    return data | {"tongues": list(data["tongues"]), "hours": list(data["hours"])}


def read(data: Any) -> Manner:
    """The manner in plain data; what is left out is as in `standard`. WrongManner with every mistake."""
    if not isinstance(data, Mapping):
        raise WrongManner([Mistake("voice", "shape", {})])
    reading = _Reading()
    own = standard()
    reading.known("", data, ("tongues", "style", "volume", "hours", "chime", "closing_minutes", "rating"))
    manner = Manner(
        reading.tongues(data["tongues"]) if "tongues" in data else own.tongues,
        reading.style(data.get("style", {})),
        reading.number("volume", data.get("volume", own.volume), 0, 100),
        reading.hours(data.get("hours", [])),
        reading.switch("chime", data.get("chime", own.chime)),
        reading.notice(data.get("closing_minutes", own.closing_minutes)),
        reading.switch("rating", data.get("rating", own.rating)),
    )
    if reading.mistakes:
        raise WrongManner(reading.mistakes)
    return manner


class _Reading:
    """Reads field by field, notes what is wrong and goes on with something harmless in its place."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []

    def wrong(self, field: str, code: str, **details: Any) -> None:
        self.mistakes.append(Mistake(field, code, details))

    def known(self, field: str, data: Mapping[Any, Any], names: tuple[str, ...]) -> None:
        for name in data:
            if name not in names:
                self.wrong(f"{field}{name}", "unknown")

    def number(self, field: str, value: Any, least: int, most: int) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.wrong(field, "number", least=least, most=most)
            return least
        return value

    def notice(self, value: Any) -> int:
        """Zero, or minutes that leave time to come."""
        never = value == 0 and not isinstance(value, bool)
        return 0 if never else self.number("closing_minutes", value, SHORTEST_NOTICE, LONGEST_NOTICE)

    def switch(self, field: str, value: Any) -> bool:
        if not isinstance(value, bool):
            self.wrong(field, "shape")
        return value is True

    def choice(self, field: str, value: Any, choices: tuple[str, ...]) -> str:
        if not isinstance(value, str) or value not in choices:
            self.wrong(field, "choice", choices=", ".join(choices))
            return choices[0]
        return value

    def rows(self, field: str, value: Any, most: int) -> list[tuple[str, Mapping[str, Any]]]:
        """The entries of a list, each with its field's name and a point; none when the list has not that shape."""
        if not isinstance(value, list | tuple) or not all(isinstance(row, Mapping) for row in value):
            self.wrong(field, "shape")
            return []
        if len(value) > most:
            self.wrong(field, "many", most=most)
            return []
        return [(f"{field}.{place}.", row) for place, row in enumerate(value)]

    def style(self, data: Any) -> Style:
        if not isinstance(data, Mapping):
            self.wrong("style", "shape")
            return Style()
        self.known("style.", data, tuple(STYLES))
        given = {
            name: self.choice(f"style.{name}", data[name], choices) for name, choices in STYLES.items() if name in data
        }
        return Style(**cast(dict[str, Any], given))

    def hours(self, data: Any) -> tuple[Hours, ...]:
        found: list[Hours] = []
        for field, row in self.rows("hours", data, MOST_HOURS):
            self.known(field, row, ("from_min", "to_min", "volume"))
            span = Hours(
                self.number(f"{field}from_min", row.get("from_min"), 0, DAY),
                self.number(f"{field}to_min", row.get("to_min"), 0, DAY),
                self.number(f"{field}volume", row.get("volume"), 0, 100),
            )
            if span.from_min % DAY == span.to_min % DAY:
                self.wrong(f"{field}to_min", "empty_span")
            elif any(span.meets(other) for other in found):
                self.wrong(f"{field}from_min", "overlap")
            found.append(span)
        return tuple(found)

    def tongues(self, data: Any) -> tuple[Tongue, ...]:
        before = len(self.mistakes)
        found = [self.tongue(field, row) for field, row in self.rows("tongues", data, MOST_TONGUES)]
        for place, tongue in enumerate(found):
            if any(tongue.lang == other.lang for other in found[:place]):
                self.wrong(f"tongues.{place}.lang", "double", lang=tongue.lang)
        if len(self.mistakes) == before and all(tongue.when != "always" for tongue in found):
            self.wrong("tongues", "nobody_speaks")
        return tuple(found)

    def tongue(self, field: str, row: Mapping[str, Any]) -> Tongue:
        self.known(field, row, ("lang", "voice", "when", "speed", "wording"))
        lang = row.get("lang")
        if not isinstance(lang, str) or not LANG.fullmatch(lang):
            self.wrong(f"{field}lang", "language")
            lang = "vi"
        voice = cast(Voice, self.choice(f"{field}voice", row.get("voice"), VOICES))
        if lang not in OWN_WORDS and voice != "recorded":
            self.wrong(f"{field}voice", "only_recorded", lang=lang)
        when = cast(When, self.choice(f"{field}when", row.get("when", "always"), WHENS))
        speed = self.number(f"{field}speed", row.get("speed", 100), *SPEEDS)
        return Tongue(lang, voice, when, speed, wording=self.wording(f"{field}wording", row.get("wording", {}), lang))

    def wording(self, field: str, data: Any, lang: str) -> Wording:
        own = standard_wording(lang)
        if not isinstance(data, Mapping):
            self.wrong(field, "shape")
            return own
        self.known(f"{field}.", data, OCCASIONS)
        texts = {occasion: own.of(occasion) for occasion in OCCASIONS}
        for occasion in OCCASIONS:
            text = data.get(occasion, texts[occasion])
            if not isinstance(text, str):
                self.wrong(f"{field}.{occasion}", "shape")
            elif found := wrong(occasion, tidy(text)):
                self.mistakes.append(Mistake(f"{field}.{occasion}", *found))
            else:
                texts[occasion] = tidy(text)
        return Wording(**texts)
