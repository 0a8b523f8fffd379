"""The one row in which a centre's layout is kept, and its logo."""

import hashlib
import logging
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, insert, select, update

from server.layout.checks import WrongLayout, differences, read
from server.pictures.wording import Layout, standard
from server.tables import layout as row

log = logging.getLogger(__name__)


def load(connection: Connection) -> Layout:
    """What the centre has kept; the catalogue's words when there is nothing, or nothing that can be used."""
    found = connection.execute(select(row.c.body, row.c.logo_sha).where(row.c.id == 1)).first()
    if found is None:
        return standard()
    try:
        return read(found.body, found.logo_sha)
    except WrongLayout as wrong:
        log.error("the kept layout of tickets cannot be used, the standard one is: %s", wrong)
        return replace(standard(), logo=found.logo_sha)


def save(connection: Connection, layout: Layout, by: str, now: int) -> None:
    """Keep texts and switches; the logo stays as it is."""
    _put(connection, {"body": differences(layout), "changed_at": now, "by": by})


def save_logo(connection: Connection, picture: bytes | None, by: str, now: int) -> str | None:
    """Keep a logo, or none; its SHA-256."""
    sha = hashlib.sha256(picture).hexdigest() if picture else None
    _put(connection, {"logo": picture, "logo_sha": sha, "changed_at": now, "by": by})
    return sha


def logo_picture(connection: Connection) -> bytes | None:
    """The kept logo, a PNG."""
    picture: bytes | None = connection.scalar(select(row.c.logo).where(row.c.id == 1))
    return picture


def _put(connection: Connection, values: dict[str, Any]) -> None:
    if not connection.execute(update(row).where(row.c.id == 1).values(**values)).rowcount:
        connection.execute(insert(row).values({"id": 1, "body": {}} | values))
