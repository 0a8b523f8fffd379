"""The steps of a visit over the interface, as a counter presses them."""

from tests.server.conftest import Centre


def take(centre: Centre, service: str = "HT", **more: str) -> dict[str, object]:
    return dict(centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": service} | more).get_json())


def press(centre: Centre, step: str, body: object = None, no: int = 2) -> int:
    return centre.ask("POST", f"/api/v1/counters/{no}/{step}", "staff", body).status_code


def test_nobody_waits(centre: Centre) -> None:
    answer = centre.ask("POST", "/api/v1/counters/2/next", "staff")
    assert (answer.status_code, answer.data) == (204, b"")


def test_hold_and_back(centre: Centre) -> None:
    take(centre)
    press(centre, "next")
    assert press(centre, "hold") == 200
    held = centre.ask("GET", "/api/v1/screens/console/2", "staff").get_json()["held"]
    assert [ticket["label"] for ticket in held] == ["A001"]
    assert centre.ask("POST", "/api/v1/tickets/20261121-A001/return", "staff", {}).get_json()["state"] == "waiting"
    assert press(centre, "next") == 200


def test_absent_and_called_again_with_a_reason_that_the_board_shows(centre: Centre) -> None:
    take(centre)
    press(centre, "next")
    assert press(centre, "absent") == 200
    assert press(centre, "call", {"ticket": "A001", "reason": "LATE"}) == 200
    call = centre.ask("GET", "/api/v1/screens/board/hall", "board").get_json()["calls"][0]
    assert call["mark"]["en"] == "Called before, came late"


def test_transfer_keeps_the_number(centre: Centre) -> None:
    take(centre)
    press(centre, "next")
    answer = centre.ask("POST", "/api/v1/counters/2/transfer", "staff", {"service": "CT"}).get_json()
    assert (answer["ticket"]["label"], answer["ticket"]["state"], answer["ticket"]["service"]) == (
        "A001",
        "waiting",
        "CT",
    )
    assert centre.ask("POST", "/api/v1/counters/3/next", "staff").get_json()["ticket"]["label"] == "A001"


def test_pause_tells_why_and_stops_calling(centre: Centre) -> None:
    take(centre)
    assert press(centre, "pause", {"reason": "MEETING"}) == 200
    sign = centre.ask("GET", "/api/v1/screens/counter/2", "counter-2").get_json()
    assert (sign["counter"]["state"], sign["counter"]["why"]) == ("paused", {"vi": "Họp", "en": "In a meeting"})
    assert press(centre, "next") == 409
    assert press(centre, "open") == 200
    assert press(centre, "next") == 200


def test_finish_and_next_in_one_press(centre: Centre) -> None:
    take(centre), take(centre)
    press(centre, "next")
    answer = centre.ask("POST", "/api/v1/counters/2/next", "staff", {"finish": True})
    assert answer.get_json()["ticket"]["label"] == "A002"
    assert press(centre, "next", {"finish": True}) == 204  # the last visit is finished, nobody waits
    assert centre.ask("GET", "/api/v1/tickets/20261121-A002", "kiosk").get_json()["state"] == "done"


def test_a_repeated_press_that_found_nobody_does_not_answer_with_the_finished_ticket(centre: Centre) -> None:
    take(centre)
    press(centre, "next")
    for _ in range(2):
        answer = centre.ask("POST", "/api/v1/counters/2/next", "staff", {"finish": True}, Idempotency_Key="p")
        assert answer.status_code == 204


def test_a_rating_belongs_to_the_counters_own_terminal(centre: Centre) -> None:
    take(centre)
    press(centre, "next")
    press(centre, "finish")
    path = "/api/v1/tickets/20261121-A001/rating"
    assert centre.ask("POST", path, "feedback-3", {"level": 4}).status_code == 403
    assert centre.ask("POST", path, "feedback-2", {"level": 3}).status_code == 201
    assert centre.ask("POST", path, "feedback-2", {"level": 4}).status_code == 409


def test_the_terminal_stops_asking_after_a_while(centre: Centre) -> None:
    take(centre)
    press(centre, "next")
    press(centre, "finish")
    assert centre.ask("GET", "/api/v1/screens/feedback/2", "feedback-2").get_json()["ask"]["label"] == "A001"
    centre.clock[0] += 91_000
    assert centre.ask("GET", "/api/v1/screens/feedback/2", "feedback-2").get_json()["ask"] is None


def test_ahead_and_wait_count_only_who_still_waits(centre: Centre) -> None:
    first, second, third = take(centre), take(centre), take(centre)
    assert [ticket["ahead"] for ticket in (first, second, third)] == [0, 1, 2]
    press(centre, "next")
    now = centre.ask("GET", f"/api/v1/tickets/{third['id']}", "kiosk").get_json()
    assert now["ahead"] == 1
    assert 0 <= now["wait"]["low_min"] < now["wait"]["high_min"]


def test_a_priority_ticket_is_called_first_within_its_head_start(centre: Centre) -> None:
    take(centre)
    centre.clock[0] += 5 * 60_000
    assert take(centre, priority="NCT")["ahead"] == 0
    assert centre.ask("POST", "/api/v1/counters/2/next", "staff").get_json()["ticket"]["label"] == "A002"


def test_health_tells_strangers_nothing_and_devices_each_others_state(centre: Centre) -> None:
    assert centre.ask("GET", "/healthz").get_json() == {"status": "ok"}
    centre.ask("POST", "/api/v1/agent/poll", "agent", {"printers": [{"name": "p", "state": "cover_open"}]})
    health = centre.ask("GET", "/healthz", "supervisor").get_json()
    assert (health["printers"][0]["state"], health["devices"][0]["name"]) == ("cover_open", "agent")
    figures = centre.ask("GET", "/metrics", "supervisor").get_data(as_text=True)
    assert 'moiso_printer_ready{printer="p"} 0.0' in figures


def test_jobs_expire_and_are_given_out_once(centre: Centre) -> None:
    take(centre)
    poll = {"printers": [{"name": "p", "state": "ready"}]}
    job = centre.ask("POST", "/api/v1/agent/poll", "agent", poll).get_json()["job"]
    assert (job["ticket"], job["slip"]["label"]) == ("20261121-A001", "A001")
    done = poll | {"done": [{"attempt": job["attempt"], "outcome": "printed"}]}
    assert centre.ask("POST", "/api/v1/agent/poll", "agent", done).get_json()["job"] is None
    assert centre.ask("POST", "/api/v1/agent/poll", "agent", done).get_json()["job"] is None
    assert centre.ask("GET", "/api/v1/tickets/20261121-A001", "kiosk").get_json()["print"]["state"] == "printed"
    take(centre)
    centre.clock[0] += 181_000
    assert centre.ask("POST", "/api/v1/agent/poll", "agent", poll).get_json()["job"] is None
    assert centre.ask("GET", "/api/v1/tickets/20261121-A002", "kiosk").get_json()["print"]["state"] == "expired"


def test_an_agent_that_lost_its_job_gets_it_again_and_a_printer_out_of_paper_gets_none(centre: Centre) -> None:
    take(centre)
    empty = {"printers": [{"name": "p", "state": "paper_out"}]}
    assert centre.ask("POST", "/api/v1/agent/poll", "agent", empty).get_json()["job"] is None
    kiosk = centre.ask("GET", "/api/v1/screens/kiosk/kiosk", "kiosk").get_json()
    assert (kiosk["printer"]["state"], kiosk["printer"]["why"]["en"]) == ("paper_out", "The printer is out of paper")
    poll = {"printers": [{"name": "p", "state": "ready"}]}
    first = centre.ask("POST", "/api/v1/agent/poll", "agent", poll).get_json()["job"]
    again = centre.ask("POST", "/api/v1/agent/poll", "agent", poll).get_json()["job"]
    assert first["ticket"] == again["ticket"]
    assert first["attempt"] != again["attempt"]
