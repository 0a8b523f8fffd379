"""Letters that sound alike: refused and warned pairs, and what the centre file says about them."""

import itertools
import json
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.centre import DEMO, CentreFileError, read_centre_file
from config.letters import ADVICE, Pair, alike

REFUSED = ["DG", "DV", "GV", "DĐ", "PT", "PB", "MN", "IU", "IY", "UY"]
WARNED = ["BT", "AE", "EU", "LN", "SX"]


@pytest.mark.parametrize("pair", REFUSED)
def test_the_same_to_the_ear(pair):
    assert alike(pair) == [Pair(pair[0], pair[1], "same")]


@pytest.mark.parametrize("pair", WARNED)
def test_close_to_the_ear(pair):
    assert alike(pair) == [Pair(pair[0], pair[1], "close")]


def test_the_letters_that_are_advised_are_clear():
    assert alike(ADVICE) == []


def test_the_demo_centre_keeps_clear_of_the_worst():
    letters = [service.letter for service in read_centre_file(DEMO).services]
    assert {pair.level for pair in alike(letters)} <= {"close"}


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        (["DA", "GA"], [Pair("DA", "GA", "same")]),
        (["DM", "GN"], [Pair("DM", "GN", "same")]),
        (["DA", "GE"], [Pair("DA", "GE", "close")]),
        (["DA", "GH"], []),
        (["A", "AA"], [Pair("A", "AA", "close")]),
        (["A", "AB"], []),
        (["", "A"], []),
        (["A", "A"], []),
        (["d", "G"], [Pair("D", "G", "same")]),
    ],
)
def test_series_of_two_letters_and_none(letters, expected):
    assert alike(letters) == expected


def test_the_worst_pairs_come_first():
    assert [pair.level for pair in alike("AEDG")] == ["same", "close"]


@given(st.lists(st.text(string.ascii_uppercase, max_size=2), max_size=8))
def test_order_does_not_matter_and_every_pair_is_found_once(letters):
    def pairs(found):
        return {(frozenset((pair.a, pair.b)), pair.level) for pair in found}

    assert pairs(alike(letters)) == pairs(alike(letters[::-1]))
    assert len(pairs(alike(letters))) == len(alike(letters))


def test_no_pair_is_in_both_levels():
    for a, b in itertools.combinations(string.ascii_uppercase + "ĐĂÂÊÔƠƯ", 2):
        assert len(alike([a, b])) <= 1


@pytest.fixture
def centre_file(tmp_path):
    """Writes the demo centre with the first two services' letters changed, and more."""

    def write(first: str, second: str, **more):
        data = json.loads(DEMO.read_text(encoding="utf-8")) | more
        data["services"][0]["letter"], data["services"][1]["letter"] = first, second
        path = tmp_path / "centre.json"
        path.write_text(json.dumps(data), encoding="utf-8")
        return path

    return write


def test_a_centre_with_letters_that_sound_alike_is_refused(centre_file):
    with pytest.raises(CentreFileError) as refused:
        read_centre_file(centre_file("D", "V"))
    [mistake] = refused.value.mistakes
    assert "'D' and 'V' sound alike" in mistake
    assert '"alike_letters": true' in mistake


def test_unless_it_says_that_this_is_meant(centre_file):
    assert read_centre_file(centre_file("D", "V", alike_letters=True)).alike_letters


def test_a_close_pair_is_allowed(centre_file):
    assert read_centre_file(centre_file("B", "D")).services[1].letter == "D"
