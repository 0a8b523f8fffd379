"""The centre file is changed here, and nowhere else while a server runs: checked, kept, written, taken into force.

A change is whole or it has not happened. The document before it is kept under `centre-history/`, the new one is written
beside the old one and put in its place by one rename, and the office takes it up in its own turn, so that no number is
given by half of it. What people already hold is protected: see `protections`. Other processes of this house
follow, as far as the change was made here; what somebody has typed into the file by hand waits for an administrator.
"""

import copy
import json
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from config.centre import CentreFile
from server.centre import history, seats
from server.centre.mistakes import Mistake, mistakes_of
from server.centre.protections import orphans, turned_away
from server.centre.reading import to_rules
from server.house import House
from server.rules.centre import Centre
from server.rules.hours import local
from server.rules.state import Hall

log = logging.getLogger(__name__)
Document = dict[str, Any]
Edit = Callable[[Document], Document]
TRIES = 3  # an edit that is not made for one version is done again when somebody else was faster


@dataclass(frozen=True, slots=True)
class Page:
    """The file as it lies on the disk: its document, and the SHA-256 of its bytes, by which changes know it."""

    document: Document
    version: str
    raw: bytes


class _Refused(Exception):
    """A change that must not be made, with every mistake in it."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("; ".join(mistakes))
        self.mistakes = mistakes


def page(house: House) -> Page:
    """The centre file of now. Raises OSError or ValueError when somebody has broken it by hand."""
    raw = house.settings.centre_file.read_bytes()
    document = json.loads(raw)
    if not isinstance(document, dict):
        raise ValueError("the centre file is not an object")
    return Page(document, _version(raw), raw)


def version(house: House) -> str:
    """The version of the file of now, whatever is in it."""
    return _version(_bytes(house))


def change(
    house: House, by: str, edit: Edit, version: str | None = None, *, broken: bool = False, confirmed: str = ""
) -> list[Mistake]:
    """Change the centre file and work by it from now on; the mistakes that forbid it, none when it is done.

    `edit` gets a copy of the document and gives the new one. `version` is the one that was looked at: when the file is
    another one by now, also by hand, the change is refused (`stale`). Without it the edit is done on what is there.
    A file that cannot be read is changed only when it may be `broken`: `edit` gets an empty document. `confirmed` is
    what somebody has seen and agreed to: see `to_confirm`.
    """
    wish = _Wish(by, edit, version, broken, confirmed)
    for _ in range(TRIES):
        try:
            _change(house, wish)
        except _Refused as refused:
            if version is None and any(one.code == "stale" for one in refused.mistakes):
                continue
            return refused.mistakes
        return []
    return [Mistake("", "stale")]


def to_confirm(mistakes: list[Mistake]) -> str:
    """What has to be `confirmed` for a change that was refused only to ask: the days and how many people they touch.

    Empty when there is nothing to confirm, or something that cannot be.
    """
    if any(one.code != "day_booked" for one in mistakes):
        return ""
    return ",".join(f"{one.values['date']}:{one.values['n']}" for one in mistakes)


def follow(house: House) -> None:
    """Take up what another process of this house has made of the centre file. It costs two looks at a directory entry.

    A file that was edited by hand is never taken by itself, half done as it may be: it is told once in the log, and
    `/admin/centre` offers to apply it.
    """
    seen = _glance(house)
    if seen != house.glanced and _followed(house):
        house.glanced = seen


def _followed(house: House) -> bool:
    """Whether there is nothing more to be done about the file as it is now."""
    raw = _bytes(house)
    try:
        centre = rules_of(house, _read(raw))
    except (ValueError, _Refused) as error:
        log.error("the centre file cannot be used, work goes on by the one of before: %s", error)
        return True
    if _alike(centre, house.centre):
        return True
    if not history.is_ours(house.settings.data, raw):
        log.warning("the centre file was edited by hand: an administrator may apply it at /admin/centre")
        return True

    def unless_newer(hall: Hall) -> None:
        if _bytes(house) != raw:
            raise _Refused([Mistake("", "stale")])

    try:
        _take_up(house, centre, unless_newer)
    except _Refused:
        return False
    log.info("another process has changed the centre file")
    return True


def check(document: Document) -> tuple[CentreFile | None, list[Mistake]]:
    """A document as it would be read again from the disk, or everything that is wrong with it."""
    try:
        return _read(_written(document)), []
    except _Refused as refused:
        return None, refused.mistakes


def rules_of(house: House, file: CentreFile) -> Centre:
    """The centre as this house works by it today; a demonstration is open round the clock."""
    today = local(house.clock(), ZoneInfo(file.timezone)).date()
    return to_rules(file, always_open=file.demo and not house.settings.real_hours, today=today)


def in_force(house: House) -> bool:
    """Whether the office works by what the file says: False after somebody has changed it by hand."""
    file, _ = check(page(house).document)
    if file is None:
        return False
    return _alike(rules_of(house, file), house.centre)


def bring_back(house: House, by: str, name: str, version: str | None = None, confirmed: str = "") -> list[Mistake]:
    """Work by a version of the history again; it is checked like any other change. KeyError for an unknown name."""
    document = json.loads(history.read(house.settings.data, name))
    return change(house, by, lambda _: document, version, broken=True, confirmed=confirmed)


@dataclass(frozen=True, slots=True)
class _Wish:
    """What `change` was asked for."""

    by: str
    edit: Edit
    version: str | None
    broken: bool
    confirmed: str


def _change(house: House, wish: _Wish) -> None:
    before = _page(house, wish.broken)
    if wish.version not in (None, before.version):
        raise _Refused([Mistake("", "stale")])
    document = wish.edit(copy.deepcopy(before.document))
    raw = before.raw if document == before.document else _written(document)
    centre = rules_of(house, _read(raw))
    if raw == before.raw and centre == house.centre:
        return

    def allowed(hall: Hall) -> None:
        if _version(_bytes(house)) != before.version:
            raise _Refused([Mistake("", "stale")])
        if held := orphans(house.centre, centre, hall, house.clock()):
            raise _Refused(held)
        closed = turned_away(house.centre, centre, hall)
        if closed and to_confirm(closed) != wish.confirmed:
            raise _Refused(closed)

    data, file = house.settings.data, house.settings.centre_file
    if raw == before.raw:
        _take_up(house, centre, allowed)
        history.note(data, raw)
    else:
        # What takes time is done before the office's turn and after it: meanwhile numbers are given.
        with history.ready(data, file, before.raw, raw, wish.by) as swap:

            def put(hall: Hall) -> None:
                allowed(hall)
                swap.put(house.clock())

            _take_up(house, centre, put)
    log.info("%s has changed the centre file", wish.by)


def _take_up(house: House, centre: Centre, allowed: Callable[[Hall], None]) -> None:
    house.adopt(centre, allowed)
    seats.furnish(house)
    house.push.changed()


def _alike(written: Centre, used: Centre) -> bool:
    """Whether two centres are the same; which procedures are posted is the day's."""
    return replace(written, procedures={}) == replace(used, procedures={})


