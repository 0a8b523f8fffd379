"""What the worker last said, as the pages are told."""

import pytest

from display.speech.facts import BankState
from display.speech.phrases import Unit
from display.speech.reports import bank_state, online
from display.speech.takes import Take

TOLD = {
    "state": "running", "why": None, "made": 3, "of": 9, "failed": 1, "online": None, "by_lang": {"vi": ["gtts", 2, 6]},
}  # fmt: skip
LINES = {"vi": ("gtts", 2, 6)}


def test_a_bank_under_way():
    assert bank_state(True, TOLD, 7, {}, {}) == BankState("running", 3, 9, 1, by_lang=LINES)


def test_a_worker_that_is_away_is_told_whatever_it_said_last():
    assert bank_state(True, TOLD, None, {}, {}) == BankState("paused", 3, 9, 1, by_lang=LINES, why="worker")
    assert bank_state(True, TOLD | {"state": "done"}, None, {}, {}).state == "done"
    assert bank_state(True, {}, None, {}, {}).why == "worker"
    assert bank_state(True, {}, 7, {}, {}) == BankState("running")


def test_a_bank_that_is_not_made():
    assert bank_state(False, TOLD, 7, {}, {}).state == "off"


@pytest.mark.parametrize(("why", "expected"), [("online", 123_000), ("asked", None), ("disk", None)])
def test_when_it_goes_on(why, expected):
    told = TOLD | {"state": "paused", "why": why, "online": 123_000}
    state = bank_state(True, told, 7, {}, {})
    assert (state.state, state.why, state.resumes_at) == ("paused", why, expected)


def test_a_recorded_language_counts_its_units():
    shelf = {"mnw": {"digit.1": Take("s", "0" * 32 + ".wav", 1.0, None), "digit.2": Take("s", None, 0.0, "cut")}}
    units = {"mnw": [Unit(f"digit.{digit}", "") for digit in range(4)]}
    assert bank_state(True, TOLD, 7, units, shelf).by_lang == LINES | {"mnw": ("recorded", 1, 4)}
    assert bank_state(False, {}, None, units, shelf).by_lang == {"mnw": ("recorded", 1, 4)}


def test_the_online_voice():
    assert online(False, {"online": 5_000}, 1_000) == ("off", None)
    assert online(True, {}, 1_000) == ("ok", None)
    assert online(True, {"online": 5_000}, 1_000) == ("paused", 5_000)
    assert online(True, {"online": 5_000}, 5_000) == ("ok", None), "the pause has ended, though nobody has said so"
