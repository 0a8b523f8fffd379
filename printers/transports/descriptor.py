"""A non-blocking file descriptor that leads to a device: what USB and serial lines share on Linux and other Unixes."""

import contextlib
import errno
import os
import select
import time
from collections.abc import Callable

from printers.transports.base import CHUNK, PrinterGone, left

STALE = 65536
"""Bytes of old answers thrown away when a device is opened; a device that has more to say than that talks nonsense."""

ANEW = 0.02
"""Seconds between two looks at a device that says it can be read and then gives nothing."""

PULLED_OUT = "it was pulled out or switched off"

Opener = Callable[[str, int], int]
"""`os.open`, or something like it in tests."""


def opened(path: str, flags: int, group: str, system: Opener = os.open) -> int:
    """Open a device without waiting for it. Raises PrinterGone with the advice that fits the reason."""
    try:
        return system(path, flags | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError as trouble:
        raise no_device(path, trouble, group) from trouble


def no_device(path: str, trouble: OSError, group: str) -> PrinterGone:
    """Why a device cannot be opened, and what helps."""
    match trouble.errno:
        case errno.ENOENT | errno.ENODEV | errno.ENXIO | errno.EIO:
            return PrinterGone(f"{path} is not there: is the printer switched on and plugged in?")
        case errno.EACCES | errno.EPERM:
            return PrinterGone(
                f"{path} may not be used: add this program's user to the group {group} and start it anew"
            )
        case errno.EBUSY | errno.EAGAIN:
            return PrinterGone(f"{path} is in use by another program, such as CUPS or a second agent")
        case _:
            return PrinterGone(f"{path} cannot be opened: {trouble.strerror or trouble}")


class Descriptor:
    """One open device. `name` is for messages; `hears` is False for a device that can only be written to."""

    def __init__(self, number: int, name: str, hears: bool = True) -> None:
        self.number, self.name, self.hears = number, name, hears

    def forget(self, settle: float = 0.0) -> None:
        """Throw away what came before: answers to a job that is over. `settle` seconds of silence end it."""
        taken = 0
        while taken < STALE and (data := self.read(time.monotonic() + settle)):
            taken += len(data)

    def send(self, data: bytes, deadline: float) -> int:
        """One non-blocking write, as soon as there is room."""
        if not self._ready(select.POLLOUT, deadline):
            return 0
        try:
            return os.write(self.number, data)
        except BlockingIOError:
            return 0
        except OSError as trouble:
            if trouble.errno == errno.ENOSPC:  # usblp: the printer says that it has no paper
                time.sleep(min(ANEW, left(deadline)))
                return 0
            raise self.gone(trouble) from trouble

    def read(self, deadline: float) -> bytes:
        """One non-blocking read, as soon as there is something; several when the device only pretends."""
        while self.hears and (found := self._ready(select.POLLIN, deadline)):
            if data := self._read_now():
                return data
            if found & select.POLLHUP:
                raise self.gone(PULLED_OUT)
            if not left(deadline):
                return b""
            time.sleep(min(ANEW, left(deadline)))
        if not self.hears:
            self._ready(0, deadline)
        return b""

    def _read_now(self) -> bytes:
        try:
            return os.read(self.number, CHUNK)
        except BlockingIOError:
            return b""
        except OSError as trouble:
            if trouble.errno not in (errno.EINVAL, errno.EBADF):
                raise self.gone(trouble) from trouble
            self.hears = False  # usblp: a printer in one direction
            return b""

    def has_room(self) -> bool:
        """Whether it would take a byte now; for usblp also: whether the last write has reached the printer."""
        try:
            return bool(self._ready(select.POLLOUT, time.monotonic()))
        except PrinterGone:
            return True

    def close(self) -> None:
        """Let it go."""
        number, self.number = self.number, -1
        with contextlib.suppress(OSError):
            os.close(number)

    def gone(self, trouble: OSError | str) -> PrinterGone:
        """The exception for a device that was pulled out or switched off."""
        why = trouble if isinstance(trouble, str) else trouble.strerror or str(trouble)
        return PrinterGone(f"{self.name} went away: {why}")

    def _ready(self, event: int, deadline: float) -> int:
        """Wait for an event; what was found, 0 for nothing. Raises PrinterGone when it will never come."""
        watch = select.poll()
        watch.register(self.number, event)
        found = dict(watch.poll(int(left(deadline) * 1000))).get(self.number, 0)
        if found & select.POLLNVAL:
            raise self.gone("it was closed")
        if found & (select.POLLHUP | select.POLLERR) and not found & event:
            raise self.gone(PULLED_OUT)
        return found
