"""Names of the letters, and labels spelled out sign by sign. Pure.

Bare letters are unsafe: espeak-ng gives D and Đ the same sound and reads G as a syllable of its own making.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from display.speech.numbers import EN_DIGITS, VI_DIGITS

# As Vietnamese offices say them.
VI_LETTERS: Mapping[str, str] = {
    "A": "a", "Ă": "á", "Â": "ớ", "B": "bê", "C": "xê", "D": "dê", "Đ": "đê", "E": "e", "Ê": "ê", "F": "ép-phờ",
    "G": "giê", "H": "hát", "I": "i", "J": "di", "K": "ca", "L": "e-lờ", "M": "em-mờ", "N": "en-nờ", "O": "o",
    "Ô": "ô", "Ơ": "ơ", "P": "pê", "Q": "quy", "R": "e-rờ", "S": "ét-sì", "T": "tê", "U": "u", "Ư": "ư", "V": "vê",
    "W": "vê kép", "X": "ích-xì", "Y": "i dài", "Z": "dét",
}  # fmt: skip

# Spelled so that an engine gives the letter's own sound: espeak-ng says "ay" like "eye", and spells "eff" out.
EN_LETTERS: Mapping[str, str] = {
    "A": "eigh", "B": "bee", "C": "see", "D": "dee", "E": "ee", "F": "ef", "G": "gee", "H": "aitch", "I": "eye",
    "J": "jay", "K": "kay", "L": "ell", "M": "em", "N": "en", "O": "oh", "P": "pee", "Q": "cue", "R": "ar", "S": "ess",
    "T": "tee", "U": "yew", "V": "vee", "W": "double you", "X": "ex", "Y": "why", "Z": "zed",
}  # fmt: skip

LETTER = r"[^\W\d_]"
"""A letter of any script, as a pattern."""
_RUNS = re.compile(rf"{LETTER}+|\d+")
_SPEAKABLE = re.compile(r"[\w\s./-]+")


class Sign(NamedTuple):
    """One letter (its capital) or digit and its name."""

    sign: str
    name: str


def letters_of(lang: str) -> Mapping[str, str]:
    """The names of the letters; a language without words of its own borrows the Vietnamese ones as prompts."""
    return EN_LETTERS if lang == "en" else VI_LETTERS


def digits_of(lang: str) -> tuple[str, ...]:
    """The names of the digits 0–9, as `letters_of`."""
    return EN_DIGITS if lang == "en" else VI_DIGITS


def runs(label: str, lang: str) -> tuple[tuple[Sign, ...], ...]:
    """The label's signs by run: "CA-012" → (C A), (0 1 2). Blanks, hyphens, points, slashes, underscores only separate.

    Raises ValueError for any other sign, and for a label in which nothing can be said.
    """
    text = unicodedata.normalize("NFC", label).upper()
    found = _RUNS.findall(text)
    if not found or not _SPEAKABLE.fullmatch(text):
        raise ValueError(f"a label is made of letters and digits, not {label!r}")
    return tuple(tuple(_named(sign, lang, label) for sign in run) for run in found)


def spell(text: str, lang: str) -> str:
    """The signs of a label or code as they are said: "CA-012" → "xê a, không một hai". Raises as `runs`."""
    return ", ".join(" ".join(sign.name for sign in run) for run in runs(text, lang))


def name_of(letter: str, lang: str) -> str | None:
    """The name of a letter or digit in a language; None if it has none. É is said as its base letter."""
    if letter.isdigit():
        return digits_of(lang)[unicodedata.digit(letter)]
    return letters_of(lang).get(_base(letter.upper(), lang))


def _base(letter: str, lang: str) -> str:
    """The letter that stands for it: itself, or its base where it has no name of its own (Ơ in English)."""
    if letter in letters_of(lang):
        return letter
    return "D" if letter == "Đ" else unicodedata.normalize("NFD", letter)[0]


def _named(sign: str, lang: str, label: str) -> Sign:
    name = name_of(sign, lang)
    if name is None:
        raise ValueError(f"{sign!r} in the label {label!r} has no spoken name")
    return Sign(str(unicodedata.digit(sign)) if sign.isdigit() else _base(sign, lang), name)
