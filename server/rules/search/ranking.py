"""What answers to all words of a question, and which of it answers best."""

from collections.abc import Container, Iterable, Sequence

from server.rules.search.letters import Word, spaced
from server.rules.search.lookup import SLIP, Hit, Hits, Lookup

ENOUGH = 3  # so many entries as typed, and no slips are looked for
MOST_GUESSES = 8  # of what a slip in a short word may have meant
Rank = tuple[int, ...]


class Search:
    """One question: what has been found out about its words is not looked for twice."""

    def __init__(self, lookup: Lookup, typed: Sequence[Word], among: Container[int] | None = None) -> None:
        self._lookup = lookup
        self._among = among
        self._may_slip = frozenset(typed)
        self._known: dict[tuple[Word, bool], Hits] = {}

    def ranked(self, typed: tuple[Word, ...]) -> tuple[int, ...]:
        """Numbers of what answers to these words, best first; with a slip where few answer as typed."""
        found = self.rank(typed, slips=False)
        if len(found) < ENOUGH:
            found = self.rank(typed, slips=True) | found
        return _in_order(found)

    def ranked_as_typed(self, typed: tuple[Word, ...]) -> tuple[int, ...]:
        """The same without any slips."""
        return _in_order(self.rank(typed, slips=False))

    def rank(self, typed: tuple[Word, ...], slips: bool) -> dict[int, Rank]:
        """What answers to these words, or to what they stand for, and its best rank."""
        best: dict[int, Rank] = {}
        readings = self._lookup.readings(typed)
        for reading in readings:
            for number, hits in self._answers(self._hits(word, slips) for word in reading).items():
                # What a phrase stands for is surer than its words here and there, and less sure than the phrase itself.
                sure = 1 if reading is not typed else 2 * (len(readings) > 1 and not self._lookup.holds(number, typed))
                _keep_best(best, number, self.worth(number, reading, hits, sure))
        return best

    def ranked_short(self, typed: tuple[Word, ...]) -> tuple[int, ...]:
        """Numbers of what answers when one word of two or three letters has a slip, and every other is as typed."""
        nearest: dict[int, list[Hit]] = {}
        lost = [place for place, word in enumerate(typed) if not self._hits(word, False)]
        for place, word in enumerate(typed):
            if len(typed) < 2 or len(word.letters) not in (2, 3) or any(other != place for other in lost):
                continue
            slips = self._lookup.short_slips(word)
            looked_up = (slips if at == place else self._hits(one, False) for at, one in enumerate(typed))
            for number, hits in self._answers(looked_up).items():
                if number not in nearest or _ways(hits) < _ways(nearest[number]):
                    nearest[number] = hits
        best = {number: self.worth(number, typed, hits, 0) for number, hits in nearest.items()}
        return _in_order(best)[:MOST_GUESSES]

    def worth(self, number: int, reading: tuple[Word, ...], hits: Sequence[Hit], sure: int) -> Rank:
        """The rank, smallest first: slips, which reading, ways, places, words side by side, marks, a short name."""
        names = self._lookup.names(number)
        typed = spaced(word.letters for word in reading)
        apart, length = min((not line.holds_phrase(typed), len(line.words)) for line in names) if names else (True, 0)
        slips = sum(how >= SLIP for how, _, _ in hits)
        places = sum(place for _, place, _ in hits)
        return (slips, sure, _ways(hits), places, apart, sum(differs for _, _, differs in hits), length)

    def _answers(self, looked_up: Iterable[Hits]) -> dict[int, list[Hit]]:
        """Entries in which every word is found, and how each was found at its best."""
        found = []
        for hits in looked_up:
            if not hits:
                return {}  # the words after it need not be looked up
            found.append(hits)
        return {
            number: [hits[number] for hits in found]
            for number in min(found, key=len)
            if all(number in hits for hits in found) and (self._among is None or number in self._among)
        }

    def _hits(self, word: Word, slips: bool) -> Hits:
        slips = slips and word in self._may_slip
        if (word, slips) not in self._known:
            found = self._lookup.hits(word) if not slips else {**self._lookup.slips(word), **self._hits(word, False)}
            self._known[word, slips] = found
        return self._known[word, slips]


def _in_order(found: dict[int, Rank]) -> tuple[int, ...]:
    """Numbers, best first."""
    return tuple(sorted(found, key=lambda number: (found[number], number)))


def _ways(hits: Sequence[Hit]) -> int:
    return sum(how for how, _, _ in hits)


def _keep_best(best: dict[int, Rank], number: int, rank: Rank) -> None:
    if number not in best or rank < best[number]:
        best[number] = rank
