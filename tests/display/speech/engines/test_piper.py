"""The optional voice piper, against a program that behaves like it, and one that does not."""

import os
import sys
import tempfile
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from display.speech.engines import piper as piper_module
from display.speech.engines.piper import Piper, program
from display.speech.treatment import decode
from display.speech.voices import VoiceError
from tests.display.speech import meter
from tests.waiting import eventually

COMMAND = [sys.executable, str(Path(__file__).with_name("piper_stand_in.py"))]
TEXT = "Mời công dân có số thứ tự, a, không hai năm,"


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    """Nothing may be left behind here."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


@pytest.fixture
def voices(tmp_path):
    folder = tmp_path / "voices"
    folder.mkdir()
    give(folder, "vi")
    return folder


def give(folder: Path, lang: str, misdeed: str = "", description: str = '{"inference": {"length_scale": 1.0}}') -> None:
    (folder / f"{lang}.onnx").write_text(misdeed)
    (folder / f"{lang}.onnx.json").write_text(description)


def refusal(voice: Piper, lang: str = "vi", text: str = TEXT) -> str:
    with pytest.raises(VoiceError) as error:
        voice.speak(text, lang)
    return error.value.code


def test_it_speaks(voices):
    voice = Piper(voices, COMMAND)
    assert voice.available()
    assert voice.can("vi")
    sound = voice.speak(TEXT, "vi")
    take = decode(sound.data)
    assert meter.lufs(take.samples, take.rate) == pytest.approx(-16, abs=0.5)
    assert meter.peak(take.samples) <= -1.5
    assert sound.seconds == pytest.approx(take.seconds)
    assert (voices / "heard.txt").read_text() == TEXT


@pytest.mark.parametrize("text", ["--output-raw", "-m x", "; rm *", "một\nhai", '"$(id)"'])
def test_a_text_is_never_a_command(voices, text):
    Piper(voices, COMMAND).speak(text, "vi")
    assert (voices / "heard.txt").read_text() == " ".join(text.split())


def test_speed(voices):
    voice = Piper(voices, COMMAND)
    usual = voice.speak(TEXT, "vi").seconds
    assert voice.speak(TEXT, "vi", 80).seconds == pytest.approx(usual / 0.8, rel=0.06)
    assert voice.speak(TEXT, "vi", 125).seconds == pytest.approx(usual / 1.25, rel=0.06)


def test_the_voices_own_pace_is_100_percent(voices):
    usual = Piper(voices, COMMAND).speak(TEXT, "vi").seconds
    give(voices, "vi", description='{"inference": {"length_scale": 1.5}}')
    assert Piper(voices, COMMAND).speak(TEXT, "vi").seconds == pytest.approx(1.5 * usual, rel=0.06)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"inference": {"length_scale": "slow"}}', '{"inference": {"length_scale": 0}}']
)
def test_a_strange_description_is_no_hindrance(voices, text):
    usual = Piper(voices, COMMAND).speak(TEXT, "vi")
    give(voices, "vi", description=text)
    assert Piper(voices, COMMAND).speak(TEXT, "vi") == usual


def test_only_with_program_and_model(voices, monkeypatch, tmp_path):
    assert not Piper(voices, COMMAND).can("en")
    assert refusal(Piper(voices, COMMAND), "en") == "unavailable"
    (voices / "vi.onnx.json").unlink()
    assert not Piper(voices, COMMAND).available()
    assert not Piper(tmp_path / "nowhere", COMMAND).available()
    monkeypatch.setattr(piper_module, "program", lambda: None)
    give(voices, "vi")
    assert not Piper(voices).available()
    assert refusal(Piper(voices)) == "unavailable"


def test_which_program(monkeypatch, tmp_path):
    monkeypatch.setattr(piper_module, "find_spec", lambda _: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert program() is None
    (tmp_path / "piper").write_text("#!/bin/sh\n")
    (tmp_path / "piper").chmod(0o755)
    assert program() == [str(tmp_path / "piper")]
    monkeypatch.setattr(piper_module, "find_spec", lambda name: ModuleSpec(name, None))
    assert program() == [sys.executable, "-m", "piper"]


@pytest.mark.parametrize(
    ("misdeed", "code"),
    [("fail", "engine"), ("garbage", "not_sound"), ("nothing", "not_speech"), ("silence", "silent"), ("half", "cut"),
     ("one word", "short")],
)  # fmt: skip
def test_a_program_that_goes_wrong(voices, misdeed, code):
    give(voices, "vi", misdeed)
    assert refusal(Piper(voices, COMMAND)) == code


def test_a_program_that_hangs_is_ended_with_its_children(voices):
    give(voices, "vi", "hang")
    pids = voices / "pids.txt"
    for deadline in (2.0, 10.0, 50.0):  # on a busy machine the program may not even have begun
        assert refusal(Piper(voices, COMMAND, deadline)) == "deadline"
        if pids.exists():
            break
    assert eventually(lambda: gone(int(pids.read_text())), "the end of the program's child")


def gone(pid: int) -> bool:
    """True if no such process runs any more; one that has ended and is not yet fetched counts as gone."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (ProcessLookupError, FileNotFoundError):
        return True


def test_a_program_that_cannot_be_started(voices, tmp_path):
    assert refusal(Piper(voices, [str(tmp_path / "no such program")])) == "unavailable"


def test_nothing_to_say(voices):
    assert refusal(Piper(voices, COMMAND), text=" \n ") == "text"
