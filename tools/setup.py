"""Everything that has to be on the machine before the office can open, or before it can be tested."""

import os
import shutil
import time
from pathlib import Path

from tools import apt, environment, node
from tools.command import run
from tools.lock import alone
from tools.talk import Talk, Trouble

SHELL = "chromium-headless-shell"  # the same Chromium without a window, for half of the time
BROWSERS = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
READER, READER_LANGUAGE = "tesseract-ocr", "tesseract-ocr-vie"
SOUND, SOUND_TOOLS = "pulseaudio", "pulseaudio-utils"


def ensure(root: Path, talk: Talk, dev: bool = False) -> None:
    """Set up what is missing or out of date; says nothing and takes a blink when everything is there."""
    if not (environment.ready(root, dev) and node.ready(root, dev)):
        _set_up(root, talk, dev)
    if dev:
        ensure_reader(talk)
        ensure_sound(talk)


def _set_up(root: Path, talk: Talk, dev: bool) -> None:
    started = time.monotonic()
    talk.say("Chuẩn bị Mời Số (chỉ lần đầu, vài phút)…", "Setting up Mời Số (the first time only, a few minutes)…")
    with alone(root / "run.py"):
        environment.ensure(root, talk, dev)
        node.ensure(root, talk, dev)
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
        try:
            apt.install(SHELL, talk)
        except Trouble:  # there is none by that name in other Debians and Ubuntus
            apt.install("chromium", talk)
        found = browser()
    if found is None:
        raise Trouble("Cần trình duyệt Chromium để kiểm tra.", "The tests need the browser Chromium.")
    return found


def reader() -> tuple[bool, bool]:
    """Whether the reader of printed text (tesseract) is on the machine, and whether it can read Vietnamese."""
    found = shutil.which("tesseract")
    if found is None:
        return False, False
    return True, "vie" in run([found, "--list-langs"]).split()


def ensure_reader(talk: Talk) -> None:
    """Tesseract with Vietnamese for the tests, installed by apt where we may. Raises `Trouble` when it is not there."""
    there, reads = reader()
    if not there:
        apt.install(READER, talk)
    if not reads:
        apt.install(READER_LANGUAGE, talk)
    if reader() != (True, True):
        raise Trouble(
            "Cần chương trình tesseract (có tiếng Việt) để kiểm tra phiếu in.",
            "The tests need tesseract with Vietnamese to read the tickets.",
            f"    {READER} {READER_LANGUAGE}",
        )


def sound() -> tuple[bool, bool]:
    """Whether a sound server (pulseaudio) is on the machine, and what speaks to it and records it (pactl, parec)."""
    return shutil.which("pulseaudio") is not None, all(shutil.which(name) for name in ("pactl", "parec"))


def ensure_sound(talk: Talk) -> None:
    """A sound server for the tests to start, installed by apt where we may. Raises `Trouble` without it."""
    server, tools = sound()
    if not server:
        apt.install(SOUND, talk)
    if not tools:
        apt.install(SOUND_TOOLS, talk)
    if sound() != (True, True):
        raise Trouble(
            "Cần pulseaudio (pactl, parec) để kiểm tra giọng đọc bằng tai.",
            "The tests need pulseaudio (with pactl and parec) to hear what the boards say.",
            f"    {SOUND} {SOUND_TOOLS}",
        )
