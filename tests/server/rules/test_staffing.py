"""Counters with hours of their own, helpers, and what both mean for waits, quotas and booked slots."""

from dataclasses import replace
from datetime import datetime

import pytest

from server.rules import commands as c
from server.rules.bookings import slots
from server.rules.capacity import Room, next_room, quota, room_now, served_today
from server.rules.centre import Booking, Centre, Counter, Limit, Order, PriorityGroup, Stream
from server.rules.events import BookingCancelled
from server.rules.hours import giving, local
from server.rules.line import called_before
from server.rules.shifts import in_hours
from server.rules.staffing import helpers, open_counters
from server.rules.wait import Wait, expect
from server.rules.week import Hours
from tests.server.rules.halls import MINUTE, ZONE, Model, named, small_centre

WEEK = ((450, 690), (810, 1020))  # 7:30–11:30, 13:30–17:00
OFFICE = Hours((WEEK,) * 5 + ((), ()), gives_before=30, stops_before=15)
SHORT = replace(OFFICE, spans=(((480, 600), (840, 1020)),) * 5 + ((), ()))  # 8:00–10:00, 14:00–17:00


def at(text: str) -> int:
    """A moment of Friday, 20 November 2026."""
    return int(datetime.fromisoformat(f"2026-11-20 {text}").replace(tzinfo=ZONE).timestamp() * 1000)


def two_counters(**more: object) -> Centre:
    """Two counters for HT, the second with shorter hours; 10 minutes a visit."""
    centre = small_centre(OFFICE)
    counters = [Counter(1, named("Quầy 1"), ("HT",)), Counter(2, named("Quầy 2"), ("HT",), hours=SHORT)]
    counters += [Counter(3, named("Quầy 3"), ("CT",), ("HT",), helps_from=3)]
    centre = replace(centre, counters={counter.no: counter for counter in counters})
    service = replace(centre.services["HT"], **more)  # type: ignore[arg-type]
    return replace(centre, services={**centre.services, "HT": service})


@pytest.mark.parametrize(
    ("time", "works", "counts"),
    [
        ("06:59", False, [1, 2]),  # what counts is when the service goes on, at 7:30
        ("07:29", False, [1, 2]),
        ("07:30", True, [1, 2]),  # its own numbers begin half an hour before it does
        ("09:59", True, [1, 2]),
        ("10:00", False, [1]),
        ("12:00", False, [1, 2]),  # the break: both go on at 13:30
        ("13:29", False, [1, 2]),
        ("16:59", True, [1, 2]),
        ("17:00", False, [1]),
    ],
)
def test_a_counter_counts_within_its_own_hours(time: str, works: bool, counts: list[int]) -> None:
    model = Model(two_counters(), now=at("07:05"))
    assert in_hours(model.centre, model.centre.counters[2], at(time)) == works
    assert in_hours(model.centre, model.centre.counters[1], at(time))
    assert [counter.no for counter in open_counters(model.centre, model.hall, "HT", at(time))] == counts


def test_a_paused_counter_and_one_outside_its_hours_make_the_wait_longer() -> None:
    model = Model(two_counters(), now=at("09:00"))
    for _ in range(2):
        model.do(c.TakeTicket("HT"))
    last = model.hall.line("HT")[-1]
    assert expect(model.centre, model.hall, "HT", last, at("09:01")) == Wait(0, 10)  # 10 minutes by two
    assert expect(model.centre, model.hall, "HT", last, at("10:01")) == Wait(5, 15)  # by one
    model.do(c.PauseCounter(1))
    assert expect(model.centre, model.hall, "HT", last, at("09:01")) == Wait(5, 15)
    assert expect(model.centre, model.hall, "HT", last, at("10:01")) is None


def test_helpers_count_while_they_help() -> None:
    model = Model(two_counters(), now=at("10:01"))  # counter 2 has closed
    for _ in range(4):
        model.do(c.TakeTicket("HT"))
    line = model.hall.line("HT")
    helping = [counter.no for counter in helpers(model.centre, model.hall, "HT", model.now)]
    assert helping == [3]  # three wait: it helps
    assert expect(model.centre, model.hall, "HT", line[-1], model.now) == Wait(5, 25)  # 30 minutes by two
    model.do(c.TakeTicket("CT"))
    assert helpers(model.centre, model.hall, "HT", model.now) == []  # somebody of its own waits
    assert expect(model.centre, model.hall, "HT", line[-1], model.now) == Wait(15, 45)
    model.do(c.CallNext(3))
    assert len(helpers(model.centre, model.hall, "HT", model.now)) == 1
    model.do(c.CallNext(1))
    model.do(c.CallNext(1, finish=True))
    assert helpers(model.centre, model.hall, "HT", model.now) == []  # the line is short again


