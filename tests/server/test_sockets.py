"""Sockets: who may come in, what each may see, and what happens when a right ends."""

from typing import Any

import pytest
from flask_socketio import SocketIOTestClient

from server.access import WATCH, Caller
from tests.server.conftest import Centre

DEVICES = ("kiosk", "board", "counter-2", "feedback-2", "agent", "lobby")
PEOPLE = ("staff", "supervisor", "admin")
NAMES = {"board": "hall", "counter": "2", "console": "2", "kiosk": "kiosk", "feedback": "2", "supervisor": "all"}
ROLES = {"counter-2": "sign", "feedback-2": "feedback"}


def connect(centre: Centre, who: str | None) -> SocketIOTestClient:
    auth = {"token": centre.token(who)} if who else None
    return centre.sockets.test_client(centre.app, auth=auth, flask_test_client=centre.browser())


def watch(client: SocketIOTestClient, kind: Any, name: Any) -> dict[str, Any]:
    return dict(client.emit("watch", {"kind": kind, "name": name}, callback=True))


@pytest.mark.parametrize("who", [*DEVICES, *PEOPLE])
@pytest.mark.parametrize("kind", NAMES)
def test_each_role_sees_what_the_table_says(centre: Centre, who: str, kind: str) -> None:
    answer = watch(connect(centre, who), kind, NAMES[kind])
    if ROLES.get(who, who) in WATCH[kind]:
        assert (answer["kind"], answer["name"]) == (kind, NAMES[kind])
    else:
        assert answer["problem"]["status"] == 403


def test_a_device_sees_its_own_place_only(centre: Centre) -> None:
    assert watch(connect(centre, "counter-2"), "counter", "3")["problem"]["status"] == 403
    assert watch(connect(centre, "feedback-2"), "feedback", "3")["problem"]["status"] == 403


@pytest.mark.parametrize("kind", NAMES)
def test_nobody_sees_nothing_but_a_ticket_page_with_its_key(centre: Centre, kind: str) -> None:
    visitor = connect(centre, None)
    assert watch(visitor, kind, NAMES[kind])["problem"]["status"] == 403
    ticket = centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"}).get_json()
    key = ticket["url"].rpartition("/")[2]
    assert watch(visitor, "turn", key)["label"] == "A001"
    assert watch(visitor, "turn", key[:-1] + ("0" if key[-1] != "0" else "1"))["problem"]["status"] == 403
    assert watch(visitor, "turn", "20261121-A001")["problem"]["status"] == 403


@pytest.fixture
def calling(centre: Centre) -> Centre:
    """A centre whose calls have clips, and somebody who waits."""
    centre.house.push._say = lambda label, *_: {"vi": [f"/clips/{label}.wav"]}
    centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"})
    return centre


def call(centre: Centre) -> None:
    centre.ask("POST", "/api/v1/counters/2/next", "staff")


def test_a_wrong_token_does_not_come_in(centre: Centre) -> None:
    for token in ("wrong", "", 7, ["x"]):
        client = centre.sockets.test_client(centre.app, auth={"token": token})
        assert not client.is_connected()


@pytest.mark.parametrize(
    "wish", [None, "board", {}, {"kind": 7}, {"kind": "board", "name": "x" * 500}, {"name": "hall"}]
)
def test_a_wish_that_makes_no_sense_is_told_so(centre: Centre, wish: Any) -> None:
    client = connect(centre, "admin")
    answer: Any = client.emit("watch", wish, callback=True)
    assert answer["problem"]["status"] in (403, 422)


def test_a_call_is_a_moment_and_then_a_picture(centre: Centre) -> None:
    board = connect(centre, "board")
    watch(board, "board", "hall")
    other = connect(centre, "kiosk")
    watch(other, "kiosk", "kiosk")
    centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"})
    centre.ask("POST", "/api/v1/counters/2/next", "staff")
    centre.house.push.refresh()
    told = [(event["name"], event["args"][0]) for event in board.get_received()]
    moment = next(body for name, body in told if name == "moment")
    shown = [body for name, body in told if name == "picture"][-1]
    assert (moment["kind"], moment["ticket"]["label"], moment["counter"]) == ("call", "A001", 2)
    assert shown["calls"][0]["label"] == "A001"
    assert shown["at"] == moment["at"] == centre.last()
    assert "moment" not in [event["name"] for event in other.get_received()]


def test_a_room_that_has_not_changed_hears_nothing(centre: Centre) -> None:
    sign = connect(centre, "counter-3")
    watch(sign, "counter", "3")
    centre.house.push.refresh()
    sign.get_received()
    centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"})
    centre.house.push.refresh()
    assert sign.get_received() == []


def told(client: SocketIOTestClient, name: str) -> list[dict[str, Any]]:
    """What the client has heard of this kind since it was asked last."""
    return [event["args"][0] for event in client.get_received() if event["name"] == name]


def sound(client: SocketIOTestClient, state: str = "ok") -> dict[str, Any]:
    return dict(client.emit("sound", {"state": state}, callback=True))


def spoken(client: SocketIOTestClient, ident: str, result: str, **more: Any) -> dict[str, Any]:
    return dict(client.emit("spoken", {"id": ident, "lease": 1, "result": result} | more, callback=True))


def board(centre: Centre) -> SocketIOTestClient:
    client = connect(centre, "board")
    watch(client, "board", "hall")
    centre.house.push.refresh()
    return client


