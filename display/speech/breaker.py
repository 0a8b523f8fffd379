"""When an online engine may be asked again: a pause after each failure, longer each time, that outlives the worker."""

import json
import math
import os
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

REFUSED = (600.0, 14_400.0)
"""Seconds of the first and of the longest pause after a refusal (too many requests, a captcha)."""
FAILED = (30.0, 600.0)
"""The same after any other failure."""


@dataclass(frozen=True, slots=True)
class State:
    """What is remembered: the pause's end in seconds since the epoch, and the failures in a row since a success."""

    until: float = 0.0
    refusals: int = 0
    failures: int = 0


class Breaker:
    """Closed, it lets everything through. After a failure it is open until the pause ends; then one single try may
    pass, and its outcome closes it or opens it for longer.

    The state lies in the file `path`. Without a readable or writable file it works all the same, from memory.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self._path = path
        self._clock = clock
        self._lock = threading.Lock()
        self._state = _read(path)

    def resumes_at(self) -> float | None:
        """When the pause ends, in seconds since the epoch; None if there is none."""
        with self._lock:
            return self._until()

    def allowed(self) -> bool:
        """True if it is worth asking now. Takes nothing: only `enter` uses up the single try."""
        return self.resumes_at() is None

    def enter(self) -> bool:
        """Begins a try, which `passed` or `failed` ends; False in a pause, and while the single try is under way."""
        with self._lock:
            if self._until() is not None:
                return False
            if self._state.refusals or self._state.failures:
                # Noted first: a worker that dies over this try does not ask again at once when it is back.
                refusals, failures = self._state.refusals, self._state.failures
                pause = _doubled(*REFUSED, refusals) if refusals else _doubled(*FAILED, failures)
                self._keep(State(self._clock() + pause, refusals, failures))
            return True

    def passed(self) -> None:
        """The engine spoke: all is forgotten."""
        with self._lock:
            if self._state != State():
                self._keep(State())

    def failed(self, refused: bool) -> None:
        """The engine did not speak; `refused` if it said that it does not want to."""
        with self._lock:
            refusals, failures = self._state.refusals + refused, self._state.failures + (not refused)
            pause = _doubled(*REFUSED, refusals) if refused else _doubled(*FAILED, failures)
            self._keep(State(self._clock() + pause, refusals, failures))

    def _until(self) -> float | None:
        now = self._clock()
        if self._state.until <= now:
            return None
        # A clock put back must not turn minutes into years.
        return min(self._state.until, now + REFUSED[1])

    def _keep(self, state: State) -> None:
        self._state = state
        part = self._path.with_name(f"{self._path.name}.{os.getpid()}.part")
        try:
            if state == State():
                self._path.unlink(missing_ok=True)
                return
            part.write_text(json.dumps(asdict(state)), encoding="utf-8")
            os.replace(part, self._path)
        except OSError:  # a full disk costs the memory across a restart, not the voice
            part.unlink(missing_ok=True)


def _doubled(first: float, longest: float, times: int) -> float:
    # 2 ** 30 is beyond every longest pause; a bound keeps the number from growing for years.
    return min(longest, first * 2.0 ** min(max(times - 1, 0), 30))


def _read(path: Path) -> State:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        until = float(found["until"])
        return State(
            until if math.isfinite(until) else 0.0, max(0, int(found["refusals"])), max(0, int(found["failures"]))
        )
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return State()
