"""A printer in the network that takes raw bytes, usually on TCP port 9100."""

import contextlib
import select
import socket
import struct
import sys
import time

from printers.transports.base import CHUNK, Aside, PrinterGone, left

RAW_PORT = 9100

IN_FLIGHT = 16384
"""Bytes the system may hold for a slow printer: with more, "taken" would say little about what has reached it."""


TICK = 0.02
"""Seconds between two looks at what has arrived."""


class TcpTransport:
    """One TCP connection for each job; most printers serve one at a time, so none is kept open in between."""

    def __init__(self, host: str, port: int = RAW_PORT) -> None:
        self.host, self.port = host, port
        self._socket: socket.socket | None = None
        self._names = Aside()

    def open(self, deadline: float) -> None:
        """Connect within the deadline; an earlier connection of this transport is dropped."""
        self._drop()
        try:
            link = self._connect(deadline)
        except (OSError, ValueError) as trouble:  # ValueError, too, for a name that cannot be one
            raise PrinterGone(f"no connection to {self.host}:{self.port}: {trouble}") from trouble
        link.setblocking(False)
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        link.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, IN_FLIGHT)
        self._socket = link

    def _connect(self, deadline: float) -> socket.socket:
        """The first of the host's addresses that answers. Raises OSError or ValueError."""
        # the system looks a name up for as long as it likes
        places = self._names.run(lambda: socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM), deadline)
        troubles: list[OSError] = []
        for family, kind, protocol, _, place in places:
            link = socket.socket(family, kind, protocol)
            try:
                link.settimeout(max(0.01, left(deadline)))
                link.connect(place)
            except OSError as trouble:
                link.close()
                troubles.append(trouble)
            else:
                return link
        raise troubles[0] if troubles else OSError("its name leads nowhere")

    def send(self, data: bytes, deadline: float) -> int:
        """One non-blocking write, as soon as there is room."""
        link = self._connected()
        try:
            _, writable, _ = select.select((), (link,), (), left(deadline))
            return link.send(data) if writable else 0
        except BlockingIOError:
            return 0
        except OSError as trouble:
            raise PrinterGone(f"{self.host}:{self.port} went away: {trouble}") from trouble

    def read(self, deadline: float) -> bytes:
        """One non-blocking read, as soon as there is something."""
        link = self._connected()
        try:
            readable, _, _ = select.select((link,), (), (), left(deadline))
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

    def pending(self) -> int:
        """Bytes the printer has not acknowledged (Linux only, see tcp(7), SIOCOUTQ)."""
        if self._socket is None or not sys.platform.startswith("linux"):
            return 0
        import fcntl
        import termios

        try:
            answer = fcntl.ioctl(self._socket, termios.TIOCOUTQ, bytes(4))
        except OSError:
            return 0
        return int.from_bytes(answer, sys.byteorder)

    def close(self, deadline: float) -> None:
        """Half-close and read until the printer has taken everything: closing on unread bytes would reset the line and
        throw away what the printer has not fetched yet."""
        if self._socket is None:
            return
        # the end of the stream is what is waited for
        with contextlib.suppress(OSError, PrinterGone):
            self._socket.shutdown(socket.SHUT_WR)
            while time.monotonic() < deadline:
                self.read(deadline)
        self._drop()

    def abandon(self, words: bytes, deadline: float) -> None:
        """Say the words if there is room for them, then reset the connection: what the printer has not fetched of the
        job is thrown away, on this side and, in most printers, on the other."""
        with contextlib.suppress(OSError, PrinterGone):
            while words and (count := self.send(words, deadline)):
                words = words[count:]
            while not words and self.pending() and time.monotonic() < deadline:
                self.read(min(deadline, time.monotonic() + TICK))
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._drop()

    def _connected(self) -> socket.socket:
        if self._socket is None:
            raise PrinterGone(f"not connected to {self.host}:{self.port}")
        return self._socket

    def _drop(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None
