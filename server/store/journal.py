"""The journal: what happened, in order. Nothing in it is ever changed."""

from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from server import tables as t
from server.prepared import Insert
from server.rules import events as e

newest = select(func.max(t.journal.c.id))
_add_event = Insert(t.journal)


def append(connection: Connection, happened: e.Event) -> int:
    """One more entry; its number."""
    name, body = getattr(happened, "ticket", None), e.encode(happened)
    entry = {"at": happened.at, "by": happened.by, "kind": type(happened).__name__, "ticket": name, "body": body}
    return _add_event(connection, entry)


def last_id(connection: Connection) -> int:
    """The journal's newest number, 0 for an empty one."""
    return connection.scalar(newest) or 0


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


def replay(connection: Connection, after: int = 0, limit: int | None = None) -> Iterator[tuple[int, e.Event]]:
    """The journal's events with their numbers, in order."""
    query = select(t.journal).where(t.journal.c.id > after).order_by(t.journal.c.id).limit(limit)
    for row in connection.execute(query):
        yield row.id, e.decode(row.kind, row.at, row.by, row.body)
