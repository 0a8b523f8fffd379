"""Saying no, and finding what a command names."""

from typing import Any

from server.rules.centre import Centre, Counter, Service
from server.rules.phases import Step, allowed
from server.rules.state import Hall, Ticket


class Refused(Exception):
    """The rules say no. `code` names the reason (catalogue `problems.<code>`), `details` fill its places."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


class Unknown(Refused):
    """What was named does not exist here."""


def service_of(centre: Centre, code: str) -> Service:
    try:
        return centre.services[code]
    except KeyError:
        raise Unknown("unknown_service", service=code) from None


def counter_of(centre: Centre, no: int) -> Counter:
    try:
        return centre.counters[no]
    except KeyError:
        raise Unknown("unknown_counter", counter=no) from None


def ticket_of(hall: Hall, name: str) -> Ticket:
    """Today's ticket by id or by label."""
    ticket = hall.tickets.get(name) or next((t for t in hall.tickets.values() if t.label == name), None)
    if ticket is None:
        raise Unknown("unknown_ticket", ticket=spoken(name))
    return ticket


def spoken(name: str) -> str:
    """A ticket's id or label as people know it: the label."""
    return name.rpartition("-")[2][:40]


def ticket_at(hall: Hall, counter: Counter) -> Ticket:
    """The ticket at this counter."""
    name = hall.desk(counter.no).ticket
    if name is None:
        raise Refused("nobody_here", counter=counter.no)
    return hall.tickets[name]


def must_allow(step: Step, ticket: Ticket) -> None:
    if not allowed(step, ticket.phase):
        raise Refused("illegal_step", ticket=ticket.label, state=str(ticket.phase), step=str(step))
