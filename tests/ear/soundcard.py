"""A sound card for pages under test: it plays at once or when it is told, and writes down every sound.

context = chromium.new_context(); soundcard.install(context)      # before the page is opened; modes: soundcard.js
soundcard.tell(page, 1.5)                                          # "told": a second and a half of sound passes
sounds = soundcard.sounds(page)                                    # since the page was (re)loaded, by their start
assert soundcard.overlaps(sounds) == []
page.evaluate("soundcard.block()")  # allow(), die(), stall(), go(), unplug(), plug(): see soundcard.js
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

Mode = Literal["at_once", "told", "slow"]
SCRIPT = (Path(__file__).parent / "soundcard.js").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Sound:
    """A clip that a page has started: its address's path ("" without one), times in seconds of the card's time.

    `gain` is None until it has ended; `cut` says that it was stopped, or its context closed, before its end.
    """

    context: int
    path: str
    at: float
    seconds: float
    gain: float | None
    ended: bool
    cut: bool

    @property
    def end(self) -> float:
        """When the last of it is heard."""
        return self.at + self.seconds


def install(context: Any, mode: Mode = "at_once") -> Any:
    """Give every page that this browser context will open the stand-in; the context."""
    context.add_init_script(f"window.soundcardMode = {mode!r};\n{SCRIPT}")
    return context


def sounds(page: Any) -> list[Sound]:
    """What the page has started since it was loaded."""
    told = page.evaluate("soundcard.sounds")
    kept = sorted(told, key=lambda sound: float(sound["at"]))
    return [
        Sound(
            context=one["context"],
            path=urlsplit(one["url"]).path,
            at=one["at"],
            seconds=one["seconds"],
            gain=one["gain"],
            ended=one["ended"],
            cut=one["cut"],
        )
        for one in kept
    ]


def tell(page: Any, seconds: float) -> None:
    """Let so much of the card's time pass."""
    page.evaluate("(seconds) => soundcard.tell(seconds)", seconds)


def overlaps(heard: Iterable[Sound]) -> list[tuple[Sound, Sound]]:
    """Every two sounds that are heard at the same time (touching is none)."""
    loud = [sound for sound in heard if sound.seconds > 0]
    return [(a, b) for a, b in combinations(loud, 2) if min(a.end, b.end) - max(a.at, b.at) > 1e-6]
