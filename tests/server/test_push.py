"""Telling the screens: moments that are spoken, announcements, and the look at the leases."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask_socketio import SocketIO

from display.speech.mute import Mute
from display.speech.phrases import Occasion
from server.pictures import Scene, picture
from server.pictures.hearing import Hearing
from server.push import LOOK, Push
from server.speech.loudspeakers import Loudspeakers
from server.speech.zones import FORGOTTEN, FRESH, HURRIED, LEASE, SETTLED
from tests.server.conftest import Centre, make_centre


class Wire:
    """Sockets that write down what is said."""

    def __init__(self) -> None:
        self.said: list[tuple[str, Any, str]] = []

    def emit(self, event: str, body: Any, to: str) -> None:
        self.said.append((event, body, to))

    def take(self) -> list[tuple[str, Any, str]]:
        said, self.said = self.said, []
        return said


class Hall:
    """Loudspeakers with a told clock."""

    def __init__(self) -> None:
        self.wire, self.now, self.changes = Wire(), 1000, 0
        sockets: Any = self.wire
        self.loud = Loudspeakers(sockets, lambda: ["hall"], self.changed, lambda: self.now)

    def changed(self) -> None:
        self.changes += 1

    def board(self, sid: str, state: str = "ok") -> None:
        self.loud.come("hall", sid, f"board-{sid}")
        self.loud.turn()
        self.loud.sound(sid, state)
        self.wire.take()


def call(number: int) -> dict[str, Any]:
    return {"id": f"call-{number}", "ticket": {"id": f"T{number}"}, "say": {"vi": ["/clips/x.wav"]}}


def test_a_silent_board_is_followed_by_the_look_at_the_leases() -> None:
    hall = Hall()
    hall.board("a")
    hall.now += 5000
    hall.board("b")
    hall.loud.call(call(1), "hall")
    hall.now += LEASE - 5000
    hall.loud.turn()
    (first, second) = hall.wire.take()
    assert (first[0], first[1]["speaks"], first[2]) == ("speaker", False, "a")
    assert (second[0], second[1]["speaks"], second[2]) == ("speaker", True, "b")
    assert second[1]["unspoken"] == [{**call(1), "age_ms": LEASE - 5000}]
    hall.loud.turn()
    assert hall.wire.take() == []


def test_pictures_change_when_a_call_is_given_up() -> None:
    hall = Hall()
    hall.loud.call(call(1), "hall")
    hall.now += FORGOTTEN - 1
    hall.loud.turn()
    assert hall.loud.unheard() == frozenset()
    hall.changes, hall.now = 0, hall.now + 1
    hall.loud.turn()
    assert (hall.changes, hall.loud.unheard()) == (1, frozenset(["T1"]))


def test_pictures_change_when_a_silence_has_lasted() -> None:
    """The alert comes in time, also when nothing else happens."""
    hall = Hall()
    hall.board("a", "no_device")
    hall.loud.turn()
    for span in (HURRIED, SETTLED - HURRIED):
        hall.changes, hall.now = 0, hall.now + span - 1
        hall.loud.sound("a", "no_device")
        assert hall.changes == 0
        hall.now += 1
        hall.loud.turn()
        assert hall.changes == 1


def test_since_when_is_told_in_the_clock_of_people() -> None:
    hall = Hall()
    hall.board("a")
    hall.now += 3000
    (voice,) = hall.loud.voices(1_800_000_000_000)
    assert voice.since == 1_800_000_000_000 - 3000


@pytest.fixture
def push(centre: Centre) -> Push:
    return centre.house.push


def test_an_announcement_needs_a_board_that_can_speak(centre: Centre, push: Push) -> None:
    board = centre.sockets.test_client(centre.app, auth={"token": centre.token("board")})
    say = {"vi": ["/clips/check.wav"]}
    assert not push.announce("check", say, "check-1")
    board.emit("watch", {"kind": "board", "name": "hall"}, callback=True)
    board.emit("sound", {"state": "blocked"}, callback=True)
    assert not push.announce("check", say, "check-2")
    board.emit("sound", {"state": "ok"}, callback=True)
    board.get_received()
    before = push.moments
    assert push.announce("check", say, "check-3")
    assert not push.announce("check", say, "check-4", zone="nowhere")
    (moment,) = [event["args"][0] for event in board.get_received() if event["name"] == "moment"]
    assert moment == {
        "at": centre.last(), "id": "check-3", "kind": "check", "zone": "hall", "say": say, "chime": push._chimes()
    }  # fmt: skip
    answer: Any = board.emit("sound", {"state": "ok"}, callback=True)
    assert [one["id"] for one in answer["unspoken"]] == ["check-3"]
    assert push.moments == before + 1


def test_a_dozen_checks_at_once_are_one(centre: Centre, push: Push) -> None:
    """Nobody's call waits behind what a dozen clerks have asked for in the same minute."""
    board = centre.sockets.test_client(centre.app, auth={"token": centre.token("board")})
    board.emit("watch", {"kind": "board", "name": "hall"}, callback=True)
    lease = board.emit("sound", {"state": "ok"}, callback=True)["lease"]
    board.get_received()
    say = {"vi": ["/clips/check.wav"]}
    assert all(push.announce("check", say, f"check-{number}") for number in range(12))
    assert push.announce("closing", say, "closing-1")

    def heard() -> list[str]:
        return [event["args"][0]["id"] for event in board.get_received() if event["name"] == "moment"]

    assert heard() == ["check-0", "closing-1"]
    board.emit("spoken", {"id": "check-0", "result": "spoken", "lease": lease}, callback=True)
    assert push.announce("check", say, "check-12")
    assert heard() == ["check-12"]


