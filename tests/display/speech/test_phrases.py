"""The words of calls and announcements: agreed sentences, pieces, and that nothing an engine may misread is left."""

import re
import string
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.speech.letters import EN_LETTERS, VI_LETTERS, name_of
from display.speech.manner import Manner, Tongue, standard, standard_wording
from display.speech.numbers import EN_DIGITS, NORTH, SOUTH, VI_DIGITS
from display.speech.phrases import OCCASIONS, Piece, Series, bank, only_words, sentence, spell, units_of
from display.speech.wording import wrong

LETTERS = string.ascii_letters + "ĂÂĐÊÔƠƯăâđêôơư"
labels = st.from_regex(rf"[{LETTERS}]{{0,3}}[ ./-]?[0-9]{{1,6}}", fullmatch=True)

VI, EN = standard().tongues
ODD = replace(
    VI,
    wording=replace(
        VI.wording,
        call="Quầy số {counter}: mời số {number}!",
        recall="Số {number}, tầng 2, quầy {counter}, UBND phường, gọi lần {times}.",
    ),
)
BARE = replace(
    EN, wording=replace(EN.wording, call="{number} {counter}", recall="{number} – {counter}", rating="Please rate us.")
)
tongues = st.sampled_from([VI, EN, ODD, BARE])


def texts(pieces) -> list[str]:
    return [piece.text for piece in pieces]


def test_a_call():
    assert sentence("call", VI, label="A025", counter=2) == (
        Piece("Mời công dân có số thứ tự a,", ("call.before", "letter.A")),
        Piece("không hai năm,", ("digit.0", "digit.2", "digit.5")),
        Piece("đến quầy số hai.", ("call.counter.2",)),
    )


def test_a_call_in_english():
    assert texts(sentence("call", EN, label="A025", counter=21)) == [
        "Ticket number eigh,",
        "zero two five,",
        "please proceed to counter twenty-one.",
    ]


@pytest.mark.parametrize(
    ("times", "vi", "en", "unit"),
    [
        (1, "lần hai", "Second", "recall.2.before"),
        (2, "lần hai", "Second", "recall.2.before"),
        (3, "lần ba", "Third", "recall.3.before"),
        (4, "lần bốn", "Fourth", "recall.more.before"),
        (10, "lần mười", "Tenth", "recall.more.before"),
        (11, "lần nữa", "Another", "recall.more.before"),
        (200, "lần nữa", "Another", "recall.more.before"),
    ],
)
def test_a_recall_says_which(times, vi, en, unit):
    said = sentence("recall", VI, label="A025", counter=2, times=times)
    assert said[0] == Piece(f"Xin mời {vi}, công dân có số thứ tự a,", (unit, "letter.A"))
    assert said[1:] == sentence("call", VI, label="A025", counter=2)[1:], "the other pieces are the call's"
    assert texts(sentence("recall", EN, label="A025", counter=2, times=times))[0] == f"{en} call. Ticket number eigh,"


def test_announcements():
    assert sentence("rating", VI, counter=5) == (
        Piece("Mời công dân đánh giá mức độ hài lòng tại quầy số năm.", ("rating.counter.5",)),
    )
    assert sentence("closing", VI, minutes=15)[0].text.startswith("Còn mười lăm phút nữa, ")
    assert sentence("closing", EN, minutes=15)[0].units == ("closing.15",)
    assert sentence("check", EN) == (Piece(EN.wording.check, ("check",)),)


def test_places_in_any_order():
    assert texts(sentence("call", ODD, label="CA-012", counter=15)) == [
        "Quầy số mười lăm:",
        "mời số xê a,",
        "không một hai.",
    ]
    assert texts(sentence("recall", ODD, label="A025", counter=4, times=3)) == [
        "Số a,",
        "không hai năm,",
        "tầng hai, quầy bốn, Ủy ban nhân dân phường, gọi lần ba.",
    ]
    assert texts(sentence("call", BARE, label="A025", counter=4)) == ["eigh,", "zero two five,", "four."]
    assert texts(sentence("call", BARE, label="025", counter=4)) == ["zero two five,", "four."]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("Xin mời {number} vào quầy {counter}", ["Xin mời a,", "một,", "vào quầy hai."]),
        ("Mời số {number}. Đến quầy {counter}!", ["Mời số a,", "một.", "Đến quầy hai!"]),
        ("Quầy {counter} mời số {number}", ["Quầy hai,", "mời số a,", "một."]),
        ("Quầy {counter} – {number} – xin mời", ["Quầy hai,", "a,", "một,", "xin mời."]),
        ("{counter}. {number}?", ["hai.", "a,", "một."]),
    ],
)
def test_signs_make_the_engine_pause_where_the_template_does(template, expected):
    tongue = replace(VI, wording=replace(VI.wording, call=template))
    assert texts(sentence("call", tongue, label="A1", counter=2)) == expected


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("1001", "một không không một"),
        ("025", "không hai năm"),
        ("CA-012", "xê a, không một hai"),
        ("Đ4", "đê, bốn"),
        ("a015", "a, không một năm"),
        ("É1", "e, một"),
        ("A2145", "a, hai một bốn năm"),
        ("A1B2", "a, một, bê, hai"),
    ],
)
def test_labels_are_spelled(label, words):
    assert spell(label, "vi") == words
    said = " ".join(texts(sentence("call", VI, label=label, counter=2))[:-1])
    assert said.removeprefix("Mời công dân có số thứ tự").strip(" ,") == words


