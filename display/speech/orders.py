"""The orders under way: what the worker was asked for and has not answered. Survives the worker, never waits for it."""

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from display.speech.clips import ClipStore, Order
from display.speech.rank import Rank
from display.speech.voices import MARKS

MOST_UNDER_WAY = 4096
"""Beyond this only a call's own orders are taken."""
MOST_ONLINE = 64
"""Online orders under way that are not a call's: more would come too late, and the bank makes them anyway."""
MOST_READING = 64
"""Orders under way for reading aloud: some minutes of speech. More would be heard by nobody."""
MOST_SENDS = 3
"""Workers that may die over one order before it is given up: the order itself may be what kills them."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Asked:
    """An order under way; `settled` is set when its clip is made or never will be. `since`: monotonic seconds."""

    order: Order
    rank: Rank
    since: float
    sends: int = 0
    settled: threading.Event = field(default_factory=threading.Event)

    @property
    def online(self) -> bool:
        return MARKS[self.order.engine].online


class Orders:
    """Asks the worker for clips, each once. `send` hands a line to the worker, False while there is none."""

    def __init__(self, store: ClipStore, send: Callable[[bytes], bool], clock: Callable[[], float] = time.monotonic):
        self._store = store
        self._send = send
        self._clock = clock
        self._lock = threading.Lock()
        self._asked: dict[str, Asked] = {}
        self._online = 0
        self._away: set[str] = set()
        self._answered_at = clock()
        self._closed = False

    def close(self) -> None:
        """Releases whoever waits; nothing is asked for any more."""
        with self._lock:
            self._closed = True
            asked, self._asked = self._asked, {}
        for each in asked.values():
            each.settled.set()

    def under_way(self) -> Mapping[str, Asked]:
        """The orders by name, as they stand now."""
        with self._lock:
            return dict(self._asked)

    def waiting(self) -> int:
        """How many orders are under way."""
        return len(self._asked)

    def ask(self, order: Order, rank: Rank) -> Asked | None:
        """Has the clip made unless it is there. None if it is there, too much is under way, or all is closed."""
        name = self._store.name(order)
        if self._store.has(name):
            return None
        with self._lock:
            if self._closed:
                return None
            asked = self._asked.get(name)
            if asked and asked.rank <= rank:
                return asked
            if not asked:
                asked = Asked(order, rank, self._clock())
                if rank is not Rank.CALL and self._full(asked):
                    return None
                self._asked[name] = asked
                self._online += asked.online
            asked.rank, asked.since = rank, self._clock()
            # If there is no worker just now, the next one is told when it begins.
            if self._send(_line(name, asked)):
                asked.sends = max(asked.sends, 1)
        return asked

    def _full(self, asked: Asked) -> bool:
        if len(self._asked) >= MOST_UNDER_WAY or (asked.online and self._online >= MOST_ONLINE):
            return True
        return asked.rank is Rank.READING and self._reading() >= MOST_READING

    def _reading(self) -> int:
        return sum(asked.rank is Rank.READING for asked in self._asked.values())

    def ask_again(self) -> None:
        """A new worker: what the last one left undone is sent again, but nothing that seems to kill workers."""
        with self._lock:
            hopeless = [name for name, asked in self._asked.items() if asked.sends >= MOST_SENDS]
            dropped = [self._asked.pop(name) for name in hopeless]
            self._online -= sum(asked.online for asked in dropped)
            self._answered_at = now = self._clock()
            for name, asked in self._asked.items():
                asked.sends += 1
                asked.since = now
                self._send(_line(name, asked))
        for asked in dropped:
            log.error("given up: a clip of %s over which workers died", asked.order.engine)
            asked.settled.set()

    def hung(self, silence: float) -> bool:
        """True if a call's order of the offline voice has been waiting so many seconds in which no clip was made."""
        with self._lock:
            calls = [
                asked.since
                for asked in self._asked.values()
                if asked.rank is Rank.CALL and asked.order.engine == "espeak"
            ]
            return bool(calls) and self._clock() - max(min(calls), self._answered_at) > silence

    def answered(self, name: str, why: str | None) -> None:
        """The worker has made the clip (`why` None) or cannot make it."""
        if why is not None and why not in ("unavailable", "paused"):  # a pause: the failure that began it was told
            log.warning("no clip: %s", why)
        with self._lock:
            asked = self._asked.pop(name, None)
            self._online -= asked is not None and asked.online
            if asked is None or not asked.online:
                self._answered_at = self._clock()
        if asked:
            self._note(asked, why)
            asked.settled.set()

    def _note(self, asked: Asked, why: str | None) -> None:
        """An offline voice that does not work costs every call: it is said aloud, but once and not at every clip."""
        engine = asked.order.engine
        if why is None:
            self._away.discard(engine)
        elif why == "unavailable" and not asked.online and engine not in self._away:
            self._away.add(engine)
            log.error("the voice %s does not work on this machine: no clip of it can be made", engine)


def _line(name: str, asked: Asked) -> bytes:
    order = asked.order
    request = {
        "want": name, "engine": order.engine, "text": order.text, "lang": order.lang, "speed": order.speed,
        "rank": int(asked.rank),
    }  # fmt: skip
    return json.dumps(request).encode() + b"\n"
