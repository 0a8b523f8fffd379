"""A lane: one thread that makes clips with some of the engines. What a call needs goes before what the bank needs."""

import contextlib
import heapq
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from display.speech.bank import Bank
from display.speech.clips import ClipStore, Order
from display.speech.item import Item
from display.speech.rank import Rank
from display.speech.voices import Voice, VoiceError

Answer = Callable[[dict[str, Any]], None]
Engines = Mapping[str, Callable[[], Voice]]
LONGEST_REST = 60.0
"""Seconds after which a lane looks again, whatever it waits for: a wall clock may have been set meanwhile."""
FAULT_REST = 1.0
"""Seconds after a fault of our own: a lane that fails for ever must not take a core for it."""


@dataclass(frozen=True, slots=True, order=True)
class Job:
    """One order in a lane, in the order of making: what a call needs first, then first come, first made."""

    rank: Rank
    number: int
    want: str = field(compare=False)
    order: Order = field(compare=False)


@dataclass(frozen=True, slots=True)
class Pace:
    """The least seconds between the starts of two clips: those that somebody asked for, and those of the bank."""

    asked: float = 0.0
    bank: float = 0.0


AT_ONCE = Pace()


class Lane:
    """`rest` gives the seconds for which the engines are to be left alone; `first` is loaded before it is needed."""

    def __init__(
        self,
        engines: Engines,
        store: ClipStore,
        bank: Bank,
        answer: Answer,
        *,
        pace: Pace = AT_ONCE,
        rest: Callable[[], float] = lambda: 0.0,
        first: str = "",
    ) -> None:
        self._engines = engines
        self._voices: dict[str, Voice] = {}
        self._store = store
        self._bank = bank
        self._answer = answer
        self._pace = pace
        self._rest = rest
        self._first = first
        self._began_at = float("-inf")
        self._jobs: list[Job] = []
        self._numbers = count()
        self._more = threading.Condition()
        self._finishing = False
        self._calls = 0
        self._thread = threading.Thread(target=self._run, name=f"lane-{next(iter(engines))}", daemon=True)
        self._thread.start()

    def put(self, want: str, order: Order, rank: Rank) -> None:
        """Takes an order; it will be answered."""
        with self._more:
            heapq.heappush(self._jobs, Job(rank, next(self._numbers), want, order))
            self._call()

    def wake(self) -> None:
        """The bank has changed."""
        with self._more:
            self._call()

    def finish(self) -> None:
        """No more orders will come: the lane ends when it has made those it holds; the bank is left as it is."""
        with self._more:
            self._finishing = True
            self._call()

    def _call(self) -> None:
        self._calls += 1
        self._more.notify()

    def join(self, timeout: float) -> None:
        """Waits for the end, at most so many seconds."""
        self._thread.join(timeout)

    def _run(self) -> None:
        if self._first:
            with contextlib.suppress(Exception):  # whoever needs it is told
                self._voice(self._first)
        while True:
            try:
                job = self._next()
                if job is None:
                    return
                self._work(job)
            except Exception as error:  # a lane that ended would leave the hall silent, and nobody would be told
                self._answer({"error": type(error).__name__})
                time.sleep(FAULT_REST)

    def _work(self, job: Job | Item) -> None:
        if isinstance(job, Item):
            self._bank.ended(job, self._tried(job.name, job.order, self._pace.bank))
            return
        why = None
        if not self._store.has(job.want):
            # The day's tickets have to be written too; a call is worth the last bytes.
            room = job.rank is Rank.CALL or self._bank.room()
            why = self._tried(job.want, job.order, self._pace.asked) if room else "disk"
        self._answer({"failed": job.want, "why": why} if why else {"made": job.want})
        self._bank.stir()

    def _next(self) -> Job | Item | None:
        while True:
            with self._more:
                if self._jobs:
                    return heapq.heappop(self._jobs)
                if self._finishing:
                    return None
                calls = self._calls
            # Without the lock: the bank may have to wake all lanes.
            wait: float | None = max(self._rest(), self._began_at + self._pace.bank - time.monotonic())
            if wait is not None and wait <= 0:
                item, wait = self._bank.next(tuple(self._engines))
                if item is not None:
                    return item
            with self._more:
                if calls == self._calls:
                    self._more.wait(LONGEST_REST if wait is None else min(wait, LONGEST_REST))

    def _make(self, want: str, order: Order, gap: float) -> None:
        voice = self._voice(order.engine)
        if not voice.available():
            raise VoiceError("paused" if self._rest() > 0 else "unavailable")
        time.sleep(max(0.0, self._began_at + gap - time.monotonic()))
        self._began_at = time.monotonic()
        self._store.write(want, voice.speak(order.text, order.lang, order.speed).data)

    def _tried(self, want: str, order: Order, gap: float) -> str | None:
        """None if the clip was made, else a short word for why not. One bad order must not stop a hall's voice."""
        try:
            self._make(want, order, gap)
        except VoiceError as error:
            return error.code
        except OSError:
            return "disk"
        except Exception:
            return "engine"
        return None

    def _voice(self, engine: str) -> Voice:
        """The engine, loaded when it is first needed: without the Internet gTTS costs no memory."""
        if engine not in self._voices:
            try:
                self._voices[engine] = self._engines[engine]()
            except ImportError as error:
                raise VoiceError("unavailable", str(error)) from error
        return self._voices[engine]
