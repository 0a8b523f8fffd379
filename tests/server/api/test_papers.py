"""Asking for a ticket's paper again, and saying whether it came out: who may, how often, and what it does once."""

from typing import Any

import pytest
from sqlalchemy import select

from server.people import put_device
from server.tables import print_job
from tests.server.api.test_agent import paper, poll, take
from tests.server.conftest import Centre

DAY = 24 * 3600 * 1000


def ask(centre: Centre, ticket: str, who: str = "kiosk", body: Any = None, **headers: str) -> Any:
    return centre.ask("POST", f"/api/v1/tickets/{ticket}/reprint", who, body, **headers)


def say(centre: Centre, ticket: str, received: Any, who: str = "kiosk", **headers: str) -> Any:
    return centre.ask("POST", f"/api/v1/tickets/{ticket}/paper", who, {"received": received}, **headers)


def out(centre: Centre, outcome: str = "printed") -> None:
    """The next paper comes out."""
    job = poll(centre)["job"]
    poll(centre, done=[{"attempt": job["attempt"], "outcome": outcome}])


def jobs(centre: Centre, ticket: str) -> list[Any]:
    with centre.house.store.reading() as connection:
        return list(connection.execute(select(print_job).where(print_job.c.ticket == ticket)))


def test_the_kiosk_prints_its_own_ticket_again(centre: Centre) -> None:
    poll(centre)
    ticket = take(centre)
    out(centre)
    answer = ask(centre, ticket)
    assert answer.status_code == 202
    assert answer.get_json()["print"] == {"state": "queued", "why": None, "printer": None, "copy": 1, "retry": False}
    job = poll(centre)["job"]
    assert (job["copy"], job["slip"]["copy_mark"]) == (1, "IN LẠI LẦN 1 – 09:00")


def test_staff_print_any_ticket_again_and_their_reason_is_kept(centre: Centre) -> None:
    ticket = take(centre)
    out(centre)
    assert ask(centre, ticket, "staff", {"reason": "Phiếu bị ướt"}).status_code == 202
    job = jobs(centre, ticket)[1]
    assert (job.by, job.why_asked) == ("staff:staff", "Phiếu bị ướt")


def test_another_kiosk_may_not(centre: Centre) -> None:
    with centre.house.store.writing() as connection:
        centre.access["devices"]["kiosk-2"] = {"token": put_device(connection, "kiosk-2", "kiosk", None)}
    centre.house.renewed()
    ticket = take(centre)
    out(centre, "sent_unconfirmed")
    for answer in (ask(centre, ticket, "kiosk-2"), say(centre, ticket, True, "kiosk-2")):
        assert (answer.status_code, answer.get_json()["type"]) == (403, "urn:moiso:problem:not_taken_here")
    assert [job.state for job in jobs(centre, ticket)] == ["sent_unconfirmed"]


def test_yesterdays_ticket_is_for_staff(centre: Centre) -> None:
    ticket = take(centre)
    out(centre)
    centre.ask("POST", "/api/v1/counters/2/next", "staff", {})
    centre.ask("POST", "/api/v1/counters/2/finish", "staff", {})
    centre.clock[0] += DAY
    take(centre)
    assert ask(centre, ticket).status_code == 403
    assert ask(centre, ticket, "staff").status_code == 202


@pytest.mark.parametrize("who", ["board", "agent", "feedback-1", "lobby", None])
def test_others_may_not(centre: Centre, who: str | None) -> None:
    ticket = take(centre)
    assert ask(centre, ticket, who).status_code == (403 if who else 401)  # type: ignore[arg-type]


def test_three_times_at_the_kiosk(centre: Centre) -> None:
    ticket = take(centre)
    for _ in range(3):
        out(centre)
        assert ask(centre, ticket).status_code == 202
    out(centre)
    answer = ask(centre, ticket)
    assert (answer.status_code, answer.get_json()["type"]) == (409, "urn:moiso:problem:too_many_reprints")
    assert "A001" in answer.get_json()["detail"]
    assert ask(centre, ticket, "supervisor").status_code == 202


