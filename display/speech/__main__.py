"""`python -m display.speech --folder DIR`: the speech worker, started by the server's `Announcer`.

The key for the clips' names comes in the environment (MOISO_CLIP_KEY, hex): a command line can be read by everyone.
"""

import argparse
import contextlib
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from display.speech.clips import ClipStore
from display.speech.lanes import Pace
from display.speech.process import KEY
from display.speech.worker import GRACE, Setting, serve

LONGEST_LINE = 1_000_000


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m display.speech", description="Makes the hall's spoken clips.")
    parser.add_argument("--folder", type=Path, required=True, help="where the clips are kept")
    parser.add_argument("--recordings", type=Path, required=True, help="where people's recordings lie")
    parser.add_argument("--voices", type=Path, required=True, help="where piper's voices lie")
    parser.add_argument("--gap", type=float, default=1.0, help="seconds between two online requests for calls")
    parser.add_argument("--bank-gap", type=float, default=4.0, help="seconds between two online requests for the bank")
    parser.add_argument("--grace", type=float, default=GRACE, help="seconds for what is begun when the server ends")
    arguments = parser.parse_args()
    try:
        # Taken out of the environment: the programs that this one starts have no use for the key.
        store = ClipStore(arguments.folder, bytes.fromhex(os.environ.pop(KEY, "")), arguments.voices)
    except ValueError as error:
        parser.error(f"{KEY}: {error}")
    with contextlib.suppress(AttributeError):
        os.nice(10)  # making clips ahead may take a core for minutes; a touch goes first
    # Ctrl-C goes to the whole terminal; this process ends when the server closes its end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    store.sweep(time.time())
    pace = Pace(arguments.gap, arguments.bank_gap)
    setting = Setting(store, arguments.recordings, arguments.voices, pace, arguments.grace)
    serve(_lines(), _Answers(), setting)
    return 0


def _lines() -> Iterator[bytes]:
    try:
        while line := sys.stdin.buffer.readline(LONGEST_LINE):
            yield line
    except ConnectionError:
        return  # the server died with answers unread


class _Answers:
    """Writes answers to what was standard output, and sends whatever a library may print to standard error."""

    def __init__(self) -> None:
        self._out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        self._lock = threading.Lock()

    def __call__(self, answer: dict[str, Any]) -> None:
        with self._lock:
            try:
                self._out.write(json.dumps(answer).encode() + b"\n")
                self._out.flush()
            except OSError:
                pass  # nobody listens any more; the clip is made all the same


if __name__ == "__main__":
    sys.exit(main())
