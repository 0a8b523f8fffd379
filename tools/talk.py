"""Words on the terminal: Vietnamese first, English in brackets, or one of the two."""

import sys
from dataclasses import dataclass
from typing import Literal, TextIO

Lang = Literal["both", "vi", "en"]
LANGS: tuple[Lang, ...] = ("both", "vi", "en")


class Trouble(Exception):
    """What the person at the keyboard has to know: in both languages, with the facts below it and the exit code."""

    def __init__(self, vi: str, en: str, details: str = "", code: int = 1) -> None:
        super().__init__(en)
        self.vi, self.en, self.details, self.code = vi, en, details, code


@dataclass(frozen=True, slots=True)
class Talk:
    """Says things on `out`, line by line, flushed, so that a log shows them at the right moment."""

    lang: Lang = "both"
    out: TextIO = sys.stdout

    def words(self, vi: str, en: str) -> str:
        if self.lang == "vi" or (self.lang == "both" and vi == en):
            return vi
        return en if self.lang == "en" else f"{vi} [{en}]"

    def say(self, vi: str, en: str) -> None:
        self.plain(self.words(vi, en))

    def plain(self, line: str = "") -> None:
        print(line, file=self.out, flush=True)

    def trouble(self, trouble: Trouble) -> None:
        self.plain("✗ " + self.words(trouble.vi, trouble.en))
        if trouble.details:
            self.plain(trouble.details.rstrip())


def speak_utf8() -> None:
    """Vietnamese has to come out of every terminal; a letter it cannot show must not end the programme."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
