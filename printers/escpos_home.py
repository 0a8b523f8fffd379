"""python-escpos, brought in without the traces it leaves: version 3.1 unpickles whatever lies in its cache folder,
makes a temporary folder at every import even when it is told where to go, and sets up logging for the whole process.

Its cache is never used twice: it is written carelessly, and a file torn by a power cut would end every later start.
"""

import contextlib
import importlib
import logging
import os
import tempfile
from collections.abc import Iterator
from functools import cache
from typing import Any

PLACE = "ESCPOS_CAPABILITIES_PICKLE_DIR"


@cache
def dummy_class() -> Any:
    """The printer class of python-escpos that only gathers bytes."""
    with _contained():
        return importlib.import_module("escpos.printer.dummy").Dummy


@contextlib.contextmanager
def _contained() -> Iterator[None]:
    """Every file of the import is made in one new folder of our own (mode 0700), and goes away with it."""
    before, named, handlers = tempfile.tempdir, os.environ.get(PLACE), list(logging.root.handlers)
    with tempfile.TemporaryDirectory(prefix="moiso-escpos-") as own:
        os.environ[PLACE] = tempfile.tempdir = own
        try:
            yield
        finally:
            tempfile.tempdir = before
            if named is None:
                del os.environ[PLACE]
            else:
                os.environ[PLACE] = named
            for added in [handler for handler in logging.root.handlers if handler not in handlers]:
                logging.root.removeHandler(added)
