"""The chime before a call, made by arithmetic: three falling notes, each struck softly and dying away."""

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from display.speech.loudness import level
from display.speech.treatment import to_wav
from display.speech.voices import CHIME, Sound

Samples: TypeAlias = NDArray[np.float64]

RATE = 22_050
SECONDS = 0.9


class Note(NamedTuple):
    start: float
    """Seconds."""
    hertz: float
    decay: float
    """Seconds until the tone has fallen to 37 %."""


# G5, E5, C5: a falling major triad, within the range old ears keep (well below 2 kHz).
NOTES = (Note(0.0, 783.99, 0.16), Note(0.18, 659.26, 0.18), Note(0.36, 523.25, 0.22))
# Overtones as (multiple, strength): a little octave and twelfth make it a bell rather than a beep.
OVERTONES = ((1, 1.0), (2, 0.25), (3, 0.08))
ATTACK = 0.012
"""Seconds of rise; shorter clicks."""
RELEASE = 0.05
"""Seconds over which the very end is drawn to zero; a cut would click."""


def samples() -> Samples:
    """The chime at RATE samples per second, not yet levelled."""
    out = np.zeros(round(SECONDS * RATE))
    left = SECONDS - np.arange(len(out)) / RATE
    for note in NOTES:
        start = round(note.start * RATE)
        t = np.arange(len(out) - start) / RATE
        tone = sum(share * np.sin(2 * np.pi * times * note.hertz * t) for times, share in OVERTONES)
        out[start:] += np.minimum(1.0, t / ATTACK) * np.exp(-t / note.decay) * tone
    return out * np.minimum(1.0, left / RELEASE)


class Chime:
    """The chime as a voice: whatever it is asked to say, it rings."""

    name = CHIME.engine
    version = CHIME.version

    def available(self) -> bool:
        return True

    def speak(self, text: str, lang: str, speed: int = 100) -> Sound:
        return Sound(to_wav(level(samples(), RATE), RATE), SECONDS)
