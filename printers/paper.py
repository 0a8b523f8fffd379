"""A slip drawn as the dots of a thermal printer. Pure: the same slip and typefaces give the same picture."""

from PIL import Image

from printers import fonts as typefaces
from printers import parts
from printers.fonts import Fonts
from printers.number import number_block
from printers.sheet import MEASURES, Block, Measures, beside, develop, rule, space, stack
from printers.slip import Slip
from printers.typeset import clean

EDGE = 16
"""White above the first and below the last line, in dots (2 mm)."""

ROOMY = 250
"""Width of a column in which facts read well beside the QR code, in dots; on 58 mm paper they stand above it."""

LEVEL = 16
"""Rows that bring the first line beside a QR code level with the code's upper edge."""

BREATH = 6
"""White between small paragraphs, in dots."""


def draw(slip: Slip, width: int = 576, fonts: Fonts | None = None) -> Image.Image:
    """The ticket as a picture, mode "1", `width` dots wide: 576 or 512 (80 mm paper), 384 (58 mm).

    Raises ValueError for another width and FontsMissing when the typefaces are not installed.
    """
    if width not in MEASURES:
        raise ValueError(f"paper width must be one of {sorted(MEASURES)} dots, not {width}")
    sheet, faces = MEASURES[width], fonts or typefaces.load()
    head = _head(slip, faces, sheet)
    body = _body(slip, faces, sheet)
    left = sheet.rows - head.height - body.height
    number = number_block(clean(slip.label), faces, sheet.margin, sheet.content, left)
    return develop(stack([head, number, body]), width)


def _head(slip: Slip, fonts: Fonts, sheet: Measures) -> Block:
    blocks = [space(EDGE)]
    if clean(slip.copy_mark):
        blocks.append(parts.copy_mark(slip, fonts, sheet))
    return stack([*blocks, parts.agency(slip, fonts, sheet), space(4), parts.title(slip, fonts, sheet)])


def _body(slip: Slip, fonts: Fonts, sheet: Measures) -> Block:
    small = [words for words in (*slip.notes, slip.closing) if clean(words)]
    main, small = _main(slip, fonts, sheet, small)
    blocks = [main, rule(sheet.margin, sheet.width - sheet.margin, above=8, below=6)]
    if any(map(clean, slip.papers)):
        blocks += [parts.papers(slip, fonts, sheet), space(4)]
    blocks += [parts.small(words, fonts, sheet, sheet.content) for words in small]
    return stack([*blocks, space(EDGE - 4)])


def _main(slip: Slip, fonts: Fonts, sheet: Measures, small: list[str]) -> tuple[Block, list[str]]:
    """Service, facts and QR code, with the small lines that find room beside the code; the others are handed back."""
    if not clean(slip.url):
        service = parts.service(slip, fonts, sheet, sheet.content)
        return stack([service, parts.facts(slip, fonts, sheet, sheet.content)]), small
    code, taken = parts.scan(slip, fonts, sheet)
    column = sheet.content - taken
    above, left = [], []
    if column >= ROOMY and parts.service_fits(slip, fonts, sheet, column):
        left.append(parts.service(slip, fonts, sheet, column))
    else:
        above.append(parts.service(slip, fonts, sheet, sheet.content))
    facts = parts.facts(slip, fonts, sheet, column if column >= ROOMY else sheet.content)
    if column >= ROOMY:
        left.append(facts)
    else:
        above.append(facts)
    if not left or above:
        left.insert(0, space(LEVEL))
    beneath, small = _fill(small, fonts, sheet, column, code.height - stack(left).height)
    return stack([*above, beside(stack([*left, *beneath]), code)]), small


def _fill(small: list[str], fonts: Fonts, sheet: Measures, width: int, room: int) -> tuple[list[Block], list[str]]:
    """The first small lines, as many as fit into `room` rows, set to end with it; and those that remain."""
    blocks: list[Block] = []
    used = 0
    for words in small:
        block = parts.small(words, fonts, sheet, width)
        if used + block.height + BREATH > room:
            break
        blocks += [space(BREATH), block]
        used += block.height + BREATH
    return ([space(room - used), *blocks] if blocks else []), small[len(blocks) // 2 :]
