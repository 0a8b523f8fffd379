"""Decisions about what citizens ask for: take a number, come back, give it up, rate the visit."""

from server.rules import commands as c
from server.rules import events as e
from server.rules.centre import Centre
from server.rules.events import Events
from server.rules.hours import opening
from server.rules.line import rank
from server.rules.phases import Phase, Step
from server.rules.refusal import Refused, Unknown, must_allow, service_of, ticket_of
from server.rules.state import Hall


def take(centre: Centre, hall: Hall, command: c.TakeTicket, now: int, by: str) -> Events:
    service = service_of(centre, command.service)
    if command.procedure is not None:
        procedure = centre.procedures.get(command.procedure)
        if procedure is None or procedure.service != service.code:
            raise Unknown("unknown_procedure", procedure=command.procedure)
    if command.priority is not None and command.priority not in centre.groups:
        raise Unknown("unknown_priority", priority=command.priority)
    status = opening(service.hours, now, centre.zone)
    if not status.open:
        raise Refused("service_closed", service=service.code, why=status.why, opens_at=status.opens_at)
    number = max(service.first, hall.series.get(service.letter, service.first - 1) + 1)
    if number > service.last:
        raise Refused("service_full", service=service.code)
    label = service.label(number)
    issued = e.TicketIssued(
        now,
        by,
        ticket=f"{hall.day.replace('-', '')}-{label}",
        label=label,
        series=service.letter,
        number=number,
        service=service.code,
        procedure=command.procedure,
        priority=command.priority,
        language=command.language,
        rank=rank(centre, now, command.priority),
    )
    return (issued,)


def return_(centre: Centre, hall: Hall, command: c.ReturnTicket, now: int, by: str) -> Events:
    ticket = ticket_of(hall, command.ticket)
    must_allow(Step.RETURN, ticket)
    return (e.TicketReturned(now, by, ticket.id),)


def cancel(centre: Centre, hall: Hall, command: c.CancelTicket, now: int, by: str) -> Events:
    ticket = ticket_of(hall, command.ticket)
    must_allow(Step.CANCEL, ticket)
    return (e.TicketCancelled(now, by, ticket.id),)


def rate(centre: Centre, hall: Hall, command: c.RateVisit, now: int, by: str) -> Events:
    ticket = ticket_of(hall, command.ticket)
    choice = next((choice for choice in centre.scale if choice.level == command.level), None)
    if choice is None:
        raise Unknown("unknown_level", level=command.level)
    known = {reason.code for reason in centre.reasons}
    if foreign := [reason for reason in command.reasons if reason not in known]:
        raise Unknown("unknown_reason", reason=foreign[0])
    if ticket.phase is not Phase.DONE or ticket.counter is None:
        raise Refused("not_finished", ticket=ticket.label, state=str(ticket.phase))
    if ticket.rated is not None:
        raise Refused("already_rated", ticket=ticket.label)
    rated = e.VisitRated(
        now, by, ticket.id, ticket.counter, ticket.service, command.level, choice.code, command.reasons
    )
    return (rated,)
