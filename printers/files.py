"""Files that are there as a whole or not at all, also when the power goes."""

import contextlib
import os
from pathlib import Path


def replace_whole(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Put a file in the place of another, on disk when this returns; whoever reads sees the old one or the whole new
    one. Raises OSError, and leaves nothing behind then.
    """
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
