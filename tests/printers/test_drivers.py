import socket
import time

import pytest

from printers.drivers import Address, PrinterGone, TcpTransport, parse_address
from printers.emulator import Emulator
from tests.printers.fakes import GENEROUS


def soon() -> float:
    return time.monotonic() + GENEROUS


def test_addresses() -> None:
    assert parse_address("virtual") == Address("virtual")
    assert parse_address("network://192.168.1.50:9101") == Address("network", "192.168.1.50", 9101)
    assert parse_address("network://printer") == Address("network", "printer", 9100)
    assert parse_address("network://[::1]:9100") == Address("network", "::1", 9100)


@pytest.mark.parametrize(
    "text",
    ["", "usb:///dev/usb/lp0", "serial:///dev/ttyUSB0?baud=115200", "network://", "network://x:99999", "network://x:0",
     "network://u@x:9100", "network://x:9100/path", "192.168.1.50:9100"],
)  # fmt: skip
def test_other_addresses_say_what_is_supported(text: str) -> None:
    with pytest.raises(ValueError, match=r"supported are: virtual, network://HOST:PORT"):
        parse_address(text)


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


def test_closing_does_not_lose_what_was_handed_over() -> None:
    """Answers that were never read must not reset the line while the printer is still fetching its data."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        line = TcpTransport("127.0.0.1", server.getsockname()[1])
        line.open(soon())
        peer, _ = server.accept()
        with peer:
            peer.sendall(b"unread status bytes")
            assert line.send(b"job", soon()) == 3
            peer.shutdown(socket.SHUT_WR)
            line.close(soon())
            assert peer.recv(10) == b"job"
            assert peer.recv(10) == b""
