"""Finding a procedure: by its name, by half of it, with a slip, as people say it; never what does not answer."""

import string
from collections import Counter
from collections.abc import Mapping
from functools import cache
from itertools import product
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from config.centre import DEMO, read_centre_file
from config.procedures import sayings
from server.rules.search import (
    ENOUGH,
    MOST_READINGS,
    MOST_WORDS,
    Entry,
    Index,
    Rank,
    Sayings,
    Search,
    fold,
    lookup,
    slipped,
    words,
)
from server.rules.search.lookup import Lookup
from server.rules.search.slips import untelexed


@cache
def entries() -> tuple[Entry, ...]:
    file = read_centre_file(DEMO)
    fields = {service.code: tuple(service.name.values()) for service in file.services}
    return tuple(Entry(p.code, tuple(p.name.values()), p.official_name, fields[p.service]) for p in file.procedures)


@cache
def index() -> Index:
    return Index(entries(), Sayings(*sayings()))


@cache
def bare() -> Index:
    """Without what people say: every answer must come from the letters."""
    return Index(entries())


def names(query: str, of: Index | None = None) -> list[str]:
    return [entries()[number].names[0] for number in (of or index()).find(query)]


any_entry = st.sampled_from(range(len(entries())))


@given(any_entry, st.sampled_from([str, str.upper, fold, lambda text: f"  {text} …"]))
def test_a_procedure_is_found_first_by_its_own_name(number: int, typed: object) -> None:
    query = typed(entries()[number].names[0])  # type: ignore[operator]
    assert index().find(query)[0] == number


@given(any_entry)
def test_a_procedure_is_found_first_by_its_code(number: int) -> None:
    code = entries()[number].code
    assert index().find(code)[0] == number
    assert index().find(code.replace(".", ""))[0] == number
    assert number in index().find(code[2:])


SLIPS = ("missing", "extra", "wrong", "swapped")


def slip(word: str, kind: str, at: int, letter: str) -> str:
    """The word with one slip; the same word when the slip changes nothing."""
    at %= len(word)
    match kind:
        case "missing":
            return word[:at] + word[at + 1 :]
        case "extra":
            return word[:at] + letter + word[at:]
        case "wrong":
            return word[:at] + letter + word[at + 1 :]
    return word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :]


@given(any_entry, st.data())
def test_one_slip_in_a_long_word_still_finds_it_among_the_first_three(number: int, data: st.DataObject) -> None:
    typed = fold(entries()[number].names[0]).split()
    long = [place for place, word in enumerate(typed) if len(word) >= 4 and word.isalpha()]
    if not long:
        return
    place = data.draw(st.sampled_from(long))
    kind, at, letter = (
        data.draw(st.sampled_from(SLIPS)),
        data.draw(st.integers(0, 9)),
        data.draw(st.sampled_from(string.ascii_lowercase)),
    )
    typed[place] = slip(typed[place], kind, at, letter)
    assert number in index().find(" ".join(typed))[:ENOUGH]


def distance(a: str, b: str) -> int:
    """Edits between two words, swaps of neighbours counted as one: slow, and plainly right."""
    table = {(i, 0): i for i in range(len(a) + 1)} | {(0, j): j for j in range(len(b) + 1)}
    for i, j in product(range(1, len(a) + 1), range(1, len(b) + 1)):
        table[i, j] = min(table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (a[i - 1] != b[j - 1]))
        if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
            table[i, j] = min(table[i, j], table[i - 2, j - 2] + 1)
    return table[len(a), len(b)]


@given(st.text("abct", min_size=4, max_size=7), st.text("abct", min_size=1, max_size=7))
def test_a_slip_is_one_edit_away_from_a_beginning_of_the_word(typed: str, word: str) -> None:
    if not word.startswith(typed):
        assert slipped(typed, word) == any(distance(typed, word[:end]) <= 1 for end in range(len(word) + 1))


