"""Bad input is a clear 4xx problem document; nothing is written and nothing leaks."""

import json
from typing import Any

import pytest

from tests.server.conftest import Centre

CASES: list[tuple[str, str, str | None, Any, int]] = [
    ("POST", "/api/v1/tickets", "kiosk", {"service": "XX"}, 404),
    ("POST", "/api/v1/tickets", "kiosk", {}, 422),
    ("POST", "/api/v1/tickets", "kiosk", {"service": 7}, 422),
    ("POST", "/api/v1/tickets", "kiosk", {"service": "HT", "more": 1}, 422),
    ("POST", "/api/v1/tickets", "kiosk", {"service": "HT", "priority": "VIP"}, 422),
    ("POST", "/api/v1/tickets", "kiosk", {"service": "HT", "procedure": "2.000815"}, 422),
    ("POST", "/api/v1/tickets", "kiosk", {"service": "HT", "language": "../vi"}, 422),
    ("POST", "/api/v1/tickets", "kiosk", ["HT"], 422),
    ("POST", "/api/v1/tickets", "kiosk", "HT", 422),
    ("POST", "/api/v1/tickets", None, {"service": "HT"}, 401),
    ("POST", "/api/v1/tickets", "board", {"service": "HT"}, 403),
    ("POST", "/api/v1/tickets", "counter-1", {"service": "HT"}, 403),
    ("GET", "/api/v1/tickets/20261121-A999", "kiosk", None, 404),
    ("GET", "/api/v1/tickets/20261121-A999", "board", None, 403),
    ("POST", "/api/v1/tickets/nothing/rating", "feedback-1", {"level": 4}, 404),
    ("POST", "/api/v1/tickets/nothing/rating", "kiosk", {"level": 4}, 403),
    ("POST", "/api/v1/counters/2/next", None, {}, 401),
    ("POST", "/api/v1/counters/2/next", "kiosk", {}, 403),
    ("POST", "/api/v1/counters/2/next", "counter-2", {}, 403),
    ("POST", "/api/v1/counters/99/next", "staff", {}, 404),
    ("POST", "/api/v1/counters/2/next", "staff", {"finish": "yes"}, 422),
    ("POST", "/api/v1/counters/2/recall", "staff", {}, 409),
    ("POST", "/api/v1/counters/2/finish", "staff", {}, 409),
    ("POST", "/api/v1/counters/2/dance", "staff", {}, 404),
    ("POST", "/api/v1/counters/2/call", "staff", {"ticket": "A001"}, 422),
    ("POST", "/api/v1/counters/2/call", "staff", {"ticket": "A001", "reason": "LATE"}, 404),
    ("GET", "/api/v1/counters/2/next", "staff", None, 405),
    ("GET", "/api/v1/screens/board/hall", None, None, 401),
    ("GET", "/api/v1/screens/board/hall", "kiosk", None, 403),
    ("GET", "/api/v1/screens/board/attic", "staff", None, 404),
    ("GET", "/api/v1/screens/feedback/2", "feedback-1", None, 403),
    ("GET", "/api/v1/screens/counter/2", "counter-1", None, 403),
    ("GET", "/api/v1/screens/turn/20261121-A001-00", None, None, 404),
    ("GET", "/api/v1/screens/nothing/at-all", "admin", None, 404),
    ("GET", "/api/v1/screens/zzz/1", "kiosk", None, 404),
    ("GET", "/api/v1/screens/zzz/1", None, None, 401),
    ("GET", "/api/v1/journal", "staff", None, 403),
    ("GET", "/api/v1/journal?after=-1", "admin", None, 422),
    ("GET", "/api/v1/journal?after=x", "admin", None, 422),
    ("POST", "/api/v1/agent/poll", "kiosk", {"printers": "none"}, 403),
    ("POST", "/api/v1/agent/poll", "agent", {"printers": "none"}, 422),
    ("POST", "/api/v1/agent/poll", "agent", {"printers": [{"name": "p", "state": "happy"}]}, 422),
    ("POST", "/api/v1/agent/poll", "agent", {"printers": [{"name": "p", "state": "silent"}]}, 422),
    ("POST", "/api/v1/agent/progress", "agent", {"attempt": "0" * 16, "state": "sending"}, 409),
    ("POST", "/api/v1/agent/progress", "kiosk", {"attempt": "0" * 16, "state": "sending"}, 403),
    ("POST", "/api/v1/agent/pair", None, {"code": "K7QD-9FXW"}, 401),
    ("POST", "/api/v1/agent/pair", None, ["K7QD-9FXW"], 422),
    ("GET", "/api/v1/agent/logo/nothing", "agent", None, 404),
    ("GET", "/api/v1/agent/logo/nothing", "kiosk", None, 403),
    ("POST", "/api/v1/tickets/20261121-A999/reprint", "kiosk", {}, 404),
    ("POST", "/api/v1/tickets/20261121-A999/reprint", "board", {}, 403),
    ("POST", "/api/v1/tickets/20261121-A999/reprint", "staff", {"reason": ""}, 422),
    ("POST", "/api/v1/tickets/20261121-A999/paper", "kiosk", {"received": True}, 404),
    ("POST", "/api/v1/tickets/20261121-A999/paper", "kiosk", {}, 422),
    ("GET", "/metrics", None, None, 401),
    ("GET", "/metrics", "kiosk", None, 403),
    ("GET", "/api/v1/nothing", "admin", None, 404),
]


