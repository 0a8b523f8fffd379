"""What the worker does beside making clips: planning the bank, looking at recordings, tidying up. One thread."""

import queue
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from display.speech.bank import Bank
from display.speech.choice import in_use, wanted
from display.speech.clips import ClipStore
from display.speech.lanes import Answer
from display.speech.manner import WrongManner, read
from display.speech.plan import Series, units_of
from display.speech.plan import bank as pieces_of
from display.speech.recordings import Recordings, answer
from display.speech.takes import plain_shelf
from display.speech.voices import VoiceError, model

ROUND = 6 * 3600.0
"""Seconds between two rounds of tidying."""
SOON = 60.0
"""Seconds until the next one if there was more to tidy than MOST_PRUNED."""
MOST_PRUNED = 500

Task = dict[str, Any]


class Chores:
    """`do` hands a request over; `run` works them off, for ever."""

    def __init__(
        self, store: ClipStore, bank: Bank, recordings: Recordings, voices: Path, say: Answer,
        clock: Callable[[], float] = time.time,
    ) -> None:  # fmt: skip
        self._store = store
        self._bank = bank
        self._recordings = recordings
        self._voices = voices
        self._say = say
        self._clock = clock
        self._tasks: queue.Queue[Task] = queue.Queue()
        self._planned = False

    def do(self, task: Task) -> None:
        """Takes a request over: {"plan"}, {"look"} or {"keep"}."""
        self._tasks.put(task)

    def run(self) -> None:
        """Never returns."""
        wait = ROUND
        while True:
            try:
                task = self._tasks.get(timeout=wait)
            except queue.Empty:
                task = {}
            self._survived(lambda task=task: self._one(task))  # type: ignore[misc]
            wait = SOON if self._planned and self._tasks.empty() and self._tidy() >= MOST_PRUNED else ROUND

    def _one(self, task: Task) -> None:
        if "plan" in task:
            self._plan(task["plan"])
            self._look()
        elif "look" in task:
            self._look()
        elif "keep" in task:
            told = answer(self._recordings, task)
            self._tell_recordings()
            self._say(told)

    def _plan(self, plan: Any) -> None:
        try:
            manner = read(plan["manner"])
            series = [Series(*line) for line in plan["series"]]
            counters = [int(number) for number in plan["counters"]]
            online, build = bool(plan["online"]), bool(plan["build"])
        except (WrongManner, KeyError, TypeError, ValueError):
            self._say({"error": "plan"})
            return
        pieces = pieces_of(manner, series, counters) if build else []

        def piper(lang: str) -> bool:
            return model(self._voices, lang).is_file()

        self._recordings.expect(
            {
                tongue.lang: {unit.key: unit.prompt for unit in units_of(manner, series, counters, tongue.lang)}
                for tongue in manner.tongues
            }
        )
        self._bank.adopt(wanted(pieces, lambda tongue: in_use(tongue, online=online, piper=piper)), build=build)
        self._planned = True

    def _look(self) -> None:
        self._recordings.sweep(self._clock())
        self._recordings.look()
        self._tell_recordings()

    def _tell_recordings(self) -> None:
        self._say({"recordings": plain_shelf(self._recordings.shelf)})

    def _tidy(self) -> int:
        """How many clips were removed."""
        kept = self._bank.names | self._recordings.clips()
        try:
            return self._store.prune(kept, self._clock(), MOST_PRUNED)
        except OSError:
            return 0

    def _survived(self, work: Callable[[], None]) -> None:
        """Whatever one chore may run into, the next one is done."""
        try:
            work()
        except (OSError, VoiceError):
            self._say({"error": "disk"})
        except Exception as error:
            self._say({"error": type(error).__name__})
