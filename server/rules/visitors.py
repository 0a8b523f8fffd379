"""Decisions about what citizens ask for: take a number, give it up, rate the visit."""

from server.rules import commands as c
from server.rules import events as e
from server.rules.capacity import next_room, room_now
from server.rules.centre import Centre, Service
from server.rules.events import Events
from server.rules.hours import opening
from server.rules.line import rank
from server.rules.phases import FINAL, Phase, Step
from server.rules.refusal import Refused, Unknown, must_allow, service_of, ticket_of
from server.rules.state import Booking, Hall

MOST_DOSSIERS = 99


def take(centre: Centre, hall: Hall, command: c.TakeTicket, now: int, by: str) -> Events:
    asked = service_of(centre, command.service)
    _check_wishes(centre, asked, command)
    service = _stream(centre, asked, command.dossiers)
    if not asked.kiosk and not command.staff:
        raise Refused("staff_only", service=asked.code)
    must_be_open(centre, service, now)
    must_have_room(centre, hall, service, now)
    _check_person(centre, hall, service, command)
    return (issue(centre, hall, service, command, now, by, rank(centre, now, command.priority)),)


def _check_wishes(centre: Centre, service: Service, command: c.TakeTicket) -> None:
    if command.procedure is not None:
        procedure = centre.procedures.get(command.procedure)
        if procedure is None or procedure.service != service.code:
            raise Unknown("unknown_procedure", procedure=command.procedure)
    if command.priority is not None and command.priority not in centre.groups:
        raise Unknown("unknown_priority", priority=command.priority)
    if not 1 <= command.dossiers <= MOST_DOSSIERS:
        raise Refused("wrong_dossiers", most=MOST_DOSSIERS)


def _stream(centre: Centre, service: Service, dossiers: int) -> Service:
    """Where a visit with so many dossiers belongs: an agent with dozens does not block a counter for everybody."""
    if service.many and dossiers > service.many.above:
        return centre.services.get(service.many.service, service)
    return service


def must_be_open(centre: Centre, service: Service, now: int) -> None:
    """Refuse while no numbers are given."""
    status = opening(service.hours, now, centre.zone)
    if not status.open:
        raise Refused(
            "service_closed", service=service.code, why=status.why, opens_at=status.opens_at, words=status.words
        )


def must_have_room(centre: Centre, hall: Hall, service: Service, now: int) -> None:
    """Refuse when the half-day's numbers have all been given, and say when there are some again."""
    room = room_now(centre, hall, service, now)
    if room and room.left == 0:
        later = next_room(centre, hall, service, now)
        raise Refused("half_day_full", service=service.code, opens_at=later.starts if later else None)


def _check_person(centre: Centre, hall: Hall, service: Service, command: c.TakeTicket) -> None:
    """One person, few live tickets: those in hand count, finished ones do not."""
    held = (hall.tickets.get(name) for name in command.held)
    live = [ticket for ticket in held if ticket and ticket.phase not in FINAL]
    same = next((ticket for ticket in live if ticket.service == service.code), None)
    limit = centre.limit
    if limit.service and sum(ticket.service == service.code for ticket in live) >= limit.service:
        raise Refused("has_ticket", service=service.code, ticket=same.label if same else "")
    if limit.day and len(live) >= limit.day:
        raise Refused("too_many_tickets", most=limit.day, ticket=live[0].label)


def next_number(hall: Hall, service: Service) -> int:
    """The series' next number; those that people still hold from yesterday are left out."""
    number = max(service.first, hall.series.get(service.letter, service.first - 1) + 1)
    while f"{hall.day.replace('-', '')}-{service.label(number)}" in hall.tickets:
        number += 1
    if number > service.last:
        raise Refused("service_full", service=service.code)
    return number


def issue(
    centre: Centre,
    hall: Hall,
    service: Service,
    command: c.TakeTicket,
    now: int,
    by: str,
    rank: int,
    booking: Booking | None = None,
) -> e.TicketIssued:
    """The number itself."""
    number = next_number(hall, service)
    label = service.label(number)
    return e.TicketIssued(
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
        rank=rank,
        dossiers=command.dossiers,
        route=" ".join(service.route),
        booking=booking.id if booking else None,
    )


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
