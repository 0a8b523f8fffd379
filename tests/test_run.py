"""The real `run.py`, in a folder of its own where server and agent are small programmes of the tests."""

import ast
import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
import venv
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from config import vendor
from tools import environment, node, stamps

ROOT = Path(__file__).resolve().parent.parent

SERVER = """
import argparse, http.server, json, os, pathlib
from config import lifeline

if os.environ.get("MOISO_LIFELINE") == "1":
    lifeline.hold()
option = argparse.ArgumentParser()
for name in ("--data", "--port", "--engine"):
    option.add_argument(name)
option.add_argument("--demo", action="store_true")
chosen = option.parse_args()
if os.environ.get("FAKE_SERVER") == "broken":
    raise SystemExit("the database is damaged")
url = f"http://127.0.0.1:{chosen.port}"
access = {"base_url": url, "tickets_dir": "virtual-printer", "devices": {"lobby": {"url": url + "/#lobby-token"}}}
pathlib.Path(chosen.data, "demo-access.json").write_text(json.dumps(access))
print("pid", os.getpid(), flush=True)

class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/crash":
            print("the roof fell in", flush=True)
            os._exit(7)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *words):
        pass

http.server.ThreadingHTTPServer(("127.0.0.1", int(chosen.port)), Answers).serve_forever()
"""

AGENT = """
import os, pathlib, sys, threading
from config import lifeline

if os.environ.get("MOISO_LIFELINE") == "1":
    lifeline.hold()
print("pid", os.getpid(), flush=True)
if os.environ.get("FAKE_AGENT") == "falls once":
    once = pathlib.Path(sys.argv[sys.argv.index("--data") + 1], "fell")
    if not once.exists():
        once.touch()
        raise SystemExit("paper out of reach")
threading.Event().wait()
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of run.py and its tools whose set-up is done: an empty environment and stamps."""
    root = tmp_path_factory.mktemp("house")
    for name in ("run.py", "tools", "config", "requirements.txt", "requirements-dev.txt", "vendor"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, root / name, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
        else:
            shutil.copy(source, root / name)
    for name, code in {"server": SERVER, "printers": AGENT}.items():
        (root / name).mkdir()
        (root / name / "__main__.py").write_text(code)
    venv.create(root / ".venv", with_pip=False)
    stamps.write(environment.stamp(root, dev=False), environment.wanted(root, dev=False))
    for path in vendor.FILES.values():
        (root / "vendor" / "node_modules" / path).parent.mkdir(parents=True, exist_ok=True)
        (root / "vendor" / "node_modules" / path).touch()
    stamps.write(node.stamp(root), node.wanted(root))
    return root


class Office:
    """A running `run.py`, read line by line."""

    def __init__(self, house: Path, data: Path, **env: str) -> None:
        words = [sys.executable, str(house / "run.py"), "--port", "0", "--data", str(data), "--no-browser", "--verbose"]
        self.process = subprocess.Popen(
            words, env={**os.environ, **env}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
        )
        self.lines: list[str] = []

    def until(self, words: str) -> str:
        """Read on to the line that contains the words."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            if words in line:
                return line
        raise AssertionError(f"“{words}” was never said:\n" + "".join(self.lines))

    def pids(self) -> dict[str, int]:
        """Server and agent, once both have told their numbers and the doors are open."""
        self.until("Mời Số is open")
        while sum(" pid " in line for line in self.lines) < 2:
            self.until(" pid ")
        told = [line.split() for line in self.lines if " pid " in line]
        return {name.rstrip(":"): int(number) for name, _, number in told}

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()


@pytest.fixture
def offices(house: Path) -> Iterator[list[Office]]:
    opened: list[Office] = []
    yield opened
    for office in opened:
        office.end()


def open_office(house: Path, data: Path, offices: list[Office], **env: str) -> Office:
    offices.append(Office(house, data, **env))
    return offices[-1]


def test_it_opens_the_office_and_tells_the_address(house: Path, tmp_path: Path, offices: list[Office]) -> None:
    office = open_office(house, tmp_path, offices)
    line = office.until("#lobby-token")
    assert json.loads((tmp_path / "demo-access.json").read_text())["devices"]["lobby"]["url"] in line
    pids = office.pids()
    if sys.platform != "win32":
        assert {os.getpgid(pid) for pid in pids.values()} == {os.getpgid(office.process.pid)}


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL there")
def test_killed_without_mercy_it_leaves_nobody_behind(house: Path, tmp_path: Path, offices: list[Office]) -> None:
    office = open_office(house, tmp_path, offices)
    left = [psutil.Process(pid) for pid in office.pids().values()]
    assert len(left) == 2
    office.process.kill()
    for process in left:
        process.wait(timeout=20)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals there")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_asked_to_stop_it_closes_in_good_order(
    house: Path, tmp_path: Path, offices: list[Office], number: signal.Signals
) -> None:
    office = open_office(house, tmp_path, offices)
    left = [psutil.Process(pid) for pid in office.pids().values()]
    office.process.send_signal(number)
    office.until("Mời Số is closed")
    assert not any(process.is_running() for process in left), "closed is said when everybody has gone"
    assert office.process.wait(timeout=20) == 0


def test_a_fallen_agent_comes_back(house: Path, tmp_path: Path, offices: list[Office]) -> None:
    office = open_office(house, tmp_path, offices, FAKE_AGENT="falls once")
    office.until("agent ended unexpectedly (code 1)")
    assert office.until("agent: pid")


def test_the_servers_end_is_the_end_of_everything(house: Path, tmp_path: Path, offices: list[Office]) -> None:
    office = open_office(house, tmp_path, offices)
    agent = psutil.Process(office.pids()["agent"])
    base = json.loads((tmp_path / "demo-access.json").read_text())["base_url"]
    with pytest.raises((urllib.error.URLError, ConnectionError, http.client.HTTPException)):
        urllib.request.urlopen(base + "/crash", timeout=20)
    office.until("The server ended unexpectedly (code 7)")
    office.until("the roof fell in")
    assert office.process.wait(timeout=20) == 7
    agent.wait(timeout=20)


def test_a_server_that_cannot_start_is_quoted(house: Path, tmp_path: Path, offices: list[Office]) -> None:
    office = open_office(house, tmp_path, offices, FAKE_SERVER="broken")
    office.until("The server did not start (code 1)")
    office.until("the database is damaged")
    assert office.process.wait(timeout=20) == 1


def run_py(house: Path, *words: str, python: str = sys.executable) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [python, str(house / "run.py"), *words], capture_output=True, text=True, timeout=60, check=False
    )


def test_help_names_every_command(house: Path) -> None:
    said = run_py(house, "--help").stdout
    for word in ("setup", "test", "bench", "--port", "--data", "--printer", "--no-browser", "--real-hours"):
        assert word in said


def test_a_wrong_choice_ends_with_code_2_and_both_languages(house: Path) -> None:
    done = run_py(house, "--engine", "twisted")
    assert done.returncode == 2
    assert "Không có bộ máy" in done.stdout
    assert "There is no engine" in done.stdout


def test_an_old_python_is_told_what_it_lacks(house: Path) -> None:
    """run.py stays readable for Pythons before 3.11: the version is looked at before anything else is imported."""
    code = (house / "run.py").read_text()
    pretend = (
        "import sys; sys.version_info = (3, 8, 10); import runpy; runpy.run_path(sys.argv[1], run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", pretend, str(house / "run.py")], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert "needs Python 3.11 or newer; this is Python 3.8" in done.stderr
    ast.parse(code, feature_version=(3, 4))
