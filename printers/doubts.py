"""A printer that says it is well, and gives no ticket: what its last jobs tell of it."""

import logging

from printers.press import Clock, Result
from printers.words import said

log = logging.getLogger(__name__)

ADVICE = said(
    "hãy chạy trang in thử trên máy này: python -m printers test --printer ĐỊA_CHỈ --data THƯ_MỤC",
    "print the test page on this machine: python -m printers test --printer ADDRESS --data DIR",
)
SILENT = 2
"""Tickets in a row without an answer, after which people are told."""

BUSY_AFTER = 10.0
"""Seconds a printer may be busy with earlier work before its tickets are left to another."""

AGAIN_AFTER = 15.0
"""Seconds after which one more ticket shows whether it still is: a spooler does not say so by itself."""


class Doubts:
    """Looks at how the jobs of one printer ended."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._silent = 0
        self._busy_since: float | None = None
        self._busy_until = float("-inf")

    def ended(self, result: Result) -> None:
        """One more job."""
        self._count_silence(result)
        if (result.outcome, result.detail) != ("not_sent", "printing"):
            self._busy_since = None
            return
        now = self._clock()
        if self._busy_since is None:
            self._busy_since = now
        elif now - self._busy_since > BUSY_AFTER:
            log.warning("the printer is busy with earlier work for %d s: no ticket goes there", now - self._busy_since)
            self._busy_until = now + AGAIN_AFTER

    @property
    def blocked(self) -> bool:
        """Whether it has been busy for so long that it cannot be counted on now."""
        return self._busy_since is not None and self._clock() < self._busy_until

    def _count_silence(self, result: Result) -> None:
        if result.outcome == "unknown" and result.detail == "no_answer" and result.state.code == "ready":
            self._silent += 1
            if self._silent == SILENT:
                log.error(
                    said(
                        "máy in báo sẵn sàng nhưng không xác nhận phiếu nào; có thể mức tin cậy không đúng",
                        "the printer says it is ready and confirms no ticket; its level may be wrong",
                    )
                    + ": "
                    + ADVICE
                )
        elif result.outcome != "not_sent":
            self._silent = 0
