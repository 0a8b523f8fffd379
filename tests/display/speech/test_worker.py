"""The worker as a real process: orders in, clips out, a bank made beside them, whatever happens."""

import json
import os
import queue
import random
import threading

import pytest

from display.speech.bank import Bank
from display.speech.choice import CHIME, OFFLINE
from display.speech.clips import NAME, ClipStore, Order
from display.speech.lanes import Lane
from display.speech.rank import Rank
from display.speech.voices import Sound, VoiceError
from tests.display.speech.halls import KEY, WAIT, Worker, manner, tongue
from tests.display.speech.sounds import read_wav
from tests.waiting import eventually

PIECE = "đến quầy số hai."


@pytest.fixture
def hire(tmp_path):
    """Starts workers below one folder; whoever is left is ended."""
    hired = []

    def make(**settings):
        hired.append(Worker(tmp_path, **settings))
        return hired[-1]

    yield make
    for worker in hired:
        worker.kill()


def clips(store):
    return sorted(path.name for path in store.folder.iterdir() if NAME.fullmatch(path.name))


def grows(store, more):
    """Waits for so many clips more."""
    goal = len(clips(store)) + more
    eventually(lambda: len(clips(store)) >= goal, "some clips")


def assert_whole(store):
    """Nothing half-written is to be seen, and every clip is a whole WAV file that is heard."""
    for name in clips(store):
        data = store.path(name).read_bytes()
        rate, samples = read_wav(data)
        assert rate in (22_050, 24_000)
        assert len(data) == 44 + 2 * len(samples), "header and length agree"
        assert max(map(abs, samples)) > 3_000


@pytest.mark.parametrize("order", [Order("espeak", PIECE, "vi"), Order("espeak", PIECE, "vi", 80), CHIME])
def test_a_clip_is_made(hire, order):
    worker = hire()
    name = worker.ask(order)
    assert worker.answer("made", "failed") == {"made": name}
    assert_whole(worker.store)
    before = worker.store.path(name).stat().st_mtime_ns
    worker.ask(order)
    assert worker.answer("made", "failed") == {"made": name}
    assert worker.store.path(name).stat().st_mtime_ns == before, "not made twice"


def test_speed_is_heard(hire):
    worker = hire()
    slow, fast = (worker.ask(Order("espeak", PIECE, "vi", speed)) for speed in (70, 130))
    assert {worker.answer("made")["made"] for _ in range(2)} == {slow, fast}
    assert worker.store.path(slow).stat().st_size > 1.4 * worker.store.path(fast).stat().st_size


def test_orders_taken_before_the_end_are_still_made(hire):
    worker = hire(grace=str(WAIT))
    names = {worker.ask(Order("espeak", f"{PIECE} {'một ' * n}", "vi")) for n in range(20)}
    assert worker.end() == 0
    assert {worker.answer("made")["made"] for _ in names} == names
    assert worker.answer("made", "failed") == {}
    assert set(clips(worker.store)) == names


NAMED = "0" * 32 + ".wav"
GARBAGE = {
    b"\n": {"error": "not_json"},
    b"\xff\xfe\n": {"error": "not_json"},
    b"[]\n": {"error": "no_name"},
    b"{}\n": {"error": "no_name"},
    b"[" * 5000 + b"\n": {"error": "not_json"},
    b'{"want": 1}\n': {"error": "no_name"},
    b'{"plan": {"manner": 5}}\n': {"error": "plan"},
    b'{"plan": []}\n': {"error": "plan"},
    b'{"want": "%b"}\n' % NAMED.encode(): {"failed": NAMED, "why": "engine"},
    b'{"want": "x", "engine": "rm", "text": "a", "lang": "vi"}\n': {"failed": "x", "why": "engine"},
    b'{"want": "x", "engine": "recorded", "text": "a", "lang": "vi"}\n': {"failed": "x", "why": "engine"},
    b'{"want": "x", "engine": "espeak", "text": "quay 15", "lang": "vi"}\n': {"failed": "x", "why": "text"},
    b'{"want": "x", "engine": "espeak", "text": "mot", "lang": "vi"}\n': {"failed": "x", "why": "speed"},
    b'{"want": "x", "engine": "espeak", "text": "mot", "lang": "vi", "speed": 9}\n': {"failed": "x", "why": "speed"},
    b'{"want": "x", "engine": "espeak", "text": "a \\ud800", "lang": "vi", "speed": 100}\n':
        {"failed": "x", "why": "text"},
    b'{"want": "../x.wav", "engine": "espeak", "text": "mot", "lang": "vi", "speed": 100}\n':
        {"failed": "../x.wav", "why": "name"},
    json.dumps({"want": NAMED, "engine": "espeak", "text": "một", "lang": "vi", "speed": 100}).encode() + b"\n":
        {"failed": NAMED, "why": "name"},
    b'{"keep": 3, "lang": "../..", "unit": "x", "file": "x.upload"}\n': {"kept": 3, "why": "unknown"},
    b'{"keep": 4, "lang": "vi", "unit": "digit.1", "file": "../x.upload"}\n': {"kept": 4, "why": "unknown"},
    b'{"keep": 5, "lang": "vi", "unit": "digit.1", "file": "x.upload"}\n': {"kept": 5, "why": "disk"},
    b'{"ping": true}\n': {"pong": True},
}  # fmt: skip


