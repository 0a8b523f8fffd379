"""A sign of life while pip works: how many of the packages are there already."""

import re
import time
from collections.abc import Callable

from tools.talk import Talk

_NAME = re.compile(r"^\s*(?:Collecting|Requirement already satisfied:) ([A-Za-z0-9][A-Za-z0-9._-]*)")


class PipProgress:
    """Reads pip's lines and says at most every `every` seconds where it stands."""

    def __init__(self, talk: Talk, total: int, every: float = 4.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._talk, self._total, self._every, self._clock = talk, total, every, clock
        self._seen: set[str] = set()
        self._last = clock()

    def line(self, text: str) -> None:
        if match := _NAME.match(text):
            self._seen.add(match[1].lower())
        elif not text.startswith("Installing collected packages"):
            return
        if self._clock() - self._last < self._every:
            return
        self._last = self._clock()
        done, total = len(self._seen), max(self._total, len(self._seen))
        if text.startswith("Installing"):
            self._talk.say("  … đang ghi vào máy", "unpacking")
        else:
            self._talk.say(f"  … {done}/{total} thư viện", f"{done} of {total} packages")
