"""`python -m printers agent | emulate | draw | logo | test`: the print agent, a printer without paper, a look at a
ticket and its logo, and the test page of a new printer.
"""

import argparse
import importlib
import logging
import os
import sys
from collections.abc import Sequence

COMMANDS = {
    "agent": ("printers.duty", "fetch tickets from the server and print them"),
    "emulate": ("printers.emulate", "be a printer on 127.0.0.1; every ticket becomes a PNG file"),
    "draw": ("printers.draw", "draw a slip (JSON) as a PNG file"),
    "logo": ("printers.logo", "make a PNG file into a ticket's logo"),
    "test": ("printers.testpage", "print a test page and find out what the printer can"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 after a clean end, 2 when it cannot start."""
    if "MOISO_LIFELINE" in os.environ:
        from config import lifeline  # only whoever is tied to a parent needs it

        lifeline.hold()
    given = list(sys.argv[1:] if arguments is None else arguments)
    options = _parser(given[0] if given else "").parse_args(given)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    try:
        code: int = importlib.import_module(COMMANDS[options.command][0]).run(options)
    except (ValueError, RuntimeError, OSError) as trouble:
        print(f"printers: {trouble}", file=sys.stderr)
        return 2
    return code


def _parser(chosen: str) -> argparse.ArgumentParser:
    """Every command by its name; only the chosen one brings its options, so that nothing else has to be loaded."""
    parser = argparse.ArgumentParser(prog="python -m printers", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    for name, (module, words) in COMMANDS.items():
        command = commands.add_parser(name, help=words)
        if name == chosen:
            importlib.import_module(module).add_options(command)
    return parser


if __name__ == "__main__":
    sys.exit(main())
