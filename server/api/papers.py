"""A ticket's paper: print it again, or say whether it came out."""

import hashlib
import logging
from collections.abc import Callable

from flask import Blueprint, g
from flask.typing import ResponseReturnValue

from server import spool
from server.access import PEOPLE, Caller
from server.api.answers import print_state
from server.api.bodies import PaperAnswer, Reprint
from server.house import house
from server.rules.decide import Refused, Unknown
from server.rules.phases import Phase
from server.rules.refusal import spoken
from server.rules.state import Ticket
from server.store import Connection, glance, remember
from server.web.body import body, touch_key
from server.web.guard import allow
from server.web.problem import Problem

log = logging.getLogger(__name__)
blueprint = Blueprint("papers", __name__, url_prefix="/api/v1/tickets")


@blueprint.post("/<name>/reprint")
@allow("reprint")
def reprint(name: str) -> ResponseReturnValue:
    """The ticket's paper once more: the same number, the same code, marked as a reprint if a first may exist."""
    reason = body(Reprint).reason
    ticket, who = _known(name), g.caller

    def do(connection: Connection, now: int) -> None:
        spool.reprint(connection, ticket.id, who.by, reason, now, house().mark, _is_limited(who))

    _once(ticket, f"reprint {ticket.id} {reason}", do)
    return {"print": print_state(house(), ticket)}, 202


@blueprint.post("/<name>/paper")
@allow("reprint")
def answer(name: str) -> ResponseReturnValue:
    """Whether the paper is there, where the printer cannot tell: yes is the end of it, no makes a marked one."""
    received = body(PaperAnswer).received
    ticket, who = _known(name), g.caller

    def do(connection: Connection, now: int) -> None:
        if not spool.answered(connection, ticket.id, received, who.by, now, house().mark, _is_limited(who)):
            raise Problem(409, "paper_not_asked", ticket=ticket.label)

    _once(ticket, f"paper {ticket.id} {received}", do)
    return {"print": print_state(house(), ticket)}


def _known(name: str) -> Ticket:
    """The ticket, if it may have paper and the caller may ask for it: a kiosk only for what was taken there today."""
    here, who = house(), g.caller
    ticket = here.ticket(name)
    if ticket is None:
        raise Unknown("unknown_ticket", ticket=spoken(name))
    if who.role not in PEOPLE:
        with here.store.reading() as connection:
            taken_by = spool.taken_by(connection, ticket.id)
        if taken_by != who.by or ticket.id not in here.office.look().hall.tickets:
            raise Problem(403, "not_taken_here")
    if ticket.phase is Phase.CANCELLED:
        raise Problem(409, "ticket_cancelled", ticket=ticket.label)
    return ticket


def _is_limited(who: Caller) -> bool:
    return who.role not in PEOPLE


def _once(ticket: Ticket, wish: str, do: Callable[[Connection, int], None]) -> None:
    """Do it in one commit, and only once for the same key; then the agents and the screens hear of it."""
    here, who, key = house(), g.caller, touch_key()
    asked = hashlib.sha256(wish.encode()).hexdigest()
    try:
        with here.store.writing() as connection:
            _, before = glance(connection, who.by, key)
            if before is not None and before.asked != asked:
                raise Refused("key_reused")
            if before is None:
                do(connection, here.clock())
                if key is not None:
                    remember(connection, who.by, key, asked, ticket.id, here.clock())
    except spool.TooManyReprints:
        raise Problem(409, "too_many_reprints", ticket=ticket.label) from None
    except LookupError:
        raise Problem(409, "no_paper", ticket=ticket.label) from None
    log.info("%s asked for the paper of %s", who.by, ticket.id)
    here.bell.strike()
    here.count_papers()
    here.push.changed()
