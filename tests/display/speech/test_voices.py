"""Marks: what goes into a clip's name, and what the server may load to know it."""

import os
import subprocess
import sys

import pytest

from display.speech.voices import CHIME, ESPEAK, GOOGLE, MARKS, PIPER, RECORDED, VoiceError, mark_of, model, stamp


def test_the_marks():
    assert set(MARKS) == {"espeak", "gtts", "piper", "recorded", "chime"}
    assert [mark.engine for mark in MARKS.values() if mark.online] == ["gtts"]
    assert len({(mark.engine, mark.version) for mark in MARKS.values()}) == 5
    assert mark_of("espeak") == ESPEAK
    assert mark_of("gtts") == GOOGLE
    assert mark_of("chime") == CHIME
    with pytest.raises(KeyError):
        mark_of("festival")


def test_a_voice_file_is_part_of_the_mark():
    one, other = mark_of("piper", "0123"), mark_of("piper", "4567")
    assert len({one.version, other.version, PIPER.version}) == 3
    assert one.engine == "piper"
    assert mark_of("recorded", "0123").version != RECORDED.version


def test_a_stamp_changes_with_the_file(tmp_path):
    voice = model(tmp_path, "vi")
    assert voice == tmp_path / "vi.onnx"
    assert stamp(voice) == ""
    voice.write_bytes(b"abc")
    os.utime(voice, ns=(5, 5))
    first = stamp(voice)
    assert stamp(voice) == first
    os.utime(voice, ns=(5, 6))
    later = stamp(voice)
    voice.write_bytes(b"abcd")
    os.utime(voice, ns=(5, 5))
    longer = stamp(voice)
    other = tmp_path / "en.onnx"
    voice.rename(other)
    assert len({first, later, longer, stamp(other)}) == 4
    assert len(first) == 16


def test_an_error_says_its_code():
    error = VoiceError("refused", "429")
    assert (error.code, str(error)) == ("refused", "refused: 429")
    assert str(VoiceError("silent")) == "silent"


def test_the_server_loads_nothing_heavy_with_it():
    heavy = {"numpy", "scipy", "soundfile", "pyloudnorm", "gtts", "requests", "espeakng_loader"}
    script = f"import sys, display.speech.voices, display.speech.breaker; print({heavy} & set(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, timeout=60)
    assert loaded.stdout == "set()\n"
