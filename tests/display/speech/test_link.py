"""The line to the worker: restarted when the worker ends or hangs, never held up by it."""

import hashlib
import os
import signal
import subprocess
import sys
import threading
from itertools import count

import pytest

from display.speech.link import Care, Link
from tests.display.speech.halls import ROOT
from tests.waiting import eventually

QUICK = Care(beat=0.05, silence=2.0, start=30.0)
ECHO = "import sys\nfor line in sys.stdin: print(line.strip(), flush=True)"


class Ends:
    """A link with children of the test's choosing, and all that was heard."""

    def __init__(self, code=ECHO, care=QUICK, hung=lambda: False):
        self.code = code
        self.heard: list[bytes] = []
        self.begun = []
        self.beats = count()
        self.hung = hung
        self.link = Link(self._start, self.heard.append, self._began, self._beat, care)
        self.link.open()

    def _start(self, channel):
        return subprocess.Popen([sys.executable, "-u", "-c", self.code], stdin=channel, stdout=channel)

    def _began(self):
        self.begun.append(self.link.pid)
        self.link.send(b"hello\n")

    def _beat(self):
        self.link.send(b"beat %d\n" % next(self.beats))
        return self.hung()


@pytest.fixture
def ends():
    made = []

    def make(*arguments, **keywords):
        made.append(Ends(*arguments, **keywords))
        return made[-1]

    yield make
    for each in made:
        each.link.close()


def test_lines_go_both_ways_and_close_ends_the_child(ends):
    one = ends()
    eventually(lambda: b"hello" in one.heard, "the greeting")
    pid = one.link.pid
    one.link.close()
    assert one.link.pid is None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert not one.link.send(b"more\n")


def test_a_stopped_child_is_killed_and_replaced(ends):
    """SIGSTOP: the process is there and says nothing, for ever."""
    one = ends()
    eventually(lambda: b"hello" in one.heard, "the greeting")
    first = one.link.pid
    os.kill(first, signal.SIGSTOP)
    eventually(lambda: len(one.begun) == 2, "another child")
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)
    eventually(lambda: one.heard.count(b"hello") >= 2, "the next one's greeting")


CENTRE = """
import os, signal, sys
from pathlib import Path
from server.engine import patch
patch(sys.argv[1])
import threading, time
from display.speech.link import Care
from tests.display.speech.halls import announcer, names
beats = []
def pulse():
    while True:
        began = time.monotonic()
        time.sleep(0.01)
        beats.append(time.monotonic() - began)
threading.Thread(target=pulse, daemon=True).start()
hall = announcer(Path(sys.argv[2]), care=Care(0.1, 3.0, 60.0))
assert all(hall.clip(name, 60) for name in names(hall.say("A001", 1)["vi"]))
first = hall.health().worker
os.kill(first, signal.SIGSTOP)
beats.clear()
assert all(hall.clip(name, 60) for name in names(hall.say("A002", 2)["vi"]))
assert hall.health().worker not in (None, first)
print(len(beats))
hall.close()
"""


@pytest.mark.parametrize("engine", ["eventlet", "gevent"])
def test_green_servers_go_on_while_a_stopped_worker_is_replaced(tmp_path, engine):
    """Nothing of the line waits natively: another green thread beats on meanwhile."""
    done = subprocess.run(
        [sys.executable, "-c", CENTRE, engine, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, timeout=180
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 100, "three seconds of silence are a hundred beats at least"


def test_a_child_that_answers_and_does_nothing_is_replaced(ends):
    hung = threading.Event()
    one = ends(hung=hung.is_set)
    eventually(lambda: b"hello" in one.heard, "the greeting")
    hung.set()
    eventually(lambda: len(one.begun) >= 2, "another child")
    hung.clear()
    eventually(lambda: one.heard.count(b"hello") >= 2, "the next one's greeting")


def test_a_child_that_never_says_a_word_is_replaced(ends):
    one = ends("import time; time.sleep(600)", Care(beat=0.05, silence=0.1, start=0.5))
    eventually(lambda: len(one.begun) >= 2, "another child")


def test_a_new_child_may_take_its_time(ends):
    """`silence` counts from the first word; until then `start` does."""
    one = ends(
        "import sys\nfor n in range(40): sys.stdin.readline()\n" + ECHO, Care(beat=0.05, silence=0.5, start=60.0)
    )
    eventually(lambda: one.heard, "the first word, after forty lines")
    assert len(one.begun) == 1


def test_a_deaf_child_holds_nobody_up_and_gets_every_byte_later(ends):
    """Far more than a socket holds, sent before the child reads at all."""
    code = "import sys, hashlib\nsys.stdin.readline()\nprint('ready', flush=True)\n"
    code += "lines = [line for line in iter(sys.stdin.readline, 'end\\n') if not line.startswith('beat')]\n"
    code += "print(len(lines), hashlib.sha256(''.join(lines).encode()).hexdigest(), flush=True)\nsys.stdin.read()"
    one = ends(code, Care(beat=0.05, silence=30.0, start=30.0))
    eventually(lambda: b"ready" in one.heard, "the child")
    os.kill(one.link.pid, signal.SIGSTOP)
    lines = [b"%d %s\n" % (number, b"x" * (500_000 if number % 100 == 0 else 1000)) for number in range(1000)]
    for line in lines:
        assert one.link.send(line)
    os.kill(one.link.pid, signal.SIGCONT)
    one.link.send(b"end\n")
    expected = f"1000 {hashlib.sha256(b''.join(lines)).hexdigest()}".encode()
    eventually(lambda: expected in one.heard, "every byte, once and in order")
