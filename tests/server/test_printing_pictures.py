"""Printers as supervisors, kiosks, health and figures show them."""

from typing import Any

import pytest

from server.caretaker import Caretaker
from server.people import put_device
from tests.server.api.test_agent import poll, take
from tests.server.conftest import Centre
from tests.server.test_sockets import connect, watch

FIELDS = {
    *("name", "state", "why", "detail", "paper", "tickets_left", "level", "width", "seen_at"),
    *("waiting", "oldest_s", "alerts", "tested", "agent", "place"),
}


def printers(centre: Centre) -> list[dict[str, Any]]:
    return list(centre.ask("GET", "/api/v1/screens/supervisor/all", "supervisor").get_json()["printers"])


def kiosk(centre: Centre, name: str = "kiosk") -> Any:
    return centre.ask("GET", f"/api/v1/screens/kiosk/{name}", "kiosk").get_json()["printer"]


def add_agent(centre: Centre, name: str, place: str | None) -> None:
    with centre.house.store.writing() as connection:
        centre.access["devices"][name] = {"token": put_device(connection, name, "agent", place)}
    centre.house.renewed()


def look_round(centre: Centre, later: int = 0) -> None:
    centre.clock[0] += later
    Caretaker(centre.house, lambda _: None).round()


def test_a_printer_in_good_order(centre: Centre) -> None:
    poll(centre)
    (row,) = printers(centre)
    assert set(row) == FIELDS
    assert row == row | {"name": "p", "state": "ready", "why": None, "paper": "ok", "tickets_left": 412, "level": "L3"}
    assert row == row | {"width": 576, "waiting": 0, "oldest_s": 0, "alerts": [], "tested": None, "detail": ""}
    assert row["seen_at"] == "2026-11-21T09:00:00+07:00"


@pytest.mark.parametrize(
    ("said", "alerts"),
    [
        ({"paper": "near_end"}, ["near_end"]),
        ({"tickets_left": 30}, ["few_left"]),
        ({"tickets_left": 31}, []),
        ({"tickets_left": None}, []),
        ({"state": "paper_out", "paper": "out", "tickets_left": 0}, ["out"]),
        ({"state": "cover_open"}, ["stopped"]),
        ({"state": "cutter"}, ["stopped"]),
        ({"state": "offline"}, ["stopped"]),
        ({"state": "error"}, ["stopped"]),
        ({"state": "printing"}, []),
    ],
)
def test_what_should_be_looked_after(centre: Centre, said: dict[str, Any], alerts: list[str]) -> None:
    poll(centre, **said)
    assert printers(centre)[0]["alerts"] == alerts
    assert (printers(centre)[0]["why"] is None) == (said.get("state", "ready") in ("ready", "printing"))


def test_a_printer_whose_agent_is_not_heard_is_silent_and_screens_are_told(centre: Centre) -> None:
    board, front = connect(centre, "supervisor"), connect(centre, "kiosk")
    poll(centre, tickets_left=3)
    watch(board, "supervisor", "all")
    watch(front, "kiosk", "kiosk")
    look_round(centre, 19_999)
    centre.house.push.refresh()
    assert printers(centre)[0]["state"] == "ready"
    look_round(centre, 1)
    centre.house.push.refresh()
    seen = [e["args"][0] for e in board.get_received() if e["name"] == "picture"][-1]["printers"][0]
    assert (seen["state"], seen["alerts"], seen["why"]["vi"]) == ("silent", ["silent"], "Mất liên lạc với máy in")
    shown = [e["args"][0] for e in front.get_received() if e["name"] == "picture"][-1]["printer"]
    assert (shown["state"], shown["why"]["en"]) == ("silent", "The printer is not heard of any more")


def test_an_agent_that_never_came_is_missed(centre: Centre) -> None:
    assert [(row["name"], row["state"]) for row in printers(centre)] == [("agent", "offline")]
    look_round(centre, 20_000)
    assert (printers(centre)[0]["state"], printers(centre)[0]["alerts"]) == ("silent", ["silent"])


