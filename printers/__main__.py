"""`python -m printers agent | emulate | draw`: the print agent, a printer without paper, and a look at a ticket."""

import argparse
import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from printers.access import agent_token
from printers.sheet import MEASURES

log = logging.getLogger("printers")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 after a clean end, 2 when it cannot start."""
    if "MOISO_LIFELINE" in os.environ:
        from config import lifeline  # only whoever is tied to a parent needs it

        lifeline.hold()
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    try:
        command: int = options.command(options)
    except (ValueError, RuntimeError, OSError) as trouble:
        print(f"printers: {trouble}", file=sys.stderr)
        return 2
    return command


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m printers", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    agent = commands.add_parser("agent", help="fetch tickets from the server and print them")
    agent.set_defaults(command=_agent)
    agent.add_argument("--server", required=True, metavar="URL", help="such as https://moiso.example")
    agent.add_argument("--access", type=Path, metavar="FILE", help="JSON with devices.agent.token")
    agent.add_argument("--token-file", type=Path, metavar="FILE", help="the token alone (else MOISO_AGENT_TOKEN)")
    agent.add_argument("--printer", default="virtual", metavar="ADDRESS", help="virtual or network://HOST:PORT")
    agent.add_argument("--name", default="printer-1", help="what the server calls this printer")
    agent.add_argument("--data", type=Path, required=True, metavar="DIR", help="where the agent keeps its journal")
    agent.add_argument("--folder", type=Path, metavar="DIR", help="tickets of the virtual printer")
    agent.add_argument("--keep", type=int, default=500, help="how many of them are kept")
    agent.add_argument("--wait", type=float, default=10.0, help="seconds the server may hold a question open")
    agent.add_argument("--ca", metavar="FILE", help="certificate authorities of the centre")
    agent.add_argument("--allow-plain-http", action="store_true", help="send the token over http:// to another machine")
    _width(agent)

    emulate = commands.add_parser("emulate", help="be a printer on 127.0.0.1; every ticket becomes a PNG file")
    emulate.set_defaults(command=_emulate)
    emulate.add_argument("--port", type=int, default=9100, help="0 takes a free one")
    emulate.add_argument("--folder", type=Path, required=True, metavar="DIR")
    emulate.add_argument("--keep", type=int, default=500, help="how many tickets are kept")
    _width(emulate)

    draw = commands.add_parser("draw", help="draw a slip (JSON) as a PNG file")
    draw.set_defaults(command=_draw)
    draw.add_argument("slip", type=Path)
    draw.add_argument("picture", type=Path)
    _width(draw)
    return parser


def _width(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--width", type=int, choices=sorted(MEASURES), default=576, help="dots across the paper")


def _agent(options: argparse.Namespace) -> int:
    # imported here: `draw` and `emulate` need neither HTTP nor a journal
    from printers.agent import Agent
    from printers.drivers import TcpTransport, parse_address
    from printers.emulator import HOST, Emulator
    from printers.escpos_home import private_cache
    from printers.fonts import load
    from printers.journal import Journal
    from printers.link import Link
    from printers.paper import draw
    from printers.press import Press

    address, data = parse_address(options.printer), options.data
    link = Link(options.server, agent_token(options.access, options.token_file), options.allow_plain_http, options.ca)
    fonts = load()
    data.mkdir(parents=True, exist_ok=True)
    private_cache(data / "printer-profiles")
    with ExitStack() as stack:
        journal = Journal(data / "print-agent.sqlite")
        stack.callback(journal.close)
        host, port = address.host, address.port
        if address.kind == "virtual":
            folder = options.folder or data / "virtual-printer"
            host, port = HOST, stack.enter_context(Emulator(folder, 0, options.width, options.keep)).port
        press = Press(TcpTransport(host, port))
        picture = partial(draw, width=options.width, fonts=fonts)
        agent = Agent(link, press, journal, picture, name=options.name, wait=options.wait)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: agent.stop())
        log.info("agent for %s on %s starts", options.name, options.printer)
        agent.run()
    return 0


def _emulate(options: argparse.Namespace) -> int:
    from printers.emulator import HOST, Emulator

    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    with Emulator(options.folder, options.port, options.width, options.keep) as emulator:
        print(f"printer at network://{HOST}:{emulator.port}, tickets in {options.folder}", flush=True)
        ended.wait()
    return 0


def _draw(options: argparse.Namespace) -> int:
    from printers.paper import draw
    from printers.slip import from_dict

    slip = from_dict(json.loads(options.slip.read_text(encoding="utf-8")))
    draw(slip, options.width).save(options.picture, format="PNG", dpi=(203, 203))
    return 0


if __name__ == "__main__":
    sys.exit(main())
