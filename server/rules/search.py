"""Finding a procedure by what people type: without marks, in part, with a slip of the finger, by how they call it.

Two spellings are compared after *folding*: no marks, đ as d, y as i (ký and kí are the same word), no case, no
punctuation. Every typed word must then be found in an entry: as a whole word, as the beginning of one, run together
with its neighbours ("khaisinh"), as initials ("hkd"), or, where fewer than `ENOUGH` entries answer to that, with one
slip: a letter too many, missing, wrong, or two swapped. One slip is all that Vietnamese words of at most seven letters
can bear, and it is found in one pass over both words: no table of distances, no index of trigrams, which say little
about words of four letters.

Anybody may ask, with every letter that is typed, so that the work is bounded: each word is looked up once in a
question, slips are looked for in what was typed, not in what it stands for, and no more than `MOST_READINGS` are read.
"""

import unicodedata
from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

ENOUGH = 3  # so many entries as typed, and no slips are looked for
LONGEST = 100  # letters of a query word that are compared
MOST_WORDS = 12  # of a query; what comes after is not read
MOST_READINGS = 8  # of a query, with what its words stand for
EXACT, PREFIX, INITIALS, SLIP = range(4)
NAME, OFFICIAL, FIELD = range(3)
VOWELS = frozenset("aeiou")


