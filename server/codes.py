"""Pairing codes: what an administrator reads out and somebody types at a new print agent, once.

Eight characters that nobody mistakes for each other are 39 bits; tries are limited and a code lives ten minutes, so it
is kept as a plain hash like a token.
"""

import hmac
import secrets

from sqlalchemy import Connection, delete, insert, select

from server.keys import hashed
from server.people import put_device
from server.tables import device, pair_code

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # without 0 O, 1 I L, U
LENGTH = 8
LIFE = 600_000  # ms
ROLE = "agent"


class NameTaken(ValueError):
    """Another kind of device has this name."""


def issue(connection: Connection, name: str, place: str | None, now: int) -> str:
    """A code for the print agent `name` at `place`, as people type it (`K7QD-9FXW`); an older one of the name ends.

    Raises NameTaken when a device of another kind has the name: a code must not turn a kiosk into an agent.
    """
    if not _is_free(connection, name):
        raise NameTaken(name)
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    connection.execute(delete(pair_code).where((pair_code.c.device == name) | (pair_code.c.expires_at <= now)))
    row = {"code": hashed(code), "device": name, "place": place, "made_at": now, "expires_at": now + LIFE}
    connection.execute(insert(pair_code).values(row))
    return f"{code[:4]}-{code[4:]}"


def redeem(connection: Connection, code: str, now: int) -> tuple[str, str] | None:
    """The device's name and its new token for a code that is good now; the code and the device's old token end.

    None for any other code. All codes that live are compared, each in the same time.
    """
    asked = hashed("".join(sign for sign in code.upper() if sign.isalnum()))
    found = None
    for row in connection.execute(select(pair_code).where(pair_code.c.expires_at > now)).all():
        if hmac.compare_digest(row.code, asked):
            found = row
    if found is None:
        return None
    connection.execute(delete(pair_code).where(pair_code.c.code == found.code))
    if not _is_free(connection, found.device):
        return None
    return found.device, put_device(connection, found.device, ROLE, found.place)


def _is_free(connection: Connection, name: str) -> bool:
    return connection.scalar(select(device.c.role).where(device.c.name == name)) in (None, ROLE)
