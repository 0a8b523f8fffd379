"""Whether the parts of a centre file fit together: what is named exists, what must be unique is."""

from collections import Counter as Tally
from collections.abc import Iterable
from typing import TYPE_CHECKING

from config.letters import ADVICE, Pair, alike
from config.sense import nonsense
from config.wrong import Wrong

if TYPE_CHECKING:
    from config.centre import CentreFile

Named = Iterable[tuple[tuple[str | int, ...], str]]
"""Where a name stands in the file, and the name."""


def incoherences(file: "CentreFile") -> list[Wrong]:
    """Everything that does not fit, with its place; empty when all does."""
    return [*_unknown(file), *_twice(file), *_letters(file), *_series(file), *nonsense(file)]


def _services(file: "CentreFile") -> Named:
    """Every place that names a service."""
    for n, counter in enumerate(file.counters):
        yield from ((("counters", n, "services", i), code) for i, code in enumerate(counter.services))
        yield from ((("counters", n, "helps", i), code) for i, code in enumerate(counter.helps))
    for n, service in enumerate(file.services):
        yield from ((("services", n, "route", i), code) for i, code in enumerate(service.route))
        if service.many:
            yield ("services", n, "many", "service"), service.many.service
    for n, day in enumerate(file.special_days):
        yield from ((("special_days", n, "services", i), code) for i, code in enumerate(day.services))
    yield from ((("booking", "services", i), code) for i, code in enumerate(file.booking.services))
    yield from ((("procedures", n, "service"), one.service) for n, one in enumerate(file.procedures))
    if file.help_service:
        yield ("help_service",), file.help_service


def _unknown(file: "CentreFile") -> Iterable[Wrong]:
    """What is named and is not there; each name once, at its first place."""
    procedures: Named = (
        (("special_days", n, "procedures", i), code)
        for n, day in enumerate(file.special_days)
        for i, code in enumerate(day.procedures)
    )
    zones: Named = ((("counters", n, "zone"), counter.zone) for n, counter in enumerate(file.counters))
    for what, named, known in (
        ("service", _services(file), {service.code for service in file.services}),
        ("procedure", procedures, {procedure.code for procedure in file.procedures}),
        ("zone", zones, {zone.code for zone in file.zones}),
    ):
        lost: dict[str, tuple[str | int, ...]] = {}
        for place, code in named:
            if code not in known:
                lost.setdefault(code, place)
        for code, place in lost.items():
            yield Wrong(place, f"unknown_{what}", f"unknown {what} {code!r}", {"value": code})


def _twice(file: "CentreFile") -> Iterable[Wrong]:
    """What must be unique and is not; told wherever it stands."""
    for what, part, name, values in (
        ("service code", "services", "code", [service.code for service in file.services]),
        ("letter", "services", "letter", [service.letter for service in file.services]),
        ("counter number", "counters", "no", [str(counter.no) for counter in file.counters]),
        ("zone", "zones", "code", [zone.code for zone in file.zones]),
        ("priority group", "priority_groups", "code", [group.code for group in file.priority_groups]),
        ("special day", "special_days", "code", [day.code for day in file.special_days]),
        ("rating level", "rating.scale", "level", [str(choice.level) for choice in file.rating.scale]),
    ):
        times, code = Tally(values), f"twice_{what.replace(' ', '_')}"
        for n, value in enumerate(values):
            if times[value] > 1:
                sentence = f"{what} {value!r} is used twice"
                yield Wrong((*part.split("."), n, name), code, sentence, {"value": value})


def _letters(file: "CentreFile") -> Iterable[Wrong]:
    if file.alike_letters:
        return
    letters = [service.letter for service in file.services]
    for pair in alike(letters):
        if pair.level == "same":
            values = {"a": pair.a, "b": pair.b, "advice": " ".join(ADVICE)}
            last = max(letters.index(pair.a), letters.index(pair.b))
            yield Wrong(("services", last, "letter"), "letters_alike", _sounds_like(pair), values)


def _sounds_like(pair: Pair) -> str:
    return (
        f"letters {pair.a!r} and {pair.b!r} sound alike when they are called: choose others ({' '.join(ADVICE)}), "
        'or write "alike_letters": true where no number is called aloud'
    )


def _series(file: "CentreFile") -> Iterable[Wrong]:
    for n, service in enumerate(file.services):
        if service.last < service.first:
            sentence = f"service {service.code!r} ends before it begins"
            yield Wrong(("services", n, "last"), "ends_before", sentence, {"first": service.first})
