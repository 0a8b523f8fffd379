"""How the server starts its worker: this Python, this package, the clips' key in the environment."""

import os
import subprocess
import sys
from pathlib import Path

from display.speech.link import Start

KEY = "MOISO_CLIP_KEY"
"""A command line can be read by everyone on the machine, an environment only by its owner."""

ONE_CORE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""A clip is a second of sound: the libraries behind numpy need not seize every core for it."""


def worker_process(clips: Path, key: bytes, recordings: Path, voices: Path) -> Start:
    """Starts `python -m display.speech` on a file descriptor."""
    root = Path(__file__).resolve().parents[2]
    folders = {"--folder": clips, "--recordings": recordings, "--voices": voices}
    options = [str(part) for name, folder in folders.items() for part in (name, folder.absolute())]

    def start(channel: int) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-m", "display.speech", *options],
            stdin=channel,
            stdout=channel,
            cwd=root,
            env={**os.environ, **ONE_CORE, KEY: key.hex()},
        )

    return start
