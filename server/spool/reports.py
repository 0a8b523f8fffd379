"""Reports: what became of an attempt. They may come late, twice, or from strangers; the package names every case."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, and_, select, update

from server.access import Caller
from server.rules.papers import LOST
from server.spool.again import Mark, reprint_by_itself
from server.spool.jobs import OFFICE, WAITING, change, in_state, put_back, row_of
from server.tables import print_attempt, print_job

OUTCOMES = ("printed", "not_sent", "unknown", "sent_unconfirmed", "expired")
BLANK = ("not_sent", "expired")  # no byte has left
FOUND = "printed_after_all"
LONGEST_DETAIL = 200
SLACK = 5_000  # ms: agents read moments to the second


@dataclass(frozen=True, slots=True)
class Report:
    """What an agent says of an attempt; `began` whether bytes have left, None from an agent that does not say."""

    attempt: str
    outcome: str
    detail: str | None = None
    began: bool | None = None


def settle(connection: Connection, agent: Caller, report: Report, now: int, mark: Mark) -> bool:
    """Write a report down, as the table of the package says; False when this agent never had such an attempt."""
    tried = connection.execute(select(print_attempt).where(print_attempt.c.attempt == report.attempt)).first()
    if tried is None or tried.agent != agent.by:
        return False
    begun = bool(report.began) or tried.began_at is not None
    outcome = "unknown" if begun and report.outcome in BLANK else report.outcome
    detail = (report.detail or "")[:LONGEST_DETAIL] or None
    job = row_of(connection, tried.ticket, tried.copy)
    if job is None or not _is_news(tried, outcome):
        return True
    begins = now if outcome not in BLANK and tried.began_at is None else tried.began_at
    connection.execute(
        update(print_attempt)
        .where(print_attempt.c.attempt == report.attempt)
        .values(outcome=outcome, detail=detail, ended_at=now, began_at=begins)
    )
    if tried.outcome is None:
        _close(connection, job, tried, outcome, detail, now, mark)
    elif outcome == "unknown" == tried.outcome:
        change(connection, job.ticket, job.copy, detail=detail)
    elif tried.outcome == "unknown":
        _clear_up(connection, job, tried, outcome, detail, now, mark)
    elif job.state in (*WAITING, "expired"):
        _close(connection, job, tried, outcome, detail, now, mark)
    return True


def _is_news(tried: Row[Any], outcome: str) -> bool:
    """Whether this says more than is known: see the table."""
    if tried.outcome is None:
        return True
    if tried.outcome == "unknown":
        if outcome == "unknown":
            return bool(tried.detail == LOST)  # thought lost; it knows no more than the office, but perhaps why
        return outcome not in BLANK or tried.began_at is None
    return tried.outcome in BLANK and outcome not in BLANK


def _close(
    connection: Connection, job: Row[Any], tried: Row[Any], outcome: str, detail: str | None, now: int, mark: Mark
) -> None:
    """The job takes the outcome over."""
    if outcome == "not_sent":
        put_back(connection, job, "held", detail, now)
        return
    if outcome == "expired" and job.expires_at > now + SLACK:  # meanwhile somebody has asked for more time
        put_back(connection, job, "queued", None, now)
        return
    change(
        connection,
        job.ticket,
        job.copy,
        state=outcome,
        attempt=tried.attempt,
        agent=tried.agent,
        printer=tried.printer,
        lease_until=None,
        detail=detail,
        done_at=now,
    )
    if outcome == "unknown":
        reprint_by_itself(connection, job, now, mark)


def _clear_up(
    connection: Connection, job: Row[Any], tried: Row[Any], outcome: str, detail: str | None, now: int, mark: Mark
) -> None:
    """What nobody knew is known now: the reprint is not needed, if it can still be stopped."""
    later = and_(print_job.c.ticket == job.ticket, print_job.c.copy > job.copy)
    unneeded = and_(later, in_state(*WAITING), print_job.c.by == OFFICE)
    connection.execute(update(print_job).where(unneeded).values(state="cancelled", detail=FOUND, done_at=now))
    replaced = connection.scalar(select(print_job.c.copy).where(later, print_job.c.state != "cancelled").limit(1))
    if outcome in BLANK and replaced is not None:
        change(connection, job.ticket, job.copy, state="cancelled", detail="reprinted", done_at=now)
    else:
        _close(connection, job, tried, outcome, detail, now, mark)
