"""A line that can be cut or blocked: a small TCP proxy between an agent and its printer, or an agent and the server."""

import contextlib
import socket
import struct
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

HOST = "127.0.0.1"
RESET = struct.pack("ii", 1, 0)
"""SO_LINGER with no time: closing resets the connection, as a pulled plug does."""


class Wire:
    """Listens on `port` and passes everything on to `target`, in both directions, until told otherwise.

    `cut_after` and `block_after` count the bytes of one connection towards the target.
    """

    def __init__(self, target: int) -> None:
        self.target = target
        self._listener = socket.create_server((HOST, 0))
        self.port = int(self._listener.getsockname()[1])
        self._changed = threading.Condition()
        self._cut: int | None = None
        self._block: int | None = None
        self._word: bytes | None = None
        self._closing = False
        self._open: dict[frozenset[socket.socket], int] = {}
        self.struck = 0
        """How often a cut or a block was reached."""
        threading.Thread(target=self._accept, name=f"wire-{self.port}", daemon=True).start()

    # --- what can be done to it ---

    def cut_after(self, count: int) -> None:
        """End the next connection that carries more than so many bytes, unannounced; later ones too, until healed."""
        with self._changed:
            self._cut = count

    def block_after(self, count: int) -> None:
        """Let nothing through beyond so many bytes, until healed."""
        with self._changed:
            self._block = count

    def block_at(self, word: bytes) -> None:
        """Let nothing pass, either way, on a connection on which this word comes by, until healed."""
        with self._changed:
            self._word = word

    def heal(self) -> None:
        """Everything passes again."""
        with self._changed:
            self._cut = self._block = self._word = None
            self._changed.notify_all()

    def cut_now(self) -> None:
        """End every open connection, unannounced."""
        with self._changed:
            for pair in self._open:
                for end in pair:
                    _break(end)

    def wait_for(self, true: Callable[[], bool], seconds: float) -> bool:
        """Wait until something holds, at most so long; looked at whenever something happens on the wire."""
        with self._changed:
            return self._changed.wait_for(true, seconds)

    def close(self) -> None:
        """The end of it."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._listener.close()
        self.cut_now()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- passing on ---

    def _accept(self) -> None:
        while not self._closing:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection((HOST, self.target), timeout=5)
            except OSError:
                _break(near)
                continue
            far.settimeout(None)
            with self._changed:
                self._open[frozenset((near, far))] = 2
            for source, sink, back in ((near, far, False), (far, near, True)):
                threading.Thread(target=self._pump, args=(source, sink, back), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, back: bool) -> None:
        passed = 0
        try:
            while data := source.recv(2048):
                sink.sendall(self._let_through(data, passed, back))
                passed += len(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            _break(source)
            _break(sink)
        finally:
            self._over(frozenset((source, sink)))

    def _let_through(self, data: bytes, passed: int, back: bool) -> bytes:
        """What may go on now, waiting while blocked. Raises OSError to cut."""
        with self._changed:
            whole = passed + len(data)
            if not back and self._cut is not None and whole > self._cut:
                self._strike()
                raise ConnectionResetError
            if not back and self._block is not None and whole > self._block:
                self._strike()
                self._changed.wait_for(lambda: self._closing or self._block is None)
            if self._word is not None and self._word in data:
                self._strike()
                self._changed.wait_for(lambda: self._closing or self._word is None)
        return data

    def _strike(self) -> None:
        self.struck += 1
        self._changed.notify_all()

    def _over(self, pair: frozenset[socket.socket]) -> None:
        """One direction has ended; after the other, too, the line is given back."""
        with self._changed:
            self._open[pair] -= 1
            if not self._open[pair]:
                del self._open[pair]
                for end in pair:
                    end.close()


def _break(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        end.shutdown(socket.SHUT_RDWR)
        end.close()
