import errno
import os
import socket
import time
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from printers.transports import PrinterGone, UsblpTransport
from printers.transports.descriptor import STALE, Descriptor
from tests.printers.transports.deadlines import past, soon

pytestmark = pytest.mark.skipif(os.name != "posix", reason="device files")


@pytest.fixture
def pair() -> Iterator[tuple[Descriptor, socket.socket]]:
    ours, printer = socket.socketpair()
    ours.setblocking(False)
    with printer:
        line = Descriptor(ours.detach(), "/dev/usb/lp0")
        yield line, printer
        line.close()


@pytest.fixture
def device() -> Iterator[tuple[str, int]]:
    """The name of a device and the printer's end of it."""
    printer, ours = os.openpty()
    tty.setraw(ours)
    name = os.ttyname(ours)
    yield name, printer
    for end in (printer, ours):
        os.close(end)


def failing(*numbers: int) -> tuple[list[int], UsblpTransport]:
    """A device whose attempts to be opened fail one after the other; the last success is the null device."""
    flags_seen: list[int] = []
    waiting = list(numbers)

    def system(path: str, flags: int) -> int:
        flags_seen.append(flags)
        if waiting:
            number = waiting.pop(0)
            raise OSError(number, os.strerror(number))
        return os.open(os.devnull, os.O_WRONLY)

    return flags_seen, UsblpTransport("/dev/usb/lp0", system)


def test_bytes_go_and_answers_come(device: tuple[str, int]) -> None:
    name, printer = device
    line = UsblpTransport(name)
    line.open(soon())
    assert line.send(b"\x10\x04\x01", soon()) == 3
    assert os.read(printer, 10) == b"\x10\x04\x01"
    os.write(printer, b"\x12")
    assert line.read(soon()) == b"\x12"
    assert line.read(past()) == b""
    assert line.pending() == 0
    line.close(soon())
    with pytest.raises(PrinterGone, match="not open"):
        line.send(b"x", soon())


def test_what_is_given_up_is_told_so(device: tuple[str, int]) -> None:
    name, printer = device
    line = UsblpTransport(name)
    line.abandon(b"forget", soon())
    line.open(soon())
    line.abandon(b"forget", soon())
    assert os.read(printer, 100) == b"forget"
    with pytest.raises(PrinterGone, match="not open"):
        line.send(b"x", soon())


def test_answers_to_an_earlier_job_are_forgotten(device: tuple[str, int]) -> None:
    name, printer = device
    os.write(printer, b"\x37\x22OLD!\x00")
    line = UsblpTransport(name)
    line.open(soon())
    assert line.read(past()) == b""
    line.close(soon())


def test_a_device_that_never_stops_talking_can_be_opened() -> None:
    taken = 0

    class Chatterbox(Descriptor):
        def read(self, deadline: float) -> bytes:
            nonlocal taken
            taken += 4096
            return bytes(4096)

    Chatterbox(-1, "/dev/usb/lp0").forget()
    assert taken == STALE


def test_an_answer_left_over_in_the_printer_is_given_time_to_come(
    device: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    left_over = iter([b"\x37\x22OLD!\x00"])

    def read(self: Descriptor, deadline: float) -> bytes:
        waited.append(deadline - time.monotonic())
        return next(left_over, b"")

    monkeypatch.setattr(Descriptor, "read", read)
    line = UsblpTransport(device[0])
    line.open(soon())
    assert len(waited) == 2
    assert all(seconds > 0 for seconds in waited)
    line.close(soon())


def test_a_printer_in_use_says_so() -> None:
    for number, advice in [
        (errno.EBUSY, "another program"),
        (errno.EACCES, "group lp"),
        (errno.ENOENT, "plugged in"),
        (errno.ENODEV, "plugged in"),
        (errno.EIO, "plugged in"),
        (errno.EISDIR, "cannot be opened"),
    ]:
        _, line = failing(number, number)
        with pytest.raises(PrinterGone, match=advice):
            line.open(soon())


def test_a_printer_that_may_only_be_written_to_is_written_to() -> None:
    flags, line = failing(errno.EACCES)
    line.open(soon())
    assert [flag & os.O_ACCMODE for flag in flags] == [os.O_RDWR, os.O_WRONLY]
    assert all(flag & os.O_NONBLOCK for flag in flags)
    assert line.send(b"job", soon()) == 3
    assert line.read(past()) == b""
    line.close(soon())


def test_a_write_ends_at_its_deadline_when_nobody_reads(pair: tuple[Descriptor, socket.socket]) -> None:
    line, _ = pair
    total = 0
    while count := line.send(bytes(8192), time.monotonic() + 0.02):
        total += count
    assert total > 0
    assert not line.has_room()


def test_a_printer_pulled_out(pair: tuple[Descriptor, socket.socket]) -> None:
    line, printer = pair
    assert line.send(b"first", soon()) == 5
    assert printer.recv(10) == b"first"
    printer.close()
    with pytest.raises(PrinterGone, match="/dev/usb/lp0 went away"):
        line.send(b"x", soon())
    assert line.has_room()


@pytest.mark.parametrize("number", [errno.EIO, errno.ENODEV])
def test_errors_of_the_device(
    number: int, pair: tuple[Descriptor, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    line, printer = pair
    printer.sendall(b"?")

    def broken(*_: object) -> bytes:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("printers.transports.descriptor.os.write", broken)
    monkeypatch.setattr("printers.transports.descriptor.os.read", broken)
    with pytest.raises(PrinterGone):
        line.send(b"x", soon())
    with pytest.raises(PrinterGone):
        line.read(soon())


def test_a_printer_in_one_direction_only_is_silent_not_gone(
    pair: tuple[Descriptor, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    """usblp answers EINVAL to a read from a printer without a way back."""
    line, printer = pair
    printer.sendall(b"?")
    asked = []

    def refuses(*_: object) -> bytes:
        asked.append(1)
        raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr("printers.transports.descriptor.os.read", refuses)
    assert line.read(past()) == b""
    assert line.read(past()) == b""
    assert asked == [1]
    assert line.send(b"x", soon()) == 1


def test_no_paper_in_the_kernels_words_takes_no_byte(
    pair: tuple[Descriptor, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("printers.transports.descriptor.os.write", full)
    assert pair[0].send(b"x", past()) == 0


def test_a_device_that_only_pretends_to_have_something(
    pair: tuple[Descriptor, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some printers end a transfer without any byte; that is silence, neither an answer nor the end."""
    line, printer = pair
    printer.sendall(b"?")
    given = iter([b"", b"", b"\x12"])
    monkeypatch.setattr("printers.transports.descriptor.os.read", lambda *_: next(given))
    assert line.read(soon()) == b"\x12"
    monkeypatch.setattr("printers.transports.descriptor.os.read", lambda *_: b"")
    assert line.read(past()) == b""


def test_the_last_block_is_waited_for_before_closing(
    pair: tuple[Descriptor, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel cancels what is still on its way when the device is closed."""
    line = UsblpTransport("/dev/usb/lp0")
    line._device, printer = pair
    while line.send(bytes(8192), past()):
        pass
    drained: list[int] = []

    def a_moment(_: float) -> None:
        drained.append(len(printer.recv(1 << 20)))

    monkeypatch.setattr("printers.transports.usblp.time.sleep", a_moment)
    assert line.pending()
    line.close(soon())
    assert drained


def test_a_fifo_without_a_reader_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "lp0", 0o600)
    line = UsblpTransport(str(tmp_path / "lp0"))
    line.open(soon())
    assert line.send(b"job", soon()) == 3
    line.close(soon())
