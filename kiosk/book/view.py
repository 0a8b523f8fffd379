"""`/book`: anybody books a visit where the centre lets the public book; `/book/<code>`: one appointment.

Plain pages and forms, so that every phone can do it; the script only adds patience with bad networks.
"""

import secrets
from datetime import date, datetime
from typing import Any

import segno
from flask import Blueprint, make_response, redirect, request
from flask.typing import ResponseReturnValue

from config.words import languages, word
from kiosk.book.shape import Shape, come_shape, day_shape, days_shape, span
from server.access import PHONE
from server.appointments import code_of
from server.crowding import Crowded
from server.house import House, house
from server.keys import page_key
from server.limits import TooMany
from server.publicbook import (
    address_of,
    bookable,
    days,
    looked,
    must_be_in_reach,
    opened,
    reserve,
    takes_from_afar,
    window,
)
from server.rules import commands as c
from server.rules.bookings import doors_open_at
from server.rules.centre import Service
from server.rules.decide import Refused, Unknown
from server.rules.hours import local, spans_on
from server.rules.state import Booking
from server.web.problem import document, of_refusal
from server.web.screen import language, room, screen

blueprint: Blueprint = room("book", __name__, __file__)
LONGEST_KEY = 64


def _page(template: str, title: str = "book.title", status: int = 200, **data: Any) -> ResponseReturnValue:
    centre = house().centre
    tongues = [(code, word(code, "book.language")) for code in languages()]
    picture = {"centre": {"name": centre.name, "unit": centre.unit, "province": centre.province}}
    asked = {name: value for name, value in request.args.items() if name in ("service", "day", "slot", "afar")}
    shown = screen(template, title=title, lang=language(), picture=picture, tongues=tongues, asked=asked, **data)
    answer = make_response(shown)
    answer.status_code = status
    return answer


@blueprint.get("/book")
@blueprint.get("/dat-lich")
def begin() -> ResponseReturnValue:
    """The step that the address asks for: which service, when, or the last look before it is booked."""
    here = house()
    if code := request.args.get("code", "").strip():
        return redirect(f"/book/{code[:20].replace('/', '')}?lang={language()}")
    if not here.centre.booking.public:
        return _page("book-closed.html", "book.closed_title")
    looked(here, None, request.remote_addr)
    service = next((one for one in bookable(here) if one.code == request.args.get("service")), None)
    if service is None:
        return _page("book.html", services=[{"code": one.code, "name": one.name} for one in bookable(here)])
    if "slot" in request.args or "afar" in request.args:
        return _confirm(here, service, request.args.get("slot", ""), secrets.token_hex(16))
    return _times(here, service)


def _times(here: House, service: Service, trouble: str = "", status: int = 200) -> ResponseReturnValue:
    zone, today = here.centre.zone, local(here.clock(), here.centre.zone).date()
    found = days_shape(days(here, service), today, zone, here.centre.booking.slot_minutes)
    wanted = request.values.get("day") or request.values.get("slot", "")[:10]
    free = next((day for day in found if day["left"]), found[0] if found else None)
    chosen = next((day for day in found if day["iso"] == wanted), free)
    named = {"code": service.code, "name": service.name}
    afar = takes_from_afar(here, service)
    return _page("book-times.html", status=status, service=named, days=found, chosen=chosen, afar=afar, trouble=trouble)


def _confirm(
    here: House, service: Service, slot: str, key: str, trouble: str = "", status: int = 200
) -> ResponseReturnValue:
    at = _moment(slot)
    if slot and at is None:
        return _times(here, service)
    if at is not None:
        try:
            must_be_in_reach(here, service.code, at)
        except Refused as error:
            return _refused(here, service, error)
    wish = _when(here, at, local(at or here.clock(), here.centre.zone).date())
    named = {"code": service.code, "name": service.name}
    return _page(
        "book-confirm.html", status=status, service=named, when=wish, slot=slot if at else "", key=key, trouble=trouble
    )


def _when(here: House, at: int | None, day: date) -> Shape:
    """Day, slot and the time to come of an appointment, in the parts that words are made of."""
    zone, today = here.centre.zone, local(here.clock(), here.centre.zone).date()
    slot = span(at, zone, here.centre.booking.slot_minutes) if at else None
    return day_shape(day, today) | {"slot": slot, "come": come_shape(window(here, at), zone)}


