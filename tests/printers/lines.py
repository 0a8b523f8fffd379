"""Printer lines that tests write scripts for. Time moves only by what the line does."""

from collections.abc import Callable
from itertools import chain, repeat

from printers.talk import IN_TURN
from printers.transports import PrinterGone
from tests.printers.fakes import Clock

MARK = b"AB29"
ASK_MARK = b"\x1d(H\x06\x00\x30\x30" + MARK
DONE = b"\x37\x22" + MARK + b"\x00"
BODY = b"\x1b@" + bytes(10_000)


class Printer:
    """What a printer answers, byte for byte, to the questions it finds in the stream; nothing else is in its stream."""

    def __init__(self, status: bytes = b"\x12\x12\x12\x12", sensor: bytes = b"\x00", mark: bytes = DONE) -> None:
        self.status, self.sensor, self.mark = status, sensor, mark
        self.stream = b""
        self._seen = 0

    def __call__(self, data: bytes) -> bytes:
        self.stream += data
        said = b""
        for end in range(self._seen + 1, len(self.stream) + 1):
            tail = self.stream[max(0, end - len(ASK_MARK)) : end]
            if tail[-3:-1] == b"\x10\x04":
                said += self.status[tail[-1] - 1 : tail[-1]]
            elif tail.endswith(IN_TURN):
                said += self.sensor
            elif tail == ASK_MARK:
                said += self.mark
        self._seen = len(self.stream)
        return said


class Line:
    """A transport. `printer` is asked for its answer to every write; `says` comes by itself, one piece a read."""

    def __init__(
        self,
        printer: Callable[[bytes], bytes],
        says: tuple[bytes, ...] = (),
        takes: int = 10**9,
        at_once: int = 10**9,
        forever: bytes = b"",
        tick: float = 0.001,
    ) -> None:
        """`tick` is what every call takes, so that a line that always has something to say cannot stop the clock."""
        self.tick = tick
        self.clock = Clock()
        self.printer, self.takes, self.at_once = printer, takes, at_once
        self.inbox = b""
        self.sent = b""
        self.reads = self.closed = 0
        self.closing: list[float] = []
        """Seconds that every end was given."""
        self.abandoned: list[bytes] = []
        self.events: list[tuple[float, Callable[[], None]]] = []
        """What happens to the line at a later moment, in seconds from its making."""
        self.fails: PrinterGone | None = None
        self.waiting = 0
        self._says = chain(says, repeat(forever))

    def later(self, seconds: float, happens: Callable[[], None]) -> None:
        self.events.append((1000.0 + seconds, happens))
        self.events.sort(key=lambda event: event[0])

    def open(self, deadline: float) -> None:
        self.inbox = b""
        if self.fails:
            raise self.fails

    def send(self, data: bytes, deadline: float) -> int:
        self._pass(self.tick)
        if self.fails:
            raise self.fails
        piece = data[: max(0, min(self.at_once, self.takes - len(self.sent)))]
        if not piece:
            self._until(deadline)
            return 0
        self.sent += piece
        self.inbox += self.printer(piece)
        return len(piece)

    def read(self, deadline: float) -> bytes:
        self.reads += 1
        self._pass(self.tick)
        if self.fails:
            raise self.fails
        said, self.inbox = self.inbox + next(self._says), b""
        if not said:
            self._until(deadline)
            said, self.inbox = self.inbox, b""
        return said

    def pending(self) -> int:
        return self.waiting

    def close(self, deadline: float) -> None:
        self.closed += 1
        self.closing.append(deadline - self.clock.now)

    def abandon(self, words: bytes, deadline: float) -> None:
        self.close(deadline)
        self.abandoned.append(words)

    @property
    def elapsed(self) -> float:
        return self.clock.now - 1000.0

    def _pass(self, seconds: float) -> None:
        self.clock.now += seconds
        while self.events and self.events[0][0] <= self.clock.now:
            self.events.pop(0)[1]()

    def _until(self, deadline: float) -> None:
        """Wait until the deadline, or until something happens."""
        if self.events and self.events[0][0] < deadline:
            deadline = self.events[0][0]
        self._pass(max(0.0, deadline - self.clock.now))
