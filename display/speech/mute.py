"""The voice of a centre without loudspeakers: it says nothing, and everybody gets along with that."""

from collections.abc import Sequence
from pathlib import Path

from display.speech.facts import BankState, Health, Kept, UnitState
from display.speech.manner import Manner, Tongue, standard
from display.speech.numbers import Style
from display.speech.phrases import Occasion
from display.speech.plan import Series


class Mute:
    """Stands where an `Announcer` would."""

    def __init__(self) -> None:
        self._manner = standard()

    @property
    def manner(self) -> Manner:
        """What was adopted last, though nobody hears it."""
        return self._manner

    def adopt(self, manner: Manner, series: Sequence[Series], counters: Sequence[int]) -> None:
        """Remembered for the set-up page."""
        self._manner = manner

    def prepare_ticket(self, label: str, language: str = "vi") -> None:
        """Nothing to prepare."""

    def say(
        self, label: str, counter: int, occasion: Occasion = "call", times: int = 1, language: str = "vi"
    ) -> dict[str, list[str]]:
        """No clips in any language."""
        return {}

    def announce(self, occasion: Occasion, *, counter: int = 0, minutes: int = 0) -> dict[str, list[str]]:
        """No clips in any language."""
        return {}

    def sample(self, tongue: Tongue, style: Style, occasion: Occasion) -> dict[str, list[str]]:
        """Nothing to hear."""
        return {}

    def read_aloud(self, texts: Sequence[str], lang: str) -> list[list[str]]:
        """No clips for any text."""
        return [[] for _ in texts]

    def clip(self, name: str, wait: float = 0.0) -> Path | None:
        """There are none."""
        return None

    def bank(self) -> BankState:
        """Off."""
        return BankState()

    def pause_bank(self) -> None:
        """It is off."""

    def resume_bank(self) -> None:
        """It stays off."""

    def health(self) -> Health:
        """No worker, and nothing to wait for."""
        return Health(None, 0, "off")

    def units(self, lang: str) -> list[UnitState]:
        """Nothing to record."""
        return []

    def look(self) -> None:
        """There is no folder."""

    def keep(self, lang: str, unit: str, wav: bytes) -> Kept:
        """Nobody would hear it."""
        return Kept("unknown")

    def forget(self, lang: str, unit: str) -> bool:
        """There is none."""
        return False

    def close(self) -> None:
        """Nothing to end."""
