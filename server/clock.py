"""The computer's clock, and time as the office counts it: never backwards."""

import time
from collections.abc import Callable

from server.rules.decide import Refused

SKEW = 120_000  # ms a clock may step back before the office refuses to go on


def wall_clock() -> int:
    """Milliseconds since 1970-01-01 UTC."""
    return time.time_ns() // 1_000_000


class ForwardClock:
    """A clock that does not run behind what is in the journal; `clock` gives milliseconds."""

    def __init__(self, clock: Callable[[], int]) -> None:
        self._clock = clock
        self._last = 0

    def seen(self, moment: int) -> None:
        """The journal has an entry of this moment (ms)."""
        self._last = max(self._last, moment)

    def steady(self) -> bool:
        """Whether the clock can be believed: it has not gone back behind what is in the journal."""
        return self._clock() >= self._last - SKEW

    def now(self, day: str) -> int:
        """The moment (ms): after a small step back it stands still, a large one stops the office.

        `day` is what the refusal names as the office's own.
        """
        now = self._clock()
        if not self.steady():
            raise Refused("clock_backwards", day=day)
        return max(now, self._last)