def test_garbage_is_answered_and_survived(hire):
    worker = hire()
    for line, answer in GARBAGE.items():
        worker.write(line)
        assert worker.answer("error", "made", "failed", "kept", "pong") == answer
    name = worker.ask(Order("espeak", PIECE, "vi"))
    assert worker.answer("made", "failed") == {"made": name}
    assert worker.end() == 0
    assert clips(worker.store) == [name]


def test_a_language_without_a_voice(hire):
    worker = hire()
    name = worker.ask(Order("espeak", "bonjour", "fr"))
    assert worker.answer("made", "failed") == {"failed": name, "why": "language"}


def test_it_ends_when_the_server_goes_in_the_middle_of_a_bank(hire):
    worker = hire()
    worker.plan(manner())
    assert worker.bank("running")
    assert worker.end() == 0
    assert_whole(worker.store)


@pytest.mark.parametrize("key", ["", "zz", "abcd"])
def test_without_a_good_key_it_does_not_start(hire, key):
    assert hire(MOISO_CLIP_KEY=key).process.wait(WAIT) == 2


def test_a_bank_by_the_offline_voice_and_urgent_orders_beside_it(hire):
    worker = hire()
    worker.plan(manner())
    assert worker.bank("running")["made"] < 10
    name = worker.ask(Order("espeak", "một hai ba bốn", "vi"), rank=0)
    assert worker.answer("made", "failed") == {"made": name}
    told = worker.bank("done")
    assert told["made"] == told["of"] == len(clips(worker.store)) - 1
    assert told["by_lang"]["vi"] == ["espeak", told["of"] - 1, told["of"] - 1], "all but the chime"
    assert_whole(worker.store)


def test_pause_and_resume(hire):
    worker = hire()
    worker.plan(manner(), paused=True)
    told = worker.bank("paused")
    assert (told["why"], told["made"]) == ("asked", 0)
    name = worker.ask(Order("espeak", "một hai ba bốn", "vi"))
    assert worker.answer("made") == {"made": name}, "a call's clips are made all the same"
    assert clips(worker.store) == [name]
    worker.tell(pause=False)
    assert worker.bank("done")


def test_killed_at_random_moments_it_leaves_only_whole_clips_and_makes_none_twice(hire):
    chance = random.Random(7)
    born: dict[str, int] = {}
    for _ in range(3):
        worker = hire()
        worker.plan(manner(), last=300)
        grows(worker.store, chance.randint(1, 6))
        worker.kill()
        assert_whole(worker.store)
        now = {name: worker.store.path(name).stat().st_mtime_ns for name in clips(worker.store)}
        assert {name: now[name] for name in born} == born, "what is there is not made again"
        born = now
    worker = hire()
    worker.plan(manner(), last=10)
    worker.bank("done")
    assert_whole(worker.store)


def test_clips_that_nobody_wants_go_and_the_bank_s_stay(hire):
    worker = hire()
    worker.plan(manner())
    worker.bank("done")
    kept = clips(worker.store)
    stranger = "0" * 32 + ".wav"
    worker.store.write(stranger, b"said once, long ago")
    for name in (*kept, stranger):
        os.utime(worker.store.path(name), (0, 0))
    worker.plan(manner())
    eventually(lambda: not worker.store.has(stranger), "the tidying")
    assert clips(worker.store) == kept


def test_a_voice_file_without_its_program_is_given_up_and_told(hire, tmp_path):
    (tmp_path / "voices").mkdir()
    (tmp_path / "voices" / "vi.onnx").write_bytes(b"no voice")
    worker = hire(PATH="")
    worker.plan(manner(tongue("vi", "piper")))
    told = worker.bank("done")
    assert told["by_lang"]["vi"][:2] == ["piper", 0]
    assert told["failed"] == told["by_lang"]["vi"][2]
    assert told["made"] == told["of"] - told["failed"] > 5, "the offline voice stands behind every call"


