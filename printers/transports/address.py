"""Where a printer is, as one line of text."""

import re
from dataclasses import dataclass
from typing import Literal, get_args
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from printers.status import Level
from printers.transports.tcp import RAW_PORT

Flow = Literal["rtscts", "xonxoff", "none"]
Kind = Literal["virtual", "network", "usb", "serial", "cups", "windows", "file"]

SUPPORTED = (
    "supported are: virtual, network://HOST:PORT, usb:///dev/usb/lp0, "
    "serial:///dev/ttyUSB0?baud=115200&flow=rtscts|xonxoff|none, cups://QUEUE, windows://PRINTER NAME, file:///PATH"
)
FASTEST_BAUD = 4_000_000
QUEUE = re.compile(r"[^\s/#\\?%'\"-][^\s/#\\?%'\"]{0,126}")
"""A name CUPS accepts for a queue; never one that a command would take for an option."""

PORT_OF_WINDOWS = re.compile(r"/?(COM[0-9]{1,3})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Address:
    """A printer's place. Only the fields of its kind mean something."""

    kind: Kind
    host: str = ""
    port: int = 0
    path: str = ""
    """The device or file of `usb`, `serial` and `file`."""
    baud: int = 115200
    flow: Flow = "rtscts"
    queue: str = ""
    """The queue's name for CUPS, the printer's name for Windows."""

    @property
    def ceiling(self) -> Level:
        """The highest level of trust that is possible there: what goes through a spooler is never confirmed."""
        return "L0" if self.kind in ("cups", "windows", "file") else "L3"


def parse_address(text: str) -> Address:
    """Read a printer's address. Raises ValueError that names what is supported."""
    if text == "virtual":
        return Address("virtual")
    scheme, mark, rest = text.partition("://")
    if mark and not re.search(r"[\x00-\x1f\x7f]", rest):
        match scheme:
            case "network":
                return _network(text)
            case "usb":
                return Address("usb", path=_path(text))
            case "file":
                path = _path(text)
                # a device answers, and must not become an ordinary file while it is unplugged
                return Address("usb" if path.startswith("/dev/") else "file", path=path)
            case "serial":
                return _serial(text)
            case "cups":
                return _cups(text, rest)
            case "windows":
                return _windows(text, rest)
    raise ValueError(f"printer address {text!r} is not known; {SUPPORTED}")


def _wrong(text: str, what: str) -> ValueError:
    return ValueError(f"printer address {text!r} {what}; {SUPPORTED}")


def _split(text: str) -> SplitResult:
    try:
        return urlsplit(text)
    except ValueError as trouble:
        raise _wrong(text, f"cannot be read: {trouble}") from trouble


def _network(text: str) -> Address:
    parts = _split(text)
    try:
        host, port = parts.hostname, RAW_PORT if parts.port is None else parts.port
        (host or "").encode("idna")  # a part of a name has at most 63 letters, and the system says so too late
    except ValueError as trouble:
        raise _wrong(text, f"cannot be read: {trouble}") from trouble
    bare = not (parts.path.strip("/") or parts.query or parts.username is not None)
    if not (bare and host and not re.search(r"\s", host) and 0 < port < 65536):
        raise _wrong(text, "needs a host and a port")
    return Address("network", host, port)


def _path(text: str) -> str:
    parts = _split(text)
    path = unquote(parts.path)
    if parts.netloc or parts.query or not path.startswith("/") or path.endswith("/") or "\0" in path:
        raise _wrong(text, f"needs the whole path of a file, such as {parts.scheme}:///dev/usb/lp0")
    return path


def _serial(text: str) -> Address:
    parts = _split(text)
    path = unquote(parts.path)
    if windows := PORT_OF_WINDOWS.fullmatch(parts.netloc + path):
        path = windows[1].upper()
    elif parts.netloc or not path.startswith("/") or path.endswith("/") or "\0" in path:
        raise _wrong(text, "needs the path of a serial line, such as serial:///dev/ttyUSB0 or serial:///COM3")
    choices = dict(pairs := parse_qsl(parts.query, keep_blank_values=True))
    if len(choices) != len(pairs) or not choices.keys() <= {"baud", "flow"}:
        raise _wrong(text, "may only choose baud and flow, each once")
    baud, flow = choices.get("baud", "115200"), choices.get("flow", "rtscts")
    if not (baud.isascii() and baud.isdigit() and len(baud) < 8 and 0 < int(baud) <= FASTEST_BAUD):
        raise _wrong(text, "needs a baud rate such as 115200")
    for known in get_args(Flow):
        if flow == known:
            return Address("serial", path=path, baud=int(baud), flow=known)
    raise _wrong(text, "needs flow=rtscts, flow=xonxoff or flow=none")


def _cups(text: str, rest: str) -> Address:
    if not QUEUE.fullmatch(rest):
        raise _wrong(text, "needs the name of a queue, as `lpstat -e` lists it")
    return Address("cups", queue=rest)


def _windows(text: str, rest: str) -> Address:
    name = unquote(rest).strip()
    if not name or len(name) > 220:
        raise _wrong(text, "needs the printer's name, as Windows shows it")
    return Address("windows", queue=name)