def test_an_agent_that_was_switched_off_is_forgotten(centre: Centre) -> None:
    from sqlalchemy import update

    from server.tables import device

    poll(centre)
    with centre.house.store.writing() as connection:
        connection.execute(update(device).where(device.c.name == "agent").values(active=False))
    centre.house.renewed()
    assert printers(centre) == []
    assert kiosk(centre)["state"] == "offline"


def test_work_that_piles_up(centre: Centre) -> None:
    poll(centre)
    for _ in range(3):
        take(centre)
    look_round(centre)
    assert (printers(centre)[0]["waiting"], printers(centre)[0]["alerts"]) == (3, [])
    take(centre)
    look_round(centre)
    assert printers(centre)[0]["alerts"] == ["backlog"]


def test_work_that_gets_old(centre: Centre) -> None:
    poll(centre)
    take(centre)
    look_round(centre, 10_001)
    assert (printers(centre)[0]["oldest_s"], printers(centre)[0]["alerts"]) == (10, ["backlog"])


def test_papers_of_which_nobody_knows(centre: Centre) -> None:
    for _ in range(2):
        take(centre)
        job = poll(centre)["job"]
        poll(centre, done=[{"attempt": job["attempt"], "outcome": "unknown"}])
    assert "unclear" in printers(centre)[0]["alerts"]
    look_round(centre, 600_000)
    poll(centre)
    assert printers(centre)[0]["alerts"] == []


def test_the_kiosk_shows_the_best_of_main_and_backup(centre: Centre) -> None:
    add_agent(centre, "spare", "backup")
    poll(centre, state="paper_out", name="main")
    poll(centre, "spare", name="other")
    assert kiosk(centre) == {"state": "ready", "why": None, "name": "main"}
    poll(centre, "spare", name="other", state="cover_open")
    assert (kiosk(centre)["state"], kiosk(centre)["why"]["en"]) == ("paper_out", "The printer is out of paper")


def test_a_kiosk_with_its_own_printer_shows_that(centre: Centre) -> None:
    add_agent(centre, "own", "K2")
    poll(centre)
    poll(centre, "own", state="cutter")
    assert (kiosk(centre)["state"], kiosk(centre, "K2")["state"]) == ("ready", "cutter")


def test_what_waits_is_counted_where_it_is_printed(centre: Centre) -> None:
    add_agent(centre, "own", "kiosk")
    add_agent(centre, "spare", "backup")
    for who in ("agent", "own", "spare"):
        poll(centre, who, name=who)
    take(centre)
    look_round(centre, 1_000)
    assert {row["name"]: row["waiting"] for row in printers(centre)} == {"agent": 0, "own": 1, "spare": 0}
    look_round(centre, 4_000)
    assert {row["name"]: row["waiting"] for row in printers(centre)} == {"agent": 0, "own": 1, "spare": 1}


def test_health_and_figures_say_the_same(centre: Centre) -> None:
    poll(centre, paper="near_end", tickets_left=12)
    take(centre)
    look_round(centre, 2_000)
    health = centre.ask("GET", "/healthz", "supervisor").get_json()
    assert set(health["printers"][0]) == FIELDS | {"quiet_s"}
    assert (health["printers"][0]["alerts"], health["printers"][0]["quiet_s"]) == (["near_end", "few_left"], 2)
    assert health["papers"] == {"queued": 1, "leased": 0, "sending": 0, "held": 0}
    job = poll(centre)["job"]
    poll(centre, done=[{"attempt": job["attempt"], "outcome": "printed"}], tickets_left=11)
    figures = centre.ask("GET", "/metrics", "supervisor").get_data(as_text=True).splitlines()
    for line in (
        'moiso_printer_ready{printer="p"} 1.0',
        'moiso_printer_tickets_left{printer="p"} 11.0',
        'moiso_print_jobs{state="queued"} 0.0',
        'moiso_print_outcomes_total{outcome="printed"} 1.0',
    ):
        assert line in figures


def test_printers_of_one_name_are_told_apart_in_figures(centre: Centre) -> None:
    add_agent(centre, "second", None)
    poll(centre)
    poll(centre, "second", state="offline")
    figures = centre.ask("GET", "/metrics", "supervisor").get_data(as_text=True)
    assert 'moiso_printer_ready{printer="agent/p"} 1.0' in figures
    assert 'moiso_printer_ready{printer="second/p"} 0.0' in figures
