"""The print agent: fetches jobs, prints them, and tells the server what the printer really did.

It prints an attempt at most once. It tries again by itself only when no byte had left, and never prints a ticket that
has expired: a number that comes out of the printer after a paper change would call somebody who left long ago.
"""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from PIL import Image

from printers.eye import LOOK_EVERY, Eye
from printers.journal import Journal
from printers.ledger import Ledger
from printers.link import GRACE_SECONDS, Answer, Attempt, Job, PrinterReport, Report
from printers.pause import Pause
from printers.press import Clock, Press
from printers.slip import Slip
from printers.telemetry import Telemetry
from printers.web import LinkError
from printers.work import NO_JOURNAL, Compose, Teller, Work

log = logging.getLogger(__name__)

FAREWELL = 2.0
"""Seconds the server is given to hear the last report at the end; it will hear it after the next start else."""

UNKNOWN_FORM = (400, 422)
"""What a server says that takes no report without a printer: it is told together with the next question, then."""

TOO_QUICK = 0.5
"""A server that answers a long poll sooner than this, and has no job, is not asked again at once."""


class Stopped(BaseException):
    """Somebody asked the agent to end, and nothing is being printed."""


class Server(Protocol):
    """What the agent needs of `printers.link.Link`."""

    def poll(
        self, printers: Sequence[PrinterReport], done: Sequence[Report], wait: float, grace: float = GRACE_SECONDS
    ) -> Answer:
        """Report and ask; without a printer, only report. Raises LinkError."""


class Agent:
    """One agent for one printer. Clock, sleep, server, printer, journal and drawing come from outside."""

    def __init__(
        self,
        server: Server,
        press: Press,
        journal: Journal,
        telemetry: Telemetry,
        draw: Callable[[Slip], Image.Image],
        compose: Compose,
        progress: Teller,
        wait: float = LOOK_EVERY,
        clock: Clock = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.server, self.wait, self.clock, self.sleep = server, wait, clock, sleep
        self.ledger, self.eye = Ledger(journal), Eye(press, telemetry, clock)
        self.work = Work(
            telemetry.name, press, self.ledger, self.eye, draw, compose, progress, giving_up=lambda: self._stopping
        )
        self._away, self._refused = Pause(), Pause()
        self._resting = self._stopping = self._interruptible = False

    def run(self) -> None:
        """Work until `stop` is called."""
        try:
            while not self._stopping:
                self.step()
        except Stopped:
            pass
        self._say_goodbye()
        log.info("agent ends")

    def _say_goodbye(self) -> None:
        """Deliver what is left. A job that was given to the question we left is known as not begun by this, too."""
        if self._away.due:
            return
        done = self.ledger.owed()
        try:
            answer = self.server.poll([], done, 0.0, FAREWELL)
        except LinkError as trouble:
            log.info("the server does not hear our end: %s", trouble)
        else:
            self._acknowledged(done, answer.refused)

    def stop(self) -> None:
        """End soon: at once when waiting, after the ticket in hand when printing. May be called by a signal handler."""
        self._stopping = True
        if self._interruptible:
            raise Stopped

    def step(self) -> None:
        """One question to the server, and the job that comes back."""
        done = self.ledger.owed()
        if self._resting:
            self._give_back(done)
            return
        if not done:
            self.eye.look()
        asked = self.clock()
        # results are delivered at once: somebody stands at the kiosk and waits for them
        wait = 0.0 if done else min(self.wait, self.eye.every)
        answer = self._asked([self._printer()], done, wait)
        if answer is None:
            return
        if answer.job is not None:
            self._work(answer.job, answer.now, asked)
        elif not done and self.clock() - asked < min(TOO_QUICK, wait):
            self._rest(TOO_QUICK)

    def _asked(self, printers: Sequence[PrinterReport], done: Sequence[Report], wait: float) -> Answer | None:
        """The server's answer, with these reports off our hands; None, after a pause, when there was none."""
        try:
            with self._waiting():
                answer = self.server.poll(printers, done, wait)
        except LinkError as trouble:
            self._server_away(trouble)
            return None
        if self._away.due:
            log.info("server is back")
        self._away.succeeded()
        self._acknowledged(done, answer.refused)
        return answer

    def _give_back(self, done: Sequence[Report]) -> None:
        """A job could not be printed here: the server has it again at once, and while we rest another may take it."""
        answer = self._asked([], done, 0.0)
        if answer is None:
            return
        self._resting = False
        if answer.job is None:
            self._rest(self._refused.due)
        else:  # a server that gives a job to nobody's printer would lose it otherwise
            self._work(answer.job, answer.now, self.clock())

    def _printer(self) -> PrinterReport:
        """The printer as the server should see it: one that gives no ticket now is not offered as ready."""
        report = self.eye.report()
        if report.state == "ready" and self.ledger.broken:
            return replace(report, state="error", detail=NO_JOURNAL)
        if report.state == "ready" and self.work.doubts.blocked:
            return replace(report, state="error", detail="printing")
        return report

    def _acknowledged(self, done: Sequence[Report], refused: Sequence[Attempt]) -> None:
        """The server has these reports; some may be of attempts it never gave us, and there is nobody else to tell."""
        for attempt in refused:
            log.warning("the server refuses the report of attempt %s: it is not this agent's", attempt)
        self.ledger.acknowledge(done)

    def _server_away(self, trouble: LinkError) -> None:
        if not self._away.due:
            log.warning("server is away: %s", trouble)
        if trouble.status in UNKNOWN_FORM:
            self._resting = False
        self._away.failed()
        self._rest(self._away.due)

    def _work(self, job: Job, server_now: datetime, asked: float) -> None:
        """Print the job unless it is done already or too late."""
        # a difference of any two times can be told; some sums cannot
        left = (job.expires_at - server_now).total_seconds()

        def expired() -> bool:
            # nobody knows when the server looked at its clock: at worst when it was asked, and the answer was long
            # on its way
            return left <= self.clock() - asked

        report = self.work.do(job, expired)
        if report is not None and report.outcome == "not_sent":
            self._refused.failed()
            self._resting = True
        elif report is not None:
            self._refused.succeeded()

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
