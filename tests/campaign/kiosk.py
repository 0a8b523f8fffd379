"""A simulated kiosk: it touches until it is answered, and writes down on disk what it was promised."""

import json
import os
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.processes import Server
from tests.waiting import eventually

SERVICES = ("HT", "CT", "DD", "XD", "KD", "XH", "CU")


@dataclass(frozen=True, slots=True)
class Promise:
    """An acknowledged ticket, and when (seconds since the epoch)."""

    ticket: str
    label: str
    at: float


class Kiosk:
    """Takes tickets at a server; every acknowledged one is in `log` before the next touch."""

    def __init__(self, server: Server, log: Path) -> None:
        self._server, self._path = server, log
        self._log: IO[str] = log.open("a", encoding="utf-8")

    def take(self, service: str = "HT") -> Promise:
        """One touch, with one key, repeated until it is answered."""
        key = uuid.uuid4().hex

        def touch() -> dict[str, str] | None:
            try:
                status, answer = self._server.ask("POST", "/api/v1/tickets", "kiosk", {"service": service}, key)
            except OSError:
                return None
            return answer if status in (200, 201) else None

        ticket = eventually(touch, "the answer to a touch") or {}
        promise = Promise(ticket["id"], ticket["label"], time.time())
        self._log.write(json.dumps([promise.ticket, promise.label, promise.at]) + "\n")
        self._log.flush()
        os.fsync(self._log.fileno())
        return promise

    def promises(self) -> list[Promise]:
        """Everything that was ever promised here, read back from the disk."""
        return [Promise(*json.loads(line)) for line in self._path.read_text(encoding="utf-8").splitlines()]

    def close(self) -> None:
        """Close the log."""
        self._log.close()
