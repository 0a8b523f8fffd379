"""A bell for those who wait for work."""

import threading
from dataclasses import dataclass, field


@dataclass(slots=True)
class Bell:
    """Rings when a job is queued, so that an agent that waits hears of it at once."""

    _ring: threading.Condition = field(default_factory=threading.Condition)
    count: int = 0

    def strike(self) -> None:
        """There is work."""
        with self._ring:
            self.count += 1
            self._ring.notify_all()

    def wait(self, heard: int, seconds: float) -> None:
        """Until it has rung since the count was `heard`, or the seconds are over."""
        with self._ring:
            self._ring.wait_for(lambda: self.count != heard, seconds)
