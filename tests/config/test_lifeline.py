import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from config import lifeline

ROOT = Path(__file__).resolve().parents[2]

POLITE = """
import signal, sys, threading
from config import lifeline
over = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: over.set())
lifeline.hold()
print("held", flush=True)
while not over.wait(0.05):
    pass
print("finished in good order", flush=True)
"""

DEAF = """
import signal, time
from config import lifeline
signal.signal(signal.SIGTERM, signal.SIG_IGN)
lifeline.hold(grace=0.1)
print("held", flush=True)
time.sleep(600)
"""

PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", sys.argv[1]], stdin=subprocess.PIPE)
print(child.pid, flush=True)
time.sleep(600)
"""


def python(code: str, *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", code, *words], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_the_child_ends_when_its_parent_is_killed() -> None:
    with python(PARENT, POLITE) as parent:
        child = psutil.Process(int(line(parent)))
        assert line(parent) == "held"
        assert child.is_running()
        parent.kill()
        assert line(parent) == "finished in good order"  # the child still writes to the pipe it was given
        child.wait(timeout=20)


@pytest.mark.skipif(sys.platform == "win32", reason="SIGTERM cannot be ignored there: the process is ended at once")
def test_a_child_that_does_not_listen_is_ended_hard() -> None:
    with python(DEAF) as child:
        assert line(child) == "held"
        assert child.stdin is not None
        child.stdin.close()
        assert child.wait(timeout=20) == 1


def test_bytes_on_the_line_do_not_end_the_child() -> None:
    with python(POLITE) as child:
        assert line(child) == "held"
        assert child.stdin is not None
        child.stdin.write("hello\n")
        child.stdin.flush()
        with pytest.raises(subprocess.TimeoutExpired):
            child.wait(timeout=0.3)
        child.stdin.close()
        assert line(child) == "finished in good order"
        assert child.wait(timeout=20) == 0


def test_holding_after_patching_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lifeline, "_read", lambda *words: os.read(*words))
    with pytest.raises(RuntimeError, match="before eventlet or gevent"):
        lifeline.hold()
