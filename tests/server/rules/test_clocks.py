"""What clocks and calendars do to a centre: midnight, year's end, leap days, summer time, steps, long nights."""

import itertools
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.rules import commands as c
from server.rules import events as e
from server.rules.days import LONGEST
from server.rules.hours import coming, day_of, extra_now, giving, half_day, local, moment, opening, spans_on
from server.rules.phases import FINAL, Phase
from server.rules.state import broken
from server.rules.week import DayRule, Extra, Hours, SpecialDay
from tests.server.rules.halls import ALWAYS, MINUTE, ZONE, Model, named, small_centre

WEEK = ((450, 690), (810, 1020))  # 7:30–11:30, 13:30–17:00
OFFICE = Hours((WEEK,) * 5 + ((), ()), gives_before=30, stops_before=15)
HOUR, DAY = 60 * MINUTE, 24 * 60 * MINUTE
ZONES = [ZoneInfo(name) for name in ("Asia/Ho_Chi_Minh", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")]


def at(text: str, zone: ZoneInfo = ZONE) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp() * 1000)


def office_model(text: str, hours: Hours = OFFICE) -> Model:
    return Model(small_centre(hours), now=at(text))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2026-11-20 23:59", "2026-11-21 00:01"),
        ("2027-12-31 23:59", "2028-01-01 00:01"),
        ("2028-02-28 23:59", "2028-02-29 00:01"),
        ("2028-02-29 23:59", "2028-03-01 00:01"),
        ("2027-02-28 23:59", "2027-03-01 00:01"),
    ],
)
def test_at_midnight_a_new_series_begins_and_those_who_wait_come_first(before: str, after: str) -> None:
    model = Model(small_centre(ALWAYS), now=at(before))
    model.do(c.TakeTicket("HT"), 0)
    events = model.do(c.TakeTicket("HT"), at(after) - model.now)
    day = after[:10]
    assert [type(event).__name__ for event in events] == [
        "TicketCarried", "DayOpened", "TicketIssued", "TicketIssued",
    ]  # fmt: skip
    assert model.hall.day == day
    assert [place[2] for place in model.hall.line("HT")] == [f"{day.replace('-', '')}-A00{n}" for n in (1, 2)]
    assert broken(model.hall) == []


@pytest.mark.parametrize(
    ("text", "pause", "why"),
    [
        ("2026-11-20 08:00", -1, None),  # within the day the rules look at dates only: the office watches the clock
        ("2026-11-20 08:00", -DAY, "clock_backwards"),
        ("2028-01-03 08:00", -4 * DAY, "clock_backwards"),
        ("2028-03-01 08:00", -DAY, "clock_backwards"),
        ("2028-02-29 08:00", 366 * DAY, None),  # a clock that ran ahead
    ],
)
def test_a_day_that_was_opened_is_never_opened_again(text: str, pause: int, why: str | None) -> None:
    model = office_model(text)
    model.do(c.TakeTicket("HT"), 0)
    hall, known = model.hall, len(model.history)
    assert model.ask(c.OpenDay(), pause) == why
    if why:
        assert model.ask(c.TakeTicket("HT"), 0) == why
        assert (model.hall, len(model.history)) == (hall, known)


def test_the_midday_break_keeps_the_queue() -> None:
    model = office_model("2026-11-20 11:00")
    for service in ("HT", "HT", "CT"):
        model.do(c.TakeTicket(service))
    line = model.hall.line("HT")
    assert model.ask(c.TakeTicket("HT"), at("2026-11-20 12:00") - model.now) == "service_closed"
    assert model.hall.line("HT") == line
    model.do(c.TakeTicket("HT"), at("2026-11-20 13:05") - model.now)
    assert model.hall.line("HT")[:2] == line
    assert [event.ticket[-4:] for event in model.do(c.CallNext(1)) if isinstance(event, e.TicketCalled)] == ["A001"]


