"""A slip drawn as the dots of a thermal printer. Pure: the same slip and typefaces give the same picture.

A ticket has a bound (`Measures.most`), and nothing on it is ever clipped: when a slip says more than the paper holds,
its parts give way in the order of STEPS, what matters least first, until the whole ticket fits. A reprint says what the
first paper said and that it is a reprint; when both find no room, white and sizes give way before words do.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from PIL import Image

from printers import details, middle, parts
from printers import fonts as typefaces
from printers.fonts import Fonts
from printers.number import number_block
from printers.sheet import MEASURES, NOTHING, Block, Measures, develop, rule, space, stack
from printers.slip import Slip
from printers.steps import STEPS, Step, milder, onward
from printers.typeset import clean, pitch

EDGE = 8
"""White above the first and below the last line, in dots; the cutter's distance from the head adds its own."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A ticket as it is printed."""

    picture: Image.Image
    left_out: tuple[str, ...]
    """What found no room: `logo`, `second`, `papers` (not all are named), `notes` (some), `closing`.

    Texts that were cut short end in "…" on the paper and are not told here.
    """


def draw(slip: Slip, width: int = 576, fonts: Fonts | None = None, logo: Image.Image | None = None) -> Image.Image:
    """The ticket as a picture, mode "1", `width` dots wide: 576 or 512 (80 mm paper), 384 (58 mm).

    `logo` is the picture that `slip.logo` names; without it the ticket has none.
    Raises ValueError for another width and FontsMissing when the typefaces are not installed.
    """
    return drawing(slip, width, fonts, logo).picture


def drawing(slip: Slip, width: int = 576, fonts: Fonts | None = None, logo: Image.Image | None = None) -> Drawing:
    """The same, with what is not on it."""
    if width not in MEASURES:
        raise ValueError(f"paper width must be one of {sorted(MEASURES)} dots, not {width}")
    sheet, faces = MEASURES[width], fonts or typefaces.load()
    label = clean(slip.label)
    least = number_block(label, faces, sheet.margin, sheet.content, sheet.number, 0).height
    strip = _set(replace(slip, copy=0, copy_mark=""), faces, sheet, logo, sheet.most - least, STEPS)
    if clean(slip.copy_mark):
        strip = _again(slip, faces, sheet, logo, sheet.again - least, strip)
    left = sheet.usual - strip.height
    number = number_block(label, faces, sheet.margin, sheet.content, sheet.number, left)
    whole = [strip.head, number, strip.main, strip.papers.block, strip.notes]
    return Drawing(develop(stack(whole), width), _left_out(slip, logo, strip))


@dataclass(frozen=True, slots=True)
class _Strip:
    """All of a ticket but its number, set in one step."""

    step: Step
    head: Block
    main: Block
    papers: details.Papers
    notes: Block

    @property
    def height(self) -> int:
        return self.head.height + self.main.height + self.papers.block.height + self.notes.height


def _again(slip: Slip, fonts: Fonts, sheet: Measures, logo: Image.Image | None, room: int, first: _Strip) -> _Strip:
    """A reprint: the papers of the `first` one as they were, as long as anything else can give way."""
    for step in milder(first.step):
        strip = replace(_bare(slip, fonts, sheet, logo, step), papers=first.papers)
        if strip.height <= room:
            return strip
    return _set(slip, fonts, sheet, logo, room, onward(first.step))


def _set(
    slip: Slip, fonts: Fonts, sheet: Measures, logo: Image.Image | None, room: int, steps: Iterable[Step]
) -> _Strip:
    """Set in the first of `steps` that leaves no more than `room` rows; the last one always has to do."""
    for step in steps:
        strip = _bare(slip, fonts, sheet, logo, step)
        papers = _papers(slip, fonts, sheet, step, room - strip.height)
        if papers is not None:
            return replace(strip, papers=papers)
    return strip


def _bare(slip: Slip, fonts: Fonts, sheet: Measures, logo: Image.Image | None, step: Step) -> _Strip:
    """Everything but the papers."""
    notes = [words for words in slip.notes if clean(words)]
    small = (notes if step.rules else notes[-1:]) + ([slip.closing] if step.closing and clean(slip.closing) else [])
    body, small = middle.body(slip, fonts, sheet, step, small)
    follows = small or (step.papers and any(map(clean, slip.papers)))
    above, below = (5, 3) if step.tight else (7, 5)
    line = rule(sheet.margin, sheet.width - sheet.margin, above=above, below=below) if follows else NOTHING
    after = [middle.note(words, fonts, sheet, step, sheet.content) for words in small]
    head = _head(slip, fonts, sheet, step, logo)
    return _Strip(step, head, stack([body, line]), details.NO_PAPERS, stack([*after, space(EDGE)]))


def _left_out(slip: Slip, logo: Image.Image | None, strip: _Strip) -> tuple[str, ...]:
    step = strip.step
    gone = {
        "logo": logo is not None and not step.logo,
        "second": any(map(clean, slip.second)) and not step.second,
        "papers": strip.papers.named < sum(map(bool, map(clean, slip.papers))),
        "notes": not step.rules and sum(map(bool, map(clean, slip.notes))) > 1,
        "closing": bool(clean(slip.closing)) and not step.closing,
    }
    return tuple(name for name, missing in gone.items() if missing)


def _head(slip: Slip, fonts: Fonts, sheet: Measures, step: Step, logo: Image.Image | None) -> Block:
    bar = parts.whole_bar(slip, fonts, sheet) if step.tight else None
    return stack(
        [
            space(EDGE),
            bar or parts.copy_mark(slip, fonts, sheet),
            parts.agency(slip, fonts, sheet, logo, step.logo, 1 if step.one_row else 3),
            NOTHING if bar else parts.title(slip, fonts, sheet, step.one_row),
        ]
    )


def _papers(slip: Slip, fonts: Fonts, sheet: Measures, step: Step, room: int) -> details.Papers | None:
    """The papers in `room` rows, or None when this step does not leave them enough."""
    if not any(map(clean, slip.papers)):
        return details.NO_PAPERS if room >= 0 else None
    gap = space(4)
    if room < (pitch(details.FACT) + gap.height if step.papers else 0):
        return None
    if not step.papers:
        return details.NO_PAPERS
    rows = 10_000 if step.whole else max(room - gap.height, step.papers * pitch(details.FACT))
    found = details.papers(slip, fonts, sheet, rows)
    found = replace(found, block=stack([found.block, gap]))
    return found if found.block.height <= room else None
