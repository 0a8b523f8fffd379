"""Is this speech, and all of it? What an engine or a microphone delivers is looked at before it becomes a clip.

Loaded in the worker only.
"""

import math
from typing import NamedTuple

import numpy as np

from display.speech.treatment import Take, strengths, trim
from display.speech.voices import VoiceError

PACE = (0.045, 0.25)
"""Seconds of speech a character takes (measured over many sentences and three engines)."""
_SHORTEST, _EXTRA = 0.08, 0.8
"""Seconds: no word is shorter; a single letter's name may take this much more than the pace says."""

FAINT = 10 ** (-46 / 20)
"""Loudest moment below which nobody spoke into the microphone."""
_EDGE = 0.01
"""Seconds at either end that must be quiet."""


class Ends(NamedTuple):
    """How loud the first and the last moment may be, in decibels against the speech."""

    begin: float
    end: float


PERSON = Ends(-20.0, -20.0)
"""In a room, where silence is not silent."""
PROGRAM = Ends(math.inf, -20.0)
"""A program on this machine: some begin with the first word's first sample."""
MP3 = Ends(-20.0, -35.0)
"""An encoder flushes its delay, so even a file whose speech ends at its last sample decodes to some 10 ms of silence
behind it. Cut between two frames, nine of ten end louder; the others are cut in a pause.
"""
_FULL = 0.985
_CLIPPED = 0.002
"""Share of the samples that lie at full scale in rows: more is distortion."""


def pace(text: str) -> tuple[float, float]:
    """The shortest and the longest plausible speech for `text`, in seconds."""
    return max(_SHORTEST, PACE[0] * len(text)), PACE[1] * len(text) + _EXTRA


def check(take: Take, shortest: float, longest: float, ends: Ends = PERSON) -> None:
    """Raises VoiceError `silent`, `loud` (distorted), `cut` (an end is louder than `ends` allow), `short` or `long`.

    `shortest` and `longest` are seconds of speech, without the silence around it.
    """
    power = strengths(take.samples, take.rate, _EDGE)
    if power.max(initial=0.0) < FAINT:
        raise VoiceError("silent")
    if _clipped(take) > _CLIPPED:
        raise VoiceError("loud")
    seconds = trim(take).seconds
    if seconds > longest:
        raise VoiceError("long", f"{seconds:.2f} s")
    # Before the ends: of half a clip the length is the plainer news.
    if seconds < shortest:
        raise VoiceError("short", f"{seconds:.2f} s")
    speech = float(np.percentile(power, 95))
    for allowed, samples in zip(ends, (take.samples, take.samples[::-1]), strict=True):
        if strengths(samples, take.rate, _EDGE)[0] > speech * 10 ** (allowed / 20):
            raise VoiceError("cut", "begins or ends in the middle of a sound")


def _clipped(take: Take) -> float:
    """Share of the samples at full scale whose neighbours are too: a single peak is no distortion."""
    full = np.abs(take.samples) >= _FULL
    rows = full[:-2] & full[1:-1] & full[2:]
    return float(rows.mean()) if len(rows) else 0.0
