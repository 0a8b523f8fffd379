"""The announcer under native threads, eventlet and gevent: it works, and the hub keeps turning meanwhile."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]

PATCH = {
    "threads": "",
    "eventlet": "import eventlet; eventlet.monkey_patch()",
    "gevent": "from gevent import monkey; monkey.patch_all()",
}

SCRIPT = """
import os, signal, sys, threading
from pathlib import Path
from tests.display.speech.halls import announcer as hall_below

stop, beats = threading.Event(), threading.Event()

def beat():
    # Another greenlet: while anything waits natively, it cannot run.
    while not stop.wait(0.005):
        beats.set()

heart = threading.Thread(target=beat, daemon=True)
heart.start()
assert beats.wait(30)
announcer = hall_below(Path(sys.argv[1]))

def fetch(label, counter):
    said = announcer.say(label, counter)
    names = [url.removeprefix("/clips/") for urls in said.values() for url in urls]
    assert all(announcer.clip(name, 30) for name in names), label

def many(letter):
    for number in range(5):
        announcer.prepare_ticket(f"{letter}{number}")
        fetch(f"{letter}{number}", number + 1)
    done.append(letter)

fetch("A0", 1)
steady = announcer.health().worker
done = []
callers = [threading.Thread(target=many, args=(letter,)) for letter in "ABCH"]
for caller in callers:
    caller.start()
for caller in callers:
    caller.join(60)
assert sorted(done) == list("ABCH"), done
first = announcer.health().worker
assert first == steady, "the worker must not have to be started again"
os.kill(first, signal.SIGKILL)
fetch("K1", 1)
assert announcer.health().worker != first
# A clip nobody makes: only this waiter waits, the heart goes on beating.
os.kill(announcer.health().worker, signal.SIGSTOP)
name = announcer.say("K9", 1)["vi"][2].removeprefix("/clips/")  # the digit, which nobody has said yet
beats.clear()
assert announcer.clip(name, 2.0) is None
assert beats.is_set()
os.kill(announcer.health().worker, signal.SIGKILL)
assert announcer.clip(name, 30)
stop.set()
heart.join(30)
announcer.close()
assert announcer.health().worker is None
"""


@pytest.mark.parametrize("engine", PATCH)
def test_the_announcer_under(engine, tmp_path):
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", f"{PATCH[engine]}\n{SCRIPT}", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    # The one that was killed, the one that was stopped and killed, and no other trouble.
    assert done.stderr.count("the speech worker ended") == 2, done.stderr
    assert "cannot be started" not in done.stderr
