"""The server's desk for the worker: sends what is wanted, remembers what the worker last said about itself.

Lines are JSON objects; `worker` describes them. Whatever the desk sent and a worker did not finish is sent to the next.
"""

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from display.speech.clips import ClipStore
from display.speech.link import Care, Link, Start
from display.speech.orders import MOST_SENDS, Orders
from display.speech.takes import Shelf, read_shelf, shelf_of

log = logging.getLogger(__name__)
Line = Mapping[str, Any]


@dataclass(slots=True)
class _Errand:
    """A recording that the worker shall look at, and its answer."""

    line: Line
    done: threading.Event = field(default_factory=threading.Event)
    answer: Line | None = None
    sends: int = 0


class Desk:
    """Everything that goes to the worker and comes back. No method waits, but `keep`."""

    def __init__(self, store: ClipStore, start: Start, care: Care) -> None:
        self._care = care
        self._lock = threading.Lock()
        self._plan: Line = {}
        self._errands: dict[int, _Errand] = {}
        self._numbers = count(1)
        self._began_at = time.monotonic()
        self.bank: Line = {}
        """What the worker last said of the bank."""
        self.shelf: Shelf = read_shelf(store)
        """The recordings as they were last taken in: known before the worker has begun, and without one."""
        self._link = Link(start, self._heard, self._began, self._beat, care)
        self.orders = Orders(store, self._link.send)

    def open(self) -> None:
        """Starts the worker, without waiting for it. Once only."""
        self._link.open()

    def close(self) -> None:
        """Ends the worker and releases whoever waits."""
        self.orders.close()
        with self._lock:
            errands, self._errands = self._errands, {}
        for errand in errands.values():
            errand.done.set()
        self._link.close()

    @property
    def worker(self) -> int | None:
        """The worker's process id while there is one."""
        return self._link.pid

    def plan(self, line: Line) -> None:
        """What shall be in the bank, for this worker and all that follow. Recordings are taken in at the same time."""
        with self._lock:
            self._plan = {**line, "paused": self._plan.get("paused", False)}
            self.bank = {}
            self._send(self._plan)

    def pause(self, paused: bool) -> None:
        """Lets the bank rest, or go on."""
        with self._lock:
            self._plan = {**self._plan, "paused": paused}
            self._send({"pause": paused})

    def look(self) -> None:
        """Recordings have changed."""
        self._send({"look": True})

    def keep(self, lang: str, unit: str, file: str, patience: float) -> Line | None:
        """Has a recording checked and taken in; the worker's answer, None if it gave none in `patience` seconds."""
        number = next(self._numbers)
        errand = _Errand({"keep": number, "lang": lang, "unit": unit, "file": file})
        with self._lock:
            self._errands[number] = errand
            errand.sends += self._send(errand.line)
        errand.done.wait(patience)
        with self._lock:
            self._errands.pop(number, None)
        return errand.answer

    def drop(self, lang: str, unit: str) -> None:
        """Forgets a recording at once; the worker finds out by looking."""
        with self._lock:
            units = {key: take for key, take in self.shelf.get(lang, {}).items() if key != unit}
            self.shelf = {**self.shelf, lang: units}
        self.look()

    def _send(self, line: Line) -> bool:
        return self._link.send(json.dumps(line).encode() + b"\n")

    def _began(self) -> None:
        self._began_at = time.monotonic()
        with self._lock:
            self.bank = {}
            if self._plan:
                self._send(self._plan)
            for errand in self._errands.values():
                if errand.sends >= MOST_SENDS:
                    # The file itself may be what kills workers.
                    errand.answer = {"why": "not_sound"}
                    errand.done.set()
                else:
                    errand.sends += self._send(errand.line)
        self.orders.ask_again()

    def _beat(self) -> bool:
        """Makes the worker answer; True if it leaves urgent orders lying though it has had time to begin."""
        self._send({"ping": True})
        young = time.monotonic() - self._began_at < self._care.start
        return not young and self.orders.hung(self._care.silence)

    def _heard(self, line: bytes) -> None:
        try:
            answer = json.loads(line)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            log.error("the speech worker said something strange")
            return
        for key, use in self._uses.items():
            if key in answer:
                use(answer)
                return
        log.error("the speech worker is in trouble: %s", answer.get("error"))

    @property
    def _uses(self) -> Mapping[str, Callable[[Line], None]]:
        return {
            "made": lambda answer: self._settle(answer["made"], None),
            "failed": lambda answer: self._settle(answer["failed"], str(answer.get("why"))),
            "bank": self._bank_told,
            "recordings": self._shelf_told,
            "kept": self._kept,
            "pong": lambda answer: None,
        }

    def _settle(self, name: Any, why: str | None) -> None:
        if isinstance(name, str):
            self.orders.answered(name, why)

    def _bank_told(self, answer: Line) -> None:
        if isinstance(answer["bank"], dict):
            self.bank = answer["bank"]

    def _shelf_told(self, answer: Line) -> None:
        with self._lock:
            self.shelf = shelf_of(answer["recordings"])

    def _kept(self, answer: Line) -> None:
        with self._lock:
            errand = self._errands.get(answer["kept"]) if isinstance(answer["kept"], int) else None
        if errand:
            errand.answer = answer
            errand.done.set()
