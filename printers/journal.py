"""What the agent must not forget when the power goes: which attempts have arrived, begun and ended, and how much paper
is used up.

Written with SQLite, every commit on disk (synchronous=FULL with a write-ahead log) before the next step.
"""

import json
import logging
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import cast, get_args

from printers.link import BEGUN, Attempt, Outcome, Report
from printers.supply import Supply
from printers.words import said

log = logging.getLogger(__name__)

KEPT = 1000
"""Attempts remembered after the server has acknowledged them, so that a job offered twice is not printed twice."""

PLACES = ", ".join("?" * len(BEGUN))

SCHEMA = """
CREATE TABLE IF NOT EXISTS attempts (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    attempt TEXT NOT NULL UNIQUE,
    outcome TEXT,
    detail TEXT NOT NULL DEFAULT '',
    acknowledged INTEGER NOT NULL DEFAULT 0
)
"""


OFFERED = "offered"
"""The detail of an attempt that has arrived and not begun."""


class JournalBusy(RuntimeError):
    """Another agent uses this journal: two agents on one printer would print into each other's tickets."""


class JournalBroken(RuntimeError):
    """Nothing can be read from the journal, or nothing written: it is damaged, or the disk is full or read-only."""


class Journal:
    """The memory of one agent for one printer, in one file.

    Attempts that had begun and not ended when the journal was last open are `unknown` from now on, those that had only
    arrived are `not_sent`. Raises JournalBusy and JournalBroken, as everything here does: a damaged journal is never
    replaced by an empty one, which would know of nothing that was printed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        if path.exists() and path.stat().st_size == 0:
            log.error(said(f"sổ ghi {path} bị trống; lập sổ mới", f"the journal {path} is empty; a new one is begun"))
        with self._guarded():
            self._db = sqlite3.connect(path, timeout=1.0, isolation_level=None)
            try:
                self._open()
            except sqlite3.Error:
                self._db.close()
                raise

    def _open(self) -> None:
        self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        [health] = self._db.execute("PRAGMA quick_check(1)").fetchone()
        if health != "ok":
            raise sqlite3.DatabaseError(health)
        self._db.execute(SCHEMA)
        self._db.execute(
            "UPDATE attempts SET outcome = CASE detail WHEN ? THEN 'not_sent' ELSE 'unknown' END, detail = 'restart'"
            " WHERE outcome IS NULL",
            (OFFERED,),
        )
        self.supply = Supply(self._db)

    def offered(self, attempt: Attempt) -> None:
        """An attempt has arrived, and nothing of it was sent yet. On disk when this returns."""
        with self._guarded():
            self._db.execute(
                "INSERT OR REPLACE INTO attempts (attempt, detail) VALUES (?, ?)", (json.dumps(attempt), OFFERED)
            )

    def begin(self, attempt: Attempt) -> None:
        """The first byte is about to leave. On disk when this returns."""
        # an attempt that had left no byte may begin again
        with self._guarded():
            self._db.execute("INSERT OR REPLACE INTO attempts (attempt) VALUES (?)", (json.dumps(attempt),))

    def finish(self, report: Report, paper_mm: float = 0.0) -> None:
        """An attempt has ended, whether or not it had begun; it took so much paper, which is less than certain."""
        with self._guarded():
            self._db.execute(
                "INSERT INTO attempts (attempt, outcome, detail) VALUES (?, ?, ?) ON CONFLICT (attempt)"
                " DO UPDATE SET outcome = excluded.outcome, detail = excluded.detail, acknowledged = 0",
                (json.dumps(report.attempt), report.outcome, report.detail),
            )
        if paper_mm > 0:
            self.supply.used(paper_mm)

    def unreported(self) -> tuple[Report, ...]:
        """What the server has not acknowledged, oldest first."""
        with self._guarded():
            rows = self._db.execute(
                "SELECT attempt, outcome, detail FROM attempts WHERE outcome IS NOT NULL AND NOT acknowledged"
                " ORDER BY seq"
            )
            return tuple(_report(*row) for row in rows)

    def acknowledge(self, reports: Sequence[Report]) -> None:
        """The server knows these; only the newest are remembered on."""
        if not reports:
            return
        with self._guarded(), self._together():
            self._db.executemany(
                "UPDATE attempts SET acknowledged = 1 WHERE attempt = ? AND outcome = ?",
                [(json.dumps(report.attempt), report.outcome) for report in reports],
            )
            # the newest that reached the printer tells how it was left, however many were refused since
            self._db.execute(
                "DELETE FROM attempts WHERE acknowledged AND seq <= (SELECT max(seq) FROM attempts) - ?"
                f" AND seq <> coalesce((SELECT max(seq) FROM attempts WHERE outcome IN ({PLACES})), 0)",
                (KEPT, *BEGUN),
            )

    def ended(self, attempt: Attempt) -> Report | None:
        """How this attempt ended if paper may exist for it; None when it may be printed."""
        with self._guarded():
            row = self._db.execute(
                f"SELECT attempt, outcome, detail FROM attempts WHERE attempt = ? AND outcome IN ({PLACES})",
                (json.dumps(attempt), *BEGUN),
            ).fetchone()
            return _report(*row) if row else None

    def torn(self) -> bool:
        """Whether the last job that reached the printer ended as unknown: then the next one must clean up first."""
        with self._guarded():
            row = self._db.execute(
                f"SELECT outcome FROM attempts WHERE outcome IN ({PLACES}) ORDER BY seq DESC LIMIT 1", BEGUN
            ).fetchone()
            return row is not None and row[0] == "unknown"

    def try_out(self) -> None:
        """Write something of no meaning, to see whether it can be written again."""
        with self._guarded():
            [count] = self._db.execute("PRAGMA user_version").fetchone()
            self._db.execute(f"PRAGMA user_version = {(count + 1) % 1000}")

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Whatever SQLite, or what it gives back, is not as it should be: in words for people."""
        try:
            yield
        except (sqlite3.Error, ValueError) as trouble:
            if "locked" in str(trouble):
                raise JournalBusy(
                    said(
                        f"{self._path} đang được một chương trình in khác dùng",
                        f"{self._path} is in use by another print agent",
                    )
                ) from trouble
            raise JournalBroken(
                said(
                    f"không đọc hoặc ghi được sổ ghi {self._path}: hãy giải phóng ổ đĩa; nếu sổ bị hỏng, hãy chuyển nó"
                    " sang chỗ khác rồi khởi động lại",
                    f"the journal {self._path} cannot be read or written ({trouble}): free some space on the disk; if"
                    " the journal is damaged, move it away and start again",
                )
            ) from trouble

    @contextmanager
    def _together(self) -> Iterator[None]:
        """All of it or nothing is on disk afterwards."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._db.in_transaction:  # SQLite ends it by itself when the disk is full
                self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def close(self) -> None:
        """Let another agent have it."""
        self._db.close()


def _report(attempt: str, outcome: str, detail: str) -> Report:
    if outcome not in get_args(Outcome):
        raise ValueError(f"unknown outcome {outcome!r}")
    return Report(json.loads(attempt), cast(Outcome, outcome), detail)
