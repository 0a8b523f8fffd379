"""The daily sound check: when it is due, who asks, what is kept, and the closing announcement."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from config.settings import Settings
from server.caretaker import Caretaker
from server.rules.hours import first_opening, last_stop
from server.rules.week import DayRule, Hours
from server.speech.soundcheck import BEFORE, SoundChecks, working_day
from server.tables import sound_check
from tests.server.conftest import Centre, make_centre
from tests.server.rules.halls import ZONE

CHECK = "/api/v1/zones/hall/sound-check"
MINUTE = 60_000
OFFICE = ((450, 690), (810, 1020))  # 07:30–11:30, 13:30–17:00


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp() * 1000)


MONDAY, SUNDAY = at("2026-11-23 00:00"), at("2026-11-22 00:00")


def week(*days: tuple[tuple[int, int], ...], **more: Any) -> Hours:
    return Hours((days or (OFFICE,) * 5) + ((),) * (7 - len(days or (OFFICE,) * 5)), **more)


class Hall:
    """A board that speaks, or does not; what it was told to say."""

    def __init__(self, centre: Centre, monkeypatch: pytest.MonkeyPatch, speaks: bool = True) -> None:
        self.said: list[tuple[str, dict[str, list[str]], str, str]] = []
        self.speaks = speaks
        monkeypatch.setattr(centre.house.push, "announce", self.announce)
        words = {"vi": ["/clips/a.wav"]}
        monkeypatch.setattr(centre.house.voice, "announce", lambda occasion, **more: {**words, occasion: [str(more)]})

    def announce(self, kind: str, say: dict[str, list[str]], ident: str, zone: str = "hall") -> bool:
        if self.speaks:
            self.said.append((kind, say, ident, zone))
        return self.speaks


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    """A centre with true hours, on a Monday before it opens."""
    made = make_centre(tmp_path, real_hours=True)
    made.clock[0] = at("2026-11-23 05:00")
    made.house.settings = changed(made.house.settings)
    yield made
    made.house.store.close()


def changed(settings: Settings) -> Settings:
    """As if it had a voice: what it says is put in its place by the test."""
    return replace(settings, voice=True)


@pytest.fixture
def hall(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> Hall:
    return Hall(centre, monkeypatch)


def hours(centre: Centre) -> list[Hours]:
    return [service.hours for service in centre.house.centre.services.values()]


def opens(centre: Centre) -> int:
    found = first_opening(hours(centre), centre.clock[0], ZONE)
    assert found is not None
    return found


def ends(centre: Centre) -> int:
    found = last_stop(hours(centre), centre.clock[0], ZONE)
    assert found is not None
    return found


def due(centre: Centre, moment: int) -> bool:
    centre.clock[0] = moment
    return centre.house.scene().hearing.check_due


def kept(centre: Centre) -> list[Any]:
    with centre.house.store.reading() as connection:
        return list(connection.execute(select(sound_check).order_by(sound_check.c.at)))


def test_the_working_day_of_a_centre() -> None:
    early = week(gives_before=15, stops_before=30)
    assert working_day([week(), early], MONDAY, ZONE) == (MONDAY + 435 * MINUTE - BEFORE, MONDAY + 1020 * MINUTE)
    assert last_stop([early], MONDAY, ZONE) == MONDAY + 990 * MINUTE
    assert working_day([week()], SUNDAY, ZONE) == (0, 0)
    assert working_day([week(always=True)], MONDAY, ZONE) == (0, 0)


def test_due_from_half_an_hour_before_the_opening_to_the_last_number(centre: Centre) -> None:
    opening, end = opens(centre), ends(centre)
    moments = (opening - BEFORE - 1, opening - BEFORE, opening, end - 1, end)
    assert [due(centre, moment) for moment in moments] == [False, True, True, True, False]


def test_never_due_on_a_day_off_in_a_demo_and_without_a_voice(centre: Centre, tmp_path: Path) -> None:
    assert not any(due(centre, SUNDAY + hour * 60 * MINUTE) for hour in range(24))
    assert due(centre, at("2026-11-23 08:00"))
    centre.house.settings = replace(centre.house.settings, voice=False)
    assert not due(centre, at("2026-11-23 08:00"))
    (tmp_path / "demo").mkdir()
    always = make_centre(tmp_path / "demo")
    always.house.settings = changed(always.house.settings)
    assert not any(due(always, MONDAY + hour * 60 * MINUTE) for hour in range(24))
    always.house.store.close()


def test_an_answer_that_was_heard_ends_it_for_the_day_and_others_do_not(centre: Centre, hall: Hall) -> None:
    morning = opens(centre) - 10 * MINUTE
    assert due(centre, morning)
    answer = centre.ask("POST", CHECK, "staff", {})
    assert (answer.status_code, answer.get_json()) == (202, {"zone": "hall"})
    assert [(kind, ident, zone) for kind, _, ident, zone in hall.said] == [("check", f"check-{morning}", "hall")]
    said = centre.ask("POST", f"{CHECK}/answer", "staff", {"heard": False}).get_json()
    assert said == {"check": {"at": datetime.fromtimestamp(morning / 1000, ZONE).isoformat(), "heard": False}}
    assert due(centre, morning + MINUTE)
    assert not centre.house.scene().hearing.check.heard  # type: ignore[union-attr]
    centre.ask("POST", f"{CHECK}/answer", "supervisor", {"heard": True})
    assert not due(centre, morning + 2 * MINUTE)
    check = centre.house.scene().hearing.check
    assert check is not None
    assert (check.at, check.by_role, check.heard) == (morning + MINUTE, "supervisor", True)
    assert [(one.day, one.zone, one.by, one.heard) for one in kept(centre)] == [
        ("2026-11-23", "hall", "staff:staff", False),
        ("2026-11-23", "hall", "supervisor:supervisor", True),
    ]
    # Somebody may find later that it has fallen silent: that is told, but the morning's check was made.
    centre.ask("POST", f"{CHECK}/answer", "staff", {"heard": False})
    assert not centre.house.scene().hearing.check.heard  # type: ignore[union-attr]
    assert not due(centre, morning + 3 * MINUTE)
    assert due(centre, morning + 24 * 60 * MINUTE)
    assert centre.house.scene().hearing.check is None


def test_an_answer_outlives_a_restart_and_is_seen_by_another_process(centre: Centre) -> None:
    due(centre, at("2026-11-23 08:00"))
    centre.ask("POST", f"{CHECK}/answer", "staff", {"heard": True})
    zones = centre.house.checks.zones
    fresh = SoundChecks(zones, tuple(hours(centre)), ZONE)
    assert fresh.due(centre.clock[0])
    with centre.house.store.reading() as connection:
        fresh.read(connection, centre.clock[0])
    assert not fresh.due(centre.clock[0])
    centre.house.checks = SoundChecks(zones, tuple(hours(centre)), ZONE)
    Caretaker(centre.house, lambda _: None).round()
    assert not centre.house.scene().hearing.check_due


def test_two_answers_within_a_millisecond_are_one(centre: Centre) -> None:
    for heard in (True, False):
        assert centre.ask("POST", f"{CHECK}/answer", "staff", {"heard": heard}).status_code == 200
    assert [one.heard for one in kept(centre)] == [True]


def test_a_hall_that_cannot_speak_says_so(centre: Centre, hall: Hall) -> None:
    hall.speaks = False
    answer = centre.ask("POST", CHECK, "staff", {})
    assert answer.status_code == 409
    assert answer.get_json()["type"] == "urn:moiso:problem:no_speaker"


def test_a_mute_house_does_not_pretend_to_check(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(centre.house.push, "announce", lambda *_: True)
    assert centre.ask("POST", CHECK, "staff", {}).status_code == 409


@pytest.mark.parametrize("who", ["board", "kiosk", "counter-2", "agent", "lobby", None])
def test_people_only(centre: Centre, who: str | None) -> None:
    wanted = 403 if who else 401
    assert centre.ask("POST", CHECK, who, {}).status_code == wanted
    assert centre.ask("POST", f"{CHECK}/answer", who, {"heard": True}).status_code == wanted
    assert kept(centre) == []


@pytest.mark.parametrize("body", [{}, {"heard": "yes"}, {"heard": 1}, {"heard": None}, {"heard": True, "by": "me"}, []])
def test_a_wrong_answer_is_not_kept(centre: Centre, body: Any) -> None:
    assert centre.ask("POST", f"{CHECK}/answer", "staff", body).status_code == 422
    assert kept(centre) == []


def test_an_unknown_zone(centre: Centre, hall: Hall) -> None:
    assert centre.ask("POST", "/api/v1/zones/roof/sound-check", "staff", {}).status_code == 404
    assert centre.ask("POST", "/api/v1/zones/roof/sound-check/answer", "staff", {"heard": True}).status_code == 404
    assert hall.said == []
    assert kept(centre) == []


def rounds(centre: Centre, keeper: Caretaker, *moments: int) -> None:
    for moment in moments:
        centre.clock[0] = moment
        keeper.round()


def test_the_end_of_numbers_is_announced_once_a_half_day(centre: Centre, hall: Hall) -> None:
    keeper, end = Caretaker(centre.house, lambda _: None), ends(centre)
    rounds(centre, keeper, end - 16 * MINUTE, end - 15 * MINUTE - 1)
    assert hall.said == []
    rounds(centre, keeper, *(end - 15 * MINUTE + step for step in (2_000, 7_000, 12_000, 61_000)), end)
    [(kind, say, ident, zone)] = hall.said
    assert (kind, ident, zone) == ("closing", "closing-2026-11-23-1715", "hall")
    assert say["closing"] == ["{'minutes': 15}"]
    centre.clock[0] += 24 * 60 * MINUTE
    rounds(centre, keeper, ends(centre) - 15 * MINUTE)
    assert [ident for _, _, ident, _ in hall.said] == ["closing-2026-11-23-1715", "closing-2026-11-24-1645"]


def test_every_half_days_end_is_announced_when_the_board_shows_it(centre: Centre, hall: Hall) -> None:
    """Quarters of hours from Monday until Saturday, at noon too; never on a day off nor on a half-day off."""
    house, monday = centre.house, ends(centre) - (17 * 60 + 15) * MINUTE
    off = {"2026-11-25": DayRule((), {"vi": "Nghỉ lễ"}), "2026-11-26": DayRule(((450, 690),), {"vi": "Làm buổi sáng"})}
    services = {code: replace(one, hours=replace(one.hours, rules=off)) for code, one in house.centre.services.items()}
    house.adopt(replace(house.centre, services=services))
    keeper = Caretaker(house, lambda _: None)
    for day, quarter in product(range(6), range(28, 70)):
        said = len(hall.said)
        rounds(centre, keeper, monday + (day * 96 + quarter) * 15 * MINUTE)
        if len(hall.said) > said:
            board = centre.ask("GET", "/api/v1/screens/board/hall", "board").get_json()["closing"]
            assert board["kind"] == "numbers"
            assert hall.said[-1][2] == f"closing-{board['at'][:16]}".replace("T", "-").replace(":", "")
    told = [ident.removeprefix("closing-2026-11-") for _, _, ident, _ in hall.said]
    assert told == ["23-1145", "23-1715", "24-1115", "24-1645", "26-1115", "27-1115", "27-1645", "28-1115"]


def test_an_office_that_starts_again_does_not_say_it_again(centre: Centre, hall: Hall) -> None:
    due = ends(centre) - 15 * MINUTE
    rounds(centre, Caretaker(centre.house, lambda _: None), due)
    centre.clock[0] = due + 9_000
    rounds(centre, Caretaker(centre.house, lambda _: None), due + 10_000)
    assert len(hall.said) == 1


def test_a_hall_that_cannot_speak_is_asked_again_within_the_minute(centre: Centre, hall: Hall) -> None:
    keeper, begins = Caretaker(centre.house, lambda _: None), ends(centre) - 15 * MINUTE
    hall.speaks = False
    rounds(centre, keeper, begins, begins + 5_000)
    hall.speaks = True
    rounds(centre, keeper, begins + 59_000)
    assert len(hall.said) == 1


def test_a_late_start_says_nothing_that_is_not_true(centre: Centre, hall: Hall) -> None:
    end = ends(centre)
    rounds(centre, Caretaker(centre.house, lambda _: None), end - 14 * MINUTE, end - 5 * MINUTE)
    assert hall.said == []


def test_a_centre_that_does_not_want_it_is_not_told(centre: Centre, hall: Hall) -> None:
    voice = centre.house.voice
    voice.adopt(replace(voice.manner, closing_minutes=0), (), ())
    end = ends(centre)
    rounds(centre, Caretaker(centre.house, lambda _: None), end - 15 * MINUTE, end)
    assert hall.said == []
