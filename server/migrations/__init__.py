"""The database's shape, step by step (Alembic). `upgrade` is cheap when nothing is to be done: every start calls it."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

HERE = Path(__file__).parent
HEAD = "0001"


def at_head(connection: Connection) -> bool:
    """Whether the database has the shape that this version of the program needs."""
    if not inspect(connection).has_table("alembic_version"):
        return False
    return bool(connection.scalar(text("SELECT version_num FROM alembic_version")) == HEAD)


def upgrade(engine: Engine) -> None:
    """Bring the database to the present shape; its rows are kept."""
    with engine.connect() as connection:
        if at_head(connection):
            return
    # Loaded only when there is something to do: it costs a quarter of a second and 10 MB.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE))
    with engine.connect().execution_options(moiso_writes=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
