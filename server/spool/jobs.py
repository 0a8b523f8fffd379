"""Jobs: put in line, given up, out of time. Moments and spans are milliseconds."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, select, tuple_, update

from server.prepared import Insert
from server.rules.phases import Phase
from server.tables import OPEN_JOB, print_job, ticket

LIFE = 180_000  # a job may wait so long for paper
OFFICE = "office"  # asks for what nobody asked for: automatic reprints
TEST = "test-"  # a test's paper has no ticket; its job's id begins so
WAITING = ("queued", "held")
IN_HAND = ("leased", "sending")
_add = Insert(print_job)


@dataclass(frozen=True, slots=True)
class Job:
    """A job as the agent gets it; `attempt` names this try."""

    attempt: str
    ticket: str
    copy: int
    expires_at: int
    slip: Mapping[str, Any]


def add(
    connection: Connection,
    ticket: str,
    slip: Mapping[str, Any],
    now: int,
    *,
    by: str,
    place: str | None = None,
    copy: int = 0,
    expires_at: int | None = None,
    why_asked: str | None = None,
) -> None:
    """Queue a paper. `place` says whose printer it is for (a kiosk's name); None is the main printer."""
    job = {
        "ticket": ticket,
        "copy": copy,
        "slip": slip,
        "state": "queued",
        "made_at": now,
        "expires_at": expires_at if expires_at is not None else now + LIFE,
        "attempts": 0,
        "place": place,
        "by": by,
        "why_asked": why_asked,
    }
    _add(connection, job)


def in_state(*states: str) -> ColumnElement[bool]:
    """Open jobs in these states, said so that the small index of open jobs is used."""
    return and_(OPEN_JOB, print_job.c.state.in_(states))


def this(ticket: str, copy: int) -> ColumnElement[bool]:
    """One job."""
    return and_(print_job.c.ticket == ticket, print_job.c.copy == copy)


def change(connection: Connection, ticket: str, copy: int, **values: Any) -> None:
    """Write a job's columns."""
    connection.execute(update(print_job).where(this(ticket, copy)).values(**values))


def row_of(connection: Connection, ticket: str, copy: int) -> Row[Any] | None:
    """A job's row; None when it is forgotten."""
    return connection.execute(select(print_job).where(this(ticket, copy))).first()


def put_back(connection: Connection, job: Row[Any], state: str, detail: str | None, now: int) -> None:
    """A job of which no byte has left waits again, in `state`, unless its ticket or its time is over."""
    if is_cancelled(connection, job.ticket):
        state = "cancelled"
    elif job.expires_at <= now:
        state = "expired"
    over = None if state in WAITING else now
    change(connection, job.ticket, job.copy, state=state, detail=detail, attempt=None, lease_until=None, done_at=over)


def is_cancelled(connection: Connection, name: str) -> bool:
    """Whether the ticket was given up: no paper without a ticket. A test's paper has none."""
    return connection.scalar(select(ticket.c.phase).where(ticket.c.id == name)) == Phase.CANCELLED.value


def cancel(connection: Connection, tickets: Collection[str], now: int) -> None:
    """These tickets were given up: what nobody has in hand is not printed."""
    open_jobs = connection.execute(select(print_job.c.ticket, print_job.c.copy).where(in_state(*WAITING))).all()
    found = [(job.ticket, job.copy) for job in open_jobs if job.ticket in tickets]
    if found:
        these = tuple_(print_job.c.ticket, print_job.c.copy).in_(found)
        connection.execute(update(print_job).where(these).values(state="cancelled", done_at=now))


def expire(connection: Connection, now: int) -> int:
    """What has waited too long is not printed; how many these were."""
    late = and_(in_state(*WAITING), print_job.c.expires_at <= now)
    return connection.execute(update(print_job).where(late).values(state="expired", done_at=now)).rowcount
