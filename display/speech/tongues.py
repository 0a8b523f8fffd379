"""The values of a manner of speaking: languages, hours and the whole."""

import re
from dataclasses import dataclass, field
from typing import Literal, get_args

from display.speech.numbers import NORTH, Style
from display.speech.voices import FASTEST, SLOWEST
from display.speech.wording import Wording

Voice = Literal["gtts", "espeak", "recorded", "piper"]
When = Literal["always", "asked"]
VOICES: tuple[Voice, ...] = get_args(Voice)
WHENS: tuple[When, ...] = get_args(When)
LANG = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
OWN_WORDS = ("vi", "en")
"""Languages for which we have words; every other is spoken by recordings only."""
SPEEDS = (SLOWEST, FASTEST)


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language: `when` "asked" means only for tickets whose language it is; `speed` is in percent, 70–130."""

    lang: str
    voice: Voice
    when: When = "always"
    speed: int = 100
    wording: Wording = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class Hours:
    """A volume (0–100, 0 = quiet) from `from_min` until before `to_min`, minutes since midnight.

    A span whose end is not after its beginning runs over midnight.
    """

    from_min: int
    to_min: int
    volume: int

    def holds(self, minute: int) -> bool:
        """True if the minute of the day lies in the span."""
        if self.from_min < self.to_min:
            return self.from_min <= minute < self.to_min
        return minute >= self.from_min or minute < self.to_min

    def meets(self, other: "Hours") -> bool:
        """True if the spans share a minute: then one of them holds the other's first."""
        return self.holds(other.from_min) or other.holds(self.from_min)


@dataclass(frozen=True, slots=True)
class Manner:
    """How the centre speaks; `tongues` in the order of speaking, `closing_minutes` 0 = the end is never announced.

    `rating`: a page of this centre asks aloud for a rating, so the bank and the recordings hold that too.
    """

    tongues: tuple[Tongue, ...]
    style: Style = NORTH
    volume: int = 80
    hours: tuple[Hours, ...] = ()
    chime: bool = True
    closing_minutes: int = 15
    rating: bool = False
