"""How words are compared: letters without marks, đ as d, y as i; the marks beside them, for what is alike."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is compared (`letters`), and the marks it was written with, in a fixed order."""

    letters: str
    marks: str = ""

    def agrees(self, other: "Word") -> bool:
        """Whether all marks that were typed stand on the other; where in the word does not matter (hoà, hòa)."""
        return all(other.marks.count(mark) >= self.marks.count(mark) for mark in self.marks)


def words(text: str) -> tuple[Word, ...]:
    """The words of a text, folded."""
    found: list[Word] = []
    letters, marks = "", ""
    for sign in unicodedata.normalize("NFKD", text.casefold()) + " ":
        if unicodedata.combining(sign):
            marks += sign
        elif sign == "đ":
            letters, marks = letters + "d", marks + sign
        elif sign.isalnum():
            letters += "i" if sign == "y" else sign
        elif letters:
            found.append(Word(letters, "".join(sorted(marks))))
            letters, marks = "", ""
    return tuple(found)


def fold(text: str) -> str:
    """A text as it is compared: "Đăng ký khai sinh" and "dang ki  KHAI-SINH" are the same."""
    return " ".join(word.letters for word in words(text))


def spaced(words_of: Iterable[str]) -> str:
    """Folded words with a space before each, so that a word is not found in the middle of another."""
    return "".join(f" {word}" for word in words_of)
