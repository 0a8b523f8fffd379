"""The database's shape, step by step (Alembic). `upgrade` is cheap when nothing is to be done: every start calls it."""

import subprocess
import sys
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

HERE = Path(__file__).parent
HEAD = "0004"


def at_head(connection: Connection) -> bool:
    """Whether the database has the shape that this version of the program needs."""
    if not inspect(connection).has_table("alembic_version"):
        return False
    return bool(connection.scalar(text("SELECT version_num FROM alembic_version")) == HEAD)


def upgrade(engine: Engine) -> None:
    """Bring the database to the present shape; its rows are kept.

    The steps run in a process of their own: Alembic costs a quarter of a second and 20 MB that a server would keep.
    """
    with engine.connect() as connection:
        if at_head(connection):
            return
    root = HERE.parents[1]
    subprocess.run(
        [sys.executable, "-m", "server.migrations", str(Path(str(engine.url.database)).resolve())], cwd=root, check=True
    )
