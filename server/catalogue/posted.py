"""What is posted on a day, found by what people type, as plain data."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from config.procedures import sayings
from server.rules.centre import Centre, Procedure
from server.rules.hours import local
from server.rules.search import Entry, Index, Sayings
from server.rules.week import SpecialDay
from server.same import Same

LONGEST_QUERY = 100  # characters that are read


@dataclass(frozen=True, slots=True)
class Shelf:
    """The procedures in force on one day, in the order of the catalogue, and the index of what they are called."""

    procedures: tuple[Procedure, ...]
    index: Index

    def find(self, query: str, service: str | None = None) -> list[Procedure]:
        """Those that answer to the query, best first; of one service or all."""
        among = None if service is None else frozenset(self._of(service))
        return [self.procedures[number] for number in self.index.find(query[:LONGEST_QUERY], among)]

    def _of(self, service: str) -> Iterator[int]:
        return (number for number, one in enumerate(self.procedures) if one.service == service)


def posted_today(centre: Centre, now: int, service: str | None = None) -> list[Procedure]:
    """Procedures in force on the day of `now` (ms), in the order of the catalogue; of one service or all."""
    found = centre.posted(local(now, centre.zone).date()).values()
    return [one for one in found if service in (None, one.service)]


def find(
    centre: Centre, now: int, query: str, service: str | None = None, language: str | None = None
) -> list[Procedure]:
    """What is posted on the day of `now` (ms) and answers to the query, best first.

    Names are read in Vietnamese and `language` (None: in all).
    """
    return _shelf(Same(centre), local(now, centre.zone).date(), language).find(query, service)


@lru_cache(maxsize=16)
def _shelf(centre: Same[Centre], day: date, language: str | None) -> Shelf:
    # The catalogue changes a few times a year, the question comes with every key pressed. Nobody who asks can choose
    # more keys than there are languages: a service is left out of what was found, not of what is searched.
    here = centre.value
    procedures = tuple(here.posted(day).values())
    return Shelf(procedures, _indexed([entry(here, one, language) for one in procedures]))


def entry(centre: Centre, procedure: Procedure, language: str | None = None) -> Entry:
    """What the search may find of a procedure."""
    service = centre.services[procedure.service]
    fields = tuple(name for names in (service.name, service.short or {}) for name in names.values())
    names = [name for lang, name in procedure.name.items() if language is None or lang in ("vi", language)]
    return Entry(procedure.code, tuple(names), procedure.official, fields)


def search(entries: Sequence[Entry], query: str) -> tuple[int, ...]:
    """Numbers of the entries that answer to the query, best first."""
    return _index(tuple(entries)).find(query[:LONGEST_QUERY])


@lru_cache(maxsize=8)
def _index(entries: tuple[Entry, ...]) -> Index:
    return _indexed(entries)


def _indexed(entries: Iterable[Entry]) -> Index:
    stands_for, fillers = sayings()
    return Index(entries, Sayings(stands_for, fillers))


def clock(minutes: int | None) -> str | None:
    """Minutes since midnight as people read them: `15:00`."""
    return None if minutes is None else f"{minutes // 60:02d}:{minutes % 60:02d}"


def is_late(procedure: Procedure, wall: datetime) -> bool:
    """Whether what comes in now is not done on the same day any more."""
    until = procedure.same_day_until
    return until is not None and wall.hour * 60 + wall.minute >= until


def badges(special_days: Sequence[SpecialDay], procedure: Procedure, wall: datetime) -> list[str]:
    """Codes of today's special days that hold for this procedure."""
    today = (day for day in special_days if day.is_on(wall.date()))
    return [day.code for day in today if day.holds_for(procedure.service, procedure.code)]


def row(centre: Centre, procedure: Procedure, now: int) -> dict[str, Any]:
    """A procedure as the interface answers it."""
    wall = local(now, centre.zone)
    return {
        "code": procedure.code,
        "service": procedure.service,
        "name": procedure.name,
        "official_name": procedure.official,
        "decision": procedure.decision,
        "papers": list(procedure.papers),
        "time": {"text": procedure.time},
        "fee": {"text": procedure.fee},
        "level": procedure.level,
        "place": procedure.place,
        "source": procedure.source,
        "minutes": procedure.minutes,
        "same_day_until": clock(procedure.same_day_until),
        "late": is_late(procedure, wall),
        "badges": badges(centre.special_days, procedure, wall),
        "posted_from": procedure.posted_from.isoformat() if procedure.posted_from else None,
    }
