"""What the agent must not forget when the power goes: which attempts have begun, and how they ended.

Written with SQLite, every commit on disk (synchronous=FULL with a write-ahead log) before the next step.
"""

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import cast, get_args

from printers.link import Attempt, Outcome, Report

KEPT = 1000
"""Attempts remembered after the server has acknowledged them, so that a job offered twice is not printed twice."""

FINAL = ("printed", "unknown", "sent_unconfirmed")
"""Outcomes after which paper may exist."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS attempts (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    attempt TEXT NOT NULL UNIQUE,
    outcome TEXT,
    detail TEXT NOT NULL DEFAULT '',
    acknowledged INTEGER NOT NULL DEFAULT 0
)
"""


class JournalBusy(RuntimeError):
    """Another agent uses this journal: two agents on one printer would print into each other's tickets."""


class Journal:
    """The memory of one agent for one printer, in one file.

    Attempts that had begun and not ended when the journal was last open are `unknown` from now on. Raises JournalBusy.
    """

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, timeout=1.0, isolation_level=None)
        try:
            self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.execute(SCHEMA)
            self._db.execute("UPDATE attempts SET outcome = 'unknown', detail = 'restart' WHERE outcome IS NULL")
        except sqlite3.OperationalError as trouble:
            self._db.close()
            if "locked" in str(trouble):
                raise JournalBusy(f"{path} is in use by another print agent") from trouble
            raise

    def begin(self, attempt: Attempt) -> None:
        """The first byte is about to leave. On disk when this returns."""
        # an attempt that had left no byte may begin again
        self._db.execute("INSERT OR REPLACE INTO attempts (attempt) VALUES (?)", (json.dumps(attempt),))

    def finish(self, report: Report) -> None:
        """An attempt has ended, whether or not it had begun."""
        self._db.execute(
            "INSERT INTO attempts (attempt, outcome, detail) VALUES (?, ?, ?) ON CONFLICT (attempt)"
            " DO UPDATE SET outcome = excluded.outcome, detail = excluded.detail, acknowledged = 0",
            (json.dumps(report.attempt), report.outcome, report.detail),
        )

    def unreported(self) -> tuple[Report, ...]:
        """What the server has not acknowledged, oldest first."""
        rows = self._db.execute(
            "SELECT attempt, outcome, detail FROM attempts WHERE outcome IS NOT NULL AND NOT acknowledged ORDER BY seq"
        )
        return tuple(_report(*row) for row in rows)

    def acknowledge(self, reports: Sequence[Report]) -> None:
        """The server knows these; only the newest are remembered on."""
        if not reports:
            return
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany(
            "UPDATE attempts SET acknowledged = 1 WHERE attempt = ? AND outcome = ?",
            [(json.dumps(report.attempt), report.outcome) for report in reports],
        )
        self._db.execute(
            "DELETE FROM attempts WHERE acknowledged AND seq <= (SELECT max(seq) FROM attempts) - ?", (KEPT,)
        )
        self._db.execute("COMMIT")

    def ended(self, attempt: Attempt) -> Report | None:
        """How this attempt ended if paper may exist for it; None when it may be printed."""
        marks = ", ".join("?" * len(FINAL))
        row = self._db.execute(
            f"SELECT attempt, outcome, detail FROM attempts WHERE attempt = ? AND outcome IN ({marks})",
            (json.dumps(attempt), *FINAL),
        ).fetchone()
        return _report(*row) if row else None

    def torn(self) -> bool:
        """Whether the last job that reached the printer ended as unknown: then the next one must clean up first."""
        row = self._db.execute(
            "SELECT outcome FROM attempts WHERE outcome IN ('printed', 'unknown') ORDER BY seq DESC LIMIT 1"
        ).fetchone()
        return row is not None and row[0] == "unknown"

    def close(self) -> None:
        """Let another agent have it."""
        self._db.close()


def _report(attempt: str, outcome: str, detail: str) -> Report:
    assert outcome in get_args(Outcome), outcome
    return Report(json.loads(attempt), cast(Outcome, outcome), detail)
