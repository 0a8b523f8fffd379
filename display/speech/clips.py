"""The folder of clips: one file per sentence half, named by what it says, never seen half-written.

A clip's address is its only protection, so its name is a message authentication code: nobody can find out what was
called in another hall, or that a ticket exists, by guessing.
"""

import hashlib
import hmac
import os
import re
import threading
import unicodedata
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from display.speech.voices import MARKS

_NAME = re.compile(r"[0-9a-f]{32}\.(wav|mp3)")
_PART = ".part"
ABANDONED_AFTER = 600.0
"""Seconds after which an unfinished file belongs to nobody."""


class BadName(ValueError):
    """Not the name of any clip."""


@dataclass(frozen=True, slots=True)
class Order:
    """One clip as it may be wanted: which engine, which words (no digits), which language."""

    engine: str
    text: str
    lang: str


class ClipStore:
    """Clips in `folder`, named with the secret `key`. Several processes may share a folder and a key."""

    def __init__(self, folder: Path, key: bytes) -> None:
        """Makes the folder if it is missing. Raises ValueError for a key shorter than 16 bytes."""
        if len(key) < 16:
            raise ValueError("the clips' key needs at least 16 bytes")
        self.folder = folder.absolute()
        self.folder.mkdir(parents=True, exist_ok=True)
        self._key = key
        self._parts = count()

    def name(self, order: Order) -> str:
        """The name of the order's clip, whether or not it exists. Raises KeyError for an unknown engine."""
        mark = MARKS[order.engine]
        text = unicodedata.normalize("NFC", order.text)
        said = "|".join((mark.engine, mark.version, order.lang, str(mark.speed), text))
        return f"{hmac.new(self._key, said.encode(), hashlib.sha256).hexdigest()[:32]}.{mark.kind}"

    def path(self, name: str) -> Path:
        """Where the clip is or will be. Raises BadName for anything that is not the plain name of a clip."""
        if not _NAME.fullmatch(name):
            raise BadName("not the name of a clip")
        return self.folder / name

    def has(self, name: str) -> bool:
        """True if the clip is there, whole; False for a bad name."""
        try:
            return self.path(name).is_file()
        except BadName:
            return False

    def write(self, name: str, data: bytes) -> None:
        """Puts the clip in its place in one step, its bytes on disk before its name. Raises BadName, OSError."""
        target = self.path(name)
        # Process and thread in the name: nobody else writes to this part.
        part = self.folder / f"{name}.{os.getpid()}-{threading.get_ident()}-{next(self._parts)}{_PART}"
        try:
            with part.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise

    def sweep(self, now: float) -> int:
        """Removes unfinished files that a crash left behind; how many. `now` is in seconds since the epoch."""
        oldest = now - ABANDONED_AFTER
        removed = 0
        for part in self.folder.glob(f"*{_PART}"):
            try:
                if part.stat().st_mtime < oldest:
                    part.unlink()
                    removed += 1
            except FileNotFoundError:
                continue
        return removed
