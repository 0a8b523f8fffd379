"""How far a question is stretched before the answer is that there is nothing."""

from collections.abc import Callable, Container, Iterable

from server.rules.search.letters import Word, words
from server.rules.search.lines import Entry
from server.rules.search.lookup import NOTHING_SAID, Lookup, Sayings
from server.rules.search.ranking import Search
from server.rules.search.slips import untelexed

Ranked = Callable[[tuple[Word, ...]], tuple[int, ...]]
MOST_WORDS = 12  # of a query; what comes after is not read


class Index:
    """All entries, ready to be searched again and again; it never changes."""

    def __init__(self, entries: Iterable[Entry], sayings: Sayings = NOTHING_SAID) -> None:
        self._lookup = Lookup(entries, sayings)

    def find(self, query: str, among: Container[int] | None = None) -> tuple[int, ...]:
        """Numbers of the entries that answer to the query, best first; all of them, in order, when it says nothing.

        Only those `among` the given numbers count; None: all.
        """
        typed = words(query)[:MOST_WORDS]
        if not typed:
            return tuple(number for number in range(len(self._lookup)) if among is None or number in among)
        search = Search(self._lookup, typed, among)
        meant = tuple(Word(untelexed(word.letters), word.marks) for word in typed)
        # Each is tried only where the one before has found nothing: what is right is answered as if it were not there.
        return (
            self._first(search.ranked, typed)
            or (meant != typed and self._first(search.ranked_as_typed, meant))
            or self._first(search.ranked_short, typed)
        ) or ()

    def _first(self, ranked: Ranked, typed: tuple[Word, ...]) -> tuple[int, ...]:
        """What answers to the words; to those that are about the matter, when nothing answers to all."""
        rest = tuple(word for word in typed if self._lookup.says_something(word))
        return ranked(typed) or (ranked(rest) if rest and rest != typed else ())
