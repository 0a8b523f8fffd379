"""What happens without a touch: the day opens at midnight, old things go, and one fault stops nothing."""

from typing import Any

import pytest
from sqlalchemy import event, func, select

from server.access import Caller
from server.api.agent import _wait_for_job
from server.api.bodies import Poll, PrinterReport
from server.caretaker import KEPT, Caretaker
from server.house import House
from server.rules.hours import MINUTE
from server.rules.phases import Phase
from server.spool import LEASE
from server.tables import print_attempt, print_job, touch
from tests.server.conftest import Centre
from tests.server.test_sockets import connect, watch

DAY = 24 * 3600 * 1000


def caretaker(centre: Centre) -> Caretaker:
    return Caretaker(centre.house, lambda seconds: None)


def test_the_day_opens_at_midnight_with_screens_open(centre: Centre) -> None:
    board = connect(centre, "board")
    watch(board, "board", "hall")
    centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"})
    centre.ask("POST", "/api/v1/counters/2/next", "staff")
    centre.clock[0] += DAY
    caretaker(centre).round()
    centre.house.push.refresh()
    pictures = [event["args"][0] for event in board.get_received() if event["name"] == "picture"]
    assert pictures[-1]["calls"] == []
    assert centre.house.ticket("20261121-A001").phase is Phase.CANCELLED  # type: ignore[union-attr]
    assert centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"}).get_json()["id"] == "20261122-A001"


def test_a_second_round_opens_nothing(centre: Centre) -> None:
    keeper = caretaker(centre)
    keeper.round()
    last = centre.last()
    keeper.round()
    assert centre.last() == last == 1


