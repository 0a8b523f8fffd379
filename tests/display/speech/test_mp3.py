"""The walk through an MP3's frames."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from display.speech import mp3
from tests.display.speech.sounds import FRAME, make_mp3, speech_mp3


@pytest.mark.parametrize("head", [b"", b"ID3\x04\0\0\0\0\x01\x02" + bytes(130)])
@pytest.mark.parametrize("tail", [b"", b"TAG" + bytes(125)])
def test_a_whole_mp3(head, tail):
    assert mp3.seconds(head + make_mp3(2.4) + tail) == pytest.approx(2.4)


def test_real_speech():
    sound = speech_mp3("đến quầy số hai.", "vi")
    assert mp3.seconds(sound) == pytest.approx(len(sound) / len(FRAME) * 0.024)


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
