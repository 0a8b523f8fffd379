"""The words of a call and of an announcement, in the pieces of which clips are made. Pure.

A call is cut round the ticket's digits: the invitation with the letters, the digits, the counter. So a few hundred
clips, made ahead, say every call. Labels are read letter by letter and digit by digit, the habit of the field and the
clearest in a noisy hall; counters are whole numbers. Neither a digit nor a bare capital letter ever reaches an engine.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from display.speech.letters import Sign, runs, spell
from display.speech.numbers import HIGHEST, NORTH, Style, english, vietnamese
from display.speech.prose import prose
from display.speech.tongues import OWN_WORDS, Tongue
from display.speech.wording import Occasion, Part, parts

COUNTED_BY_PEOPLE = 3
"""Calls that a person's recordings count; later ones are "once more", or nobody would ever finish recording."""
COUNTED = 10
"""Calls that an engine counts."""

_EN_TIMES = ("Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")


class Unit(NamedTuple):
    """One recording of a person: its key ("letter.A", "call.counter.5") and the words to say."""

    key: str
    prompt: str


class Piece(NamedTuple):
    """A stretch of a sentence: one clip of an engine (`text`, words only) or some clips of a person (`units`)."""

    text: str
    units: tuple[str, ...]


class Clause(NamedTuple):
    """A piece with the words of its units."""

    text: str
    units: tuple[Unit, ...]


def sentence(
    occasion: Occasion,
    tongue: Tongue,
    style: Style = NORTH,
    *,
    label: str = "",
    counter: int = 0,
    times: int = 1,
    minutes: int = 0,
) -> tuple[Piece, ...]:
    """What is said on the occasion, piece by piece. `times` counts a ticket's calls from 1; a recall is at least two.

    Raises ValueError for a label that cannot be said, and for a negative counter or time.
    """
    said = clauses(occasion, tongue, style, label=label, counter=counter, times=times, minutes=minutes)
    return tuple(Piece(clause.text, tuple(unit.key for unit in clause.units)) for clause in said)


def clauses(
    occasion: Occasion,
    tongue: Tongue,
    style: Style = NORTH,
    *,
    label: str = "",
    counter: int = 0,
    times: int = 1,
    minutes: int = 0,
) -> tuple[Clause, ...]:
    """As `sentence`, with the words of each unit."""
    facts = _Facts(tongue.lang, style, counter, max(times, 2), minutes)
    of_call = {(part.name, part.text) for part in parts(tongue.wording.call)}
    found: list[Clause] = []
    for part in parts(tongue.wording.of(occasion)):
        if part.name == "number":
            head = found.pop() if found and found[-1].units[0].key.endswith("before") else None
            found += numbered(head, part.end, label, tongue.lang)
        else:
            key = facts.key("call" if (part.name, part.text) in of_call else occasion, part)
            found.append(Clause(facts.said(part.text) + part.end, (Unit(key, facts.prompt(part.text)),)))
    return tuple(found)


def numbered(head: Clause | None, end: str, label: str, lang: str) -> list[Clause]:
    """The invitation with the label's letters, and its digits; either is left out when there is nothing to say."""
    first, *more = runs(label, lang)
    letters, rest = (first, more) if not first[0].sign.isdigit() else ((), [first, *more])
    found: list[Clause] = []
    if head or letters:
        said = " ".join([*([head.text.rstrip(",.;:!?")] if head else []), *(sign.name for sign in letters)])
        units = (*(head.units if head else ()), *(_unit(sign, lang) for sign in letters))
        found.append(Clause(said + ("," if rest else end), units))
    if rest:
        said = ", ".join(" ".join(sign.name for sign in run) for run in rest)
        found.append(Clause(said + end, tuple(_unit(sign, lang) for run in rest for sign in run)))
    return found


def _unit(sign: Sign, lang: str) -> Unit:
    """A letter's or digit's recording. Speakers of a language without words of its own know how to read the sign."""
    kind = "digit" if sign.sign.isdigit() else "letter"
    return Unit(f"{kind}.{sign.sign}", sign.name if lang in OWN_WORDS else sign.sign)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What stands in the places of a template, except the number."""

    lang: str
    style: Style
    counter: int
    times: int
    minutes: int

    def said(self, template: str) -> str:
        """The words of a part for an engine."""
        return prose(self._filled(template, self._number, COUNTED), self.lang, self.style)

    def prompt(self, template: str) -> str:
        """The words of a part for a person, as far as recordings count: in a language of ours as an engine gets them.

        In any other language the template is what the centre has written, so nothing in it is put into our words.
        """
        if self.lang in OWN_WORDS:
            return prose(self._filled(template, self._number, COUNTED_BY_PEOPLE), self.lang, self.style)
        return self._filled(template, str, COUNTED_BY_PEOPLE)

    def _filled(self, template: str, say: Callable[[int], str], counted: int) -> str:
        words = template.replace("{counter}", say(self.counter)).replace("{minutes}", say(self.minutes))
        return words.replace("{times}", self._times(counted))

    def key(self, occasion: str, part: Part) -> str:
        """The name of a part's recording, with as much in it as its words depend on."""
        times = str(self.times) if self.times <= COUNTED_BY_PEOPLE else "more"
        names = [
            occasion,
            times if "{times}" in part.text else "",
            part.name,
            str(self.counter) if "{counter}" in part.text else "",
            str(self.minutes) if "{minutes}" in part.text else "",
        ]
        return ".".join(name for name in names if name)

    def _number(self, number: int) -> str:
        if number < 0:
            raise ValueError(f"a number that is said is not negative: {number}")
        if number > HIGHEST:
            return spell(str(number), self.lang)
        return english(number) if self.lang == "en" else vietnamese(number, self.style)

    def _times(self, counted: int) -> str:
        if self.lang == "en":
            return _EN_TIMES[self.times - 2] if self.times <= counted else "Another"
        return vietnamese(self.times, self.style) if self.times <= counted else "nữa"
