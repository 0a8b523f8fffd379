"""Words into lines: normalising, measuring and breaking text for a strip of paper. Lengths are dots."""

import unicodedata
from dataclasses import dataclass

from PIL.ImageFont import FreeTypeFont

from printers.fonts import Fonts, Weight

PITCH = 1.3
"""Line height over type size: stacked marks (ễ, ộ, Ậ) touch the line above when lines stand closer."""


def clean(text: str) -> str:
    """One line of composed letters (NFC): typefaces hold ễ as one drawing, and no line break may part its marks."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


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


def wrap(text: str, face: FreeTypeFont, width: int) -> tuple[str, ...]:
    """Break cleaned text at spaces into lines of at most `width`; a word wider than a line is cut at its end."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if face.getlength(longer) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = _cut(word, face, width)
        lines += full
    return tuple([*lines, line] if line else lines)


def _cut(word: str, face: FreeTypeFont, width: int) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and face.getlength(pieces[-1] + letter) > width:
            pieces.append(letter)
        else:
            pieces[-1] += letter
    return pieces


def fit(text: str, fonts: Fonts, weight: Weight, sizes: tuple[int, ...], width: int, most: int) -> Paragraph:
    """The largest of `sizes` (falling) at which `most` lines suffice; the smallest takes more, never less text."""
    words = clean(text)
    for size in sizes:
        lines = wrap(words, fonts.face(weight, size), width)
        if len(lines) <= most:
            break
    return Paragraph(lines, weight, size)
