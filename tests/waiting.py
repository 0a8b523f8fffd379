"""Waiting for what another process does: asked again and again, with a generous limit that only a fault reaches."""

import socket
import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
PATIENCE = 30.0


def eventually(look: Callable[[], T], what: str, patience: float = PATIENCE) -> T:
    """The first truthy thing that `look` finds; AssertionError naming `what` when it never comes."""
    until = time.monotonic() + patience
    nothing = threading.Event()
    while not (found := look()):
        assert time.monotonic() < until, f"{what} did not come"
        nothing.wait(0.02)
    return found


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
