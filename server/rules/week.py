"""Hours and special days, as a centre has chosen them. What they mean at a moment is said in `rules.hours`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

Names = Mapping[str, str]  # what people read, by language: {"vi": "Hộ tịch", "en": "Civil status"}
Span = tuple[int, int]  # minutes since midnight: opens, closes


@dataclass(frozen=True, slots=True)
class Extra:
    """A named span beyond the usual hours, such as "thirty minutes more on Monday noon"."""

    name: Names
    weekdays: frozenset[int]
    span: Span


@dataclass(frozen=True, slots=True)
class DayRule:
    """One date that is unlike its weekday: closed (no spans) or open at these hours, and why, for people to read."""

    spans: tuple[Span, ...]
    why: Names | None = None


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours: spans for each weekday (0 is Monday), and when numbers are given around them (minutes).

    `extras` come on top on their weekdays; `rules` replace whole dates (ISO 8601), extras included.
    """

    spans: tuple[tuple[Span, ...], ...]
    gives_before: int = 0
    stops_before: int = 0
    always: bool = False
    extras: tuple[Extra, ...] = ()
    rules: Mapping[str, DayRule] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day with a promise of its own, such as "Friday without appointments": on weekdays or on dates.

    Without services and procedures it holds for all of them.
    """

    code: str
    name: Names
    weekdays: frozenset[int] = frozenset()
    dates: frozenset[str] = frozenset()
    services: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()

    def is_on(self, day: date) -> bool:
        """Whether this date is such a day."""
        return day.weekday() in self.weekdays or day.isoformat() in self.dates

    def holds_for(self, service: str, procedure: str | None = None) -> bool:
        """Whether it is a day of this procedure; of the whole service when none is named.

        A day for some procedures only is not one of their whole service.
        """
        return service in self.services or procedure in self.procedures or not (self.services or self.procedures)
