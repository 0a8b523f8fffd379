"""One set-up at a time: `run.py` and `run.py test` started together must not install over each other."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def alone(file: Path) -> Iterator[None]:
    """Hold the system's lock on an existing file; waits for as long as another process holds it.

    The lock ends with the process, so nothing is left over after a crash.
    """
    with file.open("rb") as handle:
        if sys.platform == "win32":
            import msvcrt

            handle.seek(1 << 30)  # a place far behind the end: others can still read the file
            msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
