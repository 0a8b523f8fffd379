"""A strip of paper filled from the top: blocks know their height and how to paint themselves. Lengths are dots."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from printers.fonts import Fonts
from printers.typeset import Paragraph, drop, pitch

BLACK, WHITE = 0, 255


@dataclass(frozen=True, slots=True)
class Measures:
    """How a ticket is set on one width of paper."""

    width: int
    margin: int
    agency: int
    title: int
    service: tuple[int, ...]
    fact: int
    note: int
    dot: int
    """Dots per QR module; the margin is at least the code's quiet zone of four modules."""
    rows: int
    """How long a usual ticket should be; the number gives way first, down to its smallest size."""

    @property
    def content(self) -> int:
        """What lies between the margins."""
        return self.width - 2 * self.margin


MEASURES = {
    576: Measures(576, 24, agency=21, title=22, service=(30, 26, 22), fact=22, note=20, dot=6, rows=616),
    512: Measures(512, 20, agency=20, title=20, service=(28, 24, 22), fact=22, note=20, dot=5, rows=616),
    384: Measures(384, 20, agency=20, title=20, service=(28, 24, 22), fact=22, note=20, dot=5, rows=720),
}
"""Printable widths: 80 mm paper at 203 dpi, 80 mm at 180 dpi, 58 mm at 203 dpi."""

Brush = ImageDraw.ImageDraw


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the strip: `paint(canvas, top)` draws it with its upper edge at row `top`."""

    height: int
    paint: Callable[[Image.Image, int], None]


def space(height: int) -> Block:
    """White paper."""
    return Block(height, lambda canvas, top: None)


def rule(left: int, right: int, above: int, below: int, thick: int = 2) -> Block:
    """A thin line with white above and below."""

    def paint(canvas: Image.Image, top: int) -> None:
        ImageDraw.Draw(canvas).rectangle((left, top + above, right - 1, top + above + thick - 1), fill=BLACK)

    return Block(above + thick + below, paint)


def text(paragraph: Paragraph, fonts: Fonts, left: int, width: int, centred: bool = False) -> Block:
    """A paragraph in the column that begins at `left`."""
    face = fonts.face(paragraph.weight, paragraph.size)

    def paint(canvas: Image.Image, top: int) -> None:
        brush = ImageDraw.Draw(canvas)
        for line in paragraph.lines:
            shift = int(width - face.getlength(line)) // 2 if centred else 0
            brush.text((left + shift, top + drop(paragraph.size)), line, fill=BLACK, font=face, anchor="ls")
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


def develop(block: Block, width: int) -> Image.Image:
    """The strip as dots, mode "1". A hard threshold, no dithering: grey edges print as fuzz."""
    canvas = Image.new("L", (width, block.height), WHITE)
    block.paint(canvas, 0)
    return canvas.point(lambda value: 255 if value >= 128 else 0).convert("1", dither=Image.Dither.NONE)
