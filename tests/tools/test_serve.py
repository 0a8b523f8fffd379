import socket
import sys
import threading
from pathlib import Path

import pytest

from tools.children import Child, end
from tools.net import address, free_port
from tools.options import Options
from tools.serve import Programs, can_show, children, wait_until_ready
from tools.talk import Trouble


def test_a_port_in_use_is_said_with_a_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(Trouble) as caught:
            free_port("127.0.0.1", port)
    assert f"Port {port} is in use" in caught.value.en
    assert f"--port {port + 1}" in caught.value.vi


def test_any_free_port_for_zero() -> None:
    assert 0 < free_port("127.0.0.1", 0) < 65536


def test_an_address_that_is_not_ours_is_refused_in_words() -> None:
    with pytest.raises(Trouble, match="cannot be opened"):
        free_port("192.0.2.1", 0)  # TEST-NET-1 (RFC 5737): nobody's address


def test_the_command_lines_of_the_children(tmp_path: Path) -> None:
    options = Options(data=tmp_path, engine="threading", printer="usb:///dev/usb/lp0", real_hours=True, host="0.0.0.0")
    server, agent = children(options, tmp_path, 8001, "http://127.0.0.1:8001", Programs(), Path("py"))
    assert " ".join(server.words) == (
        f"py -m server --data {tmp_path} --port 8001 --engine threading --demo --host 0.0.0.0 --real-hours"
    )
    assert " ".join(agent.words) == (
        f"py -m printers agent --server http://127.0.0.1:8001 --access {tmp_path / 'demo-access.json'}"
        f" --printer usb:///dev/usb/lp0 --data {tmp_path}"
    )
    assert server.log == tmp_path / "logs" / "server.log"


def test_other_settings_pass_through_to_the_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOISO_RATE_LIMITS", "off")
    monkeypatch.setenv("MOISO_PORT", "8000")
    server, _ = children(Options(data=tmp_path), tmp_path, 8001, "", Programs(), Path("py"))
    assert server.env["MOISO_RATE_LIMITS"] == "off"
    assert server.env["MOISO_PORT"] == "8001", "the command line wins for the children too"


@pytest.mark.parametrize(("host", "plain"), [("127.0.0.1", False), ("0.0.0.0", False), ("192.168.1.10", True)])
def test_the_agent_is_told_that_the_centres_own_address_is_not_another_machine(
    tmp_path: Path, host: str, plain: bool
) -> None:
    _, agent = children(Options(host=host), tmp_path, 8000, address(host, 8000), Programs(), Path("py"))
    assert ("--allow-plain-http" in agent.words) == plain


def test_addresses_that_a_browser_on_this_machine_can_open() -> None:
    assert address("0.0.0.0", 80) == "http://127.0.0.1:80"
    assert address("::", 80) == "http://[::1]:80"
    assert address("fd00::5", 80) == "http://[fd00::5]:80"


def start(folder: Path, code: str) -> Child:
    server = Child("server", [sys.executable, "-c", code], folder / "log", folder, {})
    server.start()
    return server


def test_a_server_that_does_not_start_tells_its_last_words(tmp_path: Path) -> None:
    server = start(tmp_path, "print('no such table'); raise SystemExit(5)")
    with pytest.raises(Trouble) as caught:
        wait_until_ready(server, "127.0.0.1", free_port("127.0.0.1", 0), threading.Event())
    assert caught.value.code == 5
    assert "no such table" in caught.value.details
    end([server])


def test_a_silent_server_is_not_waited_for_without_end(tmp_path: Path) -> None:
    server = start(tmp_path, "import sys; sys.stdin.read()")
    with pytest.raises(Trouble, match="has not answered"):
        wait_until_ready(server, "127.0.0.1", free_port("127.0.0.1", 0), threading.Event(), within=0.3)
    end([server])


def test_being_asked_to_stop_ends_the_waiting(tmp_path: Path) -> None:
    server = start(tmp_path, "import sys; sys.stdin.read()")
    stop = threading.Event()
    stop.set()
    assert not wait_until_ready(server, "127.0.0.1", 1, stop)
    end([server])


def test_a_browser_is_opened_only_where_there_is_a_screen() -> None:
    assert can_show({}, "win32")
    assert not can_show({}, "linux")
    assert can_show({"WAYLAND_DISPLAY": "wayland-0"}, "linux")
