"""How the emulated printer stands, and how it says so. Bits as in Epson's ESC/POS reference; see `printers.status`."""

from dataclasses import dataclass

from printers.status import Paper


@dataclass(frozen=True, slots=True)
class Switches:
    """What a hand can change on the printer."""

    power: bool = True
    paper: Paper = "ok"
    cover_open: bool = False
    cutter_fault: bool = False
    rows_left: int | None = None
    """Rows of dots until the paper ends by itself; None for a roll without end."""

    @property
    def online(self) -> bool:
        """Whether it prints."""
        return self.power and self.paper != "out" and not self.cover_open and not self.cutter_fault


def real_time_answer(now: Switches, question: int) -> int:
    """The answer to `DLE EOT question`, 1 to 4."""
    bits = {
        1: 0 if now.online else 0x08,
        2: 0x04 * now.cover_open | 0x20 * (now.paper == "out") | 0x40 * now.cutter_fault,
        3: 0x08 * now.cutter_fault,
        4: {"ok": 0, "near_end": 0x0C, "out": 0x6C}[now.paper],
    }
    return 0x12 | bits[question]


def sensor_byte(now: Switches) -> int:
    """The paper sensors, as `GS r 1` and the automatic report give them."""
    return {"ok": 0, "near_end": 0x03, "out": 0x0F}[now.paper]


def automatic_report(now: Switches) -> bytes:
    """The automatic status report, four bytes."""
    first = 0x10 | 0x08 * (not now.online) | 0x20 * now.cover_open
    return bytes((first, 0x08 * now.cutter_fault, sensor_byte(now), 0))
