"""A printer on a serial line, opened and set up by pyserial (8 data bits, no parity, 1 stop bit).

pyserial 3.5's own write does not fit here: on Unix with `write_timeout=0` it goes round and round while the line is
stopped, and on Windows the same setting reports bytes as written that were only queued. So on Unix this module writes
to pyserial's descriptor by itself, and on Windows in short pieces with a real deadline.
"""

import contextlib
import os
import time
from typing import Any

from printers.transports.address import Flow
from printers.transports.base import CHUNK, HandOverUnclear, PrinterGone, left
from printers.transports.descriptor import ANEW, Descriptor, no_device

GROUP = "dialout"
PIECE = 256
"""Bytes of one write on Windows: so few that hardly ever a part of one stays behind."""

SHORTEST = 0.05


class SerialTransport:
    """A serial line with flow control by wires (`rtscts`), by signs (`xonxoff`) or without any.

    Without flow control a picture overruns the buffer of most printers; it is there for those that need it.
    """

    def __init__(self, path: str, baud: int = 115200, flow: Flow = "rtscts") -> None:
        self.path, self.baud, self.flow = path, baud, flow
        self._port: Any = None
        self._line: Descriptor | None = None

    def open(self, deadline: float) -> None:
        """Take the line for this program alone and forget stale answers."""
        import serial  # only whoever has a serial printer needs it

        self._drop()
        try:
            self._port = serial.Serial(
                self.path,
                self.baud,
                timeout=0,
                rtscts=self.flow == "rtscts",
                xonxoff=self.flow == "xonxoff",
                exclusive=True if os.name == "posix" else None,
            )
        except Exception as trouble:  # OSError and SerialException, ValueError, and termios.error, which is neither
            reason = trouble if isinstance(trouble, OSError) else OSError(*trouble.args)
            raise no_device(self.path, reason, GROUP) from trouble
        if os.name == "posix":
            self._line = Descriptor(self._port.fileno(), self.path)
            self._line.forget()

    def send(self, data: bytes, deadline: float) -> int:
        """What the line takes now: while the printer says stop, nothing."""
        self._connected()
        return self._line.send(data, deadline) if self._line is not None else self._send_timed(data[:PIECE], deadline)

    def _send_timed(self, data: bytes, deadline: float) -> int:
        import serial

        self._port.write_timeout = max(SHORTEST, left(deadline))
        try:
            return int(self._port.write(data))
        except serial.SerialTimeoutException as trouble:
            raise HandOverUnclear(f"{self.path} stopped in the middle of a write") from trouble
        except OSError as trouble:
            raise PrinterGone(f"{self.path} went away: {trouble}") from trouble

    def read(self, deadline: float) -> bytes:
        """What came in."""
        self._connected()
        if self._line is not None:
            return self._line.read(deadline)
        try:
            self._port.timeout = left(deadline)
            first = bytes(self._port.read(1))
            return first + bytes(self._port.read(min(CHUNK, self._port.in_waiting))) if first else b""
        except OSError as trouble:
            raise PrinterGone(f"{self.path} went away: {trouble}") from trouble

    def pending(self) -> int:
        """Bytes that wait in the system's buffer for the line."""
        try:
            return int(self._port.out_waiting) if self._port is not None else 0
        except OSError:
            return 0

    def close(self, deadline: float) -> None:
        """Let what is on its way leave, within the deadline; the rest is thrown away: closing would wait for it."""
        while self.pending() and time.monotonic() < deadline:
            time.sleep(ANEW)
        self._drop()

    def abandon(self, words: bytes, deadline: float) -> None:
        """Throw away what waits for the line, say the words, and give them the time to leave."""
        with contextlib.suppress(Exception):  # whatever a pulled-out adapter answers, it is let go
            self._port.reset_output_buffer()
            while words and (count := self.send(words, deadline)):
                words = words[count:]
        self.close(deadline)

    def _connected(self) -> None:
        if self._port is None:
            raise PrinterGone(f"{self.path} is not open")

    def _drop(self) -> None:
        if self._port is not None:
            with contextlib.suppress(Exception):  # whatever a pulled-out adapter answers, it is let go
                if self._port.out_waiting:
                    self._port.reset_output_buffer()
            with contextlib.suppress(Exception):
                self._port.close()
        self._port = self._line = None
