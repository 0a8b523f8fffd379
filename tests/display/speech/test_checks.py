"""What is no speech, or not all of it, is seen."""

import numpy as np
import pytest

from display.speech.checks import MP3, PERSON, PROGRAM, Ends, check, pace
from display.speech.manner import standard
from display.speech.phrases import Series, bank
from display.speech.treatment import Take, decode, trim
from display.speech.voices import VoiceError
from tests.display.speech.faults import frames
from tests.display.speech.sounds import speech_mp3, spoken

RATE = 22_050
TEXT = "Mời công dân có số thứ tự, a, không hai năm, đến quầy số mười lăm."
ANY = (0.0, 60.0)


def refusal(samples: np.ndarray, shortest: float = 0.0, longest: float = 60.0, ends: Ends = PERSON) -> str:
    with pytest.raises(VoiceError) as error:
        check(Take(samples, RATE), shortest, longest, ends)
    return error.value.code


def room(samples: np.ndarray, noise: float = 0.001) -> np.ndarray:
    """As a microphone hears it: a little silence on either side, and a room that is not silent."""
    return np.pad(samples, RATE // 5) + np.random.default_rng(1).normal(0, noise, len(samples) + 2 * (RATE // 5))


def test_speech_passes():
    speech = spoken(TEXT, "vi")
    check(Take(room(speech), RATE), *pace(TEXT))
    check(Take(room(speech, 0.005), RATE), *pace(TEXT))
    check(Take(room(0.1 * speech, 0.0001), RATE), *pace(TEXT))


def test_nobody_spoke():
    assert refusal(np.zeros(RATE)) == "silent"
    assert refusal(np.random.default_rng(1).normal(0, 0.001, 2 * RATE)) == "silent"
    assert refusal(np.zeros(0)) == "silent"


def test_short_and_long():
    speech = room(spoken(TEXT, "vi"))
    assert refusal(speech, shortest=20) == "short"
    assert refusal(speech, longest=2) == "long"
    assert refusal(room(spoken("một", "vi")), *pace(TEXT)) == "short"
    assert refusal(speech, *pace("một")) == "long"


def test_too_near_the_microphone():
    speech = room(spoken(TEXT, "vi"))
    assert refusal(np.clip(8 * speech, -1, 1)) == "loud"
    loudest = speech / np.abs(speech).max()
    check(Take(loudest, RATE), *ANY)


@pytest.mark.parametrize("side", ["begin", "end"])
def test_the_recording_was_stopped_too_soon(side):
    speech = room(spoken(TEXT, "vi"))
    middle = np.argmax(np.convolve(np.abs(speech), np.ones(RATE // 50), "same"))
    assert refusal(speech[middle:] if side == "begin" else speech[:middle]) == "cut"
    if side == "begin":
        check(Take(speech[middle:], RATE), *ANY, PROGRAM)
    else:
        assert refusal(speech[:middle], *ANY, PROGRAM) == "cut"


@pytest.fixture(scope="module")
def pieces() -> list[tuple[str, str]]:
    found = [(piece.text, tongue.lang) for tongue, piece in bank(standard(), [Series("A", 1, 99, 3)], range(1, 13))]
    return found[:: len(found) // 60][:60]


def test_whole_answers_pass(pieces):
    for text, lang in pieces:
        check(decode(speech_mp3(text, lang)), *pace(text), MP3)


@pytest.mark.parametrize("share", [0.5, 0.8, 0.9])
def test_a_part_of_the_frames_is_no_whole(pieces, share):
    """Of sixty pieces, cut between two frames so that sound is missing, some nine in ten are refused. A cut that falls
    into a pause between two words leaves nothing that could be heard as cut: only such a cut passes."""
    missing, passed = 0, []
    for text, lang in pieces:
        whole = decode(speech_mp3(text, lang))
        part = decode(frames(speech_mp3(text, lang), share))
        if trim(whole).seconds - trim(part).seconds < 0.02:
            continue
        missing += 1
        if judged(part, text) is None:
            passed.append(text)
            end = part.samples[-round(0.01 * part.rate) :]
            assert np.sqrt(np.mean(end**2)) < 0.02 * np.abs(part.samples).max(), text
    assert missing > 50
    assert len(passed) < 0.15 * missing, passed


def judged(take: Take, text: str) -> str | None:
    try:
        check(take, *pace(text), MP3)
    except VoiceError as error:
        return error.code
    return None


def test_pace():
    assert pace("một hai ba bốn") == pytest.approx((0.63, 4.3))
    shortest, longest = pace("a")
    assert shortest == 0.08
    assert longest > 1
