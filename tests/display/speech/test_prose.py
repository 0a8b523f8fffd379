"""Texts of the screens read aloud: a reviewed table, every text that we have, and texts of any kind."""

import csv
import itertools
import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.centre import DEMO
from display.speech.abbreviations import EN_SHORT, VI_SHORT
from display.speech.letters import name_of
from display.speech.numbers import NORTH, SOUTH, cardinal
from display.speech.phrases import only_words, prose

GOLDEN = Path(__file__).parent / "golden" / "prose.tsv"
LOCALES = DEMO.parent / "locale"
FILLED = {"label": "A045", "printer": "Máy in 2", "time": "13:30", "day": "thứ 2", "group": "người cao tuổi"}


def reviewed() -> list[tuple[str, str, str]]:
    with GOLDEN.open(encoding="utf-8", newline="") as rows:
        table = csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["language"], row["text"], row["words"]) for row in table]


@pytest.mark.parametrize(("lang", "text", "words"), reviewed())
def test_the_reviewed_table(lang, text, words):
    assert prose(text, lang, NORTH) == words


def texts_in(data, lang: str, name: str = ""):
    """Every text a person reads, with its language; codes and addresses are none."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from texts_in(value, key if key in ("vi", "en") else lang, key)
    elif isinstance(data, list):
        for value in data:
            yield from texts_in(value, lang, name)
    elif isinstance(data, str) and name not in (
        "code", "service", "services", "helps", "letter", "checked", "level", "source", "timezone",
    ):  # fmt: skip
        yield lang, data


def our_texts() -> list[tuple[str, str]]:
    found = list(texts_in(json.loads(DEMO.read_text(encoding="utf-8")), "vi"))
    for path in sorted(LOCALES.glob("*/*.json")):
        for lang, text in texts_in(json.loads(path.read_text(encoding="utf-8")), path.parent.name):
            found.append((lang, re.sub(r"\{+(\w*)\}+", lambda place: FILLED.get(place[1], "15"), text)))
    return sorted(set(found))


def test_there_are_texts():
    """The search above finds the kiosk's words in both languages, and the procedures' papers."""
    texts = our_texts()
    assert len(texts) > 1000
    assert ("vi", "Lấy số thứ tự") in texts
    assert ("en", "I need more time") in texts
    assert any("TT-BCA" in text for _, text in texts)


@pytest.mark.parametrize("style", [NORTH, SOUTH])
def test_every_text_of_ours_becomes_words(style):
    wrong = []
    for lang, text in our_texts():
        words = prose(text, lang, style)
        if words and not only_words(words):
            wrong.append((text, words))
        if not words and any(sign.isalnum() for sign in text):
            wrong.append((text, words))
    assert wrong == []


def spelled(word: str, lang: str) -> str:
    return " ".join(name_of(letter, lang) or letter for letter in word)


def allowed(word: str, lang: str) -> list[list[str]]:
    """How a word of a text may be said: as itself, from the table, letter by letter, a Roman figure."""
    table = {short.upper(): long for short, long in (EN_SHORT if lang == "en" else VI_SHORT).items()}
    ways = [word.lower()]
    if word.isupper() or any(letter.isupper() for letter in word[1:]):
        # gTTS is cut where the case changes.
        cuts = re.findall("[A-ZĐ]+(?![a-z])|[A-ZĐ]?[a-z]+", word)
        ways += [table.get(word.upper(), word), spelled(word, lang)]
        ways += [" ".join(spelled(cut, lang) if cut.isupper() else cut for cut in cuts)]
    if re.fullmatch("[IVX]+", word):
        ways += [cardinal(number, lang) for number in range(1, 16)]
    if word.lower() in ("mm", "cm", "m", "kb", "mb", "s"):
        return []
    return [way.lower().replace("-", " ").split() for way in ways]


def test_nothing_of_our_texts_is_lost():
    """Every word of a text is heard, in the text's order; only addresses of pages stay on the screen."""
    lost = []
    for lang, text in our_texts():
        if "://" in text:
            continue
        heard = re.findall(r"[^\W\d_]+", prose(text, lang, NORTH).lower())
        place = 0
        # A code such as CT01, a document such as 163/QĐ-BTP and a unit are in the reviewed table.
        plain = re.sub(r"\S*\d\S*(?: x (?=\d))?|\bTT\b|\bNĐ\b|\bQĐ\b", " ", text)
        for word in re.findall(r"[^\W\d_]+", plain):
            ways = allowed(word, lang)
            found = [
                start + len(way)
                for start, way in itertools.product(range(place, len(heard)), ways)
                if heard[start : start + len(way)] == way
            ]
            if not found and ways:
                lost.append((word, text))
                break
            place = min(found, default=place)
    assert lost == []


