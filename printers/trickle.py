"""A line that carries only so many bytes a second. Pure: moments are arguments, in seconds of any clock."""

BURST = 0.1
"""Seconds' worth of bytes that may arrive together; a line that rested does not save up more."""


class Trickle:
    """Says how many bytes have come over the line by now."""

    def __init__(self) -> None:
        self._since = 0.0
        self._saved = 0.0

    def ready(self, now: float, bytes_per_s: int) -> int:
        """Bytes that may be taken at `now`."""
        most = max(1.0, bytes_per_s * BURST)
        self._saved = min(most, self._saved + max(0.0, now - self._since) * bytes_per_s)
        self._since = now
        return int(self._saved)

    def taken(self, count: int) -> None:
        """So many of them were."""
        self._saved -= count

    def seconds_to_next(self, bytes_per_s: int) -> float:
        """How long it takes until there is something to take again."""
        return max(0.0, 1 - self._saved) / bytes_per_s
