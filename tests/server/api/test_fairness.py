"""The public list of calls out of order, for today and for days that are over."""

from pathlib import Path

import pytest

from server.api import fairness
from server.callbook import calls_between
from server.limits import LOOKS
from server.pictures.scene import promise
from server.rules.calls import Call
from server.store import Connection
from tests.server.conftest import Centre, make_centre

DAY = 86_400_000
HOUR = 3_600_000


def out_of_order(centre: Centre) -> None:
    """Two numbers; the second is called first, the first in its turn."""
    for _ in range(2):
        assert centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "KD"}).status_code == 201
    body = {"ticket": "H002", "reason": "LATE"}
    assert centre.ask("POST", "/api/v1/counters/5/call", "staff", body).status_code == 200
    centre.ask("POST", "/api/v1/counters/5/recall", "staff")
    assert (
        centre.ask("POST", "/api/v1/counters/5/next", "staff", {"finish": True}).get_json()["ticket"]["label"] == "H001"
    )


def test_anybody_may_read_who_was_called_out_of_order_and_why(centre: Centre) -> None:
    assert centre.ask("GET", "/api/v1/fairness").get_json()["entries"] == []
    out_of_order(centre)
    told = centre.ask("GET", "/api/v1/fairness").get_json()
    assert told == {
        "day": "2026-11-21",
        "promise": promise(centre.house.centre),
        "entries": [
            {
                "at": "2026-11-21T09:00:00+07:00",
                "label": "H002",
                "counter": 5,
                "reason": {"vi": "Đã được gọi nhưng đến muộn", "en": "Called before, came late"},
            }
        ],
        "calls": 2,
    }
    assert "staff" not in centre.ask("GET", "/api/v1/fairness").text


def test_a_day_that_is_over_keeps_its_list(centre: Centre) -> None:
    out_of_order(centre)
    before = centre.ask("GET", "/api/v1/fairness").get_json()
    centre.clock[0] += DAY
    today = centre.ask("GET", "/api/v1/fairness").get_json()
    assert (today["day"], today["entries"], today["calls"]) == ("2026-11-22", [], 0)
    assert centre.ask("GET", "/api/v1/fairness?day=2026-11-21").get_json() == before
    assert centre.ask("GET", "/api/v1/fairness?day=2026-11-20").get_json()["calls"] == 0


def test_other_dates(centre: Centre) -> None:
    assert centre.ask("GET", "/api/v1/fairness?day=2000-01-01").get_json()["calls"] == 0
    for day in ("0001-01-01", "2026-11-22", "9999-12-31", "hôm nay"):  # today under another name would be a lie
        problem = centre.ask("GET", f"/api/v1/fairness?day={day}")
        assert (problem.status_code, problem.mimetype) == (422, "application/problem+json")


def test_a_day_that_is_over_is_read_once(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    read = []

    def counting(connection: Connection, begins: int, ends: int) -> list[Call]:
        read.append(begins)
        return calls_between(connection, begins, ends)

    monkeypatch.setattr(fairness, "calls_between", counting)
    out_of_order(centre)
    centre.clock[0] += DAY
    told = [centre.ask("GET", "/api/v1/fairness?day=2026-11-21").get_json() for _ in range(5)]
    assert (len(read), told[0]["calls"], len(told[0]["entries"])) == (1, 2, 1)
    assert all(one == told[0] for one in told)


def test_just_after_midnight_a_late_call_still_counts(centre: Centre) -> None:
    """What is asked too early is not kept: the last call of the day may be under way into the journal."""
    out_of_order(centre)
    made, midnight = centre.clock[0], centre.clock[0] + 15 * HOUR
    centre.clock[0] = midnight + 1
    assert centre.ask("GET", "/api/v1/fairness?day=2026-11-21").get_json()["calls"] == 2
    centre.clock[0] = made
    centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "KD"})
    assert centre.ask("POST", "/api/v1/counters/5/next", "staff", {"finish": True}).get_json()["ticket"]
    for later in (midnight + 1, midnight + HOUR, midnight + DAY):
        centre.clock[0] = later
        assert centre.ask("GET", "/api/v1/fairness?day=2026-11-21").get_json()["calls"] == 3


def test_whoever_reads_is_counted_by_network(tmp_path: Path) -> None:
    centre = make_centre(tmp_path, rate_limits=True)
    client = centre.app.test_client(use_cookies=False)

    def read(address: str) -> int:
        return client.get("/api/v1/fairness", environ_base={"REMOTE_ADDR": address}).status_code

    assert {read(f"2001:db8:1:2::{no:x}") for no in range(LOOKS.amount)} == {200}
    assert read("2001:db8:1:2:ffff::1") == 429
    assert read("2001:db8:1:3::1") == 200
    centre.house.store.close()
