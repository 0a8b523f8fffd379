"""Appointments over the interface: free slots, a code, a check-in inside its window, and room for those who walk in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.api.life import MINUTE, at, do, friday, take
from tests.server.conftest import Centre

SLOT = "2026-11-27T10:00:00+07:00"


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    with friday(tmp_path) as made:
        yield made


def slots(centre: Centre, service: str = "CT", day: str = "2026-11-27") -> dict[str, int]:
    found = centre.ask("GET", f"/api/v1/services/{service}/slots?day={day}", "kiosk").get_json()["slots"]
    return {slot["starts"][11:16]: slot["left"] for slot in found}


def test_free_slots_of_a_day(centre: Centre) -> None:
    assert list(slots(centre))[:3] == ["09:30", "10:00", "10:30"]  # what is over is not offered
    assert slots(centre, "KD") == {}
    assert slots(centre, day="2026-11-28") == {}  # a Saturday
    monday = list(slots(centre, day="2026-11-30"))
    assert (monday[0], monday[-1]) == ("07:30", "17:00")  # half an hour more on Mondays
    assert sum(slots(centre, "DD").values()) < 4  # half of the counter's time is another service's, half walk-ins'


def test_an_appointment_has_a_code_and_takes_a_place(centre: Centre) -> None:
    before = slots(centre)["10:00"]
    made = do(centre, "/bookings", {"service": "CT", "slot": SLOT, "language": "en"}, "kiosk", key="touch")
    assert do(centre, "/bookings", {"service": "CT", "slot": SLOT, "language": "en"}, "kiosk", key="touch") == made
    assert slots(centre)["10:00"] == before - 1
    assert (made["slot"], made["state"], made["day"]) == (SLOT, "booked", "2026-11-27")
    for written in (made["code"], made["code"].lower().replace("-", " "), made["code"].replace("-", "")):
        shown = centre.ask("GET", f"/api/v1/bookings/{written}", "kiosk").get_json()
        assert shown["slot"] == SLOT
    assert do(centre, f"/bookings/{made['code']}/cancel", None, "kiosk")["state"] == "cancelled"
    assert slots(centre)["10:00"] == before


def test_on_arrival_it_becomes_a_number_that_ranks_at_its_slot(centre: Centre) -> None:
    code = do(centre, "/bookings", {"service": "CT", "slot": SLOT}, "kiosk")["code"]
    centre.clock[0] = at("2026-11-27 09:55")
    take(centre, "CT")
    centre.clock[0] = at("2026-11-27 10:04")
    take(centre, "CT")
    ticket = do(centre, f"/bookings/{code}/check-in", None, "kiosk", key="touch")
    assert do(centre, f"/bookings/{code}/check-in", None, "kiosk", key="touch")["label"] == ticket["label"]
    assert (ticket["label"], ticket["ahead"]) == ("B003", 1)
    waiting = centre.ask("GET", "/api/v1/screens/console/3", "staff").get_json()["waiting"]
    assert [one["label"] for one in waiting] == ["B001", "B003", "B002"]
    assert centre.ask("GET", f"/api/v1/bookings/{code}", "kiosk").get_json()["state"] == "arrived"


def test_who_comes_too_late_ranks_at_arrival(centre: Centre) -> None:
    code = do(centre, "/bookings", {"service": "CT", "slot": SLOT}, "kiosk")["code"]
    centre.clock[0] = at("2026-11-27 10:12")
    take(centre, "CT")
    centre.clock[0] += MINUTE
    assert do(centre, f"/bookings/{code}/check-in", {"priority": None}, "kiosk")["ahead"] == 1


def test_a_number_from_afar_counts_from_arrival(centre: Centre) -> None:
    code = do(centre, "/bookings", {"service": "CT"}, "kiosk")["code"]
    take(centre, "CT")
    assert do(centre, f"/bookings/{code}/check-in", None, "kiosk")["ahead"] == 1


def test_nobody_comes_and_the_night_says_so(centre: Centre) -> None:
    code = do(centre, "/bookings", {"service": "CT", "slot": SLOT}, "kiosk")["code"]
    centre.clock[0] = at("2026-11-30 07:10")
    take(centre, "CT")
    events = centre.ask("GET", "/api/v1/journal", "supervisor").get_json()["events"]
    assert [event["missed"] for event in events if event["kind"] == "BookingCancelled"] == [True]
    assert centre.ask("GET", f"/api/v1/bookings/{code}", "kiosk").status_code == 404


def test_places_run_out_and_walk_ins_keep_theirs(centre: Centre) -> None:
    for _ in range(slots(centre)["10:00"]):
        do(centre, "/bookings", {"service": "CT", "slot": SLOT}, "kiosk")
    answer = centre.ask("POST", "/api/v1/bookings", "kiosk", {"service": "CT", "slot": SLOT})
    assert (answer.status_code, answer.get_json()["type"]) == (409, "urn:moiso:problem:slot_full")
    assert take(centre, "CT")
