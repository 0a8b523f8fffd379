"""What `run.py` does with its command line."""

import os
from collections.abc import Sequence
from pathlib import Path

from tools import checks, options, setup
from tools.serve import serve
from tools.talk import Talk, Trouble, speak_utf8

ROOT = Path(__file__).resolve().parent.parent


def main(argv: Sequence[str], root: Path = ROOT) -> int:
    """Gives the exit code of the whole programme."""
    speak_utf8()
    talk = Talk()
    try:
        chosen = options.parse(argv, os.environ, root)
        talk = Talk(chosen.lang)
        return _do(chosen, root, talk)
    except Trouble as trouble:
        talk.trouble(trouble)
        return trouble.code
    except KeyboardInterrupt:
        talk.say("Đã dừng.", "Stopped.")
        return 130


def _do(chosen: options.Options, root: Path, talk: Talk) -> int:
    testing = chosen.command in ("test", "bench")
    setup.ensure(root, talk, dev=testing)
    if chosen.command == "setup":
        talk.say("Mọi thứ đã sẵn sàng.", "Everything is ready.")
        return 0
    if not testing:
        return serve(chosen, root, talk)
    browser = setup.ensure_browser(talk)
    if chosen.command == "bench":
        return checks.pytest(root, talk, browser, ["tests/bench", "-s", *chosen.rest])
    return checks.everything(root, talk, browser, chosen.rest, chosen.keep_going)
