"""Words into lines: normalising, measuring and breaking text for a strip of paper. Lengths are dots."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from PIL.ImageFont import FreeTypeFont

from printers.fonts import Fonts, Weight

PITCH = 1.3
"""Line height over type size: stacked marks (ễ, ộ, Ậ) touch the line above when lines stand closer."""


def clean(text: str) -> str:
    """One line of composed letters (NFC): typefaces hold ễ as one drawing, and no line break may part its marks.

    What has no drawing of its own (control characters, direction marks) is left out.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    return " ".join("".join(letter for letter in composed if letter.isprintable()).split())


def pitch(size: int) -> int:
    """Height of one line of type of this size."""
    return -int(-size * PITCH // 1)


def drop(size: int) -> int:
    """From the top of a line to its baseline, so that a capital with two marks stays inside the line."""
    return round(size * 1.07)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines of one face, none wider than was asked for."""

    lines: tuple[str, ...]
    weight: Weight
    size: int

    @property
    def height(self) -> int:
        """All lines together."""
        return len(self.lines) * pitch(self.size)


@lru_cache(maxsize=8192)
def _advance(letter: str, face: FreeTypeFont) -> float:
    return face.getlength(letter)


def length(text: str, face: FreeTypeFont) -> float:
    """Width of cleaned text: Noto Sans in basic layout has no kerning, so letters add up, each asked for once."""
    return sum(_advance(letter, face) for letter in text)


def wrap(text: str, face: FreeTypeFont, width: int, indent: int = 0) -> tuple[str, ...]:
    """Break cleaned text at spaces into lines of at most `width`, the first one shorter by `indent`.

    A word wider than a line is cut at its end.
    """
    gap = _advance(" ", face)
    lines: list[str] = []
    line, long = "", 0.0
    for word in text.split():
        more = length(word, face)
        if (long + gap + more if line else more) <= (width if lines else width - indent):
            line, long = (f"{line} {word}", long + gap + more) if line else (word, more)
            continue
        if line:
            lines.append(line)
        room = width if lines else width - indent
        if more > room:
            *full, word = _cut(word, face, room)
            lines += full
        line, long = word, length(word, face)
    return tuple([*lines, line] if line else lines)


def _cut(word: str, face: FreeTypeFont, width: int) -> list[str]:
    pieces, long = [""], 0.0
    for letter in word:
        long += _advance(letter, face)
        if pieces[-1] and long > width:
            pieces.append(letter)
            long = _advance(letter, face)
        else:
            pieces[-1] += letter
    return pieces


def even(lines: tuple[str, ...], face: FreeTypeFont, width: int) -> tuple[str, ...]:
    """The same words in as many lines, as equal in length as can be: no single word hangs on a last line."""
    text = " ".join(lines)
    least = max([width // 2, *(int(length(word, face)) + 1 for word in text.split())])
    most, better = width, lines
    while most - least > 4:
        middle = (least + most) // 2
        tried = wrap(text, face, middle)
        if len(tried) <= len(lines):
            most, better = middle, tried
        else:
            least = middle
    return better


def trim(lines: tuple[str, ...], face: FreeTypeFont, width: int, most: int) -> tuple[str, ...]:
    """At most `most` lines; what is left out is shown by "…" after the last whole word, or before an open bracket."""
    if len(lines) <= most:
        return lines
    *kept, words = lines[:most]
    while words and length(f"{words}…", face) > width:
        words = words.rpartition(" ")[0] or words[:-1]
    before, bracket, inside = words.rpartition("(")
    if before.strip() and bracket and ")" not in inside:
        words = before
    return (*kept, f"{words.rstrip(' ,;:–-')}…")


def shorten(words: str, face: FreeTypeFont, width: int) -> str:
    """Cleaned words in one line of at most `width`, ended by "…" where something had to be left out."""
    return " ".join(trim(wrap(words, face, width), face, width, 1))


def fit(
    text: str, fonts: Fonts, weight: Weight, sizes: tuple[int, ...], width: int, most: int, trimmed: bool = False
) -> Paragraph:
    """The largest of `sizes` (falling) at which `most` lines suffice.

    The smallest takes more lines and never less text, unless it may be `trimmed` to `most` lines.
    """
    words = clean(text)
    for size in sizes:
        face = fonts.face(weight, size)
        lines = wrap(words, face, width)
        if len(lines) <= most:
            break
    if trimmed:
        lines = trim(lines, face, width, most)
    # a word that was cut would get a space where it was cut
    whole = words.startswith(" ".join(lines).removesuffix("…"))
    return Paragraph(even(lines, face, width) if whole and len(lines) > 1 else lines, weight, size)
