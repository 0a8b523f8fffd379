import contextlib
import socket
import time
from pathlib import Path

import pytest
from PIL import Image

from printers.emulator import Emulator
from printers.escpos_job import mark_of, ticket_job
from printers.paper import draw
from printers.press import Press
from printers.transports import TcpTransport
from tests.printers.fakes import GENEROUS, SLIP

PICTURE = draw(SLIP)


def press(emulator: Emulator) -> Press:
    return Press(TcpTransport("127.0.0.1", emulator.port))


def test_a_ticket_goes_through_the_wire_unchanged(emulator: Emulator) -> None:
    result = press(emulator).print(ticket_job(PICTURE, mark_of("1")), mark_of("1"))
    assert result.outcome == "printed"
    [path] = emulator.tickets
    assert path.name == "ticket-000001.png"
    assert Image.open(path).tobytes() == PICTURE.tobytes()


def test_it_keeps_the_newest_and_numbers_on(tmp_path: Path) -> None:
    for expected in ("ticket-000003.png", "ticket-000006.png"):
        with Emulator(tmp_path, keep=2) as emulator:
            for number in range(3):
                assert press(emulator).print(ticket_job(PICTURE, mark_of(str(number))), mark_of(str(number))).outcome
            assert emulator.tickets[-1].name == expected
            assert len(emulator.tickets) == len(list(tmp_path.glob("*.png"))) == 2


def test_one_client_at_a_time(emulator: Emulator) -> None:
    with socket.create_connection(("127.0.0.1", emulator.port)) as first:
        first.sendall(b"\x10\x04\x01")
        first.settimeout(GENEROUS)
        assert first.recv(1) == b"\x12"
        with socket.create_connection(("127.0.0.1", emulator.port)) as second:
            second.sendall(b"\x10\x04\x01")
            second.settimeout(0.2)
            try:
                answered = bool(second.recv(1))
            except TimeoutError:
                answered = False
            assert not answered
            first.close()
            second.settimeout(GENEROUS)
            assert second.recv(1) == b"\x12"


def test_answers_for_one_client_never_reach_the_next(emulator: Emulator) -> None:
    with socket.create_connection(("127.0.0.1", emulator.port)) as client:
        client.settimeout(GENEROUS)
        client.sendall(b"\x1da\x0f")
        assert client.recv(4) == b"\x10\x00\x00\x00"
    emulator.set(paper="out")
    with socket.create_connection(("127.0.0.1", emulator.port)) as client:
        client.settimeout(GENEROUS)
        client.sendall(b"\x10\x04\x01")
        assert client.recv(8) == b"\x1a"


def test_switches_are_heard_by_whoever_is_connected(emulator: Emulator) -> None:
    with socket.create_connection(("127.0.0.1", emulator.port)) as client:
        client.settimeout(GENEROUS)
        client.sendall(b"\x1da\x0f")
        assert client.recv(4) == b"\x10\x00\x00\x00"
        emulator.set(paper="out")
        assert client.recv(4) == b"\x18\x00\x0f\x00"
        emulator.set(paper="ok", cover_open=True)
        assert client.recv(4) == b"\x38\x00\x00\x00"


def test_without_power_nobody_answers_and_with_power_it_is_back(emulator: Emulator) -> None:
    line = press(emulator)
    assert line.look().code == "ready"
    with socket.create_connection(("127.0.0.1", emulator.port)) as client:
        client.sendall(b"\x10\x04\x01")
        client.settimeout(GENEROUS)
        assert client.recv(1) == b"\x12"
        emulator.set(power=False)
        with contextlib.suppress(ConnectionResetError):
            assert client.recv(1) == b""
    assert line.look().code == "offline"
    emulator.set(power=True)
    deadline = time.monotonic() + GENEROUS
    while line.look().code != "ready":
        assert time.monotonic() < deadline


def heard(client: socket.socket, question: bytes, length: int) -> bytes:
    """What a client is told, up to `length` bytes."""
    client.settimeout(GENEROUS)
    client.sendall(question)
    said = b""
    while len(said) < length:
        said += client.recv(length - len(said))
    return said


def test_a_stalled_printer_lets_people_connect_and_reads_nothing(emulator: Emulator) -> None:
    emulator.set(stalled=True)
    with socket.create_connection(("127.0.0.1", emulator.port)) as client:
        client.settimeout(0.2)
        client.sendall(b"\x10\x04\x01")
        try:
            answered = bool(client.recv(1))
        except TimeoutError:
            answered = False
        assert not answered
        emulator.set(stalled=False)
        client.settimeout(GENEROUS)
        assert client.recv(1) == b"\x12"


def test_a_ticket_over_a_slow_line_arrives_whole(emulator: Emulator) -> None:
    emulator.set(bytes_per_s=100_000)
    began = time.monotonic()
    job = ticket_job(PICTURE, mark_of("1"))
    with socket.create_connection(("127.0.0.1", emulator.port)) as client:
        said = heard(client, job, 11)
    assert said == b"\x10\x00\x00\x00\x37\x22" + mark_of("1") + b"\x00"
    assert time.monotonic() - began > (len(job) - 10_000) / 100_000
    assert Image.open(emulator.tickets[0]).tobytes() == PICTURE.tobytes()


def test_paper_that_takes_its_time_comes_out_without_anybody_asking(tmp_path: Path) -> None:
    with Emulator(tmp_path, mm_per_s=400) as emulator:
        with socket.create_connection(("127.0.0.1", emulator.port)) as client:
            began = time.monotonic()
            assert heard(client, ticket_job(PICTURE, mark_of("1")), 11).endswith(mark_of("1") + b"\x00")
            took = time.monotonic() - began
        mm = PICTURE.height / 8 + 15
        assert took >= mm / 400 + 0.35
        assert emulator.printed_mm == mm
        with socket.create_connection(("127.0.0.1", emulator.port)) as client:
            client.sendall(ticket_job(PICTURE, mark_of("2")))
            client.shutdown(socket.SHUT_WR)  # nobody listens any more
        assert emulator.wait_for(lambda: len(emulator.tickets) == 2, GENEROUS)


def test_what_is_not_named_stays(emulator: Emulator) -> None:
    emulator.set(rows_left=500, mute=True)
    emulator.set(paper="near_end")
    assert (emulator.switches.rows_left, emulator.switches.mute) == (500, True)
    emulator.set(rows_left=None)
    assert emulator.switches.rows_left is None


def test_a_full_disk_does_not_end_the_printer(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with Emulator(tmp_path) as emulator:
        add = emulator.album.add

        def full(picture: Image.Image) -> Path:
            emulator.album.add = add  # type: ignore[method-assign]
            raise OSError(28, "No space left on device")

        emulator.album.add = full  # type: ignore[method-assign]
        for number in ("1", "2"):
            assert press(emulator).print(ticket_job(PICTURE, mark_of(number)), mark_of(number)).outcome == "printed"
        assert len(emulator.tickets) == 1
    assert "No space left" in caplog.text
