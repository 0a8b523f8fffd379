"""The orders under way: what the worker was asked for and has not answered. Survives the worker, never waits for it."""

import json
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from display.speech.clips import ClipStore, Order
from display.speech.link import Link, Start

MOST_UNDER_WAY = 4096
"""Beyond this only urgent orders are taken."""
MOST_SENDS = 3
"""Workers that may die over one order before it is given up: the order itself may be what kills them."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Asked:
    """An order under way; `settled` is set when its clip is made or never will be."""

    order: Order
    urgent: bool
    sends: int = 0
    settled: threading.Event = field(default_factory=threading.Event)


class Orders:
    """Asks the worker for clips, each once; `made` is told the name of each clip made."""

    def __init__(self, store: ClipStore, start: Start, made: Callable[[str], None]) -> None:
        self._store = store
        self._made = made
        self._lock = threading.Lock()
        self._asked: dict[str, Asked] = {}
        self._closed = False
        self._link = Link(start, self._heard, self._ask_again)

    def open(self) -> None:
        """Starts the worker, without waiting for it. Once only."""
        self._link.open()

    def close(self) -> None:
        """Ends the worker and releases whoever waits."""
        with self._lock:
            self._closed = True
            asked, self._asked = self._asked, {}
        for each in asked.values():
            each.settled.set()
        self._link.close()

    @property
    def worker(self) -> int | None:
        """The worker's process id while there is one."""
        return self._link.pid

    def under_way(self) -> Mapping[str, Asked]:
        """The orders by name, as they stand now."""
        with self._lock:
            return dict(self._asked)

    def ask(self, order: Order, urgent: bool) -> Asked | None:
        """Has the clip made unless it is there. None if it is there, too much is under way, or all is closed."""
        name = self._store.name(order)
        if self._store.has(name):
            return None
        with self._lock:
            if self._closed:
                return None
            asked = self._asked.get(name)
            if asked and (asked.urgent or not urgent):
                return asked
            if not asked:
                if len(self._asked) >= MOST_UNDER_WAY and not urgent:
                    return None
                asked = self._asked[name] = Asked(order, urgent)
            asked.urgent = urgent
            # If there is no worker just now, the next one is told when it begins.
            if self._link.send(_line(name, asked)):
                asked.sends = max(asked.sends, 1)
        return asked

    def _ask_again(self) -> None:
        """A new worker: what the last one left undone is sent again, but nothing that seems to kill workers."""
        with self._lock:
            hopeless = [name for name, asked in self._asked.items() if asked.sends >= MOST_SENDS]
            dropped = [self._asked.pop(name) for name in hopeless]
            for name, asked in self._asked.items():
                asked.sends += 1
                self._link.send(_line(name, asked))
        for asked in dropped:
            log.error("given up: a clip of %s over which workers died", asked.order.engine)
            asked.settled.set()

    def _heard(self, line: bytes) -> None:
        try:
            answer = json.loads(line)
            name = answer.get("made") or answer.get("failed")
        except (ValueError, AttributeError):
            answer, name = {}, None
        if not isinstance(name, str):
            log.error("the speech worker could not read an order, or said something strange")
            return
        if "made" in answer:
            self._made(name)
        elif answer.get("why") != "unavailable":  # an engine's pause: the failure that began it was told
            log.warning("no clip: %s", answer.get("why"))
        with self._lock:
            asked = self._asked.pop(name, None)
        if asked:
            asked.settled.set()


def _line(name: str, asked: Asked) -> bytes:
    order = asked.order
    request = {"want": name, "engine": order.engine, "text": order.text, "lang": order.lang, "urgent": asked.urgent}
    return json.dumps(request).encode() + b"\n"