def test_who_was_not_served_on_friday_is_first_on_monday_with_the_number_in_hand() -> None:
    """Over a weekend on which nobody opens, and on which somebody touches a screen all the same."""
    for touched in (False, True):
        model = office_model("2026-11-20 15:40")
        for group in (None, "NCT", None):
            model.do(c.TakeTicket("HT", priority=group), 20 * MINUTE)
        model.do(c.CloseDay(), at("2026-11-20 17:40") - model.now)
        assert {ticket.phase for ticket in model.hall.tickets.values()} == {Phase.CARRIED}
        if touched:
            model.do(c.OpenDay(), at("2026-11-21 00:01") - model.now)
            assert model.ask(c.CloseDay(), 23 * HOUR) == "still_open"  # a day off has no close
        model.do(c.TakeTicket("HT", priority="NKT"), at("2026-11-23 07:01") - model.now)
        calls = [model.do(c.CallNext(1, finish=True)) for _ in range(4)]
        called = [event.ticket for events in calls for event in events if isinstance(event, e.TicketCalled)]
        assert called == [f"20261123-A00{n}" for n in (1, 2, 3, 4)]
        sources = [ev.carried_from for ev in model.history if isinstance(ev, e.TicketIssued) and ev.carried_from]
        assert len(sources) == len(set(sources)) == (6 if touched else 3)


def test_a_number_is_carried_over_the_longest_holidays_and_no_longer() -> None:
    for days, kept in ((LONGEST, 1), (LONGEST + 1, 0)):
        model = Model(small_centre(ALWAYS), now=at("2027-01-29 10:00"))
        model.do(c.TakeTicket("HT"))
        model.do(c.OpenDay(), days * DAY)
        assert len(model.hall.tickets) == kept


def test_a_service_that_has_been_taken_off_the_list_carries_nothing() -> None:
    model = Model(small_centre(ALWAYS), now=at("2026-11-20 10:00"))
    for service in ("HT", "CT"):
        model.do(c.TakeTicket(service))
    left = {code: service for code, service in model.centre.services.items() if code != "HT"}
    model.centre = replace(model.centre, services=left)
    events = model.do(c.OpenDay(), DAY)
    assert [event.ticket[-4:] for event in events if isinstance(event, e.TicketLapsed)] == ["A001"]
    assert [event.label for event in events if isinstance(event, e.TicketIssued)] == ["B001"]


def test_numbers_still_held_from_yesterday_are_not_given_again() -> None:
    model = Model(small_centre(ALWAYS), now=at("2026-11-20 23:00"))
    for _ in range(2):
        model.do(c.TakeTicket("HT"))
    model.do(c.CallNext(1))
    model.do(c.FinishVisit(1))
    issued = [model.do(c.TakeTicket("HT"), 2 * HOUR if n == 0 else 1) for n in range(2)]
    labels = [event.label for events in issued for event in events if isinstance(event, e.TicketIssued)]
    assert labels == ["A002", "A001", "A003"]  # carried, then round it


def test_staff_and_called_people_of_yesterday_have_gone_home() -> None:
    model = Model(small_centre(ALWAYS), now=at("2026-11-20 23:00"))
    for command in (c.SignIn(1), c.TakeTicket("HT"), c.CallNext(1), c.PauseCounter(2)):
        model.do(command)
    model.do(c.OpenDay(), 2 * HOUR)
    assert (model.hall.desk(1).ticket, model.hall.desk(1).staff) == (None, None)
    assert model.hall.desk(2).paused  # a counter that is closed stays closed
    lapsed = [event for event in model.history if isinstance(event, e.TicketLapsed)]
    assert [event.ticket for event in lapsed] == ["20261120-A001"]  # it was called: whoever did not come has left


