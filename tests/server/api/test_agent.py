"""The print agents' door: telemetry, jobs, progress, pairing, the logo; strangers and odd bodies are turned away."""

import logging
import threading
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from server import codes
from server.access import Caller
from server.api import agent as door
from server.people import put_device
from server.spool import LEASE
from server.tables import layout, pair_code, print_attempt, print_job
from tests.server.conftest import Centre, make_centre

PRINTER: dict[str, Any] = {"name": "p", "state": "ready"}
FULL = PRINTER | {"detail": "", "paper": "ok", "level": "L3", "width": 576, "tickets_left": 412, "model": "TM"}


def take(centre: Centre) -> str:
    return str(centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"}).get_json()["id"])


def poll(
    centre: Centre, who: str = "agent", done: list[dict[str, Any]] | None = None, **printer: Any
) -> dict[str, Any]:
    body = {"printers": [FULL | printer], "done": done or []}
    answer = centre.ask("POST", "/api/v1/agent/poll", who, body)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return dict(answer.get_json())


def tell(
    centre: Centre, attempt: str, state: str = "sending", detail: str = "", who: str = "agent", **printer: Any
) -> int:
    body = {"printers": [FULL | printer], "attempt": attempt, "state": state, "detail": detail}
    return centre.ask("POST", "/api/v1/agent/progress", who, body).status_code


def paper(centre: Centre, ticket: str) -> dict[str, Any]:
    return dict(centre.ask("GET", f"/api/v1/tickets/{ticket}", "kiosk").get_json()["print"])


def new_agent(centre: Centre, name: str, place: str | None) -> None:
    with centre.house.store.writing() as connection:
        centre.access["devices"][name] = {"token": put_device(connection, name, "agent", place)}
    centre.house.renewed()


def test_one_ticket_from_touch_to_paper_as_the_kiosk_sees_it(centre: Centre) -> None:
    poll(centre)
    answer = centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"}).get_json()
    waiting = {"state": "queued", "why": None, "printer": None, "copy": 0, "retry": False}
    assert answer["print"] == waiting == paper(centre, answer["id"])
    job = poll(centre)["job"]
    assert (job["ticket"], job["copy"], job["lease_s"]) == (answer["id"], 0, 30)
    assert paper(centre, answer["id"]) == waiting | {"state": "leased", "printer": "p"}
    assert tell(centre, job["attempt"]) == 204
    assert paper(centre, answer["id"])["state"] == "sending"
    assert tell(centre, job["attempt"], "stuck", "paper_out", state_of="") == 422  # an unknown field
    assert tell(centre, job["attempt"], "stuck", "paper_out") == 204
    assert paper(centre, answer["id"]) == waiting | {
        "state": "held",
        "why": "paper_out",
        "printer": "p",
        "retry": True,
    }
    assert tell(centre, job["attempt"]) == 204
    after = poll(centre, done=[{"attempt": job["attempt"], "outcome": "printed", "detail": "", "began": True}])
    assert (after["job"], after["refused"]) == (None, [])
    assert paper(centre, answer["id"]) == waiting | {"state": "printed", "printer": "p"}


@pytest.mark.parametrize("state", ["paper_out", "cover_open", "cutter", "offline", "error"])
def test_a_ticket_without_a_working_printer_says_so_at_once(centre: Centre, state: str) -> None:
    poll(centre, state=state)
    answer = centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"}).get_json()
    assert (answer["print"]["state"], answer["print"]["why"], answer["print"]["retry"]) == ("held", state, True)


def test_an_agent_that_is_not_heard_prints_nothing(centre: Centre) -> None:
    poll(centre)
    centre.clock[0] += 20_000
    assert paper(centre, take(centre))["why"] == "silent"


def test_a_lost_paper_comes_again_marked_in_the_tickets_language(centre: Centre) -> None:
    answer = centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT", "language": "en"}).get_json()
    first = poll(centre)["job"]
    done = [{"attempt": first["attempt"], "outcome": "unknown", "detail": "offline", "began": True}]
    again = poll(centre, done=done)["job"]
    assert (again["ticket"], again["copy"], again["expires_at"]) == (answer["id"], 1, first["expires_at"])
    assert again["slip"]["copy_mark"].startswith("REPRINT 1 – ")
    assert {**again["slip"], "copy": 0, "copy_mark": ""} == first["slip"]


def test_an_older_agent_is_understood(centre: Centre) -> None:
    take(centre)
    old = {"printers": [{"name": "p", "state": "ready", "detail": ""}], "done": [], "wait": 0}
    job = centre.ask("POST", "/api/v1/agent/poll", "agent", old).get_json()["job"]
    done = old | {"done": [{"attempt": job["attempt"], "outcome": "printed", "detail": ""}]}
    assert centre.ask("POST", "/api/v1/agent/poll", "agent", done).get_json()["refused"] == []
    assert paper(centre, job["ticket"])["state"] == "printed"


def test_another_agents_attempt_is_refused_and_changes_nothing(
    centre: Centre, caplog: pytest.LogCaptureFixture
) -> None:
    new_agent(centre, "second", None)
    ticket = take(centre)
    job = poll(centre)["job"]
    done = [{"attempt": job["attempt"], "outcome": "printed"}, {"attempt": "f" * 16, "outcome": "unknown"}]
    with caplog.at_level(logging.WARNING):
        assert poll(centre, "second", done)["refused"] == [job["attempt"], "f" * 16]
        assert tell(centre, job["attempt"], who="second") == 409
    assert paper(centre, ticket)["state"] == "leased"
    assert centre.token("second") not in caplog.text
    assert "agent:second" in caplog.text
    with centre.house.store.reading() as connection:
        assert len(connection.execute(select(print_attempt)).all()) == 1


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("poll", {"printers": [FULL | {"paper": "wet"}]}),
        ("poll", {"printers": [FULL | {"level": "L9"}]}),
        ("poll", {"printers": [FULL | {"tickets_left": -1}]}),
        ("poll", {"printers": [FULL | {"width": "576"}]}),
        ("poll", {"printers": [FULL] * 9}),
        ("poll", {"printers": [FULL], "wait": 26}),
        ("poll", {"printers": [FULL], "done": [{"attempt": "x", "outcome": "printed"}]}),
        ("poll", {"printers": [FULL], "done": [{"attempt": "0" * 16, "outcome": "eaten"}]}),
        ("poll", {"printers": [FULL], "done": [{"attempt": "0" * 16, "outcome": "printed", "began": "yes"}]}),
        ("progress", {"printers": [FULL], "attempt": "0" * 16, "state": "flying"}),
        ("progress", {"printers": [FULL], "state": "sending"}),
        ("pair", {"code": ""}),
        ("pair", {"code": "K" * 21}),
        ("pair", {"code": 7}),
    ],
)
def test_odd_bodies(centre: Centre, path: str, body: dict[str, Any]) -> None:
    answer = centre.ask("POST", f"/api/v1/agent/{path}", None if path == "pair" else "agent", body)
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")


