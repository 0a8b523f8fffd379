"""Touches: what has been asked under which key, so that asking again changes nothing."""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from server import tables as t
from server.prepared import Insert, Look
from server.store.journal import last_id, newest

_add_touch = Insert(t.touch)
_mine = [t.touch.c.key == bindparam("key"), t.touch.c.by == bindparam("by")]
_glance = Look(
    select(
        newest.scalar_subquery().label("last"),
        select(t.touch.c.asked).where(*_mine).scalar_subquery().label("asked"),
        select(t.touch.c.ticket).where(*_mine).scalar_subquery().label("ticket"),
    )
)


@dataclass(frozen=True, slots=True)
class Touch:
    """An earlier write with the same key: a digest of what was asked, and the ticket it was about."""

    asked: str
    ticket: str | None


def glance(connection: Connection, by: str, key: str | None) -> tuple[int, Touch | None]:
    """One look at the journal's newest number and at an earlier touch of this caller with the same key."""
    if key is None:
        return last_id(connection), None
    row = _glance(connection, key=key, by=by)
    return row.last or 0, Touch(row.asked, row.ticket) if row.asked is not None else None


def remember(connection: Connection, by: str, key: str, asked: str, ticket: str | None, now: int) -> None:
    """Keep a touch, so that its repeat is recognised."""
    _add_touch(connection, {"key": key, "by": by, "asked": asked, "ticket": ticket, "at": now})
