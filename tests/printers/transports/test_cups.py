"""CUPS by its commands: small programs of the same names in a folder of our own stand in for them."""

import json
import os
import sys
import time
from pathlib import Path

import pytest

from printers.transports import CupsTransport, HandOverUnclear, PrinterBusy, PrinterGone
from printers.transports.base import LIFE
from tests.printers.fakes import Clock
from tests.printers.transports.deadlines import soon

pytestmark = pytest.mark.skipif(os.name != "posix", reason="programs with a #! line")

IDLE = "printer POS is idle.  enabled since Sat 21 Nov 2026\nPOS accepting requests since Sat 21 Nov 2026\n"
ID = "request id is POS-17 (0 file(s))\n"
WAITING = "POS-17   moiso   41238   Sat 21 Nov 2026\n"
STAND_IN = """#!{python}
import json, os, pathlib, sys
here = pathlib.Path(__file__).resolve().parent
name = pathlib.Path(__file__).name
said = json.loads((here / "said.json").read_text())[" ".join([name, *sys.argv[1:2]])]
taken = sys.stdin.buffer.read()
note = {{"call": [name, *sys.argv[1:]], "locale": os.environ.get("LC_ALL"), "taken": len(taken)}}
with open(here / "calls.jsonl", "a") as calls:
    calls.write(json.dumps(note) + "\\n")
if name == "lp":
    (here / "job.bin").write_bytes(taken)
if said.get("hang"):
    os.read(os.open(here / "never", os.O_RDONLY), 1)
if said.get("killed"):
    os.kill(os.getpid(), 9)
print(said.get("out", ""), end="")
print(said.get("err", ""), end="", file=sys.stderr)
sys.exit(said.get("code", 0))
"""


