"""A call goes to the boards and the loudspeaker of its counter's zone only; one of a silent service goes nowhere."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask_socketio import SocketIOTestClient

from server import store
from server.people import put_device
from server.rules.centre import Zone
from server.speech.speakers import Speakers
from server.speech.voice import all_series
from tests.server.conftest import Centre, make_centre

FLOORS = (Zone("hall", {"vi": "Tầng 1"}), Zone("upstairs", {"vi": "Tầng 2"}))
CLIP = {"vi": ["/clips/a.wav"]}


def into_zones(centre: Centre, upstairs: tuple[int, ...] = (3,), silent: tuple[str, ...] = ()) -> None:
    """The demo centre with a second floor, on which these counters stand, and with silent services."""
    house = centre.house
    counters = {
        no: replace(counter, zone="upstairs" if no in upstairs else "hall")
        for no, counter in house.centre.counters.items()
    }
    services = {code: replace(service, silent=code in silent) for code, service in house.centre.services.items()}
    house.centre = replace(house.centre, zones=FLOORS, counters=counters, services=services)
    house.office.centre = house.centre
    house.checks.adopt(house.centre)


def board(centre: Centre, zone: str) -> SocketIOTestClient:
    """A board of this zone that can speak."""
    with centre.house.store.writing() as connection:
        token = put_device(connection, f"board-{zone}", "board", zone)
    centre.house.people.reload()
    client = centre.sockets.test_client(centre.app, auth={"token": token})
    assert "problem" not in client.emit("watch", {"kind": "board", "name": zone}, callback=True)
    client.emit("sound", {"state": "ok"}, callback=True)
    client.get_received()
    return client


def moments(client: SocketIOTestClient) -> list[dict[str, Any]]:
    return [event["args"][0] for event in client.get_received() if event["name"] == "moment"]


def unspoken(client: SocketIOTestClient) -> list[str]:
    answer: Any = client.emit("sound", {"state": "ok"}, callback=True)
    return [one["ticket"]["label"] for one in answer["unspoken"] if "ticket" in one]


def call(centre: Centre, service: str, counter: int) -> str:
    """Somebody takes a number of this service and is called to this counter."""
    label = centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": service}).get_json()["label"]
    answer = centre.ask("POST", f"/api/v1/counters/{counter}/next", "staff")
    assert answer.status_code == 200, answer.get_json()
    return str(label)


@pytest.fixture
def floors(tmp_path: Path) -> Iterator[Centre]:
    """A centre of two floors whose calls have clips; counter 3 is upstairs."""
    centre = make_centre(tmp_path)
    centre.house.push._say = lambda *_: CLIP
    into_zones(centre)
    yield centre
    centre.house.store.close()


def test_a_call_is_shown_and_spoken_in_its_zone_only(floors: Centre) -> None:
    below, above = board(floors, "hall"), board(floors, "upstairs")
    first, second = call(floors, "HT", 2), call(floors, "CT", 3)
    assert [one["ticket"]["label"] for one in moments(below)] == [first]
    assert [one["ticket"]["label"] for one in moments(above)] == [second]
    assert (unspoken(below), unspoken(above)) == ([first], [second])
    floors.house.push.refresh()
    for client, label, zone in ((below, first, "hall"), (above, second, "upstairs")):
        shown = [event["args"][0] for event in client.get_received() if event["name"] == "picture"][-1]
        assert shown["zone"]["code"] == zone
        assert [one["label"] for one in shown["calls"]] == [label]
        assert [one["label"] for one in shown["calling"]] == [label]
    floors.ask("POST", "/api/v1/counters/3/recall", "staff")
    assert moments(below) == []
    assert [one["kind"] for one in moments(above)] == ["recall"]


def test_a_sound_check_is_heard_in_its_zone_and_the_closing_everywhere(floors: Centre) -> None:
    below, push = board(floors, "hall"), floors.house.push
    assert not push.announce("check", CLIP, "check-1", "upstairs")
    above = board(floors, "upstairs")
    assert push.announce("check", CLIP, "check-2", "upstairs")
    assert ([one["id"] for one in moments(above)], moments(below)) == (["check-2"], [])
    assert push.announce("closing", CLIP, "closing-1")
    assert [one["zone"] for one in (*moments(below), *moments(above))] == ["hall", "upstairs"]
    assert not push.announce("check", CLIP, "check-3", "roof")


def test_each_zone_has_its_own_check(floors: Centre) -> None:
    """What was heard downstairs says nothing of the loudspeaker upstairs."""
    checks, house = floors.house.checks, floors.house
    now = house.clock()
    checks.hours = tuple(service.hours for service in house.centre.services.values())
    checks._window = (checks._span(now)[0], 0, now + 1)  # a day of which the check is due just now
    assert checks.due_in(now) == ("hall", "upstairs")
    for zone, left in (("hall", ("upstairs",)), ("upstairs", ())):
        path = f"/api/v1/zones/{zone}/sound-check/answer"
        assert floors.ask("POST", path, "staff", {"heard": True}).status_code == 200
        assert checks.due_in(now) == left
        assert checks.due(now) == bool(left)
    assert floors.ask("POST", "/api/v1/zones/roof/sound-check/answer", "staff", {"heard": True}).status_code == 404
    floors.ask("POST", "/api/v1/zones/hall/sound-check/answer", "staff", {"heard": False})
    below, above = checks.newest(now, "hall"), checks.newest(now, "upstairs")
    assert below is not None
    assert above is not None
    assert above.heard
    assert checks.newest(now, "roof") is None


def test_a_silent_service_makes_no_moments_and_no_clips(floors: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared: list[str] = []
    monkeypatch.setattr(floors.house.voice, "prepare_ticket", lambda label, language: prepared.append(label))
    into_zones(floors, silent=("HT",))
    below, push = board(floors, "hall"), floors.house.push
    sign = floors.sockets.test_client(floors.app, auth={"token": floors.token("counter-2")})
    sign.emit("watch", {"kind": "counter", "name": "2"}, callback=True)
    before = push.moments
    label = call(floors, "HT", 2)
    floors.ask("POST", "/api/v1/counters/2/recall", "staff")
    assert (moments(below), moments(sign), unspoken(below), push.moments) == ([], [], [], before)
    assert label not in prepared
    push.refresh()
    shown: Any = below.emit("watch", {"kind": "board", "name": "hall"}, callback=True)
    assert label not in [one["label"] for one in (*shown["calls"], *shown["calling"])]
    loud = call(floors, "CT", 3)
    assert loud in prepared
    entries = list(enumerate_calls(floors))
    push._loud._known = Speakers(("hall", "upstairs"), 0)
    push.resume(floors.house.office.look().hall, entries, floors.house.clock())
    assert [one.moment["ticket"]["label"] for one in push._loud._known._zones["hall"].calls.values()] == []
    assert [one.moment["ticket"]["label"] for one in push._loud._known._zones["upstairs"].calls.values()] == [loud]


def enumerate_calls(centre: Centre) -> Iterator[Any]:
    """The journal, as an office that starts again reads it."""
    with centre.house.store.reading() as connection:
        yield from store.replay(connection, 0)


def test_the_own_phone_of_a_silent_ticket_knows(floors: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(floors.house.voice, "say", lambda *_: CLIP)
    into_zones(floors, silent=("HT",))
    ticket = floors.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"}).get_json()
    floors.ask("POST", "/api/v1/counters/2/next", "staff")
    shown = floors.house.turn_picture(ticket["url"].rpartition("/")[2])
    assert shown is not None
    assert (shown["state"], shown["counter"], shown["say"]) == ("called", 2, [])


def test_the_bank_holds_no_silent_numbers(floors: Centre) -> None:
    letters = {one.letter for one in floors.house.centre.services.values()}
    into_zones(floors, silent=("HT",))
    assert letters - {one.letter for one in all_series(floors.house.centre)} == {"A"}


def test_zones_are_taken_up_while_the_boards_hang(floors: Centre) -> None:
    """A zone comes, a zone goes; what stays keeps its board, its lease and its figures."""
    below, above = board(floors, "hall"), board(floors, "upstairs")
    house = floors.house
    lease = below.emit("sound", {"state": "ok"}, callback=True)["lease"]
    ground = {no: replace(counter, zone="hall") for no, counter in house.centre.counters.items()}
    house.centre = house.office.centre = replace(house.centre, zones=FLOORS[:1], counters=ground)
    house.push.refresh()
    assert [event["args"][0] for event in above.get_received() if event["name"] == "gone"] == [
        {"kind": "board", "name": "upstairs"}
    ]
    assert [event["name"] for event in below.get_received() if event["name"] == "gone"] == []
    assert [zone.zone for zone in house.push.voices(0)] == ["hall"]
    assert below.emit("sound", {"state": "ok"}, callback=True)["lease"] == lease
    label = call(floors, "CT", 3)
    assert [one["ticket"]["label"] for one in moments(below)] == [label]
    into_zones(floors)
    assert [zone.zone for zone in house.push.voices(0)] == ["hall", "upstairs"]
    assert "problem" not in above.emit("watch", {"kind": "board", "name": "upstairs"}, callback=True)


def test_a_board_of_a_zone_that_is_not_there_says_so(floors: Centre) -> None:
    browser = floors.browser()
    with floors.house.store.writing() as connection:
        token = put_device(connection, "lost", "board", "roof")
    floors.house.people.reload()
    browser.post("/enter", json={"token": token, "page": "/board/roof"})
    page = browser.get("/board/roof")
    assert page.status_code == 404
    assert "Trung tâm không có khu vực “roof”" in page.get_data(as_text=True)
    assert "/board/upstairs" in page.get_data(as_text=True)
    client = floors.sockets.test_client(floors.app, auth={"token": token})
    assert client.emit("watch", {"kind": "board", "name": "roof"}, callback=True)["problem"]["status"] == 404


def test_voices_that_stay_keep_what_they_know() -> None:
    speakers = Speakers(["a", "b"], 0)
    speakers.come("a", "1", "board", 0)
    speakers.sound("1", "ok", 0)
    speakers.turn(0)
    speakers.call("b", "x", {"id": "x", "ticket": {"id": "T"}}, 0)
    speakers.adopt(["c", "a"], 5)
    assert [voice.zone for voice in speakers.voices(5)] == ["c", "a"]
    assert speakers.speaks("a", 5)
    speakers.adopt(["a", "b"], 6)
    assert not speakers.pending("b", "check", 6)
    assert [(one.zone, one.unspoken) for one in speakers.voices(6)] == [("a", False), ("b", False)]
