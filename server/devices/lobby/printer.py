"""The demo's printer without paper, watched and broken from the start page.

The agent that runs it says in its folder where it is controlled. It answers at once or not at all, so it is asked with
a short deadline and never twice; the sockets are the standard library's, which every engine of the server makes its
own.
"""

import http.client
import json
from pathlib import Path
from typing import Any

HOST = "127.0.0.1"
PLACE = "emulator.json"
DEADLINE = 1.0
"""Seconds for each step of a question."""

LONGEST = 20_000
"""Bytes of an answer that are read."""


class NoPrinter(Exception):
    """There is no such printer here, or not any more."""


class PrinterBusy(Exception):
    """It is there and does not answer."""


def control_port(folder: Path) -> int:
    """Where the printer of this folder is controlled. Raises NoPrinter when no agent has said so."""
    try:
        port = json.loads((folder / PLACE).read_text(encoding="utf-8"))["control"]
    except (OSError, ValueError, KeyError, TypeError) as nowhere:
        raise NoPrinter from nowhere
    if not isinstance(port, int) or not 0 < port < 65536:
        raise NoPrinter
    return port


def ask(folder: Path, switches: Any = None) -> tuple[int, dict[str, Any]]:
    """How the printer stands, after turning `switches` if there are any: the printer's own status and answer.

    Raises NoPrinter and PrinterBusy.
    """
    line = http.client.HTTPConnection(HOST, control_port(folder), timeout=DEADLINE)
    try:
        if switches is None:
            line.request("GET", "/")
        else:
            line.request("POST", "/", json.dumps(switches), {"Content-Type": "application/json"})
        answer = line.getresponse()
        said = json.loads(answer.read(LONGEST))
    except TimeoutError as late:
        raise PrinterBusy from late
    except (OSError, http.client.HTTPException, ValueError) as gone:
        raise NoPrinter from gone
    finally:
        line.close()
    return answer.status, said if isinstance(said, dict) else {}
