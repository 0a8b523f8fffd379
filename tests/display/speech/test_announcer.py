"""What the server holds: the right clips in the right order, in one voice, whatever happens to worker and Internet."""

import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace

import pytest

from display.speech.choice import CHIME
from display.speech.clips import ClipStore, Order
from display.speech.facts import BankState
from display.speech.link import Care
from display.speech.manner import OWN_WORDS, standard
from display.speech.mute import Mute
from display.speech.numbers import NORTH
from display.speech.orders import MOST_READING
from display.speech.phrases import sentence
from display.speech.process import worker_process
from display.speech.rank import Rank
from tests.display.speech import halls
from tests.display.speech.faults import FAULTS
from tests.display.speech.halls import COUNTERS, KEY, ROOT, SERIES, WAIT, announcer, deaf, manner, names, nobody, tongue
from tests.display.speech.sounds import read_wav
from tests.waiting import eventually

QUICK = Care(beat=0.1, silence=3.0, start=WAIT)
BOTH = manner(tongue("vi", "gtts"), tongue("en", "gtts", "asked"))


@pytest.fixture
def announce(tmp_path):
    """Makes announcers that are closed at the end."""
    made = []

    def make(spoken=None, **settings):
        made.append(announcer(tmp_path, spoken, **settings))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def store(tmp_path):
    return ClipStore(tmp_path / "clips", KEY, tmp_path / "voices")


def expected(store, engine, lang, label, counter, occasion="call", times=1):
    pieces = sentence(occasion, tongue(lang), NORTH, label=label, counter=counter, times=times)
    return [store.name(Order(engine, piece.text, lang)) for piece in pieces]


def assert_heard(hall, said):
    """Every clip of the call can be fetched, and is sound."""
    assert said
    for addresses in said.values():
        for name in names(addresses):
            path = hall.clip(name, WAIT)
            assert path, name
            _, samples = read_wav(path.read_bytes())
            assert len(samples) > 2_000
            assert max(map(abs, samples)) > 3_000


def test_a_call_is_chime_and_pieces_that_can_be_fetched(announce, store):
    hall = announce()
    said = hall.say("A025", 2)
    assert list(said) == ["vi"]
    assert names(said["vi"]) == [store.name(CHIME), *expected(store, "espeak", "vi", "A025", 2)]
    assert_heard(hall, said)
    eventually(lambda: hall.health().waiting == 0, "all answers")


def test_languages_in_order_with_one_chime(announce, store):
    hall = announce(manner(tongue("en", "espeak"), tongue("vi", "espeak")))
    said = hall.say("B7", 15, "recall", 2)
    assert list(said) == ["en", "vi"]
    assert names(said["en"])[1:] == expected(store, "espeak", "en", "B7", 15, "recall", 2)
    assert names(said["vi"]) == expected(store, "espeak", "vi", "B7", 15, "recall", 2)


def test_a_language_is_spoken_to_those_who_asked_for_it(announce):
    hall = announce(BOTH)
    assert list(hall.say("A001", 1)) == ["vi"]
    assert list(hall.say("A001", 1, language="en")) == ["vi", "en"]
    assert list(hall.announce("closing", minutes=15)) == ["vi"]


def test_without_a_chime(announce, store):
    hall = announce(replace(manner(), chime=False))
    assert names(hall.say("A001", 1)["vi"]) == expected(store, "espeak", "vi", "A001", 1)
    assert hall.say("字", 1) == {}


def test_a_label_that_cannot_be_said_still_rings(announce, store):
    hall = announce(BOTH)
    hall.prepare_ticket("字", "en")
    assert hall.say("字", 1, language="en") == {"vi": ["/clips/" + store.name(CHIME)]}


@pytest.mark.parametrize("occasion", ["check", "closing", "rating"])
def test_announcements(announce, occasion):
    hall = announce()
    assert_heard(hall, hall.announce(occasion, counter=2, minutes=15))


