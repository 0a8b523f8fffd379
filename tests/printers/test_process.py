"""The real programs, as processes of their own."""

import hashlib
import io
import json
import os
import platform
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from PIL import Image

from printers.emulator import Emulator
from printers.escpos_job import quiet_picture
from printers.paper import draw
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
    # whoever is stopped before the server's answer has arrived says it again
    assert list(dict.fromkeys(server.spool.outcomes())) == [("a", "printed"), ("b", "printed")]
    tickets = sorted(path.name for path in (data / "virtual-printer").iterdir())
    assert tickets == ["ticket-000001.png", "ticket-000002.png"]
    assert Image.open(data / "virtual-printer" / tickets[0]).tobytes() == quiet_picture(draw(SLIP)).tobytes()
    [printer] = server.spool.printers
    assert (printer["name"], printer["state"], printer["paper"], printer["level"]) == ("printer-1", "ready", "ok", "L3")
    assert isinstance(printer["tickets_left"], int)
    begun = [told["attempt"] for told in server.spool.progress]  # on a slow machine a ticket may be done before that
    assert begun == [attempt for attempt in ("a", "b") if attempt in begun]
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


def test_a_cache_that_was_torn_by_a_power_cut_does_not_end_the_agent(server: FakeServer, tmp_path: Path) -> None:
    cache = tmp_path / "data" / "printer-profiles"
    cache.mkdir(parents=True, mode=0o700)
    (cache / f"{platform.python_version()}.capabilities.pickle").write_bytes(b"")
    server.spool.offer(job("a"))
    with program(*agent_arguments(server, tmp_path / "data", "virtual")):
        assert server.spool.wait_for(lambda: ("a", "printed") in server.spool.outcomes())


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


