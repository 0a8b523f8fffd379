"""The agent's eye on its printer: how it was when last seen, and when to look again."""

import logging

from printers.link import PrinterReport
from printers.press import Clock, Press
from printers.status import OFFLINE, PrinterState
from printers.telemetry import Telemetry

log = logging.getLogger(__name__)

LOOK_EVERY = 5.0
"""Seconds after which an idle printer is asked how it is."""

LOOK_AGAIN = 1.0
"""The same for a printer in trouble: somebody is just putting paper in, and somebody else waits for a ticket."""


class Eye:
    """Sees one printer: by looking at it, and by what is heard from it while it prints."""

    def __init__(self, press: Press, telemetry: Telemetry, clock: Clock) -> None:
        self._press, self._telemetry, self._clock = press, telemetry, clock
        self._state: PrinterState = OFFLINE
        self._seen: float | None = None
        self._left = telemetry.tickets_left()

    @property
    def every(self) -> float:
        """Seconds between two looks."""
        return LOOK_EVERY if self._state.code == "ready" else LOOK_AGAIN

    def look(self) -> None:
        """Ask the printer how it is, if that is due."""
        if self._seen is None or self._clock() - self._seen >= self.every:
            self.saw(self._press.look())

    def saw(self, state: PrinterState) -> None:
        """This is how it is now."""
        if self._seen is None or state.code != self._state.code:
            log.info("printer %s is %s", self._telemetry.name, state.code)
        self._state, self._seen = state, self._clock()
        if self._telemetry.saw(state, self._seen):
            log.info("printer %s has a new roll of paper", self._telemetry.name)
        self._left = self._telemetry.tickets_left()

    def used(self, mm: float) -> None:
        """So much paper came out."""
        self._telemetry.used(mm)
        self._left = self._telemetry.tickets_left()

    def report(self, state: PrinterState | None = None) -> PrinterReport:
        """What the server is told of it, as last seen or as it is heard just now."""
        return self._telemetry.report(state or self._state, self._left)
