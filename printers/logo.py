"""`python -m printers logo`: any PNG made into a logo that a thermal printer can print.

The picture comes from outside, so it is opened here, in a process that ends with it, and never in the server.
"""

import argparse
import io
import sys
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from printers.png import NotPng, TooManyDots, open_png

WIDEST, HIGHEST = 480, 72
"""A logo in dots: it leaves the paper to the number."""

MOST_BYTES = 200_000
MOST_DOTS = 16_000_000
"""Beyond these a file is no logo; a small file may unfold to a picture that fills the memory."""

MAGIC = b"\x89PNG\r\n\x1a\n"
STANDARD = Path("-")


class NoLogo(ValueError):
    """Not a picture to print; the message is one word: `not_png`, `too_large`, `broken` or `blank`."""


def logo_of(png: bytes) -> bytes:
    """The picture in black and white, at most WIDEST by HIGHEST dots, as a small PNG; NoLogo says why not."""
    if len(png) > MOST_BYTES:
        raise NoLogo("too_large")
    if not png.startswith(MAGIC):
        raise NoLogo("not_png")
    grey = _opened(png)
    share = min(1.0, WIDEST / grey.width, HIGHEST / grey.height)
    size = (max(1, round(grey.width * share)), max(1, round(grey.height * share)))
    small = grey.resize(size, Image.Resampling.LANCZOS) if size != grey.size else grey
    dots = small.point(lambda value: 255 if value >= 128 else 0).convert("1", dither=Image.Dither.NONE)
    if dots.getextrema()[0] != 0:
        raise NoLogo("blank")
    drawn = io.BytesIO()
    dots.save(drawn, format="PNG", optimize=True)
    return drawn.getvalue()


def _opened(png: bytes) -> Image.Image:
    """The picture in greys on white paper."""
    try:
        clear = open_png(png, MOST_DOTS, MOST_DOTS, MOST_DOTS).convert("RGBA")
    except TooManyDots as trouble:
        raise NoLogo("too_large") from trouble
    except NotPng as trouble:
        raise NoLogo("broken") from trouble
    white = Image.new("RGBA", clear.size, "white")
    return Image.alpha_composite(white, clear).convert("L")


def add_options(parser: argparse.ArgumentParser) -> None:
    """What the command takes; `-` is standard input or output."""
    parser.add_argument("picture", type=Path, nargs="?", default=STANDARD, help="PNG file")
    parser.add_argument("logo", type=Path, nargs="?", default=STANDARD, help="PNG file to make")


def run(options: argparse.Namespace) -> int:
    """Make the logo; 0 when it is done. Raises NoLogo."""
    source = sys.stdin.buffer if options.picture == STANDARD else io.BytesIO(options.picture.read_bytes())
    made = logo_of(source.read(MOST_BYTES + 1))
    if options.logo == STANDARD:
        sys.stdout.buffer.write(made)
    else:
        options.logo.write_bytes(made)
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """The command by itself; 2 and the reason, one word, on standard error when this is no logo."""
    parser = argparse.ArgumentParser(prog="python -m printers.logo", description=__doc__)
    add_options(parser)
    try:
        return run(parser.parse_args(arguments))
    except (ValueError, OSError) as trouble:
        print(trouble, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
