"""`python -m server.migrations FILE`: bring one database to the present shape."""

import sys
from pathlib import Path

from alembic import command
from alembic.config import Config

from server.migrations import HERE
from server.store import WRITES, open_engine


def main(path: Path) -> None:
    """All steps in one transaction: a step that fails leaves the database as it was."""
    config = Config()
    config.set_main_option("script_location", str(HERE))
    engine = open_engine(path)
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    engine.dispose()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