def test_a_label_of_letters_only():
    assert texts(sentence("call", VI, label="CA", counter=2)) == ["Mời công dân có số thứ tự xê a,", "đến quầy số hai."]


def test_counters_are_whole_numbers():
    assert texts(sentence("call", VI, SOUTH, label="1", counter=101))[-1] == "đến quầy số một trăm lẻ một."
    assert texts(sentence("call", VI, label="1", counter=10_001))[-1] == "đến quầy số một không không không một."


@pytest.mark.parametrize("label", ["", "-", "A@1", "A 1\n<speak>", "½", "字1", "_"])
def test_labels_that_cannot_be_said(label):
    with pytest.raises(ValueError, match="label"):
        sentence("call", VI, label=label, counter=1)


def test_a_negative_counter():
    with pytest.raises(ValueError, match="negative"):
        sentence("call", VI, label="A1", counter=-1)


def test_a_language_of_recordings_is_prompted_by_what_the_centre_wrote():
    own = Tongue("hmn", "recorded", wording=replace(VI.wording, call="Thov {number} mus rau lub rooj {counter}."))
    said = {unit.key: unit.prompt for unit in units_of(Manner((own,)), [Series("A", 1, 9, 3)], [5], "hmn")}
    assert said["call.before"] == "Thov"
    assert said["call.counter.5"] == "mus rau lub rooj 5"
    assert said["letter.A"] == "A"
    assert said["digit.7"] == "7"
    assert "mười lăm" not in said["closing.15"]


def no_figure_and_no_bare_capital(text: str) -> bool:
    return not re.search(r"\d", text) and not any(
        len(word) == 1 and word.isupper() for word in re.findall(r"\w+", text)
    )


@given(labels, st.integers(0, 99_999), tongues, st.sampled_from(OCCASIONS), st.integers(1, 120), st.integers(0, 600))
def test_no_digit_and_no_bare_capital_reaches_an_engine(label, counter, tongue, occasion, times, minutes):
    for style in (NORTH, SOUTH):
        said = sentence(occasion, tongue, style, label=label, counter=counter, times=times, minutes=minutes)
        for piece in said:
            assert only_words(piece.text)
            assert no_figure_and_no_bare_capital(piece.text)
            assert len(piece.text) <= 120, "one or two online requests at most"
            assert piece.text[-1] in ",.!?:;"
            assert piece.units
        assert said[-1].text[-1] in ".!?"


@given(labels, st.integers(0, 99), tongues, st.sampled_from(["call", "recall"]), st.integers(1, 20))
def test_every_sign_of_the_label_is_said_once_and_in_order(label, counter, tongue, occasion, times):
    said = sentence(occasion, tongue, label=label, counter=counter, times=times)
    signs = [unit.split(".") for piece in said for unit in piece.units if unit.startswith(("letter.", "digit."))]
    base = unicodedata.normalize("NFC", label).upper()
    if tongue.lang == "en":
        base = base.translate(str.maketrans("ĂÂĐÊÔƠƯ", "AADEOOU"))
    assert "".join(sign for _, sign in signs) == re.sub(r"[ ./-]", "", base)
    # What engines get are the names of the same signs, in the same order.
    names = " ".join(name_of(sign, tongue.lang) or "" for _, sign in signs)
    in_pieces = " ".join(text.rstrip(",.!?:;") for text in texts(said))
    assert names in in_pieces.replace(",", "")


@given(labels, labels, st.sampled_from(["vi", "en"]))
def test_different_labels_sound_different(one, other, lang):
    def heard(label: str) -> str:
        base = re.sub(r"[^\w]", "", label).upper()
        return base if lang == "vi" else base.translate(str.maketrans("ĂÂĐÊÔƠƯ", "AADEOOU"))

    assert (heard(one) == heard(other)) == (re.split(r"\W+", spell(one, lang)) == re.split(r"\W+", spell(other, lang)))


lines = st.lists(
    st.builds(
        lambda letter, first, more, width: Series(letter, first, first + more, width),
        st.text(string.ascii_uppercase, max_size=2),
        st.integers(0, 1200),
        st.integers(0, 12),
        st.integers(1, 4),
    ),
    min_size=1,
    max_size=3,
)
counters = st.lists(st.integers(1, 99), min_size=1, max_size=4)
words = st.text(string.ascii_letters + " ,.:!?-2đÔ", max_size=12)


