"""The orders under way: asked once, bounded, sent again to the next worker, and never left lying."""

import json

import pytest

from display.speech.clips import ClipStore, Order
from display.speech.orders import MOST_ONLINE, MOST_READING, MOST_SENDS, MOST_UNDER_WAY, Orders
from display.speech.rank import Rank

KEY = bytes(range(32))


class Desk:
    """Takes lines, or has no worker."""

    def __init__(self):
        self.lines = []
        self.there = True

    def send(self, line):
        if self.there:
            self.lines.append(json.loads(line))
        return self.there


@pytest.fixture
def store(tmp_path):
    return ClipStore(tmp_path / "clips", KEY)


@pytest.fixture
def desk():
    return Desk()


def order(number, engine="espeak"):
    return Order(engine, "một " * (number // 60 + 1) + "hai " * (number % 60), "vi")


def test_a_clip_is_asked_for_once_and_again_when_it_becomes_urgent(store, desk):
    orders = Orders(store, desk.send)
    first = orders.ask(order(1), Rank.AHEAD)
    assert first
    assert orders.ask(order(1), Rank.AHEAD) is first
    assert orders.ask(order(1), Rank.CALL) is first
    assert orders.ask(order(1), Rank.CALL) is first
    assert [line["rank"] for line in desk.lines] == [Rank.AHEAD, Rank.CALL]
    assert desk.lines[0]["want"] == store.name(order(1))
    assert orders.waiting() == 1
    orders.answered(store.name(order(1)), None)
    assert first.settled.is_set()
    assert orders.waiting() == 0


def test_a_clip_that_is_there_is_not_asked_for(store, desk):
    store.write(store.name(order(1)), b"sound")
    assert Orders(store, desk.send).ask(order(1), Rank.CALL) is None
    assert desk.lines == []


def test_the_table_is_bounded_but_for_what_is_urgent(store, desk):
    orders = Orders(store, desk.send)
    for number in range(MOST_ONLINE + 10):
        orders.ask(order(number, "gtts"), Rank.AHEAD)
    assert orders.waiting() == MOST_ONLINE
    orders.answered(store.name(order(0, "gtts")), "network")
    assert orders.ask(order(500, "gtts"), Rank.AHEAD)
    assert not orders.ask(order(501, "gtts"), Rank.AHEAD)
    for number in range(MOST_UNDER_WAY):
        orders.ask(order(number), Rank.AHEAD)
    assert orders.waiting() == MOST_UNDER_WAY
    assert orders.ask(order(MOST_UNDER_WAY), Rank.AHEAD) is None
    assert orders.ask(order(MOST_UNDER_WAY), Rank.CALL)


def test_the_next_worker_gets_what_the_last_left_undone(store, desk):
    orders = Orders(store, desk.send)
    desk.there = False
    asked = orders.ask(order(1), Rank.CALL)
    assert asked
    desk.there = True
    for _ in range(MOST_SENDS):
        orders.ask_again()
    assert [line["want"] for line in desk.lines] == [store.name(order(1))] * MOST_SENDS
    assert not asked.settled.is_set()
    orders.ask_again()
    assert asked.settled.is_set(), "it may be what kills workers"
    assert orders.waiting() == 0


def test_an_urgent_order_left_lying_is_a_worker_that_hangs(store, desk):
    now = [0.0]
    orders = Orders(store, desk.send, lambda: now[0])
    orders.ask(order(1), Rank.AHEAD)
    orders.ask(order(2, "gtts"), Rank.CALL)
    now[0] = 100.0
    assert not orders.hung(15), "the bank may take its time, and so may the Internet"
    orders.ask(order(3), Rank.CALL)
    now[0] = 114.0
    assert not orders.hung(15)
    now[0] = 116.0
    assert orders.hung(15)
    orders.answered(store.name(order(1)), None)
    assert not orders.hung(15), "it is busy, not dead"
    now[0] = 132.0
    assert orders.hung(15)
    orders.ask_again()
    assert not orders.hung(15), "the next worker has its own time"
    orders.answered(store.name(order(3)), "engine")
    now[0] = 200.0
    assert not orders.hung(15)


def test_closed_means_closed(store, desk):
    orders = Orders(store, desk.send)
    asked = orders.ask(order(1), Rank.CALL)
    assert asked
    orders.close()
    assert asked.settled.is_set()
    assert orders.ask(order(2), Rank.CALL) is None


def test_reading_aloud_is_bounded_and_gives_way(store, desk):
    orders = Orders(store, desk.send)
    for number in range(MOST_READING + 10):
        orders.ask(order(number), Rank.READING)
    assert orders.waiting() == MOST_READING
    assert orders.ask(order(MOST_READING), Rank.READING) is None
    assert orders.ask(order(0), Rank.CALL), "a call says what somebody reads"
    assert desk.lines[-1]["rank"] == Rank.CALL
    assert orders.ask(order(MOST_READING), Rank.CALL)
    assert orders.ask(order(MOST_READING + 1), Rank.AHEAD)


def test_reading_aloud_left_lying_is_no_worker_that_hangs(store, desk):
    now = [0.0]
    orders = Orders(store, desk.send, lambda: now[0])
    orders.ask(order(1), Rank.READING)
    now[0] = 100.0
    assert not orders.hung(15)


def test_an_offline_voice_that_does_not_work_is_said_once(store, desk, caplog):
    orders = Orders(store, desk.send)

    def fail(number, engine, why="unavailable"):
        orders.ask(order(number, engine), Rank.CALL)
        orders.answered(store.name(order(number, engine)), why)

    fail(1, "gtts")
    assert not caplog.records, "an online voice may be away for days"
    for number in range(3):
        fail(number, "espeak")
    [said] = caplog.records
    assert said.levelname == "ERROR"
    assert "espeak" in said.getMessage()
    fail(1, "piper")
    assert len(caplog.records) == 2
    fail(4, "espeak", None)
    fail(5, "espeak")
    assert len(caplog.records) == 3, "it had been well in between"
