"""Request limits, kept in memory: against guessing passwords and using series up by script, not against busy days."""

import time
from dataclasses import dataclass, field

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

SIGN_INS = parse("10 per minute")  # of one address: headers that the caller chooses do not count
PAIRINGS = parse("5 per minute")  # of one address: a code is typed by hand
ALL_PAIRINGS = parse("30 per minute")  # of all addresses together: 40 bits stay out of reach in ten minutes
TICKETS = parse("600 per minute")  # of one caller: ten a second is more than any kiosk has fingers
SPEECHES = parse("120 per minute")  # of one caller: pages of a kiosk that are read aloud, each asked for once


class TooMany(Exception):
    """One request too many; `seconds` until the next is welcome."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Limits:
    """What each caller has used up. `on` is false for load tests only."""

    on: bool
    _windows: FixedWindowRateLimiter = field(default_factory=lambda: FixedWindowRateLimiter(MemoryStorage()))

    def check(self, limit: RateLimitItem, who: str) -> None:
        """Count one request; TooMany when it is one too many."""
        if not self.on or self._windows.hit(limit, who):
            return
        resets_at = self._windows.get_window_stats(limit, who).reset_time
        raise TooMany(max(1, round(resets_at - time.time())))