@pytest.mark.parametrize(("method", "path", "who", "body", "status"), CASES)
def test_it_is_refused_and_leaves_no_trace(
    centre: Centre, method: str, path: str, who: str | None, body: Any, status: int
) -> None:
    before = centre.last()
    answer = centre.ask(method, path, who, body)
    assert answer.status_code == status, answer.get_data(as_text=True)
    if path.startswith("/api/"):
        problem = answer.get_json()
        assert answer.content_type == "application/problem+json"
        assert problem["status"] == status
        assert problem["title"]
        assert problem["detail"]
        assert "{" not in problem["detail"]
    text = answer.get_data(as_text=True)
    assert "Traceback" not in text
    assert "sqlalchemy" not in text.lower()
    assert "SELECT" not in text
    assert centre.last() == before


@pytest.mark.parametrize(
    ("data", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 5000, "application/json", 400),
        (b"service=HT", "application/x-www-form-urlencoded", 415),
        (json.dumps({"service": "H" * 70_000}).encode(), "application/json", 413),
    ],
)
def test_a_body_that_cannot_be_read(centre: Centre, data: bytes, kind: str, status: int) -> None:
    headers = {"Authorization": f"Bearer {centre.token('kiosk')}", "Content-Type": kind}
    answer = centre.browser().post("/api/v1/tickets", data=data, headers=headers)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert centre.last() == 0


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer ", "Basic YTpi", "Bearer \xe9"])
def test_a_foreign_token_is_nobodys(centre: Centre, header: str) -> None:
    answer = centre.browser().get("/api/v1/services", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("key", ["", "x" * 129, "a\tb"])
def test_an_odd_key_is_refused(centre: Centre, key: str) -> None:
    answer = centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"}, Idempotency_Key=key)
    assert answer.status_code == 422
    assert centre.last() == 0


def test_a_key_of_another_wish_is_refused(centre: Centre) -> None:
    assert centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"}, Idempotency_Key="k").status_code == 201
    answer = centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "CT"}, Idempotency_Key="k")
    assert (answer.status_code, answer.get_json()["type"]) == (422, "urn:moiso:problem:key_reused")


def test_problems_speak_the_callers_language(centre: Centre) -> None:
    english = centre.ask("POST", "/api/v1/counters/2/recall", "staff", {}, Accept_Language="en").get_json()
    vietnamese = centre.ask("POST", "/api/v1/counters/2/recall", "staff", {}).get_json()
    assert english["detail"] == "Counter 2 has not called anybody."
    assert vietnamese["detail"] == "Quầy 2 chưa gọi ai."


@pytest.mark.parametrize(("lang", "said"), [("vi", "Không có mục này."), ("en", "There is no such field.")])
def test_fields_are_explained_in_the_callers_language(centre: Centre, lang: str, said: str) -> None:
    answer = centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT", "more": 1}, Accept_Language=lang)
    assert answer.get_json()["fields"] == [{"field": "more", "message": said}]


def test_todays_ticket_is_known_by_its_label(centre: Centre) -> None:
    ticket = centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"}).get_json()
    assert centre.ask("GET", f"/api/v1/tickets/{ticket['label']}", "kiosk").get_json()["id"] == ticket["id"]
    assert centre.ask("POST", f"/api/v1/tickets/{ticket['label']}/cancel", "staff").status_code == 200
    assert centre.ask("GET", "/api/v1/tickets/A999", "kiosk").status_code == 404


def test_a_switched_off_device_is_refused_at_once(centre: Centre) -> None:
    from sqlalchemy import update

    from server.tables import device

    assert centre.ask("GET", "/api/v1/services", "kiosk").status_code == 200
    with centre.house.store.writing() as connection:
        connection.execute(update(device).where(device.c.name == "kiosk").values(active=False))
    centre.house.renewed()
    assert centre.ask("GET", "/api/v1/services", "kiosk").status_code == 401


def test_what_nobody_foresaw_is_told_without_its_insides(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr(centre.house.office, "handle", fail)
    answer = centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"})
    assert (answer.status_code, answer.content_type) == (500, "application/problem+json")
    assert "secret" not in answer.get_data(as_text=True)
