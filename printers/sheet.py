"""A strip of paper filled from the top: blocks know their height and how to paint themselves. Lengths are dots."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from printers.fonts import Fonts
from printers.typeset import Paragraph, drop, length, pitch

BLACK, WHITE = 0, 255


@dataclass(frozen=True, slots=True)
class Measures:
    """How a ticket is set on one width of paper."""

    width: int
    agency: int
    title: int
    service: tuple[int, ...]
    note: int
    number: int
    """Least ink height of the number: 13 mm on 80 mm paper."""
    usual: int
    """How long a usual ticket is: the number grows into what the rest leaves of it."""
    most: int
    """How long a ticket may be: parts give way, in the order of `printers.paper.STEPS`, until it is not longer."""
    again: int
    """How long a reprint may be: longer by its black bar, as far as 45 kB allow."""
    margin: int = 20
    """White on both sides, in which the quiet zone of the QR code (4 modules of 5 dots) finds room."""

    @property
    def content(self) -> int:
        """What lies between the margins."""
        return self.width - 2 * self.margin


# 620 rows of 72 bytes in bands of 24 rows are 44,848 bytes: a ticket stays below 45 kB, and below 78 mm. So do 695
# rows of 64 bytes.
MEASURES = {
    576: Measures(576, agency=20, title=22, service=(30, 26), note=20, number=104, usual=570, most=620, again=620),
    512: Measures(512, agency=20, title=20, service=(28, 24), note=20, number=104, usual=590, most=660, again=695),
    384: Measures(384, agency=20, title=20, service=(28, 24), note=20, number=96, usual=740, most=840, again=882),
}
"""Printable widths: 80 mm paper at 203 dpi, 80 mm at 180 dpi, 58 mm at 203 dpi."""

Brush = ImageDraw.ImageDraw


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the strip: `paint(canvas, top)` draws it with its upper edge at row `top`."""

    height: int
    paint: Callable[[Image.Image, int], None]


NOTHING = Block(0, lambda canvas, top: None)


def space(height: int) -> Block:
    """White paper."""
    return Block(height, lambda canvas, top: None)


def rule(left: int, right: int, above: int, below: int, thick: int = 2) -> Block:
    """A thin line with white above and below."""

    def paint(canvas: Image.Image, top: int) -> None:
        ImageDraw.Draw(canvas).rectangle((left, top + above, right - 1, top + above + thick - 1), fill=BLACK)

    return Block(above + thick + below, paint)


def text(
    paragraph: Paragraph, fonts: Fonts, left: int, width: int, centred: bool = False, colour: int = BLACK
) -> Block:
    """A paragraph in the column that begins at `left`."""
    face = fonts.face(paragraph.weight, paragraph.size)

    def paint(canvas: Image.Image, top: int) -> None:
        brush = ImageDraw.Draw(canvas)
        for line in paragraph.lines:
            shift = int(width - length(line, face)) // 2 if centred else 0
            brush.text((left + shift, top + drop(paragraph.size)), line, fill=colour, font=face, anchor="ls")
            top += pitch(paragraph.size)

    return Block(paragraph.height, paint)


def stack(blocks: Sequence[Block]) -> Block:
    """Blocks one under the other, as one block."""

    def paint(canvas: Image.Image, top: int) -> None:
        for block in blocks:
            block.paint(canvas, top)
            top += block.height

    return Block(sum(block.height for block in blocks), paint)


def beside(*blocks: Block) -> Block:
    """Blocks that share their upper edge, each in its own column."""

    def paint(canvas: Image.Image, top: int) -> None:
        for block in blocks:
            block.paint(canvas, top)

    return Block(max(block.height for block in blocks), paint)


def lowered(block: Block, height: int) -> Block:
    """The block in the middle of a higher one."""
    above = max(0, (height - block.height) // 2)
    return Block(max(height, block.height), lambda canvas, top: block.paint(canvas, top + above))


def develop(block: Block, width: int) -> Image.Image:
    """The strip as dots, mode "1". A hard threshold, no dithering: grey edges print as fuzz."""
    canvas = Image.new("L", (width, block.height), WHITE)
    block.paint(canvas, 0)
    return canvas.point(lambda value: 255 if value >= 128 else 0).convert("1", dither=Image.Dither.NONE)