def test_a_paused_or_closed_helper_does_not_help() -> None:
    centre = two_counters()
    short = replace(centre.counters[3], hours=SHORT)
    model = Model(replace(centre, counters={**centre.counters, 3: short}), now=at("09:00"))
    for _ in range(4):
        model.do(c.TakeTicket("HT"))
    assert len(helpers(model.centre, model.hall, "HT", at("09:30"))) == 1
    assert helpers(model.centre, model.hall, "HT", at("10:30")) == []
    model.do(c.PauseCounter(3))
    assert helpers(model.centre, model.hall, "HT", at("09:30")) == []


@pytest.mark.parametrize(
    ("order", "favoured", "people"),
    [
        (Order(), True, 4),
        (Order("ratio", 2), True, 2),
        (Order("ratio", 2), False, 4),
        (Order("strict"), True, 0),
        (Order("strict"), False, 4),
    ],
)
def test_the_place_of_a_newcomer_is_what_the_policy_says(order: Order, favoured: bool, people: int) -> None:
    model = Model(replace(two_counters(), order=order), now=at("09:00"))
    for _ in range(4):
        model.do(c.TakeTicket("HT"))
    place = (model.now + MINUTE, model.now + MINUTE, "")
    assert called_before(model.centre, model.hall, "HT", place, favoured) == people


def test_the_wait_of_a_priority_group_is_what_the_policy_says() -> None:
    waits = {}
    for order in (Order(), Order("ratio", 2), Order("strict")):
        model = Model(replace(two_counters(), order=order), now=at("10:15"))
        for _ in range(2):
            model.do(c.TakeTicket("HT"))
        model.do(c.PauseCounter(3))
        model.do(c.TakeTicket("HT"))
        model.do(c.TakeTicket("HT", priority="NCT"), 16 * MINUTE)
        favoured = next(ticket for ticket in model.hall.tickets.values() if ticket.priority)
        waits[order.policy] = expect(model.centre, model.hall, "HT", favoured.place, model.now)
    assert waits == {"head_start": Wait(15, 45), "ratio": Wait(10, 30), "strict": Wait(0, 5)}


def test_an_automatic_quota_is_what_counters_can_do_while_the_doors_are_open() -> None:
    centre = two_counters(auto_quota=True)
    service = centre.services["HT"]
    morning, afternoon = giving(service.hours, local(at("09:00"), ZONE).date(), ZONE)
    # 240 minutes of counter 1 and 120 of counter 2, ten minutes each; 210 and 180 in the afternoon.
    assert quota(centre, service, morning) == 36
    assert quota(centre, service, afternoon) == 39
    # The second counter's time is shared when it has a second service.
    shared = replace(centre.counters[2], services=("HT", "CT"))
    assert quota(replace(centre, counters={**centre.counters, 2: shared}), service, morning) == 30


def test_the_next_room_is_named_when_a_half_day_is_full() -> None:
    model = Model(two_counters(quota=2), now=at("07:00") - 1000)
    assert [model.ask(c.TakeTicket("HT")) for _ in range(3)] == [None, None, "half_day_full"]
    service = model.centre.services["HT"]
    assert room_now(model.centre, model.hall, service, model.now) == Room(0, at("07:00"), at("11:15"))
    coming = next_room(model.centre, model.hall, service, model.now)
    assert coming == Room(2, at("13:00"), at("16:45"))
    assert model.ask(c.TakeTicket("HT"), at("13:00") - model.now) is None


def test_yesterdays_numbers_take_the_room_of_the_half_day_they_come_back_in() -> None:
    model = Model(two_counters(quota=3), now=at("07:00") - 60 * 24 * MINUTE)  # Thursday
    for _ in range(2):
        model.do(c.TakeTicket("HT"))
    service = model.centre.services["HT"]
    model.do(c.OpenDay(), at("12:00") - model.now)  # nobody came before noon: a power cut
    rooms = [room_now(model.centre, model.hall, service, at(time)) for time in ("11:00", "14:00")]
    assert [room.left if room else None for room in rooms] == [3, 1]


@pytest.mark.parametrize(
    ("low", "high", "said"), [(5, 60, "yes"), (5, 61, "maybe"), (60, 90, "maybe"), (61, 90, "unlikely")]
)
def test_whoever_may_not_be_served_is_told_before(low: int, high: int, said: str) -> None:
    assert served_today(Wait(low, high), at("16:00"), at("17:00")) == said
    assert served_today(None, at("16:00"), at("17:00")) == served_today(Wait(low, high), at("16:00"), None) == "yes"


