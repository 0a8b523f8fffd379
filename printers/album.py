"""The tickets of the emulated printer as PNG files, the newest kept, none ever overwritten."""

import contextlib
import os
import re
from pathlib import Path

from PIL import Image

NAME = re.compile(r"ticket-(\d{6,})\.png")
DOTS_PER_INCH = 203


class Album:
    """A folder of `ticket-000001.png`, `ticket-000002.png`, …; numbering goes on after a restart.

    `keep` is how many of the newest stay; older ones are deleted.
    """

    def __init__(self, folder: Path, keep: int = 500) -> None:
        if keep < 1:
            raise ValueError("an album keeps at least one ticket")
        self.folder, self.keep = folder, keep
        folder.mkdir(parents=True, exist_ok=True)
        self._numbers = sorted(int(hit[1]) for path in folder.iterdir() if (hit := NAME.fullmatch(path.name)))
        self._last = self._numbers[-1] if self._numbers else 0

    def path(self, number: int) -> Path:
        """Where the ticket of this number lies."""
        return self.folder / f"ticket-{number:06d}.png"

    def add(self, picture: Image.Image) -> Path:
        """Save one ticket: whoever looks into the folder sees the whole file or none."""
        part = self.folder / f".ticket-{os.getpid()}.part"
        picture.save(part, format="PNG", dpi=(DOTS_PER_INCH, DOTS_PER_INCH))
        while True:
            self._last += 1
            try:
                os.link(part, self.path(self._last))  # unlike a rename, a link refuses a name that is taken
                break
            except FileExistsError:
                continue
        part.unlink()
        self._numbers.append(self._last)
        self._forget()
        return self.path(self._last)

    def _forget(self) -> None:
        while len(self._numbers) > self.keep:
            with contextlib.suppress(FileNotFoundError):
                self.path(self._numbers[0]).unlink()
            del self._numbers[0]
