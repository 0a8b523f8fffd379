"""Telling the server how the ticket in hand is getting on, from a thread of its own: a server that is slow, or away,
never keeps the agent from listening to the printer.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from printers.link import Attempt, NotOurs, PrinterReport
from printers.web import LinkError

log = logging.getLogger(__name__)

EVERY = 3.0
"""Seconds after which the server hears the same again: it gives the ticket up when it hears nothing for 30."""

PAUSE = 1.0
"""Seconds before another try at a server that could not be told."""

LAST_WORD = 1.0
"""Seconds a report that is under way may take at the end."""

Tell = Callable[[Attempt, str, str, PrinterReport], None]
"""(attempt, `sending` or `stuck`, detail, printer) to the server. Raises LinkError."""


@dataclass(frozen=True, slots=True)
class News:
    """One attempt as it stands: under way, or stopped for the reason in `detail`."""

    attempt: Attempt
    state: Literal["sending", "stuck"]
    detail: str
    printer: PrinterReport


class Schedule:
    """When which news is due: a change at once, the same every `EVERY` seconds, and only if it was heard again.

    Whoever hangs while printing says nothing more, so nobody renews the ticket's lease in its name.
    """

    def __init__(self) -> None:
        self.news: News | None = None
        self._told: News | None = None
        self._closed: Attempt | None = None
        self._next = 0.0

    def heard(self, news: News, now: float) -> None:
        """The newest, also when it is the same again."""
        if self.news is None or news.attempt != self.news.attempt:
            self._told, self._next = None, now
        self.news = news

    def ended(self) -> None:
        """Nothing is in hand any more."""
        self.news = None

    def seconds(self, now: float) -> float | None:
        """In how many seconds `news` is due; None when it is not, whatever the time."""
        if self.news is None or self.news.attempt == self._closed:
            return None
        told = self._told
        if told is not None:
            if (told.state, told.detail) != (self.news.state, self.news.detail):
                return 0.0
            if told is self.news:
                return None
        return max(0.0, self._next - now)

    def told(self, news: News, now: float) -> None:
        """The server has it."""
        if self._is_in_hand(news):
            self._told, self._next = news, now + EVERY

    def failed(self, news: News, now: float) -> None:
        """The server could not be told: all of it again, a little later."""
        if self._is_in_hand(news):
            self._told, self._next = None, now + PAUSE

    def closed(self, news: News) -> None:
        """The server does not want to hear of this attempt any more."""
        self._closed = news.attempt

    def _is_in_hand(self, news: News) -> bool:
        return self.news is not None and self.news.attempt == news.attempt


class Progress:
    """A thread that tells. Use it as a context manager; `heard` and `ended` never wait for the server."""

    def __init__(self, tell: Tell, clock: Callable[[], float] = time.monotonic) -> None:
        self._tell, self._clock = tell, clock
        self._schedule = Schedule()
        self._changed = threading.Condition()
        self._closing = self._silent = False
        self._thread = threading.Thread(target=self._run, name="progress", daemon=True)

    def __enter__(self) -> "Progress":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._closing = True
            self._changed.notify()
        # whoever closes the connection next must not pull it away from under a report; a slow server waits for nobody
        self._thread.join(LAST_WORD)

    def heard(self, news: News) -> None:
        """How the ticket in hand is just now."""
        with self._changed:
            self._schedule.heard(news, self._clock())
            self._changed.notify()

    def ended(self) -> None:
        """The ticket in hand is over; how it ended is told with the next question for work."""
        with self._changed:
            self._schedule.ended()

    def _run(self) -> None:
        while (news := self._due()) is not None:
            trouble = self._told(news)
            with self._changed:
                now = self._clock()
                if trouble is None:
                    self._schedule.told(news, now)
                elif isinstance(trouble, NotOurs):
                    self._schedule.closed(news)
                else:
                    self._schedule.failed(news, now)

    def _told(self, news: News) -> LinkError | None:
        """Tell; what went wrong, logged once until it works again."""
        try:
            self._tell(news.attempt, news.state, news.detail, news.printer)
        except NotOurs as trouble:
            log.info("nothing more is told of attempt %s: %s", news.attempt, trouble)
            return trouble
        except LinkError as trouble:
            if not self._silent:
                log.warning("progress cannot be told: %s", trouble)
            self._silent = True
            return trouble
        self._silent = False
        return None

    def _due(self) -> News | None:
        """The news to tell next, waited for; None when it is time to end."""
        with self._changed:
            while not self._closing:
                seconds = self._schedule.seconds(self._clock())
                if seconds == 0:
                    return self._schedule.news
                self._changed.wait(seconds)
            return None
