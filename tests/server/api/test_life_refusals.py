"""What a centre's life may be refused: told in the reader's language, and nothing has happened."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from config.words import area, languages
from tests.server.api.life import MINUTE, do, friday, take
from tests.server.conftest import Centre

DAY = "20261127"
A, B = f"/tickets/{DAY}-A001", f"/tickets/{DAY}-A003"
REFUSALS: list[tuple[str, str | None, Any, int, str]] = [
    ("/counters/2/hold", "staff", {"reason": "XX"}, 422, "unknown_reason"),
    ("/counters/2/hold", "staff", {"remind_minutes": 0}, 422, "invalid"),
    ("/counters/2/hold", "staff", {"remind_minutes": 481}, 422, "invalid"),
    ("/counters/2/hold", "staff", {"remind_minutes": "15"}, 422, "invalid"),
    ("/counters/2/hold", "staff", {"note": "x" * 201}, 422, "invalid"),
    ("/counters/2/hold", "staff", {"until": "17:00"}, 422, "invalid"),
    ("/counters/2/hold", "staff", ["COPY"], 422, "invalid"),
    ("/counters/2/hold", "kiosk", {}, 403, "not_allowed"),
    ("/counters/2/hold", "counter-2", {}, 403, "not_allowed"),
    ("/counters/2/hold", None, {}, 401, "not_signed_in"),
    ("/counters/1/hold", "staff", {}, 409, "nobody_here"),
    ("/counters/99/hold", "staff", {}, 404, "unknown_counter"),
    ("/counters/2/fix", "staff", {"reason": "XX"}, 422, "unknown_reason"),
    ("/counters/2/fix", "board", {}, 403, "not_allowed"),
    ("/counters/1/fix", "staff", {}, 409, "nobody_here"),
    ("/counters/2/transfer", "staff", {"service": "CT", "counter": 3}, 422, "one_target"),
    ("/counters/2/transfer", "staff", {"service": "XX"}, 404, "unknown_service"),
    ("/counters/2/transfer", "staff", {"service": "HT"}, 409, "same_service"),
    ("/counters/2/transfer", "staff", {"counter": 2}, 409, "same_counter"),
    ("/counters/2/transfer", "staff", {"counter": 98}, 404, "unknown_counter"),
    ("/counters/2/transfer", "staff", {"counter": 100}, 422, "invalid"),
    ("/counters/2/transfer", "staff", {"person": "nobody"}, 409, "not_at_work"),
    ("/counters/3/transfer", "staff", {}, 409, "no_next_step"),
    ("/counters/2/transfer", "feedback-2", {"service": "CT"}, 403, "not_allowed"),
    ("/counters/1/call", "staff", {"ticket": "A003", "reason": "LATE"}, 409, "not_served_here"),
    ("/counters/5/call", "staff", {"ticket": "A003", "reason": "LATE"}, 409, "counter_paused"),
    ("/counters/5/next", "staff", {}, 409, "counter_paused"),
    ("/counters/2/next", "staff", {}, 409, "counter_busy"),
    ("/counters/1/pause", "staff", {"reason": "Đi đón con"}, 422, "unknown_reason"),
    ("/counters/1/pause", "staff", {"reason": "x" * 33}, 422, "invalid"),
    ("/counters/2/sign-in", "kiosk", {}, 403, "not_allowed"),
    ("/counters/2/sign-in", "staff", {"who": "lan"}, 422, "invalid"),
    ("/counters/98/sign-in", "staff", {}, 404, "unknown_counter"),
    ("/counters/98/sign-out", "staff", {}, 404, "unknown_counter"),
    (f"{A}/return", "staff", {}, 409, "return_expired"),
    (f"{A}/return", "kiosk", {}, 403, "not_allowed"),
    (f"{B}/return", "staff", {}, 409, "illegal_step"),
    (f"/tickets/{DAY}-A999/return", "staff", {}, 404, "unknown_ticket"),
    (f"{B}/postpone", "staff", {"places": 0}, 422, "invalid"),
    (f"{B}/postpone", "staff", {"places": 51}, 422, "invalid"),
    (f"{B}/postpone", "staff", {}, 422, "invalid"),
    (f"{B}/postpone", "staff", {"places": 6}, 409, "wrong_places"),
    (f"{B}/postpone", "staff", {"places": 1}, 409, "postponed_before"),
    (f"{A}/postpone", "staff", {"places": 1}, 409, "illegal_step"),
    (f"/tickets/{DAY}-A004/postpone", "staff", {"places": 1}, 409, "illegal_step"),
    (f"/tickets/{DAY}-A004/cancel", "staff", {}, 409, "illegal_step"),
    ("/tickets/nothing/postpone", "staff", {"places": 1}, 404, "unknown_ticket"),
    (f"{B}/priority", "staff", {"priority": "VIP"}, 422, "unknown_priority"),
    (f"{B}/priority", "staff", {}, 422, "invalid"),
    (f"{B}/priority", "kiosk", {"priority": None}, 403, "not_allowed"),
    (f"/tickets/{DAY}-A004/priority", "staff", {"priority": "NCT"}, 409, "illegal_step"),
    ("/tickets", "kiosk", {"service": "KD"}, 409, "half_day_full"),
    ("/tickets", "kiosk", {"service": "TN"}, 409, "staff_only"),
    ("/tickets", "kiosk", {"service": "HT", "dossiers": 0}, 422, "invalid"),
    ("/tickets", "kiosk", {"service": "HT", "dossiers": 100}, 422, "invalid"),
    ("/tickets", "kiosk", {"service": "HT", "card": "12345678901"}, 422, "invalid"),
    ("/tickets", "kiosk", {"service": "HT", "card": "079090001234|Nguyễn Văn A"}, 422, "invalid"),
    ("/tickets", "kiosk", {"service": "PA", "card": "079090001234"}, 409, "has_ticket"),
    ("/tickets", "kiosk", {"service": "CU", "card": "079090001234"}, 409, "too_many_tickets"),
    ("/bookings", "kiosk", {"service": "XX"}, 404, "unknown_service"),
    ("/bookings", "kiosk", {"service": "KD"}, 409, "not_bookable"),
    ("/bookings", "kiosk", {}, 422, "invalid"),
    ("/bookings", "kiosk", {"service": "CT", "slot": "tomorrow"}, 422, "invalid"),
    ("/bookings", "kiosk", {"service": "CT", "slot": "2026-11-27T14:00:00"}, 422, "invalid"),
    ("/bookings", "kiosk", {"service": "CT", "slot": "2026-11-27T08:00:00+07:00"}, 409, "no_such_slot"),
    ("/bookings", "kiosk", {"service": "CT", "slot": "2026-11-27T14:07:00+07:00"}, 409, "no_such_slot"),
    ("/bookings", "kiosk", {"service": "CT", "slot": "2026-11-28T08:00:00+07:00"}, 409, "no_such_slot"),
    ("/bookings", "kiosk", {"service": "CT", "slot": "2026-12-10T08:00:00+07:00"}, 409, "too_far_ahead"),
    ("/bookings", "kiosk", {"service": "DD", "slot": "2026-11-27T14:00:00+07:00"}, 409, "slot_full"),
    ("/bookings", "board", {"service": "CT"}, 403, "not_allowed"),
    ("/bookings/AAAA-AAAA/check-in", "kiosk", {}, 404, "unknown_booking"),
    ("/bookings/AAAA-AAAA/cancel", "kiosk", {}, 404, "unknown_booking"),
    ("/bookings/{late}/check-in", "kiosk", {}, 409, "too_early"),
    ("/bookings/{monday}/check-in", "kiosk", {}, 409, "other_day"),
    ("/bookings/{gone}/check-in", "kiosk", {}, 409, "booking_over"),
    ("/bookings/{gone}/cancel", "kiosk", {}, 409, "booking_over"),
    ("/bookings/{late}/check-in", "kiosk", {"priority": "VIP"}, 422, "unknown_priority"),
    ("/bookings/{late}/check-in", "board", {}, 403, "not_allowed"),
    ("/turns/nothing/cancel", None, {}, 404, "not_found"),
    (f"/turns/{DAY}-A003-0000000000/cancel", None, {}, 404, "not_found"),
]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Centre, dict[str, str]]]:
    """Half past eleven is near: one return ticket has expired, one visit is at counter 2, one at 3, 5 is paused."""
    with friday(tmp_path_factory.mktemp("life")) as centre:
        for _ in range(4):
            take(centre, "HT")
        take(centre, "CT")
        take(centre, "KD")
        for service in ("PA", "HD"):
            take(centre, service, card="079090001234")
        do(centre, "/counters/2/next")
        do(centre, "/counters/2/fix")
        centre.clock[0] += 121 * MINUTE
        do(centre, "/counters/2/next")
        do(centre, "/counters/3/next")
        do(centre, "/counters/5/pause", {"reason": "MEETING"})
        do(centre, f"{B}/postpone", {"places": 1})
        do(centre, f"/tickets/{DAY}-A004/cancel")
        codes = {}
        for name, service, slot in (
            ("late", "CT", "2026-11-27T14:00:00+07:00"),
            ("monday", "CT", "2026-11-30T08:00:00+07:00"),
            ("gone", "CT", "2026-11-27T15:00:00+07:00"),
        ):
            codes[name] = do(centre, "/bookings", {"service": service, "slot": slot}, "kiosk")["code"]
        do(centre, f"/bookings/{codes['gone']}/cancel", None, "kiosk")
        yield centre, codes


@pytest.mark.parametrize(("path", "who", "body", "status", "code"), REFUSALS)
def test_it_is_refused_in_two_languages_and_leaves_no_trace(
    lived: tuple[Centre, dict[str, str]], path: str, who: str | None, body: Any, status: int, code: str
) -> None:
    centre, codes = lived
    before, hall, details = centre.last(), centre.house.office.look().hall, set()
    for lang in ("vi", "en"):
        address = f"/api/v1{path.format(**codes)}"
        answer = centre.ask("POST", address, who, body, Accept_Language=lang)
        problem = answer.get_json()
        assert answer.status_code == status, problem
        assert answer.content_type == "application/problem+json"
        assert (problem["type"], problem["status"]) == (f"urn:moiso:problem:{code}", status)
        assert not re.search(r"[{}]|\d{10}|None|null", problem["detail"]), problem["detail"]
        details.add(problem["detail"])
        assert "Nguyễn" not in answer.get_data(as_text=True)
    assert len(details) == 2
    assert (centre.last(), centre.house.office.look().hall) == (before, hall)


def test_an_english_reader_is_told_when(lived: tuple[Centre, dict[str, str]]) -> None:
    centre, codes = lived

    def said(path: str, who: str, body: Any = None) -> str:
        answer = centre.ask("POST", f"/api/v1{path}", who, body or {}, Accept_Language="en")
        return str(answer.get_json()["detail"])

    assert "13:40" in said(f"/bookings/{codes['late']}/check-in", "kiosk")
    assert "13:00" in said("/tickets", "kiosk", {"service": "KD"})
    closed = centre.ask("POST", f"/api/v1/bookings/{codes['late']}/check-in", "kiosk", {}).get_json()
    assert closed["at"] == "2026-11-27T13:40:00+07:00"


def test_every_refusal_has_words() -> None:
    """Also those that no test provokes: a code without words would be an error of our own."""
    pattern = re.compile(r'(?:Refused|Unknown)\(\s*"(\w+)"|Problem\(\s*\d+,\s*"(\w+)"')
    files = (Path(__file__).parents[3] / "server").rglob("*.py")
    codes = {a or b for file in files for a, b in pattern.findall(file.read_text(encoding="utf-8"))}
    assert len(codes) > 30
    for lang in languages():
        assert {f"problems.{code}" for code in codes} <= set(area(lang, "problems"))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/services/XX/slots", 404),
        ("/services/CT/slots?day=tomorrow", 422),
        ("/services/CT/slots?day=2027-02-29", 422),
        ("/bookings/AAAA-AAAA", 404),
    ],
)
def test_a_question_about_nothing_is_answered_so(lived: tuple[Centre, dict[str, str]], path: str, status: int) -> None:
    answer = lived[0].ask("GET", f"/api/v1{path}", "kiosk")
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
