"""What the server holds: the right clips in the right order, also when the worker dies."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from display.speech.announcer import CHIME_ORDER, Announcer, worker_process
from display.speech.clips import ClipStore, Order
from display.speech.phrases import call_parts
from tests.display.speech.sounds import read_wav

KEY = bytes(range(32))
ROOT = Path(__file__).resolve().parents[3]
WAIT = 30.0


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "clips"


@pytest.fixture
def announce(folder):
    """Makes announcers that are closed at the end."""
    made = []

    def make(*arguments, **keywords):
        announcer = Announcer(folder, KEY, *arguments, **keywords)
        made.append(announcer)
        return announcer

    yield make
    for announcer in made:
        announcer.close()


def nobody(folder: Path, key: bytes):
    """A worker that takes everything and answers nothing."""

    def start(channel: int) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(["cat"], stdin=channel, stdout=subprocess.DEVNULL)

    return start


def names(urls):
    assert all(url.startswith("/clips/") for url in urls)
    return [url.removeprefix("/clips/") for url in urls]


def expected(folder, engine, lang, label, counter, occasion="call", times=1):
    store = ClipStore(folder, KEY)
    return [store.name(Order(engine, half, lang)) for half in call_parts(label, counter, lang, occasion, times)]


def test_a_call_is_chime_and_two_halves_that_can_be_fetched(announce, folder):
    announcer = announce()
    said = announcer.say("A025", 2)
    assert list(said) == ["vi"]
    assert names(said["vi"]) == [ClipStore(folder, KEY).name(CHIME_ORDER), *expected(folder, "espeak", "vi", "A025", 2)]
    for name in names(said["vi"]):
        path = announcer.clip(name, WAIT)
        assert path
        assert len(read_wav(path.read_bytes())[1]) > 10_000
    assert announcer.health().waiting == 0


def test_two_languages_chime_once(announce, folder):
    said = announce(("en", "vi")).say("B7", 15, "recall", 2)
    assert list(said) == ["en", "vi"]
    assert names(said["en"])[1:] == expected(folder, "espeak", "en", "B7", 15, "recall", 2)
    assert names(said["vi"]) == expected(folder, "espeak", "vi", "B7", 15, "recall", 2)


def test_a_label_that_cannot_be_said_still_rings(announce):
    announcer = announce(("vi", "en"))
    announcer.prepare_ticket("字")
    assert [len(urls) for urls in announcer.say("字", 1).values()] == [1]


def test_prepared_clips_are_there_before_the_call(announce, folder):
    announcer = announce(("vi", "en"))
    announcer.prepare_counters([1, 2])
    announcer.prepare_ticket("A001")
    for lang, urls in announcer.say("A001", 2).items():
        assert all(announcer.clip(name, WAIT) for name in names(urls)), lang
    before = sorted(os.listdir(folder))
    assert all(announcer.clip(name, 0) for urls in announcer.say("A001", 2).values() for name in names(urls))
    assert sorted(os.listdir(folder)) == before


def test_unknown_and_odd_names(announce):
    announcer = announce()
    for name in ("0" * 32 + ".wav", "../secret", "", "x.wav"):
        assert announcer.clip(name, WAIT) is None, "at once, without waiting"


def test_a_killed_worker_is_replaced_and_the_clip_still_comes(announce):
    announcer = announce()
    assert announcer.clip(names(announcer.say("A001", 1)["vi"])[1], WAIT)
    first = announcer.health().worker
    os.kill(first, signal.SIGKILL)
    for number in range(2, 6):
        assert all(announcer.clip(name, WAIT) for name in names(announcer.say(f"A{number:03}", number)["vi"]))
    assert announcer.health().worker not in (None, first)


def test_orders_the_dead_worker_held_are_given_to_the_next(announce):
    """The first worker takes the orders and dies over them; the second is the real one."""
    started = []

    def first_dies(folder, key):
        real = worker_process(folder, key)

        def start(channel):
            started.append(channel)
            if len(started) == 1:
                return subprocess.Popen([sys.executable, "-c", "input()"], stdin=channel, stdout=channel)
            return real(channel)

        return start

    announcer = announce(start_worker=first_dies)
    assert all(announcer.clip(name, WAIT) for name in names(announcer.say("A001", 1)["vi"]))
    assert len(started) == 2


def test_an_order_that_kills_workers_is_given_up(announce):
    started = []

    def always_dies(folder, key):
        def start(channel):
            started.append(channel)
            return subprocess.Popen([sys.executable, "-c", "input()"], stdin=channel, stdout=channel)

        return start

    announcer = announce(start_worker=always_dies)
    name = names(announcer.say("A001", 1)["vi"])[1]
    assert announcer.clip(name, WAIT) is None
    assert len(started) <= 5


def test_a_worker_that_cannot_be_started_stops_nothing(announce):
    def broken(folder, key):
        def start(channel):
            raise OSError("no memory")

        return start

    announcer = announce(start_worker=broken)
    announcer.prepare_ticket("A001")
    assert len(announcer.say("A001", 1)["vi"]) == 3
    assert not announcer.health().worker


def test_a_deaf_worker_never_holds_up_the_server(announce):
    """Far more orders than a socket holds, to a worker that reads none: every call returns, the table is bounded."""

    def deaf(folder, key):
        return lambda channel: subprocess.Popen(["sleep", "60"], stdin=channel, stdout=channel)

    announcer = announce(start_worker=deaf, online=True)
    for number in range(6000):
        announcer.prepare_counters([number])
    assert announcer.health().waiting <= 4096


def test_one_voice_for_both_halves(announce, folder):
    announcer = announce(online=True, start_worker=nobody)
    ticket, counter = expected(folder, "gtts", "vi", "A001", 1)
    offline = expected(folder, "espeak", "vi", "A001", 1)
    store = ClipStore(folder, KEY)
    assert names(announcer.say("A001", 1)["vi"])[1:] == offline
    store.write(ticket, b"x")
    assert names(announcer.say("A001", 1)["vi"])[1:] == offline, "the counter's half is not there yet"
    store.write(counter, b"x")
    assert names(announcer.say("A001", 1)["vi"])[1:] == [ticket, counter]
    store.path(ticket).unlink()
    assert names(announcer.say("A001", 1)["vi"])[1:] == offline


def test_offline_means_offline(announce, folder):
    announcer = announce(start_worker=nobody)
    store = ClipStore(folder, KEY)
    for name in expected(folder, "gtts", "vi", "A001", 1):
        store.write(name, b"x")
    assert names(announcer.say("A001", 1)["vi"])[1:] == expected(folder, "espeak", "vi", "A001", 1)
    announcer.prepare_ticket("A002")
    announcer.prepare_counters([3])
    assert {asked.order.engine for asked in announcer._orders.under_way().values()} == {"espeak", "chime"}


def test_online_clips_come_through_the_real_worker(google, announce, folder):
    announcer = announce(online=True)
    announcer.prepare_ticket("A001")
    announcer.prepare_counters([1])
    for name in expected(folder, "gtts", "vi", "A001", 1):
        asked = announcer._orders.under_way().get(name)
        assert asked is None or asked.settled.wait(WAIT)
    assert names(announcer.say("A001", 1)["vi"])[1:] == expected(folder, "gtts", "vi", "A001", 1)
    assert all(announcer.clip(name, WAIT) for name in names(announcer.say("A001", 1)["vi"]))


def test_a_counter_missing_since_the_network_was_away_is_asked_for_again(announce, folder):
    announcer = announce(online=True, start_worker=nobody)
    announcer.prepare_counters([1])
    name = expected(folder, "gtts", "vi", "A001", 1)[1]
    assert name in announcer._orders.under_way()
    announcer._orders._heard(f'{{"failed": "{name}", "why": "network"}}'.encode())
    assert name not in announcer._orders.under_way()
    announcer.prepare_ticket("A002")
    assert name in announcer._orders.under_way()
    announcer._orders._heard(f'{{"made": "{name}"}}'.encode())
    announcer.prepare_ticket("A003")
    assert name not in announcer._orders.under_way()


@pytest.mark.parametrize("line", [b"", b"[]", b"{}", b"null", b'{"made": [1]}', b'{"error": "not_json"}'])
def test_strange_answers_are_survived(announce, line):
    announcer = announce(start_worker=nobody)
    announcer._orders._heard(line)
    assert len(announcer.say("A001", 1)["vi"]) == 3


def test_a_failed_clip_is_not_waited_for(announce):
    announcer = announce(start_worker=nobody)
    name = names(announcer.say("A001", 1)["vi"])[1]
    result: list[object] = []
    waiter = threading.Thread(target=lambda: result.append(announcer.clip(name, 600)))
    waiter.start()
    announcer.prepare_ticket("A001")
    while not result:
        announcer._orders._heard(f'{{"failed": "{name}", "why": "engine"}}'.encode())
        waiter.join(0.01)
    assert result == [None]


def test_close_ends_the_worker_and_frees_who_waits(announce):
    announcer = announce(start_worker=nobody)
    name = names(announcer.say("A001", 1)["vi"])[1]
    waiter = threading.Thread(target=announcer.clip, args=(name, 600))
    waiter.start()
    announcer.close()
    waiter.join(WAIT)
    assert not waiter.is_alive()
    assert announcer.health().worker is None
    assert announcer.clip(name, 600) is None, "nothing is waited for any more"


def test_what_was_said_is_remembered_within_bounds(announce):
    announcer = announce(start_worker=nobody)
    for number in range(3000):
        announcer.say(f"A{number:04}", number)
    assert len(announcer._said) == 4096
    assert names(announcer.say("A2999", 2999)["vi"])[1] in announcer._said


def test_no_language(folder):
    with pytest.raises(ValueError, match="language"):
        Announcer(folder, KEY, ())


def test_the_server_loads_no_engine():
    code = (
        "import sys, display.speech.announcer\n"
        "heavy = {'gtts', 'requests', 'urllib3', 'espeakng_loader', 'ctypes', 'display.speech.espeak', 'wave'}\n"
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=WAIT)
    assert done.returncode == 0, done.stderr


def test_the_worker_ends_with_a_server_that_is_killed(folder):
    """Both write to one pipe, so its end is the end of both."""
    code = (
        "import sys, time; from pathlib import Path; from display.speech.announcer import Announcer\n"
        "announcer = Announcer(Path(sys.argv[1]), bytes(32))\n"
        "assert announcer.clip(announcer.say('A1', 1)['vi'][0].removeprefix('/clips/'), 30)\n"
        "print(announcer.health().worker, flush=True); time.sleep(600)"
    )
    server = subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert server.stdout
    assert int(server.stdout.readline()) > 0
    server.kill()
    server.communicate(timeout=WAIT)
    assert server.returncode == -signal.SIGKILL
