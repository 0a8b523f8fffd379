"""Print jobs: what is to be put on paper, and what became of it. The server only keeps the book; an agent prints.

A job goes queued -> leased -> printed | not_sent -> queued again | unknown | sent_unconfirmed | expired. It is
claimed by one UPDATE whose count decides. A job is never printed after `expires_at`: a ticket that comes out minutes
later belongs to nobody.
"""

import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, and_, select, update

from server.prepared import Insert
from server.tables import OPEN_JOB, print_job

LIFE = 180_000  # ms a job may wait for paper
OUTCOMES = ("printed", "not_sent", "unknown", "sent_unconfirmed", "expired")
_add = Insert(print_job)


@dataclass(frozen=True, slots=True)
class Job:
    """A job as the agent gets it; `attempt` names this try."""

    attempt: str
    ticket: str
    copy: int
    expires_at: int
    slip: Mapping[str, Any]


def add(connection: Connection, ticket: str, slip: Mapping[str, Any], now: int, copy: int = 0) -> None:
    """Queue a ticket's paper."""
    job = {
        "ticket": ticket,
        "copy": copy,
        "slip": slip,
        "state": "queued",
        "made_at": now,
        "expires_at": now + LIFE,
        "attempts": 0,
    }
    _add(connection, job)


def tidy(connection: Connection, agent: str, now: int) -> None:
    """Settle what this agent left behind: a sequential agent that asks for work without reporting its lease never began
    it.

    What has run out of time expires.
    """
    left = and_(OPEN_JOB, print_job.c.state == "leased", print_job.c.agent == agent)
    connection.execute(update(print_job).where(left).values(state="queued", attempt=None, lease_until=None))
    late = and_(OPEN_JOB, print_job.c.state == "queued", print_job.c.expires_at <= now)
    connection.execute(update(print_job).where(late).values(state="expired", done_at=now))


def waiting(connection: Connection) -> bool:
    """Whether any job is queued."""
    return (
        connection.execute(select(print_job.c.ticket).where(OPEN_JOB, print_job.c.state == "queued").limit(1)).first()
        is not None
    )


def claim(connection: Connection, agent: str, printer: str, now: int, lease: int = 60_000) -> Job | None:
    """A queued job, now this agent's for `lease` ms; None when there is none.

    The oldest first, but one that could not be printed before lets the others pass.
    """
    queued = and_(OPEN_JOB, print_job.c.state == "queued", print_job.c.expires_at > now)
    oldest = (
        select(print_job.c.ticket, print_job.c.copy)
        .where(queued)
        .order_by(print_job.c.attempts, print_job.c.made_at)
        .limit(1)
    )
    found = connection.execute(oldest).first()
    if found is None:
        return None
    attempt = secrets.token_hex(8)
    job = and_(print_job.c.ticket == found.ticket, print_job.c.copy == found.copy)
    taken = connection.execute(
        update(print_job)
        .where(job, print_job.c.state == "queued")
        .values(
            state="leased",
            agent=agent,
            printer=printer,
            attempt=attempt,
            attempts=print_job.c.attempts + 1,
            lease_until=now + lease,
        )
    )
    if taken.rowcount != 1:
        return None
    row = connection.execute(select(print_job).where(job)).one()
    return Job(attempt, row.ticket, row.copy, row.expires_at, row.slip)


def settle(connection: Connection, agent: str, attempt: str, outcome: str, detail: str | None, now: int) -> bool:
    """Write down what became of an attempt; False when this agent has no such attempt open (a repeat is harmless)."""
    again = outcome == "not_sent"
    changed = connection.execute(
        update(print_job)
        .where(OPEN_JOB, print_job.c.state == "leased", print_job.c.attempt == attempt, print_job.c.agent == agent)
        .values(
            state="queued" if again else outcome,
            attempt=None if again else attempt,
            lease_until=None,
            detail=(detail or "")[:200] or None,
            done_at=None if again else now,
        )
    )
    return changed.rowcount == 1


def progress(connection: Connection, ticket: str, now: int) -> dict[str, str | None]:
    """What the newest paper of a ticket is doing: `{state, why}`; state is `none` when nothing was to be printed."""
    query = select(print_job).where(print_job.c.ticket == ticket).order_by(print_job.c.copy.desc()).limit(1)
    row = connection.execute(query).first()
    if row is None:
        return {"state": "none", "why": None}
    late = row.state in ("queued", "leased") and row.expires_at <= now
    return {"state": "expired" if late else row.state, "why": row.detail}


@dataclass(slots=True)
class Bell:
    """Rings when a job is queued, so that an agent that waits hears of it at once."""

    _ring: threading.Condition = field(default_factory=threading.Condition)
    count: int = 0

    def strike(self) -> None:
        """There is work."""
        with self._ring:
            self.count += 1
            self._ring.notify_all()

    def wait(self, heard: int, seconds: float) -> None:
        """Until it has rung since the count was `heard`, or the seconds are over."""
        with self._ring:
            self._ring.wait_for(lambda: self.count != heard, seconds)
