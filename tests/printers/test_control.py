import http.client
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from printers.emulator import Emulator
from printers.escpos_job import CUT
from tests.printers.fakes import GENEROUS

ROWS = b"\x1dv0\x00\x01\x00\x08\x00" + b"\xff" * 8


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[Emulator]:
    with Emulator(tmp_path / "tickets", control_port=0) as running:
        yield running


def ask(
    emulator: Emulator, method: str, path: str, body: bytes | None = None, **headers: str
) -> tuple[int, str, bytes]:
    """Status, content type and body of one answer."""
    assert emulator.control_port is not None
    line = http.client.HTTPConnection("127.0.0.1", emulator.control_port, timeout=GENEROUS)
    try:
        line.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = line.getresponse()
        return answer.status, answer.headers["Content-Type"], answer.read()
    finally:
        line.close()


def turn(emulator: Emulator, **switches: Any) -> tuple[int, Any]:
    status, _, said = ask(emulator, "POST", "/", json.dumps(switches).encode(), Content_Type="application/json")
    return status, json.loads(said)


def print_one(emulator: Emulator, number: int = 1) -> None:
    with socket.create_connection(("127.0.0.1", emulator.port)) as line:
        line.sendall(ROWS + CUT)
        assert emulator.wait_for(lambda: len(emulator.tickets) == number, GENEROUS)


def test_it_tells_how_it_stands(emulator: Emulator) -> None:
    print_one(emulator)
    status, kind, said = ask(emulator, "GET", "/")
    assert (status, kind) == (200, "application/json")
    assert json.loads(said) == {
        "power": True,
        "paper": "ok",
        "cover_open": False,
        "cutter_fault": False,
        "rows_left": None,
        "mute": False,
        "stalled": False,
        "garbage": False,
        "bytes_per_s": 0,
        "mm_per_s": 0,
        "online": True,
        "rows_printed": 0,
        "tickets": 1,
        "printed_mm": 16.0,
    }


def test_switches_are_turned_and_the_answer_says_so(emulator: Emulator) -> None:
    status, said = turn(emulator, cover_open=True, rows_left=90)
    assert (status, said["cover_open"], said["rows_left"], said["online"]) == (200, True, 90, False)
    assert emulator.switches.cover_open
    status, said = turn(emulator, cover_open=False)
    assert (status, said["rows_left"], said["online"]) == (200, 90, True)


def test_all_at_once_or_not_at_all(emulator: Emulator) -> None:
    status, said = turn(emulator, power=False, paper="gone")
    assert (status, said["status"]) == (422, 422)
    assert "'paper'" in said["detail"]
    assert emulator.switches.power


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status"),
    [
        ("POST", "/", b"{}", {"Content_Type": "text/plain"}, 415),
        ("POST", "/", b"{}", {"Content_Type": "application/x-www-form-urlencoded"}, 415),
        ("POST", "/", b"{}", {}, 415),
        ("POST", "/", b"{power: no}", {"Content_Type": "application/json"}, 400),
        ("POST", "/", b"\xff", {"Content_Type": "application/json"}, 400),
        ("POST", "/", b"[" * 9000, {"Content_Type": "application/json"}, 400),
        ("POST", "/", b'{"lid": true}', {"Content_Type": "application/json"}, 422),
        ("POST", "/", b"[]", {"Content_Type": "application/json"}, 422),
        ("POST", "/", b" " * 10_001, {"Content_Type": "application/json"}, 413),
        ("POST", "/", b"{}", {"Content_Type": "application/json", "Content_Length": "-2"}, 411),
        ("POST", "/other", b"{}", {"Content_Type": "application/json"}, 404),
        ("GET", "/tickets/1.png", None, {}, 404),
        ("GET", "/tickets/../switches.json", None, {}, 404),
        ("GET", "/tickets/x.png", None, {}, 404),
        ("GET", "/nothing", None, {}, 404),
        ("GET", "/", None, {"Host": "printer.example:80"}, 421),
        ("DELETE", "/", None, {}, 501),
    ],
)
def test_what_is_wrong_is_a_problem_document(
    emulator: Emulator, method: str, path: str, body: bytes | None, headers: dict[str, str], status: int
) -> None:
    before = emulator.switches
    code, kind, said = ask(emulator, method, path, body, **headers)
    problem = json.loads(said)
    assert (code, kind, problem["status"]) == (status, "application/problem+json", status)
    assert problem["detail"]
    assert emulator.switches == before


def test_paper_can_be_looked_at(emulator: Emulator, tmp_path: Path) -> None:
    print_one(emulator)
    status, kind, said = ask(emulator, "GET", "/tickets/1.png")
    assert (status, kind) == (200, "image/png")
    assert said == (tmp_path / "tickets" / "ticket-000001.png").read_bytes()
    assert Image.open(tmp_path / "tickets" / "ticket-000001.png").size == (576, 8)


def test_whoever_stops_in_the_middle_holds_nobody_up(emulator: Emulator) -> None:
    assert emulator.control_port is not None
    with socket.create_connection(("127.0.0.1", emulator.control_port)) as stopped:
        stopped.sendall(
            b"POST / HTTP/1.1\r\nHost: 127.0.0.1:1\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
        )
        assert turn(emulator, paper="near_end")[0] == 200
        print_one(emulator)
        emulator.close()  # and it can be switched off meanwhile
    assert len(emulator.tickets) == 1


def test_a_taken_port_is_an_error_and_leaves_nothing_open(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
        free.close()
        with pytest.raises(OSError, match="in use"):
            Emulator(tmp_path, port, control_port=taken.getsockname()[1])
        with socket.create_server(("127.0.0.1", port)):
            pass
