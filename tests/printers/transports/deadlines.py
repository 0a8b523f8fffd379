import time

from tests.printers.fakes import GENEROUS


def soon() -> float:
    """A deadline that a test never reaches."""
    return time.monotonic() + GENEROUS


def past() -> float:
    """A deadline that is over: whatever is not there at once is not waited for."""
    return time.monotonic()
