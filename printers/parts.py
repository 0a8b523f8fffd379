"""The parts of a ticket, each as a block of the strip: head, title, facts, papers, code."""

from dataclasses import dataclass

from PIL import Image, ImageDraw
from PIL.ImageFont import FreeTypeFont

from printers.fonts import Fonts
from printers.qr import QUIET, qr_image
from printers.sheet import BLACK, WHITE, Block, Brush, Measures, space, stack, text
from printers.slip import Slip
from printers.typeset import Paragraph, clean, drop, fit, pitch, wrap

SERVICE_LINES = 3
TITLE_GAP, MARK_PAD = 12, 10
"""White between the title and what stands beside it, and inside the mark's box, in dots."""


def agency(slip: Slip, fonts: Fonts, sheet: Measures) -> Block:
    """Who issues the ticket; the place in bold."""
    blocks = []
    lines = [line for line in slip.agency if clean(line)]
    for line in lines:
        weight = "700Bold" if line is lines[-1] else "500Medium"
        paragraph = fit(line, fonts, weight, (sheet.agency, 20), sheet.content, 1)  # type: ignore[arg-type]
        blocks.append(text(paragraph, fonts, sheet.margin, sheet.content, centred=True))
    return stack(blocks)


def title(slip: Slip, fonts: Fonts, sheet: Measures) -> Block:
    """The name of the paper in a rule across it; the priority mark, white on black, stands beside or under it."""
    face, bold = fonts.face("600SemiBold", sheet.title), fonts.face("700Bold", sheet.title)
    words, mark = clean(slip.title), clean(slip.priority or "")
    name = int(face.getlength(words))
    box = int(bold.getlength(mark)) + 2 * MARK_PAD if mark else 0
    total = name + (TITLE_GAP + box if mark else 0)
    if total > sheet.content:
        lines = fit(words, fonts, "600SemiBold", (sheet.title,), sheet.content, 1)
        under = [_mark(mark, fonts, sheet)] if mark else []
        return stack([text(lines, fonts, sheet.margin, sheet.content, centred=True), *under])
    height = pitch(sheet.title) + 4

    def paint(canvas: Image.Image, top: int) -> None:
        brush = ImageDraw.Draw(canvas)
        left = (sheet.width - total) // 2
        base = top + drop(sheet.title)
        middle = base - round(sheet.title * 0.36)
        for start, end in ((sheet.margin, left - TITLE_GAP), (left + total + TITLE_GAP, sheet.width - sheet.margin)):
            if end - start >= TITLE_GAP:
                brush.rectangle((start, middle - 1, end - 1, middle), fill=BLACK)
        brush.text((left, base), words, fill=BLACK, font=face, anchor="ls")
        if mark:
            edge = left + total - box
            brush.rectangle((edge, top, left + total - 1, top + height - 1), fill=BLACK)
            brush.text((edge + MARK_PAD, base), mark, fill=WHITE, font=bold, anchor="ls")

    return Block(height, paint)


def _mark(mark: str, fonts: Fonts, sheet: Measures) -> Block:
    """The priority mark on lines of its own, white on black from margin to margin."""
    lines = fit(mark, fonts, "700Bold", (sheet.title,), sheet.content - 2 * MARK_PAD, 1)
    face = fonts.face(lines.weight, lines.size)

    def paint(canvas: Image.Image, top: int) -> None:
        brush = ImageDraw.Draw(canvas)
        brush.rectangle((sheet.margin, top, sheet.width - sheet.margin - 1, top + lines.height + 3), fill=BLACK)
        for line in lines.lines:
            left = (sheet.width - int(face.getlength(line))) // 2
            brush.text((left, top + drop(lines.size)), line, fill=WHITE, font=face, anchor="ls")
            top += pitch(lines.size)

    return Block(lines.height + 4, paint)


def copy_mark(slip: Slip, fonts: Fonts, sheet: Measures) -> Block:
    """What a reprint says about itself, framed, so that nobody takes it for a second number."""
    paragraph = fit(slip.copy_mark, fonts, "700Bold", (24, 22, 20), sheet.content - 24, 1)
    words = text(paragraph, fonts, sheet.margin, sheet.content, centred=True)

    def paint(canvas: Image.Image, top: int) -> None:
        frame = (sheet.margin, top, sheet.width - sheet.margin - 1, top + words.height + 7)
        ImageDraw.Draw(canvas).rectangle(frame, outline=BLACK, width=2)
        words.paint(canvas, top + 3)

    return Block(words.height + 8 + 10, paint)


def facts(slip: Slip, fonts: Fonts, sheet: Measures, width: int) -> Block:
    """Name and value a line; a value that does not fit beside its name goes under it."""
    return stack([_fact(clean(name), clean(value), fonts, sheet, width) for name, value in slip.facts])


