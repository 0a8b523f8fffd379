import json
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.printers.fakes import GENEROUS

PROGRAM = """
import argparse, sys
from printers import emulate

parser = argparse.ArgumentParser()
emulate.add_options(parser)
sys.exit(emulate.run(parser.parse_args()))
"""
LINE = re.compile(r"printer at network://127\.0\.0\.1:(\d+), control at (http://127\.0\.0\.1:\d+), tickets in (.+)\n")


@pytest.fixture
def program(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    words = ["--port", "0", "--control", "0", "--folder", str(tmp_path), "--width", "384", "--speed", "250"]
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, *words], stdout=subprocess.PIPE, text=True)
    yield process
    process.kill()
    process.communicate()


def test_it_says_where_it_is_and_can_be_watched(program: "subprocess.Popen[str]", tmp_path: Path) -> None:
    assert program.stdout is not None
    line = LINE.fullmatch(program.stdout.readline())
    assert line is not None
    assert line[3] == str(tmp_path)
    with urllib.request.urlopen(line[2] + "/", timeout=GENEROUS) as answer:
        said = json.load(answer)
    assert (said["mm_per_s"], said["online"], said["tickets"]) == (250, True, 0)
    with socket.create_connection(("127.0.0.1", int(line[1]))) as client:
        client.settimeout(GENEROUS)
        client.sendall(b"\x10\x04\x01")
        assert client.recv(1) == b"\x12"
    program.send_signal(signal.SIGTERM)
    assert program.wait(GENEROUS) == 0
    assert program.stdout.read() == ""


@pytest.mark.parametrize("speed", ["-1", "fast", "nan", "1e9"])
def test_a_speed_that_no_paper_has_is_refused(speed: str, tmp_path: Path) -> None:
    words = [sys.executable, "-c", PROGRAM, "--folder", str(tmp_path), "--speed", speed]
    done = subprocess.run(words, capture_output=True, text=True, timeout=GENEROUS, check=False)
    assert done.returncode == 2
    assert "--speed" in done.stderr
