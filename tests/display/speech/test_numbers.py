"""Numbers in words: the field's own examples, and every number against an independent library."""

import pytest
from num2words import num2words

from display.speech.numbers import HIGHEST, NORTH, SOUTH, Style, english, vietnamese

VECTORS = {
    0: "không", 5: "năm", 10: "mười", 11: "mười một", 14: "mười bốn", 15: "mười lăm", 20: "hai mươi",
    21: "hai mươi mốt", 24: "hai mươi tư", 25: "hai mươi lăm", 44: "bốn mươi tư", 55: "năm mươi lăm",
    100: "một trăm", 101: "một trăm linh một", 104: "một trăm linh bốn", 105: "một trăm linh năm",
    110: "một trăm mười", 115: "một trăm mười lăm", 121: "một trăm hai mươi mốt", 124: "một trăm hai mươi tư",
    155: "một trăm năm mươi lăm", 305: "ba trăm linh năm", 999: "chín trăm chín mươi chín", 1000: "một nghìn",
    1001: "một nghìn không trăm linh một", 1010: "một nghìn không trăm mười", 1015: "một nghìn không trăm mười lăm",
    1021: "một nghìn không trăm hai mươi mốt", 1105: "một nghìn một trăm linh năm",
    2024: "hai nghìn không trăm hai mươi tư",
}  # fmt: skip


@pytest.mark.parametrize(("number", "words"), VECTORS.items())
def test_the_fields_examples(number, words):
    assert vietnamese(number) == words


def test_southern_words():
    assert vietnamese(1105, SOUTH) == "một ngàn một trăm lẻ năm"
    assert vietnamese(24, Style(four="bốn")) == "hai mươi bốn"


def expected_of_num2words(number: int) -> str:
    """What num2words says, with the one reviewed difference: it leaves out the empty hundred after a thousand.

    It says "một nghìn lẻ mười" for 1010, where offices say "một nghìn không trăm mười": 891 numbers, 1–99 after each
    thousand.
    """
    words = str(num2words(number, lang="vi"))
    thousands, rest = divmod(number, 1000)
    if thousands and 0 < rest < 100:
        head = f"{num2words(thousands, lang='vi')} nghìn"
        tail = num2words(rest, lang="vi")
        assert words == f"{head} lẻ {tail}", "num2words has changed: review this exception"
        return f"{head} không trăm {'lẻ ' if rest < 10 else ''}{tail}"
    return words


def test_every_number_against_num2words():
    style = Style(odd="lẻ", four="bốn")
    wrong = {n: vietnamese(n, style) for n in range(HIGHEST + 1) if vietnamese(n, style) != expected_of_num2words(n)}
    assert wrong == {}


def test_every_english_number_against_num2words():
    wrong = {n: english(n) for n in range(HIGHEST + 1) if english(n) != num2words(n).replace(",", "")}
    assert wrong == {}


def test_every_number_has_words_of_its_own():
    for say in (vietnamese, english):
        assert len({say(n) for n in range(HIGHEST + 1)}) == HIGHEST + 1


@pytest.mark.parametrize("number", [-1, HIGHEST + 1])
@pytest.mark.parametrize("say", [vietnamese, english])
def test_outside_the_range(say, number):
    with pytest.raises(ValueError, match="put into words"):
        say(number)


def test_the_default_is_northern():
    assert vietnamese(1004) == vietnamese(1004, NORTH) == "một nghìn không trăm linh bốn"
