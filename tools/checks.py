"""`python3 run.py test`: every check of the project in order, pytest last, so that its summary ends the log."""

import contextlib
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

BESIDE = ("tests/browser", "tests/ear")  # they wait for browsers and for sound: time for all others


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
    last = pytest(root, talk, browser, rest) if rest else all_tests(root, talk, browser)
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


def all_tests(root: Path, talk: Talk, browser: str) -> int:
    """All tests in three processes at a time; the reports of those beside the first follow its own."""
    words = [str(environment.python_in(root / ".venv")), "-m", "pytest"]
    with contextlib.ExitStack() as stack:
        others = [stack.enter_context(_Beside([*words, folder], root, browser)) for folder in BESIDE]
        talk.plain(f"── pytest (beside it, reported at the end: {', '.join(BESIDE)})")
        codes = [call([*words, *(f"--ignore={folder}" for folder in BESIDE)], root, browser)]
        for folder, other in zip(BESIDE, others, strict=True):
            code, report = other.end()
            talk.plain(f"── pytest {folder}")
            talk.plain(report.rstrip())
            codes.append(code)
    return next((code for code in codes if code), 0)


class _Beside:
    """A run whose report is read when it has ended; it never outlives us."""

    def __init__(self, words: Sequence[str], root: Path, browser: str) -> None:
        self._report = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115 closed at the end
        self._process = subprocess.Popen(
            list(words),
            cwd=root,
            env=environment_of(browser),
            stdin=subprocess.DEVNULL,
            stdout=self._report,
            stderr=subprocess.STDOUT,
        )

    def __enter__(self) -> "_Beside":
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait()
        self._report.close()

    def end(self) -> tuple[int, str]:
        """Wait for it: its exit code and what it said."""
        code = _plain_code(self._process.wait())
        self._report.seek(0)
        return code, self._report.read()


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
