"""Ways to a printer. A transport moves bytes, always with a deadline, and says truthfully how many left.

Deadlines are moments of `time.monotonic`. A new way (USB, serial) is one more class with these four methods.
"""

import select
import socket
import time
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

RAW_PORT = 9100
CHUNK = 4096


class PrinterGone(Exception):
    """The printer cannot be reached, or the connection to it has ended."""


class Transport(Protocol):
    """One connection to one printer; opened for a job, closed after it."""

    def open(self, deadline: float) -> None:
        """Connect. Raises PrinterGone when that does not succeed before the deadline."""

    def send(self, data: bytes, deadline: float) -> int:
        """Hand over what the printer takes now, waiting until the deadline for the first byte: 0 means it took none.

        Raises PrinterGone when the connection has ended; then no byte of this call has left.
        """

    def read(self, deadline: float) -> bytes:
        """What the printer sent, waiting until the deadline for the first byte: empty means nothing came.

        Raises PrinterGone when the printer has ended the connection.
        """

    def close(self, deadline: float) -> None:
        """End the connection so that nothing already handed over is lost; never raises."""


class TcpTransport:
    """A printer in the network that takes raw bytes (port 9100)."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self._socket: socket.socket | None = None

    def open(self, deadline: float) -> None:
        """Connect within the deadline; an earlier connection of this transport is dropped."""
        self._drop()
        try:
            # numbers only reach this far quickly; a name is looked up by the system within its own limits
            link = socket.create_connection((self.host, self.port), timeout=_left(deadline))
        except OSError as trouble:
            raise PrinterGone(f"no connection to {self.host}:{self.port}: {trouble}") from trouble
        link.setblocking(False)
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = link

    def send(self, data: bytes, deadline: float) -> int:
        """One non-blocking write, as soon as there is room."""
        link = self._connected()
        try:
            _, writable, _ = select.select((), (link,), (), _left(deadline))
            return link.send(data) if writable else 0
        except BlockingIOError:
            return 0
        except OSError as trouble:
            raise PrinterGone(f"{self.host}:{self.port} went away: {trouble}") from trouble

    def read(self, deadline: float) -> bytes:
        """One non-blocking read, as soon as there is something."""
        link = self._connected()
        try:
            readable, _, _ = select.select((link,), (), (), _left(deadline))
            if not readable:
                return b""
            data = link.recv(CHUNK)
        except BlockingIOError:
            return b""
        except OSError as trouble:
            raise PrinterGone(f"{self.host}:{self.port} went away: {trouble}") from trouble
        if not data:
            raise PrinterGone(f"{self.host}:{self.port} closed the connection")
        return data

    def close(self, deadline: float) -> None:
        """Half-close and read until the printer has taken everything: closing on unread bytes would reset the line and
        throw away what the printer has not fetched yet."""
        if self._socket is None:
            return
        try:
            self._socket.shutdown(socket.SHUT_WR)
            while time.monotonic() < deadline:
                self.read(deadline)
        except (OSError, PrinterGone):
            pass  # the end of the stream is what was waited for
        self._drop()

    def _connected(self) -> socket.socket:
        if self._socket is None:
            raise PrinterGone(f"not connected to {self.host}:{self.port}")
        return self._socket

    def _drop(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def _left(deadline: float) -> float:
    return max(0.0, deadline - time.monotonic())


@dataclass(frozen=True, slots=True)
class Address:
    """Where a printer is: `virtual`, or a host and port in the network."""

    kind: str
    host: str = ""
    port: int = 0


def parse_address(text: str) -> Address:
    """Read `virtual` or `network://HOST[:PORT]` (else 9100). Raises ValueError that names what is supported."""
    if text == "virtual":
        return Address("virtual")
    supported = "supported are: virtual, network://HOST:PORT"
    parts = urlsplit(text)
    if parts.scheme != "network":
        raise ValueError(f"printer address {text!r} is not known; {supported}")
    try:
        host, port = parts.hostname, RAW_PORT if parts.port is None else parts.port
    except ValueError as trouble:
        raise ValueError(f"printer address {text!r}: {trouble}; {supported}") from trouble
    if not host or not 0 < port < 65536 or parts.path.strip("/") or parts.query or parts.username:
        raise ValueError(f"printer address {text!r} needs a host and a port; {supported}")
    return Address("network", host, port)
