"""The number on a ticket: what is read from across a hall, so the largest thing on the paper. Lengths are dots."""

from functools import lru_cache

from PIL import Image, ImageDraw

from printers.fonts import Fonts
from printers.sheet import BLACK, WHITE, Block

TALLEST = 150
"""Ink height beyond which a two-character number would only cost paper."""

ABOVE, GAP, LINE, BELOW = 10, 9, 6, 1
AROUND = ABOVE + GAP + LINE + BELOW
PROBE = 200


def number_block(label: str, fonts: Fonts, left: int, width: int, least: int, rows: int) -> Block:
    """The label between the margins, as large as `width` and `rows` allow, underlined so that 6 is never a 9.

    `rows` is what the rest of the ticket leaves for the block; the ink is never lower than `least` for it. A label
    too wide at that height is narrowed, never clipped.
    """
    ink = number_ink(label, fonts, width, least, max(rows - AROUND, least))

    def paint(canvas: Image.Image, top: int) -> None:
        start = left + (width - ink.width) // 2
        canvas.paste(ink, (start, top + ABOVE))
        under = top + ABOVE + ink.height + GAP
        ImageDraw.Draw(canvas).rectangle((start, under, start + ink.width - 1, under + LINE - 1), fill=BLACK)

    return Block(AROUND + ink.height, paint)


def number_ink(label: str, fonts: Fonts, width: int, least: int, most: int) -> Image.Image:
    """The label's ink, mode "L": at most `width` wide and min(`most`, TALLEST) high, at least `least` high."""
    size = _size(label, fonts, width, least, min(most, TALLEST))
    ink = _ink(label, fonts, size)
    return ink.resize((width, ink.height), Image.Resampling.LANCZOS) if ink.width > width else ink


def _size(label: str, fonts: Fonts, width: int, least: int, most: int) -> int:
    """Type size: as large as fits, but with ink at least `least` high."""
    probe = _ink(label, fonts, PROBE)
    size = max(1, min(PROBE * width // probe.width, PROBE * most // probe.height))
    # measured ink does not grow in exact step with the type size
    while size > 1 and _too_big(_ink(label, fonts, size), width, most):
        size -= 1
    if _ink(label, fonts, size).height >= least:
        return size
    size = min(PROBE * least // probe.height, PROBE)  # nobody needs a hyphen of 13 mm
    while size < PROBE and _ink(label, fonts, size).height < least:
        size += 1
    return size


def _too_big(ink: Image.Image, width: int, rows: int) -> bool:
    return ink.width > width or ink.height > rows


@lru_cache(maxsize=64)
def _ink(label: str, fonts: Fonts, size: int) -> Image.Image:
    """The label cut to its ink, mode "L"."""
    face = fonts.face("700Bold", size)
    mask = Image.new("L", (int(face.getlength(label)) + 2 * size, 2 * size), 0)
    ImageDraw.Draw(mask).text((size, round(size * 1.4)), label, fill=255, font=face, anchor="ls")
    ink = mask.crop(mask.getbbox() or (0, 0, 1, 1))
    return Image.eval(ink, lambda value: WHITE - value)
