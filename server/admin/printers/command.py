"""The line that is typed at the print computer, once."""

import re
import shlex
from urllib.parse import urlsplit

EXAMPLES = (
    "usb:///dev/usb/lp0",
    "network://192.168.1.50",
    "serial:///dev/ttyUSB0?baud=115200&flow=rtscts",
    "cups://QUEUE",
    "windows://PRINTER NAME",
    "virtual",
)
ADDRESS = re.compile(r"virtual|(usb|network|serial|cups|windows|file)://[^\s\"'`$\\;|<>][^\"'`$\\;|<>\r\n]{0,100}")
"""What may stand in the line: nothing that any shell reads as more than a word between quotes."""

ELSEWHERE = {
    "linux": re.compile(r"windows://|serial:///?COM", re.IGNORECASE),
    "windows": re.compile(r"cups://|\w+:///dev/"),
}
"""Addresses that mean nothing on the computer of this system."""

NEAR = frozenset({"127.0.0.1", "localhost", "::1"})


def commands(base_url: str, name: str, address: str, code: str) -> dict[str, str]:
    """How to start an agent that pairs by `code`, for every system on which `address` means a printer.

    Later it starts with `--data` alone.
    """
    fitting = [system for system, strange in ELSEWHERE.items() if not strange.match(address)]
    return {system: _command(base_url, name, address, code, windows=system == "windows") for system in fitting}


def _command(base_url: str, name: str, address: str, code: str, *, windows: bool) -> str:
    """One line. A centre without TLS has to be trusted in so many words: an agent sends its token to no other machine
    over http."""
    server = urlsplit(base_url)
    plain = server.scheme == "http" and server.hostname not in NEAR
    python = r".venv\Scripts\python" if windows else ".venv/bin/python"
    printer = f'"{address}"' if windows else shlex.quote(address)
    folder = rf"data\{name}" if windows else f"data/{name}"
    words = [python, "-m printers agent", f"--server {base_url}", f"--pair {code}", f"--printer {printer}"]
    return " ".join([*words, f"--data {folder}", *(["--allow-plain-http"] if plain else [])])
