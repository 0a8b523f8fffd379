"""What can be found: the texts of an entry as they are compared, and where words run together begin in them."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from server.rules.search.letters import Word, spaced, words

LONGEST = 100  # letters of a query word that are compared
NAME, OFFICIAL, FIELD = range(3)


@dataclass(frozen=True, slots=True)
class Entry:
    """What can be found: its code, its names in languages, its official name, and the names of its field."""

    code: str
    names: tuple[str, ...]
    official: str = ""
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One text of an entry: its words, all of them in a row with and without spaces, and their initials."""

    place: int
    words: tuple[Word, ...]
    row: str
    starts: tuple[int, ...]
    spaced: str
    initials: str

    def holds_phrase(self, typed: str) -> bool:
        """Whether the words (each behind a space) stand here in this order, side by side; the last may be cut short."""
        return typed in self.spaced


def lines_of(entry: Entry) -> tuple[Line, ...]:
    """All texts of an entry: names, official name and code, names of its field."""
    digits = entry.code.replace(".", "")
    texts = [(NAME, name) for name in entry.names]
    texts += [(OFFICIAL, text) for text in (entry.official, entry.code, digits) if text]
    texts += [(FIELD, text) for text in entry.fields]
    return tuple(_line(place, text) for place, text in texts)


def _line(place: int, text: str) -> Line:
    found = words(text)
    letters = [word.letters for word in found]
    starts = tuple(accumulate((len(word) for word in letters[:-1]), initial=0))
    return Line(place, found, "".join(letters), starts, spaced(letters), "".join(word[0] for word in letters))


class Rows:
    """Where words run together begin: all beginnings of words in all texts, in the order of what follows them."""

    def __init__(self, lines: Iterable[tuple[int, Line]]) -> None:
        self._text = ""
        begins: list[tuple[int, int, int]] = []
        rows, at = [], 0
        for number, line in lines:
            begins += [(at + start, number, line.place) for start in line.starts if line.row]
            rows.append(line.row)
            at += len(line.row) + 1
        self._text = "\n".join(rows)
        # Nobody types a word longer than a whole question; beginnings that are the same so far are found together.
        self._begins = sorted(begins, key=lambda one: self._text[one[0] : one[0] + LONGEST])

    def holding(self, typed: str) -> Iterator[tuple[int, int]]:
        """Entries (by number) with the place of the text in which these letters begin with a word, run together."""
        size = min(len(typed), LONGEST)
        typed = typed[:size]
        at = bisect_left(self._begins, typed, key=lambda one: self._text[one[0] : one[0] + size])
        while at < len(self._begins) and self._text.startswith(typed, self._begins[at][0]):
            yield self._begins[at][1:]
            at += 1