@dataclass(frozen=True, slots=True)
class Entry:
    """What can be found: its code, its names in languages, its official name, and the names of its field."""

    code: str
    names: tuple[str, ...]
    official: str = ""
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sayings:
    """How people say things: what a phrase stands for, and words that say nothing about the matter."""

    stands_for: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fillers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is compared (`letters`), and the marks it was written with, in a fixed order."""

    letters: str
    marks: str = ""

    def agrees(self, other: "Word") -> bool:
        """Whether all marks that were typed stand on the other; where in the word does not matter (hoà, hòa)."""
        return all(other.marks.count(mark) >= self.marks.count(mark) for mark in self.marks)


def words(text: str) -> tuple[Word, ...]:
    """The words of a text, folded."""
    found: list[Word] = []
    letters, marks = "", ""
    for sign in unicodedata.normalize("NFKD", text.casefold()) + " ":
        if unicodedata.combining(sign):
            marks += sign
        elif sign == "đ":
            letters, marks = letters + "d", marks + sign
        elif sign.isalnum():
            letters += "i" if sign == "y" else sign
        elif letters:
            found.append(Word(letters, "".join(sorted(marks))))
            letters, marks = "", ""
    return tuple(found)


def fold(text: str) -> str:
    """A text as it is compared: "Đăng ký khai sinh" and "dang ki  KHAI-SINH" are the same."""
    return " ".join(word.letters for word in words(text))


def slipped(typed: str, word: str) -> bool:
    """Whether one slip lies between what was typed and the word, or its beginning.

    Only in words of four letters or more; three letters count when they are such a word with one left out.
    """
    if typed.isdecimal():
        return False
    least = min(len(typed), len(word))
    same = next((place for place in range(least) if typed[place] != word[place]), least)
    wrong, right = typed[same:], word[same:]
    if len(typed) < 4:
        return len(typed) == 3 and len(word) == 4 and right[1:] == wrong
    return (
        right.startswith(wrong[1:])
        or right[1:].startswith(wrong)
        or (right[1:].startswith(wrong[1:]) and right != "")
        or (wrong[:2] == right[1::-1] and len(wrong) > 1 and right[2:].startswith(wrong[2:]))
    )


@dataclass(frozen=True, slots=True)
class _Line:
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


def _line(place: int, text: str) -> _Line:
    found = words(text)
    letters = [word.letters for word in found]
    starts = tuple(accumulate((len(word) for word in letters[:-1]), initial=0))
    return _Line(place, found, "".join(letters), starts, _spaced(letters), "".join(word[0] for word in letters))


def _spaced(letters: Iterable[str]) -> str:
    return "".join(f" {word}" for word in letters)


def _lines(entry: Entry) -> tuple[_Line, ...]:
    digits = entry.code.replace(".", "")
    texts = [(NAME, name) for name in entry.names]
    texts += [(OFFICIAL, text) for text in (entry.official, entry.code, digits) if text]
    texts += [(FIELD, text) for text in entry.fields]
    return tuple(_line(place, text) for place, text in texts)


Hit = tuple[int, int, bool]  # how a word was found, where, and whether the marks differ: the smallest is the best
Hits = Mapping[int, Hit]
Rank = tuple[int, ...]


class _Rows:
    """Where words run together begin: all beginnings of words in all texts, in the order of what follows them."""

    def __init__(self, lines: Iterable[tuple[int, _Line]]) -> None:
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


class Index:
    """All entries, ready to be searched again and again; it never changes."""

    def __init__(self, entries: Iterable[Entry], sayings: Sayings = Sayings()) -> None:
        self._lines = [_lines(entry) for entry in entries]
        self._known: list[dict[str, list[tuple[int, Word]]]] = [_by_letters(lines) for lines in self._lines]
        where: dict[str, list[int]] = {}
        for number, known in enumerate(self._known):
            for letters in known:
                where.setdefault(letters, []).append(number)
        self._vocabulary = sorted(where)
        self._where = where
        all_lines = [(number, line) for number, lines in enumerate(self._lines) for line in lines]
        self._rows = _Rows(all_lines)
        self._initials = [(line.initials, number, line.place) for number, line in all_lines if line.place != OFFICIAL]
        self._stands_for = {
            tuple(word.letters for word in words(phrase)): tuple(words(meant) for meant in meanings)
            for phrase, meanings in sayings.stands_for.items()
        }
        self._fillers = {fold(filler) for filler in sayings.fillers}

    def find(self, query: str, among: Container[int] | None = None) -> tuple[int, ...]:
        """Numbers of the entries that answer to the query, best first; all of them, in order, when it says nothing.

        Only those `among` the given numbers count; None: all.
        """
        typed = words(query)[:MOST_WORDS]
        if not typed:
            return tuple(number for number in range(len(self._lines)) if among is None or number in among)
        search = Search(self, typed, among)
        found = search.ranked(typed)
        if not found and (rest := tuple(word for word in typed if word.letters not in self._fillers)) and rest != typed:
            found = search.ranked(rest)
        return found

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
        for letters in self._vocabulary:
            if slipped(typed.letters, letters):
                self._note(found, typed, letters, SLIP)
        return found

    def _note(self, found: dict[int, Hit], typed: Word, letters: str, how: int) -> None:
        for number in self._where[letters]:
            for place, word in self._known[number][letters]:
                _keep_best(found, number, (how, place, not typed.agrees(word)))

    def holds(self, number: int, typed: tuple[Word, ...]) -> bool:
        """Whether the words stand side by side in a text of this entry."""
        phrase = _spaced(word.letters for word in typed)
        return any(line.holds_phrase(phrase) for line in self._lines[number])

    def worth(self, number: int, reading: tuple[Word, ...], hits: Sequence[Hit], sure: int) -> Rank:
        """The rank, smallest first: slips, which reading, ways, places, words side by side, marks, a short name."""
        names = [line for line in self._lines[number] if line.place == NAME]
        typed = _spaced(word.letters for word in reading)
        apart, length = min((not line.holds_phrase(typed), len(line.words)) for line in names) if names else (True, 0)
        slips = sum(how == SLIP for how, _, _ in hits)
        ways, places = sum(how for how, _, _ in hits), sum(place for _, place, _ in hits)
        return (slips, sure, ways, places, apart, sum(differs for _, _, differs in hits), length)


class Search:
    """One question: what has been found out about its words is not looked for twice."""

    def __init__(self, index: Index, typed: Sequence[Word], among: Container[int] | None = None) -> None:
        self._index = index
        self._among = among
        self._may_slip = frozenset(typed)
        self._known: dict[tuple[Word, bool], Hits] = {}

    def ranked(self, typed: tuple[Word, ...]) -> tuple[int, ...]:
        """Numbers of what answers to these words, best first; with a slip where few answer as typed."""
        found = self.rank(typed, slips=False)
        if len(found) < ENOUGH:
            found = self.rank(typed, slips=True) | found
        return tuple(sorted(found, key=lambda number: (found[number], number)))

    def rank(self, typed: tuple[Word, ...], slips: bool) -> dict[int, Rank]:
        """What answers to these words, or to what they stand for, and its best rank."""
        best: dict[int, Rank] = {}
        readings = self._index.readings(typed)
        for reading in readings:
            for number, hits in self._answers(reading, slips).items():
                # What a phrase stands for is surer than its words here and there, and less sure than the phrase itself.
                sure = 1 if reading is not typed else 2 * (len(readings) > 1 and not self._index.holds(number, typed))
                rank = self._index.worth(number, reading, hits, sure)
                if number not in best or rank < best[number]:
                    best[number] = rank
        return best

    def _answers(self, reading: tuple[Word, ...], slips: bool) -> dict[int, list[Hit]]:
        """Entries in which every word of the reading is found, and how each was found at its best."""
        looked_up = []
        for word in reading:
            hits = self._hits(word, slips)
            if not hits:
                return {}
            looked_up.append(hits)
        fewest = min(looked_up, key=len)
        return {
            number: [hits[number] for hits in looked_up]
            for number in fewest
            if all(number in hits for hits in looked_up) and (self._among is None or number in self._among)
        }

    def _hits(self, word: Word, slips: bool) -> Hits:
        slips = slips and word in self._may_slip
        if (word, slips) not in self._known:
            found = self._index.hits(word) if not slips else {**self._index.slips(word), **self._hits(word, False)}
            self._known[word, slips] = found
        return self._known[word, slips]


def _keep_best(found: dict[int, Hit], number: int, hit: Hit) -> None:
    if number not in found or hit < found[number]:
        found[number] = hit


def _by_letters(lines: Iterable[_Line]) -> dict[str, list[tuple[int, Word]]]:
    known: dict[str, list[tuple[int, Word]]] = {}
    for line in lines:
        for word in line.words:
            known.setdefault(word.letters, []).append((line.place, word))
    return known