def test_the_whole_bank_by_unmodified_gtts_with_a_kill_in_the_middle(google, hire):
    """Nothing is asked for twice but what was under way when the worker died."""
    worker = hire()
    spoken = manner(tongue("vi", "gtts"), tongue("en", "gtts", "asked"))
    worker.plan(spoken, online=True)
    eventually(lambda: len(google.asked) >= 8, "some requests")
    worker.kill()
    assert_whole(worker.store)
    worker = hire()
    worker.plan(spoken, online=True)
    told = worker.bank("done")
    assert (told["made"], told["failed"]) == (told["of"], 0)
    online = told["by_lang"]["vi"][2] + told["by_lang"]["en"][2]
    assert told["by_lang"] == {lang: ["gtts", line[2], line[2]] for lang, line in told["by_lang"].items()}
    assert len(set(google.asked)) == online
    assert len(google.asked) <= online + 1
    assert_whole(worker.store)


def test_the_bank_obeys_the_pause_of_the_online_voice_over_a_restart(google, hire):
    google.fault = "429"
    worker = hire()
    spoken = manner(tongue("vi", "gtts"))
    worker.plan(spoken, online=True)
    told = worker.bank("paused")
    assert told["why"] == "online"
    assert told["online"] > 0
    assert told["by_lang"]["vi"][:2] == ["gtts", 0]
    assert told["made"] > 1, "the offline voice has made what stands behind every call"
    assert len(google.asked) == 1
    worker.kill()
    google.fault = ""
    worker = hire()
    worker.plan(spoken, online=True)
    again = worker.bank("paused")
    assert (again["why"], again["online"]) == ("online", told["online"])
    assert len(google.asked) == 1
    assert_whole(worker.store)


def test_the_bank_leaves_time_between_two_online_requests(google, hire):
    """With a gap of an hour the first request is the last; a call's own clips do not wait for the bank."""
    worker = hire(bank_gap="3600")
    worker.plan(manner(tongue("vi", "gtts")), online=True)
    while worker.bank("running")["by_lang"]["vi"][1] == 0:
        continue
    for number, words in enumerate(("một hai ba", "bốn năm sáu"), 2):
        name = worker.ask(Order("gtts", words, "vi"))
        assert worker.answer("made", "failed") == {"made": name}
        assert len(google.asked) == number


def test_the_offline_voice_never_waits_for_the_internet(google, hire):
    google.fault = "hang"
    worker = hire()
    worker.ask(Order("gtts", PIECE, "vi"), rank=0)
    name = worker.ask(Order("espeak", PIECE, "vi"))
    assert worker.answer("made", "failed") == {"made": name}, "first, though asked last"


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

    def speak(self, text: str, lang: str, speed: int = 100) -> Sound:
        self.begun.set()
        assert self.go.wait(WAIT)
        self.said.append(text)
        if text == "hỏng":
            raise VoiceError("engine")
        if text == "lạ":
            raise RuntimeError("a bug in an engine")
        return Sound(text.encode(), 1.0)


class Lanes:
    """One lane with a slow voice, and its bank."""

    def __init__(self, folder, engines=None):
        self.store, self.voice = ClipStore(folder, KEY), Slow()
        self.answers: queue.Queue[dict[str, str]] = queue.Queue()
        self.free = 10**12
        self.bank = Bank(self.store, lambda: self.free, lambda: self.lane.wake())
        self.lane = Lane(engines or {OFFLINE: lambda: self.voice}, self.store, self.bank, self.answers.put)

    def put(self, text: str, rank: Rank) -> None:
        order = Order(OFFLINE, text, "vi")
        self.lane.put(self.store.name(order), order, rank)

    def answer(self):
        return self.answers.get(timeout=WAIT)


def test_calls_overtake_reading_overtakes_what_is_ahead_and_failures_stop_nothing(tmp_path):
    hall = Lanes(tmp_path)
    hall.put("đầu", Rank.AHEAD)
    assert hall.voice.begun.wait(WAIT)
    for text in ("hỏng", "lạ", "cuối"):
        hall.put(text, Rank.AHEAD)
    hall.put("đọc", Rank.READING)
    for text in ("gấp", "gấp nữa"):
        hall.put(text, Rank.CALL)
    hall.lane.finish()
    hall.voice.go.set()
    results = ["made" if "made" in hall.answer() else "failed" for _ in range(7)]
    assert hall.voice.said == ["đầu", "gấp", "gấp nữa", "đọc", "hỏng", "lạ", "cuối"]
    assert results == ["made", "made", "made", "made", "failed", "failed", "made"]


