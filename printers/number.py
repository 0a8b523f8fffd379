"""The number on a ticket: what is read from across a hall, so the largest thing on the paper. Lengths are dots."""

from PIL import Image, ImageDraw

from printers.fonts import Fonts
from printers.sheet import BLACK, WHITE, Block

SMALLEST = 104
"""Ink height (13 mm) that the rest of the ticket never takes from the number; only the width of the paper may."""

NARROWEST = 104
"""Type size below which a long label is not made smaller but narrower."""

TALLEST = 150
"""Ink height beyond which a two-character number would only cost paper."""

ABOVE, GAP, LINE, BELOW = 10, 9, 6, 4
PROBE = 200


def number_block(label: str, fonts: Fonts, left: int, width: int, rows: int) -> Block:
    """The label between the margins, as large as `width` and `rows` allow, underlined so that 6 is never a 9.

    `rows` is what the rest of the ticket leaves; the ink never falls below SMALLEST for it. A label too wide at type
    size NARROWEST is narrowed, never clipped.
    """
    tallest = min(max(rows - ABOVE - GAP - LINE - BELOW, SMALLEST), TALLEST)
    ink = _ink(label, fonts, _size(label, fonts, width, tallest))
    if ink.width > width:
        ink = ink.resize((width, ink.height), Image.Resampling.LANCZOS)

    def paint(canvas: Image.Image, top: int) -> None:
        start = left + (width - ink.width) // 2
        canvas.paste(ink, (start, top + ABOVE))
        under = top + ABOVE + ink.height + GAP
        ImageDraw.Draw(canvas).rectangle((start, under, start + ink.width - 1, under + LINE - 1), fill=BLACK)

    return Block(ABOVE + ink.height + GAP + LINE + BELOW, paint)


def _size(label: str, fonts: Fonts, width: int, tallest: int) -> int:
    probe = _ink(label, fonts, PROBE)
    size = min(PROBE * width // probe.width, PROBE * tallest // probe.height)
    # measured ink does not grow in exact step with the type size
    while size > NARROWEST and _too_big(_ink(label, fonts, size), width, tallest):
        size -= 1
    return max(size, NARROWEST)


def _too_big(ink: Image.Image, width: int, rows: int) -> bool:
    return ink.width > width or ink.height > rows


def _ink(label: str, fonts: Fonts, size: int) -> Image.Image:
    """The label cut to its ink, mode "L"."""
    face = fonts.face("700Bold", size)
    mask = Image.new("L", (int(face.getlength(label)) + 2 * size, 2 * size), 0)
    ImageDraw.Draw(mask).text((size, round(size * 1.4)), label, fill=255, font=face, anchor="ls")
    ink = mask.crop(mask.getbbox() or (0, 0, 1, 1))
    return Image.eval(ink, lambda value: WHITE - value)
