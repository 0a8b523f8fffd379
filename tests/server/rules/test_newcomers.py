"""What somebody is told before joining a line holds once they are in it: the wait, the breaks in it, another day."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.rules import commands as c
from server.rules.capacity import left_over, left_to_tell, room_after_today, served_today
from server.rules.centre import Centre, Counter, Order
from server.rules.commands import Command
from server.rules.hours import closing, local, spans_on
from server.rules.wait import Over, Wait, expect
from server.rules.week import Hours
from tests.server.rules.halls import DAYS, MINUTE, ZONE, Model, named, small_centre

WEEK = ((450, 690), (810, 1020))  # 7:30–11:30, 13:30–17:00
OFFICE = Hours((WEEK,) * 5 + ((), ()), gives_before=30, stops_before=15)
NEW = (1 << 62, 1 << 62, "")  # behind everybody


def at(text: str, day: int = 20) -> int:
    """A moment of a day of November 2026; the 20th is a Friday, the 23rd the Monday after it."""
    return int(datetime.fromisoformat(f"2026-11-{day} {text}").replace(tzinfo=ZONE).timestamp() * 1000)


def crowd(many: int, taken: str, service: str = "HT", centre: Centre | None = None, day: int = 20) -> Model:
    """So many people in one line; HT takes 10 minutes, DD 20."""
    model = Model(centre or small_centre(OFFICE), now=at(taken, day))
    for _ in range(many):
        model.do(c.TakeTicket(service))
    return model


def told(model: Model, now: int, service: str = "HT") -> Wait:
    found = expect(model.centre, model.hall, service, NEW, now)
    assert found is not None
    return found


def shared(helps_from: int = 0) -> Centre:
    """Counter 1 has HT and DD to itself; counter 2 has CT and comes to help HT."""
    centre = small_centre(OFFICE)
    one, two = Counter(1, named("1"), ("HT", "DD")), Counter(2, named("2"), ("CT",), ("HT",), helps_from=helps_from)
    return replace(centre, counters={1: one, 2: two})


@pytest.mark.parametrize("policy", ["head_start", "ratio", "strict"])
@settings(max_examples=20)
@given(day=DAYS)
def test_joining_a_line_changes_nothing_of_what_was_told(policy: str, day: list[tuple[int, Command]]) -> None:
    base = small_centre()
    helper = replace(base.counters[2], helps_from=2)
    model = Model(replace(base, order=Order(policy, 2), counters=base.counters | {2: helper}))  # type: ignore[operator]
    for pause, command in day:
        model.ask(command, pause)
    model.ask(c.OpenDay(), 0)  # the first number of another day would carry yesterday's over
    for service in model.centre.services:
        before = expect(model.centre, model.hall, service, NEW, model.now)
        joined = Model(model.centre, model.hall, model.now)
        if joined.ask(c.TakeTicket(service), 1) is not None:  # in one and the same moment, letters decide
            continue
        ticket = joined.hall.tickets[max(joined.hall.line(service))[2]]
        if ticket.issued_at == joined.now and ticket.place == max(joined.hall.line(service)):
            assert expect(joined.centre, joined.hall, service, ticket.place, model.now) == before


@pytest.mark.parametrize(("helps_from", "soon"), [(0, True), (1, True), (2, False)])
def test_a_helper_counts_for_the_first_who_comes(helps_from: int, soon: bool) -> None:
    model = crowd(6, "08:30", "DD", shared(helps_from))
    wait = told(model, at("08:31"))
    assert (wait.high_min <= 5, wait.beside) == (soon, 0 if soon else 6)


def test_those_of_other_lines_at_the_same_counter_are_counted() -> None:
    model = crowd(6, "08:30", "DD", shared(2))
    model.do(c.CallNext(1))
    assert told(model, model.now).beside == 5
    assert told(model, model.now, "CT").beside == 0


@pytest.mark.parametrize(
    ("people", "now", "over"),
    [
        (3, "08:31", None),
        (3, "11:21", Over("break", at("13:30"))),  # eighteen minutes at the least, and nine are left
        (1, "11:21", Over("maybe_break", at("13:30"))),  # six or fifteen
        (0, "11:29", None),  # nobody is before
        (3, "12:00", Over("break", at("13:30"))),
        (3, "13:05", None),  # the doors open in less than half an hour: minutes say it
        (13, "13:31", None),  # 195 minutes at the most: until 16:46
        (14, "13:31", Over("day", at("07:30", 23))),
        (3, "16:40", Over("day", at("07:30", 23))),
    ],
)
def test_a_break_and_the_night_are_told(people: int, now: str, over: Over | None) -> None:
    alone = small_centre(OFFICE)
    alone = replace(alone, counters={1: alone.counters[1]})
    assert told(crowd(people, "07:05", centre=alone), at(now)).over == over


def test_a_short_rest_and_hours_without_an_end_are_told_in_minutes() -> None:
    rest = Hours((((480, 600), (620, 720)),) * 7)  # twenty minutes
    assert told(crowd(2, "08:05", centre=small_centre(rest)), at("09:50")).over is None
    assert told(crowd(90, "10:00", centre=small_centre()), at("11:00")).over is None


def _minutes_until_closing(hours: Hours, since: int, day: int) -> float:
    """Minutes of open doors from a moment to the last closing of the day of another, looked at one by one."""
    here, end, count = local(since, ZONE), local(day, ZONE).date(), 0
    while here.date() <= end:
        shown = here.hour * 60 + here.minute
        count += any(opens <= shown < closes for opens, closes in spans_on(hours, here.date()))
        here += timedelta(minutes=1)
    return count


@settings(max_examples=40)
@given(st.integers(1, 110), st.integers(450, 1019), st.integers(16, 20))
def test_no_half_day_is_named_in_which_the_same_line_is_still_in_the_way(people: int, minute: int, day: int) -> None:
    model = crowd(people, "07:05", "DD", day=day)
    service, now = model.centre.services["DD"], at(f"{minute // 60:02}:{minute % 60:02}", day)
    wait, closes = told(model, now, "DD"), closing((OFFICE,), local(now, ZONE).date(), ZONE)
    if served_today(wait, now, closes) == "yes":
        return
    rest = left_over(service, wait, now, closes)
    room = room_after_today(model.centre, model.hall, service, now, rest)
    assert room is not None
    assert closes is not None
    assert room.starts > closes
    work = people * 20  # one counter: at its slowest half as much again
    assert _minutes_until_closing(OFFICE, now, room.starts) >= work * 1.5 - 5
    nothing = room_after_today(model.centre, model.hall, replace(service, carries=False), now, 0)
    assert nothing is not None
    assert (
        local(nothing.starts, ZONE).date() == local(at("07:00", 23) if day == 20 else now + 1440 * MINUTE, ZONE).date()
    )


def test_a_full_half_day_after_today_is_passed_over() -> None:
    model = crowd(40, "08:30", "DD")
    full = replace(model.centre.services["DD"], quota=0)
    assert room_after_today(model.centre, model.hall, full, model.now, 0) is None
    mornings = replace(model.centre.services["DD"], hours=replace(OFFICE, spans=((WEEK[0],),) * 5 + ((), ())))
    room = room_after_today(model.centre, model.hall, mornings, model.now, 241)
    assert room is not None
    assert room.starts == at("07:00", 24), "241 minutes of work are one more than Monday has"


def test_what_a_service_does_not_carry_over_stands_in_nobodys_way() -> None:
    service = small_centre(OFFICE).services["DD"]
    assert left_over(service, Wait(60, 600), at("16:00"), at("17:00")) == 540
    assert left_over(replace(service, carries=False), Wait(60, 600), at("16:00"), at("17:00")) == 0
    assert left_over(service, None, at("16:00"), at("17:00")) == left_over(service, Wait(0, 9), at("16:00"), None) == 0


@pytest.mark.parametrize(
    ("now", "waiting", "served", "left"),
    [
        ("13:30", 0, "yes", 21),  # 210 minutes of one counter
        ("15:00", 0, "yes", 12),
        ("15:00", 5, "yes", 7),
        ("16:41", 0, "yes", 1),
        ("16:41", 1, "maybe", None),  # what can be done is already waiting
        ("16:41", 0, "unlikely", None),
        ("16:55", 0, "yes", None),
    ],
)
def test_no_more_numbers_are_told_than_can_be_served(now: str, waiting: int, served: str, left: int | None) -> None:
    centre = small_centre(OFFICE)
    service = replace(centre.services["HT"], auto_quota=True, hours=replace(OFFICE, stops_before=0))
    centre = replace(centre, services=dict(centre.services) | {"HT": service})
    model = crowd(waiting, "13:01", centre=centre)
    assert left_to_tell(centre, model.hall, service, at(now), served) == left
    fixed = replace(service, quota=30)
    assert left_to_tell(centre, model.hall, fixed, at(now), served) == (None if served == "unlikely" else 30 - waiting)
    assert left_to_tell(centre, model.hall, replace(service, quota=waiting), at(now), served) == 0
