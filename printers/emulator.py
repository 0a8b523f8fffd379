"""The emulated printer on a TCP port of this machine: one client at a time, like real ones, each ticket a PNG file."""

import contextlib
import select
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from PIL import Image

from printers.album import Album
from printers.machine import Machine
from printers.status import Paper
from printers.switches import Switches

HOST = "127.0.0.1"
WAITING = 8
UNREAD = 65536
"""Bytes of answers kept for a client that does not read; what comes on top is lost, as in a printer's small buffer."""


class Emulator:
    """A printer one can look into. Use it as a context manager, or call `start` and `close`.

    `port` 0 takes a free one; `.port` says which. Tickets go to `folder`, the newest `keep` of them stay.
    """

    def __init__(self, folder: Path, port: int = 0, width: int = 576, keep: int = 500) -> None:
        self.album = Album(folder, keep)
        self._machine = Machine(width, self._printed)
        self._changed = threading.Condition()
        self._closing = False
        self._tickets: list[Path] = []
        self._listener = self._listen(port)
        self.port: int = self._listener.getsockname()[1]
        self._bell, self._ear = socket.socketpair()
        self._unsent = bytearray()
        self._thread = threading.Thread(target=self._run, name="printer-emulator", daemon=True)

    def start(self) -> None:
        """Switch on."""
        self._thread.start()

    def close(self) -> None:
        """Switch off for good; the port is free afterwards."""
        with self._changed:
            self._closing = True
        self._ring()
        self._thread.join()
        for end in (self._listener, self._bell, self._ear):
            end.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- what a hand can do, and what an eye can see ---

    @property
    def switches(self) -> Switches:
        """How the printer stands now."""
        with self._changed:
            return self._machine.switches

    @property
    def rows_printed(self) -> int:
        """Rows on the strip that has not been cut yet."""
        with self._changed:
            return len(self._machine.roll)

    @property
    def tickets(self) -> tuple[Path, ...]:
        """Files of the tickets cut since it was switched on (at most as many as the folder keeps)."""
        with self._changed:
            return tuple(self._tickets)

    def set(
        self,
        *,
        power: bool | None = None,
        paper: Paper | None = None,
        cover_open: bool | None = None,
        cutter_fault: bool | None = None,
        rows_left: int | None = None,
    ) -> None:
        """Change what is given; the rest stays. `rows_left` lets the paper end after that many rows."""
        named = {"power": power, "paper": paper, "cover_open": cover_open, "cutter_fault": cutter_fault}
        with self._changed:
            wanted = {name: value for name, value in named.items() if value is not None}
            switches = replace(self._machine.switches, rows_left=rows_left, **wanted)  # type: ignore[arg-type]
            self._say(self._machine.change(switches))
            self._changed.notify_all()
        self._ring()

    def wait_for(self, true: Callable[[], bool], seconds: float) -> bool:
        """Wait until `true()` after some change, at most so long; what it last was. For tests and demonstrations."""
        with self._changed:
            return self._changed.wait_for(true, seconds)

    # --- the line ---

    @staticmethod
    def _listen(port: int) -> socket.socket:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen(WAITING)
        return listener

    def _ring(self) -> None:
        with contextlib.suppress(OSError):
            self._bell.send(b"!")

    def _printed(self, picture: Image.Image) -> None:
        self._tickets.append(self.album.add(picture))
        del self._tickets[: -self.album.keep]

    def _say(self, answers: bytes) -> None:
        self._unsent += answers[: max(0, UNREAD - len(self._unsent))]

    def _run(self) -> None:
        while not self._closing:
            if not self.switches.power:
                self._listener.close()
                self._hear((), ())
                if self.switches.power and not self._closing:
                    self._listener = self._listen(self.port)
                continue
            readable, _ = self._hear((self._listener,), ())
            if readable:
                client, _ = self._listener.accept()
                with client:
                    self._serve(client)

    def _hear(self, read: tuple[socket.socket, ...], write: tuple[socket.socket, ...]) -> tuple[bool, bool]:
        """Wait for a socket or the bell; whether one can be read, whether one can be written."""
        readable, writable, _ = select.select((*read, self._ear), write, ())
        if self._ear in readable:
            self._ear.recv(4096)
        return any(one in readable for one in read), bool(writable)

    def _serve(self, client: socket.socket) -> None:
        client.setblocking(False)
        self._unsent.clear()
        while not self._closing:
            with self._changed:
                power, room, unsent = self._machine.switches.power, self._machine.room(), bytes(self._unsent)
            if not power:
                # a printer without power does not say goodbye
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return
            readable, writable = self._hear((client,) if room else (), (client,) if unsent else ())
            try:
                if writable:
                    self._sent(client.send(unsent))
                if readable and not self._take(client.recv(room)):
                    return
            except BlockingIOError:
                continue
            except OSError:
                return

    def _sent(self, count: int) -> None:
        with self._changed:
            del self._unsent[:count]

    def _take(self, data: bytes) -> bool:
        with self._changed:
            self._say(self._machine.receive(data))
            self._changed.notify_all()
        return bool(data)
