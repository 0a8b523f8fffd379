"""Request limits, kept in memory: against guessing passwords and using series up by script, not against busy days."""

import ipaddress
import time
from dataclasses import dataclass, field

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

SIGN_INS = parse("10 per minute")  # of one address: headers that the caller chooses do not count
PAIRINGS = parse("5 per minute")  # of one address: a code is typed by hand
ALL_PAIRINGS = parse("30 per minute")  # of all addresses together: 40 bits stay out of reach in ten minutes
BOOKINGS = parse("60 per minute")  # of one device or person: appointments made, looked at, checked in
CODES = parse("20 per minute")  # of one network that nobody knows: appointment codes are typed or scanned
TURNS = parse("30 per minute")  # of one network: cancelling and postponing on the phone page; a hall may share one
TRIES = parse("30 per hour")  # of one network: appointments asked for by anybody, with those that were refused
NEARBY = (parse("6 per hour"), parse("12 per day"))  # of one network: appointments made by anybody
# Of all networks together, in millionths of the book: what one appointment costs depends on how large the book is.
WHOLE = 1_000_000
THIS_HOUR, TODAY = parse(f"{WHOLE} per hour"), parse(f"{WHOLE} per day")
TICKETS = parse("600 per minute")  # of one caller: ten a second is more than any kiosk has fingers
LOOKS = parse("120 per minute")  # of one network: public pages, which a hall may share
LOOK_UPS = parse("120 per minute")  # of one network: questions to the catalogue
TYPED = parse("600 per minute")  # of one device or person: a question to the catalogue with every letter that is typed
IMPORTS = parse("30 per minute")  # of one administrator: a table is unpacked and read whole
SPEECHES = parse("120 per minute")  # of one caller: pages of a kiosk that are read aloud, each asked for once


class TooMany(Exception):
    """One request too many; `seconds` until the next is welcome."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def network(address: str | None) -> str:
    """Whom an address is counted as: IPv6 by its first 64 bits, since one phone has all the rest (RFC 4291, 2.5.4)."""
    try:
        known = ipaddress.ip_address(address or "")
    except ValueError:
        return address or "?"
    if isinstance(known, ipaddress.IPv4Address):
        return str(known)
    if known.ipv4_mapped:
        return str(known.ipv4_mapped)
    return str(ipaddress.IPv6Network((known, 64), strict=False))


@dataclass(frozen=True, slots=True)
class Limits:
    """What each caller has used up. `on` is false for load tests only."""

    on: bool
    _windows: FixedWindowRateLimiter = field(default_factory=lambda: FixedWindowRateLimiter(MemoryStorage()))

    def check(self, limit: RateLimitItem, who: str) -> None:
        """Count one request; TooMany when it is one too many."""
        if not self.on or self._windows.hit(limit, who):
            return
        raise TooMany(self._until(limit, who))

    def room(self, limit: RateLimitItem, who: str, cost: int = 1) -> None:
        """Count nothing; TooMany when one more of this cost would be one too many."""
        if self.on and not self._windows.test(limit, who, cost=cost):
            raise TooMany(self._until(limit, who))

    def used(self, limit: RateLimitItem, who: str, cost: int = 1) -> None:
        """Count what `room` was asked for and has been done."""
        if self.on:
            self._windows.hit(limit, who, cost=cost)

    def _until(self, limit: RateLimitItem, who: str) -> int:
        resets_at = self._windows.get_window_stats(limit, who).reset_time
        return max(1, round(resets_at - time.time()))