def answers(typed: str, entry: Entry) -> bool:
    """Whether a typed word answers to any text of an entry, said without any of the search's own shortcuts."""
    texts = [*entry.names, entry.official, entry.code, entry.code.replace(".", ""), *entry.fields]
    for text in texts:
        mine = fold(text).split()
        rows = ["".join(mine[start:]) for start in range(len(mine))]
        initials = "".join(word[0] for word in mine)
        if any(row.startswith(typed) for row in rows) or (len(typed) > 1 and typed in initials):
            return True
        if any(distance(typed, word[:end]) <= 1 for word in mine for end in range(len(word) + 1)):
            return True
        if any(row.startswith(untelexed(typed)) for row in rows) or untelexed(typed) in initials:
            return True
    return False


LETTERS = "abcdđeghiklmnopqrstuvxyàáảãạâấầêếềôốồơớờưứừ "
queries = st.text(LETTERS, max_size=12) | st.builds(
    lambda number, start, size: entries()[number].names[0][start : start + size],
    any_entry, st.integers(0, 20), st.integers(0, 14),
)  # fmt: skip


@given(queries)
def test_nothing_is_found_that_does_not_answer_to_every_word(query: str) -> None:
    typed = [word.letters for word in words(query)]
    for number in bare().find(query):
        assert all(answers(word, entries()[number]) for word in typed)


def as_typed(query: str) -> Mapping[int, Rank]:
    typed = words(query)
    return Search(Lookup(entries()), typed).rank(typed, slips=False)


@given(queries, st.sampled_from(string.ascii_lowercase))
def test_a_letter_more_never_adds_what_answers_as_typed(query: str, letter: str) -> None:
    """What is found by the letters themselves only becomes less; slips come in when little is left."""
    typed = words(query)
    if not query[-1:].isalnum() or not set("aeiou") & set(typed[-1].letters):
        return  # a new word begins, or it may be initials, which are another way of reading it
    before, after = (set(as_typed(text)) for text in (query, query + letter))
    assert after <= before


@given(queries)
def test_the_same_question_has_the_same_answer_and_names_nobody_twice(query: str) -> None:
    found = bare().find(query)
    assert found == Index(entries()).find(query)
    assert len(set(found)) == len(found)


def test_marks_decide_between_names_that_are_the_same_without_them() -> None:
    alike = Index([Entry("1.000001", ("Khai tư",)), Entry("1.000002", ("Khai tử",)), Entry("1.000003", ("Khai tù",))])
    assert alike.find("khai tử")[0] == 1
    assert alike.find("khai tù")[0] == 2
    assert alike.find("khai tu") == (0, 1, 2)


def test_old_and_new_ways_of_writing_are_the_same() -> None:
    assert fold("Uỷ quyền, hoà giải – kĩ thuật") == fold("ủy quyền hòa giải kỹ thuật") == "ui quien hoa giai ki thuat"
    assert fold("Đất ĐAI") == "dat dai"
    assert words("hoà")[0].agrees(words("hòa")[0])
    assert not words("hoá")[0].agrees(words("hòa")[0])


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("khai sinh", "Đăng ký khai sinh"),
        ("ks", "Đăng ký khai sinh"),
        ("KHAISINH", "Đăng ký khai sinh"),
        ("lam giay khai sinh cho con", "Đăng ký khai sinh"),
        ("tôi muốn cưới", "Đăng ký kết hôn"),
        ("độc thân", "Cấp Giấy xác nhận tình trạng hôn nhân"),
        ("sổ đỏ", "Đăng ký đất đai, cấp Giấy chứng nhận lần đầu (hộ gia đình, cá nhân)"),
        ("kt3", "Đăng ký tạm trú"),
        ("death", "Đăng ký khai tử"),
        ("tach khau", "Tách hộ"),
    ],
)
def test_people_find_it_by_what_they_call_it(typed: str, first: str) -> None:
    assert names(typed)[0] == first


