"""Appointments: which slots are free, book one, give it up, check in on arrival.

Staff and kiosks book as they like. Where the centre lets the public book, anybody may, within narrow bounds and
without a token; an appointment's code is the right to look at it and to give it up.
"""

from datetime import date, datetime
from typing import Any

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue

from server.access import PHONE, Caller
from server.api.answers import new_ticket, with_print
from server.api.bodies import Nothing
from server.api.wishes import Arrival, NewBooking
from server.appointments import code_of
from server.crowding import Crowded
from server.house import house
from server.limits import BOOKINGS
from server.publicbook import (
    address_of,
    bookable,
    looked,
    make,
    must_be_in_reach,
    opened,
    reach,
    reserve,
    window,
)
from server.rules import commands as c
from server.rules.bookings import slots
from server.rules.refusal import service_of
from server.rules.state import Booking
from server.web.body import body, touch_key
from server.web.guard import SAFE, allow, caller, check_csrf
from server.web.problem import Problem, wrong_field

blueprint = Blueprint("bookings", __name__, url_prefix="/api/v1")


def _answer(booking: Booking) -> dict[str, Any]:
    here = house()
    return {
        "code": code_of(here.secret, booking.id),
        "service": booking.service,
        "day": booking.day,
        "slot": _moment(booking.slot),
        "state": booking.state,
        "ticket": booking.ticket,
        "url": address_of(here, booking),
        "check_in": {"from": _moment(span[0]), "until": _moment(span[1])}
        if (span := window(here, booking.slot))
        else None,
    }


def _moment(at: int | None) -> str | None:
    return datetime.fromtimestamp(at / 1000, house().centre.zone).isoformat() if at else None


def _caller(action: str) -> Caller | None:
    """Whoever has signed in or has a device's token, and may do this; None for anybody else.

    A browser that happens to be signed in, but sends no token of a page against forgery, is anybody too: what it
    asks for here needs no right that another site could borrow.
    """
    known = caller()
    if known is None or (g.by_session and "X-CSRFToken" not in request.headers and request.method not in SAFE):
        return None
    if not known.may(action):
        raise Problem(403)
    if g.by_session and request.method not in SAFE:
        check_csrf()
    return known


def _known_or_public(action: str) -> Caller | None:
    known = _caller(action)
    if known is None and not house().centre.booking.public:
        raise Problem(401)
    return known


def _day(first: date, last: date) -> date:
    """The day that is asked for; the first when none is. Problem when it cannot be read or nobody may book on it."""
    said = request.args.get("day")
    try:
        day = date.fromisoformat(said) if said is not None else first
    except ValueError:
        raise wrong_field("day", "day") from None
    if not first <= day <= last:
        raise wrong_field("day", "between", first=first, last=last)
    return day


@blueprint.get("/services/<code>/slots")
def free(code: str) -> ResponseReturnValue:
    """The slots of a day (`day`, today when left out), and what is left of each."""
    here, known = house(), _known_or_public("read")
    looked(here, known, request.remote_addr)
    service = service_of(here.centre, code)
    now = here.clock()
    day = _day(*reach(here))
    found = slots(here.centre, here.office.look().hall, service, day, now) if service in bookable(here) else ()
    listed = [{"starts": _moment(slot.starts), "left": slot.left} for slot in found]
    return {"service": service.code, "day": day.isoformat(), "slots": listed}


@blueprint.post("/bookings")
def book() -> ResponseReturnValue:
    """An appointment, 201 with its code (200 for a repeated touch); without a slot a number that counts on arrival."""
    known = _known_or_public("book")
    wish = body(NewBooking)
    slot = round(wish.slot.timestamp() * 1000) if wish.slot else None
    if slot is not None:
        must_be_in_reach(house(), wish.service, slot)
    command, key = c.BookVisit(wish.service, slot, wish.language), touch_key()
    if known is None:
        booking, new = _anybody(command, key)
    else:
        house().limits.check(BOOKINGS, known.by)
        booking, new = make(house(), command, known.by, key)
    return _answer(booking), 201 if new else 200


def _anybody(command: c.BookVisit, key: str | None) -> tuple[Booking, bool]:
    try:
        return reserve(house(), command, key, request.remote_addr)
    except Crowded as error:
        raise Problem(429, error.code, retry_after=error.seconds, minutes=error.minutes) from None


@blueprint.get("/bookings/<code>")
def show(code: str) -> ResponseReturnValue:
    """An appointment by its code."""
    return _answer(opened(house(), code, request.remote_addr, _caller("book")))


@blueprint.post("/bookings/<code>/cancel")
def cancel(code: str) -> ResponseReturnValue:
    """The appointment is given up."""
    known = _caller("book")
    body(Nothing)
    booking = opened(house(), code, request.remote_addr, known)
    outcome = house().office.handle(c.CancelBooking(booking.id), known.by if known else PHONE, touch_key())
    return _answer(outcome.hall.bookings[booking.id])


@blueprint.post("/bookings/<code>/check-in")
@allow("take")
def check_in(code: str) -> ResponseReturnValue:
    """On arrival the booking becomes a ticket: 201, and 200 when the same touch comes again."""
    wish = body(Arrival)
    booking = opened(house(), code, request.remote_addr, g.caller)
    outcome = house().office.handle(c.CheckIn(booking.id, wish.priority), g.caller.by, touch_key())
    if outcome.ticket is None:
        raise Problem(404)
    if outcome.repeated:
        return with_print(house(), outcome.ticket)
    return new_ticket(house(), outcome.ticket, g.caller.by), 201
