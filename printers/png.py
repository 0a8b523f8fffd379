"""A PNG file from outside, opened with care: nothing is unpacked before its size is known."""

import io

from PIL import Image

WIDEST, TALLEST = 576, 400
"""Dots of a logo as it may come to an agent."""


class NotPng(ValueError):
    """No PNG picture, or a damaged one."""


class TooManyDots(ValueError):
    """A picture larger than it may be."""


def open_png(data: bytes, widest: int, tallest: int, most_dots: int | None = None) -> Image.Image:
    """The picture in the file, wholly read. Raises NotPng or TooManyDots.

    It may have `widest` by `tallest` dots and, where that is given, no more than `most_dots` in all.
    """
    try:
        with Image.open(io.BytesIO(data), formats=("PNG",)) as file:
            dots = file.width * file.height
            if file.width > widest or file.height > tallest or (most_dots is not None and dots > most_dots):
                raise TooManyDots(f"{file.width} x {file.height} dots; at most {widest} x {tallest} fit")
            file.load()
            return file
    except Image.DecompressionBombError as trouble:
        raise TooManyDots("far more dots than fit") from trouble
    except (OSError, SyntaxError) as trouble:
        raise NotPng(f"not a PNG picture: {trouble}") from trouble