def test_a_leap_day_may_be_a_date_of_its_own() -> None:
    rules = {"2028-02-29": DayRule(((480, 600),), named("Ngày nhuận")), "2028-03-01": DayRule((), named("Nghỉ"))}
    hours = replace(OFFICE, rules=rules)
    assert spans_on(hours, date(2028, 2, 29)) == ((480, 600),)
    assert opening(hours, at("2028-02-29 10:00"), ZONE).why == "over"
    closed = opening(hours, at("2028-03-01 10:00"), ZONE)
    assert (closed.why, closed.words, closed.opens_at) == ("closed_today", named("Nghỉ"), at("2028-03-02 07:00"))
    assert SpecialDay("L", named("Ngày nhuận"), dates=frozenset({"2028-02-29"})).is_on(date(2028, 2, 29))
    assert not SpecialDay("F", named("Thứ Sáu"), weekdays=frozenset({4})).is_on(date(2028, 2, 29))  # a Tuesday


def test_a_span_until_midnight_ends_with_the_day() -> None:
    late = Hours((((1200, 24 * 60),),) * 7)
    model = Model(small_centre(late), now=at("2027-12-31 23:59"))
    assert model.ask(c.TakeTicket("HT"), 59_999) is None
    assert model.ask(c.TakeTicket("HT"), 1) == "service_closed"
    assert giving(late, date(2027, 12, 31), ZONE) == [(at("2027-12-31 20:00"), at("2028-01-01 00:00"))]


def test_spans_that_touch_are_one_and_short_breaks_belong_to_the_morning() -> None:
    plus = Extra(named("Tăng thêm 30 phút"), frozenset({0}), (690, 720))
    hours = replace(OFFICE, extras=(plus,))
    monday, tuesday = date(2026, 11, 23), date(2026, 11, 24)
    assert spans_on(hours, monday) == ((450, 720), (810, 1020))
    assert spans_on(hours, tuesday) == WEEK
    assert extra_now(hours, at("2026-11-23 11:45"), ZONE) == plus
    assert extra_now(hours, at("2026-11-23 12:00"), ZONE) is None
    assert extra_now(hours, at("2026-11-24 11:45"), ZONE) is None
    made_up = replace(hours, rules={"2026-11-23": DayRule(((450, 750),))})
    assert extra_now(made_up, at("2026-11-23 11:45"), ZONE) is None  # the date has hours of its own
    short = replace(OFFICE, spans=(((450, 690), (700, 1020)),) * 7)
    assert giving(short, tuesday, ZONE) == [
        (at("2026-11-24 07:00"), at("2026-11-24 11:15")),
        (at("2026-11-24 11:15"), at("2026-11-24 16:45")),
    ]


DATES = st.dates(date(2026, 1, 1), date(2029, 12, 31))


@given(DATES, st.sampled_from(ZONES), st.integers(0, 120), st.integers(0, 120))
def test_half_days_are_in_order_and_on_their_own_date_in_every_zone(
    day: date, zone: ZoneInfo, before: int, stops: int
) -> None:
    """Also on days of 23 and 25 hours, with doors that open in the hour that is skipped or comes twice."""
    hours = Hours((((0, 150), (165, 400), (810, 1440)),) * 7, gives_before=before, stops_before=stops)
    spans = giving(hours, day, zone)
    ends = [edge for span in spans for edge in span]
    assert ends == sorted(ends)
    for begins, closes in spans:
        assert day_of(begins, zone) == day_of(closes - 1, zone) == day.isoformat()
        assert half_day(hours, begins, zone) == (begins, closes)
        assert opening(hours, closes - 1, zone).open
    following = list(itertools.islice(coming(hours, moment(day, 0, zone) - 1, zone), len(spans)))
    assert following == spans


@given(DATES, st.sampled_from(ZONES))
def test_a_wall_clocks_minutes_are_what_the_clock_shows(day: date, zone: ZoneInfo) -> None:
    shown = local(moment(day, 450, zone), zone)
    assert (shown.date(), shown.hour, shown.minute) == (day, 7, 30)
    assert moment(day, 24 * 60, zone) == moment(day + timedelta(days=1), 0, zone)


