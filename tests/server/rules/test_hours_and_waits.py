"""Opening hours with several spans, and honest waits."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.rules import commands as c
from server.rules.hours import day_of, first_opening, opening
from server.rules.state import gather
from server.rules.wait import expect
from server.rules.week import Hours
from tests.server.rules.halls import MINUTE, ZONE, Model, small_centre

WEEK = ((450, 690), (810, 1020))  # 7:30–11:30, 13:30–17:00
OFFICE = Hours((WEEK,) * 5 + ((), ()), gives_before=30, stops_before=15)


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp() * 1000)


@pytest.mark.parametrize(
    ("moment", "why", "next_at"),
    [
        ("2026-11-20 06:59", "not_yet", "2026-11-20 07:00"),
        ("2026-11-20 07:00", None, None),
        ("2026-11-20 11:14", None, None),
        ("2026-11-20 11:15", "break", "2026-11-20 13:00"),
        ("2026-11-20 13:00", None, None),
        ("2026-11-20 16:45", "over", "2026-11-23 07:00"),
        ("2026-11-21 09:00", "closed_today", "2026-11-23 07:00"),
        ("2028-02-29 08:00", None, None),
        ("2027-12-31 23:59", "over", "2028-01-03 07:00"),
    ],
)
def test_numbers_are_given_around_the_spans(moment: str, why: str | None, next_at: str | None) -> None:
    status = opening(OFFICE, at(moment), ZONE)
    assert status.open == (why is None)
    assert status.why == why
    assert status.opens_at == (at(next_at) if next_at else None)


def test_the_first_opening_of_a_day() -> None:
    late = Hours((((600, 700),),) * 7)  # 10:00, on every day
    for moment in ("2026-11-20 00:00", "2026-11-20 23:59"):
        assert first_opening((late, OFFICE), at(moment), ZONE) == at("2026-11-20 07:00")
    assert first_opening((late, OFFICE), at("2026-11-21 05:00"), ZONE) == at("2026-11-21 10:00")  # a Saturday
    assert first_opening((OFFICE,), at("2026-11-21 05:00"), ZONE) is None
    assert first_opening((Hours((WEEK,) * 7, always=True),), at("2026-11-20 05:00"), ZONE) is None


@given(st.integers(at("2026-01-01 00:00"), at("2028-12-31 00:00")))
def test_the_next_opening_is_open_and_nothing_before_it_is(moment: int) -> None:
    status = opening(OFFICE, moment, ZONE)
    if not status.open:
        assert status.opens_at is not None
        assert opening(OFFICE, status.opens_at, ZONE).open
        assert not opening(OFFICE, status.opens_at - 1, ZONE).open


def test_a_centre_that_never_opens_says_so() -> None:
    never = Hours(((),) * 7)
    status = opening(never, at("2026-11-20 09:00"), ZONE)
    assert (status.open, status.why, status.opens_at) == (False, "closed_today", None)


def test_the_day_begins_at_midnight_of_the_zone() -> None:
    assert day_of(at("2026-11-20 23:59"), ZONE) == "2026-11-20"
    assert day_of(at("2026-11-21 00:00"), ZONE) == "2026-11-21"


def test_a_closed_service_gives_no_number() -> None:
    model = Model(small_centre(OFFICE), now=at("2026-11-21 09:00"))
    assert model.ask(c.TakeTicket("HT")) == "service_closed"


def test_nobody_can_say_when_no_counter_works() -> None:
    model = Model()
    model.do(c.TakeTicket("HT"))
    ticket = model.hall.tickets["20261121-A001"]
    assert expect(model.centre, model.hall, "HT", ticket.place, model.now) is not None
    model.do(c.PauseCounter(1))
    assert expect(model.centre, model.hall, "HT", ticket.place, model.now) is not None  # counter 2 helps
    model.do(c.PauseCounter(2))
    assert expect(model.centre, model.hall, "HT", ticket.place, model.now) is None


@given(st.integers(0, 30), st.integers(0, 30))
def test_more_people_ahead_never_shorten_the_wait(few: int, more: int) -> None:
    model = Model()
    for _ in range(few + more + 1):
        model.do(c.TakeTicket("HT"), MINUTE)
    places = model.hall.line("HT")
    near = expect(model.centre, model.hall, "HT", places[few], model.now)
    far = expect(model.centre, model.hall, "HT", places[few + more], model.now)
    assert near is not None
    assert far is not None
    assert near.low_min <= far.low_min
    assert near.high_min <= far.high_min
    assert near.low_min < near.high_min
    assert gather(model.hall.day, model.hall.tickets.values(), [], model.hall.series).lines == model.hall.lines
