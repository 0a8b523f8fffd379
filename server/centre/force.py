"""What the office works by: made of a centre file, compared with one, exchanged for another in its turn."""

from collections.abc import Callable
from dataclasses import replace
from zoneinfo import ZoneInfo

from config.centre import CentreFile
from server.centre import history, seats
from server.centre.document import Document, check, page, written
from server.centre.reading import to_rules
from server.house import House
from server.rules.centre import Centre
from server.rules.hours import local
from server.rules.state import Hall


def rules_of(house: House, file: CentreFile) -> Centre:
    """The centre as this house works by it today; a demonstration may be open round the clock."""
    today = local(house.clock(), ZoneInfo(file.timezone)).date()
    return to_rules(file, always_open=file.demo and not house.settings.real_hours, today=today)


def in_force(house: House) -> bool:
    """Whether the office works by what the file says: False after somebody has changed it by hand."""
    return _works_by(house, page(house).document)


def by_hand(house: House, document: Document) -> bool:
    """Whether somebody has edited the file by hand and nobody has applied it yet.

    What another process of this house has put there a moment ago is not in force here either, but nobody's handwork.
    """
    file, _ = check(document)
    return file is None or not (_works_by(house, document) or history.is_ours(house.settings.data, written(document)))


def hours_are_kept(house: House) -> bool:
    """Whether the hours of the centre file are used: not in a demonstration that is open round the clock."""
    return not any(service.hours.always for service in house.centre.services.values())


def alike(read: Centre, used: Centre) -> bool:
    """Whether two centres are the same; which procedures are posted is the day's."""
    return replace(read, procedures={}) == replace(used, procedures={})


def take_up(house: House, centre: Centre, allowed: Callable[[Hall], None]) -> None:
    """Work by this centre from now on; what `allowed` raises in the office's turn leaves everything as it was."""
    house.adopt(centre, allowed)
    seats.furnish(house)
    house.push.changed()


def _works_by(house: House, document: Document) -> bool:
    file, _ = check(document)
    return file is not None and alike(rules_of(house, file), house.centre)
