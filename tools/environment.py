"""The project's own Python environment in `.venv`: made once, brought up to date when its source files change."""

import importlib.util
import os
import shutil
import sys
from pathlib import Path

from tools import apt, pipwheel, stamps
from tools.command import run
from tools.progress import PipProgress
from tools.talk import Talk, Trouble

RUN, DEV = "requirements.txt", "requirements-dev.txt"


def python_in(venv: Path) -> Path:
    return venv / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def script_in(venv: Path, name: str) -> Path:
    return venv / (f"Scripts/{name}.exe" if sys.platform == "win32" else f"bin/{name}")


def wanted(root: Path, dev: bool) -> str:
    return stamps.fingerprint([root / RUN, root / DEV] if dev else [root / RUN])


def stamp(root: Path, dev: bool) -> Path:
    return root / ".venv" / (".moiso-dev" if dev else ".moiso-run")


def ready(root: Path, dev: bool) -> bool:
    return python_in(root / ".venv").exists() and stamps.fresh(stamp(root, dev), wanted(root, dev))


def ensure(root: Path, talk: Talk, dev: bool = False) -> None:
    """Make `.venv` hold exactly the pinned packages. Raises `Trouble` with pip's last lines when that fails."""
    if ready(root, dev):
        return
    venv = root / ".venv"
    maker = venv / ".moiso-python"
    if not (python_in(venv).exists() and stamps.fresh(maker, stamps.fingerprint([]))):
        create(venv, talk)
        stamps.write(maker, stamps.fingerprint([]))
    for each in (False, True):
        stamps.remove(stamp(root, each))
    name = DEV if dev else RUN
    talk.say(f"• Cài thư viện Python ({name})…", f"Installing Python packages ({name})…")
    install(venv, ["-r", str(root / name)], talk, total=_count(root, dev))
    for each in (False, True) if dev else (False,):
        stamps.write(stamp(root, each), wanted(root, each))


def create(venv: Path, talk: Talk) -> None:
    """An empty environment with pip, also where Debian left pip's installer out of Python."""
    talk.say(f"• Tạo môi trường Python riêng ({venv.name})…", f"Making a Python environment of our own ({venv.name})…")
    shutil.rmtree(venv, ignore_errors=True)
    if not (_bundled_pip() or _bundled_pip_by_apt(talk)) or not _with_pip(venv, talk):
        run([sys.executable, "-m", "venv", "--clear", "--without-pip", venv])
        talk.say(f"• Tải pip {pipwheel.VERSION}…", f"Fetching pip {pipwheel.VERSION}…")
        pipwheel.install(python_in(venv), os.environ)


def install(venv: Path, what: list[str], talk: Talk, total: int) -> None:
    pip = [str(python_in(venv)), "-m", "pip", "--require-virtualenv", "--disable-pip-version-check", "--no-input"]
    progress = PipProgress(talk, total)
    try:
        run([*pip, "install", "--retries", "5", "--progress-bar", "off", *what], each_line=progress.line)
    except Trouble as trouble:
        raise Trouble(
            "Không cài được thư viện Python. Hãy kiểm tra mạng rồi chạy lại; những dòng cuối của pip:",
            "The Python packages could not be installed. Check the network and run again; pip's last lines:",
            trouble.details,
        ) from trouble


def _with_pip(venv: Path, talk: Talk) -> bool:
    try:
        run([sys.executable, "-m", "venv", venv])
    except Trouble as trouble:  # some systems ship a part of ensurepip only
        talk.trouble(trouble)
        return False
    return True


def _bundled_pip() -> bool:
    return importlib.util.find_spec("ensurepip") is not None and importlib.util.find_spec("venv") is not None


def _bundled_pip_by_apt(talk: Talk) -> bool:
    """Debian keeps ensurepip in a package of its own; take it where nobody has to type a password."""
    if apt.allowed() is None:
        return False
    try:
        apt.install("python3-venv", talk)
    except Trouble as trouble:
        talk.trouble(trouble)
        return False
    importlib.invalidate_caches()
    return _bundled_pip()


def _count(root: Path, dev: bool) -> int:
    names = (RUN, DEV) if dev else (RUN,)
    lines = [line for name in names for line in (root / name).read_text(encoding="utf-8").splitlines()]
    return sum("==" in line and not line.startswith("#") for line in lines)
