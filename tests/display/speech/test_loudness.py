"""The product's own measure agrees with the recommendation, and its limiter only limits."""

import numpy as np
import pytest

from display.speech.loudness import PEAK, TARGET, level, loudness, true_peaks
from tests.display.speech import meter
from tests.display.speech.sounds import spoken

RATE = 22_050


def test_a_sine_of_full_scale():
    """BS.1770: 997 Hz at 0 dBFS in one channel measures −3.01 LKFS."""
    sine = np.sin(2 * np.pi * 997 * np.arange(3 * 48_000) / 48_000)
    assert loudness(sine, 48_000) == pytest.approx(-3.01, abs=0.05)
    assert meter.lufs(sine, 48_000) == pytest.approx(-3.01, abs=0.05)


@pytest.mark.parametrize("text", ["một", "không hai năm,", "Mời công dân đánh giá mức độ hài lòng tại quầy số hai."])
def test_two_ways_of_measuring(text):
    speech = spoken(text, "vi")
    assert loudness(speech, RATE) == pytest.approx(meter.lufs(speech, RATE), abs=0.4)


def test_silence_has_no_loudness():
    assert loudness(np.zeros(RATE), RATE) == -np.inf
    assert not level(np.zeros(RATE), RATE).any()


def test_a_peak_between_two_samples_is_seen():
    """A quarter of the rate, sampled at 45°: all samples at 0.707 of the peak."""
    sine = np.sin(np.pi / 2 * np.arange(400) + np.pi / 4)
    assert np.abs(sine).max() == pytest.approx(0.7071, abs=1e-4)
    assert true_peaks(sine)[100:300].max() == pytest.approx(1, abs=0.02)


def test_the_limiter_leaves_alone_what_needs_no_limit():
    """Where a clip stays below the ceiling, levelling is one factor for the whole of it."""
    steady = 0.05 * np.sin(2 * np.pi * 300 * np.arange(2 * RATE) / RATE)
    out = level(steady, RATE)
    loud = np.abs(steady) > 0.001
    factors = out[loud] / steady[loud]
    assert factors.std() / factors.mean() < 1e-9
    assert loudness(out, RATE) == pytest.approx(TARGET, abs=0.06)


def test_no_peak_escapes():
    """Noise up to half the rate has the most between its samples; a lone crack in quiet speech needs no other gain."""
    random = np.random.default_rng(3)
    for share in (0.01, 0.1, 1.0):
        noise = 0.3 * random.normal(0, 1, 20_000) * (random.random(20_000) < share)
        assert meter.peak(level(noise, RATE)) <= -1.5
    steady = level(0.05 * np.sin(2 * np.pi * 300 * np.arange(2 * RATE) / RATE), RATE)
    steady[RATE] = 1.0
    assert loudness(steady, RATE) == pytest.approx(TARGET, abs=0.05)
    assert meter.peak(level(steady, RATE)) <= -1.5


def test_the_limiter_follows_peaks_gently():
    speech = spoken("Mời công dân có số thứ tự, a,", "vi")
    out = level(speech, RATE)
    loud = np.abs(speech) > 0.01
    gain = np.interp(np.arange(len(speech)), np.flatnonzero(loud), (out / np.where(loud, speech, 1))[loud])
    step = np.abs(np.diff(20 * np.log10(gain)))
    assert step.max() < 0.5, "dB from one sample to the next"
    assert true_peaks(out).max() <= PEAK
