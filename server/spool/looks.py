"""What the spool looks like: one ticket's paper, and the work as a whole."""

from sqlalchemy import Connection, and_, case, func, select

from server.rules.papers import BACKUP_AFTER, Line, Paper, Trial, Work
from server.spool.again import copies, newest
from server.spool.jobs import IN_HAND, OFFICE, TEST, WAITING
from server.tables import OPEN_JOB, UNCLEAR, print_attempt, print_job

RECENT = 600_000  # ms in which unclear attempts are counted
PROVED = ("printed", "sent_unconfirmed")


def paper_of(connection: Connection, name: str, now: int) -> Paper:
    """What the newest paper of a ticket is doing; state `none` when nothing was to be printed."""
    jobs = copies(connection, name)
    job = newest(jobs)
    if job is None:
        return Paper()
    state = "expired" if job.state in WAITING and job.expires_at <= now else job.state
    asked = sum(1 for one in jobs if one.copy and one.by != OFFICE and one.by == jobs[0].by)
    return Paper(state, job.detail, job.printer, job.copy, job.place, asked)


def known(connection: Connection, name: str) -> bool:
    """Whether anything was ever to be printed under this name."""
    return connection.execute(select(print_job.c.copy).where(print_job.c.ticket == name).limit(1)).first() is not None


def taken_by(connection: Connection, name: str) -> str | None:
    """Who took this number; None when that is no longer known."""
    return connection.scalar(select(print_job.c.by).where(print_job.c.ticket == name, print_job.c.copy == 0))


def work(connection: Connection, now: int) -> Work:
    """The spool as it stands."""
    late = func.sum(case((print_job.c.made_at <= now - BACKUP_AFTER, 1), else_=0))
    by = (print_job.c.state, print_job.c.place)
    lines: dict[str | None, Line] = {}
    states = dict.fromkeys((*WAITING, *IN_HAND), 0)
    figures = select(*by, func.count(), func.min(print_job.c.made_at), late).where(OPEN_JOB).group_by(*by)
    for state, place, count, since, late_ones in connection.execute(figures):
        states[state] += count
        if state in WAITING:
            other = lines.get(place, Line(0, since, 0))
            lines[place] = Line(count + other.count, min(since, other.since), late_ones + other.late)
    return Work(lines, _unclear(connection, now), _trials(connection), states)


def _unclear(connection: Connection, now: int) -> dict[tuple[str, str], int]:
    who = (print_attempt.c.agent, print_attempt.c.printer)
    recent = and_(UNCLEAR, print_attempt.c.ended_at > now - RECENT)
    found = connection.execute(select(*who, func.count()).where(recent).group_by(*who))
    return {(agent, printer): count for agent, printer, count in found}


def _trials(connection: Connection) -> dict[str, Trial]:
    """Tests are known by the place they are for: their agent's own name."""
    tests = and_(print_job.c.ticket >= TEST, print_job.c.ticket < TEST + "~", print_job.c.done_at.is_not(None))
    columns = (print_job.c.place, print_job.c.state, print_job.c.done_at)
    ended = connection.execute(select(*columns).where(tests).order_by(print_job.c.done_at))
    return {job.place: Trial(job.done_at, job.state in PROVED) for job in ended if job.place}
