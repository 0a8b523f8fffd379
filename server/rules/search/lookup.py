"""Single words are looked up here: as typed, with a slip; and what phrases stand for."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from server.rules.search.letters import Word, fold, spaced, words
from server.rules.search.lines import NAME, OFFICIAL, Entry, Line, Rows, lines_of
from server.rules.search.slips import LONG, VOWELS, slipped, slipped_short

MOST_READINGS = 8  # of a query, with what its words stand for
EXACT, PREFIX, INITIALS, SLIP = range(4)  # what is a slip and more is less sure than one

Hit = tuple[int, int, bool]  # how a word was found, where, and whether the marks differ: the smallest is the best
Hits = Mapping[int, Hit]


@dataclass(frozen=True, slots=True)
class Sayings:
    """How people say things: what a phrase stands for, and words that say nothing about the matter."""

    stands_for: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fillers: frozenset[str] = frozenset()


NOTHING_SAID = Sayings()


class Lookup:
    """All entries by their words; it never changes."""

    def __init__(self, entries: Iterable[Entry], sayings: Sayings = NOTHING_SAID) -> None:
        self._lines = [lines_of(entry) for entry in entries]
        self._known: list[dict[str, list[tuple[int, Word]]]] = [_by_letters(lines) for lines in self._lines]
        where: dict[str, list[int]] = {}
        for number, known in enumerate(self._known):
            for letters in known:
                where.setdefault(letters, []).append(number)
        self._vocabulary = sorted(where)
        self._spelt = [letters for letters in self._vocabulary if not letters.isdecimal()]
        self._short = [letters for letters in self._spelt if len(letters) <= LONG]
        self._where = where
        all_lines = [(number, line) for number, lines in enumerate(self._lines) for line in lines]
        self._rows = Rows(all_lines)
        self._initials = [(line.initials, number, line.place) for number, line in all_lines if line.place != OFFICIAL]
        self._stands_for = {
            tuple(word.letters for word in words(phrase)): tuple(words(meant) for meant in meanings)
            for phrase, meanings in sayings.stands_for.items()
        }
        self._fillers = {fold(filler) for filler in sayings.fillers}

    def __len__(self) -> int:
        return len(self._lines)

    def names(self, number: int) -> list[Line]:
        """The names of an entry."""
        return [line for line in self._lines[number] if line.place == NAME]

    def says_something(self, word: Word) -> bool:
        """Whether a word is about the matter."""
        return word.letters not in self._fillers

    def readings(self, typed: tuple[Word, ...]) -> list[tuple[Word, ...]]:
        """The query as typed, then with phrases replaced by what they stand for."""
        readings = [typed]
        for start in range(len(typed)):
            for end in range(start + 1, len(typed) + 1):
                phrase = tuple(word.letters for word in typed[start:end])
                readings += [(*typed[:start], *meant, *typed[end:]) for meant in self._stands_for.get(phrase, ())]
        return list(dict.fromkeys(readings))[:MOST_READINGS]

    def hits(self, typed: Word) -> Hits:
        """Every entry that holds this word as it is typed, and how it was found at its best."""
        found: dict[int, Hit] = {}
        for place in range(bisect_left(self._vocabulary, typed.letters), len(self._vocabulary)):
            letters = self._vocabulary[place]
            if not letters.startswith(typed.letters):
                break
            self._note(found, typed, letters, EXACT if letters == typed.letters else PREFIX)
        if len(typed.letters) >= 2 and not typed.letters.isdecimal():
            for number, place in self._rows.holding(typed.letters):
                _keep_best(found, number, (PREFIX, place, False))
            if len(typed.letters) <= 6 and VOWELS.isdisjoint(typed.letters):
                for initials, number, place in self._initials:
                    if typed.letters in initials:
                        _keep_best(found, number, (INITIALS, place, False))
        return found

    def slips(self, typed: Word) -> Hits:
        """Every entry that holds this word with a slip."""
        found: dict[int, Hit] = {}
        # Most of a large catalogue's words are codes, and no word of letters is one slip away from a number.
        for letters in self._spelt if typed.letters.isalpha() else self._vocabulary:
            if slipped(typed.letters, letters):
                self._note(found, typed, letters, SLIP)
        return found

    def short_slips(self, typed: Word) -> Hits:
        """Every entry that holds this word of two or three letters, as a whole, with a slip."""
        found: dict[int, Hit] = {}
        for letters in self._short:
            far = slipped_short(typed.letters, letters)
            if far is not None:
                self._note(found, typed, letters, SLIP + far)
        return found

    def _note(self, found: dict[int, Hit], typed: Word, letters: str, how: int) -> None:
        for number in self._where[letters]:
            for place, word in self._known[number][letters]:
                _keep_best(found, number, (how, place, not typed.agrees(word)))

    def holds(self, number: int, typed: tuple[Word, ...]) -> bool:
        """Whether the words stand side by side in a text of this entry."""
        phrase = spaced(word.letters for word in typed)
        return any(line.holds_phrase(phrase) for line in self._lines[number])


def _keep_best(found: dict[int, Hit], number: int, hit: Hit) -> None:
    if number not in found or hit < found[number]:
        found[number] = hit


def _by_letters(lines: Iterable[Line]) -> dict[str, list[tuple[int, Word]]]:
    known: dict[str, list[tuple[int, Word]]] = {}
    for line in lines:
        for word in line.words:
            known.setdefault(word.letters, []).append((line.place, word))
    return known
