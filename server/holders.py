"""One person, few live numbers, nobody known: a card's number is kept as a code whose key lives for one day.

The key is made with the first card of a day and destroyed with the day's codes when the day closes. Whoever gets the
database afterwards can no longer find out whose number was whose, not even by trying all twelve-digit numbers.
"""

import hashlib
import hmac
import secrets

from sqlalchemy import Connection, delete, insert, select

from server.store import leave_no_trace
from server.tables import day_key, holder

LONGEST = 64  # codes of one day that are looked at: one person's numbers


def code_of(connection: Connection, day: str, card: str) -> str:
    """The code of a card on this day (HMAC-SHA256, hex). Must run in a write transaction: the first makes the key."""
    key = connection.scalar(select(day_key.c.key).where(day_key.c.day == day))
    if key is None:
        key = secrets.token_bytes(32)
        connection.execute(insert(day_key).values(day=day, key=key))
    return hmac.new(key, card.encode(), hashlib.sha256).hexdigest()


def held(connection: Connection, day: str, code: str) -> tuple[str, ...]:
    """The day's tickets of this card, by id."""
    mine = select(holder.c.ticket).where(holder.c.day == day, holder.c.code == code).limit(LONGEST)
    return tuple(connection.scalars(mine))


def remember(connection: Connection, day: str, code: str, ticket: str) -> None:
    """This ticket belongs to the card's code."""
    connection.execute(insert(holder).values(day=day, code=code, ticket=ticket))


def forget(connection: Connection, day: str) -> int:
    """Destroy keys and codes of all days up to this one, in the database's files too; how many codes there were."""
    if connection.execute(delete(day_key).where(day_key.c.day <= day)).rowcount:
        leave_no_trace(connection)
    return connection.execute(delete(holder).where(holder.c.day <= day)).rowcount
