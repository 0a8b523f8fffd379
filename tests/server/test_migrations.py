"""The steps lead to the tables that the program uses."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select

from server.migrations import HEAD, HERE, at_head, upgrade
from server.store import WRITES, Store, founded, open_engine
from server.tables import OPEN_JOB, metadata, print_attempt, print_job


def test_the_steps_make_what_the_tables_say(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "moiso.db")
    upgrade(engine)
    with engine.connect() as connection:
        assert at_head(connection)
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_the_named_head_is_the_newest_step() -> None:
    assert ScriptDirectory(str(HERE)).get_heads() == [HEAD]


def test_an_upgrade_keeps_what_is_there(tmp_path: Path) -> None:
    store = Store(open_engine(tmp_path / "moiso.db"))
    upgrade(store.engine)
    with store.writing() as connection:
        epoch = founded(connection).epoch
    upgrade(store.engine)
    with store.writing() as connection:
        assert founded(connection).epoch == epoch
    store.close()


def first_database(path: Path, jobs: int = 40) -> None:
    """A database as the first version made and filled it."""
    engine = open_engine(path)
    config = Config()
    config.set_main_option("script_location", str(HERE))
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for number in range(jobs):
            state = ("printed", "leased", "queued", "unknown")[number % 4]
            ran = None if state == "queued" else f"{number:016x}"
            connection.exec_driver_sql(
                'INSERT INTO print_job VALUES (?, 0, ?, \'{"label": "A001"}\', 1000, 181000, 1, ?, ?, ?, ?, ?, ?)',
                (
                    f"20261121-A{number:03}",
                    state,
                    ran,
                    ran and "agent:agent",
                    ran and "virtual",
                    71_000 if state == "leased" else None,
                    2000 if state in ("printed", "unknown") else None,
                    "offline" if state == "unknown" else None,
                ),
            )
    engine.dispose()


def test_the_papers_of_the_first_version_and_their_attempts_are_kept(tmp_path: Path) -> None:
    first_database(tmp_path / "moiso.db")
    engine = open_engine(tmp_path / "moiso.db")
    for _ in range(2):  # a second start finds nothing to do
        upgrade(engine)
    with engine.connect() as connection:
        assert at_head(connection)
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        jobs = connection.execute(select(print_job).order_by(print_job.c.ticket)).all()
        tries = {row.ticket: row for row in connection.execute(select(print_attempt))}
        small = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'print_job_open'").scalar_one()
    engine.dispose()
    assert [job.state for job in jobs] == ["printed", "leased", "queued", "unknown"] * 10
    assert jobs[0].slip == {"label": "A001"}
    assert {(job.place, job.by, job.why_asked) for job in jobs} == {(None, None, None)}
    assert sorted(tries) == [job.ticket for job in jobs if job.state != "queued"]
    printed, leased, unclear = (tries[f"20261121-A{number:03}"] for number in (0, 1, 3))
    assert (printed.attempt, printed.outcome, printed.ended_at) == (f"{0:016x}", "printed", 2000)
    assert (leased.outcome, leased.ended_at, leased.leased_at) == (None, None, 11_000)
    assert (unclear.outcome, unclear.detail, unclear.agent) == ("unknown", "offline", "agent:agent")
    assert str(OPEN_JOB) in small  # the index says its condition as the queries do
