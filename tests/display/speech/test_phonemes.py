"""How the offline voice says the risky words: a reviewed table of phonemes, and who may sound like whom.

No sound is made: the library is asked for phonemes only, in a process of its own.
"""

import csv
import itertools
import json
import subprocess
import sys
from pathlib import Path

import pytest

from config.letters import alike
from display.speech.letters import EN_LETTERS, VI_LETTERS
from display.speech.manner import standard
from display.speech.numbers import EN_DIGITS, NORTH, SOUTH, VI_DIGITS, english, vietnamese
from display.speech.phrases import sentence

GOLDEN = Path(__file__).parent / "golden" / "phonemes.tsv"
SAYS = Path(__file__).parent / "phonemes.py"


def phonemes(asked: list[tuple[str, str]]) -> list[str]:
    """How espeak-ng says each (voice, text)."""
    lines = "".join(json.dumps(one) + "\n" for one in asked)
    done = subprocess.run([sys.executable, SAYS], input=lines, capture_output=True, text=True, timeout=120, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def risky() -> list[tuple[str, str]]:
    """Letters, digits, counters, and the sentences' fixed parts, in the table's order."""
    counters = [*range(1, 31), 34, 35, 41, 44, 45, 51, 54, 55, 95, 99]
    vi, en = standard().tongues
    recall = [piece.text for piece in sentence("recall", vi, label="A015", counter=15, times=4)]
    recall_en = [piece.text for piece in sentence("recall", en, label="A015", counter=15, times=4)]
    found = [("vi", name) for name in (*VI_LETTERS.values(), *VI_DIGITS)]
    found += [("vi", f"đến quầy số {vietnamese(number)}.") for number in counters]
    found += [("vi", vietnamese(number, style)) for number in (104, 105, 1001, 1015) for style in (NORTH, SOUTH)]
    found += [("vi", text) for text in (*recall, vi.wording.check)]
    found += [("en", name) for name in (*EN_LETTERS.values(), *EN_DIGITS)]
    found += [("en", english(number)) for number in (13, 15, 30, 50, 105, 1015)]
    found += [("en", text) for text in (*recall_en, en.wording.check)]
    return list(dict.fromkeys(found))


@pytest.fixture(scope="module")
def said() -> dict[tuple[str, str], str]:
    asked = risky()
    return dict(zip(asked, phonemes(asked), strict=True))


def test_the_reviewed_table(said):
    with GOLDEN.open(encoding="utf-8", newline="") as rows:
        table = csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE)
        reviewed = {(row["voice"], row["text"]): row["phonemes"] for row in table}
    assert said == reviewed


def test_fifteen_is_not_ten_years():
    """Handed the digits, the engine says "mười năm"; that is why it never gets any."""
    figure, wrong, right = phonemes([("vi", "15"), ("vi", "mười năm"), ("vi", "mười lăm")])
    assert right != wrong
    assert "l" in right
    assert "l" not in figure


def test_a_bare_capital_is_misread():
    """D and Đ are one sound to the engine; their names are two."""
    bare = phonemes([("vi", "D"), ("vi", "Đ"), ("vi", "dê"), ("vi", "đê")])
    assert bare[0][1] == bare[1][1], "both begin with the same consonant"
    assert bare[2][1] != bare[3][1]


def test_letters_that_sound_the_same_are_known_to_the_centre_file(said):
    """What the engine cannot tell apart is refused in a centre's series."""
    twins = [
        (a, b)
        for a, b in itertools.combinations(VI_LETTERS, 2)
        if said["vi", VI_LETTERS[a]] == said["vi", VI_LETTERS[b]]
    ]
    assert ("D", "G") in twins
    assert [pair for pair in twins if not alike(pair) or alike(pair)[0].level != "same"] == []


def test_every_name_has_a_vowel(said):
    """ "gi" alone comes out as a mere consonant."""
    for name in VI_LETTERS.values():
        assert set(said["vi", name]) & set("aeiouy@EO"), name


def test_english_letters_digits_and_all_counters_are_told_apart(said):
    for lang, names in (("en", EN_LETTERS.values()), ("vi", VI_DIGITS), ("en", EN_DIGITS)):
        assert len({said[lang, name] for name in names}) == len(names)
    for voice, say in (("vi", vietnamese), ("en", english)):
        heard = phonemes([(voice, say(number)) for number in range(1, 100)])
        assert len(set(heard)) == 99


def test_the_south_hears_words_too():
    """The southern and central accents of the engine know every letter's name."""
    names = list(dict.fromkeys(VI_LETTERS.values()))
    for voice in ("vi-VN-x-south", "vi-VN-x-central"):
        assert all(phonemes([(voice, name) for name in names]))