def test_a_day_that_a_touch_has_opened_begins_all_the_same(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []
    real = type(centre.house).begin_day

    def begin(house: House) -> None:
        begun.append(house.office.look().hall.day)
        real(house)

    monkeypatch.setattr(type(centre.house), "begin_day", begin)
    keeper = caretaker(centre)
    keeper.round()
    assert begun == ["2026-11-21"]
    centre.clock[0] += DAY
    centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"})
    for _ in range(2):
        keeper.round()
    assert begun == ["2026-11-21", "2026-11-22"]


def test_a_day_whose_beginning_fails_is_begun_in_the_next_round(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper, failed = caretaker(centre), list[int]()

    def fail(house: House) -> None:
        failed.append(1)
        raise OSError("disk")

    with monkeypatch.context() as patch:
        patch.setattr(type(centre.house), "begin_day", fail)
        for _ in range(2):
            with pytest.raises(OSError, match="disk"):
                keeper.round()
    keeper.round()
    assert len(failed) == 2


def test_what_nobody_comes_back_with_is_over_by_itself(centre: Centre) -> None:
    keeper = caretaker(centre)
    for _ in range(2):
        centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"})
    for step in ("next", "absent", "next", "start"):
        centre.ask("POST", f"/api/v1/counters/2/{step}", "staff")
    keeper.round()
    last = centre.last()
    centre.clock[0] += centre.house.centre.patience.void_minutes * MINUTE
    keeper.round()
    assert centre.last() == last, "nothing to do writes nothing"
    centre.clock[0] += 1
    for _ in range(2):
        keeper.round()
    assert centre.last() == last + 1
    phases = [centre.house.ticket(f"20261121-A00{n}").phase for n in (1, 2)]  # type: ignore[union-attr]
    assert phases == [Phase.CANCELLED, Phase.SERVING]


def test_old_touches_and_papers_are_forgotten_and_the_journal_stays(centre: Centre) -> None:
    poll: dict[str, Any] = {"printers": [{"name": "p", "state": "ready"}]}
    for number in range(3):
        centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"}, Idempotency_Key=str(number))
        centre.ask("POST", "/api/v1/agent/poll", "agent", poll)
    centre.clock[0] += KEPT + DAY
    keeper = caretaker(centre)
    for _ in range(3):
        keeper.round()
    with centre.house.store.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(touch)) == 0
        assert connection.scalar(select(func.count()).select_from(print_job)) == 0
        assert connection.scalar(select(func.count()).select_from(print_attempt)) == 0
    assert centre.ask("GET", "/api/v1/tickets/20261121-A001", "kiosk").status_code == 200


def test_a_clock_that_runs_backwards_stops_the_day_but_not_the_rounds(centre: Centre) -> None:
    centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"})
    centre.clock[0] -= DAY
    caretaker(centre).round()
    assert centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"}).status_code == 409


def test_one_screens_trouble_leaves_the_others_their_pictures(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    board, sign = connect(centre, "board"), connect(centre, "counter-2")
    watch(board, "board", "hall")
    watch(sign, "counter", "2")
    real: Any = centre.house.push._send

    def send(scene: Any, room: tuple[str, str]) -> None:
        if room[0] == "board":
            raise RuntimeError("odd")
        real(scene, room)

    monkeypatch.setattr(centre.house.push, "_send", send)
    centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"})
    centre.ask("POST", "/api/v1/counters/2/next", "staff")
    centre.house.push.refresh()
    assert [e["args"][0]["ticket"]["label"] for e in sign.get_received() if e["name"] == "picture"][-1] == "A001"


def test_what_is_committed_is_answered_even_if_the_screens_cannot_be_told(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("no screens")

    monkeypatch.setattr(centre.house.push, "told", fail)
    assert centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"}).status_code == 201


def test_open_jobs_are_found_without_reading_old_ones(centre: Centre) -> None:
    """Every statement an agent's question runs on the print jobs takes the small index or the key, never the whole
    table.
    """
    ran: list[tuple[str, Any]] = []

    def note(*seen: Any) -> None:
        ran.append((seen[2], seen[3]))

    centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"})
    engine = centre.house.store.engine
    poll: dict[str, Any] = {"printers": [{"name": "p", "state": "ready"}]}
    event.listen(engine, "before_cursor_execute", note)
    job = centre.ask("POST", "/api/v1/agent/poll", "agent", poll).get_json()["job"]
    centre.ask("POST", "/api/v1/agent/progress", "agent", {"attempt": job["attempt"], "state": "sending"})
    done = [{"attempt": job["attempt"], "outcome": "unknown"}]
    again = centre.ask("POST", "/api/v1/agent/poll", "agent", poll | {"done": done}).get_json()["job"]
    centre.clock[0] += LEASE
    caretaker(centre).round()
    done = [{"attempt": again["attempt"], "outcome": "printed"}]
    centre.ask("POST", "/api/v1/agent/poll", "agent", poll | {"done": done})
    centre.ask("POST", f"/api/v1/tickets/{job['ticket']}/reprint", "kiosk", {})
    centre.ask("POST", f"/api/v1/tickets/{job['ticket']}/cancel", "staff", {})
    event.remove(engine, "before_cursor_execute", note)
    # Forgetting old papers reads them all, once a day.
    asked = [(sql, values) for sql, values in ran if "print_" in sql and not sql.startswith("DELETE")]
    assert len(asked) >= 40
    with engine.connect() as connection:
        for sql, values in asked:
            plan = [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)]
            scanned = [step for step in plan if step.startswith("SCAN print_")]
            # an index of open jobs, or of unclear attempts, is small and may be read through
            assert all(step.endswith(("print_job_open", "print_attempt_unclear")) for step in scanned), (sql, plan)


def test_a_job_that_cannot_be_printed_lets_the_others_pass(centre: Centre) -> None:
    for _ in range(2):
        centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"})
    poll: dict[str, Any] = {"printers": [{"name": "p", "state": "ready"}]}
    first = centre.ask("POST", "/api/v1/agent/poll", "agent", poll).get_json()["job"]
    failed = {"attempt": first["attempt"], "outcome": "not_sent", "detail": "x" * 500}
    second = centre.ask("POST", "/api/v1/agent/poll", "agent", poll | {"done": [failed]}).get_json()["job"]
    assert [job["ticket"][-4:] for job in (first, second)] == ["A001", "A002"]


def test_an_older_question_of_the_same_agent_takes_no_job(centre: Centre) -> None:
    book = centre.house.printers
    mine = book.next_poll("agent")
    book.next_poll("agent")
    centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"})
    asked = Poll(printers=[PrinterReport(name="p", state="ready")], done=[], wait=20)
    with centre.app.app_context():
        assert _wait_for_job(centre.house, Caller("agent", "agent"), mine, "p", asked) is None


def test_a_mark_belongs_to_its_call(centre: Centre) -> None:
    centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"})
    centre.ask("POST", "/api/v1/counters/2/call", "staff", {"ticket": "A001", "reason": "NEED"})
    centre.ask("POST", "/api/v1/counters/2/absent", "staff", {})
    centre.ask("POST", "/api/v1/tickets/20261121-A001/return", "staff", {})
    centre.ask("POST", "/api/v1/counters/2/next", "staff", {})
    assert centre.ask("GET", "/api/v1/screens/board/hall", "board").get_json()["calls"][0]["mark"] is None


def test_a_screen_that_asks_for_nothing_real_keeps_what_it_has(centre: Centre) -> None:
    staff = connect(centre, "admin")
    watch(staff, "board", "hall")
    assert watch(staff, "board", "attic")["problem"]["status"] == 404
    assert centre.house.push.watchers() == {"board": 1}


def test_only_the_halls_own_screens_speak(centre: Centre) -> None:
    looker, board = connect(centre, "admin"), connect(centre, "board")
    watch(looker, "board", "hall")
    watch(board, "board", "hall")
    centre.house.push.refresh()
    assert "speaker" not in [event["name"] for event in looker.get_received()]
    assert "speaker" in [event["name"] for event in board.get_received()]
