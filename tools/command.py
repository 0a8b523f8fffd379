"""Running one outside command to its end, with its output kept for the error message."""

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tools.talk import Trouble

TAIL = 25


def tail(text: str, lines: int = TAIL) -> str:
    return "\n".join("    " + line for line in text.rstrip().splitlines()[-lines:])


def run(
    words: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    each_line: Callable[[str], None] = lambda line: None,
) -> str:
    """Run a command without a keyboard and give back what it wrote; `each_line` sees every line as it comes.

    Raises `Trouble` with the last lines when it cannot be started or ends with another code than 0.
    """
    shown = " ".join(str(word) for word in words[:6]) + (" …" if len(words) > 6 else "")
    try:
        process = subprocess.Popen(
            [str(word) for word in words],
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        raise Trouble(f"Không chạy được: {shown}", f"Could not start: {shown}", str(error)) from error
    lines: list[str] = []
    assert process.stdout is not None
    with process.stdout:
        for line in process.stdout:
            lines.append(line)
            each_line(line)
    code = process.wait()
    output = "".join(lines)
    if code:
        raise Trouble(f"Lệnh bị lỗi (mã {code}): {shown}", f"This failed (code {code}): {shown}", tail(output))
    return output
