"""How a centre speaks, kept in one row: checked when people change it, read once at the start.

Of the wording only the differences from the standard one are kept, so that better standard words reach every centre
that has not written its own.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, insert, select, update

from display.speech.manner import Manner, WrongManner, plain, read, standard
from display.speech.plan import Series
from display.speech.wording import OCCASIONS, standard_wording
from server.rules.centre import Centre
from server.tables import voice as row

log = logging.getLogger(__name__)

LONGEST_NAME = 40
"""Characters in the name of a language that people have added."""


@dataclass(frozen=True, slots=True)
class Speech:
    """What is kept: the manner, names of languages that people have added, and whether the bank waits for them.

    `edition` counts how often manner and names have been kept: who changes an older one would undo another's work.
    """

    manner: Manner
    names: Mapping[str, str] = field(default_factory=dict)
    paused: bool = False
    edition: int = 0


class Outdated(Exception):
    """Somebody else has kept another manner since this one was looked at."""


def load(connection: Connection) -> Speech:
    """What the centre has kept; the standard manner when there is nothing, or nothing that can be used."""
    body = _body(connection)
    rest = (body.get("names", {}), bool(body.get("paused", False)), int(body.get("edition", 0)))
    if "manner" not in body:
        return Speech(standard(), *rest)
    try:
        return Speech(read(body["manner"]), *rest)
    except WrongManner as wrong:
        log.error("the kept manner of speaking cannot be used, the standard one is: %s", wrong)
        return Speech(standard(), *rest)


def save(
    connection: Connection, manner: Manner, names: Mapping[str, str], by: str, now: int, *, edition: int | None = None
) -> int:
    """Keep how the centre speaks, and the names of the languages it speaks; the new edition.

    `edition` is the one that was changed (None: whichever is there). Raises Outdated when another has been kept since.
    """
    before = int(_body(connection).get("edition", 0))
    if edition not in (None, before):
        raise Outdated
    spoken = {tongue.lang for tongue in manner.tongues}
    known = {lang: name for lang, name in names.items() if lang in spoken}
    _put(connection, {"manner": _differences(manner), "names": known, "edition": before + 1}, by, now)
    return before + 1


def save_pause(connection: Connection, paused: bool, by: str, now: int) -> None:
    """Keep whether somebody has stopped the making of the bank: a restart must not go on with it."""
    _put(connection, {"paused": paused}, by, now)


def all_series(centre: Centre) -> tuple[Series, ...]:
    """Every ticket number that the centre can call aloud: those of silent services never are."""
    return tuple(Series(one.letter, one.first, one.last, 3) for one in centre.services.values() if not one.silent)


def _body(connection: Connection) -> dict[str, Any]:
    body: dict[str, Any] = connection.scalar(select(row.c.body).where(row.c.id == 1)) or {}
    return body


def _put(connection: Connection, changed: dict[str, Any], by: str, now: int) -> None:
    values = {"body": _body(connection) | changed, "changed_at": now, "by": by}
    if not connection.execute(update(row).where(row.c.id == 1).values(**values)).rowcount:
        connection.execute(insert(row).values(id=1, **values))


def _differences(manner: Manner) -> dict[str, Any]:
    body = plain(manner)
    for tongue in body["tongues"]:
        own = standard_wording(tongue["lang"])
        tongue["wording"] = {one: tongue["wording"][one] for one in OCCASIONS if tongue["wording"][one] != own.of(one)}
    return body
