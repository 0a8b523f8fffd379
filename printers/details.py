"""What a ticket says under its number, each part as a block of the strip: service, facts, code, papers, notes."""

from dataclasses import dataclass

from PIL import Image, ImageDraw
from PIL.ImageFont import FreeTypeFont

from printers.fonts import Fonts
from printers.qr import QUIET, qr_image
from printers.sheet import BLACK, NOTHING, Block, Brush, Measures, stack, text
from printers.slip import Slip
from printers.typeset import Paragraph, clean, drop, fit, length, pitch, shorten, trim, wrap

FACT = 22
"""Type size of facts and papers, in dots (2.75 mm on 80 mm paper)."""

WIDEST_CODE = 190
"""Side of the QR code beyond which its modules get smaller (37 modules of 5 dots: an address of 84 characters)."""

UNBOUNDED = 99
HANG = round(FACT * 1.1)
"""What a box to tick off takes before its words, in dots."""

AFTER_HEADING, BETWEEN = 14, 18
"""White after the heading of the papers, and between two of them on a line, in dots."""


def service(slip: Slip, fonts: Fonts, sheet: Measures, width: int, sizes: tuple[int, ...], lines: int) -> Block:
    """What the number is for, the second thing people look for: in three lines of one of `sizes`, else in more.

    A name is shortened only when it would take more than `lines`.
    """
    name = fit(slip.service, fonts, "700Bold", sizes, width, min(lines, 3))
    if len(name.lines) > lines:
        name = fit(slip.service, fonts, "700Bold", sizes[-1:], width, lines, trimmed=True)
    return text(name, fonts, sheet.margin, width)


def service_fits(slip: Slip, fonts: Fonts, width: int, sizes: tuple[int, ...]) -> bool:
    """Whether three lines of one of `sizes` are enough for the service's name in a column of this width."""
    return len(fit(slip.service, fonts, "700Bold", sizes, width, 3).lines) <= 3


def second(slip: Slip, fonts: Fonts, sheet: Measures, width: int, lines: int) -> Block:
    """The service in the centre's second language, at most `lines` lines each."""
    names = [fit(name, fonts, "400Regular", (sheet.note,), width, lines, trimmed=True) for name in slip.second]
    return stack([text(name, fonts, sheet.margin, width) for name in names])


def facts(slip: Slip, fonts: Fonts, sheet: Measures, width: int, one_row: bool = False) -> Block:
    """Name and value a line; a value that does not fit beside its name goes under it, or is shortened (`one_row`)."""
    return stack([_fact(clean(name), clean(value), fonts, sheet, width, one_row) for name, value in slip.facts])


