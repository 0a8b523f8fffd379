"""Faster and slower at the same pitch."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from display.speech.tempo import stretch
from display.speech.treatment import strengths
from tests.display.speech.sounds import spoken

RATE = 22_050
SPEEDS = (0.7, 0.85, 1.15, 1.3)


@pytest.mark.parametrize("speed", SPEEDS)
def test_the_pitch_stays(speed):
    tone = 0.5 * np.sin(2 * np.pi * 220 * np.arange(2 * RATE) / RATE)
    out = stretch(tone, RATE, speed)
    assert len(out) == round(len(tone) / speed)
    middle = out[RATE // 4 : -RATE // 4]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    assert np.argmax(spectrum) * RATE / len(middle) == pytest.approx(220, abs=3)
    assert strengths(middle, RATE, 0.05).min() > 0.9 * strengths(tone, RATE, 0.05)[5], "no holes"


@pytest.mark.parametrize("speed", SPEEDS)
def test_the_words_stay_in_their_order(speed):
    """The rise and fall of the sentence is the same, only drawn out or pressed together."""
    speech = spoken("Mời công dân có số thứ tự, a, không hai năm.", "vi")
    before = strengths(speech, RATE, 0.02)
    after = strengths(stretch(speech, RATE, speed), RATE, 0.02 / speed)
    size = min(len(before), len(after))
    assert abs(len(before) - len(after)) <= 2
    assert np.corrcoef(before[:size], after[:size])[0, 1] > 0.9
    backwards = after[::-1][:size]
    assert np.corrcoef(before[:size], backwards)[0, 1] < 0.6


@pytest.mark.parametrize("speed", SPEEDS)
def test_the_voice_stays_the_voice(speed):
    """The long-term spectrum of speech is that of its speaker."""

    def colour(samples: np.ndarray) -> np.ndarray:
        spectrum = np.abs(np.fft.rfft(samples, 1 << 18)) ** 2
        return np.log(np.add.reduceat(spectrum, np.geomspace(1000, 60_000, 30).astype(int)))

    speech = spoken("đến quầy số mười lăm.", "vi")
    assert np.corrcoef(colour(speech), colour(stretch(speech, RATE, speed)))[0, 1] > 0.97


def test_the_usual_speed_changes_nothing():
    speech = spoken("một", "vi")
    assert stretch(speech, RATE, 1) is speech
    assert len(stretch(speech[:200], RATE, 0.7)) == 200, "too short to be stretched"


@pytest.mark.parametrize("speed", [0, -1])
def test_no_speed(speed):
    with pytest.raises(ValueError, match="speed"):
        stretch(np.zeros(RATE), RATE, speed)


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 3 * RATE), st.floats(0.7, 1.3), st.sampled_from([8_000, 22_050, 24_000, 48_000]))
def test_any_length_at_any_speed(length, speed, rate):
    samples = np.random.default_rng(length).uniform(-1, 1, length)
    out = stretch(samples, rate, speed)
    assert len(out) in (length, round(length / speed))
    assert np.abs(out).max(initial=0) <= 2
