"""Large tables are checked in a process of their own: not a thread, which would hold the interpreter of the calls.

A child is waited for without stopping the loop under every engine: `subprocess` is cooperative after the patch.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from server.catalogue.checking import Verdict, verdict

ROOT = Path(__file__).resolve().parents[2]
LIGHT = 8_000  # bytes of a text that costs less to check than a process costs to start
DEADLINE = 50.0  # s; a table up to the bounds takes some seconds on an old mini-PC, and the page waits a minute
_turn = threading.BoundedSemaphore(1)  # processors are few, and whoever imports is one


class Unchecked(Exception):
    """The child has not answered; the reason is the last line of what it said, or `late`."""


def checked(centre: bytes, table: bytes, lang: str, aside: Callable[..., Any]) -> Verdict:
    """The verdict on a table. `aside` runs what is light without stopping the loop. Raises Unchecked."""
    if len(table) <= LIGHT and not table.startswith(b"PK"):
        return cast(Verdict, aside(verdict, centre, table, lang))
    command = [sys.executable, "-m", "server.catalogue.checking", lang, str(len(centre))]
    with _turn:
        try:
            child = subprocess.run(command, input=centre + table, capture_output=True, timeout=DEADLINE, cwd=ROOT)
        except Exception as trouble:  # an engine's copy of subprocess has a TimeoutExpired of its own
            raise Unchecked("late") from trouble
    if child.returncode != 0:
        said = child.stderr.decode("utf-8", "replace").strip().splitlines()
        raise Unchecked(said[-1] if said else "broken")
    return Verdict(**json.loads(child.stdout))
