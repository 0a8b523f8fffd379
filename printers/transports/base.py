"""What every way to a printer has in common: it moves bytes with a deadline and says truthfully how many left."""

import threading
import time
from collections.abc import Callable
from typing import Protocol, TypeVar

T = TypeVar("T")

CHUNK = 4096

LIFE = 180.0
"""Seconds after which a job that still waits in a spooler is taken back: its ticket has expired."""


class PrinterGone(Exception):
    """The printer cannot be reached, or the connection to it has ended. The text is for people who look after it."""


class PrinterBusy(PrinterGone):
    """The printer is there and still has an earlier job to do; nothing is wrong."""


class HandOverUnclear(PrinterGone):
    """The connection ended in the middle of a hand-over: some of its bytes may have left, some not."""


class Transport(Protocol):
    """One connection to one printer; opened for a job, closed after it. Deadlines are moments of `time.monotonic`."""

    def open(self, deadline: float) -> None:
        """Connect, and forget what an earlier connection heard. Raises PrinterGone when that does not succeed."""

    def send(self, data: bytes, deadline: float) -> int:
        """Hand over what the printer takes now, waiting until the deadline for the first byte: 0 means it took none.

        Raises PrinterGone when the connection has ended; then no byte of this call has left. Where nobody can know
        that, raises HandOverUnclear.
        """

    def read(self, deadline: float) -> bytes:
        """What the printer sent, waiting until the deadline for the first byte: empty means nothing came.

        Raises PrinterGone when the printer has ended the connection.
        """

    def pending(self) -> int:
        """Bytes handed over that still wait on this side of the line; 0 also where nobody can know. Never raises."""

    def close(self, deadline: float) -> None:
        """End the connection so that nothing already handed over is lost; never raises."""

    def abandon(self, words: bytes, deadline: float) -> None:
        """End the connection so that as little as possible of what was handed over still comes out: what waits on this
        side is thrown away, and the printer is told `words` if it takes them by the deadline. Never raises."""


def left(deadline: float) -> float:
    """Seconds until the deadline, never negative."""
    return max(0.0, deadline - time.monotonic())


class OneWay:
    """What is the same for every way that takes a whole job and never answers: a spooler, a file (level L0)."""

    def read(self, deadline: float) -> bytes:
        """It says nothing."""
        return b""

    def pending(self) -> int:
        """What was taken is out of our hands."""
        return 0

    def close(self, deadline: float) -> None:
        """Nothing is kept open."""

    def abandon(self, words: bytes, deadline: float) -> None:
        """It obeys no words, and a job broken off was dropped as far as that goes."""


class Aside:
    """Runs calls of the system that know no deadline, each in a thread of its own, and waits for them only so long.

    One at a time: as long as one does not come to its end, no other is begun.
    """

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None

    def run(self, call: Callable[[], T], deadline: float) -> T:
        """What the call returns or raises. Raises TimeoutError when it, or the one before, does not end in time."""
        if self._thread is not None:
            self._thread.join(left(deadline))
            if self._thread.is_alive():
                raise TimeoutError("an earlier call has not come to its end")
        results: list[T] = []
        errors: list[Exception] = []

        def work() -> None:
            try:
                results.append(call())
            except Exception as trouble:
                errors.append(trouble)

        self._thread = threading.Thread(target=work, name="printer-aside", daemon=True)
        self._thread.start()
        self._thread.join(left(deadline))
        if errors:
            raise errors[0]
        if not results:
            raise TimeoutError("no answer in time")
        return results[0]
