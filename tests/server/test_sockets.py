"""Sockets: who may come in, what each may see, and what happens when a right ends."""

from typing import Any

import pytest
from flask_socketio import SocketIOTestClient

from server.access import WATCH
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


def test_one_screen_of_a_zone_speaks_and_the_next_takes_over(centre: Centre) -> None:
    def speaks(client: SocketIOTestClient) -> list[bool]:
        return [event["args"][0]["speaks"] for event in client.get_received() if event["name"] == "speaker"]

    first, second = connect(centre, "board"), connect(centre, "board")
    watch(first, "board", "hall")
    watch(second, "board", "hall")
    centre.house.push.refresh()
    assert (speaks(first), speaks(second)) == ([True], [])
    first.disconnect()
    centre.house.push.refresh()
    assert speaks(second) == [True]


def test_a_device_with_a_new_code_loses_its_old_connection(centre: Centre) -> None:
    from server.people import put_device

    board = connect(centre, "board")
    watch(board, "board", "hall")
    with centre.house.store.writing() as connection:
        put_device(connection, "board", "board", "hall")
    centre.house.renewed()
    assert not board.is_connected()
