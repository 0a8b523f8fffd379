"""Speech faster or slower at the same pitch, for voices that have no such setting (gTTS, people's recordings).

Waveform-similarity overlap-add: frames are taken from the speech at one pace and laid down at another; each is looked
for a little around its place, where it goes on most like the frame before it. After Verhelst and Roelands,
"An overlap-add technique based on waveform similarity (WSOLA)", ICASSP 1993.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.signal import correlate

Samples: TypeAlias = NDArray[np.float64]

_FRAME = 0.025
"""Seconds; two periods of a deep voice or more."""
_SEARCH = 0.008
"""Seconds either way: one period of most voices."""


def stretch(samples: Samples, rate: int, speed: float) -> Samples:
    """The samples at `speed` (1.1 = a tenth faster), 1/speed as long. Raises ValueError for a speed of 0 or less."""
    if speed <= 0:
        raise ValueError("speed must be above 0")
    hop, search = round(_FRAME * rate / 2), round(_SEARCH * rate)
    frame = 2 * hop
    if speed == 1 or len(samples) <= frame + 2 * search:
        return samples
    length = round(len(samples) / speed)
    window = np.hanning(frame + 1)[:-1]
    # A frame and a search width of silence on either side, so that every frame has its neighbours.
    ahead = frame + search
    source = np.pad(samples, (ahead, ahead + frame + round(hop * speed)))
    out = np.zeros(length + 2 * frame)
    at = ahead - hop
    for place in range(0, length + hop, hop):
        out[place : place + frame] += window * source[at : at + frame]
        expected = source[at + hop : at + hop + frame]
        nominal = ahead - hop + round((place + hop) * speed)
        near = source[nominal - search : nominal + search + frame]
        if len(near) < frame + 2 * search:
            break
        at = nominal - search + _best(near, expected)
    return out[hop : hop + length]


def _best(near: Samples, expected: Samples) -> int:
    """How far into `near` a stretch as long as `expected` begins that is most like it, regardless of strength."""
    likeness = correlate(near, expected, mode="valid")
    sums = np.cumsum(np.concatenate(([0.0], np.square(near))))
    power = sums[len(expected) :] - sums[: -len(expected)]
    # So little that it only keeps silence from being divided by nothing.
    return int(np.argmax(likeness / np.sqrt(np.maximum(power, 1e-12))))
