"""Request limits, kept in memory.

Against guessing passwords and emptying the series by script, not against busy days.
"""

from flask import request
from flask_limiter import Limiter


def _who() -> str:
    """The caller as far as limits care: its token's end, else its address."""
    return request.headers.get("Authorization", "")[-12:] or request.remote_addr or "?"


limiter = Limiter(_who, storage_uri="memory://", strategy="fixed-window")
