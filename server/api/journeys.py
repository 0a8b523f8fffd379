"""Visits of more than one step: aside, on to others, back, later; staff at their counters."""

from flask import Blueprint, g
from flask.typing import ResponseReturnValue

from server.api.answers import ticket_answer
from server.api.bodies import Nothing
from server.api.counters import acted
from server.api.tickets import known_ticket
from server.api.wishes import Fix, HandOver, Hold, Postpone, Priority
from server.house import house
from server.rules import commands as c
from server.rules.decide import Refused
from server.web.body import body, touch_key
from server.web.guard import allow
from server.web.problem import Problem

blueprint = Blueprint("journeys", __name__, url_prefix="/api/v1")


@blueprint.post("/counters/<int:no>/hold")
@allow("serve")
def hold(no: int) -> ResponseReturnValue:
    """The citizen steps aside and keeps the place."""
    wish = body(Hold)
    return acted(no, c.HoldVisit(no, wish.reason, wish.remind_minutes, wish.here), wish.note)


@blueprint.post("/counters/<int:no>/fix")
@allow("serve")
def fix(no: int) -> ResponseReturnValue:
    """A return ticket: the form is mended, and nobody queues a second morning for it."""
    wish = body(Fix)
    return acted(no, c.GiveReturn(no, wish.reason), wish.note)


@blueprint.post("/counters/<int:no>/transfer")
@allow("serve")
def transfer(no: int) -> ResponseReturnValue:
    """The visit goes on somewhere else; number and rank are kept."""
    wish = body(HandOver)
    named = [name for name in ("service", "counter", "person") if getattr(wish, name) is not None]
    if len(named) > 1:
        raise Problem(422, "one_target")
    to = wish.counter if wish.person is None else _counter_of(wish.person)
    try:
        return acted(no, c.HandOn(no, wish.service, to), wish.note)
    except Refused as refused:
        if refused.code == "same_service" and to == no:
            raise Refused("same_counter", ticket=refused.details["ticket"], counter=no) from refused
        raise


def _counter_of(person: str) -> int:
    """Where this person sits."""
    desks = house().office.look().hall.desks.values()
    found = next((desk.no for desk in desks if (desk.staff or "").partition(":")[2] == person), None)
    if found is None:
        raise Refused("not_at_work", person=person)
    return found


@blueprint.post("/counters/<int:no>/sign-in")
@allow("serve")
def sign_in(no: int) -> ResponseReturnValue:
    """Somebody sits down here; a ticket at the counter stays."""
    body(Nothing)
    return acted(no, c.SignIn(no))


@blueprint.post("/counters/<int:no>/sign-out")
@allow("serve")
def sign_out(no: int) -> ResponseReturnValue:
    """Nobody sits here any more."""
    body(Nothing)
    return acted(no, c.SignOut(no))


@blueprint.post("/tickets/<name>/postpone")
@allow("change_tickets")
def postpone(name: str) -> ResponseReturnValue:
    """Some others go first."""
    return _changed(c.PostponeTicket(known_ticket(name).id, body(Postpone).places))


@blueprint.post("/tickets/<name>/priority")
@allow("change_tickets")
def priority(name: str) -> ResponseReturnValue:
    """Staff corrects what was declared at the kiosk."""
    return _changed(c.CorrectPriority(known_ticket(name).id, body(Priority).priority))


def _changed(command: c.PostponeTicket | c.CorrectPriority) -> ResponseReturnValue:
    outcome = house().office.handle(command, g.caller.by, touch_key())
    return ticket_answer(house(), outcome.ticket or known_ticket(command.ticket))