def booking_centre(quota: int | None = None, percent: int = 50, slot: int = 60) -> Centre:
    centre = two_counters(quota=quota)
    return replace(centre, booking=Booking(("HT",), slot_minutes=slot, walk_in_percent=percent, early=20, late=10))


def left(model: Model) -> dict[str, int]:
    service, day = model.centre.services["HT"], local(at("09:00"), ZONE).date()
    offered = slots(model.centre, model.hall, service, day, model.now)
    return {f"{local(slot.starts, ZONE):%H:%M}": slot.left for slot in offered}


def test_slots_are_what_counters_can_do_less_the_share_of_walk_ins() -> None:
    model = Model(booking_centre(), now=at("07:00"))
    # Counter 1: six visits an hour; counter 2 from 8:00 to 10:00 and from 14:00; half of it may be booked.
    mornings = {"07:30": 4, "08:30": 6, "09:30": 5, "10:30": 3}
    assert left(model) == mornings | {"13:30": 4, "14:30": 6, "15:30": 6}
    model.do(c.BookVisit("HT", at("08:30")))
    assert left(model)["08:30"] == 5


def test_bookings_never_take_the_share_of_those_who_walk_in() -> None:
    model = Model(booking_centre(quota=10, percent=60), now=at("07:00"))
    assert max(left(model).values()) == 4
    for time in ("08:30", "08:30", "09:30", "09:30"):
        assert model.ask(c.BookVisit("HT", at(time))) is None
    assert model.ask(c.BookVisit("HT", at("10:30"))) == "slot_full"
    assert model.ask(c.BookVisit("HT")) == "slot_full"  # a number from afar neither
    assert [model.ask(c.TakeTicket("HT")) for _ in range(7)] == [None] * 6 + ["half_day_full"]
    assert model.ask(c.BookVisit("HT")) == "half_day_full"


def test_walk_ins_may_take_everything_and_bookings_find_that_out() -> None:
    model = Model(booking_centre(quota=4), now=at("07:00"))
    for _ in range(3):
        model.do(c.TakeTicket("HT"))
    assert {time: n for time, n in left(model).items() if time < "12:00"} == {
        "07:30": 1, "08:30": 1, "09:30": 1, "10:30": 1,
    }  # fmt: skip


def test_who_is_in_time_for_the_last_slot_gets_in_after_the_last_number() -> None:
    model = Model(booking_centre(slot=15), now=at("07:00"))
    assert list(left(model).values())[:4] == [0, 1, 2, 1]  # 0.75 visits; 1.5 with both counters
    model.do(c.BookVisit("HT", at("11:00")))
    name = next(iter(model.hall.bookings))
    model.do(c.OpenDay(), at("11:09") - model.now)
    early = replace(model.centre.services["HT"], hours=replace(OFFICE, stops_before=30))  # the last number was at 11:00
    model.centre = replace(model.centre, services={**model.centre.services, "HT": early})
    assert model.ask(c.TakeTicket("HT"), 0) == "service_closed"
    late = Model(model.centre, model.hall, at("11:11"))
    assert late.ask(c.CheckIn(name), 0) == "service_closed"  # its window ended at 11:10
    assert model.ask(c.CheckIn(name), 0) is None


@pytest.mark.parametrize(
    ("time", "why", "arrived"),
    [("08:09", "too_early", None), ("08:10", None, "08:30"), ("08:40", None, "08:30"), ("08:41", None, "08:41")],
)
def test_an_appointment_ranks_at_its_slot_inside_its_window(time: str, why: str | None, arrived: str | None) -> None:
    model = Model(booking_centre(), now=at("07:00"))
    model.do(c.BookVisit("HT", at("08:30")), 0)
    name = next(iter(model.hall.bookings))
    assert model.ask(c.CheckIn(name), at(time) - model.now) == why
    ranks = [ticket.rank for ticket in model.hall.tickets.values()]
    assert ranks == ([at(arrived)] if arrived else [])
    if arrived:
        assert model.ask(c.CheckIn(name)) == "booking_over"
        assert model.ask(c.CancelBooking(name)) == "booking_over"


@pytest.mark.parametrize(
    ("priority", "corrected", "earliest"), [("NCT", None, "08:24"), (None, "NCT", "08:24"), (None, None, "08:30")]
)
def test_coming_late_breaks_no_promise(priority: str | None, corrected: str | None, earliest: str) -> None:
    """A head start on top of a slot that is nine minutes old would overtake by more than the wall says (15 min)."""
    group = PriorityGroup("NCT", named("Người cao tuổi"), 15)
    model = Model(replace(booking_centre(), groups={"NCT": group}), now=at("07:00"))
    model.do(c.BookVisit("HT", at("08:30")), 0)
    model.do(c.CheckIn(next(iter(model.hall.bookings)), priority), at("08:39") - model.now)
    name = next(iter(model.hall.tickets))
    if corrected:
        model.do(c.CorrectPriority(name, corrected))
    ticket = model.hall.tickets[name]
    assert ticket.rank == at(earliest)
    assert at("08:39") - ticket.rank <= 15 * MINUTE


