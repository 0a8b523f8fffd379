"""A shelf is a dictionary that is never changed."""

from hypothesis import given
from hypothesis import strategies as st

from server.rules.shelf import Shelf

Entries = list[tuple[str, int]]
ENTRIES = st.lists(st.tuples(st.text(max_size=3), st.integers()))


@given(ENTRIES, ENTRIES)
def test_it_behaves_as_a_dictionary_and_keeps_its_old_self(first: Entries, more: Entries) -> None:
    shelf, plain = Shelf(first), dict(first)
    before = dict(plain)
    grown = shelf
    for key, value in more:
        grown = grown.put(key, value)
        plain[key] = value
    assert grown == plain
    assert len(grown) == len(plain)
    assert dict(shelf) == before
    assert grown == Shelf(plain.items())
    assert all(grown[key] == value for key, value in plain.items())
    assert grown.get("not there at all") is None


def test_most_of_it_is_shared() -> None:
    shelf = Shelf((f"A{n:03d}", n) for n in range(1000))
    grown = shelf.put("new", 1)
    shared = sum(old is new for old, new in zip(shelf._drawers, grown._drawers, strict=True))
    assert shared == len(shelf._drawers) - 1
