"""What fits together in a centre file and still cannot be meant: a line that leads to itself, a promise never kept."""

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import TYPE_CHECKING

from config.parts import WEEKDAYS, Spans, minutes
from config.wrong import Wrong

if TYPE_CHECKING:
    from config.centre import CentreFile

Place = tuple[str | int, ...]


def nonsense(file: "CentreFile") -> list[Wrong]:
    """Everything that cannot be meant, with its place; empty when all can."""
    return [
        *_journeys(file),
        *_counters(file),
        *_served(file),
        *_choices(file),
        *_special_days(file),
        *_hours(file),
        *_booking(file),
    ]


def _journeys(file: "CentreFile") -> Iterable[Wrong]:
    """Lines that lead to themselves, and numbers that are taken at the kiosk and never called."""
    for n, service in enumerate(file.services):
        if service.many and service.many.service == service.code:
            yield Wrong(("services", n, "many", "service"), "own_stream", "large visits go into the same line again")
        # Neighbours: a visit may well come back to a line, as papers are handed out where they were handed in.
        for i, (before, after) in enumerate(zip([service.code, *service.route], service.route, strict=False)):
            if before == after:
                sentence = f"the route goes from {after!r} to itself"
                yield Wrong(("services", n, "route", i), "route_loop", sentence, {"value": after})
        if service.silent and service.kiosk:
            sentence = "a silent service calls nobody, so the kiosk may not give its numbers"
            yield Wrong(("services", n, "kiosk"), "silent_kiosk", sentence)


def _counters(file: "CentreFile") -> Iterable[Wrong]:
    for n, counter in enumerate(file.counters):
        seen: set[str] = set()
        for part, codes in (("services", counter.services), ("helps", counter.helps)):
            for i, code in enumerate(codes):
                if code in seen:
                    sentence = f"counter {counter.no} names service {code!r} twice"
                    yield Wrong(("counters", n, part, i), "counter_names_twice", sentence, {"value": code})
                seen.add(code)


def _served(file: "CentreFile") -> Iterable[Wrong]:
    """Numbers that nobody could call. A service that is not at the kiosk yet may wait for its counter."""
    own = {code for counter in file.counters for code in counter.services}
    helped = {code for counter in file.counters for code in counter.helps}
    for n, service in enumerate(file.services):
        values = {"service": service.name, "value": service.code}
        if service.code in own:
            continue
        if service.kiosk and service.code not in helped:
            sentence = f"numbers of {service.code!r} are given at the kiosk and no counter calls them"
            yield Wrong(("services", n, "kiosk"), "service_without_counter", sentence, values)
        elif service.auto_quota and service.code in helped:
            sentence = f"the numbers of {service.code!r} cannot be reckoned: no counter has it as its own work"
            yield Wrong(("services", n, "auto_quota"), "quota_without_counter", sentence, values)


def _choices(file: "CentreFile") -> Iterable[Wrong]:
    lists = (
        (("rating", "scale"), file.rating.scale),
        (("rating", "reasons"), file.rating.reasons),
        (("call_reasons",), file.call_reasons),
        (("pause_reasons",), file.pause_reasons),
        (("hold_reasons",), file.hold_reasons),
    )
    for place, choices in lists:
        codes = [choice.code for choice in choices]
        for n, code in enumerate(codes):
            if code in codes[:n]:
                sentence = f"{'.'.join(place)}: code {code!r} is used twice"
                yield Wrong((*place, n, "code"), "twice_choice", sentence, {"value": code})


def _special_days(file: "CentreFile") -> Iterable[Wrong]:
    for n, day in enumerate(file.special_days):
        if not day.weekdays and not day.dates:
            sentence = f"special day {day.code!r} has neither weekdays nor dates"
            yield Wrong(("special_days", n, "weekdays"), "never_on", sentence)


def _weeks(file: "CentreFile") -> Iterable[tuple[Place, Mapping[str, Spans]]]:
    """The centre's week, and every service's own days."""
    yield ("hours", "weekdays"), file.hours.weekdays
    yield from ((("services", n, "hours"), service.hours) for n, service in enumerate(file.services) if service.hours)


def _hours(file: "CentreFile") -> Iterable[Wrong]:
    """Weekdays that are none, extras on top of each other, and spans that are over before a number is given."""
    lead = file.hours.gives_before_minutes - file.hours.stops_before_minutes
    for place, week in _weeks(file):
        for day, spans in week.items():
            if day not in WEEKDAYS:
                yield Wrong((*place, day), "weekday", f"unknown weekday {day!r}", {"value": day})
            for i, (opens, closes) in enumerate(spans):
                if minutes(closes) - minutes(opens) + lead <= 0:
                    sentence = f"{opens}–{closes} is over before a number is given"
                    yield Wrong((*place, day, i), "no_numbers", sentence)
    for (_, one), (n, other) in combinations(enumerate(file.hours.extras), 2):
        together = set(one.weekdays) & set(other.weekdays)
        if together and max(one.span[0], other.span[0]) < min(one.span[1], other.span[1]):
            day = min(together, key=WEEKDAYS.index)
            sentence = f"the extra spans {'–'.join(one.span)} and {'–'.join(other.span)} overlap on {day}"
            yield Wrong(("hours", "extras", n, "span"), "extra_overlaps", sentence, {"day": day})


def _booking(file: "CentreFile") -> Iterable[Wrong]:
    """Appointments that nobody could ever make."""
    if not file.booking.services:
        return
    if file.booking.walk_in_percent == 100:
        sentence = "all places are kept for those who walk in: nothing can be booked"
        yield Wrong(("booking", "walk_in_percent"), "nothing_to_book", sentence)
    own = {service.code: service.hours for service in file.services}
    for i, code in enumerate(file.booking.services):
        week = {**file.hours.weekdays, **own.get(code, {})}
        longest = max((minutes(b) - minutes(a) for spans in week.values() for a, b in spans), default=0)
        if longest < file.booking.slot_minutes:
            sentence = f"no opening of {code!r} is as long as a slot"
            yield Wrong(("booking", "services", i), "slot_too_long", sentence, {"value": code})
