"""The daily sound check: somebody hears the loudspeaker with own ears and says so. Nothing inside a page proves that.

A row is kept for every answer. The newest ones of the day are held here, because every picture asks for them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert, select

from server.pictures.hearing import SoundCheck
from server.rules.centre import Centre
from server.rules.hours import day_of, first_opening, last_stop
from server.rules.week import Hours
from server.tables import sound_check as row

BEFORE = 30 * 60_000  # ms before the day's first opening: time to mend what is not heard


@dataclass(slots=True)
class SoundChecks:
    """The answers of one day, by zone, and when they are due. Times are milliseconds since 1970-01-01 UTC."""

    zones: tuple[str, ...]
    hours: tuple[Hours, ...]
    zone: ZoneInfo  # the centre's clock
    _day: str = ""
    _newest: dict[str, SoundCheck] = field(default_factory=dict)
    _heard: frozenset[str] = frozenset()
    _window: tuple[str, int, int] = ("", 0, 0)  # day, from, until: hours of a day are counted once

    def adopt(self, centre: Centre) -> None:
        """Another centre file counts from now on; what has been heard today stays heard."""
        self.zones = tuple(zone.code for zone in centre.zones)
        self.hours = tuple(service.hours for service in centre.services.values())
        self.zone, self._window = centre.zone, ("", 0, 0)

    def read(self, connection: Connection, now: int) -> None:
        """Take in the rows of the day, also those of another process."""
        day = day_of(now, self.zone)
        rows = connection.execute(select(row).where(row.c.day == day).order_by(row.c.at)).all()
        self._newest = {one.zone: SoundCheck(one.at, one.by.partition(":")[0], one.heard) for one in rows}
        self._heard = frozenset(one.zone for one in rows if one.heard)
        self._day = day

    def keep(self, connection: Connection, zone: str, by: str, heard: bool, now: int) -> SoundCheck:
        """Note an answer; two within one millisecond are one."""
        day = day_of(now, self.zone)
        here = (row.c.day == day, row.c.zone == zone, row.c.at == now)
        if connection.execute(select(row.c.at).where(*here)).first() is None:
            connection.execute(insert(row).values(day=day, zone=zone, at=now, by=by, heard=heard))
        self.read(connection, now)
        return self._newest[zone]

    def newest(self, now: int, zone: str | None = None) -> SoundCheck | None:
        """The day's newest answer of this zone, or of any."""
        if self._day != day_of(now, self.zone):
            return None
        known = self._newest.values() if zone is None else filter(None, [self._newest.get(zone)])
        return max(known, key=lambda check: check.at, default=None)

    def due(self, now: int) -> bool:
        """Whether a zone waits to be heard."""
        return bool(self.due_in(now))

    def due_in(self, now: int) -> tuple[str, ...]:
        """The zones that wait to be heard: from half an hour before the first opening until the last number."""
        _, begins, ends = self._span(now)
        if not begins <= now < ends:
            return ()
        heard = self._heard if self._day == day_of(now, self.zone) else frozenset()
        return tuple(zone for zone in self.zones if zone not in heard)

    def _span(self, now: int) -> tuple[str, int, int]:
        day = day_of(now, self.zone)
        if self._window[0] != day:
            self._window = (day, *working_day(self.hours, now, self.zone))
        return self._window


def working_day(hours: Iterable[Hours], now: int, zone: ZoneInfo) -> tuple[int, int]:
    """From when until when a sound check is due on this day; (0, 0) for a day off, and where nothing ever opens."""
    known = tuple(hours)
    opens, ends = first_opening(known, now, zone), last_stop(known, now, zone)
    return (opens - BEFORE, ends) if opens is not None and ends is not None else (0, 0)
