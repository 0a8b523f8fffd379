"""What supervisors and consoles are told of the loudspeakers: pure, from a scene that a test makes up."""

from dataclasses import replace
from typing import Any

import pytest

from server.pictures.hearing import Hearing, SoundCheck, ZoneVoice
from server.pictures.scene import Scene
from server.pictures.staff import console
from server.pictures.supervision import MUTE, supervisor, voice
from server.rules import commands as c
from server.rules.decide import decide
from server.rules.evolve import fold
from server.rules.state import Hall
from server.speech.zones import HURRIED, SETTLED
from tests.server.rules.halls import START, small_centre

WELL = ZoneVoice(
    "hall",
    "ok",
    "board-1",
    START - 60_000,
    2,
    spoken=41,
    expired=1,
    failed=3,
    repeated=0,
    failing=False,
    unspoken=False,
)
HEARD = SoundCheck(START - 3_600_000, "staff", True)


def scene(*zones: ZoneVoice, waiting: bool = False, **more: Any) -> Scene:
    """A morning in a small centre, with the loudspeakers as given (one that is well when none is)."""
    hall, centre = Hall(), small_centre()
    if waiting:
        hall = fold(hall, decide(centre, hall, c.TakeTicket("HT"), START, "kiosk:one"))
    return Scene(centre, hall, 1, START, "e", hearing=Hearing(zones=zones or (WELL,), **more))


def alerts(*zones: ZoneVoice, **more: Any) -> list[str]:
    return list(voice(scene(*zones, **more))["alerts"])


def test_all_well() -> None:
    assert voice(scene(check=HEARD, volume=70, bank=("running", 12, 300), online="ok")) == {
        "zones": [
            {
                "zone": "hall",
                "name": {"vi": "Sảnh chờ", "en": "Waiting hall"},
                "state": "ok",
                "since": "2026-11-21T08:59:00+07:00",
                "speaker": "board-1",
                "boards": 2,
                "spoken": 41,
                "expired": 1,
                "failed": 3,
                "repeated": 0,
            }
        ],
        "volume": 70,
        "quiet": False,
        "check": {"at": "2026-11-21T08:00:00+07:00", "heard": True},
        "check_due": False,
        "bank": {"state": "running", "made": 12, "of": 300},
        "worker": True,
        "online": "ok",
        "alerts": [],
    }


def test_the_supervisor_and_the_console_are_told() -> None:
    """Both pictures carry their part."""
    now = scene(check_due=True, due_zones=("hall",))
    board, desk = supervisor(now, "all"), console(now, "1")
    assert board is not None
    assert desk is not None
    assert board["voice"] == voice(now)
    assert desk["sound_check"] == {"due": True, "zone": "hall"}
    elsewhere = console(scene(check_due=True, due_zones=("upstairs",)), "1")
    assert elsewhere is not None
    assert elsewhere["sound_check"] == {"due": False, "zone": "hall"}  # the other zone's people are asked
    assert voice(now)["check"] is None


@pytest.mark.parametrize("state", sorted(MUTE))
def test_a_board_that_cannot_be_heard_is_an_alert(state: str) -> None:
    zone = replace(WELL, state=state)
    assert alerts(zone) == ["silent_hall"]
    assert alerts(replace(zone, since=START - SETTLED + 1)) == []  # it may come back by itself
    assert alerts(WELL, replace(zone, zone="upstairs")) == ["silent_hall"]


@pytest.mark.parametrize("state", sorted(MUTE))
def test_while_a_call_waits_it_is_told_sooner(state: str) -> None:
    zone = replace(WELL, state=state, since=START - HURRIED)
    assert alerts(zone) == []
    assert alerts(replace(zone, unspoken=True)) == ["silent_hall"]
    assert alerts(replace(zone, unspoken=True, since=START - HURRIED + 1)) == []


@pytest.mark.parametrize("state", ["ok", "unknown"])
def test_a_board_that_may_be_heard_is_none(state: str) -> None:
    assert alerts(replace(WELL, state=state), waiting=True) == []


def test_a_hall_without_a_board_is_silent_only_when_somebody_waits() -> None:
    bare = replace(WELL, state="none", speaker=None, boards=0)
    assert alerts(bare) == []
    assert alerts(bare, waiting=True) == ["silent_hall"]


def test_a_board_that_is_well_but_whose_calls_fail_is_an_alert() -> None:
    """The page, its card and its lease are in order; only what it should play cannot be had."""
    assert alerts(replace(WELL, failing=True)) == ["failing"]
    assert alerts(WELL, replace(WELL, zone="upstairs", failing=True)) == ["failing"]


def test_a_zone_that_nothing_was_ever_heard_of_has_no_since() -> None:
    (row,) = voice(scene(replace(WELL, state="none", speaker=None, since=0)))["zones"]
    assert row["since"] is None
    assert row["speaker"] is None


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"check": replace(HEARD, heard=False), "check_due": True}, ["check_failed"]),
        ({"check": replace(HEARD, heard=False)}, ["check_failed"]),
        ({"check_due": True}, ["check_missing"]),
        ({"check": HEARD, "check_due": True}, ["check_missing"]),  # another zone has not been heard yet
        ({"check": HEARD}, []),
        ({"worker": False}, ["worker_down"]),
        ({"quiet": True, "volume": 0}, []),  # silent because the centre wants it
        ({"online": "paused"}, []),  # another voice speaks
    ],
)
def test_checks_and_the_worker(more: dict[str, Any], expected: list[str]) -> None:
    assert alerts(**more) == expected
