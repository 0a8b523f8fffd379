"""Everything a centre will ever say: the bank of an engine's clips, and the list of a person's recordings. Pure."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from display.speech.sentences import Clause, Piece, Unit, clauses, numbered
from display.speech.tongues import Manner, Tongue
from display.speech.wording import Occasion, parts

AHEAD = (2, 3)
"""Recalls whose pieces are made ahead: a fourth call is rare, and the offline voice is quick."""
RECORDED = (*AHEAD, 4)
"""Recalls that people record; the last stands for all later ones."""


class Series(NamedTuple):
    """The tickets of a line: letter (may be ""), first and last number, digits to which a number is filled up."""

    letter: str
    first: int
    last: int
    width: int

    def label(self, number: int) -> str:
        return f"{self.letter}{number:0{self.width}d}"


def bank(manner: Manner, series: Sequence[Series], counters: Sequence[int]) -> list[tuple[Tongue, Piece]]:
    """Every piece of all calls and announcements, each once, the most needed first.

    Heads, counters, check, closing, rating (if the manner has it); then the numbers, ascending, first of the languages
    that are always spoken.
    """
    said = [
        (_rank(clause), tongue, clause)
        for tongue in manner.tongues
        for clause in _fixed(manner, tongue, series, counters, AHEAD)
    ]
    said.sort(key=lambda ranked: ranked[0])
    found = [(tongue, _piece(clause)) for _, tongue, clause in said]
    for when in ("always", "asked"):
        tongues = [tongue for tongue in manner.tongues if tongue.when == when]
        found += [(tongue, _piece(clause)) for tongue, clause in _digits(tongues, series)]
    return list(dict.fromkeys(found))


def units_of(manner: Manner, series: Sequence[Series], counters: Sequence[int], lang: str) -> list[Unit]:
    """What a person must record for a language, the most needed first; nothing for a language that is not spoken."""
    spoken = [tongue for tongue in manner.tongues if tongue.lang == lang]
    said = [clause for tongue in spoken for clause in _fixed(manner, tongue, series, counters, RECORDED)]
    units = [unit for clause in said for unit in clause.units]
    if spoken:
        units += numbered(None, "", "0123456789", lang)[0].units
    kinds = ("call.before", "letter", "digit", "call", "recall", "check", "closing", "rating")
    ranks = {unit: next(rank for rank, kind in enumerate(kinds) if unit.key.startswith(kind)) for unit in units}
    return list({unit.key: unit for unit in sorted(ranks, key=ranks.__getitem__)}.values())


def _fixed(
    manner: Manner, tongue: Tongue, series: Sequence[Series], counters: Sequence[int], recalls: Sequence[int]
) -> Iterator[Clause]:
    """All but the digits, with repetitions."""
    lines = {line.letter: line.label(line.first) for line in series}
    places = list(counters)

    def say(
        occasion: Occasion, label: str = "", counter: int = 0, times: int = 1, minutes: int = 0
    ) -> tuple[Clause, ...]:
        return clauses(occasion, tongue, manner.style, label=label, counter=counter, times=times, minutes=minutes)

    for times in (1, *recalls):
        occasion: Occasion = "call" if times == 1 else "recall"
        # A head does not depend on the counter, nor a counter on the letter: a cross instead of a table.
        for label in lines.values():
            yield from _without_digits(say(occasion, label, places[0] if places else 0, times))
        for counter in places if lines else ():
            yield from _without_digits(say(occasion, next(iter(lines.values())), counter, times))
    yield from say("check")
    if manner.closing_minutes:
        yield from say("closing", minutes=manner.closing_minutes)
    for counter in places if manner.rating else ():
        yield from say("rating", counter=counter)


def _without_digits(said: Sequence[Clause]) -> Iterator[Clause]:
    return (clause for clause in said if not clause.units[0].key.startswith("digit."))


def _digits(tongues: Sequence[Tongue], series: Sequence[Series]) -> Iterator[tuple[Tongue, Clause]]:
    """The digits of every ticket, ascending; each as it is said in the midst of a sentence or at its end."""
    closes = {
        tongue: dict.fromkeys(
            part.end
            for template in (tongue.wording.call, tongue.wording.recall)
            for part in parts(template)
            if part.name == "number"
        )
        for tongue in tongues
    }
    numbers = sorted({(number, line.width) for line in series for number in range(line.first, line.last + 1)})
    for number, width in numbers:
        for tongue in tongues:
            for end in closes[tongue]:
                yield tongue, numbered(None, end, f"{number:0{width}d}", tongue.lang)[-1]


def _rank(clause: Clause) -> int:
    kinds = ("before", "letter", "call", "recall", "check", "closing", "rating")
    return next((kinds.index(kind) for kind in kinds if any(kind in unit.key for unit in clause.units)), len(kinds))


def _piece(clause: Clause) -> Piece:
    return Piece(clause.text, tuple(unit.key for unit in clause.units))
