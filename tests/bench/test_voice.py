"""What a bank in the making costs the event loop, beside the same server without one, at the same time."""

import json
import os
import signal
import statistics
import threading
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.load import Client
from tests.processes import Server, server
from tests.waiting import eventually

SECONDS = 20
TOUCHES = 10
"""A second: a full hall."""
MOST = 50.0
"""Milliseconds for which speech may hold the loop."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """Late beats in milliseconds: by the wall, what of that something held the loop, and what it was computing."""

    beats: int
    wall: list[float]
    held: list[float]
    busy: list[float]

    @property
    def longest(self) -> float:
        return max(self.held, default=0.0)

    @property
    def stalls(self) -> int:
        return sum(held > MOST for held in self.held)

    def __str__(self) -> str:
        worst, middle = max(self.wall, default=0.0), statistics.median(self.wall or [0.0])
        return (
            f"{self.beats:6} beats, {len(self.wall):4} late (median {middle:3.0f} ms, worst {worst:6.1f} ms); "
            f"held at most {self.longest:5.1f} ms, {self.stalls} times beyond {MOST:.0f} ms; "
            f"computing at most {max(self.busy, default=0.0):5.1f} ms"
        )


def pulse(log: Path, since: int) -> Pulse:
    """What the pulse has noted after its first `since` lines."""
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()[since:]]
    late = [each for line in lines for each in line["late"]]
    wall, held, busy = ([each[n] for each in late] for n in range(3))
    return Pulse(sum(line["beats"] for line in lines), wall, held, busy)


def visitors(running: Server, ended: threading.Event) -> None:
    """A full hall: tickets are taken and called, evenly, until the end."""
    kiosk, staff = Client(running.port), Client(running.port)
    taker, caller = ({"Authorization": f"Bearer {running.token(who)}"} for who in ("kiosk", "staff"))
    turn = 0
    while not ended.wait(2 / TOUCHES):
        turn += 1
        kiosk.post("/api/v1/tickets", {"service": "HT"}, taker)
        staff.post(f"/api/v1/counters/{turn % 8 + 1}/next", {"finish": True}, caller)


def bank(running: Server) -> int:
    """How many clips there are."""
    return sum(name.endswith(".wav") for name in os.listdir(running.data / "clips"))


def worker_of(running: Server) -> int:
    """The speech worker's process id."""
    children = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text(encoding="ascii").split()
    return int(next(pid for pid in children if b"display.speech" in Path(f"/proc/{pid}/cmdline").read_bytes()))


def test_a_bank_in_the_making_never_holds_the_loop(tmp_path: Path) -> None:
    """The same hall twice, at the same time, so that both feel the worker's hunger for the processor.

    What differs is only what the bank does inside the server. In the middle the worker is killed: starting the next
    one is part of the bargain.
    """
    logs = {name: tmp_path / f"{name}.log" for name in ("without", "with")}

    def start(name: str, bank: str) -> AbstractContextManager[Server]:
        return server(tmp_path / name, entry=("-m", "tests.bench.pulse", str(logs[name])), MOISO_BANK=bank)

    ended = threading.Event()
    with start("without", "off") as without, start("with", "on") as building:
        eventually(lambda: bank(building) > 5, "the bank")
        halls = [threading.Thread(target=visitors, args=(each, ended)) for each in (without, building)]
        for hall in halls:
            hall.start()
        time.sleep(1.5)  # both halls are warm
        since = {name: len(log.read_text(encoding="utf-8").splitlines()) for name, log in logs.items()}
        before = bank(building)
        time.sleep(SECONDS / 2)
        os.kill(worker_of(building), signal.SIGKILL)
        time.sleep(SECONDS / 2)
        made = bank(building) - before
        ended.set()
        for hall in halls:
            hall.join()
        plain, speaking = (pulse(logs[name], since[name]) for name in ("without", "with"))
    print(f"\n{made} clips made in {SECONDS} s\n  without {plain}\n  with    {speaking}")
    assert made > 5, "a bank was being made all the time"
    assert plain.beats > 200
    assert speaking.beats > 200
    assert max(speaking.busy, default=0.0) <= MOST
    # What is not computing is waiting: for the disk, in both. On a quiet machine the first bound counts.
    assert speaking.longest <= max(MOST, 4 * plain.longest)
    assert speaking.stalls <= 2 * plain.stalls + 3
