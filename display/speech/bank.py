"""The bank: every piece a centre can need, made ahead. Knows what is missing; the lanes make it.

The files themselves are the memory: whatever is there is not made again, by this worker or the next.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from display.speech.choice import CHIME
from display.speech.clips import ClipStore, Order
from display.speech.item import Item
from display.speech.voices import MARKS

LEAST_FREE = 200_000_000
"""Bytes that the bank leaves on the disk: the day's tickets have to be written too."""
DISK_REST = 60.0
"""Seconds after which a full disk is looked at again."""
AWAY = ("paused", "unavailable")
"""Nothing was tried: no fault of the clip."""
AWAY_REST = 20.0
"""Seconds after which an online engine that was not to be had is looked at again."""


class Bank:
    """Safe for any number of threads. `free` gives the free bytes, `changed` is called after every change.

    `clock` is monotonic, in seconds.
    """

    def __init__(
        self,
        store: ClipStore,
        free: Callable[[], int],
        changed: Callable[[], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._free = free
        self._changed = changed
        self._clock = clock
        self._lock = threading.Lock()
        self._built = False
        self._paused = False
        self._full_until = float("-inf")
        self._left: dict[str, deque[Item]] = {}
        self._busy = self._plan = 0
        self._seen: dict[str, int] = {}
        self._rests: dict[str, float] = {}
        self._made = self._of = 0
        self._failed: list[Item] = []
        self._by_lang: dict[str, list[Any]] = {}
        self.names: frozenset[str] = frozenset()  # all that belong to the bank, made or not

    def adopt(self, orders: Iterable[tuple[Order, bool]], *, build: bool) -> None:
        """From now on these are wanted, in this order; each with whether it counts for its language."""
        items: dict[str, Item] = {}
        for order, counts in [(CHIME, False), *orders]:
            name = self._store.name(order)
            items.setdefault(name, Item(order, name, order.lang if counts else None))
        there = {name for name in items if self._store.has(name)}
        with self._lock:
            self._plan += 1
            self._built, self._full_until = build, float("-inf")
            self._left, self._by_lang, self._busy, self._failed = {}, {}, 0, []
            self._of, self._made = len(items), len(there)
            for name, item in items.items():
                item.plan = self._plan
                if item.lang is not None:
                    line = self._by_lang.setdefault(item.lang, [item.order.engine, 0, 0])
                    line[1] += name in there
                    line[2] += 1
                if name not in there:
                    self._left.setdefault(item.order.engine, deque()).append(item)
            self.names = frozenset(items)
        self._changed()

    def pause(self, paused: bool) -> None:
        """Rest, or go on; going on also looks at a full disk again, and tries again what was given up."""
        with self._lock:
            self._paused = paused
            self._full_until = float("-inf")
            again, self._failed = ([], self._failed) if paused else (self._failed, [])
            for item in again:
                item.tries = item.outages = 0
                self._left[item.order.engine].append(item)
        self._changed()

    def next(self, engines: Sequence[str]) -> tuple[Item | None, float | None]:
        """The next clip for a lane with these engines; else None and the seconds to wait (None: until a change)."""
        with self._lock:
            if not self._built or self._paused or not any(self._left.get(engine) for engine in engines):
                return None, None
            until = max(self._full_until, *(self._rests.get(engine, float("-inf")) for engine in engines))
            if (rest := until - self._clock()) > 0:
                return None, rest
            if not self.room():
                self._full_until = self._clock() + DISK_REST
                item = None
            else:
                item = self._pop(engines)
        if item is None:
            self._changed()
        return item, (0.0 if item is None else None)

    def _pop(self, engines: Sequence[str]) -> Item | None:
        for engine in engines:
            while left := self._left.get(engine):
                item = left.popleft()
                if not self._store.has(item.name):
                    self._busy += 1
                    return item
                self._count(item)  # somebody needed it meanwhile
        return None

    def ended(self, item: Item, why: str | None) -> None:
        """The clip was made (`why` None), or not: then it is tried again later, three times at most."""
        engine = item.order.engine
        with self._lock:
            if item.plan != self._plan:
                return  # another plan has been adopted meanwhile: it has found the clip, or will find it
            self._busy = max(0, self._busy - 1)
            left = self._left.setdefault(engine, deque())
            if why is None:
                self._seen[engine] = self._seen.get(engine, 0) + 1
                self._count(item)
            elif why == "disk":
                self._full_until = self._clock() + DISK_REST
                left.appendleft(item)
            elif why in AWAY and MARKS[engine].online:
                self._rests[engine] = self._clock() + AWAY_REST
                left.appendleft(item)
            else:
                given_up = item.missed(why, self._seen.get(engine, 0))
                (self._failed if given_up else left).append(item)
        self._changed()

    def _count(self, item: Item) -> None:
        self._made += 1
        if item.lang is not None:
            self._by_lang[item.lang][1] += 1

    def room(self) -> bool:
        """True if the disk has room for more than a call's own clips."""
        try:
            return self._free() >= LEAST_FREE
        except OSError:
            return False  # a disk that cannot even be asked

    def stir(self) -> None:
        """Something else that is reported with the bank may have changed."""
        self._changed()

    def report(self, resumes_at: float | None) -> dict[str, Any]:
        """The bank as the server is told of it. `resumes_at`: until when gTTS has to rest, seconds since the epoch."""
        with self._lock:
            state, why = self._state(resumes_at)
            return {
                "state": state, "why": why, "made": self._made, "of": self._of, "failed": len(self._failed),
                "online": round(resumes_at * 1000) if resumes_at is not None else None,
                "by_lang": {lang: list(line) for lang, line in self._by_lang.items()},
            }  # fmt: skip

    def _state(self, resumes_at: float | None) -> tuple[str, str | None]:
        waiting = [engine for engine, left in self._left.items() if left]
        if not self._built:
            return "off", None
        if not waiting and not self._busy:
            return "done", None
        if self._paused:
            return "paused", "asked"
        if self._full_until > self._clock():
            return "paused", "disk"
        now = self._clock()
        resting = all(
            MARKS[engine].online and (resumes_at is not None or self._rests.get(engine, now) > now)
            for engine in waiting
        )
        return ("paused", "online") if resting and not self._busy else ("running", None)
