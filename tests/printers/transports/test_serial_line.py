import os
import sys
import termios
import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import serial

from printers.transports import HandOverUnclear, PrinterGone, SerialTransport
from printers.transports.serial_line import PIECE
from tests.printers.transports.deadlines import past, soon

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals")

XON, XOFF = b"\x11", b"\x13"


@pytest.fixture
def device() -> Iterator[tuple[str, int]]:
    """The name of a serial line and the printer's end of it."""
    printer, ours = os.openpty()
    yield os.ttyname(ours), printer
    for end in (printer, ours):
        os.close(end)


@pytest.mark.parametrize("flow", ["rtscts", "xonxoff", "none"])
def test_every_byte_goes_and_comes_unchanged(flow: str, device: tuple[str, int]) -> None:
    name, printer = device
    line = SerialTransport(name, 115200, flow)  # type: ignore[arg-type]
    line.open(soon())
    every = bytes(range(256))
    assert line.send(every, soon()) == 256
    assert os.read(printer, 300) == every
    answers = bytes(byte for byte in every if flow != "xonxoff" or byte not in XON + XOFF)
    os.write(printer, answers)
    heard = b""
    while len(heard) < len(answers):
        heard += line.read(soon())
    assert heard == answers
    assert line.read(past()) == b""
    line.close(soon())
    with pytest.raises(PrinterGone, match="not open"):
        line.read(soon())


@pytest.mark.parametrize(("flow", "wires", "signs"), [("rtscts", 1, 0), ("xonxoff", 0, 1), ("none", 0, 0)])
def test_speed_and_flow_control_are_set(flow: str, wires: int, signs: int, device: tuple[str, int]) -> None:
    name, _ = device
    line = SerialTransport(name, 38400, flow)  # type: ignore[arg-type]
    line.open(soon())
    iflag, _, cflag, lflag, _, speed, _ = termios.tcgetattr(line._port.fileno())
    line.close(soon())
    assert speed == termios.B38400
    assert bool(cflag & termios.CRTSCTS) == bool(wires)
    assert bool(iflag & termios.IXON) == bool(signs)
    assert not lflag & (termios.ICANON | termios.ECHO)


def test_a_printer_that_says_stop_is_not_written_to(device: tuple[str, int]) -> None:
    name, printer = device
    line = SerialTransport(name, 115200, "xonxoff")
    line.open(soon())
    os.write(printer, XOFF)
    end = soon()
    while line.send(b"*", past()) and time.monotonic() < end:  # the sign needs a moment to be seen
        os.read(printer, 10)
    assert line.send(b"later", past()) == 0
    os.write(printer, XON)
    while not (sent := line.send(b"later", soon())) and time.monotonic() < end:
        pass
    assert sent == 5
    line.close(soon())


def test_a_write_ends_at_its_deadline_when_nobody_reads(device: tuple[str, int]) -> None:
    """pyserial's own write with write_timeout=0 would turn round and round here."""
    line = SerialTransport(device[0], 115200, "none")
    line.open(soon())
    total = 0
    while count := line.send(bytes(65536), time.monotonic() + 0.02):
        total += count
    assert total > 0
    line.close(past())


def test_answers_to_an_earlier_job_are_forgotten(device: tuple[str, int]) -> None:
    name, printer = device
    first = SerialTransport(name, flow="none")
    first.open(soon())
    os.write(printer, b"\x37\x22OLD!\x00")
    first.close(soon())
    second = SerialTransport(name, flow="none")
    second.open(soon())
    assert second.read(past()) == b""
    second.close(soon())


def test_what_is_given_up_is_thrown_away_before_it_leaves(device: tuple[str, int]) -> None:
    name, printer = device
    line = SerialTransport(name, flow="none")
    line.abandon(b"forget", soon())
    line.open(soon())
    order: list[object] = []
    reset = line._port.reset_output_buffer
    send = line.send

    def emptied() -> None:
        order.append("reset")
        reset()

    line._port.reset_output_buffer = emptied

    def noted(data: bytes, deadline: float) -> int:
        order.append(data)
        return send(data, deadline)

    line.send = noted  # type: ignore[method-assign]
    line.abandon(b"forget", soon())
    assert order[:2] == ["reset", b"forget"]
    assert os.read(printer, 100) == b"forget"
    with pytest.raises(PrinterGone, match="not open"):
        line.read(soon())


