"""From an engine's file to a finished clip: decoding, trimming, and the loudness of every clip there is."""

import contextlib
import io

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from display.speech.engines.chime import Chime
from display.speech.engines.espeak import Espeak
from display.speech.manner import standard
from display.speech.phrases import Series, bank
from display.speech.treatment import LARGEST, LONGEST, MARGIN, Take, decode, finish, join, to_wav, trim
from display.speech.voices import VoiceError
from tests.display.speech import meter
from tests.display.speech.sounds import make_mp3, speech_mp3, spoken

RATE = 24_000


def tone(seconds: float, strength: float = 0.3, hertz: float = 300.0) -> np.ndarray:
    return strength * np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE)


def quiet(seconds: float) -> np.ndarray:
    return np.zeros(round(seconds * RATE))


def file(samples: np.ndarray, **kind: str) -> bytes:
    out = io.BytesIO()
    soundfile.write(out, samples, RATE, **kind)
    return out.getvalue()


def sample() -> list[tuple[str, str]]:
    """Sixty pieces: every kind there is in the bank of a middling centre, and single words."""
    pieces = [(piece.text, tongue.lang) for tongue, piece in bank(standard(), [Series("A", 1, 999, 3)], range(1, 13))]
    words = [("một", "vi"), ("tư", "vi"), ("a", "vi"), ("hát", "vi"), ("one", "en"), ("double u", "en")]
    return [*words, *pieces[:60:2], *pieces[60 :: (len(pieces) - 60) // 24][:24]]


def test_every_clip_and_the_chime_have_one_loudness():
    """Measured by other means than the product's own; the bounds are the product's promise."""
    pieces = sample()
    assert len(pieces) == 60
    voice = Espeak()
    clips = {text: voice.speak(text, lang) for text, lang in pieces} | {"chime": Chime().speak("chime", "vi")}
    wrong = {}
    for text, sound in clips.items():
        samples, rate = soundfile.read(io.BytesIO(sound.data))
        lufs, peak, edges = meter.lufs(samples, rate), meter.peak(samples), meter.silence(samples, rate)
        if abs(lufs + 16) > 0.5 or peak > -1.5 or max(edges) > 0.03:
            wrong[text] = (lufs, peak, edges)
    assert wrong == {}


@pytest.mark.parametrize("strength", [0.01, 0.1, 1.0])
def test_a_faint_take_becomes_as_loud_as_a_strong_one(strength):
    sound = finish(Take(spoken("đến quầy số mười lăm.", "vi") * strength, 22_050))
    samples, rate = soundfile.read(io.BytesIO(sound.data))
    assert meter.lufs(samples, rate) == pytest.approx(-16, abs=0.5)


def test_the_same_take_gives_the_same_bytes():
    data = speech_mp3("đến quầy số hai.", "vi")
    assert finish(decode(data)) == finish(decode(data))


def test_speed():
    take = decode(speech_mp3("đến quầy số hai.", "vi"))
    usual = finish(take)
    assert finish(take, 80).seconds == pytest.approx(usual.seconds / 0.8, abs=0.01)
    assert decode(finish(take, 80).data).seconds == pytest.approx(finish(take, 80).seconds)


def test_trim_keeps_a_margin_and_makes_one():
    expected = 1.0 + 2 * MARGIN
    for take in (Take(np.concatenate([quiet(1), tone(1), quiet(1)]), RATE), Take(tone(1), RATE)):
        trimmed = trim(take)
        assert trimmed.seconds == pytest.approx(expected, abs=0.011)
        assert trimmed.samples[0] == trimmed.samples[-1] == 0
        assert np.square(trimmed.samples).sum() == pytest.approx(np.square(tone(1)).sum(), rel=0.01)


def test_trim_takes_noise_and_a_shift_for_silence():
    noise = np.random.default_rng(1).normal(0, 0.0005, 3 * RATE)
    take = Take(np.concatenate([quiet(1), tone(1), quiet(1)]) + noise + 0.05, RATE)
    assert trim(take).seconds == pytest.approx(1 + 2 * MARGIN, abs=0.011)


def test_nothing_to_trim():
    for samples in (quiet(1), quiet(1) + 0.5):
        with pytest.raises(VoiceError) as error:
            trim(Take(samples, RATE))
        assert error.value.code == "silent"


@settings(deadline=None, max_examples=40)
@given(st.lists(st.floats(-1, 1), min_size=1, max_size=3000))
def test_whatever_comes_in_no_peak_goes_out(values):
    with contextlib.suppress(VoiceError):
        samples, _ = soundfile.read(io.BytesIO(finish(Take(np.array(values), RATE)).data))
        assert np.abs(samples).max() <= 10 ** (-1.5 / 20)


@pytest.mark.parametrize(
    "kind",
    [{"format": "WAV", "subtype": "PCM_16"}, {"format": "WAV", "subtype": "FLOAT"},
     {"format": "WAV", "subtype": "PCM_24"}, {"format": "FLAC"}, {"format": "OGG"}, {"format": "MP3"}],
)  # fmt: skip
def test_decode_reads_what_people_bring(kind):
    take = decode(file(np.stack([tone(1), 0.5 * tone(1)], axis=1), **kind))
    assert take.rate == RATE
    assert take.seconds == pytest.approx(1, abs=0.1)
    assert np.sqrt(np.mean(take.samples**2)) == pytest.approx(0.75 * 0.3 / np.sqrt(2), rel=0.1), "both channels"


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "not_sound"), (b"<!doctype html>", "not_sound"), (b"RIFF" + bytes(4000), "not_sound"),
     (bytes(10_000), "not_sound"), (file(quiet(0), format="WAV"), "not_sound"),
     (file(np.full(100, np.nan), format="WAV", subtype="FLOAT"), "not_sound"),
     (file(quiet(LONGEST + 1), format="FLAC"), "long"), (make_mp3(LONGEST + 1), "long"),
     (speech_mp3("đến quầy số hai.", "vi")[:-50], "cut")],
    ids=["empty", "page", "riff", "zeros", "no samples", "no numbers", "long", "long mp3", "cut in a frame"],
)  # fmt: skip
def test_decode_refuses(data, code):
    with pytest.raises(VoiceError) as error:
        decode(data, whole=True)
    assert error.value.code == code


