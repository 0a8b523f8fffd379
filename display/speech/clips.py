"""The folder of clips: one file per piece of a sentence, named by what it says and how, never seen half-written.

A clip's address is its only protection, so its name is a message authentication code: nobody can find out what was
called in another hall, or that a ticket exists, by guessing.
"""

import hashlib
import hmac
import os
import re
import threading
import unicodedata
from collections.abc import Container
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from pathlib import Path

from display.speech.voices import TREATMENT, mark_of, model, stamp

NAME = re.compile(r"[0-9a-f]{32}\.wav")
_ANY_CLIP = re.compile(r"[0-9a-f]{32}\.(wav|mp3)")
_PART = ".part"
_DAY = 86_400.0
ABANDONED_AFTER = 600.0
"""Seconds after which an unfinished file belongs to nobody."""
MOST_NAMES = 4096
"""Names that are remembered: a hall says the same pieces all day."""
UNUSED_AFTER = 30 * _DAY
"""Seconds after which a clip that is not in the bank and that nobody has used is removed."""


class BadName(ValueError):
    """Not the name of any clip."""


@dataclass(frozen=True, slots=True)
class Order:
    """One clip as it may be wanted: which engine, which words (no digits), which language, speed in percent.

    A recorded clip has its unit for words, and `take` is the stamp of the file it was recorded in.
    """

    engine: str
    text: str
    lang: str
    speed: int = 100
    take: str = ""


class ClipStore:
    """Clips in `folder`, named with the secret `key`. Several processes may share a folder and a key."""

    def __init__(self, folder: Path, key: bytes, voices: Path | None = None) -> None:
        """Makes the folder if it is missing; `voices` holds piper's voices. Raises ValueError for a short key."""
        if len(key) < 16:
            raise ValueError("the clips' key needs at least 16 bytes")
        self.folder = folder.absolute()
        self.folder.mkdir(parents=True, exist_ok=True)
        self._prefix = f"{self.folder}{os.sep}"
        self._key = key
        self._voices = voices
        self._parts = count()
        self._marked = lru_cache(MOST_NAMES)(self._mark)

    def name(self, order: Order) -> str:
        """The name of the order's clip, whether or not it exists. Raises KeyError for an unknown engine."""
        material = order.take
        if order.engine == "piper" and self._voices is not None:
            material = stamp(model(self._voices, order.lang))
        return self._marked(order, material)

    def _mark(self, order: Order, material: str) -> str:
        mark = mark_of(order.engine, material)
        text = unicodedata.normalize("NFC", order.text)
        said = "|".join((mark.engine, mark.version, TREATMENT, order.lang, str(order.speed), text))
        return f"{hmac.new(self._key, said.encode(), hashlib.sha256).hexdigest()[:32]}.wav"

    def path(self, name: str) -> Path:
        """Where the clip is or will be. Raises BadName for anything that is not the plain name of a clip."""
        if not NAME.fullmatch(name):
            raise BadName("not the name of a clip")
        return self.folder / name

    def has(self, name: str) -> bool:
        """True if the clip is there, whole; False for a bad name."""
        return bool(NAME.fullmatch(name)) and os.path.isfile(f"{self._prefix}{name}")

    def use(self, name: str, now: float) -> bool:
        """Like `has`, and notes (once a day) that the clip is still wanted. `now` is in seconds since the epoch."""
        if not NAME.fullmatch(name):
            return False
        path = f"{self._prefix}{name}"  # plain strings: a call looks at a dozen clips
        try:
            if abs(now - os.stat(path).st_mtime) > _DAY:
                os.utime(path, (now, now))
        except FileNotFoundError:
            return False
        except OSError:
            return self.has(name)  # a folder that cannot be written to can still be read
        return True

    def write(self, name: str, data: bytes) -> None:
        """Puts the clip in its place in one step, its bytes on disk before its name. Raises BadName, OSError."""
        self.write_as(self.path(name), data)

    def write_as(self, target: Path, data: bytes) -> None:
        """The same for any other file, in its folder. Raises OSError."""
        # Process and thread in the name: nobody else writes to this part.
        part = target.parent / f"{target.name}.{os.getpid()}-{threading.get_ident()}-{next(self._parts)}{_PART}"
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

    def prune(self, wanted: Container[str], now: float, most: int) -> int:
        """Removes clips that are not `wanted` and have not been used for 30 days, at most `most` of them; how many.

        Clips of older versions go the same way. Whatever else lies in the folder is left alone.
        """
        oldest = now - UNUSED_AFTER
        removed = 0
        with os.scandir(self.folder) as entries:
            for entry in entries:
                if removed >= most:
                    break
                if entry.name in wanted or not _ANY_CLIP.fullmatch(entry.name):
                    continue
                try:
                    if entry.stat(follow_symlinks=False).st_mtime < oldest:
                        os.unlink(entry.path)
                        removed += 1
                except FileNotFoundError:
                    continue
        return removed
