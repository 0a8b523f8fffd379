"""Journeys over the interface, as staff press them: aside, mended, handed on, later; each press counts once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from server.tables import note
from tests.server.api.life import MINUTE, at, do, friday, take
from tests.server.conftest import Centre


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    with friday(tmp_path) as made:
        yield made


def kinds(centre: Centre) -> list[str]:
    events = centre.ask("GET", "/api/v1/journal", "supervisor").get_json()["events"]
    return [event["kind"] for event in events]


def order(centre: Centre, no: int) -> list[str]:
    waiting = centre.ask("GET", f"/api/v1/screens/console/{no}", "staff").get_json()["waiting"]
    return [ticket["label"] for ticket in waiting]


def test_every_press_of_a_journey_counts_once(centre: Centre) -> None:
    """The same touch comes again whenever an answer is lost: same answer, nothing done twice."""
    first, *_ = (take(centre, "HT") for _ in range(4))
    do(centre, "/counters/2/next")
    presses: list[tuple[str, Any]] = [
        ("/counters/2/sign-in", {}),
        ("/counters/2/hold", {"reason": "COPY", "remind_minutes": 15, "here": True, "note": "chờ bản sao"}),
        (f"/tickets/{first}/return", {}),
        ("/counters/2/next", {}),
        ("/counters/2/fix", {"reason": "FORM"}),
        (f"/tickets/{first}/return", {}),
        (f"/tickets/{first}/postpone", {"places": 1}),
        (f"/tickets/{first}/priority", {"priority": "NCT"}),
        (f"/tickets/{first}/priority", {"priority": None}),
        ("/counters/2/next", {}),
        ("/counters/2/transfer", {"service": "CT", "note": "hồ sơ đủ"}),
        ("/counters/2/sign-out", {}),
    ]
    for n, (path, body) in enumerate(presses):
        answer, before = do(centre, path, body, key=f"press-{n}"), centre.last()
        again = do(centre, path, body, key=f"press-{n}")
        assert centre.last() == before, path
        assert again.get("ticket", again) == answer.get("ticket", answer), path
    done = ["VisitHeld", "TicketReturned", "TicketPostponed", "PriorityCorrected", "TicketHandedOn", "StaffSignedOut"]
    assert set(done) <= set(kinds(centre))


def test_words_for_staff_stand_in_no_journal(centre: Centre) -> None:
    take(centre, "HT")
    do(centre, "/counters/2/next")
    do(centre, "/counters/2/hold", {"note": "Bà Tư quên sổ hộ khẩu"})
    journal = centre.ask("GET", "/api/v1/journal", "supervisor").get_data(as_text=True)
    assert "Tư" not in journal
    assert "\\u01b0" not in journal
    with centre.house.store.reading() as connection:
        assert [row.words for row in connection.execute(note.select())] == ["Bà Tư quên sổ hộ khẩu"]
    held = centre.ask("GET", "/api/v1/screens/console/2", "staff").get_json()["held"]
    assert [ticket["note"] for ticket in held] == ["Bà Tư quên sổ hộ khẩu"]
    for screen, who in (("board/hall", "board"), ("kiosk/kiosk", "kiosk"), ("counter/2", "counter-2")):
        assert "quên" not in centre.ask("GET", f"/api/v1/screens/{screen}", who).get_data(as_text=True)


def test_a_return_ticket_comes_back_behind_two_and_is_good_for_two_hours(centre: Centre) -> None:
    mine, *_ = (take(centre, "HT") for _ in range(5))
    do(centre, "/counters/2/next")
    do(centre, "/counters/2/fix", {"reason": "FORM"})
    centre.clock[0] += 119 * MINUTE
    do(centre, f"/tickets/{mine}/return")
    assert order(centre, 2) == ["A002", "A003", "A001", "A004", "A005"]


def test_a_visit_goes_on_to_a_service_a_counter_a_person_and_its_next_step(centre: Centre) -> None:
    for _ in range(2):
        take(centre, "HT")
    do(centre, "/counters/2/next")
    step = do(centre, "/counters/2/transfer", {})["ticket"]
    assert (step["label"], step["state"]) == ("A001", "waiting")
    assert step["service"] == centre.house.centre.services["HT"].route[0]
    do(centre, "/counters/2/next", {"finish": True})  # the next of its own line, or that step: it serves both
    sent = do(centre, "/counters/2/transfer", {"counter": 6})["ticket"]
    assert order(centre, 6) == [sent["label"]]
    do(centre, "/counters/6/next")
    do(centre, "/counters/8/sign-in")
    login = centre.access["people"]["staff"]["login"]
    assert do(centre, "/counters/6/transfer", {"person": login})["ticket"]["service"] == sent["service"]
    assert order(centre, 8) == [sent["label"]]
    assert do(centre, "/counters/8/next")["ticket"]["label"] == sent["label"]


def test_an_absent_number_returns_once_with_a_penalty_and_is_void_the_second_time(centre: Centre) -> None:
    mine, *_ = (take(centre, "CT") for _ in range(6))
    do(centre, "/counters/3/next")
    for _ in range(2):
        do(centre, "/counters/3/recall")
    assert do(centre, "/counters/3/absent")["ticket"]["state"] == "absent"
    do(centre, f"/tickets/{mine}/return")
    assert order(centre, 3)[:5] == ["B002", "B003", "B004", "B001", "B005"]
    do(centre, "/counters/3/call", {"ticket": "B001", "reason": "LATE"})
    assert do(centre, "/counters/3/absent")["ticket"]["state"] == "cancelled"
    answer = centre.ask("POST", f"/api/v1/tickets/{mine}/return", "staff", {})
    assert (answer.status_code, answer.get_json()["type"]) == (409, "urn:moiso:problem:illegal_step")


def test_words_about_a_person_are_no_public_reason(centre: Centre) -> None:
    for _ in range(2):
        take(centre, "CT")
    do(centre, "/counters/3/call", {"ticket": "B002", "reason": "Con ông Tám"})
    journal = centre.ask("GET", "/api/v1/journal", "supervisor").get_json()["events"]
    assert [event["reason"] for event in journal if event["kind"] == "TicketCalled"] == ["UNSTATED"]
    for screen in ("board/hall", "console/3"):
        shown = centre.ask("GET", f"/api/v1/screens/{screen}", "staff").get_json()
        assert "Tám" not in str(shown)


def test_one_person_sits_at_one_counter(centre: Centre) -> None:
    for no in (2, 3):
        do(centre, f"/counters/{no}/sign-in")
    desks = centre.house.office.look().hall.desks
    login = centre.access["people"]["staff"]["login"]
    assert [desks[no].staff for no in (2, 3)] == [None, f"staff:{login}"]


def test_a_card_leaves_nothing_but_a_code_that_dies_with_the_day(centre: Centre) -> None:
    take(centre, "HT", card="079090001234")
    answer = centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT", "card": "079090001234"})
    assert answer.get_json()["ticket"] == "A001"  # whoever has lost the paper is told the number
    database = centre.house.settings.database
    files = [path for path in database.parent.glob("moiso.db*") if path.is_file()]
    assert not any(b"079090001234" in path.read_bytes() for path in files)
    take(centre, "HT")  # without a card nothing is asked
    centre.clock[0] = at("2026-11-28 07:40")
    do(centre, "/tickets", {"service": "CU", "card": "079090001234"}, "kiosk")


def test_large_visits_and_numbers_of_staff(centre: Centre) -> None:
    assert do(centre, "/tickets", {"service": "CT", "dossiers": 6}, "kiosk")["service"] == "CTN"
    assert do(centre, "/tickets", {"service": "CT", "dossiers": 5}, "kiosk")["service"] == "CT"
    assert do(centre, "/tickets", {"service": "TN"})["service"] == "TN"


def test_a_clock_that_is_put_back_stops_the_office_until_it_is_right(centre: Centre) -> None:
    take(centre, "HT")
    right, before = centre.clock[0], centre.last()
    centre.clock[0] = right - 3 * MINUTE
    for path, who, body in (("/tickets", "kiosk", {"service": "HT"}), ("/counters/2/next", "staff", {})):
        answer = centre.ask("POST", f"/api/v1{path}", who, body)
        assert (answer.status_code, answer.get_json()["type"]) == (409, "urn:moiso:problem:clock_backwards")
    assert centre.last() == before
    centre.clock[0] = right - MINUTE  # a small step, as clocks are set: time stands still until it has passed
    assert do(centre, "/tickets", {"service": "HT"}, "kiosk")["label"] == "A002"
    events = centre.ask("GET", "/api/v1/journal", "supervisor").get_json()["events"]
    assert [event["at"] for event in events] == sorted(event["at"] for event in events)


def test_an_expired_return_ticket_comes_back_by_a_call_that_everybody_may_read(centre: Centre) -> None:
    ticket = take(centre, "HT")
    do(centre, "/counters/2/next")
    do(centre, "/counters/2/fix")
    centre.clock[0] += 121 * MINUTE
    for reason in ("UNSTATED", "Chị Lan xin hộ"):  # own words count as no reason
        refused = centre.ask("POST", "/api/v1/counters/2/call", "staff", {"ticket": ticket, "reason": reason})
        assert (refused.status_code, refused.get_json()["type"]) == (409, "urn:moiso:problem:return_expired")
    shown = do(centre, "/counters/2/call", {"ticket": ticket, "reason": "RETURN"})["ticket"]
    assert (shown["id"], shown["state"], shown["service"]) == (ticket, "called", "HT")
    board = centre.ask("GET", "/api/v1/screens/board/hall", "board").get_json()["calls"][0]
    assert board["mark"]["vi"] == "Quay lại sau khi bổ sung hồ sơ"


def test_a_visit_sent_to_a_counter_of_other_lines_is_listed_and_called_there_alone(centre: Centre) -> None:
    ticket = take(centre, "HT")
    do(centre, "/counters/2/next")
    handed = do(centre, "/counters/2/transfer", {"counter": 7})["ticket"]
    assert (handed["service"], handed["ahead"], handed["wait"]) == ("HT", 0, None)
    assert not {"HT"} & set(centre.house.centre.counters[7].services + centre.house.centre.counters[7].helps)
    assert order(centre, 7) == [handed["label"]]
    assert centre.ask("POST", "/api/v1/counters/1/next", "staff", {}).status_code == 204
    do(centre, "/counters/7/next")
    held = do(centre, "/counters/7/hold")["ticket"]
    aside = [centre.ask("GET", f"/api/v1/screens/console/{no}", "staff").get_json()["held"] for no in (7, 5)]
    assert [[one["id"] for one in shown] for shown in aside] == [[ticket], []]
    assert held["service"] == "HT"


def test_people_see_who_sits_at_each_counter_and_devices_do_not(centre: Centre) -> None:
    do(centre, "/counters/2/sign-in")
    told = {who: centre.ask("GET", "/api/v1/counters", who).get_json()["counters"] for who in ("staff", "kiosk")}
    assert {one["no"]: one["staff"] for one in told["staff"] if one["staff"]} == {2: "staff"}
    assert not any("staff" in one for one in told["kiosk"])
