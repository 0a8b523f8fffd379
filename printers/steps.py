"""What gives way on a ticket that says more than its paper holds, and in which order."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from printers.details import UNBOUNDED


@dataclass(frozen=True, slots=True)
class Step:
    """How much the parts of a ticket may take. The number gives nothing away at any step."""

    dot: int = 5
    """Side of a module of the QR code; 4 dots (0.5 mm) is the least that old phones read."""
    large: bool = True
    """The service in the paper's own sizes; else at the size of the facts."""
    whole: bool = True
    """Every paper is named in full; else as many as find room, but at least `papers` lines of them."""
    papers: int = 2
    logo: int = 72
    second: int = 3
    """Lines for the service's name in the second language."""
    closing: bool = True
    rules: bool = True
    """Lines of the house before the last one, which every ticket carries."""
    service: int = UNBOUNDED
    """Lines for the service's name."""
    tight: bool = False
    """Little white; a reprint's mark, the title and the priority mark share one bar."""
    one_row: bool = False
    """A row for each fact, for the title, for each line of the agency and for the last note, however long they are."""


def _steps() -> tuple[Step, ...]:
    steps = [Step()]
    for less in (
        {"dot": 4},
        {"logo": 48},
        {"large": False},
        {"whole": False, "large": True, "papers": 4},
        {"large": False, "papers": 2},
        {"second": 1},
        {"closing": False},
        {"logo": 0},
        {"rules": False},
        {"papers": 1},
        {"second": 0},
        {"papers": 0},
        {"service": 5},
        {"service": 3, "one_row": True},
        {"service": 2},
    ):
        steps.append(replace(steps[-1], **less))
    return tuple(steps)


STEPS = _steps()
"""From everything to what no ticket can do without."""


def milder(first: Step) -> Iterator[Step]:
    """For a reprint of what was set in the step `first`: what may give way before the papers on it do."""
    step = first
    yield step
    for less in (
        {"tight": True},
        {"dot": 4},
        {"logo": min(first.logo, 48)},
        {"large": False},
        {"second": min(first.second, 1)},
        {"closing": False},
        {"logo": 0},
        {"rules": False},
        {"second": 0},
    ):
        step = replace(step, **less)
        yield step


def onward(first: Step) -> Iterator[Step]:
    """The steps from this one on, with little white."""
    return (replace(step, tight=True) for step in STEPS[STEPS.index(first) :])
