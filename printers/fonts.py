"""The typefaces on paper: Noto Sans, installed at set-up, checked for every Vietnamese letter when opened."""

import os
import unicodedata
from functools import cache
from pathlib import Path
from typing import Literal

from PIL import ImageFont

Weight = Literal["400Regular", "500Medium", "600SemiBold", "700Bold"]

WEIGHTS: tuple[Weight, ...] = ("400Regular", "500Medium", "600SemiBold", "700Bold")
COVERAGE = 24
"""Size at which it is looked whether a letter has a drawing, in dots."""

UNASSIGNED = "\ue0ff"
"""A letter for private use, for which the typeface draws the box that stands for all it lacks."""

PACKAGE = Path("vendor", "node_modules", "@expo-google-fonts", "noto-sans")
ROOT = Path(__file__).resolve().parent.parent


def vietnamese_letters() -> tuple[str, ...]:
    """All 134 letters of Vietnamese that are not plain ASCII, upper and lower case, precomposed (NFC)."""
    tones = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
    letters = {"đ", "Đ"}
    for vowel in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY":
        letters |= {unicodedata.normalize("NFC", vowel + tone) for tone in tones}
    return tuple(sorted(letter for letter in letters if not letter.isascii()))


class FontsMissing(RuntimeError):
    """The typefaces are not installed, or lack letters that Vietnamese needs."""


class Fonts:
    """One folder of Noto Sans. A face is opened once per weight and size.

    `folder` holds one sub-folder per weight (`700Bold/NotoSans_700Bold.ttf`), as the npm package has it.
    Raises FontsMissing when a weight is absent or cannot draw one of the 134 Vietnamese letters.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._faces: dict[tuple[Weight, int], ImageFont.FreeTypeFont] = {}
        for weight in WEIGHTS:
            _assert_coverage(self.face(weight, COVERAGE), weight)

    def face(self, weight: Weight, size: int) -> ImageFont.FreeTypeFont:
        """The face in one weight; `size` is the height of the em in dots."""
        key = (weight, size)
        if key not in self._faces:
            self._faces[key] = self._open(weight, size)
        return self._faces[key]

    def lacking(self, text: str) -> str:
        """Letters of cleaned text that no drawing is there for, each once; on paper they would be empty boxes."""
        faces = [self.face(weight, COVERAGE) for weight in WEIGHTS]
        return "".join(
            letter
            for letter in dict.fromkeys(text)
            if not letter.isspace() and any(_is_box(face, letter) for face in faces)
        )

    def _open(self, weight: Weight, size: int) -> ImageFont.FreeTypeFont:
        path = self.folder / weight / f"NotoSans_{weight}.ttf"
        try:
            # BASIC layout: the same dots on every machine, whether or not libraqm is there
            return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
        except OSError as trouble:
            raise FontsMissing(f"typeface {path} cannot be opened ({trouble}); run `python3 run.py setup`") from trouble


def find_folder(folder: Path | None = None) -> Path:
    """Where the typefaces are: the argument, else the environment's MOISO_FONTS, else vendor/ beside the program."""
    if folder is not None:
        return folder
    named = os.environ.get("MOISO_FONTS")
    return Path(named) if named else ROOT / PACKAGE


@cache
def _opened(folder: Path) -> Fonts:
    return Fonts(folder)


def load(folder: Path | None = None) -> Fonts:
    """The checked typefaces of `find_folder(folder)`; FontsMissing says what to do when they are not there."""
    return _opened(find_folder(folder))


def _is_box(face: ImageFont.FreeTypeFont, letter: str) -> bool:
    """Whether the face draws nothing, or the box, for the letter."""
    return bytes(face.getmask(letter)) in (bytes(face.getmask(UNASSIGNED)), b"")


def _assert_coverage(face: ImageFont.FreeTypeFont, weight: str) -> None:
    missing = [letter for letter in vietnamese_letters() if _is_box(face, letter)]
    if missing:
        raise FontsMissing(f"Noto Sans {weight} lacks {' '.join(missing)}; run `python3 run.py setup`")
