"""The steps lead to the tables that the program uses."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from server.migrations import HEAD, HERE, at_head, upgrade
from server.store import Store, founded, open_engine
from server.tables import metadata


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
