"""Our own start-up cures what stalls or kills the stock servers; the same app runs on every engine."""

import gc
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from server import engine
from tests.bench.load import Client, Screens
from tests.journeys.sockets import watching
from tests.processes import Server, server
from tests.waiting import PATIENCE

MANY = 1_100  # more than the 1,024 connections at which eventlet's stock server stops answering
PIPELINE = 2_000


def get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()


def connect(office: Server) -> socket.socket:
    return socket.create_connection(("127.0.0.1", office.port), timeout=PATIENCE)


def test_more_than_a_thousand_screens_leave_room_for_a_touch(tmp_path: Path) -> None:
    engine.raise_file_limit()  # this process needs as many files as the server
    with server(tmp_path) as office:
        screens = Screens(office.port, MANY, office.token("board"))
        try:
            assert office.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"})[0] == 201
            press = lambda: office.ask("POST", "/api/v1/counters/2/next", "staff", {})  # noqa: E731
            screens.next_moment(press, patience=PATIENCE)
        finally:
            screens.close()


def test_a_busy_connection_does_not_keep_the_others_waiting(tmp_path: Path) -> None:
    """One connection has 2,000 requests under way; another one's single request is answered before those are done."""
    with server(tmp_path) as office, connect(office) as busy, connect(office) as other:
        busy.settimeout(0.001)
        with ThreadPoolExecutor(1) as pool:
            sending = pool.submit(_push, busy, get("/healthz") * PIPELINE)
            _until(other, get("/healthz"), b'"status"')
            answered = _count(busy)
            other.close()
            assert answered < PIPELINE / 2
            while answered < PIPELINE:
                answered += _count(busy)
            sending.result()


def _push(connection: socket.socket, data: bytes) -> None:
    while data:
        try:
            data = data[connection.send(data[:65536]) :]
        except TimeoutError:
            continue


def _count(connection: socket.socket) -> int:
    """Answers that have come so far."""
    try:
        return connection.recv(1 << 20).count(b'"status"')
    except TimeoutError:
        return 0


def _until(connection: socket.socket, question: bytes, wanted: bytes) -> None:
    connection.sendall(question)
    seen = b""
    while wanted not in seen:
        seen += connection.recv(65536)


@pytest.mark.parametrize("name", engine.ENGINES)
def test_slow_hashing_and_many_sign_ins_stop_nobody(tmp_path: Path, name: str) -> None:
    """Hashing runs beside the loop.

    Nothing in it waits for the loop's locks (the traps of thread pools under green threads).
    """
    with server(tmp_path, name) as office:
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda n: _sign_in(office, f"nobody-{n}"), range(16)))
        assert answers == [401] * 16
        person = office.access["people"]["staff"]
        assert _sign_in(office, person["login"], person["password"]) == 302
        assert office.ask("GET", "/healthz")[0] == 200


def _sign_in(office: Server, login: str, password: str = "wrong") -> int:
    import re

    import requests

    browser = requests.Session()
    page = browser.get(f"{office.url}/sign-in", timeout=PATIENCE).text
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="csrf_token"', page)
    assert found is not None
    form = {"login": login, "password": password, "csrf_token": found[1] or found[2]}
    return browser.post(f"{office.url}/sign-in", data=form, allow_redirects=False, timeout=PATIENCE).status_code


@pytest.mark.parametrize("name", engine.ENGINES)
def test_a_pulled_cable_is_noticed_within_ten_seconds(tmp_path: Path, name: str) -> None:
    with server(tmp_path, name) as office, watching(office.url, office.token("board")) as board:
        assert board.client.eio.ping_interval + board.client.eio.ping_timeout <= 10
        client = Client(office.port)
        assert client.post("/api/v1/tickets", {"service": "HT"})[0] == 401


def test_collections_of_everything_are_rare_and_leave_out_what_start_up_made() -> None:
    before = gc.get_threshold()
    try:
        engine.calm_collector()
        assert gc.get_freeze_count() > 1000
        assert gc.get_threshold()[0] >= 50_000
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)


def test_gevent_answers_without_nagles_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    class Recorder:
        def __init__(self, listening: Any, *_: Any, **__: Any) -> None:
            seen.append(listening.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            listening.close()

        def serve_forever(self) -> None: ...

    monkeypatch.setattr("gevent.pywsgi.WSGIServer", Recorder)
    monkeypatch.setattr(engine, "raise_file_limit", lambda: None)
    monkeypatch.setattr(engine, "calm_collector", lambda: None)
    engine.serve("gevent", None, "127.0.0.1", 0, lambda port: None)
    assert seen[0] != 0


def test_an_engine_that_does_not_exist_is_named() -> None:
    with pytest.raises(SystemExit, match="choose one of"):
        engine.patch("twisted")


def test_only_one_file_knows_the_engines() -> None:
    root = Path(__file__).parents[2]
    rooms = ("server", "kiosk", "display", "printers", "config")
    files = [path for name in rooms for path in (root / name).rglob("*.py")]
    imports = ("import eventlet", "from eventlet", "import gevent", "from gevent")
    guilty = [path.name for path in files if any(word in path.read_text(encoding="utf-8") for word in imports)]
    assert guilty == ["engine.py"]
