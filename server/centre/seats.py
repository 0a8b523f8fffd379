"""Every counter has a sign and a feedback terminal, every zone a board: devices that the administrator's page can give

an address. They are made when the centre file names a place for them; their first token is told to nobody.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from server.house import House
from server.people import put_device
from server.rules.centre import Centre
from server.tables import device

AT_COUNTERS = (("counter", "sign"), ("feedback", "feedback"))  # name, role
Seat = tuple[str, str, str]
"""The name a device should have, its role and its place."""


def furnish(house: House) -> None:
    """Make the devices that are missing. One look at a short list when none is."""
    with house.store.reading() as connection:
        missing = _missing(connection, house.centre)
    if not missing:
        return
    with house.store.writing() as connection:
        for name, role, place in _missing(connection, house.centre):
            put_device(connection, _free(connection, name), role, place)
    house.people.reload()
    house.renewed()


def _missing(connection: Connection, centre: Centre) -> list[Seat]:
    known = {(row.role, row.place) for row in connection.execute(select(device.c.role, device.c.place))}
    return [seat for seat in _wanted(centre) if seat[1:] not in known]


def _wanted(centre: Centre) -> Iterator[Seat]:
    yield from ((f"{name}-{no}", role, str(no)) for no in centre.counters for name, role in AT_COUNTERS)
    yield from ((f"board-{zone.code}", "board", zone.code) for zone in centre.zones)


def _free(connection: Connection, name: str) -> str:
    """This name, or one like it: another device that has it keeps its name and its token."""
    taken = set(connection.scalars(select(device.c.name)))
    return next(one for one in (name, *(f"{name}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)
