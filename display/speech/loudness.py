"""One loudness for every clip: −16 LUFS after ITU-R BS.1770, true peak at most −1.5 dBFS.

Speech at that loudness has peaks beyond full scale, so a limiter draws down the few milliseconds around them.
"""

from typing import TypeAlias

import numpy as np
import pyloudnorm
from numpy.typing import NDArray
from scipy.ndimage import minimum_filter1d
from scipy.signal import resample_poly

Samples: TypeAlias = NDArray[np.float64]

TARGET = -16.0
"""LUFS."""
PEAK = 10 ** (-1.5 / 20)
_CEILING = 10 ** (-2.0 / 20)
"""What the limiter aims at: fourfold oversampling sees the highest tones' peaks up to 0.4 dB too low."""
NEAR = 0.05
"""LU; nearer is not worth another round."""
ROUNDS = 8
_REACH = 0.004
"""Seconds before and after a peak in which the limiter is down."""
_BLOCK, _SHORT_BLOCK = 0.4, 0.1
_SHORT = 0.5
"""Seconds; a shorter clip is one word, for which blocks of 0.4 s are too few and too long."""
_OVERLAP = 0.9
"""Of the blocks. The recommendation's 0.75 leaves few of them in a second, and half a LU hangs on where they fall."""
_OVERSAMPLING = 4


def loudness(samples: Samples, rate: int) -> float:
    """Integrated loudness in LUFS; −inf for silence."""
    seconds = len(samples) / rate
    block = _BLOCK if seconds >= _SHORT else min(_SHORT_BLOCK, seconds)
    # Half a sample less: the length of the clip in seconds must not be rounded above the clip.
    meter = pyloudnorm.Meter(rate, block_size=block - 0.5 / rate, overlap=_OVERLAP)
    with np.errstate(divide="ignore"):
        return float(meter.integrated_loudness(samples))


def true_peaks(samples: Samples) -> Samples:
    """For each sample the highest point from it to the next, by fourfold oversampling (BS.1770, annex 2)."""
    fine = np.abs(resample_poly(samples, _OVERSAMPLING, 1))
    highest = np.abs(samples)
    for part in range(_OVERSAMPLING):
        np.maximum(highest, fine[part::_OVERSAMPLING], out=highest)
    return highest


def level(samples: Samples, rate: int) -> Samples:
    """The samples at TARGET, or as near as the peaks allow. Silence stays silence."""
    missing = TARGET - loudness(samples, rate)
    if not np.isfinite(missing):
        return samples
    peaks, out, wanted = true_peaks(samples), samples, 0.0
    for _ in range(ROUNDS):
        wanted += missing
        factor = 10 ** (wanted / 20)
        out = samples * factor * _gain(peaks * factor, rate)
        missing = TARGET - loudness(out, rate)
        if abs(missing) <= NEAR:
            break
    return out


def _gain(peaks: Samples, rate: int) -> Samples:
    """The limiter: a factor for each sample, down before a peak and up behind it, that keeps `peaks` in bounds."""
    if peaks.max() <= _CEILING:
        return np.ones_like(peaks)
    reach = max(1, round(_REACH * rate))
    held = minimum_filter1d(_CEILING / np.maximum(peaks, _CEILING), 2 * reach + 1, mode="nearest")
    # Averaged over no more than it was held for, so the gain is at no sample above what is needed there.
    window = np.hanning(2 * reach + 1)
    smooth: Samples = np.convolve(np.pad(held, reach, mode="edge"), window / window.sum(), mode="valid")
    return smooth
