"""`python -m printers agent`: an agent put together out of options, what its pairing keeps, and what the test page
found out about its printer.
"""

import argparse
import json
import logging
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import get_args

from PIL import Image

from printers import facts
from printers.access import agent_token, keep_pairing, read_pairing
from printers.agent import Agent
from printers.doubts import ADVICE
from printers.emulator import Emulator
from printers.escpos_job import ticket_job
from printers.eye import LOOK_EVERY
from printers.files import replace_whole
from printers.fonts import load
from printers.journal import Journal
from printers.link import Link
from printers.logos import Logos
from printers.pairing import NAME, pair
from printers.paper import draw
from printers.patience import Patience, patience_for
from printers.press import Press
from printers.progress import Progress
from printers.sheet import MEASURES
from printers.slip import Slip
from printers.status import Level
from printers.telemetry import ROLL_M, Telemetry
from printers.transports import Address, parse_address, transport_of
from printers.words import said

log = logging.getLogger(__name__)

DEFAULTS = {"printer": "virtual", "name": "printer-1", "roll": ROLL_M, "allow_plain_http": False}
KEPT = ("server", "printer", "name", "width", "level", "roll", "recovery", "answer", "ca", "allow_plain_http")
"""Options that a pairing keeps."""

FACTS_FILE = "printer.json"
EMULATOR_FILE = "emulator.json"


def add_options(parser: argparse.ArgumentParser) -> None:
    """What can be chosen."""
    usual = Patience()
    option = parser.add_argument
    option("--server", metavar="URL", help="such as https://moiso.example")
    option("--data", type=Path, required=True, metavar="DIR", help="where the agent keeps its journal and its pairing")
    option("--pair", metavar="CODE", help="pair with the centre (- reads the code from standard input)")
    option("--access", type=Path, metavar="FILE", help="JSON with devices.agent.token")
    option("--token-file", type=Path, metavar="FILE", help="the token alone (else MOISO_AGENT_TOKEN)")
    option("--printer", metavar="ADDRESS", help="virtual (the default), network://HOST:PORT, usb:///dev/usb/lp0, …")
    option("--name", type=_name, help="what the server calls this printer (printer-1, or as paired)")
    option("--width", type=int, choices=sorted(MEASURES), help="dots across the paper (else as the test page found)")
    option("--level", choices=get_args(Level), help="how far the printer is trusted (else as the test page found)")
    option("--roll", type=_between(1, 1000), metavar="METRES", help=f"length of a new roll of paper ({ROLL_M:g})")
    option(
        "--answer",
        type=_between(0.1, 3600),
        metavar="SECONDS",
        help=f"patience with a silent printer ({usual.answer:g})",
    )
    option(
        "--recovery",
        type=_between(0.1, 3600),
        metavar="SECONDS",
        help=f"patience with a printer that stopped in mid-ticket ({usual.recovery:g})",
    )
    option("--folder", type=Path, metavar="DIR", help="tickets of the virtual printer")
    option("--keep", type=int, default=500, help="how many of them are kept")
    option(
        "--wait",
        type=_between(0.5, 60),
        default=LOOK_EVERY,
        metavar="SECONDS",
        help=f"how long the server may hold a question open ({LOOK_EVERY:g})",
    )
    option("--ca", metavar="FILE", help="certificate authorities of the centre")
    option(
        "--allow-plain-http", action="store_true", default=None, help="send the token over http:// to another machine"
    )


def _name(text: str) -> str:
    if not NAME.fullmatch(text):
        raise argparse.ArgumentTypeError(
            said(
                "tên có 1 đến 40 chữ cái không dấu, chữ số, dấu chấm, gạch nối hoặc gạch dưới",
                "a name has 1 to 40 letters, digits, dots, dashes or underscores",
            )
        )
    return text


def _between(least: float, most: float) -> Callable[[str], float]:
    """Reads a number within these bounds; what is no number is within none."""

    def number(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(
                said(
                    f"{text} không phải là số từ {least:g} đến {most:g}",
                    f"{text} is not a number from {least:g} to {most:g}",
                )
            )
        return value

    return number


@contextmanager
def _told(vi: str) -> Iterator[None]:
    """What goes wrong inside is also said in Vietnamese."""
    try:
        yield
    except (ValueError, RuntimeError, OSError) as trouble:
        raise RuntimeError(said(vi, str(trouble))) from trouble


def run(options: argparse.Namespace) -> int:
    """Be the agent until SIGTERM or SIGINT; 0 after a clean end. Raises ValueError, RuntimeError or OSError."""
    data: Path = options.data
    with _told(f"không dùng được thư mục {data}"):
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ExitStack() as stack:
        # opened first: a second agent ends here, before it uses up a pairing code or disturbs the printer
        journal = Journal(data / "print-agent.sqlite")
        stack.callback(journal.close)
        token = _token(options, data)
        address = _address(options.printer)
        link = Link(options.server, token, options.allow_plain_http, options.ca)
        stack.callback(link.close)
        agent = _agent(options, address, journal, link, stack)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: agent.stop())
        log.info("agent for %s on %s starts", options.name, options.printer)
        agent.run()
    return 0