def test_an_appointment_on_a_day_that_became_a_holiday_is_not_let_in() -> None:
    model = Model(booking_centre(), now=at("07:00"))
    model.do(c.BookVisit("HT", at("08:30")))
    closed = replace(model.centre.services["HT"], hours=Hours(((),) * 7))
    model.centre = replace(model.centre, services={**model.centre.services, "HT": closed})
    assert model.ask(c.CheckIn(next(iter(model.hall.bookings))), at("08:25") - model.now) == "service_closed"


def test_an_appointment_of_another_day_is_named() -> None:
    model = Model(booking_centre(), now=at("07:00"))
    model.do(c.BookVisit("HT", at("08:30") + 3 * 24 * 60 * MINUTE))  # on Monday
    assert model.ask(c.CheckIn(next(iter(model.hall.bookings)))) == "other_day"
    assert model.ask(c.BookVisit("HT", at("08:30") + 10 * 24 * 60 * MINUTE)) == "too_far_ahead"


def test_one_person_has_few_live_numbers() -> None:
    model = Model(replace(two_counters(), limit=Limit(1, 2)), now=at("08:00"))
    model.do(c.TakeTicket("HT"))
    held = ("20261120-A001",)
    assert model.ask(c.TakeTicket("HT", held=held)) == "has_ticket"
    assert model.ask(c.TakeTicket("CT", held=held)) is None
    assert model.ask(c.TakeTicket("DD", held=(*held, "20261120-B001"))) == "too_many_tickets"
    model.do(c.CancelTicket("A001"))
    assert model.ask(c.TakeTicket("HT", held=(*held, "20261120-B001"))) is None  # what is over does not count
    model.centre = replace(model.centre, limit=Limit(0, 0))
    assert model.ask(c.TakeTicket("HT", held=("20261120-A002", "20261120-B001"))) is None


def test_large_visits_go_to_a_line_of_their_own_and_some_services_are_given_by_staff_only() -> None:
    centre = two_counters(many=Stream(3, "DD"))
    closed = replace(centre.services["CT"], kiosk=False)
    model = Model(replace(centre, services={**centre.services, "CT": closed}), now=at("08:00"))
    model.do(c.TakeTicket("HT", dossiers=3))
    model.do(c.TakeTicket("HT", dossiers=4))
    assert {ticket.label: ticket.dossiers for ticket in model.hall.tickets.values()} == {"A001": 3, "C001": 4}
    assert model.ask(c.TakeTicket("CT")) == "staff_only"
    assert model.ask(c.TakeTicket("CT", staff=True)) is None
    assert model.ask(c.TakeTicket("HT", dossiers=100)) == "wrong_dossiers"


def test_what_staff_alone_give_takes_no_share_of_a_counter() -> None:
    centre = two_counters(auto_quota=True)
    morning = giving(OFFICE, local(at("09:00"), ZONE).date(), ZONE)[0]
    for kiosk, numbers in ((True, 30), (False, 36)):
        other = replace(centre.services["CT"], kiosk=kiosk)
        second = replace(centre.counters[2], services=("HT", "CT"))
        mixed = replace(
            centre, services={**centre.services, "CT": other}, counters={**centre.counters, 2: second}
        )  # fmt: skip
        assert quota(mixed, mixed.services["HT"], morning) == numbers


def test_todays_appointments_outlive_the_night() -> None:
    model = Model(booking_centre(), now=at("07:00"))
    for days in (3, 4):  # on Monday and on Tuesday
        model.do(c.BookVisit("HT", at("08:30") + days * 24 * 60 * MINUTE))
    model.do(c.OpenDay(), 3 * 24 * 60 * MINUTE)
    assert [booking.state for booking in model.hall.bookings.values()] == ["booked", "booked"]
    model.do(c.BookVisit("HT", at("09:30") + 3 * 24 * 60 * MINUTE))
    model.do(c.CancelBooking("20261123-2"))  # what was given up is not missed as well
    model.do(c.OpenDay(), 24 * 60 * MINUTE)
    assert [booking.day for booking in model.hall.bookings.values()] == ["2026-11-24"]
    assert sum(isinstance(event, BookingCancelled) and event.missed for event in model.history) == 1
