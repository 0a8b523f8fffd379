"""What the server holds of the voice: which clips make up a call, and the care that they are there in time.

No method waits for an engine, a file or the network, but `clip`, which says how long. No engine is loaded here.
"""

import logging
import os
import subprocess
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from display.speech.clips import ClipStore, Order
from display.speech.link import Start
from display.speech.numbers import NORTH, Style
from display.speech.orders import Orders
from display.speech.phrases import Call, Lang, Occasion, call_parts, counter_half, ticket_half
from display.speech.voices import CHIME, ESPEAK, GOOGLE

MOST_REMEMBERED = 4096
"""Clips said lately that can still be made when a screen asks for them."""
ASK_AGAIN = 30.0
"""Seconds between two requests for the counters' clips that are still missing."""
URL = "/clips/"
CHIME_ORDER = Order(CHIME.engine, "chime", "vi")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Health:
    """For the health page: the worker's process id (None while it is down), clips under way, gTTS allowed."""

    worker: int | None
    waiting: int
    online: bool


class Announcer:
    """The voice of one centre, safe for any number of threads (native or green)."""

    def __init__(
        self,
        folder: Path,
        key: bytes,
        languages: Sequence[Lang] = ("vi",),
        *,
        online: bool = False,
        style: Style = NORTH,
        start_worker: Callable[[Path, bytes], Start] | None = None,
    ) -> None:
        """Starts the worker and returns at once.

        `folder` keeps the clips; `key` (16 bytes or more, the centre's secret) names them, so it must stay the same
        over restarts. `languages` are spoken in this order. `online` lets gTTS be used. Raises ValueError for a short
        key or no language.
        """
        if not languages:
            raise ValueError("a call needs at least one language")
        self._store = ClipStore(folder, key)
        self._languages = tuple(languages)
        self._online = online
        self._style = style
        self._lock = threading.Lock()
        self._said: OrderedDict[str, Order] = OrderedDict()
        # The chime and the counters' halves are needed all day: those not made yet are asked for again and again.
        self._lasting: dict[str, Order] = {}
        self._missing: set[str] = set()
        self._ask_after = 0.0
        start = (start_worker or worker_process)(self._store.folder, key)
        self._orders = Orders(self._store, start, self._found)
        self._chime = self._keep(CHIME_ORDER)
        self._orders.open()

    def prepare_ticket(self, label: str) -> None:
        """The ticket was issued: its half of the call will be needed. Also asks again for counters still missing."""
        for lang in self._languages:
            try:
                text = ticket_half(label, lang)
            except ValueError as error:
                log.warning("a label cannot be said: %s", error)
                return
            for engine in self._engines():
                self._orders.ask(Order(engine, text, lang), urgent=True)
        for order in self._overdue():
            self._orders.ask(order, urgent=False)

    def _overdue(self) -> list[Order]:
        """What is needed all day and still missing, asked for now and then: a boot without Internet heals."""
        with self._lock:
            now = time.monotonic()
            if now < self._ask_after:
                return []
            self._ask_after = now + ASK_AGAIN
            return [self._lasting[name] for name in self._missing]

    def prepare_counters(self, numbers: Iterable[int]) -> None:
        """The counters of the centre, whose half of each call is kept ready."""
        for number in numbers:
            for lang in self._languages:
                text = counter_half(number, lang, self._style)
                for engine in self._engines():
                    self._keep(Order(engine, text, lang))

    def say(self, label: str, counter: int, occasion: Occasion = "call", times: int = 1) -> dict[Lang, list[str]]:
        """The addresses of the clips that make up a call, by language in the order to be played.

        The first language begins with the chime; a label that cannot be said still rings it. Both halves are of one
        voice: the online one only if both its clips are there, else the offline one, whose clips may still be in the
        making (`clip` waits for them). `times` counts the ticket's calls from 1.
        """
        said: dict[Lang, list[str]] = {self._languages[0]: [URL + self._chime]}
        for lang in self._languages:
            try:
                call = call_parts(label, counter, lang, occasion, times, self._style)
            except ValueError as error:
                log.warning("a call cannot be said: %s", error)
                continue
            said.setdefault(lang, []).extend(URL + name for name in self._choose(call, lang, occasion))
        return said

    def clip(self, name: str, wait: float = 2.0) -> Path | None:
        """The clip's file; a clip of a recent call that is not there yet is waited for, at most `wait` seconds.

        None for a name never said, a bad name, and a clip that cannot be made.
        """
        if not self._store.has(name):
            with self._lock:
                order = self._said.get(name) or self._lasting.get(name)
            asked = self._orders.ask(order, urgent=True) if order else None
            if asked:
                asked.settled.wait(wait)
        return self._store.path(name) if self._store.has(name) else None

    def health(self) -> Health:
        return Health(self._orders.worker, len(self._orders.under_way()), self._online)

    def close(self) -> None:
        """Ends the worker and releases whoever waits for a clip."""
        self._orders.close()

    def _engines(self) -> tuple[str, ...]:
        return (ESPEAK.engine, GOOGLE.engine) if self._online else (ESPEAK.engine,)

    def _choose(self, call: Call, lang: Lang, occasion: Occasion) -> list[str]:
        """The names of both halves in one voice."""
        offline, online = ([Order(mark.engine, half, lang) for half in call] for mark in (ESPEAK, GOOGLE))
        if self._online:
            if all(self._store.has(self._store.name(order)) for order in online):
                return [self._remember(order) for order in online]
            # For the next call. A recall's words ("the third time") hardly ever come twice: not worth asking for.
            for order in online if occasion == "call" else online[1:]:
                self._orders.ask(order, urgent=False)
        for order in offline:
            self._orders.ask(order, urgent=True)
        return [self._remember(order) for order in offline]

    def _remember(self, order: Order) -> str:
        name = self._store.name(order)
        with self._lock:
            self._said[name] = order
            self._said.move_to_end(name)
            while len(self._said) > MOST_REMEMBERED:
                self._said.popitem(last=False)
        return name

    def _keep(self, order: Order) -> str:
        name = self._store.name(order)
        with self._lock:
            self._lasting[name] = order
            self._missing.add(name)
        if self._orders.ask(order, urgent=False) is None and self._store.has(name):
            self._found(name)
        return name

    def _found(self, name: str) -> None:
        with self._lock:
            self._missing.discard(name)


def worker_process(folder: Path, key: bytes) -> Start:
    """How the real worker is started: this Python, this package, the key in the environment."""
    root = Path(__file__).resolve().parents[2]

    def start(channel: int) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-m", "display.speech", "--folder", str(folder)],
            stdin=channel,
            stdout=channel,
            cwd=root,
            env={**os.environ, "MOISO_CLIP_KEY": key.hex()},
        )

    return start
