"""`python -m printers emulate`: a printer without paper, for whoever builds or shows something."""

import argparse
import signal
import threading
from pathlib import Path

from printers.emulator import Emulator
from printers.sheet import MEASURES

USUAL_SPEED = 150.0


def add_options(parser: argparse.ArgumentParser) -> None:
    """What can be chosen."""
    parser.add_argument("--port", type=int, default=9100, help="where it prints; 0 takes a free port")
    parser.add_argument("--control", type=int, default=0, metavar="PORT", help="where it is watched and broken (JSON)")
    parser.add_argument("--folder", type=Path, required=True, metavar="DIR", help="where the tickets go")
    parser.add_argument("--keep", type=int, default=500, help="how many tickets are kept")
    parser.add_argument("--width", type=int, choices=sorted(MEASURES), default=576, help="dots across the paper")
    parser.add_argument(
        "--speed", type=_speed, default=USUAL_SPEED, metavar="MM_PER_S", help="how fast paper moves; 0 for at once"
    )


def run(options: argparse.Namespace) -> int:
    """Be a printer until SIGTERM or SIGINT; 0 after a clean end. Raises OSError when a port is taken."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    emulator = Emulator(options.folder, options.port, options.width, options.keep, options.control, options.speed)
    with emulator:
        places = (
            f"printer at network://{emulator.host}:{emulator.port}, control at http://127.0.0.1:{emulator.control_port}"
        )
        print(f"{places}, tickets in {options.folder}", flush=True)
        ended.wait()
    return 0


def _speed(text: str) -> float:
    speed = float(text)
    if not 0 <= speed <= 10_000:
        raise ValueError(text)
    return speed
