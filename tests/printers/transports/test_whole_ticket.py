"""A whole ticket over every kind of line to the emulated printer, and what a plugged-out line leaves behind."""

import contextlib
import os
import select
import socket
import threading
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from printers.emulator import Emulator
from printers.escpos_job import mark_of, quiet_picture, ticket_job
from printers.paper import draw
from printers.press import Press, Result
from printers.status import Level
from printers.transports import Transport, parse_address, transport_of
from tests.printers.fakes import GENEROUS, SLIP

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals")


class Cable:
    """Joins a pseudo-terminal to the emulated printer's port. `name` is the device to print to."""

    def __init__(self, port: int) -> None:
        self._printer, self._ours = os.openpty()
        tty.setraw(self._ours)
        self.name = os.ttyname(self._ours)
        self._line = socket.create_connection(("127.0.0.1", port))
        self._ear, self._bell = os.pipe()
        self._plugged = True
        self._thread = threading.Thread(target=self._carry, daemon=True)
        self._thread.start()

    def _carry(self) -> None:
        with contextlib.suppress(OSError):  # the printer's end may be gone
            while True:
                ends = [self._printer, self._line.fileno(), self._ear]
                readable, _, _ = select.select(ends, [], [])
                if self._ear in readable:
                    return
                if self._printer in readable:
                    self._line.sendall(os.read(self._printer, 1024))
                if ends[1] in readable and (said := self._line.recv(1024)):
                    os.write(self._printer, said)

    def pull(self) -> None:
        """Unplug."""
        if not self._plugged:
            return
        self._plugged = False
        os.write(self._bell, b"!")
        with contextlib.suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)
        self._thread.join(GENEROUS)
        self._line.close()
        for end in (self._ours, self._printer, self._bell, self._ear):
            os.close(end)


@pytest.fixture
def cable(emulator: Emulator) -> Iterator[Cable]:
    plugged = Cable(emulator.port)
    yield plugged
    plugged.pull()


def printed(line: Transport, level: Level) -> Result:
    mark = mark_of(level)
    return Press(line, level).print(ticket_job(draw(SLIP), mark, level=level), mark)


@pytest.mark.parametrize("level", ["L3", "L2"])
@pytest.mark.parametrize("address", ["usb://{}", "serial://{}?flow=xonxoff", "serial://{}?baud=921600&flow=none"])
def test_a_ticket_over_a_device(address: str, level: Level, cable: Cable, emulator: Emulator) -> None:
    line = transport_of(parse_address(address.format(cable.name)))
    for number in (1, 2):
        result = printed(line, level)
        assert (result.outcome, result.detail) == ("printed", "")
        assert len(emulator.tickets) == number
    assert Image.open(emulator.tickets[0]).tobytes() == quiet_picture(draw(SLIP)).tobytes()


@pytest.mark.parametrize("address", ["usb://{}", "serial://{}?flow=none"])
def test_a_cable_pulled_out_in_mid_ticket(address: str, cable: Cable, emulator: Emulator) -> None:
    emulator.set(rows_left=100)
    results: list[Result] = []
    line = transport_of(parse_address(address.format(cable.name)))
    worker = threading.Thread(target=lambda: results.append(printed(line, "L3")))
    worker.start()
    assert emulator.wait_for(lambda: emulator.switches.paper == "out", GENEROUS)
    cable.pull()
    worker.join(GENEROUS)
    assert [(result.outcome, result.detail) for result in results] == [("unknown", "offline")]
    assert "went away" in results[0].words
    assert printed(line, "L3").outcome == "not_sent"


def test_a_ticket_into_a_file_is_what_a_printer_would_get(tmp_path: Path) -> None:
    result = printed(transport_of(parse_address(f"file://{tmp_path}/jobs.bin")), "L0")
    assert (result.outcome, result.state.code) == ("sent_unconfirmed", "ready")
    assert (tmp_path / "jobs.bin").read_bytes() == ticket_job(draw(SLIP), mark_of("L0"), level="L0")
