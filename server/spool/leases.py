"""Leases: who has a job in hand, and until when. A claim is one UPDATE whose count decides."""

import secrets
from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, insert, or_, select, update

from server.access import Caller
from server.rules.papers import BACKUP, BACKUP_AFTER, LOST
from server.spool.again import Mark, reprint_by_itself
from server.spool.jobs import IN_HAND, TEST, WAITING, Job, change, in_state, put_back, row_of, this
from server.tables import OPEN_JOB, print_attempt, print_job

LEASE = 30_000  # ms; every report of progress renews it
CAME_BACK = "came_back"
STRANGER = "other_session"  # detail of an attempt after which another process has come with the same token
SETBACK = 5_000  # ms


def waiting(connection: Connection) -> bool:
    """Whether any job waits for a printer."""
    return connection.execute(select(print_job.c.ticket).where(in_state(*WAITING)).limit(1)).first() is not None


def _own(agent: Caller) -> ColumnElement[bool]:
    """Jobs of this agent's place, and those meant for no other agent than it."""
    place = print_job.c.place
    return or_(place == agent.name, place.is_(None) if agent.place is None else place == agent.place)


def _may_have(agent: Caller, now: int, stopped: Collection[str | None]) -> ColumnElement[bool]:
    """Jobs that this agent may take. A backup takes what has waited, but a test is for one printer only."""
    if agent.place != BACKUP:
        return _own(agent)
    late = [print_job.c.made_at <= now - BACKUP_AFTER]
    late += [print_job.c.place == place for place in stopped if place is not None]
    late += [print_job.c.place.is_(None)] if None in stopped else []
    return or_(_own(agent), and_(_for_backup(), or_(*late)))


def _for_backup() -> ColumnElement[bool]:
    return ~print_job.c.ticket.startswith(TEST, autoescape=True)


def due(connection: Connection, agent: Caller, now: int) -> float | None:
    """Seconds until the next waiting job comes to this backup; None when none does, or for an agent that is no backup.

    Jobs that have waited long enough are there already: `claim` has them.
    """
    if agent.place != BACKUP:
        return None
    young = and_(in_state(*WAITING), print_job.c.made_at > now - BACKUP_AFTER, _for_backup())
    first = connection.scalar(select(func.min(print_job.c.made_at)).where(young))
    return None if first is None else (first + BACKUP_AFTER - now) / 1000


def claim(
    connection: Connection,
    agent: Caller,
    printer: str,
    now: int,
    session: str | None = None,
    stopped: Collection[str | None] = (),
) -> Job | None:
    """A waiting job, now this agent's for as long as a lease lasts; None when there is none for it.

    The oldest first, but each failure puts a job back by some seconds, so that the others pass. `session` is the
    agent's process; `stopped` are the places whose own printers do not work: a backup takes their jobs at once.
    """
    free = and_(in_state(*WAITING), print_job.c.expires_at > now, _may_have(agent, now, stopped))
    order = (print_job.c.made_at + SETBACK * print_job.c.attempts, print_job.c.ticket)
    found = connection.execute(select(print_job).where(free).order_by(*order).limit(1)).first()
    if found is None:
        return None
    attempt = secrets.token_hex(8)
    lease = {
        "state": "leased",
        "agent": agent.by,
        "printer": printer,
        "attempt": attempt,
        "attempts": print_job.c.attempts + 1,
        "lease_until": now + LEASE,
        "detail": None,
    }
    free = and_(this(found.ticket, found.copy), print_job.c.state.in_(WAITING))
    if connection.execute(update(print_job).where(free).values(lease)).rowcount != 1:
        return None
    row = {"attempt": attempt, "ticket": found.ticket, "copy": found.copy, "agent": agent.by, "printer": printer}
    connection.execute(insert(print_attempt).values(**row, session=session, leased_at=now))
    return Job(attempt, found.ticket, found.copy, found.expires_at, found.slip)


