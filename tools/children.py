"""Server and print agent as child processes: started with a lifeline, logged, watched, ended."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

LOG_LIMIT = 5_000_000
LIFELINE = {"MOISO_LIFELINE": "1", "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}


@dataclass(slots=True)
class Child:
    """One program that must not outlive us.

    Its standard input is a pipe whose other end only we hold (see `config/lifeline.py`); it stays in our process group.
    What it writes goes to `log`, and to our own terminal too when `aloud`.
    """

    name: str
    words: Sequence[str]
    log: Path
    cwd: Path
    env: Mapping[str, str]
    aloud: bool = False
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _pump: threading.Thread | None = field(default=None, init=False)

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_name(self.log.name + ".1"))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                list(self.words),
                cwd=self.cwd,
                env={**self.env, **LIFELINE},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE if self.aloud else log,
                stderr=subprocess.STDOUT,
            )
        if self.aloud and self.process.stdout:
            self._pump = threading.Thread(target=_pump, args=(self.name, self.process.stdout, self.log), daemon=True)
            self._pump.start()

    def code(self) -> int | None:
        """The exit code, or None while it runs; 128 + signal when a signal ended it, as shells say it."""
        code = self.process.poll() if self.process else None
        return code if code is None or code >= 0 else 128 - code

    def last_lines(self, lines: int = 15) -> str:
        if self._pump:
            self._pump.join(timeout=1)
        try:
            with self.log.open("rb") as log:
                log.seek(max(0, log.seek(0, os.SEEK_END) - 20_000))
                text = log.read().decode("utf-8", "replace")
        except OSError:
            return ""
        return "\n".join("    " + line for line in text.splitlines()[-lines:])


def end(children: Sequence[Child], grace: float = 5.0) -> None:
    """Ask all to end, wait together for at most `grace` seconds, then make them."""
    running = [child.process for child in children if child.process and child.code() is None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + grace
    for process in running:
        try:
            process.wait(max(0.05, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    for child in children:
        if child.process and child.process.stdin:
            child.process.stdin.close()


def _pump(name: str, source: IO[bytes], log: Path) -> None:
    with source, log.open("ab") as file:
        for line in source:
            file.write(line)
            file.flush()
            sys.stdout.write(f"{name}: {line.decode('utf-8', 'replace')}")
            sys.stdout.flush()
