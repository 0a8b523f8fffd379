"""A ticket read back by strangers: tesseract reads words and number, zxing-cpp the QR code.

What tesseract says is compared text by text: the best match anywhere on the ticket counts, so it does not matter where
the drawing puts a text or where it breaks the lines. The number is looked at alone, because the short code repeats it
in small letters: it is what is printed thickest.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import zxingcpp
from PIL import Image, ImageDraw, ImageOps

BORDER = 30
TOGETHER = 2
PATIENCE = 200
"""Seconds for one heap of tickets."""

THICK = 13
"""Dots: only the number has strokes so thick."""

LETTER, BAR = 9, 29
"""Dots: letters have thinner strokes than the one, and bars behind white letters are higher than the other."""

NUMBER_LETTERS = "tessedit_char_whitelist=ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

Dots = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class Pass:
    """One way of looking: how much larger, and tesseract's page segmentation mode (4: one column, 6: one block)."""

    scale: float
    mode: int


PASSES = (Pass(0.75, 6), Pass(1, 4))
"""The cheapest two that together read everything; the first alone misreads twice as much, a quarter of a percent."""

NUMBER_LOOKS = ((40, 7), (56, 8))
"""Height in dots and mode (7: one line, 8: one word). Either look misreads a few of a hundred, never the same ones."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read on one ticket: words of all passes one after the other, and the number once for every look."""

    words: str
    numbers: tuple[str, ...]


def qr_texts(picture: Image.Image) -> list[str]:
    """What the QR codes on it say."""
    return [found.text for found in zxingcpp.read_barcodes(picture.convert("L"))]


def ink(picture: Image.Image) -> float:
    """Share of black dots."""
    return picture.convert("1").convert("L").histogram()[0] / (picture.width * picture.height)


def read(pictures: Sequence[Image.Image]) -> list[Reading]:
    """Everything tesseract sees on the pictures."""
    tickets, numbers = [_prepared(picture) for picture in pictures], [_number(picture) for picture in pictures]
    jobs: list[tuple[list[Image.Image], int, list[str]]] = []
    for way in PASSES:
        jobs.append(([ImageOps.scale(ticket, way.scale) for ticket in tickets], way.mode, []))
    for height, mode in NUMBER_LOOKS:
        looks = [_as_high_as(number, height) for number in numbers]
        jobs.append((looks, mode, ["-c", NUMBER_LETTERS]))
    with ThreadPoolExecutor(TOGETHER) as pool:
        pages = list(pool.map(lambda job: _tesseract(*job), jobs))
    words, seen = pages[: len(PASSES)], pages[len(PASSES) :]
    return [
        Reading("\n".join(page[at] for page in words), tuple(page[at].strip() for page in seen))
        for at in range(len(pictures))
    ]


def _tesseract(pictures: Sequence[Image.Image], mode: int, more: Sequence[str]) -> list[str]:
    """The text on each picture. One process for all of them: loading the language takes longer than reading a page."""
    program = shutil.which("tesseract")
    assert program, "tesseract is missing: python3 run.py test installs it"
    with tempfile.TemporaryDirectory(prefix="moiso-reading-") as folder:
        files = [Path(folder, f"{number:03d}.png") for number in range(len(pictures))]
        for file, picture in zip(files, pictures, strict=True):
            picture.save(file)
        heap = Path(folder, "heap.txt")
        heap.write_text("".join(f"{file}\n" for file in files), encoding="utf-8")
        words = [program, str(heap), "stdout", "-l", "vie", "--psm", str(mode), *more]
        env = {**os.environ, "OMP_THREAD_LIMIT": "1"}
        done = subprocess.run(words, env=env, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stderr
    pages = done.stdout.removesuffix("\f").split("\f")
    assert len(pages) == len(pictures), done.stderr
    return pages


def _prepared(picture: Image.Image) -> Image.Image:
    """Black letters on white paper and nothing else: no QR code, no white letters on black bars."""
    whole = picture.convert("L")
    brush = ImageDraw.Draw(whole)
    for found in zxingcpp.read_barcodes(whole):
        where = found.position
        corners = (where.top_left, where.top_right, where.bottom_left, where.bottom_right)
        across, down = [point.x for point in corners], [point.y for point in corners]
        brush.rectangle((min(across) - 8, min(down) - 4, max(across) + 8, max(down) + 4), fill=255)
    dark = np.asarray(whole) < 128
    bars = _opened(~_opened(~dark, LETTER), BAR)
    return ImageOps.expand(_picture(dark ^ bars), BORDER, fill=255)


def _number(picture: Image.Image) -> Image.Image:
    """The largest text on its own: the highest band of rows with strokes so thick."""
    thick = _opened(np.asarray(picture.convert("L")) < 128, THICK)
    ends = np.flatnonzero(np.diff(np.concatenate(([False], thick.any(axis=1), [False])).astype(np.int8)))
    if not len(ends):
        return picture.convert("L")
    top, bottom = max(zip(ends[::2], ends[1::2], strict=True), key=lambda band: int(band[1] - band[0]))
    columns = np.flatnonzero(thick[top:bottom].any(axis=0))
    return picture.convert("L").crop((int(columns[0]), int(top), int(columns[-1]) + 1, int(bottom)))


def _opened(dots: Dots, size: int) -> Dots:
    """The dots that belong to some square of `size` x `size` dots; thinner strokes are gone."""
    room = np.pad(_squares(dots, size) == size * size, size - 1)
    return _squares(room, size) > 0


def _squares(dots: Dots, size: int) -> "np.ndarray[tuple[int, ...], np.dtype[np.int64]]":
    """How many dots lie in the square of this size whose upper left corner is here."""
    sums = np.pad(dots.astype(np.int64).cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    found: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    found = sums[size:, size:] - sums[:-size, size:] - sums[size:, :-size] + sums[:-size, :-size]
    return found


def _picture(dark: Dots) -> Image.Image:
    return Image.fromarray(np.where(dark, 0, 255).astype(np.uint8))


def _as_high_as(picture: Image.Image, height: int) -> Image.Image:
    width = max(1, picture.width * height // picture.height)
    return ImageOps.expand(picture.resize((width, height), Image.Resampling.LANCZOS), 20, fill=255)
