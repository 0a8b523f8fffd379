import socket
import sys
import threading
import time

import pytest

from printers.emulator import Emulator
from printers.transports import PrinterGone, TcpTransport
from tests.printers.fakes import GENEROUS
from tests.printers.transports.deadlines import soon


def test_bytes_go_and_answers_come(emulator: Emulator) -> None:
    line = TcpTransport("127.0.0.1", emulator.port)
    line.open(soon())
    assert line.send(b"\x10\x04\x01", soon()) == 3
    assert line.read(soon()) == b"\x12"
    assert line.read(time.monotonic()) == b""
    line.close(soon())
    with pytest.raises(PrinterGone):
        line.send(b"x", soon())


def test_nobody_there() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        line = TcpTransport("127.0.0.1", taken.getsockname()[1])
        with pytest.raises(PrinterGone, match="no connection"):
            line.open(soon())


def test_a_write_ends_at_its_deadline_when_nobody_reads() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        line = TcpTransport("127.0.0.1", deaf.getsockname()[1])
        line.open(soon())
        peer, _ = deaf.accept()
        with peer:
            total = 0
            while count := line.send(bytes(65536), time.monotonic() + 0.05):
                total += count
            assert total > 0
            if sys.platform.startswith("linux"):
                assert line.pending() > 0
            line.close(time.monotonic())


def test_what_arrived_is_not_pending_any_more() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        line = TcpTransport("127.0.0.1", server.getsockname()[1])
        assert line.pending() == 0
        line.open(soon())
        peer, _ = server.accept()
        with peer:
            assert line.send(b"job", soon()) == 3
            assert peer.recv(3) == b"job"
            end = soon()
            while line.pending() and time.monotonic() < end:
                line.read(time.monotonic() + 0.001)
            assert line.pending() == 0
            line.close(time.monotonic())


def test_the_other_side_leaves() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        line = TcpTransport("127.0.0.1", server.getsockname()[1])
        line.open(soon())
        peer, _ = server.accept()
        peer.close()
        with pytest.raises(PrinterGone, match="closed"):
            line.read(soon())
        line.close(soon())


def test_every_address_of_a_name_is_tried(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        places = [(*kind, deaf.getsockname()), (*kind, ("127.0.0.1", emulator.port))]
        monkeypatch.setattr("printers.transports.tcp.socket.getaddrinfo", lambda *_, **__: places)
        line = TcpTransport("printer.example")
        line.open(soon())
        assert line.send(b"\x10\x04\x01", soon()) == 3
        line.close(soon())
        places.clear()
        with pytest.raises(PrinterGone, match="leads nowhere"):
            line.open(soon())


def test_a_name_no_system_takes_is_a_printer_that_is_not_there() -> None:
    for name in ("x" * 64, "a..b", "a\0b"):
        with pytest.raises(PrinterGone, match="no connection"):
            TcpTransport(name).open(soon())


def test_a_name_is_not_looked_up_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = threading.Event()
    asked: list[str] = []

    def slow(host: str, *_: object, **__: object) -> list[object]:
        asked.append(host)
        answer.wait(GENEROUS)
        raise OSError("no such name")

    monkeypatch.setattr("printers.transports.tcp.socket.getaddrinfo", slow)
    line = TcpTransport("printer.example")
    for _ in range(2):
        with pytest.raises(PrinterGone, match="no connection"):
            line.open(time.monotonic() + 0.05)
    assert asked == ["printer.example"]  # one look-up at a time, however often it is tried
    answer.set()
    with pytest.raises(PrinterGone, match="no such name"):
        line.open(soon())


def test_what_is_given_up_is_thrown_away_and_the_line_reset() -> None:
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        server.bind(("127.0.0.1", 0))
        server.listen()
        line = TcpTransport("127.0.0.1", server.getsockname()[1])
        line.open(soon())
        peer, _ = server.accept()
        with peer:
            sent = 0
            while count := line.send(bytes(65536), time.monotonic() + 0.02):
                sent += count
            line.abandon(b"forget", time.monotonic() + 0.05)
            received = 0
            try:
                while data := peer.recv(65536):
                    received += len(data)
            except ConnectionResetError:
                received = -received
            assert -sent < received < 0
    line.abandon(b"forget", soon())  # nothing is open any more


def test_a_printer_with_room_is_told_to_forget() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        line = TcpTransport("127.0.0.1", server.getsockname()[1])
        line.open(soon())
        peer, _ = server.accept()
        with peer:
            line.abandon(b"forget", soon())
            assert peer.recv(100) == b"forget"


def test_closing_does_not_lose_what_was_handed_over() -> None:
    """Answers that were never read must not reset the line while the printer is still fetching its data."""
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        server.bind(("127.0.0.1", 0))
        server.listen()
        line = TcpTransport("127.0.0.1", server.getsockname()[1])
        line.open(soon())
        peer, _ = server.accept()
        with peer:
            peer.sendall(b"unread status bytes")
            sent = 0
            while count := line.send(bytes(65536), time.monotonic() + 0.02):
                sent += count
            closing = threading.Thread(target=line.close, args=(soon(),))
            closing.start()
            closing.join(0.2)  # a hasty end would be over by now
            peer.settimeout(GENEROUS)
            received = 0
            while data := peer.recv(65536):
                received += len(data)
            assert received == sent
            peer.shutdown(socket.SHUT_WR)
            closing.join(GENEROUS)
            assert not closing.is_alive()