def test_a_prepared_ticket_is_called_without_waiting(announce):
    hall = announce(BOTH)
    assert_heard(hall, hall.say("A009", 2, language="en"))
    hall.prepare_ticket("A001", "en")
    eventually(lambda: hall.health().waiting == 0, "the ticket's pieces")
    said = hall.say("A001", 2, language="en")
    assert all(hall.clip(name, 0) for addresses in said.values() for name in names(addresses))


def test_unknown_and_odd_names(announce):
    hall = announce(start_worker=nobody)
    for name in ("0" * 32 + ".wav", "../secret", "", "x.wav"):
        assert hall.clip(name, WAIT) is None, "at once, without waiting"


def test_a_bank_is_made_and_every_call_in_it_is_there_at_once(announce):
    hall = announce(BOTH, build_bank=True)
    done = eventually(lambda: (state := hall.bank()).state == "done" and state, "the bank", WAIT)
    assert (done.made, done.failed) == (done.of, 0)
    assert {lang: line[0] for lang, line in done.by_lang.items()} == {"vi": "espeak", "en": "espeak"}, "gTTS is off"
    for number in (1, 2, 3):
        for counter in COUNTERS:
            for occasion, times in (("call", 1), ("recall", 2), ("recall", 3)):
                said = hall.say(f"A{number:03}", counter, occasion, times, "en")
                assert all(hall.clip(name, 0) for addresses in said.values() for name in names(addresses))
    assert all(hall.clip(name, 0) for name in names(hall.announce("check")["vi"]))


def test_the_bank_is_paused_and_goes_on_and_a_pause_outlives_what_is_adopted(announce):
    hall = announce(build_bank=True, start_worker=None, series=[("A", 1, 400, 3)])
    hall.pause_bank()
    eventually(lambda: hall.bank().why == "asked", "the pause")
    hall.adopt(hall.manner, SERIES, COUNTERS)
    eventually(lambda: hall.bank().of < 100 and hall.bank().why == "asked", "the next plan, paused")
    hall.resume_bank()
    eventually(lambda: hall.bank().state == "done", "the bank")


def test_the_bank_without_a_worker(announce):
    hall = announce(build_bank=True, start_worker=nobody)
    assert (hall.bank().state, hall.bank().why) == ("paused", "worker")
    assert announce(start_worker=nobody).bank() == BankState()


# --- one voice ---


def test_the_online_voice_speaks_only_when_all_its_pieces_are_there(announce, store):
    hall = announce(manner(tongue("vi", "gtts")), online=True, start_worker=deaf)
    online, offline = (expected(store, engine, "vi", "A001", 1) for engine in ("gtts", "espeak"))
    assert names(hall.say("A001", 1)["vi"])[1:] == offline
    for name in online[:-1]:
        store.write(name, b"x")
        assert names(hall.say("A001", 1)["vi"])[1:] == offline, "not all of them are there yet"
    store.write(online[-1], b"x")
    assert names(hall.say("A001", 1)["vi"])[1:] == online
    store.path(online[0]).unlink()
    assert names(hall.say("A001", 1)["vi"])[1:] == offline


def test_each_language_has_its_own_choice(announce, store):
    hall = announce(BOTH, online=True, start_worker=deaf)
    for name in expected(store, "gtts", "en", "A001", 1):
        store.write(name, b"x")
    said = hall.say("A001", 1, language="en")
    assert names(said["vi"])[1:] == expected(store, "espeak", "vi", "A001", 1)
    assert names(said["en"]) == expected(store, "gtts", "en", "A001", 1)


def test_offline_means_offline(announce, store):
    hall = announce(BOTH, start_worker=deaf)
    for name in expected(store, "gtts", "vi", "A001", 1):
        store.write(name, b"x")
    assert names(hall.say("A001", 1)["vi"])[1:] == expected(store, "espeak", "vi", "A001", 1)
    hall.prepare_ticket("A002", "en")
    assert {asked.order.engine for asked in hall._desk.orders.under_way().values()} == {"espeak", "chime"}
    assert hall.health().online == "off"