def test_one_screen_of_a_zone_speaks_and_the_next_takes_over(centre: Centre) -> None:
    first, second = board(centre), board(centre)
    assert [word["speaks"] for word in told(first, "speaker")] == [True]
    assert told(second, "speaker") == []
    assert (sound(first)["speaks"], sound(second)["speaks"]) == (True, False)
    first.disconnect()
    centre.house.push.refresh()
    assert [word["speaks"] for word in told(second, "speaker")] == [True]
    assert sound(second)["valid_ms"] == 8000


def test_a_board_that_cannot_speak_hands_its_calls_over(calling: Centre) -> None:
    first, second = board(calling), board(calling)
    sound(second)
    call(calling)
    assert [moment["ticket"]["label"] for moment in sound(first)["unspoken"]] == ["A001"]
    told(second, "speaker")
    assert not sound(first, "no_device")["speaks"]
    (word,) = told(second, "speaker")
    assert (word["speaks"], word["zone"]) == (True, "hall")
    (moment,) = word["unspoken"]
    assert moment["say"] == {"vi": ["/clips/A001.wav"]}
    assert moment["id"] == f"call-{moment['at']}"
    assert moment["age_ms"] >= 0


def test_what_became_of_a_call_is_told_to_the_boards_and_shown(calling: Centre) -> None:
    first, second = board(calling), board(calling)
    sound(second)
    call(calling)
    (ident,) = [moment["id"] for moment in sound(first)["unspoken"]]
    assert spoken(first, ident, "began", ms=3000) == {}
    assert spoken(first, ident, "expired") == {}
    assert told(second, "heard") == [{"id": ident, "result": "began"}, {"id": ident, "result": "expired"}]
    assert sound(first)["unspoken"] == []
    assert calling.house.push.unheard() == {calling.house.office.look().hall.recent[0]}
    (voice,) = calling.house.push.voices(calling.clock[0])
    assert (voice.zone, voice.state, voice.speaker, voice.boards) == ("hall", "ok", "board", 2)
    assert (voice.spoken, voice.expired, voice.failed, voice.repeated) == (0, 1, 0, 0)
    assert voice.since <= calling.clock[0]


@pytest.mark.parametrize("who", ["staff", "admin", "counter-2", None])
def test_whoever_only_looks_never_speaks(calling: Centre, who: str | None) -> None:
    looker = connect(calling, who)
    watch(looker, "board", "hall")
    calling.house.push.refresh()
    assert told(looker, "speaker") == []
    assert sound(looker)["problem"]["status"] == 403
    call(calling)
    assert spoken(looker, "call-1", "spoken")["problem"]["status"] == 403
    assert [voice.state for voice in calling.house.push.voices(0)] == ["none"]
    assert [voice.spoken for voice in calling.house.push.voices(0)] == [0]


@pytest.mark.parametrize("said", [None, "ok", {}, {"state": "loud"}, {"state": ["ok"]}, {"state": 7}])
def test_a_sound_that_makes_no_sense_is_told_so(centre: Centre, said: Any) -> None:
    answer: Any = board(centre).emit("sound", said, callback=True)
    assert answer["problem"]["status"] == 422


@pytest.mark.parametrize(
    "said",
    [
        None,
        {"id": "call-1"},
        {"id": 1, "result": "spoken"},
        {"id": "call-1", "result": "sung"},
        {"id": "call-1", "result": {}},
        {"id": "call-1", "result": "began", "ms": -1},
        {"id": "call-1", "result": "began", "ms": "long"},
        {"id": "call-1", "result": "began", "ms": 10**9},
        {"id": "call-1", "result": "spoken", "lease": "1"},
        {"id": "call-1", "result": "spoken", "lease": -1},
        {"id": "call-1", "result": "spoken", "lease": True},
    ],
)
def test_a_result_that_makes_no_sense_is_told_so(centre: Centre, said: Any) -> None:
    answer: Any = board(centre).emit("spoken", said, callback=True)
    assert answer["problem"]["status"] == 422


def test_an_old_lease_does_not_end_a_call_that_was_handed_over(calling: Centre) -> None:
    first, second = board(calling), board(calling)
    sound(second)
    call(calling)
    (ident,) = [moment["id"] for moment in sound(first)["unspoken"]]
    sound(first, "dead")
    assert spoken(first, ident, "failed") == {}
    assert [moment["id"] for moment in sound(second)["unspoken"]] == [ident]
    assert told(second, "heard") == []
    assert spoken(second, ident, "failed", lease=sound(second)["lease"]) == {}
    assert told(second, "heard") == [{"id": ident, "result": "failed"}]
    (voice,) = calling.house.push.voices(calling.clock[0])
    assert voice.failed == 1


@pytest.mark.parametrize(
    "now", [Caller("kiosk", "board", "hall"), Caller("board", "board", "roof"), None], ids=["kiosk", "roof", "nobody"]
)
def test_whoever_is_no_longer_a_board_of_the_hall_has_no_say(
    calling: Centre, monkeypatch: pytest.MonkeyPatch, now: Caller | None
) -> None:
    client = board(calling)
    call(calling)
    (ident,) = [moment["id"] for moment in sound(client)["unspoken"]]
    monkeypatch.setattr(calling.house.people, "by_token", lambda _: now)
    assert sound(client)["problem"]["status"] == 403
    assert spoken(client, ident, "spoken")["problem"]["status"] == 403
    assert [voice.spoken for voice in calling.house.push.voices(0)] == [0]


def test_a_device_with_a_new_code_loses_its_old_connection(centre: Centre) -> None:
    from server.people import put_device

    board = connect(centre, "board")
    watch(board, "board", "hall")
    with centre.house.store.writing() as connection:
        put_device(connection, "board", "board", "hall")
    centre.house.renewed()
    assert not board.is_connected()
