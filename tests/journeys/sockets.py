"""A Socket.IO screen for tests: connects, watches, and waits for what it is told."""

import queue
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import socketio

PATIENCE = 20  # s; only reached when something is wrong


class Watcher:
    """A screen as the server sees it."""

    def __init__(self, url: str, token: str | None) -> None:
        self.client = socketio.Client(reconnection=False)
        self.told: dict[str, queue.Queue[Any]] = {"picture": queue.Queue(), "moment": queue.Queue()}
        for name, line in self.told.items():
            self.client.on(name, line.put)
        self.client.connect(
            url, auth={"token": token} if token else {}, transports=["websocket"], wait_timeout=PATIENCE
        )

    def watch(self, kind: str, name: str) -> dict[str, Any]:
        """The acknowledgement: a picture or a problem."""
        answer: dict[str, Any] = self.client.call("watch", {"kind": kind, "name": name}, timeout=PATIENCE)
        return answer

    def moment(self) -> dict[str, Any]:
        """The next moment."""
        return dict(self.told["moment"].get(timeout=PATIENCE))

    def picture(self, fits: Any) -> dict[str, Any]:
        """The next picture that fits."""
        while True:
            shown = self.told["picture"].get(timeout=PATIENCE)
            if fits(shown):
                return dict(shown)


@contextmanager
def watching(url: str, token: str | None) -> Iterator[Watcher]:
    """A watcher that hangs up at the end."""
    watcher = Watcher(url, token)
    try:
        yield watcher
    finally:
        watcher.client.disconnect()
