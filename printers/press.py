"""One job on one printer: ask how it is, send, wait until it says that the paper is printed.

Three ends, and the difference between them decides everything later: `printed` (the printer said so), `not_sent` (no
byte of the job left, so trying again is safe), `unknown` (some bytes left and no answer came: paper may exist or not).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from printers.drivers import PrinterGone, Transport
from printers.status import OFFLINE, Asb, Done, Event, PrinterState, decode, heard

Clock = Callable[[], float]
Outcome = Literal["printed", "not_sent", "unknown"]
QUESTIONS = (1, 2, 3, 4)
SLICE = 0.25
PIECE = 4096


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds."""

    connect: float = 2.0
    preflight: float = 1.0
    answer: float = 8.0
    """From the last sign of progress to "unknown", for a printer that reports no trouble."""
    recovery: float = 120.0
    """The same for a printer that does: most print the rest by themselves once somebody has put in paper."""
    closing: float = 2.0


@dataclass(frozen=True, slots=True)
class Result:
    """How a job ended; `detail` is a short code or message without anything personal."""

    outcome: Outcome
    detail: str
    state: PrinterState


class Press:
    """Prints one job at a time over one transport. `clock` is `time.monotonic` or, in tests, anything like it."""

    def __init__(self, transport: Transport, patience: Patience | None = None, clock: Clock = time.monotonic) -> None:
        self.transport = transport
        self.patience = patience or Patience()
        self.clock = clock

    def look(self) -> PrinterState:
        """How the printer is now, without printing."""
        try:
            self.transport.open(self.clock() + self.patience.connect)
            return self._conversation().preflight()
        except PrinterGone:
            return OFFLINE
        finally:
            self.transport.close(self.clock() + self.patience.closing)

    def print(
        self,
        job: bytes,
        mark: bytes,
        may_begin: Callable[[], bool] = lambda: True,
        giving_up: Callable[[], bool] = lambda: False,
    ) -> Result:
        """Print `job`, which ends by asking for `mark`.

        `may_begin` is asked once, after the printer has said that it is ready and before the first byte leaves: the
        place to write the attempt down, and to refuse. `giving_up` ends the long wait for a troubled printer.
        """
        talk = self._conversation()
        try:
            self.transport.open(self.clock() + self.patience.connect)
            state = talk.preflight()
            if state.code != "ready":
                return Result("not_sent", state.code, state)
            if not may_begin():
                return Result("not_sent", "too late", state)
            return talk.deliver(job, mark, giving_up)
        except PrinterGone as trouble:
            return Result("unknown" if talk.sent else "not_sent", str(trouble), OFFLINE)
        finally:
            self.transport.close(self.clock() + self.patience.closing)

    def _conversation(self) -> "_Conversation":
        return _Conversation(self.transport, self.patience, self.clock)


class _Conversation:
    """What was sent and heard over one connection."""

    def __init__(self, transport: Transport, patience: Patience, clock: Clock) -> None:
        self.transport, self.patience, self.clock = transport, patience, clock
        self.state = PrinterState()
        self.sent = 0
        self._rest = b""
        self._asked: tuple[int, ...] = ()

    def preflight(self) -> PrinterState:
        """Ask DLE EOT 1–4 and wait for the answers; a printer that answers nothing is offline."""
        deadline = self.clock() + self.patience.preflight
        for question in QUESTIONS:
            if self.transport.send(bytes((0x10, 0x04, question)), deadline) == 0:
                return OFFLINE
            self._asked += (question,)
        while self._asked and self.clock() < deadline:
            self._listen(deadline)
        # the first question says online or offline; a clone that keeps silent on the others is not offline for it
        return OFFLINE if QUESTIONS[0] in self._asked else self.state

    def deliver(self, job: bytes, mark: bytes, giving_up: Callable[[], bool]) -> Result:
        """Send everything and wait for the mark, listening all the time."""
        begun = progress = self.clock()
        while True:
            before = self.sent
            if self.sent < len(job):
                self.sent += self.transport.send(job[self.sent : self.sent + PIECE], self.clock() + SLICE)
            events = self._listen(self.clock() + (SLICE if self.sent == len(job) else 0))
            if Done(mark) in events:
                return Result("printed", self.state.paper if self.state.paper == "near_end" else "", self.state)
            now = self.clock()
            if self.sent > before or any(isinstance(event, Asb) for event in events):
                progress = now
            trouble = self.state.code
            limit = self.patience.answer if trouble == "ready" else self.patience.recovery
            enough = now - begun >= 2 * self.patience.recovery or (trouble != "ready" and giving_up())
            if enough or now - progress >= limit:
                detail = "no answer" if trouble == "ready" else trouble
                return Result("unknown" if self.sent else "not_sent", detail, self.state)

    def _listen(self, deadline: float) -> tuple[Event, ...]:
        events, self._rest, self._asked = decode(self._rest + self.transport.read(deadline), self._asked)
        for event in events:
            self.state = heard(self.state, event)
        return events
