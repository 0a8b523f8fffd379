"""A whole app in this process: threading engine, demo centre, no network."""

import atexit
import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_socketio import SocketIO
from werkzeug.test import TestResponse

from config.settings import Settings
from server import store as rows
from server.app import create_app
from server.house import EXTENSION, House
from server.migrations import upgrade
from tests.server.rules.halls import START


@dataclass
class Centre:
    """The app, its sockets, its accesses and a clock that tests tell."""

    app: Flask
    sockets: SocketIO
    access: dict[str, Any]
    clock: list[int]

    @property
    def house(self) -> House:
        house: House = self.app.extensions[EXTENSION]
        return house

    def token(self, who: str) -> str:
        entry = self.access["devices"].get(who) or self.access["people"][who]
        return str(entry["token"])

    def ask(self, method: str, path: str, who: str | None = None, body: Any = None, **headers: str) -> TestResponse:
        if who is not None:
            headers["Authorization"] = f"Bearer {self.token(who)}"
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.app.test_client(use_cookies=False).open(path, method=method, json=body, headers=named)

    def browser(self) -> FlaskClient:
        return self.app.test_client()

    def last(self) -> int:
        """The journal's newest number."""
        with self.house.store.reading() as connection:
            return rows.last_id(connection)


@cache
def _empty_database() -> Path:
    """A database with all tables and no rows, made once: the migration runs in a process of its own."""
    path = Path(tempfile.mkdtemp(prefix="moiso-empty-")) / "moiso.db"
    atexit.register(shutil.rmtree, path.parent, ignore_errors=True)
    engine = rows.open_engine(path)
    upgrade(engine)
    engine.dispose()
    return path


def make_centre(folder: Path, **settings: Any) -> Centre:
    clock = [START]
    chosen: dict[str, Any] = {
        "engine": "threading",
        "demo": True,
        "rate_limits": False,
        "voice": False,  # what is spoken has tests of its own; a worker for every centre would cost seconds
        "voice_bank": False,
    } | settings
    made = Settings(data=folder, **chosen)
    if not made.database.exists():
        shutil.copy(_empty_database(), made.database)
    app, sockets = create_app(made, clock=lambda: clock[0])
    return Centre(app, sockets, json.loads((folder / "demo-access.json").read_text(encoding="utf-8")), clock)


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    made = make_centre(tmp_path)
    yield made
    made.house.store.close()
