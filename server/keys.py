"""Secrets that need no storing: a ticket's page key, and hashes of tokens.

A page key is the ticket's id and a 128-bit message authentication code under the centre's own secret, so nobody can
guess somebody else's page (HMAC-SHA256, RFC 2104), and the journal holds nothing that opens it.
"""

import hashlib
import hmac
import secrets

_CODE = 32  # hex digits of the code: 128 bits


def _code(secret: bytes, ticket: str) -> str:
    return hmac.new(secret, b"ticket:" + ticket.encode(), hashlib.sha256).hexdigest()[:_CODE]


def page_key(secret: bytes, ticket: str) -> str:
    """The key of a ticket's page."""
    return f"{ticket}-{_code(secret, ticket)}"


def ticket_of_key(secret: bytes, key: str) -> str | None:
    """The ticket whose page this key opens, None for a key that was never given out."""
    ticket, _, code = key.rpartition("-")
    if not key.isascii():
        return None
    return ticket if hmac.compare_digest(_code(secret, ticket), code) else None


def new_token() -> str:
    """A fresh bearer token, 256 bits."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """What is kept of a token. It is random and long, so one round of SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def derived(secret: bytes, purpose: str) -> bytes:
    """A key for one purpose only."""
    return hmac.new(secret, b"key:" + purpose.encode(), hashlib.sha256).digest()
