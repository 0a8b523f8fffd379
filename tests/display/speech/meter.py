"""Loudness and true peak measured another way than the product does: straight after ITU-R BS.1770-4.

The product uses pyloudnorm, which designs its filters for the clip's own rate, and a polyphase oversampler. Here the
clip is brought to 48 kHz and run through the recommendation's own coefficients (its tables 1 and 2), and the peak is
taken from an eightfold interpolation by Fourier transform.
"""

import math

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter, resample, resample_poly

SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))
HIGH_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))
SHORT = 0.5
"""Seconds below which blocks of 0.1 s are used instead of the recommendation's 0.4."""


def lufs(samples: NDArray[np.float64], rate: int) -> float:
    """Integrated loudness with both gates (−70 LUFS, and 10 LU below the mean of what passes that)."""
    block = 0.4 if len(samples) / rate >= SHORT else 0.1
    common = math.gcd(rate, 48_000)
    x = resample_poly(samples, 48_000 // common, rate // common)
    for b, a in (SHELF, HIGH_PASS):
        x = lfilter(b, a, x)
    size, step = round(block * 48_000), round(block * 12_000)
    power = np.array([np.mean(x[i : i + size] ** 2) for i in range(0, max(1, len(x) - size + 1), step)])
    heard = power[_level(power) > -70]
    heard = heard[_level(heard) > _level(heard.mean()) - 10]
    return float(_level(heard.mean()))


def _level(power: NDArray[np.float64] | np.float64) -> NDArray[np.float64]:
    return -0.691 + 10 * np.log10(np.maximum(power, 1e-15))


def peak(samples: NDArray[np.float64]) -> float:
    """True peak in dBFS."""
    padded = np.pad(samples, 64)
    return 20 * math.log10(float(np.abs(resample(padded, 8 * len(padded))).max()))


def silence(samples: NDArray[np.float64], rate: int) -> tuple[float, float]:
    """Seconds at the beginning and at the end that stay 40 dB below the highest sample."""
    heard = np.flatnonzero(np.abs(samples) > np.abs(samples).max() / 100)
    return float(heard[0] / rate), float((len(samples) - 1 - heard[-1]) / rate)
