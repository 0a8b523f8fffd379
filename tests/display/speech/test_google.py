"""The online voice against a stand-in on this machine: one good answer, and many bad ones."""

import warnings

import pytest

from display.speech import mp3
from display.speech.google import PAUSE_FAILED, PAUSE_REFUSED, Google
from display.speech.phrases import call_parts
from display.speech.voices import VoiceError
from tests.display.speech.stand_in import StandIn, certificates

TEXT = "Mời công dân có số thứ tự, a, không hai năm,"


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def voice():
    return Google(Clock())


def test_a_good_answer(google, voice):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sound = voice.speak(TEXT, "vi")
    assert sound.kind == "mp3"
    assert mp3.seconds(sound.data) == pytest.approx(0.08 * len(TEXT), abs=0.03)
    assert google.asked == [(TEXT, "vi")]
    assert voice.available()


def test_every_half_is_one_request_and_keeps_its_words(google, voice):
    halves = [(half, lang) for lang in ("vi", "en") for half in call_parts("CA-012", 15, lang, "recall", 2)]
    for half, lang in halves:
        voice.speak(half, lang)
    assert google.asked == halves


FAULTS = {
    "429": "refused", "robot": "refused", "500": "status", "html": "not_speech", "no audio": "not_speech",
    "half": "not_mp3", "short": "length", "not mp3": "not_mp3", "cut": "network",
}  # fmt: skip


@pytest.mark.parametrize(("fault", "code"), FAULTS.items())
def test_a_bad_answer_is_refused_and_brings_a_pause(google, voice, fault, code):
    google.fault = fault
    with pytest.raises(VoiceError) as error:
        voice.speak(TEXT, "vi")
    assert error.value.code == code
    pause = PAUSE_REFUSED if code == "refused" else PAUSE_FAILED
    voice._clock.now += pause - 1
    assert not voice.available()
    with pytest.raises(VoiceError) as error:
        voice.speak(TEXT, "vi")
    assert error.value.code == "paused"
    assert len(google.asked) == 1, "not asked during the pause"
    google.fault = ""
    voice._clock.now += 1
    assert voice.speak(TEXT, "vi").kind == "mp3"


@pytest.mark.parametrize("fault", ["hang", "drip"])
def test_a_slow_server_is_given_up_at_the_deadline(google, fault):
    """The answer would take a minute; the test's own time limit is the proof that nobody waited for it."""
    google.fault = fault
    clock = Clock()
    voice = Google(clock, deadline=0.5)
    with pytest.raises(VoiceError) as error:
        voice.speak(TEXT, "vi")
    assert error.value.code == "deadline"
    assert not voice.available()


def test_calls_that_hang_do_not_pile_up(google):
    google.fault = "hang"
    clock = Clock()
    voice = Google(clock, deadline=0.2)
    codes = []
    for _ in range(4):
        with pytest.raises(VoiceError) as error:
            voice.speak(TEXT, "vi")
        codes.append(error.value.code)
        clock.now += PAUSE_FAILED
    assert codes == ["deadline", "deadline", "paused", "paused"]


def test_an_unknown_authority_is_refused(google, voice, tmp_path, monkeypatch):
    other, _, _ = certificates(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(other))
    with pytest.raises(VoiceError) as error:
        voice.speak(TEXT, "vi")
    assert error.value.code == "certificate"
    assert google.asked == []


def test_a_certificate_for_another_host_is_refused(google, voice, tmp_path, monkeypatch):
    authority, certificate, key = certificates(tmp_path, "translate.example")
    impostor = StandIn(certificate, key)
    try:
        monkeypatch.setenv("https_proxy", impostor.proxy)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority))
        with pytest.raises(VoiceError) as error:
            voice.speak(TEXT, "vi")
    finally:
        impostor.close()
    assert error.value.code == "certificate"
    assert impostor.asked == []


def test_no_network(voice, monkeypatch):
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    with pytest.raises(VoiceError) as error:
        voice.speak(TEXT, "vi")
    assert error.value.code == "network"