def test_the_virtual_printer_can_be_watched_and_broken(server: FakeServer, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "virtual-printer"
    with program(*agent_arguments(server, tmp_path / "data", "virtual")) as agent:
        assert server.spool.wait_for(lambda: server.spool.polls > 0)
        note = json.loads((folder / "emulator.json").read_text())
        assert (folder / "emulator.json").stat().st_mode & 0o777 == 0o600
        control = f"http://127.0.0.1:{note['control']}/"
        assert requests.post(control, json={"paper": "out"}, timeout=GENEROUS).json()["online"] is False
        assert server.spool.wait_for(lambda: server.spool.printers[0]["state"] == "paper_out")
        agent.terminate()
        agent.communicate(timeout=GENEROUS)
    assert not (folder / "emulator.json").exists()


def test_pairing_once_and_starting_without_options_afterwards(
    server: FakeServer, emulator: Emulator, tmp_path: Path
) -> None:
    data = str(tmp_path / "data")
    server.spool.codes["K7QD-9FXW"] = "sanh-1"
    printer = f"network://127.0.0.1:{emulator.port}"
    first = ["agent", "--server", server.url, "--pair", "K7QD-9FXW", "--data", data, "--printer", printer]
    with program(*first, "--width", "384", "--level", "L1", MOISO_AGENT_TOKEN="") as agent:
        assert server.spool.wait_for(lambda: server.spool.polls > 0)
        agent.terminate()
        output, _ = agent.communicate(timeout=GENEROUS)
    assert TOKEN not in output
    before = server.spool.polls
    with program("agent", "--data", data, MOISO_AGENT_TOKEN=""):
        assert server.spool.wait_for(lambda: server.spool.polls > before)
        [seen] = server.spool.printers
        assert (seen["name"], seen["width"], seen["level"], seen["paper"]) == ("sanh-1", 384, "L1", "unknown")


def test_a_wrong_code_says_so_and_leaves_nothing(server: FakeServer, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with program("agent", "--server", server.url, "--pair", "AAAA-AAAA", "--data", str(data)) as agent:
        output, _ = agent.communicate(timeout=GENEROUS)
    assert agent.returncode == 2
    assert "mã ghép nối không đúng" in output
    assert "the pairing code is wrong" in output
    assert "Traceback" not in output
    assert not (data / "agent.json").exists()


def test_a_mistake_in_the_printers_address_does_not_cost_the_code(server: FakeServer, tmp_path: Path) -> None:
    server.spool.codes["K7QD-9FXW"] = "sanh-1"
    arguments = ["--server", server.url, "--pair", "K7QD-9FXW", "--data", str(tmp_path), "--printer", "telegraph://x"]
    with program("agent", *arguments) as agent:
        output, _ = agent.communicate(timeout=GENEROUS)
    assert agent.returncode == 2
    assert "supported are" in output
    assert "K7QD-9FXW" in server.spool.codes


def test_a_slow_server_does_not_delay_the_printing(server: FakeServer, emulator: Emulator, tmp_path: Path) -> None:
    arguments = agent_arguments(server, tmp_path / "data", f"network://127.0.0.1:{emulator.port}")
    server.spool.slow = threading.Event()
    server.spool.offer(job("a"), job("b"))
    try:
        with program(*arguments):
            # progress is not answered before both are on paper
            assert server.spool.wait_for(lambda: len(server.spool.reports) == 2)
            assert len(server.spool.progress) == 1
    finally:
        server.spool.slow.set()
    assert server.spool.outcomes() == [("a", "printed"), ("b", "printed")]


def test_the_logo_comes_to_the_paper_and_a_missing_one_stops_nothing(
    server: FakeServer, emulator: Emulator, tmp_path: Path
) -> None:
    file = io.BytesIO()
    Image.effect_noise((120, 60), 90).convert("1").save(file, format="PNG")
    sha = hashlib.sha256(file.getvalue()).hexdigest()
    server.spool.logos[sha] = file.getvalue()
    slips = [replace(SLIP, logo=sha), replace(SLIP, logo="0" * 64), SLIP]
    server.spool.offer(*(job(str(number), slip=slip.to_dict()) for number, slip in enumerate(slips)))
    with program(*agent_arguments(server, tmp_path / "data", f"network://127.0.0.1:{emulator.port}")):
        assert server.spool.wait_for(lambda: len(server.spool.reports) == 3)
    assert {outcome for _, outcome in server.spool.outcomes()} == {"printed"}
    with_logo, without, plain = (Image.open(path).tobytes() for path in emulator.tickets)
    assert without == plain == quiet_picture(draw(SLIP)).tobytes()
    assert with_logo == quiet_picture(draw(slips[0], logo=Image.open(file).convert("1"))).tobytes()
    assert (tmp_path / "data" / "logos" / f"{sha}.png").read_bytes() == file.getvalue()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--server", "http://127.0.0.1:1"], "no agent token"),
        ([], "which server?"),
        (["--pair", "K7QD-9FXW"], "needs --server"),
        (["--server", "http://192.168.1.10", "--token-file", "TOKEN"], "https"),
        (
            ["--server", "http://127.0.0.1:1", "--token-file", "TOKEN", "--printer", "telegraph://x"],
            "supported are",
        ),
        (["--server", "http://127.0.0.1:1", "--access", "nowhere.json"], "cannot be read"),
        (["--server", "http://127.0.0.1:1"], "không có mã truy cập"),
        ([], "máy chủ nào?"),
        (["--server", "http://192.168.1.10", "--token-file", "TOKEN"], "hãy dùng https"),
        (["--server", "http://127.0.0.1:1", "--token-file", "TOKEN", "--printer", "telegraph://x"], "địa chỉ máy in"),
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


def test_two_agents_in_one_folder(server: FakeServer, tmp_path: Path) -> None:
    arguments = agent_arguments(server, tmp_path / "data", "virtual")
    with program(*arguments):
        assert server.spool.wait_for(lambda: server.spool.polls > 0)
        with program(*arguments) as second:
            output, _ = second.communicate(timeout=GENEROUS)
    assert second.returncode == 2
    assert "đang được một chương trình in khác dùng" in output
    assert "in use by another print agent" in output


def test_a_damaged_journal_says_so_and_is_kept(server: FakeServer, tmp_path: Path) -> None:
    arguments = agent_arguments(server, tmp_path / "data", "virtual")
    (tmp_path / "data").mkdir()
    journal = tmp_path / "data" / "print-agent.sqlite"
    journal.write_bytes(b"x" * 10_000)
    with program(*arguments) as agent:
        output, _ = agent.communicate(timeout=GENEROUS)
    assert agent.returncode == 2
    assert "sổ ghi" in output
    assert "Traceback" not in output
    assert journal.read_bytes() == b"x" * 10_000
