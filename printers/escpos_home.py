"""python-escpos, brought in without the traces it leaves: version 3.1 unpickles whatever lies in its cache folder,
makes a temporary folder at every import even when it is told where to go, and sets up logging for the whole process.
"""

import contextlib
import importlib
import os
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

PLACE = "ESCPOS_CAPABILITIES_PICKLE_DIR"


def private_cache(folder: Path) -> None:
    """Let python-escpos keep its cache in `folder` (made with mode 0700), so that the agent starts faster next time.

    To be called before the first ticket. Raises PermissionError when the folder belongs to others or is open to them.
    """
    folder.mkdir(parents=True, mode=0o700, exist_ok=True)
    seen = folder.stat()
    if hasattr(os, "getuid") and (seen.st_uid != os.getuid() or seen.st_mode & 0o022):
        raise PermissionError(f"{folder} must belong to the agent alone: what lies there is run as code")
    os.environ[PLACE] = str(folder)


@cache
def dummy_class() -> Any:
    """The printer class of python-escpos that only gathers bytes."""
    with _contained():
        return importlib.import_module("escpos.printer.dummy").Dummy


@contextlib.contextmanager
def _contained() -> Iterator[None]:
    """Every temporary folder of the import is made in one folder of our own, and goes away with it."""
    before = tempfile.tempdir
    with tempfile.TemporaryDirectory(prefix="moiso-escpos-") as own:
        named = os.environ.get(PLACE)
        os.environ[PLACE] = named or own
        tempfile.tempdir = own
        try:
            yield
        finally:
            tempfile.tempdir = before
            if named is None:
                del os.environ[PLACE]
