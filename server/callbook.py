"""Today's calls in the order they were made.

Read from the journal, and only what is new: the journal stays the one truth, also when another process has written.
"""

import threading

from server import store
from server.rules.calls import Call, DayCalls, call_in
from server.rules.events import DayOpened
from server.store import Connection, Store


class CallBook:
    """The calls of the running day."""

    def __init__(self, rows: Store) -> None:
        self._rows = rows
        self._at: int | None = None
        self._calls = DayCalls()
        self._lock = threading.Lock()

    def today(self, at: int) -> DayCalls:
        """The calls of the day up to this journal number; the journal is read only when it has gone on."""
        with self._lock:
            if self._at is None or self._at < at:
                self._read()
            return self._calls

    def _read(self) -> None:
        with self._rows.reading() as connection:
            after = store.day_began(connection) if self._at is None else self._at
            for number, event in store.replay(connection, after=after):
                self._at = number
                if isinstance(event, DayOpened):
                    self._calls = DayCalls()
                elif call := call_in(event):
                    self._calls.add(call)


def calls_between(connection: Connection, begins: int, ends: int) -> list[Call]:
    """The calls of another day: from one moment (ms) until before another."""
    entries = store.replay(connection, after=store.before(connection, begins))
    found: list[Call] = []
    for _, event in entries:
        if event.at >= ends:
            break
        if call := call_in(event):
            found.append(call)
    return found
