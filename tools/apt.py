"""Debian and Ubuntu packages, only where nobody has to type a password."""

import os
import shutil
import sys

from tools.command import run
from tools.talk import Talk, Trouble


def allowed() -> list[str] | None:
    """The words to put before apt-get (none for root, `sudo -n` otherwise), or None where we may not install."""
    if sys.platform == "win32" or not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if not sudo:
        return None
    try:
        run([sudo, "-n", "true"])
    except Trouble:
        return None
    return [sudo, "-n"]


def install(package: str, talk: Talk) -> None:
    """Install one package. Raises `Trouble` where that is not allowed or fails."""
    front = allowed()
    if front is None:
        raise Trouble(
            f"Máy thiếu gói {package}. Hãy cài bằng: sudo apt-get install {package}",
            f"The package {package} is missing. Install it: sudo apt-get install {package}",
        )
    talk.say(f"• Cài gói hệ thống {package}…", f"Installing the system package {package}…")
    apt = [*front, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120"]
    try:
        run([*apt, "install", "-y", "--no-install-recommends", package])
    except Trouble:
        run([*apt, "update"])  # a fresh image knows no packages, an old one names versions that are gone
        run([*apt, "install", "-y", "--no-install-recommends", package])
