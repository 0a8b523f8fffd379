"""Samples to a finished WAV file, with nothing but the standard library.

Samples are 16-bit mono at RATE per second. Speech and chime pass through the same `level`, so neither startles.
"""

import io
import math
import sys
import wave
from array import array
from collections.abc import Iterable, Sequence
from operator import mul

RATE = 22_050
FULL_SCALE = 32_767
PEAK = 10 ** (-1.5 / 20)
"""No sample beyond −1.5 dBFS: room for the resampling in browser and sound card."""
POWER = 10 ** (-19 / 20)
"""No clip stronger than −19 dBFS (root mean square): speech stops at its peak, a steady tone stops here."""
QUIET = 0.01
"""Below this share of the peak a sample counts as silence at either end."""
MARGIN = RATE // 50
"""Silence kept at either end: 20 ms."""


def trim(samples: Sequence[int]) -> Sequence[int]:
    """The samples without the silence at both ends, but for a margin. Empty if all is silence."""
    floor = QUIET * max(map(abs, samples), default=0)
    first = next((i for i, sample in enumerate(samples) if abs(sample) > floor), None)
    if first is None:
        return array("h")
    last = next(i for i in range(len(samples) - 1, -1, -1) if abs(samples[i]) > floor)
    return samples[max(0, first - MARGIN) : last + 1 + MARGIN]


def level(samples: Sequence[float]) -> "array[int]":
    """The samples at the loudness of all clips, scaled by one factor (so nothing is squashed).

    Raises ValueError for silence, which no factor makes audible.
    """
    peak = max(map(abs, samples), default=0.0)
    if not peak:
        raise ValueError("silence cannot be levelled")
    power = math.sqrt(sum(map(mul, samples, samples)) / len(samples))
    factor = FULL_SCALE * min(PEAK / peak, POWER / power)
    # Cut rather than rounded: half the time, and the error stays below one step of 65,536.
    return array("h", [int(sample * factor) for sample in samples])


def to_wav(samples: Iterable[int]) -> bytes:
    """A whole WAV file."""
    frames = array("h", samples)
    if sys.byteorder == "big":
        frames.byteswap()
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(frames.tobytes())
    return out.getvalue()
