"""What is known of one printer, found out by the test page: `printer.json` in the agent's data folder."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import get_args

from printers.files import replace_whole
from printers.sheet import MEASURES
from printers.status import Level

LONGEST_MODEL = 80


@dataclass(frozen=True, slots=True)
class Facts:
    """One printer. Raises ValueError for what no printer can be."""

    width: int = 576
    """Dots across the paper: 384, 512 or 576."""
    level: Level = "L3"
    cutter: bool = True
    model: str = ""
    """Maker and model in the printer's own words; empty when it did not say."""

    def __post_init__(self) -> None:
        """Refuse what the other parts could not print with."""
        if not isinstance(self.width, int) or self.width not in MEASURES:
            raise ValueError(f"width must be one of {sorted(MEASURES)} dots, not {self.width!r}")
        if self.level not in get_args(Level):
            raise ValueError(f"level must be one of {', '.join(get_args(Level))}, not {self.level!r}")
        if not isinstance(self.cutter, bool):
            raise ValueError("cutter must be true or false")
        if not isinstance(self.model, str) or len(self.model) > LONGEST_MODEL:
            raise ValueError(f"model must be a text of at most {LONGEST_MODEL} characters")


def load(path: Path) -> Facts:
    """What the test page wrote, or what most printers are when there was none. Keys of newer versions are ignored.

    Raises ValueError, with what to do, for a file that cannot be used.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Facts()
    try:
        data = json.loads(text)
        if not isinstance(data, Mapping):
            raise ValueError("expected an object")
        return Facts(**{name: data[name] for name in Facts.__slots__ if name in data})
    except ValueError as trouble:
        raise ValueError(f"{path}: {trouble}; `python -m printers test` writes it anew") from trouble


def save(path: Path, facts: Facts) -> None:
    """Write it so that it is there as a whole or not at all."""
    text = json.dumps(asdict(facts), ensure_ascii=False, indent=2) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_whole(path, text.encode())