@pytest.mark.parametrize("path", ["poll", "progress", "pair"])
def test_a_body_too_large_is_not_read(centre: Centre, path: str) -> None:
    take(centre)
    answer = centre.ask("POST", f"/api/v1/agent/{path}", "agent", {"code": "x" * 70_000})
    assert answer.status_code == 413
    assert poll(centre)["job"] is not None


@pytest.mark.parametrize("path", ["poll", "progress", "logo/" + "0" * 64])
def test_only_agents_come_in(centre: Centre, path: str) -> None:
    method = "GET" if path.startswith("logo") else "POST"
    assert centre.ask(method, f"/api/v1/agent/{path}", "kiosk", {}).status_code == 403
    assert centre.ask(method, f"/api/v1/agent/{path}", None, {}).status_code == 401


def test_a_kiosks_own_printer_and_the_backup(centre: Centre) -> None:
    new_agent(centre, "own", "kiosk")
    new_agent(centre, "spare", "backup")
    poll(centre, "own")
    ticket = take(centre)
    assert poll(centre)["job"] is None
    assert poll(centre, "spare")["job"] is None
    centre.clock[0] += 5_000
    assert poll(centre, "spare")["job"]["ticket"] == ticket
    assert poll(centre, "own")["job"] is None
    second = take(centre)
    assert poll(centre, "own")["job"]["ticket"] == second
    with centre.house.store.reading() as connection:
        rows = connection.execute(select(print_job.c.place, print_job.c.by)).all()
    assert [tuple(row) for row in rows] == [("kiosk", "kiosk:kiosk")] * 2


