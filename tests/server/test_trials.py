"""Tests of printers: before the first visitor comes, and when somebody asks."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from server.access import Caller
from server.caretaker import Caretaker
from server.people import put_device
from server.tables import print_job
from server.trials import print_trial
from tests.server.api.test_agent import poll
from tests.server.conftest import Centre, make_centre
from tests.server.rules.halls import ZONE


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp() * 1000)


@pytest.fixture
def office(tmp_path: Path) -> Any:
    """A centre with true hours, a Monday, long before it opens."""
    made = make_centre(tmp_path, real_hours=True)
    made.clock[0] = at("2026-11-23 05:00")
    yield made
    made.house.store.close()


def opens(centre: Centre) -> int:
    from server.rules.hours import first_opening

    hours = [service.hours for service in centre.house.centre.services.values()]
    found = first_opening(hours, centre.clock[0], ZONE)
    assert found is not None
    return found


def trials(centre: Centre) -> list[Any]:
    with centre.house.store.reading() as connection:
        jobs = select(print_job).where(print_job.c.ticket.startswith("test-")).order_by(print_job.c.ticket)
        return list(connection.execute(jobs))


def look_round(centre: Centre, moment: int) -> None:
    centre.clock[0] = moment
    Caretaker(centre.house, lambda _: None).round()


def printers(centre: Centre) -> list[Any]:
    return list(centre.ask("GET", "/api/v1/screens/supervisor/all", "supervisor").get_json()["printers"])


def test_one_test_in_the_half_hour_before_the_first_opening(office: Centre) -> None:
    opening = opens(office)
    look_round(office, opening - 30 * 60_000 - 1)
    assert trials(office) == []
    for moment in (opening - 30 * 60_000, opening - 25 * 60_000, opening - 1):
        look_round(office, moment)
    (trial,) = trials(office)
    assert (trial.ticket, trial.copy, trial.by, trial.place) == ("test-2026-11-23", 0, "office", "agent")
    assert (trial.slip["url"], trial.slip["copy_mark"]) == ("", "")


def test_none_once_it_is_open_and_none_on_a_day_off(office: Centre) -> None:
    look_round(office, opens(office))
    look_round(office, at("2026-11-22 06:45"))
    assert trials(office) == []


def test_a_centre_without_hours_has_no_test(centre: Centre) -> None:
    look_round(centre, at("2026-11-23 06:45"))
    assert trials(centre) == []


def test_its_result_is_shown(office: Centre) -> None:
    look_round(office, opens(office) - 60_000)
    job = poll(office)["job"]
    assert (job["ticket"], printers(office)[0]["tested"]) == ("test-2026-11-23", None)
    poll(office, done=[{"attempt": job["attempt"], "outcome": "printed"}])
    assert printers(office)[0]["tested"] == {"at": printers(office)[0]["seen_at"], "ok": True}
    assert office.house.office.look().hall.tickets == {}  # no number was used


def test_a_test_that_does_not_come_out_is_shown_and_not_repeated(office: Centre) -> None:
    look_round(office, opens(office) - 60_000)
    job = poll(office)["job"]
    poll(office, done=[{"attempt": job["attempt"], "outcome": "unknown"}])
    assert printers(office)[0]["tested"]["ok"] is False
    assert poll(office)["job"] is None


def test_each_main_printer_prints_its_own(office: Centre) -> None:
    with office.house.store.writing() as connection:
        for name, place in (("desk", None), ("own", "kiosk"), ("spare", "backup")):
            office.access["devices"][name] = {"token": put_device(connection, name, "agent", place)}
    office.house.renewed()
    look_round(office, opens(office) - 60_000)
    assert [(t.ticket, t.place) for t in trials(office)] == [
        ("test-2026-11-23", "agent"),
        ("test-2026-11-23-2", "desk"),
    ]
    office.clock[0] += 10_000
    assert poll(office, "spare")["job"] is None
    assert poll(office, "own")["job"] is None
    assert poll(office, "desk")["job"]["ticket"] == "test-2026-11-23-2"


def test_when_somebody_asks(centre: Centre) -> None:
    agent = Caller("agent", "agent")
    for _ in range(2):  # pressed twice
        print_trial(centre.house, agent, "admin:admin")
    (trial,) = trials(centre)
    assert (trial.ticket, trial.by) == ("test-2026-11-21-090000-agent", "admin:admin")
    assert poll(centre)["job"]["slip"]["label"] == "THỬ"
