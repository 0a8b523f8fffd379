"""How many tickets the roll still gives: millimetres printed since it was put in, over the length of the last tickets.

Near-end sensors are absent on many small printers, so the count is kept even where none speaks up. It is an estimate:
a roll changed while paper was left and the agent off goes unseen, and trouble with it never keeps a ticket from paper.
"""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from printers.status import KnownPaper

log = logging.getLogger(__name__)

REMEMBERED = 20
"""Tickets whose lengths make the average."""

SURE_AFTER, SURE_TICKETS = 30.0, 2
"""Paper is a new roll when it stays plentiful for so many seconds, or tickets: a sensor flickers near the end."""

MOST = 100_000
"""Tickets; no roll gives more."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS roll (one INTEGER PRIMARY KEY CHECK (one = 1), paper TEXT NOT NULL, used_mm REAL NOT NULL);
CREATE TABLE IF NOT EXISTS lengths (seq INTEGER PRIMARY KEY AUTOINCREMENT, mm REAL NOT NULL);
INSERT OR IGNORE INTO roll VALUES (1, 'unknown', 0);
"""


class Supply:
    """The paper of one printer, in the agent's journal (an open connection in autocommit mode)."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database
        self._db.executescript(SCHEMA)
        self._troubled = False
        self._plenty_since: float | None = None
        self._tickets_since, self._mm_since = 0, 0.0

    def saw(self, paper: KnownPaper, now: float) -> bool:
        """The printer says how its paper is, at a moment of any steady clock; whether a new roll must have been put in.

        Paper that is plentiful for a while after it was low or at its end is another roll. Low after its end is the
        old one again.
        """
        with self._estimating():
            [before] = self._db.execute("SELECT paper FROM roll").fetchone()
            if paper == "unknown":
                return False
            if paper == "ok" and before in ("near_end", "out"):
                return self._plenty(now)
            self._plenty_since = None
            if paper != before:
                self._db.execute("UPDATE roll SET paper = ?", (paper,))
        return False

    def _plenty(self, now: float) -> bool:
        if self._plenty_since is None:
            self._plenty_since, self._tickets_since, self._mm_since = now, 0, 0.0
        if now - self._plenty_since < SURE_AFTER and self._tickets_since < SURE_TICKETS:
            return False
        self._db.execute("UPDATE roll SET paper = 'ok', used_mm = ?", (self._mm_since,))
        self._plenty_since = None
        return True

    def used(self, mm: float) -> None:
        """A ticket of this length came out."""
        self._tickets_since, self._mm_since = self._tickets_since + 1, self._mm_since + mm
        with self._estimating():
            self._db.execute("UPDATE roll SET used_mm = used_mm + ?", (mm,))
            self._db.execute("INSERT INTO lengths (mm) VALUES (?)", (mm,))
            self._db.execute("DELETE FROM lengths WHERE seq <= (SELECT max(seq) FROM lengths) - ?", (REMEMBERED,))

    def tickets_left(self, roll_m: float) -> int | None:
        """How many tickets like the last ones the rest of a roll of so many metres gives; None before the first."""
        with self._estimating():
            [average, used] = self._db.execute("SELECT (SELECT avg(mm) FROM lengths), used_mm FROM roll").fetchone()
            return max(0, min(MOST, int((roll_m * 1000 - used) / average))) if average else None
        return None

    @contextmanager
    def _estimating(self) -> Iterator[None]:
        """Go on without the estimate when the journal cannot be used; say so once."""
        try:
            yield
        except sqlite3.Error as trouble:
            if not self._troubled:
                log.warning("the paper that is left cannot be reckoned: %s", trouble)
            self._troubled = True
        else:
            self._troubled = False
