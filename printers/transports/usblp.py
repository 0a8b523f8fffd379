"""A USB printer on Linux through the kernel's own driver, `/dev/usb/lp0` and its like.

Facts of drivers/usb/class/usblp.c (Linux): one program at a time (EBUSY); a printer in one direction cannot be read
(EINVAL); a non-blocking write hands over at most 8 kB and returns before they are through; closing cancels what is
still on its way, so the last write has to be waited for (poll: writable again).
"""

import contextlib
import os
import time

from printers.transports.base import PrinterGone
from printers.transports.descriptor import ANEW, Descriptor, Opener, opened

GROUP = "lp"
BLOCK = 8192
SETTLE = 0.02
"""Seconds in which an answer left over in the printer reaches the kernel, which asks for it only when it is opened."""


class UsblpTransport:
    """A printer device file: reads and writes without ever waiting longer than asked. Linux only."""

    def __init__(self, path: str, system: Opener = os.open) -> None:
        self.path = path
        self._system = system
        self._device: Descriptor | None = None

    def open(self, deadline: float) -> None:
        """Take the device, for writing only where reading is not allowed, and forget stale answers."""
        self._drop()
        if not hasattr(os, "O_NONBLOCK"):
            raise PrinterGone(
                f"{self.path}: USB device files exist on Linux only; on Windows use windows://PRINTER NAME"
            )
        device = self._take()
        try:
            device.forget(SETTLE if device.hears else 0.0)
        except PrinterGone:
            device.close()
            raise
        self._device = device

    def _take(self) -> Descriptor:
        try:
            return Descriptor(opened(self.path, os.O_RDWR, GROUP, self._system), self.path)
        except PrinterGone as trouble:
            if not isinstance(trouble.__cause__, PermissionError):
                raise
        return Descriptor(opened(self.path, os.O_WRONLY, GROUP, self._system), self.path, hears=False)

    def send(self, data: bytes, deadline: float) -> int:
        """One block, as soon as the one before is through."""
        return self._connected().send(data[:BLOCK], deadline)

    def read(self, deadline: float) -> bytes:
        """What the printer said; a printer in one direction only says nothing."""
        return self._connected().read(deadline)

    def pending(self) -> int:
        """One block, while it is on its way."""
        return BLOCK if self._device is not None and not self._device.has_room() else 0

    def close(self, deadline: float) -> None:
        """Wait for the last block, then let the device go."""
        while self.pending() and time.monotonic() < deadline:
            time.sleep(ANEW)
        self._drop()

    def abandon(self, words: bytes, deadline: float) -> None:
        """Say the words if the printer takes them; closing cancels the block that is still on its way."""
        with contextlib.suppress(PrinterGone):
            if self.send(words, deadline):
                while self.pending() and time.monotonic() < deadline:
                    time.sleep(ANEW)
        self._drop()

    def _connected(self) -> Descriptor:
        if self._device is None:
            raise PrinterGone(f"{self.path} is not open")
        return self._device

    def _drop(self) -> None:
        if self._device is not None:
            self._device.close()
            self._device = None
