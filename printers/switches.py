"""How the emulated printer stands, and how it says so. Bits as in Epson's ESC/POS reference; see `printers.status`."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, TypedDict, cast

from printers.status import Paper

PAPERS: tuple[Paper, ...] = ("ok", "near_end", "out")
MOST = 10_000_000
"""The largest number any switch takes: a roll of 1250 m, a link of 80 Mbit/s."""


class Changes(TypedDict, total=False):
    """Switches by name, as `Switches` explains them; what is not named stays as it is."""

    power: bool
    paper: Paper
    cover_open: bool
    cutter_fault: bool
    rows_left: int | None
    mute: bool
    stalled: bool
    garbage: bool
    bytes_per_s: int
    mm_per_s: float


@dataclass(frozen=True, slots=True)
class Switches:
    """What a hand can change on the printer."""

    power: bool = True
    paper: Paper = "ok"
    cover_open: bool = False
    cutter_fault: bool = False
    rows_left: int | None = None
    """Rows of dots until the paper ends by itself; None for a roll without end."""
    mute: bool = False
    """It prints and never says a word, as clones without status do."""
    stalled: bool = False
    """It lets people connect and reads nothing, as a hung network card does."""
    garbage: bool = False
    """It prints, and all it says arrives as noise, as over a line with the wrong settings."""
    bytes_per_s: int = 0
    """What the line carries; 0 for no limit."""
    mm_per_s: float = 0
    """How fast the paper moves; 0 for at once."""

    @property
    def online(self) -> bool:
        """Whether it prints."""
        return self.power and self.paper != "out" and not self.cover_open and not self.cutter_fault

    def after(self, changes: Changes) -> "Switches":
        """The switches with the changes made."""
        return replace(self, **changes)

    def to_dict(self) -> dict[str, object]:
        """Plain data for JSON, switch by switch."""
        return asdict(self)


def changes_of(body: object) -> Changes:
    """Switches out of plain data, for instance from JSON.

    Raises ValueError, naming the switch, for one that does not exist or a value that it cannot take.
    """
    if not isinstance(body, Mapping):
        raise ValueError("expected an object with switches")
    for name, value in body.items():
        if name not in _TAKES:
            raise ValueError(f"there is no switch {str(name)[:40]!r}; there are {', '.join(map(str, _TAKES))}")
        words, good = _TAKES[name]
        if not good(value):
            raise ValueError(f"{name!r} must be {words}")
    return cast(Changes, dict(body))


def _whole(value: Any, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= MOST


def _speed(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= MOST


_FLAG = ("true or false", lambda value: isinstance(value, bool))
_TAKES: dict[object, tuple[str, Any]] = {
    "power": _FLAG,
    "paper": (" or ".join(f'"{paper}"' for paper in PAPERS), lambda value: value in PAPERS),
    "cover_open": _FLAG,
    "cutter_fault": _FLAG,
    "rows_left": (f"a whole number from 1 to {MOST}, or null", lambda value: value is None or _whole(value, 1)),
    "mute": _FLAG,
    "stalled": _FLAG,
    "garbage": _FLAG,
    "bytes_per_s": (f"a whole number from 0 to {MOST}", lambda value: _whole(value, 0)),
    "mm_per_s": (f"a number from 0 to {MOST}", _speed),
}


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
