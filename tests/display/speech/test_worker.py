"""The worker as a real process: orders in, clips out, whatever happens."""

import json
import os
import queue
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from display.speech.clips import ClipStore, Order
from display.speech.voices import Sound, VoiceError
from display.speech.worker import Lane, serve
from tests.display.speech.sounds import read_wav

KEY = bytes(range(32))
ROOT = Path(__file__).resolve().parents[3]
WAIT = 30
HALF = "đến quầy số hai."


class Worker:
    """`python -m display.speech` with a thread that collects what it answers."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "display.speech", "--folder", str(folder), "--gap", "0"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT,
            env={**os.environ, "MOISO_CLIP_KEY": KEY.hex(), **environment},
        )  # fmt: skip
        self.store = ClipStore(folder, KEY)
        self._answers: queue.Queue[dict[str, str] | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._answers.put(json.loads(line))
        self._answers.put(None)

    def write(self, data: bytes) -> None:
        assert self.process.stdin
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def ask(self, order: Order, **more: object) -> str:
        name = self.store.name(order)
        request = {"want": name, "engine": order.engine, "text": order.text, "lang": order.lang, **more}
        self.write(json.dumps(request).encode() + b"\n")
        return name

    def answer(self) -> dict[str, str] | None:
        return self._answers.get(timeout=WAIT)

    def end(self) -> int:
        assert self.process.stdin
        self.process.stdin.close()
        return self.process.wait(WAIT)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "clips"


@pytest.fixture
def worker(folder):
    worker = Worker(folder)
    yield worker
    if worker.process.poll() is None:
        worker.process.kill()
        worker.process.wait(WAIT)


@pytest.mark.parametrize("order", [Order("espeak", HALF, "vi"), Order("chime", "chime", "vi")])
def test_a_clip_is_made(worker, order):
    name = worker.ask(order)
    assert worker.answer() == {"made": name}
    assert len(read_wav(worker.store.path(name).read_bytes())[1]) > 1000
    before = worker.store.path(name).stat().st_mtime_ns
    worker.ask(order)
    assert worker.answer() == {"made": name}
    assert worker.store.path(name).stat().st_mtime_ns == before, "not made twice"


def test_orders_taken_before_the_end_are_still_made(worker):
    names = {worker.ask(Order("espeak", f"{HALF} {'một ' * n}", "vi")) for n in range(20)}
    assert worker.end() == 0
    assert {(worker.answer() or {})["made"] for _ in names} == names
    assert worker.answer() is None
    assert set(os.listdir(worker.store.folder)) == names


NAME = "0" * 32 + ".wav"
GARBAGE = {
    b"\n": {"error": "not_json"},
    b"\xff\xfe\n": {"error": "not_json"},
    b"[]\n": {"error": "no_name"},
    b"[" * 5000 + b"\n": {"error": "not_json"},
    b'{"want": 1}\n': {"error": "no_name"},
    b'{"want": "%b"}\n' % NAME.encode(): {"failed": NAME, "why": "engine"},
    b'{"want": "x", "engine": "rm", "text": "a", "lang": "vi"}\n': {"failed": "x", "why": "engine"},
    b'{"want": "x", "engine": "espeak", "text": "quay 15", "lang": "vi"}\n': {"failed": "x", "why": "text"},
    b'{"want": "x", "engine": "espeak", "text": "a \\ud800", "lang": "vi"}\n': {"failed": "x", "why": "text"},
    b'{"want": "../x.wav", "engine": "espeak", "text": "mot", "lang": "vi"}\n': {"failed": "../x.wav", "why": "name"},
    json.dumps({"want": NAME, "engine": "espeak", "text": "một", "lang": "vi"}).encode() + b"\n":
        {"failed": NAME, "why": "name"},
}  # fmt: skip


def test_garbage_is_answered_and_survived(worker):
    for line, answer in GARBAGE.items():
        worker.write(line)
        assert worker.answer() == answer
    name = worker.ask(Order("espeak", HALF, "vi"))
    assert worker.answer() == {"made": name}
    assert worker.end() == 0
    assert os.listdir(worker.store.folder) == [name]


def test_a_language_without_a_voice(worker):
    name = worker.ask(Order("espeak", "bonjour", "fr"))
    assert worker.answer() == {"failed": name, "why": "language"}


def test_it_ends_when_the_server_goes(worker):
    assert worker.end() == 0
    assert worker.answer() is None


@pytest.mark.parametrize("key", ["", "zz", "abcd"])
def test_without_a_good_key_it_does_not_start(folder, key):
    worker = Worker(folder, MOISO_CLIP_KEY=key)
    assert worker.process.wait(WAIT) == 2


def test_killed_in_the_middle_it_leaves_only_whole_clips(folder):
    for _ in range(3):
        worker = Worker(folder)
        for n in range(200):
            worker.ask(Order("espeak", f"{HALF} {'một hai ' * (n % 30)} {'ba ' * (n // 30)}", "vi"))
        made = worker.answer()
        worker.process.kill()
        worker.process.wait(WAIT)
        assert made
        clips = [path for path in folder.iterdir() if path.suffix != ".part"]
        assert clips
        for clip in clips:
            rate, samples = read_wav(clip.read_bytes())
            assert (rate, clip.stat().st_size) == (22_050, 44 + 2 * len(samples)), "header and length agree"
            assert max(map(abs, samples)) > 10_000


def test_the_offline_voice_never_waits_for_the_internet(google, folder):
    google.fault = "hang"
    worker = Worker(folder)
    try:
        worker.ask(Order("gtts", HALF, "vi"), urgent=True)
        name = worker.ask(Order("espeak", HALF, "vi"))
        assert worker.answer() == {"made": name}, "first, though asked last"
    finally:
        worker.process.kill()
        worker.process.wait(WAIT)


def test_an_online_clip(google, folder):
    worker = Worker(folder)
    name = worker.ask(Order("gtts", HALF, "vi"))
    assert worker.answer() == {"made": name}
    google.fault = "429"
    failed = worker.ask(Order("gtts", "đến quầy số ba.", "vi"))
    assert worker.answer() == {"failed": failed, "why": "refused"}
    again = worker.ask(Order("gtts", "đến quầy số tư.", "vi"))
    assert worker.answer() == {"failed": again, "why": "unavailable"}
    assert worker.end() == 0
    assert os.listdir(folder) == [name]
    assert len(google.asked) == 2


class Slow:
    """A voice that waits until it may speak, and notes what it said."""

    name = "espeak"
    version = "1"

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.go = threading.Event()
        self.said: list[str] = []

    def available(self) -> bool:
        return True

    def speak(self, text: str, lang: str) -> Sound:
        self.begun.set()
        assert self.go.wait(WAIT)
        self.said.append(text)
        if text == "hỏng":
            raise VoiceError("engine")
        if text == "lạ":
            raise RuntimeError("a bug in an engine")
        return Sound(text.encode(), "wav")


def test_urgent_orders_overtake_and_failures_stop_nothing(folder):
    store, voice = ClipStore(folder, KEY), Slow()
    answers: queue.Queue[dict[str, str]] = queue.Queue()
    lane = Lane({"espeak": lambda: voice}, store, answers.put)

    def put(text: str, urgent: bool) -> None:
        order = Order("espeak", text, "vi")
        lane.put(store.name(order), order, urgent)

    put("đầu", False)
    assert voice.begun.wait(WAIT)
    for text, urgent in (("hỏng", False), ("lạ", False), ("cuối", False), ("gấp", True), ("gấp nữa", True)):
        put(text, urgent)
    lane.finish()
    voice.go.set()
    results = ["made" if "made" in answers.get(timeout=WAIT) else "failed" for _ in range(6)]
    assert voice.said == ["đầu", "gấp", "gấp nữa", "hỏng", "lạ", "cuối"]
    assert results == ["made", "made", "made", "failed", "failed", "made"]


def test_a_full_disk_is_told(folder, monkeypatch):
    store = ClipStore(folder, KEY)
    order = Order("chime", "chime", "vi")
    request = {"want": store.name(order), "engine": "chime", "text": "chime", "lang": "vi"}

    def full(*_):
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    answers: list[dict[str, str]] = []
    serve([json.dumps(request).encode()], answers.append, store, 0.0)
    assert answers == [{"failed": request["want"], "why": "disk"}]
    assert os.listdir(folder) == []
