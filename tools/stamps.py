"""Whether a piece of set-up is still what its source files ask for: a stamp written after success holds their hash.

A set-up that was interrupted leaves no stamp, so the next start does it again.
"""

import hashlib
import platform
import sys
from collections.abc import Sequence
from pathlib import Path


def fingerprint(files: Sequence[Path], *extra: str) -> str:
    """One hash over the files' names and bytes, this Python, this kind of machine, and `extra`."""
    total = hashlib.sha256()
    for part in (sys.version, sys.base_prefix, platform.machine(), *extra):
        total.update(part.encode() + b"\0")
    for file in files:
        total.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def fresh(stamp: Path, wanted: str) -> bool:
    try:
        return stamp.read_text(encoding="ascii") == wanted
    except (OSError, UnicodeDecodeError):
        return False


def write(stamp: Path, value: str) -> None:
    half = stamp.with_name(stamp.name + ".part")
    half.write_text(value, encoding="ascii")
    half.replace(stamp)


def remove(stamp: Path) -> None:
    stamp.unlink(missing_ok=True)