@st.composite
def wordings(draw):
    """A centre's own wording: words and the places in any order."""

    def template(*places: str) -> str:
        parts = [draw(words), *(part for place in draw(st.permutations(places)) for part in (place, draw(words)))]
        return "Mời " + " ".join(parts)

    own = standard_wording("vi")
    call, recall = template("{number}", "{counter}"), template("{number}", "{counter}", "{times}")
    assert wrong("call", call) is None
    assert wrong("recall", recall) is None
    return replace(own, call=call, recall=recall, rating=template("{counter}"), closing=template("{minutes}"))


@st.composite
def manners(draw):
    return Manner(
        (
            Tongue("vi", "gtts", "always", wording=draw(wordings())),
            Tongue("en", "recorded", "asked", wording=standard_wording("en")),
        ),
        style=draw(st.sampled_from([NORTH, SOUTH])),
        rating=draw(st.booleans()),
    )


def everything(manner, series, places, recalls):
    """Every sentence of the centre: each ticket at each counter, and the announcements."""
    for tongue in manner.tongues:
        for line in series:
            for number in range(line.first, line.last + 1):
                for counter in places:
                    label = line.label(number)
                    yield tongue, sentence("call", tongue, manner.style, label=label, counter=counter)
                    for times in recalls:
                        yield (
                            tongue,
                            sentence("recall", tongue, manner.style, label=label, counter=counter, times=times),
                        )
        for counter in places if manner.rating else ():
            yield tongue, sentence("rating", tongue, manner.style, counter=counter)
        yield tongue, sentence("closing", tongue, manner.style, minutes=manner.closing_minutes)
        yield tongue, sentence("check", tongue, manner.style)


@given(manners(), lines, counters)
def test_the_bank_holds_every_piece_of_every_sentence_and_no_other(manner, series, places):
    made = bank(manner, series, places)
    assert len(set(made)) == len(made)
    wanted = {(tongue, piece) for tongue, said in everything(manner, series, places, (2, 3)) for piece in said}
    assert wanted <= set(made)
    assert set(made) == wanted


@given(manners(), lines, counters)
def test_the_recordings_hold_every_unit_of_every_sentence(manner, series, places):
    for lang in ("vi", "en"):
        units = units_of(manner, series, places, lang)
        keys = [unit.key for unit in units]
        assert len(set(keys)) == len(keys)
        said = [said for tongue, said in everything(manner, series, places, (2, 3, 4, 11)) if tongue.lang == lang]
        wanted = {unit for pieces in said for piece in pieces for unit in piece.units}
        assert wanted <= set(keys)
        assert all(re.fullmatch(r"(?:digit\.\d)", key) for key in set(keys) - wanted), "all ten digits, no more"
        assert all(unit.prompt and no_figure_and_no_bare_capital(unit.prompt) for unit in units)


def test_the_bank_of_a_centre():
    series = [Series(letter, 1, 999, 3) for letter in "ABCEHIKLQST"]
    made = bank(replace(standard(), rating=True), series, range(1, 9))
    # Per language: 3 heads for 11 letters, 8 counters, check, closing, 8 ratings, 999 numbers.
    assert len(made) == 2 * (3 * 11 + 8 + 1 + 1 + 8 + 999)
    firsts = [made[place][1].units[0] for place in (0, 65, 66, 81, 82, 84, 86, 101)]
    assert firsts == ["call.before", "recall.3.before", "call.counter.1", "call.counter.8", "check", "closing.15",
                      "rating.counter.1", "rating.counter.8"]  # fmt: skip
    numbers = made[102:]
    assert [tongue.lang for tongue, _ in numbers] == ["vi"] * 999 + ["en"] * 999
    assert [piece.text for _, piece in numbers[:2]] == ["không không một,", "không không hai,"]


def test_forty_odd_recordings_make_a_language():
    series = [Series(letter, 1, 999, 3) for letter in "ABCEHIKLQST"]
    units = units_of(standard(), series, range(1, 9), "vi")
    assert len(units) == 1 + 11 + 10 + 8 + 3 + 1 + 1
    assert not any("rating" in unit.key for unit in units)
    more = units_of(replace(standard(), rating=True), series, range(1, 9), "vi")
    assert [unit.key for unit in more[len(units) :]] == [f"rating.counter.{n}" for n in range(1, 9)]
    assert [unit.key for unit in units[:2]] == ["call.before", "letter.A"]
    assert units_of(standard(), [], [], "hmn") == []


def test_no_closing_is_made_when_it_is_never_announced():
    made = bank(replace(standard(), closing_minutes=0), [Series("A", 1, 2, 3)], [1])
    assert not any("closing" in unit for _, piece in made for unit in piece.units)


def test_a_centre_without_counters_or_lines_can_still_check_its_sound():
    assert {piece.units[0] for _, piece in bank(standard(), [], [])} == {"check", "closing.15"}
    assert any(piece.units == ("digit.1",) for _, piece in bank(standard(), [Series("A", 1, 2, 1)], []))


@pytest.mark.parametrize("name", [*VI_LETTERS.values(), *EN_LETTERS.values(), *VI_DIGITS, *EN_DIGITS])
def test_names_of_signs_are_words_in_small_letters(name):
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