def test_peoples_mp3_files_end_in_all_sorts_of_tags():
    sound = speech_mp3("đến quầy số hai.", "vi")
    assert decode(sound + b"APETAGEX" + bytes(50)).seconds == pytest.approx(decode(sound).seconds, abs=0.1)
    assert decode(sound[:-50]).seconds == pytest.approx(decode(sound).seconds, abs=0.1)


def test_damage_in_the_middle_of_an_mp3_is_seen():
    sound = bytearray(speech_mp3("đến quầy số hai.", "vi"))
    sound[192 * 10 : 192 * 12] = bytes(192 * 2)
    with pytest.raises(VoiceError) as error:
        decode(bytes(sound), whole=True)
    assert error.value.code == "cut"


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=300), st.sampled_from([b"", b"RIFF", b"fLaC", b"OggS", b"ID3\x03", b"\xff\xf3\x84\xc4"]))
def test_any_bytes_end_in_an_answer(data, head):
    with contextlib.suppress(VoiceError):
        assert decode(head + data).seconds > 0


def test_join():
    one, two = Take(np.concatenate([quiet(0.5), tone(1), quiet(0.5)]), RATE), Take(tone(0.5), RATE)
    assert join([one], 0.1) is one
    assert join([one, two], 0.1).seconds == pytest.approx(1 + 0.5 + 0.1 + 4 * MARGIN, abs=0.03)
    with pytest.raises(VoiceError):
        join([one, Take(tone(1), 22_050)], 0.1)


def test_a_wav_is_16_bits_and_one_channel():
    data = to_wav(np.array([0.0, 1.0, -1.0, 2.0]), RATE)
    info = soundfile.info(io.BytesIO(data))
    assert (info.samplerate, info.channels, info.subtype, info.format) == (RATE, 1, "PCM_16", "WAV")
    assert soundfile.read(io.BytesIO(data), dtype="int16")[0].tolist() == [0, 32_767, -32_767, 32_767]


def a_wav(channels: int, rate: int = 48_000, seconds: float = 0.1) -> bytes:
    out = io.BytesIO()
    sound = np.tile(np.sin(np.arange(round(seconds * rate)) / 20)[:, None] / 2, channels)
    soundfile.write(out, sound, rate, format="WAV", subtype="PCM_16")
    return out.getvalue()


@pytest.mark.parametrize(("channels", "rate"), [(3, 48_000), (64, 8_000), (1, 192_000)])
def test_more_channels_or_samples_than_any_recorder_has_are_refused(channels, rate):
    with pytest.raises(VoiceError, match="not_sound"):
        decode(a_wav(channels, rate))


def test_two_channels_become_one_over_all_blocks():
    one, two = (decode(a_wav(channels, seconds=2.5)) for channels in (1, 2))
    assert one.rate == two.rate == 48_000
    assert np.array_equal(one.samples, two.samples)
    assert one.seconds == pytest.approx(2.5)


def test_a_file_that_is_too_large_is_not_even_opened():
    with pytest.raises(VoiceError, match="too_large"):
        decode(b"RIFF" + bytes(LARGEST))


def test_a_long_file_is_left_before_it_fills_the_memory(monkeypatch):
    monkeypatch.setattr("display.speech.treatment.LONGEST", 1.0)
    with pytest.raises(VoiceError, match="long"):
        decode(a_wav(1, seconds=3.0))