def test_a_question_held_open_wakes_for_a_job_that_comes_back(centre: Centre) -> None:
    """Nothing rings in time by itself: the second agent waits without asking again."""
    new_agent(centre, "second", None)
    take(centre)
    job = poll(centre)["job"]
    got: list[Any] = []
    waits = threading.Thread(target=lambda: got.append(ask_long(centre, "second")))
    waits.start()
    ring: Any = centre.house.bell._ring
    while waits.is_alive() and not ring._waiters:
        waits.join(0.01)
    assert got == []
    poll(centre, done=[{"attempt": job["attempt"], "outcome": "not_sent", "detail": "paper_out"}], state="paper_out")
    waits.join(10)  # less than a question is held open
    assert got, "nobody has told it"
    assert got[0]["job"]["ticket"] == job["ticket"]


def ask_long(centre: Centre, who: str) -> Any:
    return centre.ask("POST", "/api/v1/agent/poll", who, {"printers": [FULL], "wait": 25}).get_json()


def test_the_backup_sleeps_until_the_job_is_its_own(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    """It looks twice, not a thousand times: the sleep is as long as the job has still to wait."""
    new_agent(centre, "spare", "backup")
    poll(centre)
    ticket = take(centre)
    sleeps: list[float] = []

    def sleep(_: Any, heard: int, seconds: float) -> None:
        sleeps.append(seconds)
        centre.clock[0] += round(seconds * 1000)

    monkeypatch.setattr("server.spool.bell.Bell.wait", sleep)
    assert ask_long(centre, "spare")["job"]["ticket"] == ticket
    assert sleeps == [5.0]


def test_a_question_whose_token_has_ended_gets_no_job(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    body = {"printers": [FULL], "wait": 25}

    def wait(*_: Any) -> None:
        with centre.house.store.writing() as connection:
            put_device(connection, "agent", "agent", None)
        centre.house.renewed()
        take(centre)

    monkeypatch.setattr("server.spool.bell.Bell.wait", wait)
    assert centre.ask("POST", "/api/v1/agent/poll", "agent", body).status_code == 401
    with centre.house.store.reading() as connection:
        assert connection.scalar(select(print_job.c.state)) == "queued"


def test_a_question_held_open_has_an_end(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float] = []
    clock = SimpleNamespace(monotonic=lambda: 0.0 if not asked else 1000.0)
    monkeypatch.setattr(door, "time", clock)
    monkeypatch.setattr("server.spool.bell.Bell.wait", lambda _, heard, seconds: asked.append(seconds))
    ask_long(centre, "agent")
    assert asked == [door.HELD_OPEN]


def test_lost_leases_ring(centre: Centre) -> None:
    from server.caretaker import Caretaker

    ticket = take(centre)
    poll(centre)
    rung = centre.house.bell.count
    centre.clock[0] += LEASE
    Caretaker(centre.house, lambda _: None).round()
    assert centre.house.bell.count == rung + 1
    assert paper(centre, ticket)["copy"] == 1
    figures = centre.ask("GET", "/metrics", "admin").get_data(as_text=True)
    assert 'moiso_print_outcomes_total{outcome="unknown"} 1.0' in figures


# --- pairing ---


def code_for(centre: Centre, name: str, place: str | None = None) -> str:
    with centre.house.store.writing() as connection:
        return codes.issue(connection, name, place, centre.clock[0])


def pair(centre: Centre, code: str, **headers: str) -> Any:
    return centre.ask("POST", "/api/v1/agent/pair", None, {"code": code}, **headers)


def test_a_code_becomes_a_token_once_and_the_old_token_ends(centre: Centre) -> None:
    code = code_for(centre, "agent")
    answer = pair(centre, code.lower().replace("-", " "))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (201, "no-store")
    assert centre.ask("POST", "/api/v1/agent/poll", "agent", {"printers": [FULL]}).status_code == 401
    centre.access["devices"]["agent"] = {"token": answer.get_json()["token"]}
    assert poll(centre)["job"] is None
    again = pair(centre, code)
    assert (again.status_code, again.get_json()["type"]) == (401, "urn:moiso:problem:wrong_pair_code")


def test_the_demos_own_file_follows(centre: Centre) -> None:
    import json

    token = pair(centre, code_for(centre, "agent")).get_json()["token"]
    written = json.loads(centre.house.settings.access_file.read_text(encoding="utf-8"))
    assert written["devices"]["agent"]["token"] == token


def test_a_new_agent_has_the_place_it_was_given(centre: Centre) -> None:
    answer = pair(centre, code_for(centre, "kiosk-printer", "kiosk")).get_json()
    assert answer["name"] == "kiosk-printer"
    assert centre.house.people.by_token(answer["token"]) == Caller("agent", "kiosk-printer", "kiosk")


def test_codes_are_kept_as_hashes_and_live_ten_minutes(centre: Centre) -> None:
    code = code_for(centre, "new")
    with centre.house.store.reading() as connection:
        assert code.replace("-", "") not in str(connection.execute(select(pair_code)).all())
    centre.clock[0] += codes.LIFE
    assert pair(centre, code).status_code == 401
    assert pair(centre, "AAAA-AAAA").status_code == 401


def test_a_newer_code_ends_the_older(centre: Centre) -> None:
    old, new, other = code_for(centre, "new"), code_for(centre, "new"), code_for(centre, "other")
    assert [pair(centre, code).status_code for code in (old, new, other)] == [401, 201, 201]


def test_a_code_never_makes_an_agent_of_another_device(centre: Centre) -> None:
    with centre.house.store.writing() as connection, pytest.raises(codes.NameTaken):
        codes.issue(connection, "kiosk", None, centre.clock[0])
    code = code_for(centre, "late")
    with centre.house.store.writing() as connection:
        put_device(connection, "late", "kiosk", None)
    assert pair(centre, code).status_code == 401
    assert centre.ask("GET", "/api/v1/services", "kiosk").status_code == 200


def test_codes_are_not_guessed_in_a_hurry(tmp_path: Any) -> None:
    centre = make_centre(tmp_path, rate_limits=True)
    code = code_for(centre, "new")
    answers = [pair(centre, "AAAA-AAAA", X_Forwarded_For=f"10.0.0.{n}").status_code for n in range(6)]
    assert answers == [401] * 5 + [429]
    assert pair(centre, code).status_code == 429
    centre.house.store.close()


# --- the logo ---


def test_the_logo_by_its_name(centre: Centre) -> None:
    name = "ab" * 32
    assert centre.ask("GET", f"/api/v1/agent/logo/{name}", "agent").status_code == 404
    row = {"id": 1, "body": {}, "logo": b"\x89PNG", "logo_sha": name, "changed_at": 0, "by": "admin:admin"}
    with centre.house.store.writing() as connection:
        connection.execute(insert(layout).values(row))
    answer = centre.ask("GET", f"/api/v1/agent/logo/{name}", "agent")
    assert (answer.status_code, answer.content_type, answer.data) == (200, "image/png", b"\x89PNG")
    assert centre.ask("GET", "/api/v1/agent/logo/" + "0" * 64, "agent").status_code == 404
    with centre.house.store.writing() as connection:
        connection.execute(update(layout).values(logo=None, logo_sha=None))
    assert centre.ask("GET", f"/api/v1/agent/logo/{name}", "agent").status_code == 404
