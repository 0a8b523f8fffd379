"""The demo centre: made once for a data folder, with passwords and tokens of its own. Nothing is shipped.

`demo-access.json` (mode 0600) tells them to `run.py` and to whoever tries the demo; the database keeps hashes only.
"""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from config.centre import DEMO, read_centre_file
from config.settings import Settings
from server.keys import hashed
from server.paths import page_of
from server.people import HASHER, known_tokens, new_password, put_device, put_person
from server.store import Connection, Store, founded

TICKETS = "virtual-printer"


def make_centre_file(settings: Settings) -> None:
    """Put the demo's centre file into the data folder, if there is none."""
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not settings.centre_file.exists():
        shutil.copyfile(DEMO, settings.centre_file)


def make_access(settings: Settings, store: Store, ready: Callable[[], None]) -> None:
    """People and devices of the demo, unless this data folder has them; `ready` is called after a change.

    Addresses follow the port of this run; tokens stay.
    """
    access = _kept(settings, store)
    if access is None:
        with store.writing() as connection:
            founded(connection)
            access = {"devices": _devices(connection, settings), "people": _people(connection)}
        ready()
    for device in access["devices"].values():
        if "page" in device:
            device["url"] = f"{settings.base_url}{device['page']}#{device['token']}"
    head = {"base_url": settings.base_url, "tickets_dir": TICKETS}
    _write(settings.access_file, head | {key: access[key] for key in ("devices", "people")})


def _kept(settings: Settings, store: Store) -> dict[str, Any] | None:
    """The accesses of an earlier start, unless the database they belong to is gone."""
    if not settings.access_file.exists():
        return None
    access: dict[str, Any] = json.loads(settings.access_file.read_text(encoding="utf-8"))
    with store.reading() as connection:
        known = known_tokens(connection)
    tokens = [entry["token"] for part in ("devices", "people") for entry in access[part].values()]
    return access if all(hashed(token) in known for token in tokens) else None


def note(settings: Settings, part: str, name: str, **changed: str) -> None:
    """Write a renewed token or password of a device or person (`part`) into the demo's file, if there is one."""
    if not settings.access_file.exists():
        return
    access = json.loads(settings.access_file.read_text(encoding="utf-8"))
    if name in access[part]:
        access[part][name] |= changed
        _write(settings.access_file, access)


def _devices(connection: Connection, settings: Settings) -> dict[str, dict[str, Any]]:
    file = read_centre_file(settings.centre_file)
    counters = [counter.no for counter in file.counters]
    first, *others = [zone.code for zone in file.zones]
    wanted: list[tuple[str, str, str | None]] = [
        ("kiosk", "kiosk", None),
        ("board", "board", first),
        ("lobby", "lobby", None),
    ]
    wanted += [(f"board-{zone}", "board", zone) for zone in others]
    wanted += [(f"counter-{no}", "sign", str(no)) for no in counters]
    wanted += [(f"feedback-{no}", "feedback", str(no)) for no in counters]
    wanted += [("agent", "agent", None)]
    made: dict[str, dict[str, Any]] = {}
    for name, role, place in wanted:
        page = page_of(role, place)
        made[name] = {"token": put_device(connection, name, role, place)} | ({"page": page} if page else {})
    made["board"]["name"] = first
    return made


def _people(connection: Connection) -> dict[str, dict[str, str]]:
    people = {}
    for role in ("admin", "supervisor", "staff"):
        password = new_password()
        token = put_person(connection, role, role, HASHER.hash(password))
        people[role] = {"login": role, "password": password, "token": token}
    return people


def _write(path: Path, access: dict[str, Any]) -> None:
    """Whole or not at all, and readable by nobody else from the first byte on."""
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(access, file, ensure_ascii=False, indent=2)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)