def test_a_line_that_cannot_be_set_up(device: tuple[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    """termios.error is no OSError."""

    def refuses(*_: object) -> None:
        raise termios.error(5, "Input/output error")

    monkeypatch.setattr("termios.tcsetattr", refuses)
    with pytest.raises(PrinterGone, match="plugged in"):
        SerialTransport(device[0]).open(soon())


def test_one_program_at_a_time(device: tuple[str, int]) -> None:
    first, second = SerialTransport(device[0]), SerialTransport(device[0])
    first.open(soon())
    with pytest.raises(PrinterGone, match="in use by another program"):
        second.open(soon())
    first.close(soon())
    second.open(soon())
    second.close(soon())


def test_no_such_line_and_no_serial_line() -> None:
    with pytest.raises(PrinterGone, match="plugged in"):
        SerialTransport("/dev/ttyUSB-nowhere").open(soon())
    with pytest.raises(PrinterGone):
        SerialTransport("/dev/null").open(soon())


def test_an_adapter_pulled_out() -> None:
    printer, ours = os.openpty()
    line = SerialTransport(os.ttyname(ours), flow="none")
    line.open(soon())
    os.close(ours)
    os.close(printer)
    with pytest.raises(PrinterGone, match="went away"):
        line.read(soon())
    with pytest.raises(PrinterGone, match="went away"):
        line.send(b"x", soon())
    assert line.pending() == 0
    line.close(soon())


class FakePort:
    """pyserial's Serial as it is on Windows: no descriptor."""

    def __init__(self, *_: object, **chosen: object) -> None:
        self.chosen, self.written, self.stopped, self.gone = chosen, b"", False, False
        self.inbox = bytearray()
        self.timeout: float | None = None
        self.write_timeout: float | None = None
        self.out_waiting = 0

    @property
    def in_waiting(self) -> int:
        return len(self.inbox)

    def read(self, count: int) -> bytes:
        if self.gone:
            raise serial.SerialException("ClearCommError failed")
        data = bytes(self.inbox[:count])
        del self.inbox[:count]
        return data

    def write(self, data: bytes) -> int:
        if self.gone:
            raise serial.SerialException("WriteFile failed")
        if self.stopped:
            raise serial.SerialTimeoutException("Write timeout")
        self.written += data
        return len(data)

    def close(self) -> None:
        pass


@pytest.fixture
def on_windows(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[SerialTransport, FakePort]]:
    port = FakePort()
    module = SimpleNamespace(
        Serial=lambda *places, **chosen: port.chosen.update(chosen) or port,
        SerialTimeoutException=serial.SerialTimeoutException,
    )
    monkeypatch.setitem(sys.modules, "serial", module)
    monkeypatch.setattr("printers.transports.serial_line.os.name", "nt")
    line = SerialTransport("COM3")
    line.open(soon())
    yield line, port
    line.close(soon())


def test_on_windows_in_short_pieces_with_a_deadline(on_windows: tuple[SerialTransport, FakePort]) -> None:
    line, port = on_windows
    assert line.send(bytes(5000), soon()) == PIECE
    assert port.written == bytes(PIECE)
    assert port.write_timeout
    port.inbox += b"\x12\x12\x12"
    assert line.read(soon()) == b"\x12\x12\x12"
    assert line.read(past()) == b""


def test_on_windows_a_write_cut_short_is_unclear(on_windows: tuple[SerialTransport, FakePort]) -> None:
    line, port = on_windows
    port.stopped = True
    with pytest.raises(HandOverUnclear):
        line.send(b"x", past())
    port.gone = True
    with pytest.raises(PrinterGone, match="went away"):
        line.send(b"x", past())
    with pytest.raises(PrinterGone, match="went away"):
        line.read(past())
