"""The file of one centre: how it is opened, and who may write to it.

SQLite runs in WAL mode with `synchronous=FULL`: an answered touch survives a power cut (with NORMAL it may not, and a
printed number would be given again). Writers take `BEGIN IMMEDIATE`; waiting for another process is done here, in
small sleeps, because SQLite's own busy wait would stop every other task of an event-loop server.
"""

import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection as Connection  # re-exported: the office and the demo name it in signatures
from sqlalchemy import Engine, Row, create_engine, event, insert, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

from server import tables as t

PATIENCE = 5.0  # seconds a writer waits for another process
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=0",
    "wal_autocheckpoint=2000",
    "secure_delete=ON",  # what is deleted is overwritten: not every build of SQLite does so by itself
)
WRITES = "moiso_writes"
_GONE = "moiso_gone"


class StoreBusy(Exception):
    """Another process kept the database for longer than a writer waits."""


def open_engine(path: Path) -> Engine:
    """An engine on the SQLite file, set up as the module says."""
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=QueuePool,
        pool_size=5,
        hide_parameters=True,  # a statement that fails is logged without a citizen's words
        connect_args={"check_same_thread": False, "isolation_level": None, "timeout": 0},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: Any) -> None:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(WRITES) else "BEGIN")

    return engine


class Store:
    """The database of one centre."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._turn = threading.Lock()
        self._writer: Connection | None = None

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One write transaction: at most one at a time in this process; StoreBusy when another process does not let go.

        Nothing that waits may stand inside.
        """
        with self._turn:
            if self._writer is None:
                self._writer = self.engine.connect().execution_options(**{WRITES: True})
            with self._begin(self._writer):
                yield self._writer
            if self._writer.info.get(_GONE):
                self._empty_log(self._writer)

    def _empty_log(self, connection: Connection) -> None:
        """Cut the log, which still holds what was deleted; if somebody reads just now, after the next write."""
        raw = connection.connection.driver_connection
        if raw is not None and not raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            del connection.info[_GONE]

    def _begin(self, connection: Connection) -> Any:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return connection.begin()
            except OperationalError as error:
                if "locked" not in str(error) and "busy" not in str(error):
                    raise
                if time.monotonic() > until:
                    raise StoreBusy from error
                time.sleep(0.005)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for reading, with one unchanging view of the database."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Give the file back."""
        if self._writer is not None:
            self._writer.close()
        self.engine.dispose()


def leave_no_trace(connection: Connection) -> None:
    """What this transaction deletes shall be gone from the files too, and not only from the rows."""
    connection.info[_GONE] = True


def founded(connection: Connection) -> Row[Any]:
    """The book of this database (epoch, secret, day); made at the first call."""
    row = connection.execute(select(t.book)).first()
    if row is None:
        connection.execute(
            insert(t.book).values(id=1, day="", epoch=secrets.token_hex(8), secret=secrets.token_bytes(32))
        )
        row = connection.execute(select(t.book)).one()
    return row