def test_a_moment_without_a_voice_is_not_waited_for(centre: Centre, push: Push) -> None:
    """A centre without loudspeakers says nothing, and no call of it is unheard."""
    centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"})
    centre.ask("POST", "/api/v1/counters/2/next", "staff")
    board = centre.sockets.test_client(centre.app, auth={"token": centre.token("board")})
    board.emit("watch", {"kind": "board", "name": "hall"}, callback=True)
    answer: Any = board.emit("sound", {"state": "ok"}, callback=True)
    assert answer["unspoken"] == []


def test_the_ticket_s_language_is_asked_for(centre: Centre, push: Push) -> None:
    asked: list[Any] = []
    push._say = lambda *what: asked.append(what) or {}  # type: ignore[func-returns-value]
    centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT", "language": "en"})
    centre.ask("POST", "/api/v1/counters/2/next", "staff")
    centre.ask("POST", "/api/v1/counters/2/recall", "staff")
    assert asked == [("A001", 2, "call", 1, "en"), ("A001", 2, "recall", 2, "en")]


def test_the_board_shows_what_was_not_spoken_and_how_loud_it_is(centre: Centre) -> None:
    centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"})
    centre.ask("POST", "/api/v1/counters/2/next", "staff")
    scene: Scene = centre.house.scene()
    (ticket,) = scene.hall.recent
    for unheard in (frozenset[str](), frozenset([ticket])):
        shown = picture(replace(scene, hearing=Hearing(volume=35, quiet=True, unheard=unheard)), "board", "hall")
        assert shown is not None
        assert [one["unheard"] for one in shown["calls"]] == [bool(unheard)]
        assert shown["sound"] == {"on": False, "volume": 35, "quiet": True}


def test_the_gatherer_looks_at_the_leases_when_nothing_happens() -> None:
    """Nobody says anything any more: the next board is told all the same."""
    looked: list[int] = []

    class Enough(BaseException):
        """Ends the endless loop."""

    class Loud:
        def turn(self) -> None:
            looked.append(1)
            if len(looked) > 1:
                raise Enough

    class Quiet(threading.Event):
        """Nothing ever happens."""

        def wait(self, timeout: float | None = None) -> bool:
            assert timeout == LOOK
            return False

    centre: Any = None
    push = Push(SocketIO(), lambda: pytest.fail("no picture has changed"), lambda *_: {}, centre=lambda: centre)
    loud: Any = Loud()
    push._loud, push._changed = loud, Quiet()
    with pytest.raises(Enough):
        push.run()
    assert len(looked) == 2


class Talker(Mute):
    """A voice that has clips for every call at once."""

    def __init__(self, *_: Any, **__: Any) -> None:
        super().__init__()

    def say(
        self, label: str, counter: int, occasion: Occasion = "call", times: int = 1, language: str = "vi"
    ) -> dict[str, list[str]]:
        return {"vi": [f"/clips/{occasion}-{label}-{counter}-{times}.wav"]}


@pytest.fixture
def restarted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """`restarted(after=20_000)`: three are called, one has come, and so many ms later the office starts anew."""
    opened: list[Centre] = []

    def start(after: int) -> dict[str, Any]:
        before = make_centre(tmp_path)
        for service, number in (("HT", 2), ("CT", 3), ("DD", 4)):
            before.ask("POST", "/api/v1/tickets", "kiosk", {"service": service})
            before.ask("POST", f"/api/v1/counters/{number}/next", "staff")
        before.ask("POST", "/api/v1/counters/2/recall", "staff")
        before.ask("POST", "/api/v1/counters/3/start", "staff")
        now = before.clock[0] + after
        before.house.store.close()
        monkeypatch.setattr("server.furnish.Announcer", Talker)
        monkeypatch.setattr("tests.server.conftest.START", now)
        office = make_centre(tmp_path, voice=True)
        opened.append(office)
        board = office.sockets.test_client(office.app, auth={"token": office.token("board")})
        board.emit("watch", {"kind": "board", "name": "hall"}, callback=True)
        return dict(board.emit("sound", {"state": "ok"}, callback=True)) | {"office": office}

    yield start
    for office in opened:
        office.house.store.close()


def test_calls_of_just_before_a_restart_are_owed_by_the_next_office(restarted: Any) -> None:
    """Each ticket once, with its newest call; whoever has come need not be called any more."""
    told = restarted(after=20_000)
    assert [one["say"]["vi"] for one in told["unspoken"]] == [
        ["/clips/call-C001-4-1.wav"],
        ["/clips/recall-A001-2-2.wav"],
    ]
    assert [one["id"] for one in told["unspoken"]] == [f"call-{one['at']}" for one in told["unspoken"]]
    assert all(20_000 <= one["age_ms"] < 30_000 for one in told["unspoken"])
    assert told["wait_ms"] > 0  # the board that has begun one may still be saying it


def test_what_nobody_says_after_a_restart_is_marked(restarted: Any) -> None:
    told = restarted(after=20_000)
    loud: Loudspeakers = told["office"].house.push._loud
    now = loud._clock() + FORGOTTEN
    loud._clock = lambda: now
    loud.turn()
    assert {one["ticket"]["id"] for one in told["unspoken"]} == loud.unheard() != frozenset()


def test_the_hall_has_moved_on_after_a_long_stop(restarted: Any) -> None:
    assert restarted(after=FRESH)["unspoken"] == []