def _fact(name: str, value: str, fonts: Fonts, sheet: Measures, width: int, one_row: bool) -> Block:
    plain, bold = fonts.face("400Regular", FACT), fonts.face("700Bold", FACT)
    label = f"{name}: " if name else ""
    if one_row:
        value = shorten(value, bold, width // 2)
        label = shorten(label, plain, width - int(length(value, bold)) - 8) + " " if label else ""
    before = round(length(label, plain))
    if not one_row and before + length(value, bold) > width:
        above = text(Paragraph(wrap(label, plain, width), "400Regular", FACT), fonts, sheet.margin, width)
        under = text(Paragraph(wrap(value, bold, width), "700Bold", FACT), fonts, sheet.margin, width)
        return stack([above, under])

    def paint(canvas: Image.Image, top: int) -> None:
        brush = ImageDraw.Draw(canvas)
        brush.text((sheet.margin, top + drop(FACT)), label, fill=BLACK, font=plain, anchor="ls")
        brush.text((sheet.margin + before, top + drop(FACT)), value, fill=BLACK, font=bold, anchor="ls")

    return Block(pitch(FACT), paint)


@dataclass(frozen=True, slots=True)
class Scan:
    """The QR code at the right margin: as a block with its short code beneath or without it, and what it takes."""

    labelled: Block
    bare: Block
    label: Block
    """The short code alone, for the column at the left."""
    width: int
    """Of the code with the quiet zone at its left, in dots."""


def scan(slip: Slip, fonts: Fonts, sheet: Measures, dot: int) -> Scan:
    """The QR code; `dot` is the side of a module in dots, smaller for a long address."""
    picture = qr_image(clean(slip.url), dot, WIDEST_CODE)
    quiet = QUIET * dot
    left = sheet.width - sheet.margin - picture.width
    code = fit(slip.code, fonts, "600SemiBold", (sheet.note,), picture.width, 2, trimmed=True)
    under = text(code, fonts, left, picture.width, centred=True)
    # the upper edge of the letters, not of their line, ends the quiet zone
    gap = quiet - (drop(sheet.note) - round(sheet.note * 0.72)) if code.lines else 0

    def bare(canvas: Image.Image, top: int) -> None:
        canvas.paste(picture, (left, top + quiet))

    def labelled(canvas: Image.Image, top: int) -> None:
        bare(canvas, top)
        under.paint(canvas, top + quiet + picture.height + gap)

    height = quiet + picture.height
    return Scan(
        Block(height + gap + under.height, labelled),
        Block(height + quiet // 2, bare),  # the rule below has its own white
        text(fit(slip.code, fonts, "600SemiBold", (FACT,), sheet.content, 1), fonts, sheet.margin, sheet.content),
        picture.width + quiet,
    )


@dataclass(frozen=True, slots=True)
class Papers:
    """What to have ready, and how many of the slip's papers are named in it."""

    block: Block
    named: int


NO_PAPERS = Papers(NOTHING, 0)


def papers(slip: Slip, fonts: Fonts, sheet: Measures, rows: int) -> Papers:
    """What to have ready, as boxes to tick off, several on a line when they fit; at most `rows` rows of paper.

    Papers without room are counted in a last line, which says where they can be read.
    """
    items = list(filter(None, map(clean, slip.papers)))
    if not items or rows < pitch(FACT):
        return NO_PAPERS
    plain, bold = fonts.face("400Regular", FACT), fonts.face("700Bold", FACT)
    heading = f"{clean(slip.papers_title)}:" if clean(slip.papers_title) else ""
    most = rows // pitch(FACT)
    lines = _all_lines(heading, items, slip, plain, bold, sheet.content, most)

    def paint(canvas: Image.Image, top: int) -> None:
        brush = ImageDraw.Draw(canvas)
        for line in lines:
            for piece in line:
                left, base = sheet.margin + piece.at, top + drop(FACT)
                if piece.box:
                    _box(brush, left, base)
                    left += HANG
                brush.text((left, base), piece.words, fill=BLACK, font=bold if piece.heading else plain, anchor="ls")
            top += pitch(FACT)

    return Papers(Block(len(lines) * pitch(FACT), paint), sum(piece.box for line in lines for piece in line))


@dataclass(frozen=True, slots=True)
class _Piece:
    at: int
    words: str
    box: bool = False
    heading: bool = False


def _all_lines(
    heading: str, items: list[str], slip: Slip, plain: FreeTypeFont, bold: FreeTypeFont, width: int, most: int
) -> list[list[_Piece]]:
    """As many items as `most` lines hold, long ones cut short before any is left out; the rest is counted."""
    for shown in range(len(items), 0, -1):
        more = _more(slip, len(items) - shown)
        for each in (UNBOUNDED, 2, 1):
            lines = _lines(heading, items[:shown], more, plain, bold, width, each)
            if len(lines) <= most:
                return lines
    more = _more(slip, len(items) - 1, brief=True)
    taken = HANG + round(length(heading, bold)) + AFTER_HEADING + round(length(more, plain)) + BETWEEN
    if width - taken < width // 4:
        heading, taken = "", taken - round(length(heading, bold)) - AFTER_HEADING
    return _lines(heading, [shorten(items[0], plain, width - taken)], more, plain, bold, width, 1)[:most]


def _more(slip: Slip, dropped: int, brief: bool = False) -> str:
    left, words = slip.papers_left + dropped, clean(slip.papers_more)
    if not left:
        return ""
    return words.replace("{n}", str(left)) if words and clean(slip.url) and not brief else f"(+{left})"


def _lines(
    heading: str, items: list[str], more: str, plain: FreeTypeFont, bold: FreeTypeFont, width: int, each: int
) -> list[list[_Piece]]:
    """Heading, items and what is said of the others, as pieces of lines; an item takes at most `each` lines."""
    above = wrap(heading, bold, width)
    lines = [[_Piece(0, line, heading=True)] for line in above] or [[]]
    at = round(length(above[-1], bold)) + AFTER_HEADING if above else 0
    for item in [*items, more] if more else items:
        box = HANG if item is not more else 0
        room = width - box
        # what needs several lines anyway may begin beside the heading
        if at and at + length(item, plain) > room and (length(item, plain) <= room or at > width // 3):
            lines.append([])
            at = 0
        first, *rest = trim(wrap(item, plain, room, at), plain, room - at if each == 1 else room, each)
        lines[-1].append(_Piece(at, first, box=box > 0))
        lines += [[_Piece(box, line)] for line in rest]
        # what needed several lines ends its last one: the next box must not be overlooked
        at = width if rest else at + box + round(length(first, plain)) + BETWEEN
    return lines


def _box(brush: Brush, left: int, base: int) -> None:
    side = round(FACT * 0.68)
    brush.rectangle((left, base - side, left + side, base), outline=BLACK, width=2)


def note(words: str, fonts: Fonts, sheet: Measures, width: int, lines: int = UNBOUNDED) -> Block:
    """A line of the house, in the smallest type that old eyes and thermal heads agree on."""
    paragraph = fit(words, fonts, "400Regular", (sheet.note,), width, lines, trimmed=lines < UNBOUNDED)
    return text(paragraph, fonts, sheet.margin, width)
