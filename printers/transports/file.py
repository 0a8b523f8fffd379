"""A file that gathers jobs, one behind the other, for whatever fetches them from there. Level L0."""

import os
import stat

from printers.transports.base import HandOverUnclear, OneWay, PrinterGone


class FileTransport(OneWay):
    """One ordinary file. `send` adds a whole job or nothing; a device belongs to `usb://` or `serial://`."""

    def __init__(self, path: str) -> None:
        self.path = path

    def open(self, deadline: float) -> None:
        """See that the file can be written. Raises PrinterGone when not, also for what is not an ordinary file."""
        os.close(self._opened())

    def send(self, data: bytes, deadline: float) -> int:
        """Add one whole job and put it on disk."""
        number = self._opened()
        before = os.fstat(number).st_size
        try:
            written = 0
            while written < len(data):
                written += os.write(number, data[written:])
            os.fsync(number)
        except OSError as trouble:
            self._take_back(number, before, trouble)
        finally:
            os.close(number)
        return len(data)

    def _take_back(self, number: int, before: int, trouble: OSError) -> None:
        try:
            os.ftruncate(number, before)
        except OSError as worse:
            raise HandOverUnclear(f"{self.path} holds half a job: {worse}") from trouble
        raise PrinterGone(f"{self.path} cannot take a job: {trouble.strerror or trouble}") from trouble

    def _opened(self) -> int:
        try:
            # never waits, not even for the other end of a pipe
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
            number = os.open(self.path, flags, 0o640)
        except OSError as trouble:
            raise PrinterGone(f"{self.path} cannot be written: {trouble.strerror or trouble}") from trouble
        if not stat.S_ISREG(os.fstat(number).st_mode):
            os.close(number)
            raise PrinterGone(f"{self.path} is not an ordinary file; for a printer's device use usb:// or serial://")
        return number
