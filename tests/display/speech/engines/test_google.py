"""The online voice against a stand-in on this machine: good answers, and every bad one we could think of."""

import re
import socket
import threading
import warnings

import numpy as np
import pytest

from display.speech.breaker import FAILED, REFUSED, Breaker
from display.speech.engines import google as google_module
from display.speech.engines.google import Google
from display.speech.manner import standard
from display.speech.phrases import Series, bank, only_words
from display.speech.treatment import decode, strengths
from display.speech.voices import VoiceError
from tests.display.speech import meter
from tests.display.speech.faults import FAULTS
from tests.display.speech.sounds import GOOGLE_RATE, speech_mp3
from tests.display.speech.stand_in import StandIn, certificates

TEXT = "Mời công dân có số thứ tự, a,"
LONG = (
    "Còn mười lăm phút nữa, Trung tâm sẽ ngừng phát số. Công dân nào chưa lấy số, xin mời đến máy lấy số ngay bây giờ."
)


@pytest.fixture
def voice(clock, tmp_path):
    return Google(Breaker(tmp_path / "pause.json", clock))


def refusal(voice: Google, text: str = TEXT) -> str:
    with pytest.raises(VoiceError) as error:
        voice.speak(text, "vi")
    return error.value.code


def test_a_good_answer_is_the_words_that_were_asked_for(google, voice):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sound = voice.speak(TEXT, "vi")
    clip, said = decode(sound.data), decode(speech_mp3(TEXT, "vi"))
    assert clip.rate == GOOGLE_RATE
    assert likeness(said, clip) > 0.9
    other = decode(speech_mp3("Xin mời lần hai, công dân có số thứ tự, bê,", "vi"))
    assert likeness(other, clip) < 0.85
    assert google.asked == [(TEXT, "vi")]
    assert voice.available()
    assert voice.resumes_at() is None


def likeness(said, clip) -> float:
    """How alike the strengths of two clips run, 1 = the same, wherever the shorter one begins."""
    long, short = (strengths(take.samples, take.rate, 0.01) for take in (said, clip))
    if len(short) > len(long):
        long, short = short, long
    return max(
        float(np.corrcoef(long[i : i + len(short)], short)[0, 1]) for i in range(len(long) - len(short) + 1)
    )  # fmt: skip


def test_the_clip_has_the_loudness_of_all_clips(google, voice):
    take = decode(voice.speak(TEXT, "vi").data)
    assert meter.lufs(take.samples, take.rate) == pytest.approx(-16, abs=0.5)
    assert meter.peak(take.samples) <= -1.5
    assert max(meter.silence(take.samples, take.rate)) <= 0.03


@pytest.mark.parametrize(
    ("text", "lang"), [("một", "vi"), ("a,", "vi"), ("không không một,", "vi"), ("Ticket number", "en")]
)
def test_short_pieces(google, voice, text, lang):
    assert only_words(text)
    assert voice.speak(text, lang).seconds > 0.1
    assert google.asked == [(text, lang)]


