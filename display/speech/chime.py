"""The chime before a call, made by arithmetic: three falling notes, each struck softly and dying away."""

import math
from typing import NamedTuple

from display.speech.voices import CHIME, Sound
from display.speech.wave_file import RATE, level, to_wav

SECONDS = 0.9
TEXT = "chime"
"""What a request for the chime gives as its text."""


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


def samples() -> list[float]:
    """The chime at RATE samples per second, not yet levelled."""
    out = [0.0] * round(SECONDS * RATE)
    for note in NOTES:
        for i in range(round(note.start * RATE), len(out)):
            t = i / RATE - note.start
            strength = min(1.0, t / ATTACK) * math.exp(-t / note.decay) * min(1.0, (SECONDS - i / RATE) / RELEASE)
            out[i] += strength * sum(s * math.sin(2 * math.pi * n * note.hertz * t) for n, s in OVERTONES)
    return out


class Chime:
    """The chime as a voice: whatever it is asked to say, it rings."""

    name = CHIME.engine
    version = CHIME.version

    def available(self) -> bool:
        return True

    def speak(self, text: str, lang: str) -> Sound:
        return Sound(to_wav(level(samples())), "wav")
