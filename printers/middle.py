"""The middle of a ticket: what it is for, the facts and the QR code, in the way that needs least paper."""

from printers import details
from printers.fonts import Fonts
from printers.sheet import NOTHING, Block, Measures, beside, space, stack
from printers.slip import Slip
from printers.steps import STEPS, Step
from printers.typeset import clean

ROOMY = 250
"""Width of a column in which facts read well beside the QR code, in dots; on 58 mm paper they stand above it."""

NARROW = 200
"""The same when facts are shortened rather than set in two rows."""

LEVEL = 12
"""Rows that bring the first line beside a QR code level with the code's upper edge."""

BREATH = 6
"""White between small paragraphs, in dots."""


def body(slip: Slip, fonts: Fonts, sheet: Measures, step: Step, small: list[str]) -> tuple[Block, list[str]]:
    """Service, facts and QR code, with the small lines that find room beside the code; the others are handed back.

    Of all ways to set them the one that needs least paper.
    """
    if not clean(slip.url):
        return stack([_named(slip, fonts, sheet, step, sheet.content), _facts(slip, fonts, sheet, step, 0)]), small
    code = details.scan(slip, fonts, sheet, step.dot)
    column = sheet.content - code.width
    feet = [note(words, fonts, sheet, step, column) for words in small]
    below = [note(words, fonts, sheet, step, sheet.content).height for words in small]
    ways: list[tuple[int, int, Block, list[str]]] = []
    for above, left in _ways(slip, fonts, sheet, step, column):
        for beneath in range(len(small) + 1):
            for row in _rows(left, feet[:beneath], code, step):
                rows = above.height + row.height + sum(below[beneath:])
                ways.append((rows, len(ways), stack([above, row]), small[beneath:]))
    _, _, block, small = min(ways, key=lambda way: way[:2])
    return block, small


def _rows(left: Block, foot: list[Block], code: details.Scan, step: Step) -> list[Block]:
    """The QR code's row, with the short code under the QR code or, to save paper, at the foot of the column."""
    rows = [beside(_column(left, foot, code.labelled.height), code.labelled)]
    if step.dot < STEPS[0].dot:
        rows.append(beside(_column(left, [*foot, code.label], code.bare.height), code.bare))
    return rows


def _ways(slip: Slip, fonts: Fonts, sheet: Measures, step: Step, column: int) -> list[tuple[Block, Block]]:
    """What stands above the QR code's row and what at its left."""
    wide = _named(slip, fonts, sheet, step, sheet.content)
    if column < (NARROW if step.one_row else ROOMY):
        return [(stack([wide, _facts(slip, fonts, sheet, step, 0)]), space(LEVEL))]
    facts = _facts(slip, fonts, sheet, step, sheet.content - column)
    ways = [(wide, stack([space(LEVEL), facts]))]
    if not step.large or details.service_fits(slip, fonts, column, sheet.service):
        ways.insert(0, (NOTHING, stack([_named(slip, fonts, sheet, step, column), facts])))
    return ways


def _named(slip: Slip, fonts: Fonts, sheet: Measures, step: Step, width: int) -> Block:
    """The service's name in both languages."""
    sizes = (*sheet.service, details.FACT) if step.large else (sheet.service[-1] - 2, details.FACT)
    name = details.service(slip, fonts, sheet, width, sizes, step.service)
    other = details.second(slip, fonts, sheet, width, step.second) if step.second else NOTHING
    above, below = (4, 3) if step.tight else (9, 6)
    return stack([space(above), name, other, space(below)])


def _facts(slip: Slip, fonts: Fonts, sheet: Measures, step: Step, taken: int) -> Block:
    return details.facts(slip, fonts, sheet, sheet.content - taken, step.one_row)


def note(words: str, fonts: Fonts, sheet: Measures, step: Step, width: int) -> Block:
    """A line of the house, or the closing words."""
    lines = 1 if step.one_row and width == sheet.content else details.UNBOUNDED
    return details.note(words, fonts, sheet, width, lines)


def _column(top: Block, foot: list[Block], height: int) -> Block:
    """`top`, and `foot` set to end with the column's `height`, or further down when it needs more."""
    gaps = [piece for block in foot for piece in (space(BREATH), block)]
    white = max(0, height - top.height - stack(gaps).height)
    return stack([top, space(white), *gaps]) if foot else top
