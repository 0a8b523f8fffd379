"""One job on one printer: ask how it is, send, wait until it says that the paper is printed.

Four ends, and the difference between them decides everything later: `printed` (the printer said so), `not_sent` (no
byte of the job left, so trying again is safe), `unknown` (some bytes left and no answer came: paper may exist or not),
`sent_unconfirmed` (everything was taken by a printer or spooler that never says more; see `printers.status.Level`).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from printers.delivery import Delivery, Heard
from printers.escpos_job import FORGET
from printers.patience import Patience, patience_for
from printers.status import OFFLINE, Level, PrinterState
from printers.talk import QUESTIONS, Clock, Talk
from printers.transports import HandOverUnclear, PrinterBusy, PrinterGone, Transport

__all__ = ["Clock", "Heard", "Outcome", "Patience", "Press", "Result", "Settled", "patience_for"]

Outcome = Literal["printed", "not_sent", "unknown", "sent_unconfirmed"]


@dataclass(frozen=True, slots=True)
class Result:
    """How a job ended, without anything personal.

    `detail` is a code: one of `printers.status.Code`, or `too_late`, `no_answer`, `nonsense`, or (printed) `near_end`,
    or empty.
    """

    outcome: Outcome
    detail: str
    state: PrinterState
    sent: int = 0
    """Bytes of the job that left."""
    words: str = field(default="", compare=False)
    """What a person who looks after the printer should read; English, for logs."""


Settled = Callable[[Result], None]
"""Told how a job ended, as soon as that is known."""


def _silent(state: PrinterState, sent: int) -> None:
    """Nobody listens."""


def _ignore(result: Result) -> None:
    """Nobody needs to know it so soon."""


class Press:
    """Prints one job at a time over one transport. `clock` is `time.monotonic` or, in tests, anything like it."""

    def __init__(
        self,
        transport: Transport,
        level: Level = "L3",
        patience: Patience | None = None,
        clock: Clock = time.monotonic,
    ) -> None:
        self.transport, self.level, self.clock = transport, level, clock
        self.patience = patience or Patience()

    def look(self) -> PrinterState:
        """How the printer is now, without printing."""
        try:
            self.transport.open(self.clock() + self.patience.connect)
            return self._preflight(Talk(self.transport, self.clock))
        except PrinterBusy:
            return PrinterState()
        except PrinterGone:
            return OFFLINE
        finally:
            self._part(self.patience.parting)

    def print(
        self,
        job: bytes,
        mark: bytes,
        may_begin: Callable[[], bool] = lambda: True,
        giving_up: Callable[[], bool] = lambda: False,
        heard: Heard = _silent,
        settled: Settled = _ignore,
    ) -> Result:
        """Print `job`, made by `ticket_job` for this press's level; at L3 it ends by asking for `mark`.

        `may_begin` is asked once, after the printer has said that it is ready and before the first byte leaves: the
        place to write the attempt down, and to refuse. `giving_up` ends the long wait for a troubled printer. `heard`
        is told state and bytes sent: after the first byte, at every change of state, and every second. `settled` is
        told the result once, before the connection is ended: the place to write it down, since ending may take its
        time. What these callbacks raise is passed on, with the connection ended.
        """
        talk = Talk(self.transport, self.clock)
        delivery = Delivery(talk, job, mark, self.level, self.patience, giving_up, heard)
        result: Result | None = None
        try:
            result = self._attempt(talk, delivery, may_begin)
            settled(result)
            return result
        finally:
            self._end(result.outcome if result else "unknown" if delivery.began else "not_sent")

    def _attempt(self, talk: Talk, delivery: Delivery, may_begin: Callable[[], bool]) -> Result:
        try:
            self.transport.open(self.clock() + self.patience.connect)
            state = self._preflight(talk)
            if state.code != "ready":
                return Result("not_sent", state.code, state)
            if not may_begin():
                return Result("not_sent", "too_late", state)
            return self._deliver(delivery)
        except PrinterBusy as trouble:
            return Result("not_sent", "printing", PrinterState(), words=str(trouble))
        except PrinterGone as trouble:
            unclear = delivery.began and isinstance(trouble, HandOverUnclear)
            ended: Outcome = "unknown" if delivery.sent or unclear else "not_sent"
            return Result(ended, "offline", OFFLINE, delivery.sent, str(trouble))

    def _end(self, outcome: Outcome) -> None:
        """End the connection. A job that was given up must not come out later, when its marked copy is there."""
        match outcome:
            case "unknown":
                words = b"" if self.level == "L0" else FORGET
                self.transport.abandon(words, self.clock() + self.patience.farewell)
            case "sent_unconfirmed":
                self._part(self.patience.closing)
            case "printed" | "not_sent":
                self._part(self.patience.parting)

    def _part(self, seconds: float) -> None:
        self.transport.close(self.clock() + min(seconds, self.patience.closing))

    def _preflight(self, talk: Talk) -> PrinterState:
        """Ask what this level can answer. From L2 on, a printer that does not answer the first question is offline."""
        if self.level == "L0":
            return talk.state
        online = talk.ask(QUESTIONS[0], self.clock() + self.patience.question)
        if self.level == "L1":
            return OFFLINE if talk.broken_off else talk.state
        if not online:
            return OFFLINE
        for question in QUESTIONS[1:]:
            # a clone that keeps silent on these is not offline for it
            talk.ask(question, self.clock() + self.patience.further)
        return OFFLINE if talk.broken_off else talk.state

    def _deliver(self, delivery: Delivery) -> Result:
        why = delivery.hand_over() or delivery.confirm()
        state = delivery.state
        if why:
            return Result("unknown" if delivery.sent else "not_sent", why, state, delivery.sent)
        if self.level in ("L0", "L1"):
            return Result("sent_unconfirmed", "", state, delivery.sent)
        return Result("printed", "near_end" if state.paper == "near_end" else "", state, delivery.sent)