def _moment(text: str) -> int | None:
    """A slot of an address or a form (RFC 3339) in ms."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return round(found.timestamp() * 1000) if found.tzinfo else None


@blueprint.post("/book")
def book() -> ResponseReturnValue:
    """The form of a phone whose script cannot send it. The key in the form makes a second press harmless."""
    here = house()
    form, key = request.form, request.form.get("key", "")[:LONGEST_KEY]
    service = next((one for one in bookable(here) if one.code == form.get("service")), None)
    if service is None or not here.centre.booking.public or not (key.isascii() and key.isalnum()):
        return redirect(f"/book?lang={language()}")
    slot = form.get("slot", "")
    at = _moment(slot)
    if slot and at is None:
        return _times(here, service)
    try:
        if at is not None:
            must_be_in_reach(here, service.code, at)
        booking, _ = reserve(here, c.BookVisit(service.code, at, language()), key, request.remote_addr)
    except Crowded as error:
        said = word(language(), f"problems.{error.code}", minutes=error.minutes)
        return _confirm(here, service, slot, key, said, 429)
    except Refused as error:
        return _refused(here, service, error)
    return redirect(f"/book/{code_of(here.secret, booking.id)}?lang={language()}", 303)


def _refused(here: House, service: Service, error: Refused) -> ResponseReturnValue:
    """The times again, and why the one that was wished cannot be had."""
    problem = of_refusal(error)
    return _times(here, service, document(problem, language())["detail"], problem.status)


@blueprint.get("/book/<code>")
def show(code: str) -> ResponseReturnValue:
    """One appointment with its code, large, and what to do with it; `?cancel` asks whether to give it up."""
    here = house()
    try:
        booking = opened(here, code, request.remote_addr)
    except TooMany:
        return _page("book-unknown.html", "book.unknown_title", 429, trouble=word(language(), "book.too_many"))
    except Unknown:
        return _page("book-unknown.html", "book.unknown_title", 404, trouble="")
    return _page("book-shown.html", booking=_booking(here, booking), cancelling="cancel" in request.args)


@blueprint.post("/book/<code>/cancel")
def cancel(code: str) -> ResponseReturnValue:
    """The appointment is given up; whoever presses twice sees that it is."""
    here = house()
    try:
        here.office.handle(c.CancelBooking(opened(here, code, request.remote_addr).id), PHONE)
    except TooMany:
        return _page("book-unknown.html", "book.unknown_title", 429, trouble=word(language(), "book.too_many"))
    except Unknown:
        return _page("book-unknown.html", "book.unknown_title", 404, trouble="")
    except Refused:
        pass  # over already: its page says how
    return redirect(f"/book/{code}?lang={language()}", 303)


def _booking(here: House, booking: Booking) -> Shape:
    service = here.centre.services.get(booking.service)
    code = code_of(here.secret, booking.id)
    address = address_of(here, booking)
    ticket = here.ticket(booking.ticket) if booking.ticket else None
    return _when(here, booking.slot, date.fromisoformat(booking.day)) | {
        "shut": _shut(here, service, booking) if service else None,
        "code": code,
        "service": service.name if service else {"vi": booking.service},
        "line": booking.service,
        "state": booking.state,
        "address": address,
        "qr": segno.make(address, error="m", boost_error=False).svg_inline(
            omitsize=True, border=2, dark="#10242b", light="#ffffff"
        ),
        "ticket": {"label": ticket.label, "page": f"/t/{page_key(here.secret, ticket.id)}"} if ticket else None,
    }


def _shut(here: House, service: Service, booking: Booking) -> Shape | None:
    """That the doors will be closed, as the centre has decided after the booking: all day or at this hour, and why."""
    day = date.fromisoformat(booking.day)
    opens = bool(spans_on(service.hours, day))
    if opens and (booking.slot is None or doors_open_at(service, booking.slot, here.centre)):
        return None
    rule = service.hours.rules.get(booking.day)
    return {"all_day": not opens, "why": rule.why if rule else None}