def test_initials_find_a_field() -> None:
    found = names("hkd", bare())
    assert len(found) == 5
    assert all("kinh doanh" in name for name in found)
    assert all("hộ kinh doanh" in name for name in found[:4])


@pytest.mark.parametrize("nothing", ["", "   ", "…", "́"])
def test_no_question_is_the_whole_catalogue_in_its_order(nothing: str) -> None:
    assert index().find(nothing) == tuple(range(len(entries())))


@pytest.mark.parametrize("typed", ["xyzq", "qqqq wwww", "999999999", "😀 khai sinh qqqq"])
def test_nothing_is_found_for_nonsense(typed: str) -> None:
    assert index().find(typed) == ()


def test_a_very_long_question_is_read_only_as_far_as_anybody_types() -> None:
    assert index().find("khai sinh " * 5000) == index().find("khai sinh " * 6)


@given(queries, st.sets(any_entry))
def test_what_is_asked_among_some_is_answered_as_if_they_were_all(query: str, some: set[int]) -> None:
    chosen = sorted(some)
    alone = Index([entries()[number] for number in chosen])
    assert bare().find(query, some) == tuple(chosen[number] for number in alone.find(query))


@cache
def large() -> tuple[Index, list[str], int]:
    """432 procedures, as a province has them; all words and phrases that mean something to them."""
    many = [
        Entry(f"{n}.{one.code[2:]}", one.names, f"{one.official} {n}", one.fields)
        for n in range(9)
        for one in entries()
    ]
    vocabulary = {word.letters for one in many for text in (one.code, *one.names, one.official, *one.fields)
                  for word in words(text)}  # fmt: skip
    digits = {one.code.replace(".", "") for one in many}
    return Index(many, Sayings(*sayings())), sorted(vocabulary), len(vocabulary | digits)


@st.composite
def greedy(draw: st.DrawFn) -> str:
    """A question of a hundred characters that gives as much work as it can."""
    typed = ""
    while len(typed) < 100:
        word = draw(st.sampled_from([*sayings()[0], *large()[1]]))
        cut = draw(st.integers(1, len(word)))
        typed += f"{word[:cut]}{draw(st.sampled_from(['', 'h', word[cut:]]))} "
    return typed[:100]


@given(greedy())
@example("tách khẩu " * 10)
@example("sinh con nhập hộ khẩu sửa nhà làm khai sinh thương binh bảo hiểm y tế mở quán tiền già sổ đỏ cccd")
@example("dangk chungz thuct khaii sinhh dangk hokh taam truu quyy giayf toof nhaf")
@example("a b c d đ e g h i k l m n o p q r s t u v x")
def test_no_question_makes_more_work_than_its_words_are_long(question: str) -> None:
    """Counted, not timed: passes over the words of the catalogue, look-ups of a word, and ranks worked out."""
    counted = Counter[str]()
    longest = max(len(words(meant)) for meanings in sayings()[0].values() for meant in meanings)
    with pytest.MonkeyPatch.context() as patch:
        for step in ("slipped", "slipped_short"):
            count(patch, counted, lookup, step)
        count(patch, counted, Lookup, "hits")
        count(patch, counted, Search, "worth")
        large()[0].find(question)
    assert counted["slipped"] <= MOST_WORDS * large()[2]
    assert counted["slipped_short"] <= 2 * MOST_WORDS * large()[2] // 3
    assert counted["hits"] <= 2 * (MOST_WORDS + (MOST_READINGS - 1) * longest)  # as typed, and without keys of Telex
    assert counted["worth"] <= (MOST_READINGS + 1) * 9 * len(entries())


def count(patch: pytest.MonkeyPatch, counted: Counter[str], of: Any, name: str) -> None:
    real = getattr(of, name)

    def counting(*arguments: Any) -> Any:
        counted[name] += 1
        return real(*arguments)

    patch.setattr(of, name, counting)
