"""The QR code on a ticket (ISO/IEC 18004), as dots."""

from functools import lru_cache

import segno
from PIL import Image

QUIET = 4
"""Modules of white that the standard asks for on every side."""

SMALLEST_DOT = 4
"""Dots per module below which thermal paper and old phones stop agreeing (0.5 mm at 203 dpi)."""


def qr_image(text: str, dot: int, most: int) -> Image.Image:
    """A black-on-white code of `text` without its quiet zone, mode "L", error correction M.

    `dot` is the side of a module in dots; it shrinks, not below SMALLEST_DOT, so that a long text stays within `most`.
    """
    rows = _modules(text)
    while dot > SMALLEST_DOT and len(rows) * dot > most:
        dot -= 1
    small = Image.frombytes("L", (len(rows), len(rows)), bytes(0 if module else 255 for row in rows for module in row))
    return small.resize((len(rows) * dot, len(rows) * dot), Image.Resampling.NEAREST)


@lru_cache(maxsize=4)
def _modules(text: str) -> tuple[bytes, ...]:
    # a ticket is set several ways before one is chosen
    return tuple(map(bytes, segno.make(text, error="m", micro=False, boost_error=False).matrix))
