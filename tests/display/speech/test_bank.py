"""The bank's book: what is missing, what comes next, what is told. Engines and time are played by the test."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.speech.bank import AWAY_REST, DISK_REST, LEAST_FREE, Bank
from display.speech.choice import CHIME
from display.speech.clips import ClipStore, Order
from display.speech.item import MOST_OUTAGES, MOST_TRIES

KEY = bytes(range(32))
OFFLINE, ONLINE = ("espeak", "chime"), ("gtts",)


class Hall:
    """A bank whose disk and clock the test turns."""

    def __init__(self, folder):
        self.store = ClipStore(folder, KEY)
        self.free = 10 * LEAST_FREE
        self.now = 1000.0
        self.changes = 0
        self.bank = Bank(self.store, lambda: self.free, self._changed, lambda: self.now)
        self.store.write(self.store.name(CHIME), b"sound")

    def _changed(self):
        self.changes += 1

    def make(self, engines):
        item, _ = self.bank.next(engines)
        assert item
        self.store.write(item.name, b"sound")
        self.bank.ended(item, None)
        return item

    def fail(self, engines, why):
        item, _ = self.bank.next(engines)
        assert item
        self.bank.ended(item, why)
        return item

    def told(self, resumes_at=None):
        told = self.bank.report(resumes_at)
        return told["state"], told["why"], told["made"], told["of"], told["failed"]


@pytest.fixture
def hall(tmp_path):
    return Hall(tmp_path / "clips")


def orders(engine, *texts, lang="vi"):
    return [(Order(engine, text, lang), True) for text in texts]


def test_a_bank_is_made_in_order_and_told(hall):
    assert hall.told() == ("off", None, 0, 0, 0)
    hall.bank.adopt([*orders("espeak", "một", "hai"), *orders("gtts", "one", lang="en")], build=True)
    assert hall.told() == ("running", None, 1, 4, 0), "the chime is there already"
    assert [hall.make(OFFLINE).order.text for _ in range(2)] == ["một", "hai"]
    assert hall.bank.next(OFFLINE) == (None, None)
    assert hall.told() == ("running", None, 3, 4, 0)
    hall.make(ONLINE)
    told = hall.bank.report(None)
    assert hall.told() == ("done", None, 4, 4, 0)
    assert told["by_lang"] == {"vi": ["espeak", 2, 2], "en": ["gtts", 1, 1]}


def test_what_is_there_is_not_made_again(hall):
    wanted = orders("espeak", "một", "hai", "ba")
    hall.store.write(hall.store.name(wanted[1][0]), b"sound")
    hall.bank.adopt(wanted, build=True)
    hall.store.write(hall.store.name(wanted[0][0]), b"sound")
    assert hall.make(OFFLINE).order.text == "ba", "the first was made meanwhile, for a call"
    assert hall.told() == ("done", None, 4, 4, 0)


def test_the_last_clip_made_by_somebody_else_ends_it_too(hall):
    wanted = orders("espeak", "một")
    hall.bank.adopt(wanted, build=True)
    hall.store.write(hall.store.name(wanted[0][0]), b"sound")
    before = hall.changes
    assert hall.bank.next(OFFLINE)[0] is None
    assert hall.changes > before
    assert hall.told() == ("done", None, 2, 2, 0)


def test_off_means_off(hall):
    hall.bank.adopt(orders("espeak", "một"), build=False)
    assert hall.bank.next(OFFLINE) == (None, None)
    assert hall.told()[0] == "off"


def test_pause_and_resume(hall):
    hall.bank.adopt(orders("espeak", "một"), build=True)
    hall.bank.pause(True)
    assert hall.bank.next(OFFLINE) == (None, None)
    assert hall.told()[:2] == ("paused", "asked")
    hall.bank.pause(False)
    assert hall.make(OFFLINE)


def test_a_clip_that_cannot_be_made_is_given_up_and_the_others_are_made(hall):
    hall.bank.adopt(orders("espeak", "hỏng", "hai", "ba"), build=True)
    tries = 0
    for _ in range(10):
        item, _ = hall.bank.next(OFFLINE)
        if item is None:
            break
        tries += item.order.text == "hỏng"
        hall.bank.ended(item, "engine" if item.order.text == "hỏng" else None)
    assert tries == MOST_TRIES
    assert hall.told() == ("done", None, 3, 4, 1)


def test_a_day_without_internet_gives_no_clip_up(hall):
    hall.bank.adopt(orders("gtts", "một", "hai"), build=True)
    for _ in range(MOST_OUTAGES):
        hall.fail(ONLINE, "network")
    assert hall.told() == ("running", None, 1, 3, 0)
    assert {hall.make(ONLINE).order.text, hall.make(ONLINE).order.text} == {"một", "hai"}
    assert hall.told()[0] == "done"


def test_a_clip_that_the_internet_refuses_while_it_makes_others_is_given_up(hall):
    hall.bank.adopt(orders("gtts", "hỏng", *(f"{'một ' * n}" for n in range(1, 8))), build=True)
    tries = 0
    for _ in range(40):
        item, _ = hall.bank.next(ONLINE)
        if item is None:
            break
        tries += item.order.text == "hỏng"
        hall.bank.ended(item, "status" if item.order.text == "hỏng" else None)
    assert tries == 2 + MOST_OUTAGES, "when nothing has been made since, it may not be the clip's fault"
    assert hall.told() == ("done", None, 8, 9, 1)


def test_what_was_given_up_is_tried_again_when_somebody_says_go_on(hall):
    hall.bank.adopt(orders("gtts", "một"), build=True)
    for _ in range(MOST_TRIES):
        hall.fail(ONLINE, "cut")
    assert hall.told() == ("done", None, 1, 2, 1)
    hall.bank.pause(True)
    assert hall.told() == ("done", None, 1, 2, 1)
    hall.bank.pause(False)
    assert hall.told() == ("running", None, 1, 2, 0)
    hall.make(ONLINE)


def test_the_pause_of_the_online_voice_is_told(hall):
    hall.bank.adopt([*orders("espeak", "một"), *orders("gtts", "hai")], build=True)
    assert hall.told(2000.5)[:2] == ("running", None), "the offline voice has work"
    hall.make(OFFLINE)
    assert hall.told(2000.5)[:2] == ("paused", "online")
    assert hall.bank.report(2000.5)["online"] == 2_000_500
    assert hall.told(None)[:2] == ("running", None)


@pytest.mark.parametrize("why", ["paused", "unavailable"])
def test_an_online_voice_that_is_not_to_be_had_is_not_asked_at_once_again(hall, why):
    hall.bank.adopt(orders("gtts", "một"), build=True)
    for _ in range(5):
        hall.fail(ONLINE, why)
        assert hall.bank.next(ONLINE) == (None, AWAY_REST)
        assert hall.told() == ("paused", "online", 1, 2, 0)
        hall.now += AWAY_REST
    hall.make(ONLINE)


def test_a_nearly_full_disk_stops_the_bank_until_there_is_room(hall):
    hall.bank.adopt(orders("espeak", "một"), build=True)
    hall.free = LEAST_FREE - 1
    assert hall.bank.next(OFFLINE)[0] is None
    assert hall.bank.next(OFFLINE) == (None, DISK_REST)
    assert hall.told()[:2] == ("paused", "disk")
    hall.free = LEAST_FREE
    hall.now += DISK_REST
    assert hall.make(OFFLINE)


def test_a_disk_that_refuses_stops_it_too_and_going_on_looks_again(hall):
    hall.bank.adopt(orders("espeak", "một"), build=True)
    for _ in range(MOST_TRIES + 1):
        hall.fail(OFFLINE, "disk")
        assert hall.told() == ("paused", "disk", 1, 2, 0)
        hall.bank.pause(False)
    assert hall.make(OFFLINE)


def test_another_plan_forgets_the_last(hall):
    hall.bank.adopt(orders("espeak", "một", "hai"), build=True)
    item, _ = hall.bank.next(OFFLINE)
    hall.bank.adopt(orders("espeak", "ba"), build=True)
    hall.bank.ended(item, None)
    assert hall.told() == ("running", None, 1, 2, 0)
    assert hall.make(OFFLINE).order.text == "ba"
    assert hall.told()[0] == "done"


def test_what_ends_under_another_plan_is_counted_by_nobody(hall):
    """Saving the page while a clip is being made: the new plan wants the same clip, and finds it."""
    wanted = orders("espeak", "một", "hai")
    hall.bank.adopt(wanted, build=True)
    item, _ = hall.bank.next(OFFLINE)
    hall.bank.adopt([(order, False) for order, _ in wanted], build=True)
    hall.store.write(item.name, b"sound")
    hall.bank.ended(item, None)
    assert hall.told() == ("running", None, 1, 3, 0)
    assert hall.make(OFFLINE).order.text == "hai"
    assert hall.bank.next(OFFLINE)[0] is None
    assert hall.told() == ("done", None, 3, 3, 0)
    hall.bank.adopt(orders("espeak", "ba"), build=True)
    item, _ = hall.bank.next(OFFLINE)
    hall.bank.adopt(orders("gtts", "ba", lang="en"), build=True)
    hall.bank.ended(item, "engine")
    assert hall.told() == ("running", None, 1, 2, 0)
    hall.bank.pause(False)
    hall.make(ONLINE)


@given(st.lists(st.sampled_from(["made", "engine", "network", "disk", "paused", "plan", "full"]), max_size=60))
def test_whatever_happens_the_counts_agree(tmp_path_factory, happenings):
    """Made and failed never exceed all there is, and in the end every clip is made or given up."""
    hall = Hall(tmp_path_factory.mktemp("clips"))
    wanted = [*orders("espeak", "một", "hai", "ba"), *orders("gtts", "one", "two", lang="en")]
    hall.bank.adopt(wanted, build=True)

    def step(why):
        for engines in (OFFLINE, ONLINE):
            item, _ = hall.bank.next(engines)
            if item and why is None:
                hall.store.write(item.name, b"sound")
            if item:
                hall.bank.ended(item, why)

    for happening in happenings:
        hall.now += 100.0
        if happening == "plan":
            hall.bank.adopt(wanted, build=True)
        elif happening == "full":
            hall.free = LEAST_FREE - hall.free % 2
        else:
            step(None if happening == "made" else happening)
        _, _, made, of, failed = hall.told()
        assert 0 <= made + failed <= of == 6
    hall.free = 10 * LEAST_FREE
    for _ in range(20):
        hall.now += 100.0
        step(None)
    state, why, made, of, failed = hall.told()
    assert (state, why, made + failed) == ("done", None, of)