def test_online_clips_come_through_the_real_worker(google, announce, store):
    hall = announce(manner(tongue("vi", "gtts")), online=True)
    hall.say("A001", 1)
    wanted = expected(store, "gtts", "vi", "A001", 1)
    eventually(lambda: all(store.has(name) for name in wanted), "the online clips", WAIT)
    said = hall.say("A001", 1)
    assert names(said["vi"])[1:] == wanted
    assert_heard(hall, said)
    assert hall.health().online == "ok"


@pytest.mark.parametrize(
    "fault", ["429", "500", "captcha", "no audio", "not mp3", "half", "cut", "reset", "hang", "drip", "silence"]
)
def test_whatever_google_does_the_call_is_heard_at_once(google, announce, store, fault):
    """Eleven faults: nobody waits for them, nothing of them is kept, and the next call is as good."""
    google.fault = fault
    hall = announce(manner(tongue("vi", "gtts")), online=True)
    hall.prepare_ticket("A001")
    eventually(lambda: google.asked, "a request that fails", WAIT)
    said = hall.say("A001", 1)
    assert names(said["vi"])[1:] == expected(store, "espeak", "vi", "A001", 1)
    assert_heard(hall, said)
    assert not any(store.has(name) for name in expected(store, "gtts", "vi", "A001", 1))
    if fault not in ("hang", "drip"):
        eventually(lambda: hall.health().online == "paused", "the breaker", WAIT)
        assert hall.health().resumes_at
    asked = len(google.asked)
    assert_heard(hall, hall.say("A002", 2))
    if hall.health().online == "paused":
        assert len(google.asked) == asked, "the breaker is obeyed"


def test_the_faults_of_the_list_exist():
    assert {"429", "500", "captcha", "no audio", "not mp3", "half", "cut", "silence"} <= set(FAULTS)


# --- samples and reading aloud ---


@pytest.mark.parametrize("lang", OWN_WORDS)
def test_a_sample_sounds_like_the_settings_not_like_the_centre(announce, lang):
    hall = announce()
    usual, slow = (hall.sample(tongue(lang, "espeak", speed=speed), NORTH, "recall") for speed in (100, 70))
    assert list(usual) == list(slow) == [lang]
    assert not set(usual[lang]) & set(slow[lang])
    assert_heard(hall, usual)
    assert_heard(hall, slow)


def test_a_sample_of_the_online_voice_is_made_when_it_is_fetched(google, announce, store):
    hall = announce(online=True)
    said = hall.sample(tongue("vi", "gtts"), NORTH, "check")
    assert not any(store.has(name) for name in names(said["vi"]))
    assert hall.clip(names(said["vi"])[0], WAIT)
    google.fault = "429"
    assert hall.clip(names(hall.sample(tongue("vi", "gtts"), NORTH, "rating")["vi"])[0]) is None
    eventually(lambda: hall.health().online == "paused", "the breaker")
    assert_heard(hall, hall.sample(tongue("vi", "gtts"), NORTH, "rating"))


def test_a_sample_of_nothing_recorded(announce):
    assert announce(start_worker=nobody).sample(tongue("mnw", "recorded"), NORTH, "call") == {}


@pytest.mark.parametrize("lang", OWN_WORDS)
def test_a_sample_of_recordings_that_are_not_there_is_not_another_voice(announce, lang):
    hall = announce(start_worker=nobody)
    assert hall.sample(tongue(lang, "recorded"), NORTH, "call") == {}
    assert hall.health().waiting == 1, "nothing is made for it; the chime was asked for at the start"


SCREEN = "Hồ sơ của Nguyễn Văn Một."


def test_what_is_read_aloud_never_goes_online(google, announce, store):
    """Whatever a page may send here: only the offline voice is given it."""
    hall = announce(manner(tongue("vi", "gtts")), online=True)
    [read] = hall.read_aloud([SCREEN], "vi")
    assert names(read) == [store.name(Order("espeak", SCREEN, "vi"))]
    assert_heard(hall, {"vi": read})
    assert_heard(hall, hall.say("A001", 1))
    wanted = expected(store, "gtts", "vi", "A001", 1)
    eventually(lambda: all(store.has(name) for name in wanted), "the online clips of a call", WAIT)
    assert SCREEN not in [text for text, _ in google.asked]
    store.write(store.name(Order("gtts", SCREEN, "vi")), b"sound")
    assert names(hall.read_aloud([SCREEN], "vi")[0]) == [store.name(Order("gtts", SCREEN, "vi"))], "there it is used"
    store.path(store.name(Order("gtts", SCREEN, "vi"))).unlink()
    assert hall.clip(store.name(Order("gtts", SCREEN, "vi")), 0) is None
    assert not any(asked.order.text == SCREEN for asked in hall._desk.orders.under_way().values())


