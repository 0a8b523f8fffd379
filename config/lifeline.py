"""A child process ends when its parent ends, however the parent ends.

The parent starts the child with a pipe as standard input and never writes to it. When the parent is gone, also by
`kill -9` or a crash, the system closes the pipe; the child reads the end of the file and ends itself. The same on Linux
and Windows, without polling and without process ids that may be used again.
"""

import _thread
import os
import signal
import sys
import time
from types import BuiltinFunctionType

GRACE_SECONDS = 3.0

# Taken at import: eventlet and gevent replace these names later, and a green thread would stop the whole hub here.
_read = os.read
_sleep = time.sleep
_start = _thread.start_new_thread


def hold(grace: float = GRACE_SECONDS) -> None:
    """Tie this process to whoever holds the other end of its standard input.

    Call it once, first thing in a child's main, before eventlet or gevent patch anything. Nothing else in this process
    may read standard input afterwards, and its own children need a standard input of their own (`subprocess.DEVNULL`
    or a pipe), not this one. When the input ends, the process gets SIGTERM and may finish its work; after `grace`
    seconds it is ended hard with code 1. On Windows, where SIGTERM cannot be caught, it is ended at once.

    Raises `RuntimeError` when the standard library is already patched.
    """
    if not (isinstance(_read, BuiltinFunctionType) and isinstance(_sleep, BuiltinFunctionType)):
        raise RuntimeError("lifeline.hold() must be called before eventlet or gevent patch the standard library")
    _start(_wait_for_the_end, (grace,))


def _wait_for_the_end(grace: float) -> None:
    try:
        while _read(0, 4096):
            pass
    except OSError:
        pass  # no standard input at all: nobody holds us, the same as its end
    if sys.platform != "win32":
        os.kill(os.getpid(), signal.SIGTERM)
        _sleep(grace)
    os._exit(1)
