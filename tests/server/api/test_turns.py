"""The phone's own door: the key is the right, a repeat is harmless, refusals are readable, and nothing leaks."""

from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from server.limits import TURNS
from server.rules.commands import CloseDay, OpenDay
from tests.server.conftest import Centre, make_centre

MINUTE = 60_000
DAY = 24 * 60 * MINUTE


def take(centre: Centre, service: str = "HT") -> dict[str, Any]:
    """A ticket with its page's key; everybody comes a second after the one before."""
    centre.clock[0] += 1000
    ticket: dict[str, Any] = centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": service}).get_json()
    return ticket | {"key": ticket["url"].rpartition("/")[2]}


def act(centre: Centre, key: str, name: str, body: Any = None, **headers: str) -> TestResponse:
    return centre.ask("POST", f"/api/v1/turns/{key}/{name}", None, {} if body is None else body, **headers)


def problem(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, answer.get_json()["type"].rpartition(":")[2]


def journal(centre: Centre) -> list[dict[str, Any]]:
    return list(centre.ask("GET", "/api/v1/journal", "admin").get_json()["events"])


def test_a_number_is_given_up_with_its_key_alone(centre: Centre) -> None:
    mine = take(centre)
    answer = act(centre, mine["key"], "cancel")
    assert answer.status_code == 200
    shown = answer.get_json()
    assert (shown["label"], shown["state"], shown["may"]) == (
        mine["label"],
        "cancelled",
        {"cancel": False, "postpone": 0},
    )
    assert (journal(centre)[-1]["kind"], journal(centre)[-1]["by"]) == ("TicketCancelled", "phone")
    assert centre.ask("GET", f"/api/v1/screens/turn/{mine['key']}").get_json()["state"] == "cancelled"


def test_others_go_first_once(centre: Centre) -> None:
    mine, *others = [take(centre) for _ in range(4)]
    answer = act(centre, mine["key"], "postpone", {"places": 2})
    assert (answer.status_code, answer.get_json()["ahead"], answer.get_json()["may"]["postpone"]) == (200, 2, 0)
    called = centre.ask("POST", "/api/v1/counters/2/next", "staff", {}).get_json()["ticket"]
    assert called["label"] == others[0]["label"]
    assert problem(act(centre, mine["key"], "postpone", {"places": 1})) == (409, "postponed_before")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"places": 0}, (422, "invalid")),
        ({"places": 51}, (422, "invalid")),
        ({"places": 6}, (409, "wrong_places")),
        ({}, (422, "invalid")),
        ({"places": "2"}, (422, "invalid")),
        ({"places": 1, "ticket": "A001"}, (422, "invalid")),
    ],
)
def test_a_wrong_step_is_refused(centre: Centre, body: Any, expected: tuple[int, str]) -> None:
    mine = take(centre)
    before = centre.last()
    assert problem(act(centre, mine["key"], "postpone", body)) == expected
    assert centre.last() == before


def test_whoever_is_called_can_neither_leave_nor_wait(centre: Centre) -> None:
    mine = take(centre)
    centre.ask("POST", "/api/v1/counters/2/next", "staff", {})
    for name, body in (("cancel", {}), ("postpone", {"places": 1})):
        vietnamese = act(centre, mine["key"], name, body)
        english = act(centre, mine["key"], name, body, Accept_Language="en")
        assert problem(vietnamese) == (409, "illegal_step")
        assert f"Số {mine['label']} đang được gọi" in vietnamese.get_json()["detail"]
        assert mine["label"] in english.get_json()["detail"]
        assert english.get_json()["detail"] != vietnamese.get_json()["detail"]
        assert "{" not in english.get_json()["detail"]


def test_the_same_touch_again_changes_nothing_and_says_the_same(centre: Centre) -> None:
    mine, *_ = [take(centre) for _ in range(4)]
    first = act(centre, mine["key"], "postpone", {"places": 2}, Idempotency_Key="k1")
    written = centre.last()
    again = act(centre, mine["key"], "postpone", {"places": 2}, Idempotency_Key="k1")
    assert (first.status_code, again.status_code, centre.last()) == (200, 200, written)
    assert again.get_json()["ahead"] == first.get_json()["ahead"]
    assert problem(act(centre, mine["key"], "postpone", {"places": 3}, Idempotency_Key="k1")) == (422, "key_reused")


def test_a_foreign_key_is_nobodys_and_hints_at_nothing(centre: Centre) -> None:
    mine, other = take(centre), take(centre)
    before = centre.last()
    forged = mine["key"].rpartition("-")[0] + "-" + other["key"].rpartition("-")[2]
    answers = [
        act(centre, key, name, {"places": 1} if name == "postpone" else {})
        for key in (forged, mine["key"][:-1], mine["id"], "20261121-A999-" + "0" * 32, "x", "Số-" + "0" * 32)
        for name in ("cancel", "postpone")
    ]
    assert {problem(answer) for answer in answers} == {(404, "not_found")}
    assert len({answer.get_data() for answer in answers}) == 1
    assert mine["label"] not in answers[0].get_data(as_text=True)
    assert centre.last() == before


def test_nothing_of_others_and_nothing_personal_comes_back(centre: Centre) -> None:
    mine, other = take(centre), take(centre)
    answer = act(centre, other["key"], "postpone", {"places": 1}, Cookie="moiso_session=x")
    text = answer.get_data(as_text=True)
    assert mine["label"] not in text
    assert mine["key"].rpartition("-")[2] not in text
    assert "Set-Cookie" not in answer.headers


def test_a_token_is_not_needed_and_a_session_gives_no_more(centre: Centre) -> None:
    mine = take(centre)
    answer = centre.ask("POST", f"/api/v1/turns/{mine['key']}/cancel", "admin", {})
    assert answer.status_code == 200
    assert journal(centre)[-1]["by"] == "phone"


def test_whoever_guesses_is_slowed_down(tmp_path: Path) -> None:
    centre = make_centre(tmp_path, rate_limits=True)
    mine = take(centre)
    for _ in range(TURNS.amount):
        assert act(centre, "20261121-A999-" + "0" * 32, "cancel").status_code == 404
    answer = act(centre, mine["key"], "cancel")
    assert problem(answer) == (429, "too_many")
    assert int(answer.headers["Retry-After"]) > 0
    elsewhere = centre.app.test_client(use_cookies=False).post(
        f"/api/v1/turns/{mine['key']}/cancel", json={}, environ_base={"REMOTE_ADDR": "10.0.0.9"}
    )
    assert elsewhere.status_code == 200
    centre.house.store.close()


def test_yesterdays_paper_means_todays_ticket(tmp_path: Path) -> None:
    centre = make_centre(tmp_path, real_hours=True)
    centre.clock[0] += 2 * DAY  # from a Saturday to a Monday
    mine = take(centre)
    centre.clock[0] += 12 * 60 * MINUTE
    centre.house.office.handle(CloseDay(), "clock")
    assert problem(act(centre, mine["key"], "postpone", {"places": 1})) == (409, "illegal_step")
    centre.clock[0] += 12 * 60 * MINUTE
    centre.house.office.handle(OpenDay(), "clock")
    answer = act(centre, mine["key"], "cancel")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert (answer.get_json()["label"], answer.get_json()["state"]) == (mine["label"], "cancelled")
    centre.house.store.close()
