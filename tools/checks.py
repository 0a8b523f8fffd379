"""`python3 run.py test`: every check of the project in order, pytest last, so that its summary ends the log."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools import environment
from tools.talk import Talk

REAL_TIME = "tests/ear"  # sound takes the time it takes and leaves the machine idle: it runs beside all others


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    words: Sequence[str]


def steps(python: Path, lint_imports: Path) -> list[Step]:
    """What is run before pytest, in order: the quick ones first."""
    return [
        Step("ruff check", [str(python), "-m", "ruff", "check", "."]),
        Step("ruff format", [str(python), "-m", "ruff", "format", "--check", "."]),
        Step("mypy", [str(python), "-m", "mypy"]),
        Step("lint-imports", [str(lint_imports), "--no-cache"]),
    ]


def everything(root: Path, talk: Talk, browser: str, rest: Sequence[str] = (), keep_going: bool = False) -> int:
    """All checks and tests, or pytest alone with `rest`; gives the first failing step's exit code, 0 if all is well."""
    python = environment.python_in(root / ".venv")
    before = [] if rest else steps(python, environment.script_in(root / ".venv", "lint-imports"))
    first, done = before_pytest(before, root, talk, browser, keep_going)
    if first and not keep_going:
        return first
    if done:
        talk.plain("  ".join(done))
    last = pytest(root, talk, browser, rest) if rest else both(root, talk, browser)
    return first or last


def before_pytest(
    before: Sequence[Step], root: Path, talk: Talk, browser: str, keep_going: bool
) -> tuple[int, list[str]]:
    """Run the steps; gives the first failing exit code (or 0) and one line per step."""
    first, done = 0, []
    for step in before:
        talk.plain(f"── {step.name}")
        started = time.monotonic()
        code = call(step.words, root, browser)
        done.append(f"{'✗' if code else '✓'} {step.name} {time.monotonic() - started:.1f} s")
        talk.plain(done[-1])
        first = first or code
        if code and not keep_going:
            talk.say(f"Dừng ở bước “{step.name}”.", f"Stopped at “{step.name}”; --keep-going runs the rest too.")
            break
    return first, done


def both(root: Path, talk: Talk, browser: str) -> int:
    """All tests, those of real time beside the others; their report follows at the end."""
    words = [str(environment.python_in(root / ".venv")), "-m", "pytest"]
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as report:
        beside = subprocess.Popen(
            [*words, REAL_TIME, "--durations=5"],
            cwd=root,
            env=environment_of(browser),
            stdin=subprocess.DEVNULL,
            stdout=report,
            stderr=subprocess.STDOUT,
        )
        try:
            talk.plain(f"── pytest (beside it: {REAL_TIME}, reported at the end)")
            main = call([*words, f"--ignore={REAL_TIME}"], root, browser)
            ear = beside.wait()
        finally:
            if beside.poll() is None:
                beside.terminate()
                beside.wait()
        report.seek(0)
        talk.plain(f"── pytest {REAL_TIME}")
        talk.plain(report.read().rstrip())
    return main or _plain_code(ear)


def pytest(root: Path, talk: Talk, browser: str, rest: Sequence[str]) -> int:
    talk.plain("── pytest " + " ".join(rest))
    return call([str(environment.python_in(root / ".venv")), "-m", "pytest", *rest], root, browser)


def call(words: Sequence[str], root: Path, browser: str) -> int:
    """Run one step with its output on our terminal; 128 + signal when a signal ended it."""
    sys.stdout.flush()
    env = environment_of(browser)
    return _plain_code(subprocess.run(list(words), cwd=root, env=env, stdin=subprocess.DEVNULL, check=False).returncode)


def environment_of(browser: str) -> dict[str, str]:
    """What every step finds in its environment."""
    return {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1", "MOISO_CHROMIUM": browser}


def _plain_code(code: int) -> int:
    return code if code >= 0 else 128 - code
