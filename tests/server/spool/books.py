"""A spool on a database of its own, tickets without an office, and a clock that tests tell."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, insert, select, update

from server import spool
from server.access import Caller
from server.spool import Job, Report
from server.store import Store, open_engine
from server.tables import metadata, print_attempt, print_job, ticket

START = 1_795_226_400_000
A, B, SPARE = Caller("agent", "a"), Caller("agent", "b"), Caller("agent", "spare", "backup")
OWN = Caller("agent", "own", "K1")


def mark(language: str, copy: int, now: int) -> str:
    return f"{language} reprint {copy} at {(now - START) // 1000}"


class Book:
    """The spool's functions with a connection, a clock and the mark filled in."""

    def __init__(self, path: Path) -> None:
        engine = open_engine(path)
        event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))  # no power cuts here
        self.store = Store(engine)
        metadata.create_all(self.store.engine)
        self.now = START

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self.store.writing() as connection:
            yield connection

    def take(self, name: str = "t-A001", by: str = "kiosk:k", place: str | None = None, language: str = "vi") -> str:
        row: dict[str, Any] = {column.name: None for column in ticket.columns}
        row |= {"id": name, "day": "d", "label": "A001", "series": "A", "number": int(name[-3:]), "service": "HT"}
        row |= {"language": language, "phase": "waiting", "rank": 0, "issued_at": self.now, "since": self.now}
        with self.writing() as connection:
            counts = dict.fromkeys(("times", "call_no", "misses", "postponed"), 0)
            connection.execute(insert(ticket).values(row | counts | {"dossiers": 1, "route": ""}))
            spool.add(connection, name, {"label": name[-4:], "copy": 0, "copy_mark": ""}, self.now, by=by, place=place)
        return name

    def give_up(self, name: str) -> None:
        with self.writing() as connection:
            connection.execute(update(ticket).where(ticket.c.id == name).values(phase="cancelled"))
            spool.cancel(connection, {name}, self.now)

    def claim(self, agent: Caller = A, session: str | None = None, stopped: Collection[str | None] = ()) -> Job | None:
        with self.writing() as connection:
            return spool.claim(connection, agent, f"{agent.name}-printer", self.now, session, stopped)

    def must_claim(self, agent: Caller = A, session: str | None = None) -> Job:
        job = self.claim(agent, session)
        assert job is not None
        return job

    def report(
        self, attempt: str, outcome: str, detail: str | None = None, agent: Caller = A, began: bool | None = None
    ) -> bool:
        with self.writing() as connection:
            return spool.settle(connection, agent, Report(attempt, outcome, detail, began), self.now, mark)

    def progress(self, attempt: str, stuck: str | None = None, agent: Caller = A) -> bool:
        with self.writing() as connection:
            return spool.progress(connection, agent, attempt, stuck, self.now)

    def tidy(self, agent: Caller = A, asked_at: int | None = None, session: str | None = None) -> int:
        asked_at = self.now if asked_at is None else asked_at
        with self.writing() as connection:
            return spool.tidy(connection, agent, asked_at, self.now, mark, session)

    def round(self) -> int:
        """What the caretaker does."""
        with self.writing() as connection:
            spool.expire(connection, self.now)
            return spool.lose(connection, self.now, mark)

    def reprint(self, name: str, by: str = "kiosk:k", why: str | None = None, limited: bool = True) -> None:
        with self.writing() as connection:
            spool.reprint(connection, name, by, why, self.now, mark, limited)

    def answer(self, name: str, received: bool, by: str = "kiosk:k") -> bool:
        with self.writing() as connection:
            return spool.answered(connection, name, received, by, self.now, mark, True)

    def job(self, name: str = "t-A001", copy: int = 0) -> Any:
        with self.store.reading() as connection:
            one = (print_job.c.ticket == name) & (print_job.c.copy == copy)
            return connection.execute(select(print_job).where(one)).one()

    def states(self, name: str = "t-A001") -> list[str]:
        with self.store.reading() as connection:
            jobs = select(print_job.c.state).where(print_job.c.ticket == name).order_by(print_job.c.copy)
            return list(connection.scalars(jobs))

    def attempt(self, attempt: str) -> Any:
        with self.store.reading() as connection:
            return connection.execute(select(print_attempt).where(print_attempt.c.attempt == attempt)).one()

    def paper(self, name: str = "t-A001") -> Any:
        with self.store.reading() as connection:
            return spool.paper_of(connection, name, self.now)

    def dump(self) -> list[Any]:
        """Everything the spool has written."""
        with self.store.reading() as connection:
            tables = (print_job, print_attempt)
            found = [connection.execute(select(table).order_by(*table.primary_key)).all() for table in tables]
        return [tuple(row) for rows in found for row in rows]
