"""A wait is said on every screen and on paper as a person would say it, and a warning stays with the number."""

from dataclasses import replace
from typing import Any

import pytest

from printers.slip import from_dict
from server.pictures.paper import slip_of
from server.pictures.waits import in_words
from server.pictures.wording import Wording, standard
from server.rules import commands as c
from server.rules.centre import Centre
from server.rules.state import Hall
from server.rules.wait import Over, Wait
from server.rules.week import Hours
from tests.server.rules.halls import small_centre
from tests.server.test_life_pictures import WEEK, after, at, services, shown, with_service

KEPT = "Có thể hôm nay chưa đến lượt; nếu chưa được phục vụ, số này được giữ sang ngày 24/11/2026."


def crowd(centre: Centre, minute: int, many: int, service: str = "DD") -> Hall:
    return after(centre, at(1, minute), *[c.TakeTicket(service)] * many)


def page(centre: Centre, hall: Hall, now: int) -> dict[str, Any]:
    """The phone page of the last who came."""
    last = max(hall.tickets.values(), key=lambda ticket: ticket.number)
    return shown(centre, hall, now, "turn", find=lambda key: last)


def test_a_break_before_the_turn_is_said_and_no_minutes_are_needed() -> None:
    centre = small_centre(WEEK)
    entry = services(centre, crowd(centre, 660, 6), at(2, 670))["DD"]
    assert entry["wait_over"]["kind"] == "break"
    assert entry["wait_over"]["says"] == {"vi": "buổi chiều, từ 13:30", "en": "in the afternoon, from 13:30"}
    assert entry["wait_over"]["at"] == "2026-11-24T13:30:00+07:00"
    assert entry["wait"]["low_min"] >= 140, "the range itself stays what it is"
    few = services(centre, crowd(centre, 660, 1), at(2, 670))["DD"]
    assert few["wait_over"]["says"]["vi"] == "có thể sang buổi chiều, từ 13:30"
    assert services(centre, Hall(), at(2, 670))["DD"]["wait_over"] is None


def test_a_break_in_the_morning_is_no_afternoon() -> None:
    centre = small_centre(Hours((((420, 540), (600, 1020)),) * 7))
    entry = services(centre, crowd(centre, 430, 6), at(1, 530))["DD"]
    assert entry["wait_over"]["says"]["vi"] == "sau giờ nghỉ, từ 10:00"


def test_twenty_six_in_the_morning_are_no_reason_to_come_at_one() -> None:
    centre = small_centre(WEEK)
    entry = services(centre, crowd(centre, 500, 26), at(1, 510))["DD"]
    assert (entry["served"], entry["wait_over"]["kind"]) == ("maybe", "day")
    assert entry["wait_over"]["says"]["vi"] == "có thể sang ngày làm việc sau"
    assert entry["next_room_at"] == "2026-11-24T07:00:00+07:00"


def test_a_full_morning_still_names_the_afternoon_of_a_short_line() -> None:
    centre = with_service(small_centre(WEEK), "DD", quota=2)
    entry = services(centre, crowd(centre, 500, 2), at(1, 510))["DD"]
    assert (entry["served"], entry["left"], entry["next_room_at"]) == ("yes", 0, "2026-11-23T13:00:00+07:00")


def test_the_cause_of_a_long_wait_is_in_the_picture() -> None:
    centre = small_centre(WEEK)
    lone = replace(centre, counters={3: replace(centre.counters[3], services=("DD", "CT"))})
    entry = services(lone, crowd(lone, 500, 6), at(1, 510))["CT"]
    assert (entry["waiting"], entry["same_counter"]) == (0, 6)
    assert services(lone, Hall(), at(1, 510))["CT"]["same_counter"] == 0


@pytest.mark.parametrize(
    ("carries", "says", "kept"),
    [(True, KEPT, "2026-11-24T07:30:00+07:00"), (False, KEPT.partition(";")[0] + ".", None)],
)
def test_the_warning_stays_with_the_number(carries: bool, says: str, kept: str | None) -> None:
    centre = with_service(small_centre(WEEK), "DD", carries=carries)
    hall, now = crowd(centre, 910, 6), at(1, 930)
    doubt = page(centre, hall, now)["doubt"]
    assert (doubt["served"], doubt["says"]["vi"], doubt["kept_for"]) == ("maybe", says, kept)
    assert page(centre, hall, at(1, 1000))["doubt"]["says"]["vi"].startswith("Nhiều khả năng hôm nay không đến lượt")
    last = max(hall.tickets.values(), key=lambda ticket: ticket.number)
    slip = from_dict(slip_of(centre, hall, last, now, "http://x", "X"))
    assert slip.notes[0] == says
    assert slip.notes[-1] == "Phiếu này không thay Giấy tiếp nhận hồ sơ."
    assert ("Dự kiến chờ", "có thể sang ngày làm việc sau") in slip.facts


def test_a_number_that_is_called_today_or_has_been_called_carries_no_warning() -> None:
    centre = small_centre(WEEK)
    hall = crowd(centre, 600, 2)
    assert page(centre, hall, at(1, 610))["doubt"] is None
    late = crowd(centre, 1000, 1)
    assert page(centre, late, at(1, 1016))["doubt"] is not None
    called = after(centre, at(1, 1016), c.CallNext(3), hall=late)
    told = page(centre, called, at(1, 1016))
    assert (told["doubt"], told["wait"], told["wait_over"]) == (None, None, None)


def test_the_paper_has_room_for_the_warning_whatever_the_house_says() -> None:
    words = standard().words("vi")
    full = Wording(words.title, (), words.papers_title, ("Một.", "Hai."), words.not_receipt, words.closing)
    layout = replace(standard(), wording=dict(standard().wording) | {"vi": full})
    centre = small_centre(WEEK)
    hall = crowd(centre, 910, 6)
    last = max(hall.tickets.values(), key=lambda ticket: ticket.number)
    slip = from_dict(slip_of(centre, hall, last, at(1, 930), "http://x", "X", layout))  # refuses more than three notes
    assert slip.notes == (KEPT, "Một.", words.not_receipt)
    assert from_dict(slip_of(centre, hall, last, at(1, 600), "http://x", "X", layout)).notes[:2] == ("Một.", "Hai.")


@pytest.mark.parametrize(
    ("wait", "vi", "en"),
    [
        (Wait(0, 90), "dưới 90 phút", "under 90 min"),
        (Wait(0, 95), "dưới 2 giờ", "under 2 h"),
        (Wait(25, 100), "dưới 2 giờ", "under 2 h"),
        (Wait(30, 100), "30 phút–2 giờ", "0.5–2 h"),
        (Wait(485, 870), "8–14 giờ 30", "8–14.5 h"),
        (Wait(120, 120), "2 giờ", "2 h"),
        (Wait(485, 870, Over("break", at(1, 810))), "buổi chiều, từ 13:30", "in the afternoon, from 13:30"),
    ],
)
def test_paper_says_hours_as_the_screens_do(wait: Wait, vi: str, en: str) -> None:
    said = [in_words(small_centre(WEEK), wait, lang).replace("\u00a0", " ") for lang in ("vi", "en")]
    assert said == [vi, en]
