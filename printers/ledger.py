"""What the agent owes the server: in the journal, and in memory for as long as the journal takes nothing.

Nothing is sent to the printer that the journal does not know of; but how a ticket ended is told all the same.
"""

import logging
from collections.abc import Sequence

from printers.journal import Journal, JournalBroken
from printers.link import Attempt, Report

log = logging.getLogger(__name__)


class Ledger:
    """The journal of one agent, and what it could not take. Only `received`, `begin` and `torn` raise JournalBroken."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._unsaved: dict[Attempt, Report] = {}
        self._told: set[Report] = set()
        self.broken = False
        """Whether the journal could not be used when last tried."""

    def owed(self) -> tuple[Report, ...]:
        """What the server has not acknowledged. A journal that was broken is tried again first."""
        kept: tuple[Report, ...] = ()
        try:
            if self.broken:
                self._catch_up()
            kept = self._journal.unreported()
        except JournalBroken as trouble:
            self._failed(trouble)
        return tuple(report for report in (*kept, *self._unsaved.values()) if report not in self._told)

    def received(self, attempt: Attempt) -> Report | None:
        """An attempt has arrived; how it ended before if paper may exist for it."""
        known = self._unsaved.get(attempt)
        if known is not None and known.began:
            return known
        try:
            known = self._journal.ended(attempt)
            if known is None:
                self._journal.offered(attempt)
        except JournalBroken as trouble:
            self._failed(trouble)
            raise
        return known

    def torn(self) -> bool:
        """Whether the printer may hold half a ticket."""
        try:
            return self._journal.torn()
        except JournalBroken as trouble:
            self._failed(trouble)
            raise

    def begin(self, attempt: Attempt) -> None:
        """The first byte is about to leave."""
        try:
            self._journal.begin(attempt)
        except JournalBroken as trouble:
            self._failed(trouble)
            raise

    def finish(self, report: Report) -> None:
        """An attempt has ended; to be told until it is acknowledged."""
        self._told.discard(report)
        try:
            self._journal.finish(report)
        except JournalBroken as trouble:
            self._unsaved[report.attempt] = report
            self._failed(trouble)
        else:
            self._unsaved.pop(report.attempt, None)

    def acknowledge(self, reports: Sequence[Report]) -> None:
        """The server knows these."""
        try:
            self._journal.acknowledge(reports)
        except JournalBroken as trouble:
            self._failed(trouble)
        if self.broken:
            self._told.update(reports)

    def _catch_up(self) -> None:
        """Write what could not be written. Raises JournalBroken."""
        self._journal.try_out()
        for report in self._unsaved.values():
            self._journal.finish(report)
        self._journal.acknowledge(tuple(self._told))
        self._unsaved.clear()
        self._told.clear()
        self.broken = False
        log.info("the journal can be written again")

    def _failed(self, trouble: JournalBroken) -> None:
        if not self.broken:
            log.error("%s", trouble)
        self.broken = True
