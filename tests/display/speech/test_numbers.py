"""Numbers in words: a reviewed table, and every number from 0 to 9999 against an independent library."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from display.speech.numbers import GREATEST, HIGHEST, NORTH, SOUTH, Style, cardinal, english, vietnamese

GOLDEN = Path(__file__).parent / "golden"
EVERY = range(HIGHEST + 1)


def table(name: str) -> list[dict[str, str]]:
    with (GOLDEN / name).open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize(("column", "style"), [("north", NORTH), ("south", SOUTH)])
def test_the_reviewed_table(column, style):
    rows = table("numbers.tsv")
    assert len(rows) > 300
    assert {row["number"]: vietnamese(int(row["number"]), style) for row in rows} == {
        row["number"]: row[column] for row in rows
    }


def test_the_reviewed_table_in_english():
    rows = table("numbers.tsv")
    assert {row["number"]: english(int(row["number"])) for row in rows} == {
        row["number"]: row["english"] for row in rows
    }


def reviewed(number: int) -> str:
    """What num2words says, changed only where the list of exceptions says so."""
    exceptions = {(row["language"], row["numbers"]): row for row in table("num2words.tsv")}

    def change(words: str, numbers: str) -> str:
        row = exceptions["vi", numbers]
        assert f" {row['num2words says']}" in f" {words}", f"num2words has changed: review {number}, {numbers}"
        head, _, tail = f" {words}".rpartition(f" {row['num2words says']}")
        return f"{head} {row['we say']}{tail}".strip()

    words = str(num2words(number, lang="vi"))
    thousands, rest = divmod(number, 1000)
    if rest % 100 > 20 and rest % 10 == 4:
        words = change(words, "four after twenty to ninety")
    if thousands and 0 < rest < 10:
        return change(words, "one to nine after a thousand")
    if thousands and 10 <= rest < 100:
        return change(words, "ten to ninety-nine after a thousand")
    if number > 100 and 0 < number % 100 < 10:
        return change(words, "one to nine after a hundred")
    return words


def test_every_number_against_num2words_and_its_reviewed_exceptions():
    assert {n: vietnamese(n) for n in EVERY if vietnamese(n) != reviewed(n)} == {}


def test_the_list_of_exceptions_is_short_and_complete():
    """Every exception but the settings concerns the 891 numbers with an empty hundred."""
    style = Style(odd="lẻ", four="bốn")
    differ = [n for n in EVERY if vietnamese(n, style) != num2words(n, lang="vi")]
    assert differ == [n for n in EVERY if n > 1000 and 0 < n % 1000 < 100]
    assert len(table("num2words.tsv")) == 5


def test_southern_words_differ_by_two_words_only():
    for n in EVERY:
        folded = vietnamese(n).replace("linh", "lẻ").replace("nghìn", "ngàn")
        assert vietnamese(n, SOUTH) == folded


def test_four_is_a_setting():
    assert vietnamese(24, Style(four="bốn")) == "hai mươi bốn"
    assert vietnamese(14, Style(four="tư")) == "mười bốn"
    for n in EVERY:
        assert vietnamese(n, Style(four="bốn")) == vietnamese(n).replace("tư", "bốn")


def test_every_english_number_against_num2words():
    wrong = {n: english(n) for n in EVERY if english(n) != num2words(n).replace(",", "")}
    assert wrong == {}


def test_every_number_has_words_of_its_own():
    for say in (vietnamese, english, lambda n: vietnamese(n, SOUTH)):
        assert len({say(n) for n in EVERY}) == HIGHEST + 1


def test_the_fifteen_that_engines_misread():
    """Engines that are handed digits say "mười năm" (ten years)."""
    assert vietnamese(15) == "mười lăm"
    for n in EVERY:
        if n % 10 == 5 and n % 100 > 10:
            assert vietnamese(n).endswith("lăm")


@pytest.mark.parametrize("number", [-1, HIGHEST + 1])
@pytest.mark.parametrize("say", [vietnamese, english])
def test_outside_the_range(say, number):
    with pytest.raises(ValueError, match="put into words"):
        say(number)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (15_000, "mười lăm nghìn"),
        (10_001, "mười nghìn không trăm linh một"),
        (200_000, "hai trăm nghìn"),
        (1_000_005, "một triệu không trăm linh năm"),
        (1_005_000, "một triệu không trăm linh năm nghìn"),
        (2_500_000_000, "hai tỷ năm trăm triệu"),
        (2_000_024_015, "hai tỷ không trăm hai mươi tư nghìn không trăm mười lăm"),
    ],
)
def test_sums(number, words):
    assert cardinal(number, "vi") == words


@given(st.integers(0, GREATEST))
def test_english_sums_against_num2words(number):
    assert cardinal(number, "en") == num2words(number).replace(",", "")


@given(st.integers(0, GREATEST), st.integers(0, GREATEST))
def test_different_sums_sound_different(one, other):
    assert (one == other) == (cardinal(one, "vi") == cardinal(other, "vi"))


@pytest.mark.parametrize("number", [-1, GREATEST + 1])
def test_sums_outside_the_range(number):
    with pytest.raises(ValueError, match="put into words"):
        cardinal(number, "vi")
