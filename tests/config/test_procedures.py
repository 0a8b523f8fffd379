"""The catalogue in the centre file: on each day at most one version of a code is in force."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from config.procedures import Catalogue, ProcedurePart, clashes, sayings
from server.centre.mistakes import mistakes_of
from server.rules.search import fold

CATALOGUE = TypeAdapter(Catalogue)
DAY = date(2026, 1, 1)


def version(posted: str | None = None, abolished: str | None = None, code: str = "1.000001") -> dict[str, Any]:
    return {"code": code, "service": "HT", "name": {"vi": "x"}, "posted_from": posted, "abolished_from": abolished}


def test_a_new_version_may_begin_on_the_day_the_old_one_ends() -> None:
    rows = [version("2026-07-01"), version(None, "2026-07-01"), version(code="1.000002")]
    assert len(CATALOGUE.validate_python(rows)) == 3


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([version(), version("2026-07-01")], "abolish the earlier version from 2026-07-01"),
        ([version("2026-07-01"), version("2026-01-01", "2026-07-02")], "1.000001 is in force twice"),
        ([version(), version()], "posted without a date and again without a date"),
        ([version("2026-07-01", "2026-07-01")], "is abolished from 2026-07-01, not after 2026-07-01"),
        ([version("2026-07-02", "2026-07-01")], "not after 2026-07-02"),
        ([version() | {"same_day_until": "25:00"}], "not a time of day"),
    ],
)
def test_what_cannot_be_is_named_in_words(rows: list[dict[str, Any]], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        CATALOGUE.validate_python(rows)


@pytest.mark.parametrize(
    ("rows", "place", "vi", "en"),
    [
        (
            [version("2026-07-01"), version()],
            "0.posted_from",
            "Thủ tục 1.000001 có hai bản cùng có hiệu lực (công bố – và 01/07/2026). Hãy bãi bỏ bản trước.",
            "Procedure 1.000001 has two versions in force at once (posted – and 01/07/2026). End the earlier one.",
        ),
        (
            [version(), version("2026-07-02", "2026-07-01", "1.000002")],
            "1.abolished_from",
            "Thủ tục 1.000002: ngày bãi bỏ (01/07/2026) phải sau ngày công bố (02/07/2026).",
            "Procedure 1.000002: the day it ends (01/07/2026) must be after the day it is posted (02/07/2026).",
        ),
    ],
)
def test_a_mistake_has_its_place_and_is_said_in_every_language(
    rows: list[dict[str, Any]], place: str, vi: str, en: str
) -> None:
    with pytest.raises(ValidationError) as told:
        CATALOGUE.validate_python(rows)
    (mistake,) = mistakes_of(told.value)
    assert (mistake.place, mistake.say("vi"), mistake.say("en")) == (place, vi, en)


def days() -> st.SearchStrategy[date | None]:
    return st.none() | st.integers(0, 12).map(lambda n: DAY + timedelta(n))


@given(st.lists(st.tuples(days(), days()), max_size=4))
def test_versions_clash_exactly_when_two_are_in_force_on_some_day(spans: list[tuple[date | None, date | None]]) -> None:
    spans = [(a, b) for a, b in spans if a is None or b is None or a < b]
    parts = [
        ProcedurePart(code="1.000001", service="HT", name={"vi": "x"}, posted_from=a, abolished_from=b)
        for a, b in spans
    ]
    calendar = [DAY + timedelta(n) for n in range(-2, 16)]
    doubled = any(sum((a is None or a <= day) and (b is None or day < b) for a, b in spans) > 1 for day in calendar)
    assert bool(list(clashes(parts))) == doubled


def test_sayings_are_said_once_and_mean_something_else() -> None:
    stands_for, fillers = sayings()
    folded = [fold(phrase) for phrase in stands_for]
    assert len(set(folded)) == len(folded)
    assert all(fold(meant) != fold(phrase) for phrase, means in stands_for.items() for meant in means)
    assert not {fold(filler) for filler in fillers} & set(folded)
