"""Tickets and services: take a number, look it up, give it up, rate the visit."""

import io

import segno
from flask import Blueprint, Response, g
from flask.typing import ResponseReturnValue

from server.access import Caller
from server.api.answers import new_ticket, page_url, service_answers, ticket_answer, with_print
from server.api.bodies import NewTicket, Nothing, Rating
from server.house import house
from server.limits import TICKETS
from server.rules.commands import CancelTicket, RateVisit, ReturnTicket, TakeTicket
from server.rules.refusal import ticket_of
from server.rules.state import Ticket
from server.web.body import body, touch_key
from server.web.guard import allow
from server.web.problem import Problem

blueprint = Blueprint("tickets", __name__, url_prefix="/api/v1")


def known_ticket(name: str) -> Ticket:
    """The ticket of this id, of any day, or of this label today; 404 for any other."""
    return house().ticket(name) or ticket_of(house().office.look().hall, name)


@blueprint.post("/tickets")
@allow("take")
def take() -> ResponseReturnValue:
    """A number: 201 with a new ticket, 200 with the same ticket for a repeated key."""
    house().limits.check(TICKETS, g.caller.by)
    wish = body(NewTicket)
    command = TakeTicket(
        wish.service, wish.procedure, wish.priority, wish.language, wish.dossiers, staff=g.caller.is_at_least("staff")
    )
    outcome = house().office.handle(command, g.caller.by, touch_key(), card=wish.card)
    if outcome.ticket is None:
        raise Problem(404)
    if outcome.repeated:
        return with_print(house(), outcome.ticket)
    return new_ticket(house(), outcome.ticket, g.caller.by), 201


@blueprint.get("/tickets/<name>")
@allow("read_tickets")
def show(name: str) -> ResponseReturnValue:
    """A ticket with its place in line and the state of its paper."""
    return with_print(house(), known_ticket(name))


@blueprint.get("/tickets/<name>/qr.svg")
@allow("read_tickets")
def code(name: str) -> ResponseReturnValue:
    """The QR code of the ticket's phone page (ISO/IEC 18004, level M)."""
    picture = io.BytesIO()
    segno.make(page_url(house(), known_ticket(name)), error="m", boost_error=False).save(
        picture, kind="svg", scale=8, border=2, dark="#10242b", light="#ffffff", xmldecl=False, svgns=True
    )
    return Response(picture.getvalue(), mimetype="image/svg+xml")


@blueprint.post("/tickets/<name>/cancel")
@allow("change_tickets")
def cancel(name: str) -> ResponseReturnValue:
    """The number is given up."""
    body(Nothing)
    outcome = house().office.handle(CancelTicket(known_ticket(name).id), g.caller.by, touch_key())
    return ticket_answer(house(), outcome.ticket or known_ticket(name))


@blueprint.post("/tickets/<name>/return")
@allow("change_tickets")
def give_back(name: str) -> ResponseReturnValue:
    """An absent or held ticket goes back into the line with its rank."""
    body(Nothing)
    outcome = house().office.handle(ReturnTicket(known_ticket(name).id), g.caller.by, touch_key())
    return ticket_answer(house(), outcome.ticket or known_ticket(name))


@blueprint.post("/tickets/<name>/rating")
@allow("rate")
def rate(name: str) -> ResponseReturnValue:
    """A finished visit is rated once, at its own counter's terminal."""
    opinion = body(Rating)
    device: Caller = g.caller
    ticket = known_ticket(name)
    if ticket.counter is not None and device.place != str(ticket.counter):
        raise Problem(403, "not_your_ticket")
    command = RateVisit(ticket.id, opinion.level, tuple(opinion.reasons))
    outcome = house().office.handle(command, device.by, touch_key(), remark=opinion.comment or None)
    rated = outcome.ticket or known_ticket(name)
    return {"ticket": rated.id, "label": rated.label, "level": rated.rated}, 200 if outcome.repeated else 201


@blueprint.get("/services")
@allow("read")
def services() -> ResponseReturnValue:
    """All services, in the centre's order."""
    return {"services": service_answers(house().scene())}
