"""Request limits, kept in memory: against guessing passwords and using series up by script, not against busy days."""

from flask import g, request
from flask_limiter import Limiter

SIGN_INS = "10 per minute"  # of one address
TICKETS = "600 per minute"  # of one caller: ten a second is more than any kiosk has fingers


def address() -> str:
    """Where the request comes from; headers that the caller chooses do not count."""
    return request.remote_addr or "?"


def caller() -> str:
    """Who asks, as the guard has recognised him."""
    return g.caller.by if "caller" in g else address()


limiter = Limiter(address, storage_uri="memory://", strategy="fixed-window")
