"""Everything that has to be on the machine before the office can open, or before it can be tested."""

import os
import shutil
import time
from pathlib import Path

from tools import apt, environment, node
from tools.lock import alone
from tools.talk import Talk, Trouble

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def ensure(root: Path, talk: Talk, dev: bool = False) -> None:
    """Set up what is missing or out of date; says nothing and takes a blink when everything is there."""
    if environment.ready(root, dev) and node.ready(root):
        return
    started = time.monotonic()
    talk.say("Chuẩn bị Mời Số (chỉ lần đầu, vài phút)…", "Setting up Mời Số (the first time only, a few minutes)…")
    with alone(root / "run.py"):
        environment.ensure(root, talk, dev)
        node.ensure(root, talk)
    took = round(time.monotonic() - started)
    talk.say(f"✓ Chuẩn bị xong sau {took} giây.", f"Set up in {took} seconds.")


def browser() -> str | None:
    """The browser the tests may drive: `MOISO_CHROMIUM`, or the first that is installed."""
    named = os.environ.get("MOISO_CHROMIUM")
    return named or next((path for name in BROWSERS if (path := shutil.which(name))), None)


def ensure_browser(talk: Talk) -> str:
    """A Chromium for the tests, installed by apt where we may. Raises `Trouble` naming what is missing."""
    found = browser()
    if found is None:
        apt.install("chromium", talk)
        found = browser()
    if found is None:
        raise Trouble("Cần trình duyệt Chromium để kiểm tra.", "The tests need the browser Chromium.")
    return found