def test_reading_aloud_gives_way_to_calls_and_is_bounded(announce):
    hall = announce(start_worker=deaf)
    for number in range(40):
        [read] = hall.read_aloud([f"Mời xem trang {number}. Mời xem tiếp {number}. Xin hết {number}."], "vi")
        assert len(read) == 3
        assert hall.clip(names(read)[0], 0) is None, "to fetch it makes it no more urgent"
    ranks = [asked.rank for asked in hall._desk.orders.under_way().values()]
    assert ranks.count(Rank.READING) == MOST_READING
    assert ranks.count(Rank.CALL) == 1, "the chime"
    hall.say("A001", 1)
    assert [asked.rank for asked in hall._desk.orders.under_way().values()].count(Rank.CALL) == 4


def test_reading_a_screen_aloud(announce):
    hall = announce()
    read = hall.read_aloud(["Mời chọn dịch vụ. Giờ làm việc 07:30–11:30.", "", "…"], "vi")
    assert [len(clips) > 0 for clips in read] == [True, False, False]
    assert_heard(hall, {"vi": read[0]})
    assert hall.read_aloud(["Please choose."], "en")[0]
    assert hall.read_aloud(["x", "y"], "mnw") == [[], []]


# --- a worker that dies, hangs or cannot be had ---


def test_a_killed_worker_is_replaced_and_the_clip_still_comes(announce):
    hall = announce()
    assert_heard(hall, hall.say("A001", 1))
    first = hall.health().worker
    os.kill(first, signal.SIGKILL)
    for number in range(2, 6):
        assert_heard(hall, hall.say(f"A{number:03}", number))
    assert hall.health().worker not in (None, first)


def test_a_stopped_worker_is_replaced_and_the_clip_still_comes(announce):
    hall = announce(care=QUICK)
    assert_heard(hall, hall.say("A001", 1))
    first = hall.health().worker
    os.kill(first, signal.SIGSTOP)
    assert_heard(hall, hall.say("A002", 2))
    assert hall.health().worker not in (None, first)


def real(folder, tmp_path):
    return worker_process(folder, KEY, tmp_path / "recordings", tmp_path / "voices")


def dying(channel):
    return subprocess.Popen([sys.executable, "-c", "input()"], stdin=channel, stdout=channel)


def test_a_worker_that_dies_again_and_again(announce, store, tmp_path):
    """The first two die over their orders; the third is the real one, and is given them."""
    started = []

    def start(channel):
        started.append(channel)
        return dying(channel) if len(started) <= 2 else real(store.folder, tmp_path)(channel)

    hall = announce(start_worker=start)
    said = hall.say("A001", 1)
    eventually(lambda: len(started) == 3, "the real one")
    assert_heard(hall, said)


def test_an_order_that_kills_workers_is_given_up(announce):
    started = []

    def start(channel):
        started.append(channel)
        return dying(channel)

    hall = announce(start_worker=start)
    assert hall.clip(names(hall.say("A001", 1)["vi"])[1], WAIT) is None
    assert len(started) <= 5


def test_a_worker_that_cannot_be_started_stops_nothing(announce):
    hall = announce(start_worker=nobody)
    hall.prepare_ticket("A001")
    assert len(hall.say("A001", 1)["vi"]) == 4
    assert not hall.health().worker


def test_a_deaf_worker_never_holds_up_the_server(announce):
    """Far more orders than a socket holds, to a worker that reads none: every call returns, the table is bounded."""
    hall = announce(BOTH, start_worker=deaf, online=True)
    for number in range(1500):
        hall.prepare_ticket(f"A{number:04}", "en")
    assert hall.health().waiting <= 4096