class Cups:
    """The stand-ins, and what they were asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: dict[str, dict[str, object]] = {"lpstat -p": {"out": IDLE}, "lpstat -o": {}, "lp -d": {"out": ID}}
        for name in ("lp", "lpstat", "cancel"):
            (folder / name).write_text(STAND_IN.format(python=sys.executable))
            (folder / name).chmod(0o755)
        os.mkfifo(folder / "never")
        self.answer()

    def answer(self, **changes: dict[str, object]) -> None:
        names = {"state": "lpstat -p", "jobs": "lpstat -o", "lp": "lp -d", "cancel": "cancel POS-17"}
        self.said |= {names[name]: said for name, said in changes.items()}
        (self.folder / "said.json").write_text(json.dumps(self.said))

    def cancelled(self) -> list[object]:
        return [call["call"] for call in self.calls() if call["call"][0] == "cancel"]  # type: ignore[index]

    def calls(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in (self.folder / "calls.jsonl").read_text().splitlines()]


@pytest.fixture
def cups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cups:
    monkeypatch.setenv("PATH", str(tmp_path))
    return Cups(tmp_path)


def test_a_whole_job_goes_through_standard_input(cups: Cups) -> None:
    line = CupsTransport("POS")
    line.open(soon())
    job = bytes(range(256)) * 160
    assert line.send(job, soon()) == len(job)
    assert (cups.folder / "job.bin").read_bytes() == job
    assert [call["call"] for call in cups.calls()] == [
        ["lpstat", "-p", "POS", "-a", "POS"],
        ["lpstat", "-o", "POS"],
        ["lp", "-d", "POS", "-o", "raw"],
    ]
    assert {call["locale"] for call in cups.calls()} == {"C"}
    assert line.read(time.monotonic()) == b""
    assert line.pending() == 0
    line.close(soon())


def test_a_name_that_a_shell_would_run_is_only_a_name(cups: Cups) -> None:
    line = CupsTransport("POS;touch${IFS}harm")
    line.open(soon())
    line.send(b"job", soon())
    assert cups.calls()[-1]["call"] == ["lp", "-d", "POS;touch${IFS}harm", "-o", "raw"]
    assert not (cups.folder / "harm").exists()


def test_no_such_queue(cups: Cups) -> None:
    cups.answer(state={"code": 1, "err": 'lpstat: Invalid destination name in list "POS".\n'})
    with pytest.raises(PrinterGone, match=r"no CUPS queue POS: lpstat: Invalid destination"):
        CupsTransport("POS").open(soon())


def test_a_stopped_queue_gets_no_ticket(cups: Cups) -> None:
    """It would print it hours later, when that person has long gone."""
    cups.answer(state={"out": "printer POS disabled since Sat 21 Nov 2026 -\n\tPaused\n"})
    with pytest.raises(PrinterGone, match="cupsenable POS"):
        CupsTransport("POS").open(soon())
    assert len(cups.calls()) == 1


def test_a_queue_with_a_job_waiting_gets_no_second_one(cups: Cups) -> None:
    cups.answer(jobs={"out": WAITING})
    with pytest.raises(PrinterBusy, match="still has a job"):
        CupsTransport("POS").open(soon())


def test_a_queue_that_takes_no_jobs_gets_none(cups: Cups) -> None:
    cups.answer(state={"out": IDLE.replace("POS accepting", "POS not accepting")})
    with pytest.raises(PrinterGone, match="cupsaccept POS"):
        CupsTransport("POS").open(soon())


def test_a_command_that_fails_leaves_it_unclear(cups: Cups) -> None:
    """It may have spooled everything before."""
    cups.answer(lp={"code": 1, "err": "lp: Connection lost.\n"})
    with pytest.raises(HandOverUnclear, match="Connection lost"):
        CupsTransport("POS").send(b"job", soon())


@pytest.mark.parametrize("stopped", [False, True])
def test_a_job_that_waits_longer_than_its_ticket_lives_is_taken_back(stopped: bool, cups: Cups) -> None:
    clock = Clock()
    line = CupsTransport("POS", clock)
    line.open(soon())
    line.send(b"job", soon())
    cups.answer(jobs={"out": WAITING}, cancel={})
    if stopped:
        cups.answer(state={"out": "printer POS disabled since Sat 21 Nov 2026 -\n"})
    clock.now += LIFE - 1
    with pytest.raises(PrinterGone):
        line.open(soon())
    assert not cups.cancelled()
    clock.now += 2
    with pytest.raises(PrinterGone):
        line.open(soon())
    assert cups.cancelled() == [["cancel", "POS-17"]]
    cups.answer(jobs={}, state={"out": IDLE})
    line.open(soon())
    assert len(cups.cancelled()) == 1


def test_jobs_of_others_are_left_alone(cups: Cups) -> None:
    clock = Clock()
    line = CupsTransport("POS", clock)
    line.send(b"job", soon())
    clock.now += 2 * LIFE
    cups.answer(jobs={"out": WAITING.replace("17", "18")}, cancel={})
    with pytest.raises(PrinterBusy):
        line.open(soon())
    assert not cups.cancelled()


def test_a_job_that_cannot_be_taken_back_is_one_that_waits(cups: Cups) -> None:
    clock = Clock()
    line = CupsTransport("POS", clock)
    line.send(b"job", soon())
    clock.now += 2 * LIFE
    cups.answer(jobs={"out": WAITING}, cancel={"code": 1, "err": "cancel: not allowed\n"})
    for tries in (1, 2):
        with pytest.raises(PrinterBusy):
            line.open(soon())
        assert len(cups.cancelled()) == tries


def test_a_job_that_failed_after_it_was_accepted_is_taken_back_at_once(cups: Cups) -> None:
    cups.answer(lp={"out": ID, "code": 1}, cancel={})
    line = CupsTransport("POS")
    with pytest.raises(HandOverUnclear):
        line.send(b"job", soon())
    line.abandon(b"", soon())
    assert cups.cancelled() == [["cancel", "POS-17"]]


def test_a_command_that_is_killed_leaves_it_unclear(cups: Cups) -> None:
    cups.answer(lp={"killed": True})
    with pytest.raises(HandOverUnclear, match="signal 9"):
        CupsTransport("POS").send(b"job", soon())


def test_a_command_that_hangs_is_ended_at_the_deadline(cups: Cups) -> None:
    cups.answer(lp={"hang": True}, state={"hang": True})
    with pytest.raises(HandOverUnclear, match="did not come to an end"):
        CupsTransport("POS").send(b"job", time.monotonic())
    with pytest.raises(PrinterGone, match="does not answer") as caught:
        CupsTransport("POS").open(time.monotonic())
    assert not isinstance(caught.value, HandOverUnclear)


def test_cups_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PrinterGone, match="cups-client"):
        CupsTransport("POS").open(soon())
    with pytest.raises(PrinterGone, match="cups-client"):
        CupsTransport("POS").send(b"job", soon())
    for name in ("lp", "lpstat"):
        (tmp_path / name).write_text("not a program")
        (tmp_path / name).chmod(0o755)
    with pytest.raises(PrinterGone, match="cannot be started"):
        CupsTransport("POS").send(b"job", soon())
    with pytest.raises(PrinterGone, match="cannot be started"):
        CupsTransport("POS").open(soon())
