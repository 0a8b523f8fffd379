"""One job from its arrival to the written report of how it ended."""

import logging
from collections.abc import Callable
from typing import Literal, Protocol

from PIL import Image

from printers.doubts import Doubts
from printers.escpos_job import mark_of
from printers.eye import Eye
from printers.fonts import FontsMissing
from printers.journal import JournalBroken
from printers.ledger import Ledger
from printers.link import Attempt, Job, Report
from printers.press import Press, Result
from printers.progress import News
from printers.slip import Slip, from_dict
from printers.status import PrinterState
from printers.telemetry import paper_mm

log = logging.getLogger(__name__)

LONGEST_DETAIL = 200
NO_JOURNAL = "journal"
"""The detail of a job that was not sent because it could not be written down."""

Compose = Callable[[Image.Image, bytes, bool], bytes]
"""(picture, mark, whether to clean up first) -> what is sent to the printer; `printers.escpos_job.ticket_job`."""


class Teller(Protocol):
    """What is needed of `printers.progress.Progress`: it must take no time."""

    def heard(self, news: News) -> None:
        """How the ticket in hand is just now."""

    def ended(self) -> None:
        """No ticket is in hand any more."""


class Work:
    """Prints jobs on one printer, each attempt at most once. `giving_up` ends the wait for a troubled printer."""

    def __init__(
        self,
        name: str,
        press: Press,
        ledger: Ledger,
        eye: Eye,
        draw: Callable[[Slip], Image.Image],
        compose: Compose,
        progress: Teller,
        giving_up: Callable[[], bool],
    ) -> None:
        self.name, self.press, self.ledger, self.eye = name, press, ledger, eye
        self.draw, self.compose, self.progress, self.giving_up = draw, compose, progress, giving_up
        self.doubts = Doubts(press.clock)

    def do(self, job: Job, expired: Callable[[], bool]) -> Report | None:
        """How it ended, written down; None for an attempt of which there may be paper already."""
        try:
            before = self.ledger.received(job.attempt)
        except JournalBroken:
            return self._ended(job, Report(job.attempt, "not_sent", NO_JOURNAL))
        if before is not None:
            log.warning("attempt %s was offered again: it is %s", job.attempt, before.outcome)
            self.ledger.finish(before)
            return None
        if expired():
            return self._ended(job, Report(job.attempt, "expired"))
        try:
            picture = self._picture(job)
            data = self.compose(picture, mark_of(str(job.attempt)), self.ledger.torn())
        except JournalBroken:
            return self._ended(job, Report(job.attempt, "not_sent", NO_JOURNAL))
        except (ValueError, FontsMissing) as trouble:
            return self._not_drawn(job, str(trouble))
        except Exception as trouble:  # one strange ticket must not stop all others
            log.exception("attempt %s cannot be drawn", job.attempt)
            return self._not_drawn(job, type(trouble).__name__)
        return self._print(job, data, paper_mm(picture.height), expired)

    def _picture(self, job: Job) -> Image.Image:
        """The ticket's picture. Raises ValueError for a job that must not be printed here, or not like this."""
        if job.printer not in ("", self.name):
            raise ValueError(f"the job is for another printer, {job.printer!r}")
        slip = from_dict(job.slip)
        if slip.copy != job.copy:
            raise ValueError(f"copy {job.copy} of a ticket whose paper says {slip.copy}")
        return self.draw(slip)

    def _not_drawn(self, job: Job, why: str) -> Report:
        return self._ended(job, Report(job.attempt, "not_sent", f"cannot be drawn: {why}"[:LONGEST_DETAIL]))

    def _print(self, job: Job, data: bytes, mm: float, expired: Callable[[], bool]) -> Report:
        """Send it; the end is written down before anything else happens to it."""
        written = True

        def may_begin() -> bool:
            nonlocal written
            if expired():
                return False
            try:
                self.ledger.begin(job.attempt)
            except JournalBroken:
                written = False
            return written

        def report(result: Result) -> Report:
            if not written:
                return Report(job.attempt, "not_sent", NO_JOURNAL)
            if result.outcome == "not_sent" and expired():
                return Report(job.attempt, "expired", result.detail[:LONGEST_DETAIL])
            return Report(job.attempt, result.outcome, result.detail[:LONGEST_DETAIL])

        def told(state: PrinterState, sent: int) -> None:
            if sent:
                self.progress.heard(self._news(job.attempt, state))

        ended: list[Report] = []

        def settled(result: Result) -> None:
            ended.append(self._ended(job, report(result)))

        mark = mark_of(str(job.attempt))
        try:
            result = self.press.print(data, mark, may_begin, self.giving_up, told, settled)
        finally:
            self.progress.ended()
        self._looked_at(job, result, mm)
        return ended[0]

    def _ended(self, job: Job, report: Report) -> Report:
        self.ledger.finish(report)
        log.info("attempt %s of %s: %s %s", job.attempt, job.ticket, report.outcome, report.detail)
        return report

    def _looked_at(self, job: Job, result: Result, mm: float) -> None:
        """What this job tells of the printer and its paper."""
        self.eye.saw(result.state)
        if result.outcome != "not_sent":
            self.eye.used(mm)
        self.doubts.ended(result)
        if result.words:
            log.warning("attempt %s: %s", job.attempt, result.words)

    def _news(self, attempt: Attempt, state: PrinterState) -> News:
        stage: Literal["sending", "stuck"] = "sending" if state.code == "ready" else "stuck"
        return News(attempt, stage, "" if stage == "sending" else state.code, self.eye.report(state))
