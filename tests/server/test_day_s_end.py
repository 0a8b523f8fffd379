"""The end of a day in a running centre: the queue is kept for the morning, and nobody's card is known any more."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from server.caretaker import Caretaker
from server.rules.hours import local
from server.rules.phases import Phase
from server.tables import day_key, holder, print_job
from tests.server.conftest import Centre, make_centre

HOUR = 3_600_000
MONDAY_NINE = 2 * 24 * HOUR  # after the told clock's Saturday, 9:00
CARD = "079190000000"


@pytest.fixture
def monday(tmp_path: Path) -> Iterator[Centre]:
    """The demo centre with its true hours, on a Monday at nine."""
    made = make_centre(tmp_path, real_hours=True)
    made.clock[0] += MONDAY_NINE
    Caretaker(made.house, lambda seconds: None).round()
    yield made
    made.house.store.close()


def evening(centre: Centre, hours: float) -> None:
    centre.clock[0] += int(hours * HOUR)
    Caretaker(centre.house, lambda seconds: None).round()


def take(centre: Centre, **body: Any) -> dict[str, Any]:
    answer = centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "XH"} | body)
    assert answer.status_code == 201
    made: dict[str, Any] = answer.get_json()
    return made


def test_what_waits_at_the_end_is_first_in_the_morning_with_the_same_number_and_page(monday: Centre) -> None:
    first, key = take(monday), ""
    key = first["url"].rpartition("/")[2]
    evening(monday, 8.9)
    assert monday.house.ticket(first["id"]).phase is Phase.WAITING, "half an hour after the doors, not before"  # type: ignore[union-attr]
    evening(monday, 0.2)
    assert monday.house.ticket(first["id"]).phase is Phase.CARRIED  # type: ignore[union-attr]
    evening(monday, 14)
    assert f"{local(monday.clock[0], monday.house.centre.zone):%H:%M}" == "08:06"
    take(monday)
    page = monday.ask("GET", f"/api/v1/screens/turn/{key}").get_json()
    assert (page["label"], page["state"], page["ahead"], page["carried"]) == (first["label"], "waiting", 0, True)
    called = monday.ask("POST", "/api/v1/counters/6/next", "staff").get_json()["ticket"]
    assert called["label"] == first["label"]
    with monday.house.store.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(print_job)) == 2, (
            "no second paper for a number in hand"
        )


def test_a_number_carried_over_twice_is_found_by_its_first_paper(monday: Centre) -> None:
    key = take(monday)["url"].rpartition("/")[2]
    for hours in (9.1, 14.9, 9.1, 14.9):
        evening(monday, hours)
    page = monday.ask("GET", f"/api/v1/screens/turn/{key}").get_json()
    assert (page["state"], page["carried"]) == ("waiting", True)
    assert monday.house.office.look().hall.day == "2026-11-25"


def test_the_key_of_the_day_s_cards_is_destroyed_when_the_day_closes(monday: Centre) -> None:
    take(monday, card=CARD)
    refused = monday.ask("POST", "/api/v1/tickets", "kiosk", {"service": "XH", "card": CARD})
    assert (refused.status_code, refused.get_json()["type"]) == (409, "urn:moiso:problem:has_ticket")
    counts = (select(func.count()).select_from(table) for table in (day_key, holder))
    with monday.house.store.reading() as connection:
        assert [connection.scalar(count) for count in counts] == [1, 1]
    monday.ask("POST", "/api/v1/counters/6/next", "staff")
    monday.ask("POST", "/api/v1/counters/6/finish", "staff")
    evening(monday, 9.1)
    counts = (select(func.count()).select_from(table) for table in (day_key, holder))
    with monday.house.store.reading() as connection:
        assert [connection.scalar(count) for count in counts] == [0, 0], "also when nothing was left to carry over"


def test_the_kiosk_s_order_follows_the_last_weeks_from_the_next_day_on(monday: Centre) -> None:
    def order() -> list[str]:
        services = monday.ask("GET", "/api/v1/screens/kiosk/kiosk", "kiosk").get_json()["services"]
        return [entry["code"] for entry in services]

    before = order()
    for _ in range(3):
        take(monday, service="KD")
    assert order() == before, "nothing moves under people's fingers"
    evening(monday, 24)
    assert order()[0] == "KD"
    assert sorted(order()) == sorted(before)


def test_the_first_booking_of_a_day_is_not_taken_for_yesterdays_missed_one(monday: Centre) -> None:
    first = monday.ask("POST", "/api/v1/bookings", "kiosk", {"service": "HT"}).get_json()
    ticket = take(monday, service="HT")
    monday.clock[0] += 24 * HOUR
    made = monday.ask("POST", "/api/v1/bookings", "kiosk", {"service": "HT"}, Idempotency_Key="first")
    answer = made.get_json()
    assert (made.status_code, answer["day"], answer["state"], answer["ticket"]) == (201, "2026-11-24", "booked", None)
    assert answer["code"] != first["code"]
    assert monday.house.ticket(ticket["id"]).phase is Phase.CARRIED  # type: ignore[union-attr]
    again = monday.ask("POST", "/api/v1/bookings", "kiosk", {"service": "HT"}, Idempotency_Key="first")
    assert (again.status_code, again.get_json()["code"]) == (200, answer["code"])


def test_the_kiosk_s_order_is_that_of_a_day_which_a_touch_has_opened(monday: Centre) -> None:
    keeper = Caretaker(monday.house, lambda seconds: None)
    keeper.round()
    for _ in range(3):
        take(monday, service="KD")
    monday.clock[0] += 24 * HOUR
    take(monday)
    keeper.round()
    services = monday.ask("GET", "/api/v1/screens/kiosk/kiosk", "kiosk").get_json()["services"]
    assert services[0]["code"] == "KD"


def test_a_clock_that_goes_back_gives_no_numbers_and_says_so(monday: Centre) -> None:
    take(monday)
    monday.clock[0] -= HOUR
    refused = monday.ask("POST", "/api/v1/tickets", "kiosk", {"service": "XH"})
    assert (refused.status_code, refused.get_json()["type"]) == (409, "urn:moiso:problem:clock_backwards")
    assert monday.ask("GET", "/api/v1/screens/kiosk/kiosk", "kiosk").get_json()["clock"] == "backwards"
    monday.clock[0] += HOUR
    assert take(monday)["state"] == "waiting"
