"""Pictures of tickets, made by what prints them, in a process of their own: no picture library is loaded here.

A child is waited for without stopping the loop under every engine: `subprocess` is cooperative after the patch. (Real
threads are not the way: gevent watches children from its main loop only.)
"""

import base64
import json
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
DEADLINE = 15.0  # s; a drawing takes half a second on an old mini-PC, and nobody waits longer for a preview
LEFT_OUT = "left out: "  # how `printers.draw` begins to say what found no room
_turns = threading.BoundedSemaphore(2)  # pages may be many, processors are few


class Undrawn(Exception):
    """No picture came; `reason` is the last line of what the child said, or `late`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Picture:
    """A ticket as a PNG, and names of the parts that found no room on the paper."""

    png: bytes
    left_out: tuple[str, ...]


def ticket_picture(slip: Mapping[str, Any], width: int, logo: bytes | None) -> Picture:
    """The slip on paper of this width (dots)."""
    given = {"slip": slip, "logo": base64.b64encode(logo).decode() if logo else None}
    made, said = _made("printers.draw", json.dumps(given).encode(), "--width", str(width))
    lines = [line.removeprefix(LEFT_OUT) for line in said if line.startswith(LEFT_OUT)]
    return Picture(made, tuple(name for line in lines for name in line.split(", ")))


def undrawable(texts: Sequence[str]) -> list[str]:
    """For each text its letters that the paper's typeface lacks, as one text."""
    made, _ = _made("printers.draw", json.dumps(list(texts)).encode(), "--letters")
    return [str(letters) for letters in json.loads(made)]


def logo_picture(png: bytes) -> bytes:
    """The logo as it is printed, a PNG; Undrawn with `not_png`, `too_large`, `broken` or `blank`."""
    return _made("printers.logo", png)[0]


def _made(module: str, given: bytes, *options: str) -> tuple[bytes, list[str]]:
    """What the child makes of it, and the lines it says besides."""
    with _turns:
        try:
            child = subprocess.run(
                [sys.executable, "-m", module, *options], input=given, capture_output=True, timeout=DEADLINE, cwd=ROOT
            )
        except Exception as trouble:  # an engine's copy of subprocess has a TimeoutExpired of its own
            raise Undrawn("late") from trouble
    said = child.stderr.decode("utf-8", "replace").strip().splitlines()
    if child.returncode != 0 or not child.stdout:
        raise Undrawn(said[-1] if said else "broken")
    return child.stdout, said
