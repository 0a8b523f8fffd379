"""`python3 run.py`: start server and print agent, say where everything is, and keep them going."""

import os
import signal
import sys
import threading
import time
import webbrowser
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools import addresses, environment
from tools.children import Child, end
from tools.net import address, free_port, healthy, reachable
from tools.options import Options
from tools.talk import Talk, Trouble
from tools.watch import Watch

READY_WITHIN = 120.0


@dataclass(frozen=True, slots=True)
class Programs:
    """The command lines of the children, after the interpreter; the tests put their own small programs here."""

    server: Sequence[str] = ("-m", "server")
    agent: Sequence[str] = ("-m", "printers", "agent")


def serve(
    options: Options, root: Path, talk: Talk, programs: Programs | None = None, python: Path | None = None
) -> int:
    """Run the office until Ctrl-C, SIGTERM or the server's own end; gives the exit code. No child is left behind."""
    port = free_port(options.host, options.port)
    python = python or environment.python_in(root / ".venv")
    here, base = reachable(options.host), address(options.host, port)
    make_data(options.data)
    stop = stop_on_signals()
    server, agent = children(options, root, port, base, programs or Programs(), python)
    try:
        talk.say("• Khởi động máy chủ…", "Starting the server…")
        server.start()
        if not wait_until_ready(server, here, port, stop):
            return 0
        access = addresses.read(options.data)
        helpers = start_agent(agent, options.data, access is not None, talk)
        for line in addresses.table(access, base, options.data, talk):
            talk.plain(line)
        talk.say("Mời Số đã mở cửa. Dừng: Ctrl-C.", "Mời Số is open. Stop it with Ctrl-C.")
        if options.browser:
            open_browser(addresses.start_page(access, base), talk)
        return Watch(server, helpers, talk, stop).until_the_end()
    finally:
        end([agent, server])
        talk.say("Mời Số đã đóng cửa.", "Mời Số is closed.")


def children(
    options: Options, root: Path, port: int, base: str, programs: Programs, python: Path
) -> tuple[Child, Child]:
    """Server and agent, not yet started."""
    data = str(options.data)
    server = [str(python), *programs.server, "--data", data, "--port", str(port), "--engine", options.engine, "--demo"]
    if options.host != "127.0.0.1":
        server += ["--host", options.host]
    if options.real_hours:
        server.append("--real-hours")
    access = str(options.data / addresses.FILE)
    agent = [str(python), *programs.agent, "--server", base, "--access", access]
    agent += ["--printer", options.printer, "--data", data]
    if not base.startswith(("http://127.", "http://localhost", "http://[::1]")):
        agent.append("--allow-plain-http")  # the address is this machine's own: the token does not leave it
    logs, env = options.data / "logs", settings(options, port)
    return (
        Child("server", server, logs / "server.log", root, env, options.verbose),
        Child("agent", agent, logs / "agent.log", root, env, options.verbose),
    )


def settings(options: Options, port: int) -> dict[str, str]:
    """The children's environment: ours, with what was chosen on the command line in place of what it said."""
    return {
        **os.environ,
        "MOISO_HOST": options.host,
        "MOISO_PORT": str(port),
        "MOISO_DATA": str(options.data),
        "MOISO_ENGINE": options.engine,
        "MOISO_REAL_HOURS": "on" if options.real_hours else "off",
    }


def start_agent(agent: Child, data: Path, has_access: bool, talk: Talk) -> list[Child]:
    if not has_access:
        talk.say(
            f"! Không có {data / addresses.FILE}: bộ in không được khởi động; hãy ghép máy in ở trang quản trị.",
            "no demo access file here, so the print agent is not started; pair a printer on the administration pages",
        )
        return []
    agent.start()
    return [agent]


def make_data(data: Path) -> None:
    try:
        (data / "logs").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Trouble(f"Không ghi được vào {data}.", f"{data} cannot be written to.", f"    {error}") from error


def stop_on_signals() -> threading.Event:
    """Ctrl-C, a polite kill and a closed terminal all mean the same: set the event, end in good order."""
    stop = threading.Event()
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
        if number := getattr(signal, name, None):
            signal.signal(number, lambda *_: stop.set())
    return stop


def wait_until_ready(server: Child, host: str, port: int, stop: threading.Event, within: float = READY_WITHIN) -> bool:
    """Wait for the server's first answer; False when asked to stop. Raises `Trouble` when it ends or stays silent."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if stop.wait(0.1):
            return False
        if (code := server.code()) is not None:
            if stop.wait(0.5):
                return False
            raise Trouble(
                f"Máy chủ không khởi động được (mã {code}). Những dòng cuối trong {server.log}:",
                f"The server did not start (code {code}). Last lines of its log:",
                server.last_lines(),
                code=code or 1,
            )
        if healthy(host, port):
            return True
    raise Trouble(
        f"Sau {within:.0f} giây máy chủ vẫn chưa trả lời. Những dòng cuối trong {server.log}:",
        f"The server has not answered for {within:.0f} seconds. Last lines of its log:",
        server.last_lines(),
    )


def can_show(env: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Whether this machine has a screen for us: Windows and macOS do, Linux says so in its environment."""
    return platform in ("win32", "darwin") or bool(env.get("DISPLAY") or env.get("WAYLAND_DISPLAY"))


def open_browser(url: str, talk: Talk, opener: Callable[[str], bool] = webbrowser.open) -> None:
    """Open the start page, in a thread: a text-mode browser would otherwise keep us waiting."""
    if not can_show(os.environ):
        talk.say(f"Hãy mở trong trình duyệt: {url}", f"no screen here; open {url} in a browser")
        return
    threading.Thread(target=opener, args=(url,), daemon=True).start()
