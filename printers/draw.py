"""`python -m printers draw`: a slip (JSON) as a PNG picture, from file to file or from standard input to output.

The server's preview uses it, so that what people see is drawn by what prints, and no picture library is loaded there.
What found no room on the paper is told in a line of standard error, `left out: papers, closing`. With `--letters` it
draws nothing: texts (a JSON list) come in, and for each the letters that the typeface lacks go out.
"""

import argparse
import base64
import binascii
import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from printers import fonts
from printers.paper import drawing
from printers.png import TALLEST, WIDEST, open_png
from printers.sheet import MEASURES
from printers.slip import from_dict
from printers.typeset import clean

STANDARD = Path("-")
DOTS_PER_INCH = (203, 203)
LEFT_OUT = "left out: "
"""Begins the line on standard error; names follow, parted by a comma."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """What the command takes; `-` is standard input or output."""
    parser.add_argument("slip", type=Path, nargs="?", default=STANDARD, help='a slip, or {"slip": …, "logo": base64}')
    parser.add_argument("picture", type=Path, nargs="?", default=STANDARD, help="PNG file")
    parser.add_argument("--width", type=int, choices=sorted(MEASURES), default=576, help="dots across the paper")
    parser.add_argument("--logo", type=Path, metavar="FILE", help="PNG in black and white")
    parser.add_argument("--letters", action="store_true", help="answer the letters of texts that cannot be drawn")


def run(options: argparse.Namespace) -> int:
    """Draw; 0 when it is done. Raises ValueError when this is no slip."""
    given = sys.stdin.buffer.read() if options.slip == STANDARD else options.slip.read_bytes()
    data = json.loads(given)
    if options.letters:
        return _write(options.picture, json.dumps(lacking(data)).encode())
    with_logo = isinstance(data, dict) and "slip" in data
    slip = from_dict(data["slip"] if with_logo else data)
    logo = options.logo.read_bytes() if options.logo else _decoded(data.get("logo") if with_logo else None)
    drawn = io.BytesIO()
    ticket = drawing(slip, options.width, logo=open_logo(logo) if logo else None)
    ticket.picture.save(drawn, format="PNG", dpi=DOTS_PER_INCH)
    if ticket.left_out:
        print(LEFT_OUT + ", ".join(ticket.left_out), file=sys.stderr)
    return _write(options.picture, drawn.getvalue())


def _write(target: Path, made: bytes) -> int:
    if target == STANDARD:
        sys.stdout.buffer.write(made)
    else:
        target.write_bytes(made)
    return 0


def lacking(texts: object) -> list[str]:
    """For each text the letters that cannot be drawn, as one text; ValueError when these are no texts."""
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise ValueError("letters: expected a list of texts")
    faces = fonts.load()
    return [faces.lacking(clean(text)) for text in texts]


def open_logo(png: bytes) -> Image.Image:
    """The logo as a picture; ValueError when it is no PNG, or larger than one on a ticket."""
    try:
        return open_png(png, WIDEST, TALLEST).convert("1")
    except ValueError as trouble:
        raise ValueError(f"logo: {trouble}") from trouble


def _decoded(text: object) -> bytes | None:
    if text is None:
        return None
    try:
        return base64.b64decode(str(text), validate=True)
    except binascii.Error as trouble:
        raise ValueError(f"logo: {trouble}") from trouble


def main(arguments: Sequence[str] | None = None) -> int:
    """The command by itself; 2 and a line on standard error when it cannot draw."""
    parser = argparse.ArgumentParser(prog="python -m printers.draw", description=__doc__)
    add_options(parser)
    try:
        return run(parser.parse_args(arguments))
    except (ValueError, RuntimeError, OSError) as trouble:
        print(f"draw: {trouble}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
