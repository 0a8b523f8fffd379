"""What the measurements of paper have in common: an office with an agent and an emulated printer, all processes of
their own, and a look at what stands still."""

import os
import platform
import re
import select
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.load import Client
from tests.campaign.stage import Agent
from tests.processes import Server, process, server
from tests.waiting import eventually

HOST = "127.0.0.1"


def machine() -> str:
    """Facts without which a number means nothing."""
    load = f", load {os.getloadavg()[0]:.1f} before" if hasattr(os, "getloadavg") else ""
    where = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{os.cpu_count()} processors, {where}{load}"


def share(times: list[float], part: float) -> float:
    """The time below which this part of the times lies."""
    return sorted(times)[min(len(times) - 1, int(len(times) * part))]


@dataclass(frozen=True, slots=True)
class Sent:
    """One ticket on the line: its bytes, and when (perf_counter) the printer gave its mark back, which it does when it
    has taken and worked off all of them."""

    count: int
    at: float


class Tap:
    """A line to the printer that passes everything on and counts.

    A ticket is one connection of more than a hundred bytes: anything less is only a question how the printer is.
    """

    SMALL = 100

    def __init__(self, target: int) -> None:
        self._target = target
        self._listener = socket.create_server((HOST, 0))
        self.port = int(self._listener.getsockname()[1])
        self._changed = threading.Condition()
        self.tickets: list[Sent] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            far = socket.create_connection((HOST, self._target))
            for end in (near, far):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._carry, args=(near, far), daemon=True).start()

    def _carry(self, near: socket.socket, far: socket.socket) -> None:
        """One connection, both ways, until the printer ends it."""
        count, at, ends = 0, 0.0, [near, far]
        with near, far:
            try:
                while far in ends:
                    readable, _, _ = select.select(ends, (), ())
                    if far in readable:
                        if not (data := far.recv(4096)):
                            break
                        at = time.perf_counter()
                        near.sendall(data)
                    if near in readable:
                        data = near.recv(65536)
                        count += len(data)
                        if data:
                            far.sendall(data)
                        else:
                            ends.remove(near)
                            far.shutdown(socket.SHUT_WR)
            except OSError:
                return
        if count > self.SMALL:
            with self._changed:
                self.tickets.append(Sent(count, at))
                self._changed.notify_all()

    def wait_for(self, count: int, seconds: float = 30.0) -> None:
        """Until so many tickets went by. Raises TimeoutError."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self.tickets) >= count, seconds):
                raise TimeoutError(f"{len(self.tickets)} of {count} tickets")

    def close(self) -> None:
        """Take no more lines."""
        self._listener.close()


@dataclass(frozen=True, slots=True)
class Room:
    """An office at work. `control` is where the printer can be broken."""

    office: Server
    tap: Tap
    control: str

    def take(self, client: Client, number: int) -> str:
        """One touch; the ticket's id."""
        headers = {"Authorization": f"Bearer {self.office.token('kiosk')}", "Idempotency-Key": f"paper-{number}"}
        status, answer = client.post("/api/v1/tickets", {"service": SERVICES[number % len(SERVICES)]}, headers)
        assert status == 201, answer
        found = re.search(rb'"id":\s*"([^"]+)"', answer)
        assert found is not None
        return found[1].decode()

    def state(self, ticket: str) -> str:
        """What people are told of its paper."""
        return str(self.office.ask("GET", f"/api/v1/tickets/{ticket}", "kiosk")[1]["print"]["state"])


SERVICES = ("HT", "CT", "DD", "XD", "KD", "XH", "CU")


@contextmanager
def room(folder: Path, mm_per_s: float) -> Iterator[Room]:
    """Server, agent and printer, ready to print."""
    emulate = ("-m", "printers", "emulate", "--port", "0", "--control", "0", "--folder", str(folder / "paper"))
    with (
        process(*emulate, "--speed", str(mm_per_s)) as (_, line),
        server(folder / "office", MOISO_VOICE="off") as office,
    ):
        found = re.search(r"network://[^:]+:(\d+), control at (http://\S+?),", line)
        assert found is not None, line
        tap = Tap(int(found[1]))
        arguments = ("--server", office.url, "--access", str(office.data / "demo-access.json"))
        printer = ("--printer", f"network://{HOST}:{tap.port}", "--data", str(folder / "agent"))
        agent = Agent([*arguments, *printer], folder / "agent.log")
        agent.start()
        try:
            here = Room(office, tap, found[2] + "/")
            _until_it_prints(here)
            yield here
        finally:
            agent.stop()
            tap.close()


def _until_it_prints(here: Room) -> None:
    """The first ticket, which also brings everything into memory."""
    ticket = here.take(Client(here.office.port), 0)
    eventually(lambda: here.state(ticket) == "printed", "the first ticket")


def patiently(until: Callable[[], bool], every: float = 0.004, seconds: float = 30.0) -> float:
    """The moment (perf_counter) when something became true."""
    limit, nothing = time.monotonic() + seconds, threading.Event()
    while not until():
        if time.monotonic() > limit:
            raise TimeoutError
        nothing.wait(every)
    return time.perf_counter()
