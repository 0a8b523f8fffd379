"""The judge by itself: clips of the offline voice, laid one after another as a page would, and spoilt in many ways."""

import io
import wave
from pathlib import Path

import numpy as np
import pytest
from scipy.signal import resample_poly

from display.speech.engines.espeak import Espeak
from tests.ear.capture import RATE, Samples
from tests.ear.finding import Clip, read_clips
from tests.ear.judge import Verdict, judge

WORDS = {
    "head": "Mời công dân có số thứ tự a",
    "051": "không năm mốt",
    "054": "không năm tư",
    "501": "năm không một",
    "five": "đến quầy số năm",
    "fifteen": "đến quầy số mười lăm",
    "fifty": "đến quầy số năm mươi",
    "again": "Xin mời lần hai công dân có số thứ tự a",
}
SENTENCE = ["head", "051", "five", "head", "054", "fifteen"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clips")
    espeak = Espeak()
    for name, words in WORDS.items():
        (folder / name).write_bytes(espeak.speak(words, "vi").data)
    return folder


@pytest.fixture(scope="module")
def clips(folder: Path) -> dict[str, Clip]:
    return read_clips({name: folder / name for name in WORDS})


def at_card(folder: Path, name: str) -> Samples:
    """A clip as the card plays it."""
    with wave.open(io.BytesIO((folder / name).read_bytes())) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32) / 32768
        return np.asarray(0.8 * resample_poly(samples, RATE, file.getframerate()), np.float32)


def played(folder: Path, names: list[str], gap: float = 0.015) -> Samples:
    """What a capture of these clips looks like: other rate, other loudness, a little noise of the card."""
    silence = np.zeros(round(gap * RATE), np.float32)
    parts = [np.zeros(RATE, np.float32)]
    for name in names:
        parts += [at_card(folder, name), silence]
    capture = np.concatenate([*parts, np.zeros(RATE // 2, np.float32)])
    noise = np.random.default_rng(1).normal(0, 1e-4, len(capture))
    return np.asarray(capture + noise, np.float32)


def test_what_was_said_is_proven(folder: Path, clips: dict[str, Clip]) -> None:
    verdict = judge(played(folder, SENTENCE), clips, SENTENCE)
    assert verdict.mistakes == ()
    assert [one.name for one in verdict.heard] == SENTENCE
    assert verdict.glitches == 0
    ends = [one.end for one in verdict.heard]
    gaps = [later.at - end for later, end in zip(verdict.heard[1:], ends, strict=False)]
    assert gaps == pytest.approx([0.015] * 5, abs=0.001)


@pytest.mark.parametrize(
    "said",
    [
        ["head", "054", "five", "head", "054", "fifteen"],  # another ticket
        ["head", "501", "five", "head", "054", "fifteen"],  # another ticket, the same words
        ["head", "051", "fifteen", "head", "054", "fifteen"],  # 15 for 5
        ["head", "051", "five", "head", "054", "five"],  # 5 for 15
        ["head", "051", "fifty", "head", "054", "fifteen"],
        ["again", "051", "five", "head", "054", "fifteen"],
        ["head", "five", "051", "head", "054", "fifteen"],  # another order
        ["head", "054", "fifteen", "head", "051", "five"],
        ["head", "051", "head", "054", "fifteen"],  # no counter
        ["head", "051", "five"],
        ["head", "051", "five", "head", "051", "five", "head", "054", "fifteen"],  # twice
        [],
    ],
)
def test_what_was_not_said_is_refuted(folder: Path, clips: dict[str, Clip], said: list[str]) -> None:
    verdict = judge(played(folder, said), clips, SENTENCE)
    assert verdict.mistakes
    assert [one.name for one in verdict.heard] == said  # it knows what it was instead
    assert judge(played(folder, said), clips, said).mistakes == ()


def spoil(capture: Samples, kind: str) -> Samples:
    spoilt = capture.copy()
    third = round(RATE * 1.2)
    if kind == "cut":
        spoilt[-round(RATE * 1.1) :] = 0
    elif kind == "silent":
        spoilt[:] = 0
    elif kind == "overlap":
        spoilt[third:] += capture[:-third]
    elif kind == "stranger":
        spoilt[: RATE // 2] = 0.2 * np.sin(np.arange(RATE // 2) / 20)
    elif kind == "faster":
        spoilt = np.asarray(resample_poly(capture, 9, 10), np.float32)
    return spoilt


@pytest.mark.parametrize("kind", ["cut", "silent", "overlap", "stranger", "faster"])
def test_what_cannot_be_understood_is_refuted(folder: Path, clips: dict[str, Clip], kind: str) -> None:
    assert judge(spoil(played(folder, SENTENCE), kind), clips, SENTENCE).mistakes


def holes(capture: Samples, clips: dict[str, Clip], seconds: float, lost: bool) -> Verdict:
    """The verdict when buffers are lost (what follows is early) or late (silence, what follows is late)."""
    parts, at = [], 0
    for place in range(2 * RATE, len(capture), 3 * RATE):
        parts.append(capture[at:place])
        at = place + (round(seconds * RATE) if lost else 0)
        parts.append(np.zeros(0 if lost else round(seconds * RATE), np.float32))
    return judge(np.concatenate([*parts, capture[at:]]), clips, SENTENCE)


@pytest.mark.parametrize("lost", [True, False])
@pytest.mark.parametrize("seconds", [0.01, 0.04])
def test_holes_of_a_loaded_machine_are_forgiven_and_counted(
    folder: Path, clips: dict[str, Clip], seconds: float, lost: bool
) -> None:
    verdict = holes(played(folder, SENTENCE), clips, seconds, lost)
    assert verdict.mistakes == ()
    assert verdict.glitches > 0
