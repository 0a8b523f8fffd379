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

    @property
    def last(self) -> int:
        """The number of the newest ticket; 0 while there was none."""
        return self._last

    def path(self, number: int) -> Path:
        """Where the ticket of this number lies."""
        return self.folder / f"ticket-{number:06d}.png"

    def add(self, picture: Image.Image) -> Path:
        """Save one ticket: whoever looks into the folder sees the whole file or none. Raises OSError."""
        part = self.folder / f".ticket-{os.getpid()}.part"
        try:
            picture.save(part, format="PNG", dpi=(DOTS_PER_INCH, DOTS_PER_INCH))
            while not self._placed(part, self._last + 1):
                self._last += 1
        finally:
            part.unlink(missing_ok=True)
        self._last += 1
        self._numbers.append(self._last)
        self._forget()
        return self.path(self._last)

    def _placed(self, part: Path, number: int) -> bool:
        """Give the file this number's name; False when that is taken."""
        path = self.path(number)
        try:
            os.link(part, path)  # unlike a rename, a link refuses a name that is taken
        except FileExistsError:
            return False
        except OSError:  # a file system without links
            if path.exists():
                return False
            os.replace(part, path)
        return True

    def _forget(self) -> None:
        while len(self._numbers) > self.keep:
            with contextlib.suppress(OSError):
                self.path(self._numbers[0]).unlink()
            del self._numbers[0]