@pytest.mark.parametrize(
    ("text", "open_"),
    [
        ("2027-03-28 07:29", False),  # the night of 23 hours
        ("2027-03-28 07:30", True),
        ("2027-10-31 07:29", False),  # the night of 25 hours
        ("2027-10-31 07:30", True),
    ],
)
def test_doors_open_by_the_wall_clock_after_the_clocks_were_changed(text: str, open_: bool) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert opening(Hours((WEEK,) * 7), at(text, berlin), berlin).open == open_


def test_the_hour_that_comes_twice_gives_no_number_twice() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    model = Model(replace(small_centre(ALWAYS), zone=berlin), now=at("2027-10-31 01:30", berlin))
    for _ in range(8):
        model.do(c.TakeTicket("HT"), 30 * MINUTE)
    assert len({ticket.label for ticket in model.hall.tickets.values()}) == 8
    line = [place[2] for place in model.hall.line("HT")]
    assert line == sorted(line)  # the order of numbers is the order of arrival
    assert day_of(model.now, berlin) == model.hall.day == "2027-10-31"


@given(st.lists(st.tuples(st.integers(-3 * DAY, 5 * DAY), st.sampled_from(["HT", "CT"])), max_size=25))
def test_an_unruly_clock_never_gives_a_number_twice_nor_leaves_a_day_open(touches: list[tuple[int, str]]) -> None:
    model = Model(small_centre(ALWAYS), now=at("2028-02-28 12:00"))
    for step, service in touches:
        before = model.hall
        why = model.ask(c.TakeTicket(service), step)
        assert why in (None, "clock_backwards")
        assert (why is None) or (model.hall is before and day_of(model.now, ZONE) < before.day)
    issued = [event.ticket for event in model.history if isinstance(event, e.TicketIssued)]
    assert len(issued) == len(set(issued))
    ended = {event.ticket for event in model.history if isinstance(event, (e.TicketCarried, e.TicketLapsed))}
    old = [name for name in issued if not name.startswith(model.hall.day.replace("-", ""))]
    assert set(old) == ended
    assert all(ticket.phase not in FINAL for ticket in model.hall.tickets.values())


def test_at_the_close_whoever_is_at_a_counter_is_still_served_and_the_others_keep_their_order() -> None:
    model = office_model("2026-11-20 15:40")
    for group in (None, None, "NKT"):
        model.do(c.TakeTicket("HT", priority=group), 20 * MINUTE)
    model.do(c.CallTicket(1, "A001", "LATE"))
    model.do(c.StartVisit(1))
    model.do(c.CloseDay(), at("2026-11-20 17:31") - model.now)
    phases = {ticket.label: ticket.phase for ticket in model.hall.tickets.values()}
    assert phases == {"A001": Phase.SERVING, "A002": Phase.CARRIED, "A003": Phase.CARRIED}
    model.do(c.FinishVisit(1))
    events = model.do(c.OpenDay(), DAY)
    again = [event.label for event in events if isinstance(event, e.TicketIssued)]
    assert again == ["A003", "A002"]  # as they stood in line: the first had half an hour of head start


@pytest.mark.parametrize(
    ("services", "procedures", "field", "one", "other"),
    [((), (), True, True, True), (("HT",), (), True, True, True), (("DD",), (), False, False, False),
     ((), ("1.000001",), False, True, False), (("HT",), ("1.000009",), True, True, True),
     (("DD",), ("1.000001",), False, True, False)],
)  # fmt: skip
def test_a_special_day_holds_for_what_it_names(
    services: tuple[str, ...], procedures: tuple[str, ...], field: bool, one: bool, other: bool
) -> None:
    day = SpecialDay("X", named("Ngày hội"), services=services, procedures=procedures)
    assert day.holds_for("HT") is field
    assert (day.holds_for("HT", "1.000001"), day.holds_for("HT", "1.000002")) == (one, other)
