"""How fast a call reaches the last of many screens, beside a bare broadcast of the same size, and what screens cost."""

import statistics
from pathlib import Path

import psutil
import pytest

from server.engine import raise_file_limit
from tests.bench.load import Client, Screens
from tests.bench.test_touches import durable_commit
from tests.processes import Server, process, server

ROUNDS = 25
MOST_MEMORY = 130  # MB with 100 screens


def calls(running: Server, screens: Screens) -> list[float]:
    """Times (ms) from the press on a counter's key until the last screen has the moment."""
    kiosk, staff = Client(running.port), Client(running.port)
    taker, caller = ({"Authorization": f"Bearer {running.token(who)}"} for who in ("kiosk", "staff"))
    times = []
    for _ in range(ROUNDS):
        assert kiosk.post("/api/v1/tickets", {"service": "HT"}, taker)[0] == 201
        screens.quiet()
        times.append(screens.next_moment(lambda: staff.post("/api/v1/counters/2/next", {}, caller)) * 1000)
        staff.post("/api/v1/counters/2/finish", {}, caller)
        screens.quiet()
    return times


def shouts(port: int, screens: Screens, moment: object) -> list[float]:
    """The same for a bare broadcast."""
    client = Client(port)
    times = []
    for _ in range(ROUNDS):
        screens.quiet()
        times.append(screens.next_moment(lambda: client.post("/shout", moment)) * 1000)
    return times


MOMENT = {
    "at": 12345,
    "kind": "call",
    "ticket": {"id": "20261121-A045", "label": "A045", "service": "HT"},
    "counter": 2,
    "say": {"vi": [f"/clips/{'0123456789abcdef' * 2}.wav"] * 3},
}


@pytest.mark.parametrize("count", [100, 500])
def test_a_call_beside_a_bare_broadcast(tmp_path: Path, count: int) -> None:
    raise_file_limit()
    commit = durable_commit(tmp_path)
    with (
        server(tmp_path / "ours") as ours,
        process("-m", "tests.bench.bare", "--database", str(tmp_path / "b.db")) as (
            _,
            line,
        ),
    ):
        port = int(line)
        ratios = []
        for _ in range(3):
            # One hall at a time: screens that nobody reads are hung up on after ten seconds.
            with Screens(port, count, None) as screens:
                plain = statistics.median(shouts(port, screens, MOMENT))
            with Screens(ours.port, count, ours.token("board")) as screens:
                called = statistics.median(calls(ours, screens))
                memory = psutil.Process(ours.pid).memory_info().rss / 1e6
            ratios.append(called / plain)
            print(f"\n{count} screens: bare {plain:.1f} ms, a call {called:.1f} ms (commit {commit:.2f} ms)")
    print(f"ratio {sorted(ratios)[1]:.2f} (<= 1.3), memory {memory:.0f} MB")
    assert sorted(ratios)[1] <= 1.3
    if count == 100:
        assert memory <= MOST_MEMORY