def _glance(house: House) -> tuple[int, ...]:
    """What changes with the file and with the mark beside it."""
    seen: list[int] = []
    for path in (house.settings.centre_file, history.folder(house.settings.data) / history.MARK):
        with suppress(FileNotFoundError):
            found = path.stat()
            seen += (found.st_mtime_ns, found.st_size, found.st_ino)
    return tuple(seen)


def _bytes(house: House) -> bytes:
    try:
        return house.settings.centre_file.read_bytes()
    except FileNotFoundError:
        return b""


def _version(raw: bytes) -> str:
    return history.digest(raw)


def _page(house: House, broken: bool) -> Page:
    try:
        return page(house)
    except (OSError, ValueError) as error:
        if broken:
            raw = _bytes(house)
            return Page({}, _version(raw), raw)
        raise _Refused([Mistake("", "unreadable", {"why": str(error)})]) from error


def _written(document: Document) -> bytes:
    """The document as the file's bytes; what JSON or UTF-8 cannot hold is a mistake."""
    try:
        return (json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise _Refused([Mistake("", "unwritable", {"why": str(error)})]) from error


def _read(raw: bytes) -> CentreFile:
    """What the next start will read: the bytes are checked, not what they were made of."""
    try:
        return CentreFile.model_validate(json.loads(raw))
    except ValidationError as error:
        raise _Refused(mistakes_of(error)) from error
