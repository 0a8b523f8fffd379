"""The head of a ticket, each part as a block of the strip: reprint mark, logo and agency, title and priority."""

from PIL import Image, ImageDraw

from printers.fonts import Fonts, Weight
from printers.sheet import BLACK, NOTHING, WHITE, Block, Measures, beside, lowered, space, stack, text
from printers.slip import Slip
from printers.typeset import Paragraph, clean, drop, fit, length, pitch, shorten

TITLE_GAP, MARK_PAD = 12, 10
"""White between the title and what stands beside it, and inside the mark's box, in dots."""

LOGO_GAP = 12
"""White between a logo and the agency beside it, in dots."""


def copy_mark(slip: Slip, fonts: Fonts, sheet: Measures) -> Block:
    """What a reprint says about itself, white on black across the paper: nobody takes it for a second number."""
    if not clean(slip.copy_mark):
        return NOTHING
    words = fit(slip.copy_mark, fonts, "700Bold", (24, 22, 20), sheet.content - 2 * MARK_PAD, 1, trimmed=True)
    return stack([_bar(words, fonts, sheet), space(6)])


def whole_bar(slip: Slip, fonts: Fonts, sheet: Measures) -> Block | None:
    """Reprint mark, title and priority mark in one bar, which saves a row; None when they do not fit."""
    mark, *others = (clean(words) for words in (slip.copy_mark, slip.title, slip.priority or ""))
    words = " · ".join(filter(None, (mark, *others)))
    if not mark or length(words, fonts.face("700Bold", 20)) > sheet.content - 2 * MARK_PAD:
        return None
    return stack([_bar(Paragraph((words,), "700Bold", 20), fonts, sheet), space(4)])


def _bar(words: Paragraph, fonts: Fonts, sheet: Measures) -> Block:
    inner = text(words, fonts, sheet.margin, sheet.content, centred=True, colour=WHITE)

    def paint(canvas: Image.Image, top: int) -> None:
        frame = (sheet.margin, top, sheet.width - sheet.margin - 1, top + inner.height + 3)
        ImageDraw.Draw(canvas).rectangle(frame, fill=BLACK)
        inner.paint(canvas, top + 1)

    return Block(inner.height + 4, paint)


def agency(
    slip: Slip, fonts: Fonts, sheet: Measures, logo: Image.Image | None, logo_rows: int, lines: int = 3
) -> Block:
    """Who issues the ticket, the place in bold; a narrow logo stands beside it, a wide one above it.

    The logo is at most `logo_rows` high; each text takes at most `lines`.
    """
    if logo is None or not logo_rows:
        return _agency(slip, fonts, sheet, sheet.margin, sheet.content, lines)
    picture = scaled(logo, sheet.content, logo_rows)
    taken = picture.width + LOGO_GAP
    if taken > sheet.content // 3:
        above = _pasted(picture, (sheet.width - picture.width) // 2)
        return stack([above, space(4), _agency(slip, fonts, sheet, sheet.margin, sheet.content, lines)])
    names = _agency(slip, fonts, sheet, sheet.margin + taken, sheet.content - taken, lines)
    height = max(picture.height, names.height)
    return beside(lowered(_pasted(picture, sheet.margin), height), lowered(names, height))


def _agency(slip: Slip, fonts: Fonts, sheet: Measures, left: int, width: int, most: int) -> Block:
    blocks = []
    lines = [line for line in slip.agency if clean(line)]
    for place, line in enumerate(lines, 1):
        weight: Weight = "700Bold" if place == len(lines) else "500Medium"
        paragraph = fit(line, fonts, weight, (sheet.agency, 20), width, 1)
        if len(paragraph.lines) > most:
            paragraph = fit(line, fonts, weight, (20,), width, most, trimmed=True)
        blocks.append(text(paragraph, fonts, left, width, centred=True))
    return stack(blocks)


def scaled(logo: Image.Image, width: int, rows: int) -> Image.Image:
    """The logo in black and white, mode "L", made smaller until it is at most `width` by `rows`."""
    grey = logo.convert("L")
    share = min(1.0, width / grey.width, rows / grey.height)
    if share < 1:
        size = (max(1, int(grey.width * share)), max(1, int(grey.height * share)))
        grey = grey.resize(size, Image.Resampling.LANCZOS)
    return Image.eval(grey, lambda value: WHITE if value >= 128 else BLACK)


def _pasted(picture: Image.Image, left: int) -> Block:
    return Block(picture.height, lambda canvas, top: canvas.paste(picture, (left, top)))


def title(slip: Slip, fonts: Fonts, sheet: Measures, one_row: bool = False) -> Block:
    """The name of the paper in a rule across it; the priority mark, white on black, stands beside or under it."""
    face, bold = fonts.face("600SemiBold", sheet.title), fonts.face("700Bold", sheet.title)
    name, mark = clean(slip.title), clean(slip.priority or "")
    if one_row:
        mark = shorten(mark, bold, sheet.content // 2 - 2 * MARK_PAD)
    box = round(length(mark, bold)) + 2 * MARK_PAD if mark else 0
    room = sheet.content - (box + TITLE_GAP if mark else 0)
    if one_row:
        name = shorten(name, face, room)
    if length(name, face) <= room:
        return _title_row(name, mark, box, fonts, sheet)
    lines = fit(name, fonts, "600SemiBold", (sheet.title,), sheet.content, 1)
    under = fit(mark, fonts, "700Bold", (sheet.title,), sheet.content - 2 * MARK_PAD, 1)
    bar = [space(3), _bar(under, fonts, sheet)] if mark else []
    return stack([text(lines, fonts, sheet.margin, sheet.content, centred=True), *bar])


def _title_row(name: str, mark: str, box: int, fonts: Fonts, sheet: Measures) -> Block:
    face, bold = fonts.face("600SemiBold", sheet.title), fonts.face("700Bold", sheet.title)
    total = round(length(name, face)) + (TITLE_GAP + box if mark else 0)
    height = pitch(sheet.title) + 2

    def paint(canvas: Image.Image, top: int) -> None:
        brush = ImageDraw.Draw(canvas)
        left = (sheet.width - total) // 2
        base = top + drop(sheet.title)
        middle = base - round(sheet.title * 0.36)
        for start, end in ((sheet.margin, left - TITLE_GAP), (left + total + TITLE_GAP, sheet.width - sheet.margin)):
            if end - start >= TITLE_GAP:
                brush.rectangle((start, middle - 1, end - 1, middle), fill=BLACK)
        brush.text((left, base), name, fill=BLACK, font=face, anchor="ls")
        if mark:
            edge = left + total - box
            brush.rectangle((edge, top, left + total - 1, top + height - 1), fill=BLACK)
            brush.text((edge + MARK_PAD, base), mark, fill=WHITE, font=bold, anchor="ls")

    return Block(height, paint)
