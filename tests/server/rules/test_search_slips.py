"""What citizens really type: every question of a table finds what it means among the first three answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.rules.search import ENOUGH, Entry, Index, Search, slipped, words
from server.rules.search.lookup import Lookup
from server.rules.search.ranking import MOST_GUESSES
from server.rules.search.slips import FAR, NEAR, slipped_short, untelexed
from tests.server.rules.test_search import distance, entries, index

BIRTH, AGAIN, MARRIAGE, DEATH, SINGLE = "1.001193", "1.004884", "1.000894", "1.000656", "1.004873"
GUARDIAN, CHILD, SPLIT, STAY, HOME, WHERE = "1.004837", "2.001263", "1.010038", "1.004194", "1.004222", "1.010041"
LAND, PEACE, HOUSE, TREE, SHOP, COPY = "1.013978", "1.012812", "1.013225", "1.002693", "1.001612", "2.000815"
SIGNATURE, WILL, EXTRACT, POOR, DISABLED, OLD = "2.000884", "2.001019", "2.000635", "1.011607", "1.001699", "1.014027"
ASKED = {
    BIRTH: ["khai sinh", "đăng ký khai sinh", "khai sinhh", "khia sinh", "kai sinh", "ks", "giay ks", "dk ks",
            "lam giay khai sinh cho be", "birth certificate", "toi muon khai snh"],
    AGAIN: ["khai sinh lại", "dang ki lai khai sinh"],
    MARRIAGE: ["kết hôn", "ket hon", "ket hn", "kt hon", "kett hon", "keets hoon", "kết hn", "dang ky ket hn",
               "toi can ket hn", "kwt hon", "marriage"],
    DEATH: ["khai tu", "khai tuu", "khai tuwr", "báo tử"],
    SINGLE: ["độc thân", "hn nhan", "tinh trang hoon nhan"],
    GUARDIAN: ["gim ho", "giam hoo"],
    CHILD: ["con nuôi", "con nui"],
    SPLIT: ["tac ho", "tach hoo", "tachs hooj"],
    STAY: ["tạm trú", "tma tru", "tm tru", "tajm trus", "temporary residence"],
    HOME: ["thuong tr", "thuongf truf"],
    WHERE: ["xac nhan cuu tru"],
    LAND: ["sổ đỏ", "so ddo", "soor ddor", "đất đaii", "ddaats ddai", "dat dia", "dta dai", "red book"],
    PEACE: ["hao giai", "hoaf giair"],
    HOUSE: ["xây nhà", "giay phep xay duwngj", "building permit"],
    TREE: ["chat cya"],
    SHOP: ["hkd", "hoo kinh doanh", "ho kinh donh"],
    COPY: ["sao y", "chuwngs thwcj banr sao"],
    SIGNATURE: ["chữ ký", "chu kyy", "chưng thưc chu ki"],
    WILL: ["dii chuc", "di chuuc"],
    EXTRACT: ["trich lc"],
    POOR: ["hộ nghèo", "hoj ngheof"],
    DISABLED: ["khuyet tt"],
    OLD: ["người già", "huu tri xax hooij"],
}  # fmt: skip


@pytest.mark.parametrize(("wanted", "typed"), [(code, typed) for code, asked in ASKED.items() for typed in asked])
def test_what_is_meant_is_among_the_first_three(wanted: str, typed: str) -> None:
    assert wanted in [entries()[number].code for number in index().find(typed)[:ENOUGH]]


syllables = st.sampled_from(
    sorted({word.letters for entry in entries() for word in words(entry.names[0])})  # the Vietnamese name comes first
)
slips = st.builds(
    lambda word, at, sign: word[: at % len(word)] + sign + word[(at + 1) % (len(word) + 1) :],
    syllables, st.integers(0, 5), st.sampled_from(["", "h", "aa", "f"]),
)  # fmt: skip


@given(st.lists(syllables | slips, min_size=1, max_size=4).map(" ".join))
def test_what_is_found_without_guessing_is_all_that_is_found(question: str) -> None:
    typed = words(question)
    if not typed:
        return
    plain, found = Search(Lookup(entries()), typed).ranked(typed), Index(entries()).find(question)
    assert not plain or found == plain


def test_a_guess_needs_another_word_that_is_there_and_names_few() -> None:
    alike = Index([Entry(f"1.{number:06d}", (f"Kết hôn {number}",)) for number in range(50)])
    assert alike.find("hn") == ()
    assert alike.find("hn qqqq") == alike.find("kt hn") == ()
    assert len(alike.find("ket hn")) == MOST_GUESSES


def test_the_nearest_guess_comes_first() -> None:
    alike = Index([Entry("1.000001", ("Sổ tua",)), Entry("1.000002", ("Sổ tù",)), Entry("1.000003", ("Sổ utu",))])
    assert alike.find("so tuu") == (1, 2, 0)
    assert alike.find("so tuq") == (0, 1)


@given(st.text("abt", min_size=1, max_size=4), st.text("abt", min_size=1, max_size=4))
def test_a_slip_in_a_short_word_is_one_edit_of_the_whole(typed: str, word: str) -> None:
    far = slipped_short(typed, word)
    assert far is None or (distance(typed, word) == 1 and len(typed) in (2, 3))
    if len(typed) == 3 and len(word) > 1:
        assert (far is not None) == (distance(typed, word) == 1), "every slip in a word of three letters counts"


def test_slips_of_short_words_have_two_distances() -> None:
    near = [("hn", "hon"), ("kt", "ket"), ("hoo", "ho"), ("ddo", "do"), ("dia", "dai"), ("tma", "tam"), ("oh", "ho")]
    assert [slipped_short(*two) for two in near] == [NEAR] * len(near)
    assert [slipped_short(*two) for two in (("kwt", "ket"), ("hop", "ho"))] == [FAR] * 2
    none = [("ho", "ho"), ("h", "ho"), ("hi", "ho"), ("ho", "h"), ("hoan", "hon"), ("hn", "hoan"), ("12", "123")]
    assert [slipped_short(*two) for two in none] == [None] * len(none)
    assert not slipped("hn", "hon")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("ddaats", "dat"), ("ddai", "dai"), ("keets", "ket"), ("hoon", "hon"), ("truf", "tru"), ("thwcj", "thuc"),
     ("chuwngs", "chung"), ("duowngf", "duong"), ("toasn", "toan"), ("sinh", "sinh"), ("", "")],
)  # fmt: skip
def test_keys_of_telex_are_taken_for_the_letters_under_them(typed: str, meant: str) -> None:
    assert untelexed(typed) == meant


@given(syllables, st.sampled_from("sfrxj"))
def test_no_vietnamese_word_looks_like_telex(word: str, tone: str) -> None:
    if word.isalpha() and word not in ("xoong",):
        assert untelexed(word) == word
        assert untelexed(word + tone) == word or set("aeiou").isdisjoint(word)
