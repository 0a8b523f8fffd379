"""The print agent: fetches jobs, prints them, and tells the server what the printer really did.

It prints an attempt at most once. It tries again by itself only when no byte had left, and never prints a ticket that
has expired: a number that comes out of the printer after a paper change would call somebody who left long ago.
"""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Protocol

from PIL import Image

from printers.escpos_job import mark_of, ticket_job
from printers.fonts import FontsMissing
from printers.journal import Journal
from printers.link import Answer, Job, LinkError, PrinterReport, Report
from printers.press import Clock, Press
from printers.slip import Slip, from_dict
from printers.status import OFFLINE, PrinterState

log = logging.getLogger(__name__)

LOOK_EVERY = 10.0
"""Seconds after which an idle printer is asked how it is."""

TOO_QUICK = 0.5
"""A server that answers a long poll sooner than this, and has no job, is not asked again at once."""


class Stopped(BaseException):
    """Somebody asked the agent to end, and nothing is being printed."""


class Server(Protocol):
    """What the agent needs of `printers.link.Link`."""

    def poll(self, printers: Sequence[PrinterReport], done: Sequence[Report], wait: float) -> Answer:
        """Report and ask. Raises LinkError."""


class Pause:
    """Seconds to wait after one failure after another: 0.5, 1, 2, 4, 5, 5, …"""

    def __init__(self, first: float = 0.5, longest: float = 5.0) -> None:
        self._first, self._longest = first, longest
        self._next = 0.0

    @property
    def due(self) -> float:
        """What to wait now; 0 after a success."""
        return self._next

    def failed(self) -> None:
        """The next pause is longer."""
        self._next = min(self._next * 2, self._longest) if self._next else self._first

    def succeeded(self) -> None:
        """No pause any more."""
        self._next = 0.0


class Agent:
    """One agent for one printer called `name`. Clock, sleep, server, printer, journal and drawing come from outside."""

    def __init__(
        self,
        server: Server,
        press: Press,
        journal: Journal,
        draw: Callable[[Slip], Image.Image],
        name: str = "printer-1",
        wait: float = 10.0,
        clock: Clock = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.server, self.press, self.journal, self.draw = server, press, journal, draw
        self.name, self.wait, self.clock, self.sleep = name, wait, clock, sleep
        self.state: PrinterState = OFFLINE
        self._looked: float | None = None
        self._away, self._refused = Pause(), Pause()
        self._stopping = self._interruptible = False

    def run(self) -> None:
        """Work until `stop` is called."""
        try:
            while not self._stopping:
                self.step()
        except Stopped:
            pass
        log.info("agent ends")

    def stop(self) -> None:
        """End soon: at once when waiting, after the ticket in hand when printing. May be called by a signal handler."""
        self._stopping = True
        if self._interruptible:
            raise Stopped

    def step(self) -> None:
        """One question to the server, and the job that comes back."""
        done = self.journal.unreported()
        if not done:
            self._look()
        asked = self.clock()
        try:
            with self._waiting():
                # results are delivered at once: somebody stands at the kiosk and waits for them
                answer = self.server.poll([self._report()], done, 0.0 if done else self.wait)
        except LinkError as trouble:
            self._server_away(trouble)
            return
        if self._away.due:
            log.info("server is back")
        self._away.succeeded()
        self.journal.acknowledge(done)
        if answer.job is not None:
            self._work(answer.job, answer.now, self.clock())
        elif not done and self.clock() - asked < min(TOO_QUICK, self.wait):
            self._rest(TOO_QUICK)

    def _server_away(self, trouble: LinkError) -> None:
        if not self._away.due:
            log.warning("server is away: %s", trouble)
        self._away.failed()
        self._rest(self._away.due)

    def _look(self) -> None:
        now = self.clock()
        if self._looked is None or now - self._looked >= LOOK_EVERY:
            self._saw(self.press.look())

    def _saw(self, state: PrinterState) -> None:
        if self._looked is None or state.code != self.state.code:
            log.info("printer %s is %s", self.name, state.code)
        self.state, self._looked = state, self.clock()

    def _report(self) -> PrinterReport:
        return PrinterReport(self.name, self.state.code, self.state.paper if self.state.paper == "near_end" else "")

    # --- one job ---

    def _work(self, job: Job, server_now: datetime, heard: float) -> None:
        """Print the job unless it is done already or too late, and write down how it ended."""

        def expired() -> bool:
            return server_now + timedelta(seconds=self.clock() - heard) >= job.expires_at

        before = self.journal.ended(job.attempt)
        if before is not None:
            log.warning("attempt %s was offered again: it is %s", job.attempt, before.outcome)
            self.journal.finish(before)
            return
        if self._refused.due:
            self._rest(self._refused.due)
        report = Report(job.attempt, "expired") if expired() else self._print(job, expired)
        self.journal.finish(report)
        if report.outcome == "not_sent":
            self._refused.failed()
        else:
            self._refused.succeeded()
        log.info("attempt %s of %s: %s %s", job.attempt, job.ticket, report.outcome, report.detail)

    def _print(self, job: Job, expired: Callable[[], bool]) -> Report:
        mark = mark_of(str(job.attempt))
        try:
            data = ticket_job(self.draw(from_dict(job.slip)), mark, resync=self.journal.torn())
        except (ValueError, FontsMissing) as trouble:
            return Report(job.attempt, "not_sent", f"cannot be drawn: {trouble}"[:300])
        except Exception as trouble:  # one strange ticket must not stop all others
            log.exception("attempt %s cannot be drawn", job.attempt)
            return Report(job.attempt, "not_sent", f"cannot be drawn: {type(trouble).__name__}")

        def may_begin() -> bool:
            if expired():
                return False
            self.journal.begin(job.attempt)
            return True

        result = self.press.print(data, mark, may_begin, giving_up=lambda: self._stopping)
        self._saw(result.state)
        if result.outcome == "not_sent" and expired():
            return Report(job.attempt, "expired", result.detail)
        return Report(job.attempt, result.outcome, result.detail)

    # --- ending in good order ---

    def _rest(self, seconds: float) -> None:
        with self._waiting():
            self.sleep(seconds)

    @contextmanager
    def _waiting(self) -> Iterator[None]:
        """Inside, `stop` ends the agent on the spot: nothing is half done."""
        self._interruptible = True
        try:
            if self._stopping:
                raise Stopped
            yield
        finally:
            self._interruptible = False
