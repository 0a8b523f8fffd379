"""The emulated printer on a TCP port of this machine: one client at a time, like real ones, each ticket a PNG file."""

import contextlib
import logging
import select
import socket
import struct
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self, Unpack

from PIL import Image

from printers.album import Album
from printers.control import Control
from printers.machine import Machine
from printers.roll import ROWS_PER_MM
from printers.switches import Changes, Switches
from printers.trickle import Trickle

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
WAITING = 8
UNREAD = 65536
"""Bytes of answers kept for a client that does not read; what comes on top is lost, as in a printer's small buffer."""

TICK, NAP = 0.01, 1.0
"""Seconds: the shortest and the longest time between two looks at the paper while it moves."""


class Emulator:
    """A printer one can look into. Use it as a context manager, or call `start` and `close`.

    `port` 0 takes a free one; `.port` says which. Tickets go to `folder`, the newest `keep` of them stay. With a
    `control_port` (0 takes a free one) people and programs on this machine can watch and break it: `printers.control`.
    `mm_per_s` is how fast its paper moves, 0 for at once. `host` is an address of this machine only.
    """

    def __init__(
        self,
        folder: Path,
        port: int = 0,
        width: int = 576,
        keep: int = 500,
        control_port: int | None = None,
        mm_per_s: float = 0,
        host: str = HOST,
    ) -> None:
        self.album = Album(folder, keep)
        self.host = host
        self._machine = Machine(width, self._printed, Switches(mm_per_s=mm_per_s))
        self._changed = threading.Condition()
        self._closing = False
        self._tickets: list[Path] = []
        self._listener = self._listen(port)
        self.port: int = self._listener.getsockname()[1]
        self._control = self._controlled(control_port)
        self.control_port: int | None = self._control.port if self._control else None
        self._bell, self._ear = socket.socketpair()
        self._unsent = bytearray()
        self._trickle = Trickle()
        self._thread = threading.Thread(target=self._run, name="printer-emulator", daemon=True)

    def start(self) -> None:
        """Switch on."""
        self._thread.start()
        if self._control:
            self._control.start()

    def close(self) -> None:
        """Switch off for good; the port is free afterwards."""
        if self._control:
            self._control.close()
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
    def printed_mm(self) -> float:
        """Paper that has gone by since it was made, the piece between head and knife at every cut included."""
        with self._changed:
            return self._machine.rows_used / ROWS_PER_MM

    @property
    def tickets(self) -> tuple[Path, ...]:
        """Files of the tickets cut since it was switched on (at most as many as the folder keeps)."""
        with self._changed:
            return tuple(self._tickets)

    def picture(self) -> dict[str, object]:
        """Everything an eye can see, as plain data: the switches, whether it is online, rows, tickets, millimetres.

        `tickets` is the number of the newest ticket in the folder, 0 when there is none.
        """
        with self._changed:
            return {
                **self._machine.switches.to_dict(),
                "online": self._machine.switches.online,
                "rows_printed": len(self._machine.roll),
                "tickets": self.album.last,
                "printed_mm": self._machine.rows_used / ROWS_PER_MM,
            }

    def set(self, **changes: Unpack[Changes]) -> None:
        """Change what is given; the rest stays. See `printers.switches.Switches` for what there is."""
        with self._changed:
            self._say(self._machine.change(self._machine.switches.after(changes), time.monotonic()))
            self._changed.notify_all()
        self._ring()

    def wait_for(self, true: Callable[[], bool], seconds: float) -> bool:
        """Wait until `true()` after some change, at most so long; what it last was. For tests and demonstrations."""
        with self._changed:
            return self._changed.wait_for(true, seconds)

    # --- the line ---

    def _listen(self, port: int) -> socket.socket:
        listener = socket.socket()
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((self.host, port))
            listener.listen(WAITING)
        except OSError:
            listener.close()
            raise
        return listener

    def _controlled(self, port: int | None) -> Control | None:
        try:
            return None if port is None else Control(self, port)
        except OSError:
            self._listener.close()
            raise

    def _ring(self) -> None:
        with contextlib.suppress(OSError):
            self._bell.send(b"!")

    def _printed(self, picture: Image.Image) -> None:
        try:
            self._tickets.append(self.album.add(picture))
        except OSError as trouble:  # the paper falls to the floor; the printer goes on
            log.error("a ticket cannot be kept in %s: %s", self.album.folder, trouble)
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

    def _hear(
        self, read: tuple[socket.socket, ...], write: tuple[socket.socket, ...], longest: float | None = None
    ) -> tuple[bool, bool]:
        """Wait for a socket, the bell or the paper; whether a socket can be read, whether one can be written."""
        with self._changed:
            until = self._machine.busy_until()
        if until is not None:
            moving = min(NAP, max(TICK, until - time.monotonic()))
            longest = moving if longest is None else min(longest, moving)
        readable, writable, _ = select.select((*read, self._ear), write, (), longest)
        if self._ear in readable:
            self._ear.recv(4096)
        with self._changed:
            self._say(self._machine.advance(time.monotonic()))
            self._changed.notify_all()
        return any(one in readable for one in read), bool(writable)

    def _serve(self, client: socket.socket) -> None:
        client.setblocking(False)
        self._unsent.clear()
        while not self._closing:
            with self._changed:
                power, unsent = self._machine.switches.power, bytes(self._unsent)
                room, soon = self._room()
            if not power:
                # a printer without power does not say goodbye
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return
            readable, writable = self._hear((client,) if room else (), (client,) if unsent else (), soon)
            try:
                if writable:
                    self._sent(client.send(unsent))
                if readable and not self._take(client.recv(room)):
                    return
            except BlockingIOError:
                continue
            except OSError:
                return

    def _room(self) -> tuple[int, float | None]:
        """Bytes it would read now, and after how many seconds to ask again; None when it need not be asked."""
        switches, room = self._machine.switches, self._machine.room()
        if switches.stalled or not room:
            return 0, None
        if not switches.bytes_per_s:
            return room, None
        ready = min(room, self._trickle.ready(time.monotonic(), switches.bytes_per_s))
        return ready, None if ready else max(TICK, self._trickle.seconds_to_next(switches.bytes_per_s))

    def _sent(self, count: int) -> None:
        with self._changed:
            del self._unsent[:count]

    def _take(self, data: bytes) -> bool:
        with self._changed:
            self._trickle.taken(len(data))
            self._say(self._machine.receive(data, time.monotonic()))
            self._changed.notify_all()
        return bool(data)
