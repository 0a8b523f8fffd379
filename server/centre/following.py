"""Other processes of this house follow a change of the centre file, as far as it was made by the house itself."""

import logging
from contextlib import suppress

from server.centre import history
from server.centre.document import Refused, bytes_of, read, stale
from server.centre.force import alike, rules_of, take_up
from server.house import House
from server.rules.state import Hall

log = logging.getLogger(__name__)


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
    raw = bytes_of(house)
    try:
        centre = rules_of(house, read(raw))
    except (ValueError, Refused) as error:
        log.error("the centre file cannot be used, work goes on by the one of before: %s", error)
        return True
    if alike(centre, house.centre):
        return True
    if not history.is_ours(house.settings.data, raw):
        log.warning("the centre file was edited by hand: an administrator may apply it at /admin/centre")
        return True

    def unless_newer(hall: Hall) -> None:
        if bytes_of(house) != raw:
            raise stale()

    try:
        take_up(house, centre, unless_newer)
    except Refused:
        return False
    log.info("another process has changed the centre file")
    return True


def _glance(house: House) -> tuple[int, ...]:
    """What changes with the file and with the mark beside it."""
    seen: list[int] = []
    for path in (house.settings.centre_file, history.folder(house.settings.data) / history.MARK):
        with suppress(FileNotFoundError):
            found = path.stat()
            seen += (found.st_mtime_ns, found.st_size, found.st_ino)
    return tuple(seen)
