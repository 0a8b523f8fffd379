"""The real programs, as processes of their own."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image

from printers.drivers import TcpTransport
from printers.emulator import Emulator
from printers.escpos_job import mark_of, quiet_picture, ticket_job
from printers.paper import draw
from printers.press import Press
from tests.printers.fakes import GENEROUS, SLIP, TOKEN, FakeServer, job

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def program(*arguments: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "printers", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=GENEROUS)


def agent_arguments(server: FakeServer, data: Path, printer: str) -> list[str]:
    token = data.parent / "token"
    token.write_text(TOKEN + "\n")
    return ["agent", "--server", server.url, "--token-file", str(token), "--printer", printer, "--data", str(data)]


def test_the_agent_with_the_virtual_printer(server: FakeServer, tmp_path: Path) -> None:
    access = tmp_path / "access.json"
    access.write_text(json.dumps({"devices": {"agent": {"token": TOKEN}}}))
    data = tmp_path / "data"
    server.spool.offer(job("a"), job("b"))
    arguments = ["agent", "--server", server.url, "--access", str(access), "--data", str(data)]
    with program(*arguments) as agent:
        assert server.spool.wait_for(lambda: len(server.spool.reports) == 2)
        agent.send_signal(signal.SIGTERM)
        output, _ = agent.communicate(timeout=GENEROUS)
        assert agent.returncode == 0
    assert server.spool.outcomes() == [("a", "printed"), ("b", "printed")]
    tickets = sorted(path.name for path in (data / "virtual-printer").iterdir())
    assert tickets == ["ticket-000001.png", "ticket-000002.png"]
    assert Image.open(data / "virtual-printer" / tickets[0]).tobytes() == quiet_picture(draw(SLIP)).tobytes()
    assert server.spool.printers == [{"name": "printer-1", "state": "ready", "detail": ""}]
    assert TOKEN not in output
    assert SLIP.url not in output


@pytest.mark.skipif(os.name != "posix", reason="kill -9")
def test_kill_9_in_the_middle_of_a_job_leaves_exactly_one_report(
    server: FakeServer, emulator: Emulator, tmp_path: Path
) -> None:
    arguments = agent_arguments(server, tmp_path / "data", f"network://127.0.0.1:{emulator.port}")
    emulator.set(rows_left=200)
    server.spool.offer(job("a"))
    with program(*arguments) as agent:
        assert emulator.wait_for(lambda: emulator.switches.paper == "out", GENEROUS)
        agent.kill()
        agent.communicate(timeout=GENEROUS)
    assert server.spool.outcomes() == []
    emulator.set(paper="ok")
    with program(*arguments) as agent:
        assert server.spool.wait_for(lambda: len(server.spool.reports) == 1)
        server.spool.offer(job("b"))
        assert server.spool.wait_for(lambda: len(server.spool.reports) == 2)
        polls = server.spool.polls
        assert server.spool.wait_for(lambda: server.spool.polls > polls)
        agent.terminate()
        agent.communicate(timeout=GENEROUS)
    assert server.spool.outcomes() == [("a", "unknown"), ("b", "printed")]
    # the ticket after the torn one is whole
    assert Image.open(emulator.tickets[-1]).tobytes() == quiet_picture(draw(SLIP)).tobytes()


def test_paper_out_before_the_job_is_retried_when_paper_comes(
    server: FakeServer, emulator: Emulator, tmp_path: Path
) -> None:
    arguments = agent_arguments(server, tmp_path / "data", f"network://127.0.0.1:{emulator.port}")
    emulator.set(paper="out")
    server.spool.offer(job("a"))
    with program(*arguments):
        assert server.spool.wait_for(lambda: ("a", "not_sent") in server.spool.outcomes())
        assert server.spool.printers[0]["state"] == "paper_out"
        emulator.set(paper="ok")
        server.spool.retries = 0
        server.spool.offer(job("b"))
        assert server.spool.wait_for(lambda: ("b", "printed") in server.spool.outcomes())


def test_emulate_is_a_printer_until_it_is_ended(tmp_path: Path) -> None:
    with program("emulate", "--port", "0", "--folder", str(tmp_path)) as emulator:
        assert emulator.stdout is not None
        port = re.search(r"network://127\.0\.0\.1:(\d+)", emulator.stdout.readline())
        assert port is not None
        press = Press(TcpTransport("127.0.0.1", int(port[1])))
        assert press.print(ticket_job(draw(SLIP), mark_of("1")), mark_of("1")).outcome == "printed"
        emulator.terminate()
        assert emulator.wait(GENEROUS) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["ticket-000001.png"]


def test_draw_shows_a_slip(tmp_path: Path) -> None:
    (tmp_path / "slip.json").write_text(json.dumps(SLIP.to_dict()), encoding="utf-8")
    with program("draw", str(tmp_path / "slip.json"), str(tmp_path / "out.png"), "--width", "384") as run:
        assert run.wait(GENEROUS) == 0
    assert Image.open(tmp_path / "out.png").tobytes() == draw(SLIP, 384).tobytes()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--server", "http://127.0.0.1:1"], "no agent token"),
        (["--server", "http://192.168.1.10", "--token-file", "TOKEN"], "https"),
        (
            ["--server", "http://127.0.0.1:1", "--token-file", "TOKEN", "--printer", "usb:///dev/usb/lp0"],
            "supported are",
        ),
        (["--server", "http://127.0.0.1:1", "--access", "nowhere.json"], "cannot be read"),
    ],
)
def test_a_wrong_start_says_why(arguments: list[str], words: str, tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text(TOKEN)
    given = [str(token) if argument == "TOKEN" else argument for argument in arguments]
    with program("agent", "--data", str(tmp_path / "data"), *given, MOISO_AGENT_TOKEN="") as agent:
        output, _ = agent.communicate(timeout=GENEROUS)
    assert agent.returncode == 2
    assert words in output
    assert "Traceback" not in output


def test_the_lifeline_ends_the_agent_with_its_parent(server: FakeServer, tmp_path: Path) -> None:
    arguments = agent_arguments(server, tmp_path / "data", "virtual")
    process = subprocess.Popen(
        [sys.executable, "-m", "printers", *arguments],
        cwd=ROOT,
        env={**os.environ, "MOISO_LIFELINE": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert server.spool.wait_for(lambda: server.spool.polls > 0)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(GENEROUS) == 0
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
