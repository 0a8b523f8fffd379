"""The bare server that ours is compared with: same engine, same start-up, nothing of ours inside.

`POST /tickets` makes one durable Core transaction (insert and counter update); `POST /shout` broadcasts a body of the
asked size.
"""

import argparse
import sys


def main() -> None:
    """Serve until the lifeline ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--engine", default="eventlet")
    parser.add_argument("--database", required=True)
    options = parser.parse_args()
    from server.engine import patch

    patch(options.engine)
    _serve(options.engine, options.database)


def _serve(engine_name: str, database: str) -> None:
    import threading
    from pathlib import Path

    from flask import Flask, request
    from flask_socketio import SocketIO
    from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table, UniqueConstraint, insert, update

    from server.engine import serve
    from server.store import open_engine

    metadata = MetaData()
    ticket = Table(
        "ticket",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("service", String(16)),
        Column("number", Integer),
        Column("at", BigInteger),
        UniqueConstraint("service", "number"),
    )
    counter = Table("counter", metadata, Column("service", String(16), primary_key=True), Column("last", Integer))
    engine = open_engine(Path(database))
    metadata.create_all(engine)
    writer = engine.connect().execution_options(moiso_writes=True)
    with writer.begin():
        writer.execute(insert(counter).values(service="HT", last=0))
    turn = threading.Lock()
    raise_number = (
        update(counter).where(counter.c.service == "HT").values(last=counter.c.last + 1).returning(counter.c.last)
    )

    app = Flask("bare")
    sockets = SocketIO(app, async_mode=engine_name, ping_interval=5, ping_timeout=5)

    @app.post("/tickets")
    def take() -> tuple[dict[str, int], int]:
        with turn, writer.begin():
            number = writer.scalar(raise_number)
            writer.execute(insert(ticket), {"service": "HT", "number": number, "at": 0})
        return {"number": number or 0}, 201

    @app.post("/shout")
    def shout() -> tuple[str, int]:
        sockets.emit("moment", request.get_json())
        return "", 204

    serve(engine_name, app, "127.0.0.1", 0, lambda port: print(port, flush=True))


if __name__ == "__main__":
    sys.path.insert(0, ".")
    main()
