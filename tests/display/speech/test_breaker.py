"""The pauses of the online voice: longer each time, one single try after each, and none forgotten by a restart."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.speech.breaker import FAILED, REFUSED, Breaker
from tests.display.speech.conftest import Clock


@pytest.fixture
def path(tmp_path):
    return tmp_path / "pause.json"


def pauses(breaker: Breaker, clock: Clock, refused: bool, times: int) -> list[float]:
    found = []
    for _ in range(times):
        assert breaker.enter()
        breaker.failed(refused)
        found.append((breaker.resumes_at() or 0) - clock.now)
        clock.now += found[-1]
    return found


def test_closed_it_lets_all_through(path, clock):
    breaker = Breaker(path, clock)
    assert all(breaker.enter() for _ in range(3))
    breaker.passed()
    assert breaker.allowed()
    assert breaker.resumes_at() is None
    assert not path.exists()


def test_pauses_double_up_to_the_longest(path, clock):
    assert pauses(Breaker(path, clock), clock, True, 7) == [600, 1200, 2400, 4800, 9600, 14_400, 14_400]
    assert (REFUSED, FAILED) == ((600, 14_400), (30, 600))


def test_lesser_failures_have_shorter_pauses(path, clock):
    assert pauses(Breaker(path, clock), clock, False, 7) == [30, 60, 120, 240, 480, 600, 600]


def test_a_success_forgets(path, clock):
    breaker = Breaker(path, clock)
    pauses(breaker, clock, True, 3)
    assert breaker.enter()
    breaker.passed()
    assert not path.exists()
    assert pauses(breaker, clock, True, 1) == [600]


def test_refusals_are_counted_through_lesser_failures(path, clock):
    breaker = Breaker(path, clock)
    pauses(breaker, clock, True, 2)
    assert pauses(breaker, clock, False, 1) == [30]
    assert pauses(breaker, clock, True, 1) == [2400]


def test_open_it_lets_nothing_through(path, clock):
    breaker = Breaker(path, clock)
    breaker.failed(refused=False)
    clock.now += 29.9
    assert not breaker.allowed()
    assert not breaker.enter()
    clock.now += 0.2
    assert breaker.allowed()
    assert breaker.allowed(), "asking takes nothing"


def test_after_the_pause_one_single_try(path, clock):
    breaker = Breaker(path, clock)
    pauses(breaker, clock, True, 1)
    assert breaker.enter()
    assert not breaker.enter(), "the try is under way"
    assert not breaker.allowed()
    breaker.passed()
    assert breaker.enter()


def test_a_restarted_worker_obeys(path, clock):
    breaker = Breaker(path, clock)
    pauses(breaker, clock, True, 2)
    breaker.enter()
    breaker.failed(refused=True)
    again = Breaker(path, clock)
    assert again.resumes_at() == breaker.resumes_at() == clock.now + 2400
    assert not again.enter()
    clock.now += 2400
    assert pauses(again, clock, True, 1) == [4800]


def test_a_worker_that_dies_over_the_single_try_does_not_ask_again_at_once(path, clock):
    breaker = Breaker(path, clock)
    pauses(breaker, clock, True, 1)
    assert breaker.enter()
    assert Breaker(path, clock).resumes_at() == clock.now + 600


def test_a_clock_put_back_does_not_stop_the_voice_for_years(path, clock):
    breaker = Breaker(path, clock)
    breaker.failed(refused=True)
    clock.now -= 10 * 365 * 86_400
    assert breaker.resumes_at() == clock.now + 14_400
    assert Breaker(path, clock).resumes_at() == clock.now + 14_400


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"until": "soon", "refusals": 1, "failures": 0}', '{"until": 1}', "[" * 100_000,
     '{"until": 1e400, "refusals": 1e400, "failures": 0}', '{"until": NaN, "refusals": 0, "failures": 0}'],
)  # fmt: skip
def test_a_broken_file_is_no_pause(path, clock, text):
    path.write_text(text)
    assert Breaker(path, clock).enter()


def test_bytes_that_are_no_text(path, clock):
    path.write_bytes(b"\xff\xfe\x00")
    assert Breaker(path, clock).enter()


def test_a_disk_that_takes_nothing(path, clock, monkeypatch):
    def full(*_):
        raise OSError("no space left")

    monkeypatch.setattr("os.replace", full)
    breaker = Breaker(path, clock)
    breaker.failed(refused=True)
    assert not breaker.enter()
    assert list(path.parent.iterdir()) == []


@given(st.lists(st.sampled_from(["pass", "refuse", "fail"]), max_size=60))
def test_no_pause_is_longer_than_the_longest(tmp_path_factory, outcomes):
    clock, path = Clock(), tmp_path_factory.mktemp("breaker") / "pause.json"
    breaker = Breaker(path, clock)
    for outcome in outcomes:
        assert breaker.enter()
        if outcome == "pass":
            breaker.passed()
        else:
            breaker.failed(outcome == "refuse")
            clock.now += min((breaker.resumes_at() or 0) - clock.now, REFUSED[1])
            json.loads(path.read_text())