def test_orders_go_before_the_bank(tmp_path):
    hall = Lanes(tmp_path)
    hall.store.write(hall.store.name(CHIME), b"sound")
    hall.bank.adopt([(Order(OFFLINE, text, "vi"), True) for text in ("kho một", "kho hai", "kho ba")], build=True)
    assert hall.voice.begun.wait(WAIT)
    hall.put("thường", Rank.AHEAD)
    hall.put("gấp", Rank.CALL)
    hall.voice.go.set()
    eventually(lambda: hall.bank.report(None)["state"] == "done", "the bank")
    assert hall.voice.said == ["kho một", "gấp", "thường", "kho hai", "kho ba"]
    hall.lane.finish()
    hall.lane.join(WAIT)


def test_a_lane_that_ends_leaves_the_bank_as_it_is(tmp_path):
    hall = Lanes(tmp_path)
    hall.bank.adopt([(Order(OFFLINE, text, "vi"), True) for text in ("kho một", "kho hai")], build=True)
    assert hall.voice.begun.wait(WAIT)
    hall.lane.finish()
    hall.voice.go.set()
    hall.lane.join(WAIT)
    assert hall.voice.said == ["kho một"]


def test_an_engine_that_is_not_installed_is_told(tmp_path):
    def missing():
        raise ImportError("no such library")

    hall = Lanes(tmp_path, {OFFLINE: missing})
    hall.put("một", Rank.CALL)
    assert hall.answer()["why"] == "unavailable"


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path, monkeypatch):
    hall = Lanes(tmp_path)

    def full(*_):
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    hall.voice.go.set()
    hall.put("một", Rank.CALL)
    assert hall.answer()["why"] == "disk"
    assert os.listdir(tmp_path) == []


def test_a_nearly_full_disk_is_left_to_calls(tmp_path):
    hall = Lanes(tmp_path)
    hall.free = 0
    hall.voice.go.set()
    for text, rank in (("trước", Rank.AHEAD), ("đọc", Rank.READING)):
        hall.put(text, rank)
        assert hall.answer()["why"] == "disk"
    hall.put("gấp", Rank.CALL)
    assert "made" in hall.answer()
    assert hall.voice.said == ["gấp"]


def test_a_lane_outlives_every_fault_of_our_own(tmp_path, monkeypatch):
    """A lane that ended would leave the hall silent for the day."""
    monkeypatch.setattr("display.speech.lanes.FAULT_REST", 0.0)
    hall = Lanes(tmp_path)
    hall.voice.go.set()

    def fault(*_):
        raise KeyError("a slip of ours")

    for place in ("stir", "next"):
        with monkeypatch.context() as broken:
            broken.setattr(hall.bank, place, fault)
            hall.put(f"mời {place}", Rank.CALL)
            while "error" not in (told := hall.answer()):
                assert "made" in told
        assert told == {"error": "KeyError"}
    hall.put("còn đây", Rank.CALL)
    while "made" not in (told := hall.answer()) or hall.voice.said[-1] != "còn đây":
        continue
    hall.lane.finish()
    hall.lane.join(WAIT)


def test_a_disk_that_cannot_be_asked_stops_nothing(tmp_path):
    def gone():
        raise OSError("no such device")

    hall = Lanes(tmp_path)
    hall.bank._free = gone
    hall.voice.go.set()
    hall.bank.adopt([(Order(OFFLINE, "kho", "vi"), True)], build=True)
    eventually(lambda: hall.bank.report(None)["why"] == "disk", "the bank rests")
    hall.put("gấp", Rank.CALL)
    assert "made" in hall.answer()


def test_the_key_of_the_clips_is_given_to_no_other_program(hire, tmp_path):
    (tmp_path / "voices").mkdir()
    for name in ("vi.onnx", "vi.onnx.json"):
        (tmp_path / "voices" / name).write_text("{}")
    program = tmp_path / "piper"
    program.write_text('#!/bin/sh\n/usr/bin/env > "$0.env"\nexit 1\n')
    program.chmod(0o755)
    worker = hire(PATH=str(tmp_path), MOISO_WITNESS="here")
    name = worker.ask(Order("piper", PIECE, "vi"))
    assert worker.answer("made", "failed") == {"failed": name, "why": "engine"}
    handed = (tmp_path / "piper.env").read_text()
    assert "MOISO_WITNESS=here" in handed
    assert KEY.hex() not in handed
