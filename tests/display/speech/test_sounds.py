"""WAV files, the chime, and the walk through an MP3's frames."""

import contextlib
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from display.speech import mp3
from display.speech.chime import SECONDS, Chime
from display.speech.wave_file import FULL_SCALE, MARGIN, PEAK, POWER, RATE, level, to_wav, trim
from tests.display.speech.sounds import FRAME, make_mp3, read_wav


def test_the_chime():
    sound = Chime().speak("chime", "vi")
    rate, samples = read_wav(sound.data)
    assert sound.kind == "wav"
    assert rate == RATE
    assert len(samples) == round(SECONDS * RATE)
    assert abs(samples[0]) < 50, "begins softly"
    assert abs(samples[-1]) < 50, "ends at rest"
    blocks = [max(map(abs, samples[i : i + RATE // 10])) for i in range(0, len(samples) - RATE // 10, RATE // 10)]
    assert max(blocks) > 5_000
    assert blocks[-1] < max(blocks) / 4, "dies away"
    assert sound == Chime().speak("chime", "vi")


def test_level_stops_at_the_peak_or_at_the_power():
    spike = [0.0] * 999 + [0.5]
    assert max(level(spike)) == int(FULL_SCALE * PEAK)
    tone = [math.sin(i / 5) for i in range(RATE)]
    power = math.sqrt(sum(s * s for s in level(tone)) / RATE)
    assert power == pytest.approx(FULL_SCALE * POWER, rel=0.01)


@settings(deadline=None)
@given(st.lists(st.integers(-32_768, 32_767), min_size=1, max_size=400))
def test_level_never_clips(samples):
    if any(samples):
        assert max(map(abs, level(samples))) <= round(FULL_SCALE * PEAK)
    else:
        with pytest.raises(ValueError, match="silence"):
            level(samples)


def test_trim_keeps_a_margin():
    silence, tone = [0] * RATE, [1000] * 100
    assert trim(silence + tone + silence) == [0] * MARGIN + tone + [0] * MARGIN
    assert list(trim(silence)) == []


def test_wav_keeps_the_samples():
    assert list(read_wav(to_wav([1, -2, 32_767]))[1]) == [1, -2, 32_767]


@pytest.mark.parametrize("head", [b"", b"ID3\x04\0\0\0\0\x01\x02" + bytes(130)])
@pytest.mark.parametrize("tail", [b"", b"TAG" + bytes(125)])
def test_a_whole_mp3(head, tail):
    assert mp3.seconds(head + make_mp3(2.4) + tail) == pytest.approx(2.4)


def test_other_frames():
    mpeg1 = bytes.fromhex("fffb9000") + bytes(413)  # 128 kbit/s, 44,100 Hz: 417 bytes, 1,152 samples
    assert mp3.seconds(mpeg1 * 10) == pytest.approx(11_520 / 44_100)


@pytest.mark.parametrize(
    "data",
    [b"", b"ID3", b"<!doctype html><title>Sorry</title>", FRAME[:-1], FRAME * 3 + b"\xff", bytes(1000),
     b"TAG" + bytes(125), FRAME + bytes.fromhex("fff304c4") + bytes(200),
     FRAME + bytes.fromhex("ffeb84c4") + bytes(200)],
)  # fmt: skip
def test_no_whole_mp3(data):
    with pytest.raises(mp3.NotMp3):
        mp3.seconds(data)


@settings(deadline=None)
@given(st.integers(1, len(FRAME) * 20 - 1))
def test_a_cut_is_seen_unless_it_falls_between_frames(cut):
    data = (FRAME * 20)[:cut]
    if cut % len(FRAME):
        with pytest.raises(mp3.NotMp3):
            mp3.seconds(data)
    else:
        assert mp3.seconds(data) == pytest.approx(cut / len(FRAME) * 0.024)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_end_in_an_answer(data):
    with contextlib.suppress(mp3.NotMp3):
        assert mp3.seconds(data) > 0
