"""Rows: the journal and what it adds up to. One commit holds everything that one touch has changed.

`database` is the file and who may write, `journal` what happened, `touches` what was answered before, `rows` what it
all adds up to.
"""

from server.store.database import (
    WRITES,
    Connection,
    Store,
    StoreBusy,
    founded,
    leave_no_trace,
    open_engine,
)
from server.store.journal import before, day_began, last_id, last_moment, replay
from server.store.rows import find_ticket, load, write
from server.store.touches import Touch, glance, remember

__all__ = [
    "WRITES",
    "Connection",
    "Store",
    "StoreBusy",
    "Touch",
    "before",
    "day_began",
    "find_ticket",
    "founded",
    "glance",
    "last_id",
    "last_moment",
    "leave_no_trace",
    "load",
    "open_engine",
    "remember",
    "replay",
    "write",
]
