"""The offline voice really speaks."""

import ctypes
import string

import espeakng_loader
import pytest

from display.speech.engines.espeak import RATE, Espeak
from display.speech.phrases import EN_LETTERS, VI_LETTERS
from display.speech.voices import VoiceError
from tests.display.speech.sounds import read_wav


@pytest.mark.parametrize(
    ("text", "lang"),
    [("Mời công dân có số thứ tự, a,", "vi"), ("không hai năm,", "vi"), ("đến quầy số mười lăm.", "vi"),
     ("Ticket number ay,", "en"), ("zero two five.", "en"), ("Please proceed to counter number fifteen.", "en")],
)  # fmt: skip
def test_a_piece_is_spoken(text, lang):
    voice = Espeak()
    assert voice.available()
    sound = voice.speak(text, lang)
    rate, samples = read_wav(sound.data)
    assert rate == RATE
    assert sound.seconds == pytest.approx(len(samples) / RATE)
    assert 0.045 * len(text) < sound.seconds < 0.25 * len(text)
    assert max(map(abs, samples)) > 15_000
    assert max(map(abs, samples[: RATE // 200])) < 50, "begins with a little silence"


def test_the_same_text_gives_the_same_bytes_whatever_was_said_before():
    voice = Espeak()
    text = "đến quầy số hai."
    first = voice.speak(text, "vi")
    voice.speak("Please proceed to counter number two.", "en", 125)
    assert voice.speak(text, "vi") == first == Espeak().speak(text, "vi")


def test_different_words_sound_different():
    voice = Espeak()
    numbers = ["một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"]
    assert len({voice.speak(f"đến quầy số {number}.", "vi").data for number in numbers}) == 10


def test_more_words_take_longer():
    voice = Espeak()
    assert voice.speak("một hai ba bốn", "vi").seconds > 2 * voice.speak("một", "vi").seconds


def test_speed():
    voice, text = Espeak(), "Mời công dân đánh giá mức độ hài lòng tại quầy số hai."
    slow, usual, fast = (voice.speak(text, "vi", speed).seconds for speed in (70, 100, 130))
    assert 1.2 < slow / usual < 1.6
    assert 0.6 < fast / usual < 0.9
    assert voice.speak(text, "vi", 1).seconds == slow, "no slower than the slowest"
    assert voice.speak(text, "vi", 900).seconds == fast


def test_an_unknown_language_and_silence():
    with pytest.raises(VoiceError) as refused:
        Espeak().speak("bonjour", "fr")
    assert refused.value.code == "language"
    with pytest.raises(VoiceError) as silent:
        Espeak().speak(" ", "vi")
    assert silent.value.code == "silent"


def test_without_the_library(monkeypatch):
    monkeypatch.setattr(espeakng_loader, "get_library_path", lambda: "/nowhere/libespeak-ng.so")
    with pytest.raises(VoiceError) as error:
        Espeak().speak("một", "vi")
    assert error.value.code == "unavailable"


@pytest.fixture
def phonemes():
    """Text as the engine's phonemes, in IPA."""
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    library.espeak_Initialize(2, 0, espeakng_loader.get_data_path().encode(), 0x8000)
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p

    def of(text: str, voice: bytes) -> str:
        library.espeak_SetVoiceByName(voice)
        rest = ctypes.c_char_p(text.encode())
        return bytes(library.espeak_TextToPhonemes(ctypes.byref(rest), 1, 2)).decode()

    yield of
    library.espeak_Terminate()


@pytest.mark.parametrize("letter", string.ascii_uppercase)
def test_an_english_letters_spelling_has_the_letters_own_sound(phonemes, letter):
    def plain(text: str) -> str:
        return str(phonemes(text, b"en")).translate(str.maketrans("", "", " ˈˌ"))

    assert plain(EN_LETTERS[letter]) == plain(letter)


def test_spelled_letters_sound_apart_but_for_the_known_homophones(phonemes):
    heard: dict[str, set[str]] = {}
    for letter, name in VI_LETTERS.items():
        heard.setdefault(phonemes(name, b"vi").replace("ˈ", ""), set()).add(letter)
    assert {frozenset(letters) for letters in heard.values() if len(letters) > 1} == {frozenset("DG")}