@pytest.mark.parametrize(
    "line",
    [b"", b"[]", b"{}", b"null", b'{"made": [1]}', b'{"error": "not_json"}', b'{"bank": 5}', b'{"recordings": 5}',
     b'{"kept": "x"}', b'{"kept": 77}', b"\xff", b"[" * 5000],
)  # fmt: skip
def test_strange_answers_are_survived(announce, line):
    hall = announce(start_worker=nobody, build_bank=True)
    hall._desk._heard(line)
    assert len(hall.say("A001", 1)["vi"]) == 4
    assert hall.bank().state == "paused"


def test_a_failed_clip_is_not_waited_for(announce):
    hall = announce(start_worker=deaf)
    name = names(hall.say("A001", 1)["vi"])[1]
    result: list[object] = []
    waiter = threading.Thread(target=lambda: result.append(hall.clip(name, 600)))
    waiter.start()
    while not result:
        hall._desk._heard(json.dumps({"failed": name, "why": "engine"}).encode())
        waiter.join(0.01)
    assert result == [None]


def test_close_ends_the_worker_and_frees_who_waits(announce):
    hall = announce(start_worker=deaf)
    name = names(hall.say("A001", 1)["vi"])[1]
    waiter = threading.Thread(target=hall.clip, args=(name, 600))
    waiter.start()
    hall.close()
    waiter.join(WAIT)
    assert not waiter.is_alive()
    assert hall.health().worker is None
    assert hall.clip(name, 600) is None, "nothing is waited for any more"


def test_what_was_said_is_remembered_within_bounds(announce):
    hall = announce(start_worker=nobody)
    for number in range(2500):
        hall.say(f"A{number:04}", number)
    assert len(hall._teller._said) == 4096
    assert names(hall.say("A2999", 2499)["vi"])[1] in hall._teller._said


def test_mute_has_every_method_of_the_announcer(announce):
    hall, mute = announce(start_worker=nobody), Mute()
    for name in (name for name in dir(hall) if not name.startswith("_")):
        assert hasattr(mute, name), name
    assert mute.say("A001", 1) == mute.announce("check") == mute.sample(tongue(), NORTH, "check") == {}
    assert mute.read_aloud(["a", "b"], "vi") == [[], []]
    assert (mute.bank().state, mute.health().worker, mute.units("vi")) == ("off", None, [])
    assert mute.clip("x") is None
    assert mute.keep("vi", "digit.1", b"").code == "unknown"
    assert not mute.forget("vi", "digit.1")
    assert mute.manner == standard()
    mute.adopt(halls.manner(), SERIES, COUNTERS)
    assert mute.manner == halls.manner()


HEAVY = {
    "gtts", "requests", "urllib3", "espeakng_loader", "ctypes", "wave", "numpy", "scipy", "soundfile", "pyloudnorm",
    "display.speech.treatment", "display.speech.engines",
}  # fmt: skip


def test_the_server_loads_no_engine_and_nothing_that_works_on_samples():
    code = (
        "import sys, display.speech.announcer, display.speech.mute, display.speech.view\n"
        f"heavy = {HEAVY!r} & set(sys.modules)\n"
        "heavy -= {'ctypes'} if 'flask' in sys.modules else set()\n"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=WAIT)
    assert done.returncode == 0, done.stderr


def test_the_worker_ends_with_a_server_that_is_killed(tmp_path):
    """Both write to one pipe, so its end is the end of both."""
    code = (
        "import sys, time; from pathlib import Path; from tests.display.speech.halls import announcer, names\n"
        "hall = announcer(Path(sys.argv[1]), build_bank=True)\n"
        "assert hall.clip(names(hall.say('A1', 1)['vi'])[0], 30)\n"
        "print(hall.health().worker, flush=True); time.sleep(600)"
    )
    server = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert server.stdout
    assert int(server.stdout.readline()) > 0
    server.kill()
    server.communicate(timeout=WAIT)
    assert server.returncode == -signal.SIGKILL
