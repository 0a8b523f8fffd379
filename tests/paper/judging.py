"""What was read on a ticket beside what should stand there, letter by letter."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from printers.slip import Slip
from tests.paper.reading import Reading

MOST_OF_ALL, MOST_OF_A_LINE = 0.03, 0.12
"""Shares of letters that may be misread: of all tickets together, of one text (one letter of a short one)."""

INK = (0.03, 0.35)
"""Share of black dots on a good ticket. One printed white on black reads well, and is far above."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How well one text was read."""

    line: str
    wrong: int
    may_be_gone: bool = False

    @property
    def gone(self) -> bool:
        """Whether it was left out, and may be."""
        return self.may_be_gone and self.wrong > len(self.line) / 2

    @property
    def bad(self) -> bool:
        """Whether a citizen would stumble."""
        return not self.gone and self.wrong > max(1, MOST_OF_A_LINE * len(self.line))


def verdicts(slip: Slip, reading: Reading) -> list[Verdict]:
    """Every text of the ticket but the number beside what was read."""
    stream = even(reading.words)
    needed = [Verdict(line, misread(line, stream)) for line in needed_texts(slip)]
    return needed + [Verdict(line, misread(line, stream), may_be_gone=True) for line in yielding_texts(slip)]


def total(found: Sequence[Verdict]) -> float:
    """Misread letters per letter of all texts that are there."""
    there = [one for one in found if not one.gone]
    return sum(one.wrong for one in there) / sum(len(one.line) for one in there)


def needed_texts(slip: Slip) -> list[str]:
    """Every text that must be readable on the paper, whatever else stands there."""
    texts = [*slip.agency, slip.title, slip.service, slip.code, *slip.notes[-1:], slip.priority or "", slip.copy_mark]
    texts += [f"{name}: {value}" for name, value in slip.facts]
    return [even(text) for text in texts if text]


def yielding_texts(slip: Slip) -> list[str]:
    """Texts that a drawing may leave out as a whole to save paper; when they are there they must be readable."""
    return [even(text) for text in (*slip.papers, *slip.notes[:-1], slip.closing) if text]


def even(text: str) -> str:
    """The text without differences that no reader sees: kinds of dashes, spaces, composed letters."""
    plain = unicodedata.normalize("NFC", text).translate({ord(dash): "-" for dash in "–—‒‑"})
    return " ".join(plain.split())


def misread(line: str, text: str) -> int:
    """Letters of `line` that must change so that it stands somewhere in `text` (Sellers, 1980)."""
    stream = np.array([ord(letter) for letter in text], dtype=np.int32)
    steps = np.arange(len(stream) + 1)
    row = np.zeros(len(stream) + 1, dtype=np.int64)
    for letter in line:
        low = row + 1
        low[1:] = np.minimum(low[1:], row[:-1] + (stream != ord(letter)))
        # what is skipped in the text costs one a letter: a running minimum on a slope
        row = np.minimum.accumulate(low - steps) + steps
    return int(row.min())
