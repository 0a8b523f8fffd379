"""The words of a call: the agreed sentences, and that nothing an engine may misread is left in them."""

import re
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from display.speech.numbers import NORTH, SOUTH
from display.speech.phrases import (
    EN_LETTERS,
    LANGS,
    VI_LETTERS,
    call_parts,
    counter_half,
    only_words,
    spell,
    ticket_half,
)

LETTERS = string.ascii_letters + "ĂÂĐÊÔƠƯăâđêôơư"
labels = st.from_regex(rf"[{LETTERS}]{{0,3}}[ ./-]?[0-9]{{1,6}}", fullmatch=True)


def test_a_call():
    assert call_parts("A025", 2, "vi") == ("Mời công dân có số thứ tự, a, không hai năm,", "đến quầy số hai.")
    assert call_parts("A025", 2, "en") == (
        "Ticket number eigh zero two five.",
        "Please proceed to counter number two.",
    )


def test_a_recall():
    assert ticket_half("A025", "vi", "recall", 2) == "Xin mời lần hai, công dân có số thứ tự, a, không hai năm,"
    assert ticket_half("A025", "en", "recall", 3) == "Third call for ticket number eigh zero two five."
    assert ticket_half("A025", "en", "recall", 11) == "Another call for ticket number eigh zero two five."


def test_a_recall_is_at_least_the_second_call():
    assert ticket_half("A025", "vi", "recall", 1) == ticket_half("A025", "vi", "recall", 2)


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("1001", "một không không một"),
        ("025", "không hai năm"),
        ("CA-012", "xê a, không một hai"),
        ("Đ4", "đê, bốn"),
        ("a015", "a, không một năm"),
        ("É1", "e, một"),
    ],
)
def test_labels_are_spelled(label, words):
    assert spell(label, "vi") == words


def test_a_digit_is_never_said_as_in_a_whole_number():
    assert spell("A2145", "vi") == "a, hai một bốn năm"


def test_counters_are_whole_numbers():
    assert counter_half(15, "vi") == "đến quầy số mười lăm."
    assert counter_half(101, "vi", SOUTH) == "đến quầy số một trăm lẻ một."
    assert counter_half(21, "en") == "Please proceed to counter number twenty-one."
    assert counter_half(10_001, "vi") == "đến quầy số một không không không một."


@pytest.mark.parametrize("label", ["", "-", "A@1", "A 1\n<speak>", "½", "字1", "_"])
def test_labels_that_cannot_be_said(label):
    with pytest.raises(ValueError, match="label"):
        spell(label, "vi")


def test_a_negative_counter():
    with pytest.raises(ValueError, match="negative"):
        counter_half(-1, "vi")


@settings(deadline=None)
@given(labels, st.integers(0, 99_999), st.sampled_from(LANGS), st.sampled_from(["call", "recall"]), st.integers(1, 120))
def test_no_digit_and_no_bare_capital_reaches_an_engine(label, counter, lang, occasion, times):
    for style in (NORTH, SOUTH):
        for half in call_parts(label, counter, lang, occasion, times, style):
            assert only_words(half)
            assert not re.search(r"\d", half)
            assert not any(len(word) == 1 and word.isupper() for word in re.findall(r"\w+", half))
            assert len(half) <= 100, "one online request at most"


@settings(deadline=None)
@given(labels, labels, st.sampled_from(LANGS))
def test_different_labels_sound_different(one, other, lang):
    def heard(label: str) -> str:
        base = re.sub(r"[^\w]", "", label).upper()
        return base if lang == "vi" else base.translate(str.maketrans("ĂÂĐÊÔƠƯ", "AADEOOU"))

    assert (heard(one) == heard(other)) == (re.split(r"\W+", spell(one, lang)) == re.split(r"\W+", spell(other, lang)))


@pytest.mark.parametrize("name", [*VI_LETTERS.values(), *EN_LETTERS.values()])
def test_letter_names_are_words_in_small_letters(name):
    assert name == name.lower()
    assert only_words(name)


def test_every_letter_has_one_name():
    assert set(string.ascii_uppercase) <= set(VI_LETTERS)
    assert set(string.ascii_uppercase) == set(EN_LETTERS)
    for names in (VI_LETTERS, EN_LETTERS):
        assert len(set(names.values())) == len(names)


@pytest.mark.parametrize("text", ["quầy số 15", "số thứ tự A", "D", "", ", .", "A, không"])
def test_what_is_not_only_words(text):
    assert not only_words(text)