def _token(options: argparse.Namespace, data: Path) -> str:
    """The token; options not given are filled in with what the pairing keeps. A code is redeemed and kept first."""
    if options.pair is None:
        kept = read_pairing(data)
        _fill(options, {**DEFAULTS, **kept})
        if options.server is None:
            raise ValueError(
                said(
                    "máy chủ nào? hãy cho --server URL, và --pair CODE nếu máy này chưa được ghép nối",
                    "which server? give --server URL, and --pair CODE when this agent is new there",
                )
            )
        return agent_token(options.access, options.token_file, kept)
    if options.server is None:
        raise ValueError(said("--pair cần có --server URL", "--pair needs --server URL"))
    _address(options.printer or "virtual")  # a mistake must not cost the code
    paired = pair(options.server, _code(options.pair), bool(options.allow_plain_http), options.ca)
    _fill(options, {"name": paired.name})
    if options.ca:
        options.ca = str(Path(options.ca).resolve())
    chosen = {name: getattr(options, name) for name in KEPT if getattr(options, name) is not None}
    keep_pairing(data, {"token": paired.token, **chosen})
    log.info("%s", said(f"đã ghép nối với tên {paired.name}", f"paired as {paired.name}"))
    _fill(options, DEFAULTS)
    return paired.token


def _code(given: str) -> str:
    """The pairing code; `-` stands for a line of standard input, where no list of processes shows it."""
    code = sys.stdin.readline().strip() if given == "-" else given
    if not code:
        raise ValueError(said("không có mã ghép nối ở đầu vào chuẩn", "no pairing code on standard input"))
    return code


def _address(text: str) -> Address:
    with _told("địa chỉ máy in không đúng"):
        return parse_address(text)


def _fill(options: argparse.Namespace, given: dict[str, object]) -> None:
    for name, value in given.items():
        if getattr(options, name, None) is None:
            setattr(options, name, value)


def _agent(options: argparse.Namespace, address: Address, journal: Journal, link: Link, stack: ExitStack) -> Agent:
    data: Path = options.data
    found = _facts(data / FACTS_FILE, address)
    width = options.width or found.width
    level = trusted(options.level or found.level, address)
    if address.kind == "virtual":
        address = _virtual(options.folder or data / "virtual-printer", width, options.keep, stack)
    press = Press(transport_of(address), level, _patience(options, address))
    telemetry = Telemetry(options.name, journal.supply, level, width, found.model, options.roll)
    progress = stack.enter_context(
        Progress(lambda attempt, state, detail, printer: link.progress([printer], attempt, state, detail))
    )
    compose = partial(_compose, level, found.cutter)
    # The first ticket must not wait for python-escpos to load. Nothing of its cache is kept from start to start: the
    # library writes it carelessly, and a file torn by a power cut would end every later start.
    compose(Image.new("1", (width, 8), 1), b"WARM", False)
    return Agent(link, press, journal, telemetry, _pen(width, link, data), compose, progress, options.wait)


def _facts(file: Path, address: Address) -> facts.Facts:
    """What the test page found out. A real printer without one is only believed to be like most."""
    with _told(f"không dùng được {file}; hãy in lại trang in thử"):
        found = facts.load(file)
    if address.kind != "virtual" and not file.exists():
        log.warning(
            said(
                "MÁY IN CHƯA ĐƯỢC THỬ: khổ giấy và mức tin cậy chỉ là phỏng đoán",
                "THE PRINTER WAS NEVER TESTED: its width and level are guesses",
            )
            + ": "
            + ADVICE
        )
    return found


def trusted(wanted: Level, address: Address) -> Level:
    """How far a printer is trusted: never further than the way to it allows."""
    return min(wanted, address.ceiling)


def _patience(options: argparse.Namespace, address: Address) -> Patience:
    usual = patience_for(address)
    return replace(usual, answer=options.answer or usual.answer, recovery=options.recovery or usual.recovery)


def _compose(level: Level, cutter: bool, picture: Image.Image, mark: bytes, resync: bool) -> bytes:
    return ticket_job(picture, mark, resync, level, cutter)


def _pen(width: int, link: Link, data: Path) -> Callable[[Slip], Image.Image]:
    """Draws a slip, with its logo if that can be had."""
    with _told("thiếu phông chữ để in phiếu"):
        fonts = load()
    logos = Logos(data / "logos", link.logo)
    return lambda slip: draw(slip, width, fonts, logos.find(slip.logo))


def _virtual(folder: Path, width: int, keep: int, stack: ExitStack) -> Address:
    """A printer without paper inside this process; a file in its folder says where it can be watched and broken."""
    with _told("không bật được máy in ảo"):
        emulator = stack.enter_context(Emulator(folder, 0, width, keep, control_port=0))
    note = folder / EMULATOR_FILE
    replace_whole(note, (json.dumps({"port": emulator.port, "control": emulator.control_port}) + "\n").encode())
    stack.callback(note.unlink, missing_ok=True)
    return parse_address(f"network://{emulator.host}:{emulator.port}")