def _fact(name: str, value: str, fonts: Fonts, sheet: Measures, width: int) -> Block:
    plain, bold = fonts.face("400Regular", sheet.fact), fonts.face("700Bold", sheet.fact)
    label = f"{name}: " if name else ""
    before = plain.getlength(label)
    if before + bold.getlength(value) > width:
        above = text(Paragraph(wrap(label, plain, width), "400Regular", sheet.fact), fonts, sheet.margin, width)
        under = text(Paragraph(wrap(value, bold, width), "700Bold", sheet.fact), fonts, sheet.margin, width)
        return stack([above, under])

    def paint(canvas: Image.Image, top: int) -> None:
        brush = ImageDraw.Draw(canvas)
        brush.text((sheet.margin, top + drop(sheet.fact)), label, fill=BLACK, font=plain, anchor="ls")
        brush.text((sheet.margin + before, top + drop(sheet.fact)), value, fill=BLACK, font=bold, anchor="ls")

    return Block(pitch(sheet.fact), paint)


def scan(slip: Slip, fonts: Fonts, sheet: Measures) -> tuple[Block, int]:
    """The QR code at the right margin with its short code beneath, and the width it takes with its quiet zone."""
    picture = qr_image(clean(slip.url), sheet.dot, sheet.content * 11 // 20)
    quiet = QUIET * sheet.dot
    left = sheet.width - sheet.margin - picture.width
    code = clean(slip.code)
    paragraph = fit(code, fonts, "600SemiBold", (sheet.note,), picture.width, 1)
    under = text(paragraph, fonts, left, picture.width, centred=True)
    # the upper edge of the letters, not of their line, ends the quiet zone
    gap = quiet - (drop(sheet.note) - round(sheet.note * 0.72)) if code else 0

    def paint(canvas: Image.Image, top: int) -> None:
        canvas.paste(picture, (left, top + quiet))
        under.paint(canvas, top + quiet + picture.height + gap)

    height = quiet + picture.height + gap + under.height
    return Block(height, paint), picture.width + quiet


def papers(slip: Slip, fonts: Fonts, sheet: Measures) -> Block:
    """What to have ready, as boxes to tick off: several on a line when they fit."""
    plain, bold = fonts.face("400Regular", sheet.fact), fonts.face("700Bold", sheet.fact)
    hang = round(sheet.fact * 1.1)
    heading = f"{clean(slip.papers_title)}:" if clean(slip.papers_title) else ""
    rows = _papers_rows(heading, list(filter(None, map(clean, slip.papers))), plain, bold, sheet.content, hang)

    def paint(canvas: Image.Image, top: int) -> None:
        brush = ImageDraw.Draw(canvas)
        for row in rows:
            for piece in row:
                left, base = sheet.margin + piece.at, top + drop(sheet.fact)
                if piece.box:
                    _box(brush, left, base, sheet.fact)
                    left += hang
                brush.text((left, base), piece.words, fill=BLACK, font=bold if piece.heading else plain, anchor="ls")
            top += pitch(sheet.fact)

    return Block(len(rows) * pitch(sheet.fact), paint)


@dataclass(frozen=True, slots=True)
class _Piece:
    at: int
    words: str
    box: bool = False
    heading: bool = False


def _papers_rows(
    heading: str, items: list[str], plain: FreeTypeFont, bold: FreeTypeFont, width: int, hang: int
) -> list[list[_Piece]]:
    lines = wrap(heading, bold, width)
    rows = [[_Piece(0, line, heading=True)] for line in lines] or [[]]
    at = int(bold.getlength(lines[-1])) + 14 if lines else 0
    for item in items:
        if at and at + hang + plain.getlength(item) > width:
            rows.append([])
            at = 0
        first, *rest = wrap(item, plain, width - hang)
        rows[-1].append(_Piece(at, first, box=True))
        rows += [[_Piece(hang, line)] for line in rest]
        # what needed several lines ends its last one: the next box must not be overlooked
        at = width if rest else at + hang + int(plain.getlength(first)) + 18
    return rows


def _box(brush: Brush, left: int, base: int, size: int) -> None:
    side = round(size * 0.68)
    brush.rectangle((left, base - side, left + side, base), outline=BLACK, width=2)


def service(slip: Slip, fonts: Fonts, sheet: Measures, width: int) -> Block:
    """What the number is for, the second thing people look for on the paper."""
    name = text(_service(slip, fonts, sheet, width), fonts, sheet.margin, width)
    return stack([space(14), name, space(6)])


def service_fits(slip: Slip, fonts: Fonts, sheet: Measures, width: int) -> bool:
    """Whether the service's name needs at most three lines in a column of this width."""
    return len(_service(slip, fonts, sheet, width).lines) <= SERVICE_LINES


def _service(slip: Slip, fonts: Fonts, sheet: Measures, width: int) -> Paragraph:
    return fit(slip.service, fonts, "700Bold", sheet.service, width, SERVICE_LINES)


def small(words: str, fonts: Fonts, sheet: Measures, width: int) -> Block:
    """A line of the house, in the smallest type that old eyes and thermal heads agree on."""
    return text(fit(words, fonts, "400Regular", (sheet.note,), width, 1), fonts, sheet.margin, width)
