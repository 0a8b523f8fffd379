"""How fast a touch is answered, beside a bare Flask view that makes one durable transaction on the same engine."""

import json
import sqlite3
import statistics
import time
from pathlib import Path

from sqlalchemy import insert

from server import tables
from server.store import Store, open_engine
from tests.bench.load import Client, Times, hammer
from tests.processes import Server, process, server

CLIENTS, EACH = 8, 250
HISTORY = 100_000


def touches(running: Server, clients: int, each: int, name: str) -> Times:
    """Tickets taken over several services, each with its own key."""
    services = ["HT", "CT", "DD", "XD", "KD", "XH", "CU", "TRA", "DVC", "HD", "PA"]
    token = running.token("kiosk")

    def press(client: Client, number: int) -> None:
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": f"{name}-{number}"}
        status, answer = client.post("/api/v1/tickets", {"service": services[number % len(services)]}, headers)
        assert status == 201, answer

    return hammer(running.port, clients, each, press)


def presses(running: Server, clients: int, each: int) -> Times:
    """Calls: eight counters finish one visit and call the next, as fast as they are answered."""
    token = running.token("staff")

    def press(client: Client, number: int) -> None:
        path = f"/api/v1/counters/{number // each % 8 + 1}/next"
        status, answer = client.post(path, {"finish": True}, {"Authorization": f"Bearer {token}"})
        assert status in (200, 204), answer

    return hammer(running.port, clients, each, press)


def bare(port: int, clients: int, each: int) -> Times:
    def press(client: Client, _: int) -> None:
        status, answer = client.post("/tickets", {})
        assert status == 201, answer

    return hammer(port, clients, each, press)


def wide_series(data: Path) -> None:
    """The demo's centre with four-digit series, so that a run does not use a day's numbers up."""
    data.mkdir(parents=True, exist_ok=True)
    source = json.loads((Path(__file__).parents[2] / "config" / "demo-centre.json").read_text(encoding="utf-8"))
    for service in source["services"]:
        service["last"] = 9999
    (data / "centre.json").write_text(json.dumps(source), encoding="utf-8")


def add_history(data: Path) -> None:
    """A hundred thousand finished tickets of earlier days, with their journal, paper and touches."""
    store = Store(open_engine(data / "moiso.db"))
    now = time.time_ns() // 1_000_000
    with store.writing() as connection:
        for start in range(0, HISTORY, 5000):
            ids = range(start, start + 5000)
            old = now - 90 * 86_400_000
            connection.execute(insert(tables.ticket), [_old_ticket(n, old) for n in ids])
            connection.execute(
                insert(tables.journal),
                [_old_event(n, old, kind) for n in ids for kind in ("TicketIssued", "VisitFinished")],
            )
            connection.execute(
                insert(tables.touch),
                [{"key": f"old-{n}", "by": "kiosk:kiosk", "asked": "x", "ticket": f"old-{n}", "at": old} for n in ids],
            )
            connection.execute(insert(tables.print_job), [_old_job(n, old) for n in ids])
    store.close()


def _old_ticket(n: int, at: int) -> dict[str, object]:
    row: dict[str, object] = dict.fromkeys(column.name for column in tables.ticket.columns)
    moments = dict.fromkeys(("rank", "issued_at", "since", "called_at", "started_at"), at)
    number = n % 500
    name = {"id": f"old-{n}", "day": f"old-{n // 500}", "label": f"A{number:03d}", "series": "A", "number": number}
    return row | moments | name | {
        "service": "HT", "language": "vi", "phase": "done", "counter": 2, "times": 1, "call_no": number + 1,
        "served_by": "staff:staff",
    }  # fmt: skip


def _old_event(n: int, at: int, kind: str) -> dict[str, object]:
    return {"at": at, "by": "kiosk:kiosk", "kind": kind, "ticket": f"old-{n}", "body": {"ticket": f"old-{n}"}}


def _old_job(n: int, at: int) -> dict[str, object]:
    return {
        "ticket": f"old-{n}",
        "copy": 0,
        "state": "printed",
        "slip": {"label": "A001"},
        "made_at": at,
        "expires_at": at,
        "attempts": 1,
    }


def durable_commit(folder: Path) -> float:
    """Milliseconds of one bare durable commit on this disk: the median of 500."""
    connection = sqlite3.connect(folder / "commit.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE t (n INTEGER)")
    times = []
    for n in range(500):
        begin = time.perf_counter()
        connection.execute("INSERT INTO t VALUES (?)", (n,))
        times.append(time.perf_counter() - begin)
    connection.close()
    return sorted(times)[250] * 1000


def test_a_touch_beside_a_bare_transaction(tmp_path: Path) -> None:
    """Issue rate at 8 clients at least half of the bare view's.

    P99 of a touch at most 50 ms; history costs at most a fifth.
    """
    commit = durable_commit(tmp_path)
    wide_series(tmp_path / "new")
    wide_series(tmp_path / "old")
    with server(tmp_path / "old"):
        pass  # makes the database
    add_history(tmp_path / "old")
    ratios, growths, p99 = [], [], []
    with (
        server(tmp_path / "new", MOISO_VOICE="off") as new,
        server(tmp_path / "old", MOISO_VOICE="off") as old,
        process("-m", "tests.bench.bare", "--database", str(tmp_path / "bare.db")) as (_, line),
    ):
        port = int(line)
        for name in ("warm", "a", "b", "c"):  # in turn, so that a noisy moment of the machine meets all three
            plain = bare(port, CLIENTS, EACH)
            fresh = touches(new, CLIENTS, EACH, name)
            grown = touches(old, CLIENTS, EACH, name)
            single = touches(new, 1, EACH, f"{name}-single")
            called, called_old = (presses(running, CLIENTS, EACH // 5) for running in (new, old))
            print(f"\n{name}: commit {commit:.2f} ms")
            for what, times in (
                ("bare", plain),
                ("ours", fresh),
                ("100k", grown),
                ("one", single),
                ("call", called),
                ("c100k", called_old),
            ):
                print(f"  {what:5}{times}")
            if name != "warm":
                ratios.append(fresh.rate / plain.rate)
                growths += [fresh.rate / grown.rate, called.rate / called_old.rate]
                p99.append(single.at(0.99))
    ratio, growth, slowest = (statistics.median(values) for values in (ratios, growths, p99))
    print(f"ratio to bare {ratio:.2f} (>= 0.5), growth {growth:.2f} (<= 1.2), p99 {slowest:.1f} ms (<= 50)")
    assert ratio >= 0.5
    assert growth <= 1.2
    assert slowest <= 50
