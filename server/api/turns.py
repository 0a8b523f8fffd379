"""What the phone page may do: give the number up, or let some others go first. The key in the address is the right.

No token and no cookie, so there is nothing that another site could abuse; who asks is "phone" in the journal. A key
that opens nothing is told so in the same words as any other address that is not there.
"""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from server.access import PHONE
from server.api.bodies import Nothing
from server.api.wishes import Postpone
from server.house import house
from server.limits import TURNS, network
from server.rules.commands import CancelTicket, PostponeTicket
from server.rules.state import Ticket
from server.web.body import body, touch_key
from server.web.problem import Problem

blueprint = Blueprint("turns", __name__, url_prefix="/api/v1/turns")


@blueprint.post("/<key>/cancel")
def cancel(key: str) -> ResponseReturnValue:
    """The number is given up; the page's picture afterwards."""
    ticket = _mine(key)
    body(Nothing)
    return _done(key, CancelTicket(ticket.id))


@blueprint.post("/<key>/postpone")
def postpone(key: str) -> ResponseReturnValue:
    """So many others go first; the page's picture afterwards."""
    ticket = _mine(key)
    return _done(key, PostponeTicket(ticket.id, body(Postpone).places))


def _mine(key: str) -> Ticket:
    """The ticket this key opens, as it stands today. Whoever guesses is slowed down."""
    here = house()
    here.limits.check(TURNS, network(request.remote_addr))
    ticket = here.ticket_of_key(key)
    if ticket is None:
        raise Problem(404)
    return ticket


def _done(key: str, command: CancelTicket | PostponeTicket) -> ResponseReturnValue:
    here = house()
    here.office.handle(command, PHONE, touch_key())
    picture = here.turn_picture(key)
    if picture is None:
        raise Problem(404)
    return picture
