"""The same ticket on paper again: the same number and code, the next copy, and a mark that says so."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from server.rules.papers import AT_THE_KIOSK
from server.spool.jobs import LIFE, OFFICE, TEST, WAITING, add, change, is_cancelled
from server.tables import OPEN_JOB, print_attempt, print_job, ticket

AUTOMATIC = 2  # reprints of a ticket that nobody asked for
COPIES = 99  # what a slip can say
OPEN = ("queued", "leased", "sending", "held")
assert all(f"'{state}'" in OPEN_JOB.text for state in OPEN)

Mark = Callable[[str, int, int], str]
"""What a reprint says about itself: of a ticket's language, the copy and the moment (ms)."""


class TooManyReprints(Exception):
    """This ticket has been printed often enough."""


def reprint_by_itself(connection: Connection, job: Row[Any], now: int, mark: Mark) -> None:
    """Nobody knows whether this job's paper came out: queue a marked one, unless there is no use in it any more."""
    jobs = copies(connection, job.ticket)
    tried = sum(1 for one in jobs if one.copy and one.by == OFFICE and one.state != "cancelled")
    newest = jobs[-1].copy == job.copy
    if not newest or tried >= AUTOMATIC or now >= job.expires_at or job.ticket.startswith(TEST):
        return
    if not is_cancelled(connection, job.ticket):
        _add_copy(connection, jobs, OFFICE, None, now, mark, job.expires_at)


def copies(connection: Connection, name: str) -> Sequence[Row[Any]]:
    """All jobs of a ticket, by copy."""
    return connection.execute(select(print_job).where(print_job.c.ticket == name).order_by(print_job.c.copy)).all()


def newest(jobs: Sequence[Row[Any]]) -> Row[Any] | None:
    """The job that tells what becomes of the ticket's paper: the newest that was not called off."""
    valid = [job for job in jobs if job.state != "cancelled"] or jobs
    return valid[-1] if valid else None


def _add_copy(
    connection: Connection,
    jobs: Sequence[Row[Any]],
    by: str,
    why_asked: str | None,
    now: int,
    mark: Mark,
    expires_at: int | None,
) -> None:
    last = jobs[-1]
    copy = last.copy + 1
    slip = _marked(connection, last.ticket, jobs[0].slip, copy, now, mark)
    add(
        connection,
        last.ticket,
        slip,
        now,
        by=by,
        place=last.place,
        copy=copy,
        expires_at=expires_at,
        why_asked=why_asked,
    )


def _marked(
    connection: Connection, name: str, slip: Mapping[str, Any], copy: int, now: int, mark: Mark
) -> Mapping[str, Any]:
    language = connection.scalar(select(ticket.c.language).where(ticket.c.id == name)) or ""
    return {**slip, "copy": copy, "copy_mark": mark(language, copy, now)}


def reprint(
    connection: Connection, name: str, by: str, why_asked: str | None, now: int, mark: Mark, limited: bool
) -> None:
    """Somebody asks for this ticket's paper (again). Raises TooManyReprints; `limited` for callers that are no staff.

    A job that is open is not doubled, its time begins anew. One that has run out of time before any attempt began is
    queued again as it is, for no paper of it exists. Everything else makes a new, marked copy.
    """
    jobs = copies(connection, name)
    job = newest(jobs)
    if job is None:
        raise LookupError(name)
    if job.state in OPEN:
        again = {"state": "queued", "detail": None} if job.state in WAITING else {}
        change(connection, name, job.copy, expires_at=max(job.expires_at, now + LIFE), **again)
    elif job.state == "expired" and not _begun(connection, job):
        slip = _marked(connection, name, job.slip, job.copy, now, mark) if job.copy else job.slip
        fresh = {"made_at": now, "expires_at": now + LIFE, "done_at": None, "detail": None, "attempts": 0}
        change(connection, name, job.copy, state="queued", slip=slip, by=by if job.copy else job.by, **fresh)
    else:
        asked = sum(1 for one in jobs if one.copy and one.by == by and one.state != "cancelled")
        if (limited and asked >= AT_THE_KIOSK) or jobs[-1].copy >= COPIES:
            raise TooManyReprints(name)
        _add_copy(connection, jobs, by, why_asked, now, mark, None)


def _begun(connection: Connection, job: Row[Any]) -> bool:
    tries = select(print_attempt.c.attempt).where(
        print_attempt.c.ticket == job.ticket, print_attempt.c.copy == job.copy, print_attempt.c.began_at.is_not(None)
    )
    return connection.execute(tries.limit(1)).first() is not None


def answered(connection: Connection, name: str, received: bool, by: str, now: int, mark: Mark, limited: bool) -> bool:
    """Whether the citizen has the paper of which the printer cannot tell; False when nobody asks (any more).

    Without it, a marked one is made. Raises TooManyReprints.
    """
    job = newest(copies(connection, name))
    if job is None or job.state != "sent_unconfirmed":
        return False
    if received:
        change(connection, name, job.copy, state="printed", detail="received", done_at=now)
    else:
        reprint(connection, name, by, "not_received", now, mark, limited)
    return True
