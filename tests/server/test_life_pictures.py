"""What screens are told of the life of a centre: room, badges, promise, journeys, zones. Pure, from made-up scenes."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from server.pictures import picture
from server.pictures.scene import Scene
from server.rules import commands as c
from server.rules.calls import Call, DayCalls
from server.rules.centre import Centre, Choice, Order, Patience, Stream, Zone
from server.rules.decide import decide
from server.rules.evolve import fold
from server.rules.hours import moment
from server.rules.state import Hall
from server.rules.week import DayRule, Extra, Hours, SpecialDay
from tests.server.rules.halls import START, ZONE, named, small_centre

HALF_PAST_SEVEN, NOON, FIVE = 450, 690, 1020
WEEK = Hours(
    (((HALF_PAST_SEVEN, NOON), (810, FIVE)),) * 5 + ((),) * 2,
    gives_before=30,
    stops_before=15,
    extras=(Extra(named("Thêm 30 phút"), frozenset({0}), (NOON, 720)),),
    rules={"2026-11-26": DayRule((), named("Nghỉ lễ"))},
)
FRIDAY = SpecialDay("FRI", named("Thứ Sáu không hẹn"), weekdays=frozenset({4}), services=("HT",))


def at(day: int, minutes: int) -> int:
    """A moment of the week from Monday, 23 November 2026."""
    return moment(date(2026, 11, 22 + day), minutes, ZONE)


def shown(centre: Centre, hall: Hall, now: int, kind: str, name: str = "k", **more: Any) -> dict[str, Any]:
    made = picture(Scene(centre, hall, 1, now, "e", **more), kind, name)
    assert made is not None
    return made


def after(centre: Centre, now: int, *steps: c.Command, hall: Hall | None = None) -> Hall:
    hall = hall or Hall()
    for step in (c.OpenDay(), *steps):
        hall = fold(hall, decide(centre, hall, step, now, "staff:lan"))
    return hall


def services(centre: Centre, hall: Hall, now: int, **more: Any) -> dict[str, dict[str, Any]]:
    return {entry["code"]: entry for entry in shown(centre, hall, now, "kiosk", **more)["services"]}


def with_service(centre: Centre, code: str, **changes: Any) -> Centre:
    return replace(centre, services=dict(centre.services) | {code: replace(centre.services[code], **changes)})


def test_what_is_left_of_a_half_day_and_when_there_is_room_again() -> None:
    centre, now = with_service(small_centre(WEEK), "HT", quota=2), at(1, 600)
    assert [services(centre, Hall(), now)[code]["left"] for code in ("HT", "CT")] == [2, None]
    full = after(centre, now, c.TakeTicket("HT"), c.TakeTicket("HT"))
    entry = services(centre, full, now)["HT"]
    assert (entry["left"], entry["next_room_at"]) == (0, "2026-11-23T13:00:00+07:00")
    assert services(centre, full, at(1, 800))["HT"]["next_room_at"] is None


def test_a_closed_date_says_why_in_the_centre_s_own_words() -> None:
    entry = services(small_centre(WEEK), Hall(), at(4, 600))["HT"]
    assert (entry["open"], entry["why"], entry["opens_at"]) == (False, named("Nghỉ lễ"), "2026-11-27T07:00:00+07:00")
    assert services(small_centre(WEEK), Hall(), at(6, 600))["HT"]["why"]["vi"] == "Hôm nay không phát số"


def test_a_named_extra_span_is_told_while_it_runs() -> None:
    centre = small_centre(WEEK)
    told = [services(centre, Hall(), at(1, minutes))["HT"]["extra"] for minutes in (NOON - 1, NOON, 719, 720)]
    assert told == [None, named("Thêm 30 phút"), named("Thêm 30 phút"), None]


def test_whoever_may_not_be_served_before_closing_is_told() -> None:
    centre = small_centre(WEEK)
    crowd = after(centre, at(1, 600), *[c.TakeTicket("DD")] * 6)
    told = [services(centre, crowd, at(1, minutes))["DD"]["served"] for minutes in (830, 930, 1000)]
    assert told == ["yes", "maybe", "unlikely"]
    rooms = [services(centre, crowd, at(1, minutes))["DD"]["next_room_at"] for minutes in (830, 930)]
    assert rooms == [None, "2026-11-24T07:00:00+07:00"]


def test_special_days_stand_on_the_kiosk_and_on_the_board_and_on_their_services() -> None:
    centre = replace(small_centre(WEEK), special_days=(FRIDAY,))
    kiosk = shown(centre, Hall(), at(5, 600), "kiosk")
    assert [(badge["code"], badge["services"]) for badge in kiosk["badges"]] == [("FRI", ["HT"])]
    assert [entry["badges"] for entry in kiosk["services"]] == [["FRI"], [], []]
    only = replace(FRIDAY, services=(), procedures=("1.001193",))
    marked = services(replace(centre, special_days=(only,)), Hall(), at(5, 600))
    assert [entry["badges"] for entry in marked.values()] == [[], [], []]
    assert shown(centre, Hall(), at(5, 600), "board", "hall")["badges"] == [{"code": "FRI", "name": FRIDAY.name}]
    assert shown(centre, Hall(), at(1, 600), "board", "hall")["badges"] == []


@pytest.mark.parametrize(
    ("order", "promise"),
    [
        (Order(), ("head_start", 30, None, "Trong cùng lĩnh vực, không ai bị vượt bởi người đến sau quá 30 phút, ")),
        (Order("ratio", 3), ("ratio", None, 3, "Trong cùng lĩnh vực, cứ 3 lượt thường có một lượt ưu tiên")),
        (Order("strict"), ("strict", None, None, "Trong cùng lĩnh vực, người thuộc diện ưu tiên được gọi trước")),
    ],
)
def test_no_more_is_promised_than_the_policy_holds(order: Order, promise: tuple[Any, ...]) -> None:
    centre = replace(small_centre(), order=order)
    for kind, name in (("kiosk", "k"), ("board", "hall"), ("console", "1")):
        told = shown(centre, Hall(), START, kind, name)["promise"]
        assert (told["policy"], told["minutes"], told["ratio"]) == promise[:3]
        assert told["says"]["vi"].startswith(promise[3])
        assert told["says"]["vi"].endswith("trừ lượt gọi có ghi lý do.")  # what the public list shows is no breach


def test_where_nobody_is_favoured_whoever_comes_first_is_called_first() -> None:
    told = shown(replace(small_centre(), groups={}), Hall(), START, "kiosk")["promise"]
    assert (told["minutes"], told["says"]["en"]) == (
        0,
        "Within a service: first come, first called, except for a stated reason.",
    )


def test_the_most_wanted_comes_first_and_what_is_given_by_staff_only_is_not_offered() -> None:
    centre = with_service(small_centre(), "HT", kiosk=False)
    assert [*services(centre, Hall(), START, demand={"CT": 3, "DD": 8})] == ["DD", "CT"]
    assert [*services(centre, Hall(), START)] == ["CT", "DD"]


@pytest.mark.parametrize(
    ("minutes", "told"),
    [(974, None), (975, ("numbers", "16:45")), (1004, ("numbers", "16:45")), (1005, ("doors", "17:00")), (FIVE, None)],
)
def test_the_end_is_announced_half_an_hour_before(minutes: int, told: tuple[str, str] | None) -> None:
    closing = shown(small_centre(WEEK), Hall(), at(2, minutes), "board", "hall")["closing"]
    again = "2026-11-25T07:00:00+07:00"
    assert closing == (told and {"kind": told[0], "at": f"2026-11-24T{told[1]}:00+07:00", "again": again})


def zoned() -> Centre:
    centre = small_centre()
    counters = dict(centre.counters) | {3: replace(centre.counters[3], zone="up")}
    return replace(centre, counters=counters, zones=(Zone("hall", named("Sảnh")), Zone("up", named("Tầng 2"))))


def test_a_zone_shows_its_own_calls_and_services() -> None:
    centre = zoned()
    hall = after(centre, START, c.TakeTicket("HT"), c.TakeTicket("DD"), c.CallNext(1), c.CallNext(3))
    below, above = (shown(centre, hall, START, "board", name) for name in ("hall", "up"))
    assert [[call["label"] for call in one["calls"]] for one in (below, above)] == [["A001"], ["C001"]]
    assert [[call["label"] for call in one["calling"]] for one in (below, above)] == [["A001"], ["C001"]]
    assert [[entry["code"] for entry in one["services"]] for one in (below, above)] == [["HT", "CT"], ["CT", "DD"]]
    assert above["zone"] == {"code": "up", "name": named("Tầng 2")}
    assert shown(small_centre(), hall, START, "board", "hall")["zone"] is None
    assert picture(Scene(centre, hall, 1, START, "e"), "board", "elsewhere") is None


def test_a_silent_number_is_on_no_board_and_on_its_own_page() -> None:
    centre = with_service(small_centre(), "HT", silent=True)
    hall = after(centre, START, c.TakeTicket("HT"), c.CallNext(1))
    board = shown(centre, hall, START, "board", "hall")
    assert (board["calls"], board["calling"], "HT" in [e["code"] for e in board["services"]]) == ([], [], False)
    assert shown(centre, hall, START, "turn", find=lambda key: hall.tickets["20261121-A001"])["state"] == "called"


def turn(centre: Centre, hall: Hall, now: int, **more: Any) -> dict[str, Any]:
    return shown(centre, hall, now, "turn", find=lambda key: hall.tickets["20261121-A001"], **more)


def test_a_phone_page_says_what_may_be_done_and_until_when() -> None:
    centre = replace(small_centre(), hold_reasons=(Choice("COPY", named("Đi phô tô")),))
    alone = after(centre, START, c.TakeTicket("HT"))
    assert turn(centre, alone, START)["may"] == {"cancel": True, "postpone": 0}, "nobody is there to go first"
    waits = after(centre, START + 1, *[c.TakeTicket("HT")] * 3, hall=alone)
    assert turn(centre, waits, START)["may"] == {"cancel": True, "postpone": 3}
    later = after(centre, START, c.PostponeTicket("A001", 2), hall=waits)
    assert turn(centre, later, START)["may"] == {"cancel": True, "postpone": 0}
    called = after(centre, START, c.CallNext(1), hall=waits)
    page = turn(centre, called, START)
    assert (page["may"], page["valid_until"]) == ({"cancel": False, "postpone": 0}, "2026-11-21T09:10:00+07:00")
    away = after(centre, START, c.GiveReturn(1, "COPY"), hall=called)
    page = turn(centre, away, START)
    assert (page["fix"], page["expired"], page["reason"]) == (True, False, named("Đi phô tô"))
    assert page["valid_until"] == "2026-11-21T11:00:00+07:00"
    assert turn(centre, away, START + 7_200_001)["expired"]


def test_a_phone_page_tells_the_calls_of_its_own_ticket_and_its_steps() -> None:
    centre = with_service(small_centre(), "HT", route=("CT", "GONE", "DD"))
    hall = after(centre, START, c.TakeTicket("HT"))
    calls = [
        Call(START, "20261121-A001", 1),
        Call(START, "20261121-B001", 2),
        Call(START, "20261121-A001", 1, again=True),
    ]
    told = DayCalls()
    for call in calls:
        told.add(call)
    page = turn(centre, hall, START, calls=lambda: told)
    assert [(call["counter"], call["again"]) for call in page["calls"]] == [(1, False), (1, True)]
    assert [step["code"] for step in page["steps"]] == ["CT", "DD"], "a service that is no more is left out"


def test_papers_are_to_be_ready_when_three_are_ahead() -> None:
    centre = small_centre()
    first = after(centre, START, c.TakeTicket("CT"), c.TakeTicket("HT"))
    crowd = [after(centre, START, *[c.TakeTicket("HT")] * n) for n in (4, 5)]
    assert turn(centre, first, START)["prepare"]
    last = [
        shown(centre, hall, START, "turn", find=lambda key, h=hall: max(h.tickets.values(), key=lambda t: t.number))
        for hall in crowd
    ]
    assert [page["prepare"] for page in last] == [True, False]


def test_a_console_knows_reasons_notes_and_what_is_overdue() -> None:
    centre = replace(
        small_centre(), hold_reasons=(Choice("FORM", named("Viết lại")),), patience=Patience(fix_minutes=30)
    )
    steps = (c.SignIn(1), c.TakeTicket("HT", dossiers=3), c.CallNext(1), c.HoldVisit(1, "FORM", remind=10, here=True))
    hall = after(centre, START, *steps)
    notes = {"20261121-A001": "thiếu bản sao"}
    page = shown(centre, hall, START + 11 * 60_000, "console", "1", notes=lambda: notes)
    held = page["held"][0]
    told = {name: held[name] for name in ("reason", "note", "overdue", "only", "dossiers", "fix", "late")}
    assert told == {
        "reason": {"code": "FORM", "name": named("Viết lại")},
        "note": "thiếu bản sao",
        "overdue": True,
        "only": 1,
        "dossiers": 3,
        "fix": False,
        "late": False,
    }
    assert not shown(centre, hall, START + 60_000, "console", "1")["held"][0]["overdue"]
    assert (page["staff"], page["people"], page["patience"]["fix_minutes"]) == ("lan", [], 30)
    assert shown(centre, hall, START, "console", "2")["people"] == [{"login": "lan", "counter": 1}]
    supervisor = shown(centre, hall, START + 11 * 60_000, "supervisor", "all")
    assert [ticket["label"] for ticket in supervisor["aside"]] == ["A001"]
    assert supervisor["counters"][0]["staff"] == "lan"


def test_an_unsteady_clock_is_told() -> None:
    for kind, name in (("kiosk", "k"), ("supervisor", "all")):
        assert shown(small_centre(), Hall(), START, kind, name)["clock"] == "ok"
        assert shown(small_centre(), Hall(), START, kind, name, steady=False)["clock"] == "backwards"


def test_a_night_is_not_counted_as_waiting() -> None:
    centre = small_centre(WEEK)
    evening = after(centre, at(1, 900), c.TakeTicket("HT"))
    night = after(centre, at(2, 1), hall=evening)
    rows = shown(centre, night, at(2, 460), "supervisor", "all")["services"]
    assert rows[0]["longest_min"] == 40, "since numbers were given at seven"
    served = after(centre, at(2, 480), c.CallNext(1), c.FinishVisit(1), hall=night)
    assert shown(centre, served, at(2, 490), "supervisor", "all")["services"][0]["average_min"] == 60


@pytest.mark.parametrize(
    ("minutes", "why"),
    [
        (NOON - 20, None),
        (NOON + 20, "Đã ngừng phát số"),  # the extra half hour: doors are open until noon, numbers stop at a quarter to
        (730, "Đang nghỉ giữa giờ"),
        (FIVE - 10, "Đã ngừng phát số"),
        (FIVE + 1, "Đã hết giờ phát số hôm nay"),
    ],
)
def test_a_break_begins_when_the_doors_close_not_when_numbers_stop(minutes: int, why: str | None) -> None:
    entry = services(small_centre(WEEK), Hall(), at(1, minutes))["HT"]
    assert (entry["why"] or {}).get("vi") == why


def test_every_half_day_s_end_is_announced() -> None:
    told = [shown(small_centre(WEEK), Hall(), at(2, m), "board", "hall")["closing"] for m in (646, 676, 700)]
    assert told == [
        {"kind": "numbers", "at": "2026-11-24T11:15:00+07:00", "again": "2026-11-24T13:00:00+07:00"},
        {"kind": "doors", "at": "2026-11-24T11:30:00+07:00", "again": "2026-11-24T13:00:00+07:00"},
        None,
    ]


def test_a_wait_goes_on_after_the_break() -> None:
    centre = small_centre(WEEK)
    crowd = after(centre, at(2, 660), *[c.TakeTicket("DD")] * 3)
    wait = services(centre, crowd, at(2, 670))["DD"]["wait"]
    assert wait["low_min"] >= 140, "sixty minutes of work, of which twenty are before the break"


def test_many_dossiers_are_told_of_their_own_line() -> None:
    centre = with_service(small_centre(), "CT", many=Stream(5, "DD"))
    hall = after(centre, START, c.TakeTicket("DD"))
    many = services(centre, hall, START)["CT"]["many"]
    assert (many["above"], many["service"], many["letter"], many["waiting"]) == (5, "DD", "C", 1)


def test_in_a_hall_of_zones_a_ticket_says_where_it_is_called() -> None:
    hall = after(zoned(), START, c.TakeTicket("HT"), c.TakeTicket("DD"))
    zones = [
        shown(zoned(), hall, START, "turn", find=lambda key, name=name: hall.tickets[name])["zone"]
        for name in ("20261121-A001", "20261121-C001")
    ]
    assert [zone["code"] for zone in zones] == ["hall", "up"]
    assert turn(small_centre(), after(small_centre(), START, c.TakeTicket("HT")), START)["zone"] is None