def test_every_piece_of_the_bank_is_one_request_and_keeps_its_words(google, voice):
    found = [(piece.text, tongue.lang) for tongue, piece in bank(standard(), [Series("A", 1, 99, 3)], range(1, 13))]
    pieces = found[:: len(found) // 30]
    for text, lang in pieces:
        voice.speak(text, lang)
    assert google.asked == pieces


def test_a_long_text_is_several_requests_and_one_clip(google, voice):
    assert len(LONG) > 100
    sound = voice.speak(LONG, "vi")
    texts = [text for text, _ in google.asked]
    assert len(texts) > 1
    assert all(len(text) <= 100 for text in texts)
    assert re.findall(r"\w+", " ".join(texts)) == re.findall(r"\w+", LONG)
    whole = sum(decode(speech_mp3(text, "vi")).seconds for text in texts)
    assert whole - 0.2 * len(texts) < sound.seconds < whole + 0.2 * len(texts)


def test_speed_keeps_the_request_and_changes_the_length(google, voice):
    usual, slow = voice.speak(TEXT, "vi"), voice.speak(TEXT, "vi", 80)
    assert slow.seconds == pytest.approx(usual.seconds / 0.8, rel=0.01)
    assert google.asked == [(TEXT, "vi")] * 2


CODES = {
    "429": "refused", "403": "refused", "robot": "refused", "captcha": "refused", "500": "status", "html": "not_speech",
    "no audio": "not_speech", "bad base64": "not_speech", "bad json": "not_speech", "half": "cut", "damaged": "cut",
    "torn": "cut", "half of the frames": "cut", "most of the frames": "cut", "one word": "short", "silence": "silent",
    "noise floor": "silent", "endless": "long", "not mp3": "not_sound", "empty": "not_sound", "cut": "network",
    "too large": "too_large", "reset": "network",
}  # fmt: skip


def test_no_fault_is_left_out():
    assert set(CODES) == {*FAULTS, "reset"}


@pytest.mark.parametrize(("fault", "code"), CODES.items())
def test_a_bad_answer_is_refused_and_brings_a_pause(google, voice, clock, tmp_path, fault, code):
    google.fault = fault
    assert refusal(voice) == code
    first, _ = REFUSED if code == "refused" else FAILED
    clock.now += first - 1
    assert not voice.available()
    assert refusal(voice) == "paused"
    assert not Google(Breaker(tmp_path / "pause.json", clock)).available(), "a new worker obeys as well"
    assert len(google.asked) == 1, "not asked during the pause"
    google.fault = ""
    clock.now += 1
    assert voice.speak(TEXT, "vi").seconds > 1
    assert voice.available()


@pytest.mark.parametrize("fault", ["hang", "drip", "slow head"])
def test_a_slow_server_is_given_up_at_the_deadline(google, clock, tmp_path, fault):
    """The answer would take minutes; the test's own time limit is the proof that nobody waited for it."""
    google.fault = fault
    voice = Google(Breaker(tmp_path / "pause.json", clock), deadline=0.5)
    assert refusal(voice) == "deadline"
    assert not voice.available()


@pytest.mark.parametrize("fault", ["drip", "slow head"])
def test_what_is_given_up_is_hung_up(google, clock, tmp_path, fault):
    """A server that goes on dripping finds nobody at the other end, and the thread that waited for it has gone."""
    google.fault = fault
    voice = Google(Breaker(tmp_path / "pause.json", clock), deadline=0.5)
    refusal(voice)
    assert google.ended.wait(20)
    for thread in voice._abandoned:
        thread.join(20)
        assert not thread.is_alive()


def test_calls_that_cannot_be_cut_do_not_pile_up(google, clock, tmp_path, monkeypatch):
    """A name look-up hangs in the system: no hanging up helps there."""
    found = threading.Event()
    monkeypatch.setattr(google_module, "ask", lambda *_: found.wait(60))
    voice = Google(Breaker(tmp_path / "pause.json", clock), deadline=0.1)
    codes = []
    for _ in range(4):
        codes.append(refusal(voice))
        clock.now += FAILED[1]
    found.set()
    assert codes == ["deadline", "deadline", "paused", "paused"]


def test_an_unknown_authority_is_refused(google, voice, tmp_path, monkeypatch):
    other, _, _ = certificates(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(other))
    assert refusal(voice) == "certificate"
    assert google.asked == []


def test_a_certificate_for_another_host_is_refused(google, voice, tmp_path, monkeypatch):
    authority, certificate, key = certificates(tmp_path, "translate.example")
    impostor = StandIn(certificate, key)
    try:
        monkeypatch.setenv("https_proxy", impostor.proxy)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority))
        assert refusal(voice) == "certificate"
    finally:
        impostor.close()
    assert impostor.asked == []


def test_no_network(voice, monkeypatch):
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    assert refusal(voice) == "network"


@pytest.mark.parametrize("fault", ["", "robot", "captcha", "html", "reset"])
def test_nobody_else_is_spoken_to(google, voice, monkeypatch, fault):
    """Every connection of this process goes to the proxy, and through it to the one host (the fixture looks)."""
    real, reached = socket.socket.connect, []

    def connect(self, address):
        reached.append(address)
        return real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
    google.fault = fault
    if fault:
        refusal(voice)
    else:
        voice.speak(TEXT, "vi")
    assert reached == [("127.0.0.1", google.port)]


@pytest.mark.parametrize(
    ("text", "lang", "code"), [("", "vi", "text"), (" ", "vi", "text"), ("xin chào", "xx", "language")]
)
def test_an_order_nobody_can_fill_says_nothing_about_google(google, voice, text, lang, code):
    with pytest.raises(VoiceError) as error:
        voice.speak(text, lang)
    assert error.value.code == code
    assert voice.available()
    assert google.asked == []
