"""The codes of appointments: eight characters that open one booking; nothing is stored for them."""

import hashlib
import hmac

from sqlalchemy import select

from server.codes import ALPHABET, LENGTH
from server.rules.commands import BookVisit
from server.rules.state import Booking, Hall
from server.store import Store, glance
from server.tables import touch


def code_of(secret: bytes, booking: str) -> str:
    """The code people are given, as they type it (`K7QD-9FXW`): made of the centre's secret (HMAC-SHA256)."""
    rest = int.from_bytes(hmac.new(secret, b"booking:" + booking.encode(), hashlib.sha256).digest())
    signs = ""
    for _ in range(LENGTH):
        rest, at = divmod(rest, len(ALPHABET))
        signs += ALPHABET[at]
    return f"{signs[:4]}-{signs[4:]}"


def find(hall: Hall, secret: bytes, code: str) -> Booking | None:
    """The booking this code opens; None for any other. All are compared, each in the same time."""
    asked, found = _plain(code), None
    for booking in hall.bookings.values():
        if hmac.compare_digest(_plain(code_of(secret, booking.id)), asked):
            found = booking
    return found


def was_sent(store: Store, by: str, key: str) -> bool:
    """Whether this caller has sent something with this key before."""
    with store.reading() as connection:
        return glance(connection, by, key)[1] is not None


def of_touch(store: Store, hall: Hall, by: str, key: str, wish: BookVisit) -> Booking | None:
    """What an earlier touch with this key has booked: the appointment that is like the wish and as old as the touch.

    None when it is not there any more, and when two are alike to the millisecond (a clock that was set back stands
    still for a while): then nobody is shown another one's code.
    """
    with store.reading() as connection:
        at = connection.scalar(select(touch.c.at).where(touch.c.key == key, touch.c.by == by))
    asked = (at, wish.service, wish.slot, wish.language)
    alike = [b for b in hall.bookings.values() if (b.made_at, b.service, b.slot, b.language) == asked]
    return alike[0] if len(alike) == 1 else None


def _plain(code: str) -> bytes:
    return "".join(sign for sign in code.upper() if sign.isalnum()).encode()
