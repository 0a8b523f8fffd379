"""Screen texts in stretches that an engine takes at once."""

import re

from hypothesis import given
from hypothesis import strategies as st

from display.speech.aloud import LONGEST, stretches

words = st.text("aăbêđ", min_size=1, max_size=12)
signs = st.sampled_from([" ", ", ", ". ", "; ", "? ", ": ", "\n", " … "])
texts = st.lists(st.tuples(words, signs), max_size=80).map(lambda parts: "".join(word + sign for word, sign in parts))


@given(texts)
def test_every_word_is_read_once_and_in_order(text):
    found = stretches(text)
    assert all(0 < len(stretch) <= LONGEST for stretch in found)
    assert re.findall(r"\w+", " ".join(found)) == re.findall(r"\w+", text)


def test_sentences_are_kept_whole_where_they_fit():
    long = ", ".join(["mời công dân lấy số thứ tự"] * 5)
    assert stretches(f"Xin chào. {long}. Xin cảm ơn.") == [
        "Xin chào.",
        "mời công dân lấy số thứ tự, mời công dân lấy số thứ tự, mời công dân lấy số thứ tự,",
        "mời công dân lấy số thứ tự, mời công dân lấy số thứ tự.",
        "Xin cảm ơn.",
    ]


def test_nothing_to_say():
    assert stretches("") == stretches(" … \n -") == []
    assert stretches("a" * 500) == [], "nobody could say that"