def test_every_figure_of_our_texts_is_heard():
    """Change one digit of a text, and it sounds different."""
    for lang, text in our_texts():
        if "://" in text:
            continue
        for found in re.finditer(r"\d", text):
            other = str((int(found[0]) + 1) % 10)
            changed = text[: found.start()] + other + text[found.end() :]
            # "03" and "3" are one number: so are a zero in front and none.
            assert prose(changed, lang, NORTH) != prose(text, lang, NORTH), text


def test_what_has_been_said_is_not_changed_again():
    for lang, text in our_texts():
        words = prose(text, lang, NORTH)
        assert prose(words, lang, NORTH) == words


any_text = st.text(max_size=40) | st.text(
    "aAbBđĐYÔ019.,:;/-–%()≤ \n'’°²½٣№" + "ĐĂ", max_size=25
)  # the second: what stands on our screens, in any disorder


@given(any_text, st.sampled_from(["vi", "en", "hmn"]), st.sampled_from([NORTH, SOUTH]))
def test_any_text_becomes_words(text, lang, style):
    words = prose(text, lang, style)
    assert words == "" or only_words(words) or not any(sign.isalpha() for sign in words)
    assert not any(sign.isdigit() for sign in words)
    assert not any(len(word) == 1 and word.isupper() for word in re.findall(r"\w+", words))
    assert words == words.strip()


@given(st.integers(0, 999_999), st.sampled_from(["vi", "en"]))
def test_a_sum_in_either_writing(number, lang):
    grouped = f"{number:,}".replace(",", "." if lang == "vi" else ",")
    assert prose(str(number), lang, NORTH) == prose(grouped, lang, NORTH) == cardinal(number, lang)


@given(st.times(), st.times())
def test_different_times_sound_different(one, other):
    one, other = one.replace(second=0, microsecond=0), other.replace(second=0, microsecond=0)
    for lang in ("vi", "en"):
        said = [prose(f"{time:%H:%M}", lang, NORTH) for time in (one, other)]
        assert (one == other) == (said[0] == said[1])


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_dates(day):
    words = prose(f"{day:%d/%m/%Y}", "vi", NORTH)
    month = "tư" if day.month == 4 else cardinal(day.month, "vi")
    assert words == f"ngày {cardinal(day.day, 'vi')} tháng {month} năm {cardinal(day.year, 'vi')}"
    assert words == prose(f"{day:%Y-%m-%d}", "vi", NORTH)


@pytest.mark.parametrize("table", [VI_SHORT, EN_SHORT])
def test_the_table_of_short_forms_is_words(table):
    assert all(only_words(words) for words in table.values())


def test_digits_of_scripts_without_decimals():
    assert prose("Số \U00010a43", "vi", NORTH) == "Số bốn"


def test_southern_words_in_prose():
    assert prose("105.000 đồng", "vi", SOUTH) == "một trăm lẻ năm ngàn đồng"


@pytest.mark.parametrize("text", ["1234567890" * 20, "a@b" * 66, "a.b-" * 50, "1/" * 100])
def test_what_was_said_lately_costs_nothing(text):
    """Every touch asks for the sentences of a call: a text is worked out once."""
    before = prose.cache_info()
    first = prose(text, "vi", NORTH)
    assert prose(text, "vi", NORTH) is first
    after = prose.cache_info()
    assert after.hits > before.hits
    assert after.maxsize, "a kiosk's texts must not fill the memory"
