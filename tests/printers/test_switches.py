import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers.switches import Switches, automatic_report, changes_of, real_time_answer, sensor_byte

switches = st.builds(
    Switches,
    power=st.just(True),
    paper=st.sampled_from(["ok", "near_end", "out"]),
    cover_open=st.booleans(),
    cutter_fault=st.booleans(),
)


@given(switches)
def test_all_ways_of_asking_tell_the_same(now: Switches) -> None:
    one, two, three, four = (real_time_answer(now, question) for question in (1, 2, 3, 4))
    report = automatic_report(now)
    assert all(answer & 0x93 == 0x12 for answer in (one, two, three, four))
    assert report[0] & 0x93 == 0x10
    assert not any(byte & 0x90 for byte in report[1:])
    assert bool(one & 0x08) == bool(report[0] & 0x08) == (not now.online)
    assert bool(two & 0x04) == bool(report[0] & 0x20) == now.cover_open
    assert bool(two & 0x20) == bool(four & 0x60) == bool(report[2] & 0x0C) == (now.paper == "out")
    assert bool(two & 0x40) == bool(three & 0x08) == bool(report[1] & 0x08) == now.cutter_fault
    assert bool(four & 0x0C) == bool(report[2] & 0x03) == (now.paper != "ok")
    assert sensor_byte(now) == report[2]


def test_only_what_is_named_changes() -> None:
    now = Switches(rows_left=5, mute=True)
    assert now.after({"cover_open": True}) == Switches(rows_left=5, mute=True, cover_open=True)
    assert now.after({"rows_left": None}) == Switches(mute=True)


def test_what_it_says_of_itself_it_takes_back() -> None:
    now = Switches(paper="near_end", rows_left=7, bytes_per_s=960, mm_per_s=62.5, stalled=True)
    assert Switches().after(changes_of(now.to_dict())) == now


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "power",
        {"Power": True},
        {"online": True},
        {"power": 1},
        {"paper": "none"},
        {"paper": ["ok"]},
        {"rows_left": 0},
        {"rows_left": True},
        {"rows_left": 1.5},
        {"bytes_per_s": -1},
        {"bytes_per_s": 10**9},
        {"mm_per_s": math.nan},
        {"mm_per_s": math.inf},
        {"mm_per_s": False},
        {"power": True, "paper": None},
    ],
)
def test_what_no_switch_can_take_is_refused(body: Any) -> None:
    with pytest.raises(ValueError, match=r"switch|must be"):
        changes_of(body)
