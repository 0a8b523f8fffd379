"""What the server is told of a printer: how it is, what it can, and how many tickets its paper still gives."""

from dataclasses import dataclass

from printers.link import PrinterReport
from printers.status import Level, PrinterState
from printers.supply import Supply

DOTS_PER_MM = 8
"""203 dpi, as every 58 and 80 mm printer in use."""

CUTTER_FEED_MM = 15.0
"""From the print head to the knife: paper that every cut costs on top of the picture."""

ROLL_M = 80.0
"""A full roll of 80 mm paper with a diameter of 80 mm."""


@dataclass(frozen=True, slots=True)
class Telemetry:
    """One printer as its agent describes it. `roll_m` is the length of a new roll in metres."""

    name: str
    supply: Supply
    level: Level = "L3"
    width: int = 576
    model: str = ""
    roll_m: float = ROLL_M

    def report(self, state: PrinterState, left: int | None) -> PrinterReport:
        """The printer as it is now, with so many tickets left on its roll."""
        detail = "near_end" if state.paper == "near_end" else ""
        return PrinterReport(self.name, state.code, detail, state.paper, self.level, self.width, left, self.model)

    def saw(self, state: PrinterState, now: float) -> bool:
        """Write down how its paper is; whether there is a new roll."""
        return self.supply.saw(state.paper, now)

    def used(self, mm: float) -> None:
        """So much paper came out."""
        self.supply.used(mm)

    def tickets_left(self) -> int | None:
        """The estimate for the roll that is in."""
        return self.supply.tickets_left(self.roll_m)


def paper_mm(rows: int) -> float:
    """Millimetres of paper for a picture of so many rows of dots, with the feed to the knife."""
    return rows / DOTS_PER_MM + CUTTER_FEED_MM