def test_retry_is_not_offered_when_it_would_be_refused(centre: Centre) -> None:
    poll(centre)
    ticket = take(centre)
    for _ in range(3):
        out(centre)
        ask(centre, ticket)
    assert paper(centre, ticket)["retry"] is False
    centre.clock[0] += 200_000
    assert paper(centre, ticket) == {"state": "expired", "why": None, "printer": None, "copy": 3, "retry": False}


def test_out_of_time_it_comes_again_unmarked(centre: Centre) -> None:
    poll(centre, state="paper_out")
    ticket = take(centre)
    assert paper(centre, ticket) == {"state": "held", "why": "paper_out", "printer": None, "copy": 0, "retry": True}
    centre.clock[0] += 200_000
    assert paper(centre, ticket)["state"] == "expired"
    poll(centre)
    assert ask(centre, ticket).get_json()["print"]["copy"] == 0
    assert poll(centre)["job"]["slip"]["copy_mark"] == ""


def test_a_repeat_with_the_same_key_prints_once(centre: Centre) -> None:
    ticket = take(centre)
    out(centre)
    assert ask(centre, ticket, Idempotency_Key="k").status_code == 202
    out(centre)
    assert ask(centre, ticket, Idempotency_Key="k").get_json()["print"]["state"] == "printed"
    assert len(jobs(centre, ticket)) == 2
    other = ask(centre, ticket, body={"reason": "other"}, Idempotency_Key="k")
    assert (other.status_code, other.get_json()["type"]) == (422, "urn:moiso:problem:key_reused")


def test_a_cancelled_ticket_has_no_paper(centre: Centre) -> None:
    ticket = take(centre)
    assert centre.ask("POST", f"/api/v1/tickets/{ticket}/cancel", "staff", {}).status_code == 200
    assert poll(centre)["job"] is None
    assert paper(centre, ticket)["state"] == "cancelled"
    answer = ask(centre, ticket, "staff")
    assert (answer.status_code, answer.get_json()["type"]) == (409, "urn:moiso:problem:ticket_cancelled")


def test_a_ticket_that_was_never_to_be_printed(centre: Centre) -> None:
    ticket = take(centre)
    with centre.house.store.writing() as connection:
        connection.execute(print_job.delete())
    assert paper(centre, ticket) == {"state": "none", "why": None, "printer": None, "copy": 0, "retry": False}
    assert ask(centre, ticket, "staff").status_code == 409
    assert ask(centre, "20261121-A999", "staff").status_code == 404


def test_the_citizen_says_whether_it_came(centre: Centre) -> None:
    ticket = take(centre)
    assert say(centre, ticket, True).status_code == 409
    out(centre, "sent_unconfirmed")
    assert paper(centre, ticket)["state"] == "sent_unconfirmed"
    answer = say(centre, ticket, True)
    assert (answer.status_code, answer.get_json()["print"]["state"]) == (200, "printed")
    assert say(centre, ticket, True).get_json()["type"] == "urn:moiso:problem:paper_not_asked"


def test_the_citizen_has_nothing(centre: Centre) -> None:
    poll(centre)
    ticket = take(centre)
    out(centre, "sent_unconfirmed")
    first = say(centre, ticket, False, Idempotency_Key="n")
    assert (first.get_json()["print"]["state"], first.get_json()["print"]["copy"]) == ("queued", 1)
    assert say(centre, ticket, False, Idempotency_Key="n").status_code == 200
    assert len(jobs(centre, ticket)) == 2


@pytest.mark.parametrize("received", ["yes", 1, None])
def test_odd_answers(centre: Centre, received: Any) -> None:
    ticket = take(centre)
    out(centre, "sent_unconfirmed")
    assert say(centre, ticket, received).status_code == 422
    assert paper(centre, ticket)["state"] == "sent_unconfirmed"


def test_a_reason_is_short(centre: Centre) -> None:
    ticket = take(centre)
    assert ask(centre, ticket, "staff", {"reason": "x" * 121}).status_code == 422
    assert ask(centre, ticket, "staff", {"why": "x"}).status_code == 422
