"""Whose paper is this? Strips from the emulated printer beside the pictures that the jobs should have become."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from PIL import Image

from tests.campaign.judge import Strip

QUESTIONS = bytes((0, 0x10, 0x04, 1, 2, 3))
"""The bytes that status questions are made of, and the white around them."""

Key = tuple[str, int]
"""A job: ticket and copy."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A picture as rows of bytes, 1 is black, without the white at its end."""

    rows: tuple[bytes, ...]
    height: int

    @classmethod
    def of(cls, picture: Image.Image) -> "Rows":
        """The rows of a picture of mode "1", black on white."""
        step = picture.width // 8
        dots = bytes(byte ^ 0xFF for byte in picture.convert("1").tobytes())
        rows = [dots[start : start + step] for start in range(0, len(dots), step)]
        height = len(rows)
        while rows and not any(rows[-1]):
            rows.pop()
        return cls(tuple(rows), height)

    def begins(self, whole: "Rows") -> bool:
        """Whether this is the beginning of `whole`, which may end in the middle of a row.

        What an agent asks while a picture is left open (DLE EOT n) is printed as dots, as real printers do.
        """
        same = next((n for n, (mine, its) in enumerate(zip(self.rows, whole.rows, strict=False)) if mine != its), None)
        if same is None:
            return len(self.rows) <= len(whole.rows)
        rest = b"".join(self.rows[same:])
        kept = takewhile(lambda pair: pair[0] == pair[1], zip(rest, whole.rows[same], strict=False))
        return not rest[len(list(kept)) :].strip(QUESTIONS)


class Lookout:
    """Recognises strips. `expected` is the picture of every job as the printer should make it."""

    def __init__(self, expected: Mapping[Key, Image.Image]) -> None:
        self._expected = {key: Rows.of(picture) for key, picture in expected.items()}
        self._whole = {rows: key for key, rows in self._expected.items()}

    def recognise(self, path: Path) -> Strip:
        """Whose paper it is."""
        with Image.open(path) as picture:
            rows = Rows.of(picture)
        name, at = path.name, path.stat().st_mtime
        if (key := self._whole.get(rows)) is not None:
            return Strip(name, "whole", at, *key)
        candidates = [key for key, whole in self._expected.items() if rows.begins(whole)]
        match candidates:
            case []:
                return Strip(name, "junk", at)
            case [only]:
                return Strip(name, "torn", at, *only)
            case _:
                return Strip(name, "scrap", at)
