import io
import sys
import threading
from pathlib import Path

import pytest

from tools.children import Child, end
from tools.talk import Talk
from tools.watch import Restart, Watch


def test_the_pause_doubles_up_to_ten_seconds() -> None:
    restart, now, pauses = Restart(), 0.0, []
    for _ in range(6):
        pauses.append(restart.ended(now))
        assert not restart.is_due(now + pauses[-1] - 0.01)
        now += pauses[-1]
        assert restart.is_due(now)
        restart.begun(now)
    assert pauses == [1, 2, 4, 8, 10, 10]


def test_a_helper_that_ran_for_a_minute_starts_from_one_second_again() -> None:
    restart = Restart()
    restart.ended(0)
    restart.ended(5)
    restart.begun(10)
    assert restart.ended(70) == 1


def child(folder: Path, name: str, code: str) -> Child:
    return Child(name, [sys.executable, "-c", code], folder / f"{name}.log", folder, {})


def test_the_servers_end_is_the_end_with_its_code_and_last_words(tmp_path: Path) -> None:
    server = child(tmp_path, "server", "print('disk full'); raise SystemExit(7)")
    out = io.StringIO()
    server.start()
    assert Watch(server, [], Talk("en", out), threading.Event()).until_the_end(every=0.01) == 7
    assert "disk full" in out.getvalue()
    end([server])


def test_a_server_that_ends_by_itself_is_never_a_success(tmp_path: Path) -> None:
    server = child(tmp_path, "server", "")
    server.start()
    assert Watch(server, [], Talk("en", io.StringIO()), threading.Event()).until_the_end(every=0.01) == 1
    end([server])


def test_a_fallen_helper_is_started_again_after_its_pause(tmp_path: Path) -> None:
    server = child(tmp_path, "server", "import sys; sys.stdin.read()")
    agent = child(tmp_path, "agent", "print('began', flush=True); raise SystemExit(3)")
    stop, out = threading.Event(), io.StringIO()
    now = 0.0

    def clock() -> float:
        nonlocal now
        now += 0.5
        if agent.log.read_text().count("began") >= 3:
            stop.set()
        return now

    server.start()
    agent.start()
    try:
        assert Watch(server, [agent], Talk("en", out), stop, clock).until_the_end(every=0.01) == 0
    finally:
        end([server, agent])
    assert "starting again in 1 s" in out.getvalue()
    assert "starting again in 2 s" in out.getvalue()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals there")
def test_a_signal_is_reported_as_shells_do(tmp_path: Path) -> None:
    struck = child(tmp_path, "struck", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    struck.start()
    assert struck.process is not None
    struck.process.wait(timeout=20)
    assert struck.code() == 137
    end([struck])


@pytest.mark.skipif(sys.platform == "win32", reason="terminate() is final there")
def test_a_child_that_does_not_listen_is_killed_after_the_grace(tmp_path: Path) -> None:
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
    )
    stubborn = Child("stubborn", [sys.executable, "-c", deaf], tmp_path / "log", tmp_path, {}, aloud=True)
    stubborn.start()
    assert stubborn.process is not None
    while "deaf" not in stubborn.last_lines():
        assert stubborn.code() is None
    end([stubborn], grace=0.1)
    assert stubborn.code() == 137


def test_a_log_that_grew_too_long_is_put_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.children.LOG_LIMIT", 10)
    server = child(tmp_path, "server", "print('new')")
    server.log.write_text("old " * 10)
    server.start()
    assert server.process is not None
    server.process.wait(timeout=20)
    assert server.last_lines().strip() == "new"
    assert (tmp_path / "server.log.1").read_text().startswith("old")
    end([server])