def progress(connection: Connection, agent: Caller, attempt: str, stuck: str | None, now: int) -> bool:
    """The first byte has left, or more of them: the lease is renewed. `stuck` is why the printer has stopped in
    mid-ticket, None while it prints.

    False for an attempt that this agent does not have in hand. What is known of a byte is written down all the same.
    An agent that was thought to have come back without having begun, and did begin, gets its job back while nobody
    else has it: it must not be printed a second time without a mark.
    """
    tried = connection.execute(select(print_attempt).where(print_attempt.c.attempt == attempt)).first()
    if tried is None or tried.agent != agent.by:
        return False
    job = row_of(connection, tried.ticket, tried.copy)
    ours = tried.outcome is None
    if (tried.outcome, tried.detail) == ("not_sent", CAME_BACK) and job is not None and job.state in WAITING:
        ours = True
        _write(connection, attempt, outcome=None, detail=None, ended_at=None)
    if tried.began_at is None:
        _write(connection, attempt, began_at=now)
    if ours:
        lease = {"attempt": attempt, "agent": agent.by, "printer": tried.printer, "lease_until": now + LEASE}
        change(connection, tried.ticket, tried.copy, state="sending", detail=stuck, **lease)
    return ours


def _write(connection: Connection, attempt: str, **values: Any) -> None:
    connection.execute(update(print_attempt).where(print_attempt.c.attempt == attempt).values(**values))


def tidy(
    connection: Connection,
    agent: Caller,
    asked_at: int,
    now: int,
    mark: Mark,
    session: str | None = None,
) -> int:
    """Settle what this agent left behind; how many jobs these were.

    An agent does one thing after the other, and tells what it had begun: when it asks for work without reporting its
    lease, it never began it, and the job waits again. That holds for the process that was given it (`session`): another
    one with the same token, such as a copied disk, knows nothing of it. Then, and for what the office has heard to be
    begun, it is `unknown`. A lease given after the question was asked (`asked_at`) belongs to a newer question and
    stays.
    """

    def settle(job: Row[Any]) -> None:
        if job.session != session:
            _give_up(connection, job, now, mark, STRANGER)
        elif job.state == "sending":
            _give_up(connection, job, now, mark)
        else:
            _write(connection, job.attempt, outcome="not_sent", detail=CAME_BACK, ended_at=now)
            put_back(connection, job, "queued", None, now)

    mine = and_(in_state(*IN_HAND), print_job.c.agent == agent.by, print_attempt.c.leased_at <= asked_at)
    left = select(print_job, print_attempt.c.session).join(print_attempt, _current()).where(mine)
    return _each(connection, left, settle)


def overdue(connection: Connection, now: int) -> bool:
    """Whether any job or lease has run out of time."""
    late = and_(print_job.c.state.in_(WAITING), print_job.c.expires_at <= now)
    lost = and_(print_job.c.state.in_(IN_HAND), print_job.c.lease_until <= now)
    return connection.execute(select(print_job.c.ticket).where(OPEN_JOB, or_(late, lost)).limit(1)).first() is not None


def lose(connection: Connection, now: int, mark: Mark) -> int:
    """Leases that ran out: their agents have vanished, and nobody knows how far they came. How many these were."""
    over = and_(in_state(*IN_HAND), print_job.c.lease_until <= now)
    return _each(connection, select(print_job).where(over), lambda job: _give_up(connection, job, now, mark))


def _current() -> ColumnElement[bool]:
    return print_attempt.c.attempt == print_job.c.attempt


def _each(connection: Connection, jobs: Select[Any], do: Callable[[Row[Any]], None]) -> int:
    found = connection.execute(jobs).all()
    for job in found:
        do(job)
    return len(found)


def _give_up(connection: Connection, job: Row[Any], now: int, mark: Mark, why: str = LOST) -> None:
    _write(connection, job.attempt, outcome="unknown", detail=why, ended_at=now)
    change(connection, job.ticket, job.copy, state="unknown", detail=why, lease_until=None, done_at=now)
    reprint_by_itself(connection, job, now, mark)
