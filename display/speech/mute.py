"""The voice of a centre without loudspeakers: it says nothing, and everybody gets along with that."""

from collections.abc import Iterable
from pathlib import Path

from display.speech.phrases import Lang, Occasion


class Mute:
    """Stands where an `Announcer` would."""

    def prepare_ticket(self, label: str) -> None:
        """Nothing to prepare."""

    def prepare_counters(self, numbers: Iterable[int]) -> None:
        """Nothing to prepare."""

    def say(self, label: str, counter: int, occasion: Occasion = "call", times: int = 1) -> dict[Lang, list[str]]:
        """No clips in any language."""
        return {}

    def clip(self, name: str, wait: float = 0.0) -> Path | None:
        """There are none."""
        return None
