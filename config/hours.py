"""Hours in the centre file: usual weeks, named extras, dates that are unlike their weekday, days with a promise."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from config.parts import WEEKDAYS, Code, Names, Part, Span, Spans, minutes
from config.wrong import Wrong, refuse, wrong

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Minutes = tuple[int, int]


def _overlap(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return minutes(one[0]) < minutes(other[1]) and minutes(other[0]) < minutes(one[1])


def _known_days(days: Iterable[str]) -> None:
    if unknown := set(days) - set(WEEKDAYS):
        named = ", ".join(sorted(unknown))
        raise wrong("weekday", f"unknown weekdays: {named}", value=named)


class ExtraPart(Part):
    """A named span on top of the usual ones: "thirty minutes more on Monday noon"."""

    name: Names
    weekdays: list[Weekday] = Field(min_length=1)
    span: Span


class DatePart(Part):
    """One date of its own: closed, or open at these spans (a make-up day), and why."""

    date: date
    spans: Spans = Field(default_factory=list)
    why: Names | None = None


class SpecialDayPart(Part):
    """A day with a promise: on weekdays or dates, for some services or procedures, or for all of them."""

    code: Code
    name: Names
    weekdays: list[Weekday] = Field(default_factory=list)
    dates: list[date] = Field(default_factory=list)
    services: list[str] = Field(default_factory=list)
    procedures: list[str] = Field(default_factory=list)


class WeekPart(Part):
    """Hours of one service or counter where they differ: spans for the weekdays that are named."""

    weekdays: dict[str, Spans]

    @model_validator(mode="after")
    def _days(self) -> "WeekPart":
        _known_days(self.weekdays)
        return self


class HoursPart(WeekPart):
    """The centre's hours. Numbers are given a little earlier and stop a little earlier (minutes)."""

    extras: list[ExtraPart] = Field(default_factory=list)
    dates: list[DatePart] = Field(default_factory=list)
    gives_before_minutes: int = Field(default=0, ge=0, le=240)
    stops_before_minutes: int = Field(default=0, ge=0, le=240)
    closes_after_minutes: int = Field(default=30, ge=0, le=600)

    @model_validator(mode="after")
    def _hang_together(self) -> "HoursPart":
        refuse("Hours", [*self._overlaps(), *self._twice()])
        return self

    def _overlaps(self) -> Iterable[Wrong]:
        """Extra spans within usual hours; each is told once."""
        for n, extra in enumerate(self.extras):
            for day in extra.weekdays:
                if any(_overlap(extra.span, span) for span in self.weekdays.get(day, [])):
                    sentence = f"the extra span {'–'.join(extra.span)} overlaps the hours of {day}"
                    yield Wrong(("extras", n, "span"), "extra_overlaps", sentence, {"day": day})
                    break

    def _twice(self) -> Iterable[Wrong]:
        dates = [part.date for part in self.dates]
        for n, day in enumerate(dates):
            if day in dates[:n]:
                shown = {"value": f"{day:%d/%m/%Y}"}
                yield Wrong(("dates", n, "date"), "twice_date", f"dates given twice: {day}", shown)

    def minutes(self, override: dict[str, Spans] | None = None) -> tuple[tuple[Minutes, ...], ...]:
        """Spans in minutes since midnight, Monday first, with a service's own days in place of the centre's."""
        days = self.weekdays | (override or {})
        return tuple(tuple((minutes(a), minutes(b)) for a, b in days.get(day, [])) for day in WEEKDAYS)
