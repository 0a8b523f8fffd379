"""A printer of the Windows spooler, given raw bytes through pywin32. Level L0: spooled is not printed.

Facts of the Windows print spooler interface: a document in data type RAW passes unchanged; its pages are printed after
EndDocPrinter; AbortPrinter drops a document that is not complete. Only installed on Windows.

The spooler's calls know no deadline, so each group of them runs aside. A job that stays in the queue longer than its
ticket lives is deleted at the next opening, as long as this program knows its number.
"""

import contextlib
import importlib
import time
from collections.abc import Callable
from typing import Any

from printers.transports.base import LIFE, Aside, HandOverUnclear, OneWay, PrinterBusy, PrinterGone

TITLE = "Moi So"

STOPPED = {
    0x00000001: "paused",
    0x00000002: "in error",
    0x00000008: "jammed",
    0x00000010: "out of paper",
    0x00000080: "offline",
    0x00001000: "not available",
    0x00400000: "open at its cover",
}
"""PRINTER_STATUS_* of winspool.h that mean: nothing will come out. Drivers set them as well as they know."""


DELETE = 5
"""JOB_CONTROL_DELETE of winspool.h."""

MOST_JOBS = 100


class WindowsTransport(OneWay):
    """One printer by its Windows name. `send` hands over a whole job; nothing is ever heard."""

    def __init__(self, name: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.name, self._clock = name, clock
        self._aside = Aside()
        self._job: tuple[int, float] | None = None
        """Number and moment of the last job that was begun, as long as it may still be waiting."""

    def open(self, deadline: float) -> None:
        """See that the printer exists, is not stopped and has no job waiting: a ticket that comes out later than it
        expires would only confuse. Raises PrinterGone when not."""
        try:
            self._aside.run(self._look, deadline)
        except TimeoutError as trouble:
            raise PrinterGone(f"Windows does not answer about the printer {self.name!r}") from trouble

    def _look(self) -> None:
        spool, handle = self._printer()
        try:
            self._take_back_stale(spool, handle)
            facts = spool.GetPrinter(handle, 2)
        except Exception as trouble:
            raise PrinterGone(f"Windows does not say how the printer {self.name!r} is: {trouble}") from trouble
        finally:
            spool.ClosePrinter(handle)
        for bit, word in STOPPED.items():
            if int(facts.get("Status", 0)) & bit:
                raise PrinterGone(f"the Windows printer {self.name!r} is {word}")
        if int(facts.get("cJobs", 0)):
            raise PrinterBusy(f"the Windows printer {self.name!r} still has a job waiting")
        self._job = None

    def _take_back_stale(self, spool: Any, handle: Any) -> None:
        """Delete our own last job when it still waits after its ticket's life."""
        if self._job is None or self._clock() - self._job[1] < LIFE:
            return
        with contextlib.suppress(Exception):  # it stays in the queue, is counted there, and this is tried again
            for job in spool.EnumJobs(handle, 0, MOST_JOBS, 1):
                if job.get("JobId") == self._job[0] and job.get("pDocument") == TITLE:
                    spool.SetJob(handle, self._job[0], 0, None, DELETE)

    def send(self, data: bytes, deadline: float) -> int:
        """Spool one whole job: all of it, or PrinterGone with nothing printed, or HandOverUnclear."""
        try:
            self._aside.run(lambda: self._hand_over(data), deadline)
        except TimeoutError as trouble:
            raise HandOverUnclear(
                f"the Windows printer {self.name!r} does not come to an end with the job"
            ) from trouble
        return len(data)

    def _hand_over(self, data: bytes) -> None:
        spool, handle = self._printer()
        try:
            self._spool(spool, handle, data)
        finally:
            spool.ClosePrinter(handle)

    def _spool(self, spool: Any, handle: Any, data: bytes) -> None:
        try:
            number = spool.StartDocPrinter(handle, 1, (TITLE, None, "RAW"))
        except Exception as trouble:  # pywintypes.error is known on Windows only
            raise PrinterGone(f"the Windows printer {self.name!r} refused the job: {trouble}") from trouble
        self._job = (int(number), self._clock())
        try:
            spool.StartPagePrinter(handle)
            taken = spool.WritePrinter(handle, data)
            if taken is not None and taken < len(data):
                raise OSError(f"only {taken} of {len(data)} bytes were taken")
            spool.EndPagePrinter(handle)
            spool.EndDocPrinter(handle)
        except Exception as trouble:
            self._abort(spool, handle)
            raise HandOverUnclear(f"the Windows printer {self.name!r} broke off the job: {trouble}") from trouble

    @staticmethod
    def _abort(spool: Any, handle: Any) -> None:
        try:
            spool.AbortPrinter(handle)
        except Exception:
            return  # an older pywin32 has no such call; the outcome is unclear either way

    def _printer(self) -> tuple[Any, Any]:
        try:
            spool = importlib.import_module("win32print")
        except ImportError as trouble:
            raise PrinterGone("printers of Windows need Windows and the package pywin32") from trouble
        try:
            return spool, spool.OpenPrinter(self.name)
        except Exception as trouble:
            raise PrinterGone(f"there is no Windows printer {self.name!r}: {trouble}") from trouble
