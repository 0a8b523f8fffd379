"""The offline voice really speaks."""

import ctypes
import string

import espeakng_loader
import pytest

from display.speech.espeak import Espeak
from display.speech.phrases import EN_LETTERS, VI_LETTERS, call_parts
from display.speech.voices import VoiceError
from display.speech.wave_file import RATE
from tests.display.speech.sounds import read_wav


def length(data: bytes) -> float:
    return len(read_wav(data)[1]) / RATE


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_call_is_spoken(lang):
    voice = Espeak()
    assert voice.available()
    for half in call_parts("A025", 15, lang):
        sound = voice.speak(half, lang)
        rate, samples = read_wav(sound.data)
        assert (sound.kind, rate) == ("wav", RATE)
        assert 0.045 * len(half) < length(sound.data) < 0.25 * len(half)
        assert max(map(abs, samples)) > 15_000
        assert max(map(abs, samples)) < 32_000
        assert max(map(abs, samples[: RATE // 100])) < 3_000, "begins with a little silence"


def test_the_same_text_gives_the_same_bytes_whatever_was_said_before():
    voice = Espeak()
    text = "đến quầy số hai."
    first = voice.speak(text, "vi")
    voice.speak("Please proceed to counter number two.", "en")
    assert voice.speak(text, "vi") == first == Espeak().speak(text, "vi")


def test_different_numbers_sound_different():
    voice = Espeak()
    clips = {voice.speak(call_parts(f"A{n:03}", n, "vi").counter, "vi").data for n in range(1, 31)}
    assert len(clips) == 30


def test_more_words_take_longer():
    voice = Espeak()
    assert length(voice.speak("một hai ba bốn", "vi").data) > 2 * length(voice.speak("một", "vi").data)


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
