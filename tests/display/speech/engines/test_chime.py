"""The chime: three falling notes, soft at both ends."""

import numpy as np

from display.speech.choice import CHIME
from display.speech.engines.chime import NOTES, RATE, SECONDS, Chime
from tests.display.speech.sounds import read_wav


def test_the_chime():
    sound = Chime().speak(CHIME.text, "vi")
    rate, frames = read_wav(sound.data)
    samples = np.abs(np.array(frames))
    assert (rate, len(samples), sound.seconds) == (RATE, round(SECONDS * RATE), SECONDS)
    assert samples[0] < 50, "begins softly"
    assert samples[-1] < 50, "ends at rest"
    blocks = [samples[i : i + RATE // 10].max() for i in range(0, len(samples) - RATE // 10, RATE // 10)]
    assert max(blocks) > 5_000
    assert blocks[-1] < max(blocks) / 4, "dies away"
    assert sound == Chime().speak("whatever", "en", 130)


def test_the_three_notes_fall():
    _, frames = read_wav(Chime().speak(CHIME.text, "vi").data)
    samples = np.array(frames, dtype=float)
    for note in NOTES:
        start = round((note.start + 0.02) * RATE)
        piece = samples[start : start + round(0.15 * RATE)]
        spectrum = np.abs(np.fft.rfft(piece * np.hanning(len(piece)), 8 * len(piece)))
        loudest = np.argmax(spectrum) * RATE / (8 * len(piece))
        assert abs(loudest - note.hertz) < 15, note
    assert [note.hertz for note in NOTES] == sorted((note.hertz for note in NOTES), reverse=True)
