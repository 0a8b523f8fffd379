"""Rows: the journal and what it adds up to. One commit holds everything that one touch has changed.

SQLite runs in WAL mode with `synchronous=FULL`: an answered touch survives a power cut (with NORMAL it may not, and a
printed number would be given again). Writers take `BEGIN IMMEDIATE`; waiting for another process is done here, in
small sleeps, because SQLite's own busy wait would stop every other task of an event-loop server.
"""

import secrets
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from sqlalchemy import Connection as Connection  # re-exported: the office and the demo name it in signatures
from sqlalchemy import Engine, Row, bindparam, create_engine, event, func, insert, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

from server import tables as t
from server.prepared import Insert, Look, Update
from server.rules import events as e
from server.rules.evolve import evolve
from server.rules.phases import Phase
from server.rules.state import Booking, Desk, Hall, Ticket, gather

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

_TICKET_FIELDS = tuple(field.name for field in fields(Ticket))
_add_touch = Insert(t.touch)
_mine = [t.touch.c.key == bindparam("key"), t.touch.c.by == bindparam("by")]
_newest = select(func.max(t.journal.c.id))
_glance = Look(
    select(
        _newest.scalar_subquery().label("last"),
        select(t.touch.c.asked).where(*_mine).scalar_subquery().label("asked"),
        select(t.touch.c.ticket).where(*_mine).scalar_subquery().label("ticket"),
    )
)
_add_event = Insert(t.journal)
_add_ticket = Insert(t.ticket)
_change_ticket = Update(t.ticket, list(_TICKET_FIELDS))
_add_desk = Insert(t.desk)
_change_desk = Update(t.desk, [field.name for field in fields(Desk)])
_add_booking = Insert(t.booking)
_change_booking = Update(t.booking, [field.name for field in fields(Booking)])


@dataclass(frozen=True, slots=True)
class Touch:
    """An earlier write with the same key: a digest of what was asked, and the ticket it was about."""

    asked: str
    ticket: str | None


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


def last_id(connection: Connection) -> int:
    """The journal's newest number, 0 for an empty one."""
    return connection.scalar(_newest) or 0


def day_began(connection: Connection) -> int:
    """The journal's number of the newest day's beginning, 0 before the first."""
    begun = select(t.journal.c.id).where(t.journal.c.kind == e.DayOpened.__name__)
    return connection.scalar(begun.order_by(t.journal.c.id.desc()).limit(1)) or 0


def before(connection: Connection, moment: int) -> int:
    """The newest journal number from before this moment (ms), by halves: moments rise with their numbers."""
    low, high = 0, last_id(connection)
    while low < high:
        middle = (low + high + 1) // 2
        newest = select(t.journal.c.id, t.journal.c.at).where(t.journal.c.id <= middle)
        row = connection.execute(newest.order_by(t.journal.c.id.desc()).limit(1)).first()
        if row is None or row.at < moment:
            low = middle
        else:
            high = min(row.id, middle) - 1
    return low


def last_moment(connection: Connection) -> int:
    """The latest moment in the journal (ms), 0 for an empty one."""
    return connection.scalar(select(func.max(t.journal.c.at))) or 0


def glance(connection: Connection, by: str, key: str | None) -> tuple[int, Touch | None]:
    """One look at the journal's newest number and at an earlier touch of this caller with the same key."""
    if key is None:
        return last_id(connection), None
    row = _glance(connection, key=key, by=by)
    return row.last or 0, Touch(row.asked, row.ticket) if row.asked is not None else None


def remember(connection: Connection, by: str, key: str, asked: str, ticket: str | None, now: int) -> None:
    """Keep a touch, so that its repeat is recognised."""
    _add_touch(connection, {"key": key, "by": by, "asked": asked, "ticket": ticket, "at": now})


def replay(connection: Connection, after: int = 0, limit: int | None = None) -> Iterator[tuple[int, e.Event]]:
    """The journal's events with their numbers, in order."""
    query = select(t.journal).where(t.journal.c.id > after).order_by(t.journal.c.id).limit(limit)
    for row in connection.execute(query):
        yield row.id, e.decode(row.kind, row.at, row.by, row.body)


def load(connection: Connection) -> tuple[Hall, int]:
    """The hall as the rows say, and the journal number at which it stands."""
    day = connection.scalar(select(t.book.c.day)) or ""
    rows = connection.execute(select(t.ticket).where(t.ticket.c.day == day))
    tickets = [_from_row(row) for row in rows]
    desks = [Desk(**row._mapping) for row in connection.execute(select(t.desk))]
    series: dict[str, int] = {}
    for ticket in tickets:
        if ticket.carried_from is None:  # yesterday's numbers are not of today's series
            series[ticket.series] = max(series.get(ticket.series, 0), ticket.number)
    rows = connection.execute(select(t.booking).where(t.booking.c.day >= day))
    bookings = [Booking(**row._mapping) for row in rows]
    return gather(day, tickets, desks, series, bookings), last_id(connection)


def _from_row(row: Row[Any]) -> Ticket:
    values = {name: row._mapping[name] for name in _TICKET_FIELDS}
    return Ticket(**values | {"phase": Phase(values["phase"])})


def find_ticket(connection: Connection, name: str) -> Ticket | None:
    """A ticket of any day by its id."""
    row = connection.execute(select(t.ticket).where(t.ticket.c.id == name)).first()
    return _from_row(row) if row else None


def write(connection: Connection, hall: Hall, events: Sequence[e.Event]) -> tuple[Hall, int]:
    """Journal and rows of these events; the hall after them and the journal's newest number."""
    before, changed, last = hall, dict[str, Ticket](), 0
    bookings = dict[str, Booking]()
    for happened in events:
        name = getattr(happened, "ticket", None)
        body = e.encode(happened)
        entry = {"at": happened.at, "by": happened.by, "kind": type(happened).__name__, "ticket": name, "body": body}
        last = _add_event(connection, entry)
        hall = evolve(hall, happened)
        if name is not None:
            changed[name] = hall.tickets[name]
        if booking := getattr(happened, "booking", None):
            bookings[booking] = hall.bookings[booking]
        if isinstance(happened, e.DayOpened):
            connection.execute(update(t.book).values(day=happened.day))
    _write_tickets(connection, before, hall.day, changed.values())
    _write_desks(connection, before, hall)
    for changed_booking in bookings.values():
        put = _change_booking if changed_booking.id in before.bookings else _add_booking
        put(connection, asdict(changed_booking))
    return hall, last


def _write_tickets(connection: Connection, before: Hall, day: str, changed: Iterable[Ticket]) -> None:
    for ticket in changed:
        row = {name: getattr(ticket, name) for name in _TICKET_FIELDS}
        if ticket.id in before.tickets:
            _change_ticket(connection, row)
        else:
            _add_ticket(connection, row | {"day": day})


def _write_desks(connection: Connection, before: Hall, hall: Hall) -> None:
    changed = [desk for no, desk in hall.desks.items() if desk != before.desks.get(no)]
    # Whoever leaves a counter leaves before somebody else may sit down: the row's ticket is unique.
    for desk in sorted(changed, key=lambda desk: desk.ticket is not None):
        if desk.no in before.desks:
            _change_desk(connection, asdict(desk))
        else:
            _add_desk(connection, asdict(desk))
