"""Any text of a screen as words only, for reading aloud. Pure.

A listener cannot look twice: figures, signs and short forms are said as people say them, addresses of pages are left on
the screen, and what stands in brackets becomes a pause.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from display.speech.abbreviations import KINDS, said
from display.speech.forms import in_words
from display.speech.letters import LETTER, name_of
from display.speech.numbers import Style

_BARE = re.compile(rf"\d|(?<!\w){LETTER}(?!\w)")
_ADDRESS = re.compile(
    r"(?i)\b[a-z][a-z0-9+.-]*://\S*[\w/]|\bwww\.\S*[\w/]|(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]*\w"
    r"|\b(?:[a-z0-9-]+\.)+(?:vn|com|org|net|gov|edu|info)\b(?:/\S*[\w/])?"
)
_ON_SCREEN = {"vi": "địa chỉ trên màn hình", "en": "the address on the screen"}

_UNITS: Mapping[str, tuple[str, str]] = {
    "%": ("phần trăm", "percent"), "‰": ("phần nghìn", "per mille"), "đ": ("đồng", "dong"), "₫": ("đồng", "dong"),
    "vnđ": ("đồng", "dong"), "vnd": ("đồng", "dong"), "k": ("nghìn", "thousand"), "mm": ("mi-li-mét", "millimetres"),
    "cm": ("xen-ti-mét", "centimetres"), "m": ("mét", "metres"), "km": ("ki-lô-mét", "kilometres"),
    "kg": ("ki-lô-gam", "kilograms"), "kb": ("ki-lô-bai", "kilobytes"), "mb": ("mê-ga-bai", "megabytes"),
    "°c": ("độ xê", "degrees Celsius"), "°": ("độ", "degrees"), "s": ("giây", "seconds"), "ph": ("phút", "minutes"),
    "$": ("đô la", "dollars"), "€": ("ơ-rô", "euros"),
}  # fmt: skip
_AREAS: Mapping[str, tuple[str, str]] = {
    "km²": ("ki-lô-mét vuông", "square kilometres"), "m²": ("mét vuông", "square metres"),
    "m³": ("mét khối", "cubic metres"),
}  # fmt: skip
_SIGNS: Mapping[str, tuple[str, str]] = {
    "≤": ("không quá", "at most"), "≥": ("ít nhất", "at least"), "≈": ("khoảng", "about"), "~": ("khoảng", "about"),
    "&": ("và", "and"), "+": ("cộng", "plus"), "=": ("bằng", "equals"), "±": ("cộng trừ", "plus or minus"),
    "×": ("nhân", "times"), "÷": ("chia", "divided by"), "%": ("phần trăm", "percent"), "@": ("a còng", "at"),
    "$": ("đô la", "dollars"), "€": ("ơ-rô", "euros"), "°": ("độ", "degrees"), "§": ("mục", "section"),
}  # fmt: skip
_BEFORE_FIGURES: Mapping[str, tuple[str, str]] = {
    "<": ("dưới", "less than"), ">": ("trên", "more than"), "#": ("số", "number"), "-": ("âm", "minus"),
    "−": ("âm", "minus"),
}  # fmt: skip
_SIGNED = re.compile(r"[<>#](?=\s*\d)|(?<![^\s(])[-−](?=\d)")
_UNIT = re.compile(rf"(?i)(?<=\d)\s*({'|'.join(sorted(map(re.escape, _UNITS), key=len, reverse=True))})(?!\w)")
_EACH = re.compile(rf"(?:(?<=đồng)|(?<=dong))(?:\s?/\s?{LETTER}+)+")
_KIND = re.compile(r"\b(TT|NĐ|QĐ|NQ)(?= (?:số )?\d)")
_POINTED = re.compile(r"\b(T[Pp]|T[Xx]|Q|P)\.\s*(?=[A-ZĐ\d])")
_POINTS = {"TP": "thành phố", "TX": "thị xã", "Q": "quận", "P": "phường"}
_PAUSE = re.compile(rf"(?<={LETTER})['’](?={LETTER})|(?<={LETTER})-(?={LETTER})|[^\w\s.,;:!?]|_")


MOST_REMEMBERED = 4096
"""Texts: a hall says the same sentences all day, and every touch asks for some of them."""


@lru_cache(MOST_REMEMBERED)
def prose(text: str, lang: str, style: Style) -> str:
    """The text as words an engine cannot misread; "" when there is nothing to say.

    `lang` "en" is English; every other language is read with Vietnamese words.
    """
    column = 1 if lang == "en" else 0
    for sign, words in _AREAS.items():
        text = text.replace(sign, f" {words[column]}")
    text = unicodedata.normalize("NFKC", text)
    text = _ADDRESS.sub(_ON_SCREEN["en" if column else "vi"], text)
    text = _figures(text, lang, style, column)
    text = re.sub(LETTER + "+", lambda found: _word(found, lang), text)
    return _tidy(_other_digits(_pauses(text), lang))


def only_words(text: str) -> bool:
    """True if an engine cannot misread the text: it holds a word, no digit and no bare capital letter."""
    bare = any(found.group().isdigit() or found.group().isupper() for found in _BARE.finditer(text))
    return not bare and any(sign.isalpha() for sign in text)


def _figures(text: str, lang: str, style: Style, column: int) -> str:
    if not column:
        text = _POINTED.sub(lambda found: f"{_POINTS[found[1].upper()]} ", text)
        text = _KIND.sub(lambda found: KINDS[found[1]], text)
    text = _SIGNED.sub(lambda found: f" {_BEFORE_FIGURES[found[0]][column]} ", text)
    text = _UNIT.sub(lambda found: f" {_UNITS[found[1].lower()][column]}", text)
    # What a fee is for: "đồng/người/lần".
    text = _EACH.sub(lambda found: re.sub(r"\s?/\s?", (" mỗi ", " per ")[column], found[0]), text)
    text = in_words(text, lang, style)
    text = re.sub(r"\s*/\s*", (" hoặc ", " or ")[column], text)
    for sign, words in _SIGNS.items():
        text = text.replace(sign, f" {words[column]} ")
    return text


def _word(found: re.Match[str], lang: str) -> str:
    return said(found[0], found.string[: found.start()], found.string[found.end() :], lang)


def _pauses(text: str) -> str:
    """Brackets, dashes and every other sign become a pause; hyphens and apostrophes within words stay."""
    text = re.sub(r"[\r\n]+", ", ", text)
    text = re.sub(r"[\"“”„«»‘*]|(?<!\w)['’]|['’](?!\w)", " ", text)
    return _PAUSE.sub(lambda found: "'" if found[0] in "'’" else "-" if _within(found) else ", ", text)


def _within(found: re.Match[str]) -> bool:
    around = found.string[found.start() - 1 : found.start()] + found.string[found.end() : found.end() + 1]
    return found[0] == "-" and around.isalpha() and len(around) == 2


def _other_digits(text: str, lang: str) -> str:
    """Digits of scripts that write no decimals, which no rule has known."""
    return "".join(f" {name_of(sign, lang)} " if sign.isdigit() else sign for sign in text)


def _tidy(text: str) -> str:
    """One sign at each pause, the strongest; none at the beginning."""
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"\s*((?:[.,;:!?]\s*)+)", lambda found: f"{_strongest(found[1])} ", text)
    return text.lstrip(",.;:!? ").rstrip(",;: ")


def _strongest(signs: str) -> str:
    return next(sign for sign in "?!.:;," if sign in signs)
