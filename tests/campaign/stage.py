"""Everything a campaign needs, each a process of its own: server, printer, agent; and lines between them to break."""

import contextlib
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from PIL import Image

from printers.escpos_job import RESYNC, quiet_picture
from printers.paper import draw
from printers.slip import from_dict
from tests.campaign.judge import Evidence, Paper, Taken
from tests.campaign.kiosk import Kiosk, Promise
from tests.campaign.strips import Key, Lookout
from tests.campaign.wire import HOST, Wire
from tests.processes import ROOT, Server, process, server
from tests.waiting import eventually

SETTLED = frozenset({"printed", "unknown", "expired", "cancelled", "sent_unconfirmed"})
ANSWER, RECOVERY = 2.0, 20.0
"""The agent's patience in seconds, shorter than in an office: a campaign has no time to lose."""

LIFE = 180.0
"""Seconds after a touch in which a ticket may be printed: the promise, whatever the server's book says."""


class Printer:
    """The emulated printer, from outside."""

    def __init__(self, port: int, control: str, folder: Path) -> None:
        self.port, self.folder = port, folder
        self._control = control
        self._session = requests.Session()
        self._session.trust_env = False

    def set(self, **switches: Any) -> None:
        """Turn switches."""
        self._session.post(self._control, json=switches, timeout=10).raise_for_status()

    def look(self) -> dict[str, Any]:
        """How it stands."""
        answer: dict[str, Any] = self._session.get(self._control, timeout=10).json()
        return answer

    def heal(self) -> None:
        """Power, paper, cover and knife as they should be."""
        self.set(power=True, paper="ok", cover_open=False, cutter_fault=False, rows_left=None)

    def tear_off(self) -> None:
        """What a hand does in the end: feed, and cut off what still hangs in the printer."""
        with socket.create_connection((HOST, self.port), timeout=10) as line:
            line.sendall(RESYNC + b"\x10\x04\x01")
            line.recv(1)
            line.shutdown(socket.SHUT_WR)
            while line.recv(4096):
                pass

    def strips(self) -> list[Path]:
        """All paper that was ever cut, in order."""
        return sorted(self.folder.glob("ticket-*.png"))


@dataclass
class Agent:
    """A print agent that can be killed and started again. `entry` is `-m printers` or a planted bug."""

    arguments: Sequence[str]
    log: Path
    entry: Sequence[str] = ("-m", "printers")
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *self.entry, "agent", *self.arguments],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=os.environ | {"PYTHONUNBUFFERED": "1"},
            )

    def kill(self) -> None:
        """`kill -9`."""
        self._end(signal.SIGKILL)

    def forget(self) -> None:
        """Empty its folder, but for the log."""
        for path in self.log.parent.glob("print-agent.sqlite*"):
            path.unlink()

    def stop(self) -> None:
        """Politely; a ticket in hand is finished."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        self.process.send_signal(how)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None


@dataclass
class Stage:
    """All of it. `wire` lies between agent and printer, `web` between agent and server."""

    server: Server
    printer: Printer
    wire: Wire
    web: Wire
    kiosk: Kiosk
    folder: Path
    life: float = LIFE
    slack: float = RECOVERY
    _seen: int = 0
    _begun: float = 0.0

    def agent(self, name: str, entry: Sequence[str] = ("-m", "printers"), answer: float = ANSWER) -> Agent:
        """An agent with a data folder of its own, not yet started; `answer` is its patience with a silent printer."""
        data = self.folder / name
        data.mkdir()
        arguments = [
            "--server", f"http://{HOST}:{self.web.port}", "--access", str(self.server.data / "demo-access.json"),
            "--printer", f"network://{HOST}:{self.wire.port}", "--data", str(data),
            "--answer", str(answer), "--recovery", str(RECOVERY),
        ]  # fmt: skip
        return Agent(arguments, data / "log", entry)

    def heal(self) -> None:
        """Everything works again."""
        self.printer.heal()
        self.wire.heal()
        self.web.heal()

    def shown(self, promise: Promise) -> str:
        """What people are told of the ticket's paper."""
        status, answer = self.server.ask("GET", f"/api/v1/tickets/{promise.ticket}", "kiosk")
        return str(answer["print"]["state"]) if status == 200 else f"error {status}"

    def wait_settled(self, promises: Sequence[Promise], patience: float = 90.0) -> None:
        """Until nothing more will happen to the papers of these tickets, or patience ends: the judge will tell."""
        left = list(promises)

        def settled() -> bool:
            left[:] = [promise for promise in left if self.shown(promise) not in SETTLED]
            return not left

        with contextlib.suppress(AssertionError):
            eventually(settled, "the end of all papers", patience)

    # --- evidence ---

    def begin(self) -> None:
        """Evidence counts from here."""
        self._seen, self._begun = len(self.printer.strips()), time.time()

    def promises(self) -> list[Promise]:
        """All tickets taken since `begin`."""
        return [promise for promise in self.kiosk.promises() if promise.at >= self._begun]

    def evidence(self) -> Evidence:
        """What all witnesses say since `begin`. Agents must have ended."""
        self.printer.tear_off()
        promises = self.promises()
        tickets = {promise.ticket: promise for promise in promises}
        papers, pictures = self._book(tickets)
        lookout = Lookout(pictures)
        return Evidence(
            taken=[Taken(promise.ticket, promise.label) for promise in promises],
            strips=[lookout.recognise(path) for path in self.printer.strips()[self._seen :]],
            papers=papers,
            shown={promise.ticket: self.shown(promise) for promise in promises},
            slack=self.slack,
        )

    def _book(self, tickets: dict[str, Promise]) -> tuple[list[Paper], dict[Key, Image.Image]]:
        """The server's book, and the pictures its papers should have become."""
        with contextlib.closing(sqlite3.connect(f"file:{self.server.data}/moiso.db?mode=ro", uri=True)) as book:
            jobs = book.execute("SELECT ticket, copy, state, slip FROM print_job ORDER BY ticket, copy").fetchall()
            attempts = book.execute("SELECT ticket, copy, outcome FROM print_attempt ORDER BY leased_at").fetchall()
        papers, pictures = [], {}
        for ticket, copy, state, text in jobs:
            if (promise := tickets.get(ticket)) is None:
                continue
            slip = from_dict(json.loads(text))
            outcomes = tuple(str(how) for of, which, how in attempts if (of, which) == (ticket, copy))
            papers.append(Paper(ticket, copy, state, slip.label, slip.copy_mark, promise.at + self.life, outcomes))
            pictures[ticket, copy] = quiet_picture(draw(slip))
        return papers, pictures


@contextmanager
def stage(
    folder: Path, mm_per_s: float, life: float = LIFE, server_entry: Sequence[str] = ("-m", "server")
) -> Iterator[Stage]:
    """A server with its demo centre, an emulated printer and the lines between; no agent yet."""
    emulate = ("-m", "printers", "emulate", "--port", "0", "--control", "0", "--folder", str(folder / "paper"))
    with (
        process(*emulate, "--speed", str(mm_per_s), "--keep", "100000") as (_, line),
        server(folder / "office", entry=server_entry, MOISO_VOICE="off") as office,
    ):
        found = re.search(r"network://[^:]+:(\d+), control at (http://\S+?),", line)
        assert found is not None, line
        printer = Printer(int(found[1]), found[2] + "/", folder / "paper")
        kiosk = Kiosk(office, folder / "kiosk.log")
        with Wire(printer.port) as wire, Wire(office.port) as web:
            yield Stage(office, printer, wire, web, kiosk, folder, life)
        kiosk.close()
