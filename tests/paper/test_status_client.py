"""receiptio, a status client by others, agrees with the emulated printer in every fault.

It talks to port 9100 only, so every printer gets a loopback address of its own (127.x.y.z); a test run beside this one
gets others. Windows and Linux answer on all of them.
"""

import contextlib
import itertools
import json
import random
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from printers.emulator import Emulator
from printers.switches import Changes
from tests.paper.conftest import GENEROUS
from tests.paper.node import run_script

PORT = 9100
STATES: dict[str, tuple[Changes, str]] = {
    "ready": ({}, "online"),
    "near end": ({"paper": "near_end"}, "online"),
    "paper out": ({"paper": "out"}, "paperempty"),
    "cover open": ({"cover_open": True}, "coveropen"),
    "cover open without paper": ({"cover_open": True, "paper": "out"}, "coveropen"),
    "cutter": ({"cutter_fault": True}, "error"),
    "cutter without paper": ({"cutter_fault": True, "paper": "out"}, "paperempty"),
    "slow line": ({"bytes_per_s": 2000}, "online"),
    "mute": ({"mute": True}, "offline"),
    "stalled": ({"stalled": True}, "offline"),
    "no power": ({"power": False}, "disconnect"),
}
RECEIPT = "Mời số\n" + "\n".join(f"line {number} | 1" for number in range(12))
JOBS: dict[str, tuple[Changes, str]] = {
    "prints": ({}, "success"),
    "prints at its pace": ({"mm_per_s": 150}, "success"),
    "paper ends": ({"rows_left": 60}, "paperempty"),
    "no paper": ({"paper": "out"}, "paperempty"),
    "open": ({"cover_open": True}, "coveropen"),
    "jammed": ({"cutter_fault": True}, "error"),
    "off": ({"power": False}, "disconnect"),
}


@pytest.fixture(scope="module")
def addresses() -> Iterator[str]:
    """Addresses of this machine, never the same one twice."""
    chance = random.Random()
    return (
        f"127.{chance.randint(1, 254)}.{chance.randint(0, 255)}.{chance.randint(1, 254)}" for _ in itertools.count()
    )


@contextlib.contextmanager
def printers(
    states: dict[str, tuple[Changes, str]], addresses: Iterator[str], folder: Path
) -> Iterator[dict[str, Emulator]]:
    """A printer for every state, each at an address of its own."""
    with ExitStack() as stack:
        found = {}
        for name, (changes, _) in states.items():
            found[name] = stack.enter_context(at_free_address(addresses, folder / name))
            found[name].set(**changes)
        yield found


def at_free_address(addresses: Iterator[str], folder: Path) -> Emulator:
    """A printer at port 9100 of an address where nobody else has it."""
    for _ in range(20):
        with contextlib.suppress(OSError):
            return Emulator(folder, PORT, host=next(addresses))
    raise AssertionError("no loopback address with a free port 9100 in twenty tries")


def test_it_says_of_every_state_what_an_epson_printer_would_say(addresses: Iterator[str], tmp_path: Path) -> None:
    with printers(STATES, addresses, tmp_path) as standing:
        asked = [{"name": name, "host": printer.host} for name, printer in standing.items()]
        # whoever says nothing sensible is waited for, twelve seconds, so all that takes so long is done at once
        noisy = at_free_address(addresses, tmp_path / "noise")
        noisy.set(garbage=True)
        with noisy:
            asked.append({"name": "noise", "host": noisy.host, "print": RECEIPT})
            said = json.loads(run_script("status.js", json.dumps(asked)))
    assert said.pop("noise") != "success"
    assert said == {name: expected for name, (_, expected) in STATES.items()}


def test_a_foreign_job_ends_as_it_says(addresses: Iterator[str], tmp_path: Path) -> None:
    with printers(JOBS, addresses, tmp_path) as standing:
        asked = [{"name": name, "host": printer.host, "print": RECEIPT} for name, printer in standing.items()]
        said = json.loads(run_script("status.js", json.dumps(asked)))
        assert said == {name: expected for name, (_, expected) in JOBS.items()}
        for name, printer in standing.items():
            assert bool(printer.tickets) == (said[name] == "success"), name
        # what has been sent comes out with the paper, even though nobody waits for it any more
        ended = standing["paper ends"]
        ended.set(paper="ok")
        assert ended.wait_for(lambda: ended.rows_printed > 60 or bool(ended.tickets), GENEROUS)
