"""What may happen: `decide(centre, hall, command, now, by) -> events`, or `Refused` with a reason people can be told.

Every command has one function; `_DECISIONS` at the end is the list of them.
"""

from collections.abc import Callable
from typing import Any

from server.rules import commands as c
from server.rules import events as e
from server.rules.centre import Centre, Counter, Service
from server.rules.evolve import fold
from server.rules.hours import day_of, opening
from server.rules.line import next_for, rank
from server.rules.phases import FINAL, Phase, Step, allowed
from server.rules.state import Hall, Ticket

Events = tuple[e.Event, ...]


class Refused(Exception):
    """The rules say no. `code` names the reason (catalogue `problems.<code>`), `details` fill its places."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


class Unknown(Refused):
    """What was named does not exist here."""


def decide(centre: Centre, hall: Hall, command: c.Command, now: int, by: str) -> Events:
    """The events that follow from a command; Refused when it may not happen. A new day opens itself first."""
    opened = _open_day(centre, hall, now, by)
    return (*opened, *_DECISIONS[type(command)](centre, fold(hall, opened), command, now, by))


def _open_day(centre: Centre, hall: Hall, now: int, by: str) -> Events:
    today = day_of(now, centre.zone)
    if today == hall.day:
        return ()
    if today < hall.day:
        # A clock that runs backwards would give yesterday's numbers again.
        raise Refused("clock_backwards", day=hall.day)
    left = [ticket for ticket in hall.tickets.values() if ticket.phase not in FINAL]
    return (*(e.TicketLapsed(now, by, ticket.id) for ticket in left), e.DayOpened(now, by, today))


def _service(centre: Centre, code: str) -> Service:
    try:
        return centre.services[code]
    except KeyError:
        raise Unknown("unknown_service", service=code) from None


def _counter(centre: Centre, no: int) -> Counter:
    try:
        return centre.counters[no]
    except KeyError:
        raise Unknown("unknown_counter", counter=no) from None


def _ticket(hall: Hall, name: str) -> Ticket:
    """Today's ticket by id or by label."""
    ticket = hall.tickets.get(name) or next((t for t in hall.tickets.values() if t.label == name), None)
    if ticket is None:
        raise Unknown("unknown_ticket", ticket=name)
    return ticket


def _here(hall: Hall, counter: Counter) -> Ticket:
    """The ticket at this counter."""
    name = hall.desk(counter.no).ticket
    if name is None:
        raise Refused("nobody_here", counter=counter.no)
    return hall.tickets[name]


def _may(step: Step, ticket: Ticket) -> None:
    if not allowed(step, ticket.phase):
        raise Refused("illegal_step", ticket=ticket.label, state=str(ticket.phase), step=str(step))


def _take(centre: Centre, hall: Hall, command: c.TakeTicket, now: int, by: str) -> Events:
    service = _service(centre, command.service)
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


def _finish_first(hall: Hall, counter: Counter, finish: bool, now: int, by: str) -> Events:
    """What has to be finished before another call; refused when the counter is busy and nobody said to finish."""
    desk = hall.desk(counter.no)
    if desk.paused:
        raise Refused("counter_paused", counter=counter.no)
    if desk.ticket is None:
        return ()
    ticket = hall.tickets[desk.ticket]
    if not finish:
        raise Refused("counter_busy", counter=counter.no, ticket=ticket.label)
    return _finish_events(ticket, counter, now, by)


def _start_events(ticket: Ticket, counter: Counter, now: int, by: str) -> Events:
    """A clerk who forgot to press start has served all the same: the start is written at this moment."""
    return (e.VisitStarted(now, by, ticket.id, counter.no),) if ticket.phase is Phase.CALLED else ()


def _finish_events(ticket: Ticket, counter: Counter, now: int, by: str) -> Events:
    return (*_start_events(ticket, counter, now, by), e.VisitFinished(now, by, ticket.id, counter.no))


def _call_next(centre: Centre, hall: Hall, command: c.CallNext, now: int, by: str) -> Events:
    counter = _counter(centre, command.counter)
    done = _finish_first(hall, counter, command.finish, now, by)
    ticket = next_for(hall, counter)
    return (*done, *((e.TicketCalled(now, by, ticket.id, counter.no),) if ticket else ()))


def _call_ticket(centre: Centre, hall: Hall, command: c.CallTicket, now: int, by: str) -> Events:
    counter = _counter(centre, command.counter)
    _finish_first(hall, counter, False, now, by)
    ticket = _ticket(hall, command.ticket)
    if not counter.serves(ticket.service):
        raise Refused("not_served_here", ticket=ticket.label, counter=counter.no)
    back: Events = ()
    if allowed(Step.RETURN, ticket.phase):
        back = (e.TicketReturned(now, by, ticket.id),)
    else:
        _may(Step.CALL, ticket)
    return (*back, e.TicketCalled(now, by, ticket.id, counter.no, command.reason))


def _recall(centre: Centre, hall: Hall, command: c.Recall, now: int, by: str) -> Events:
    counter = _counter(centre, command.counter)
    ticket = _here(hall, counter)
    _may(Step.RECALL, ticket)
    return (e.TicketRecalled(now, by, ticket.id, counter.no),)


def _start(centre: Centre, hall: Hall, command: c.StartVisit, now: int, by: str) -> Events:
    counter = _counter(centre, command.counter)
    ticket = _here(hall, counter)
    _may(Step.START, ticket)
    return (e.VisitStarted(now, by, ticket.id, counter.no),)


def _finish(centre: Centre, hall: Hall, command: c.FinishVisit, now: int, by: str) -> Events:
    counter = _counter(centre, command.counter)
    return _finish_events(_here(hall, counter), counter, now, by)


def _miss(centre: Centre, hall: Hall, command: c.MarkAbsent, now: int, by: str) -> Events:
    counter = _counter(centre, command.counter)
    ticket = _here(hall, counter)
    _may(Step.MISS, ticket)
    return (e.TicketMissed(now, by, ticket.id, counter.no),)


def _hold(centre: Centre, hall: Hall, command: c.HoldVisit, now: int, by: str) -> Events:
    counter = _counter(centre, command.counter)
    ticket = _here(hall, counter)
    return (*_start_events(ticket, counter, now, by), e.VisitHeld(now, by, ticket.id, counter.no))


def _hand_on(centre: Centre, hall: Hall, command: c.HandOn, now: int, by: str) -> Events:
    counter = _counter(centre, command.counter)
    service = _service(centre, command.service)
    ticket = _here(hall, counter)
    if service.code == ticket.service:
        raise Refused("same_service", ticket=ticket.label, service=service.code)
    return (*_start_events(ticket, counter, now, by), e.TicketHandedOn(now, by, ticket.id, counter.no, service.code))


def _pause(centre: Centre, hall: Hall, command: c.PauseCounter, now: int, by: str) -> Events:
    counter = _counter(centre, command.counter)
    desk = hall.desk(counter.no)
    if desk.ticket:
        raise Refused("counter_busy", counter=counter.no, ticket=hall.tickets[desk.ticket].label)
    return () if desk.paused else (e.CounterPaused(now, by, counter.no, command.why),)


def _open(centre: Centre, hall: Hall, command: c.OpenCounter, now: int, by: str) -> Events:
    counter = _counter(centre, command.counter)
    return (e.CounterOpened(now, by, counter.no),) if hall.desk(counter.no).paused else ()


def _return(centre: Centre, hall: Hall, command: c.ReturnTicket, now: int, by: str) -> Events:
    ticket = _ticket(hall, command.ticket)
    _may(Step.RETURN, ticket)
    return (e.TicketReturned(now, by, ticket.id),)


def _cancel(centre: Centre, hall: Hall, command: c.CancelTicket, now: int, by: str) -> Events:
    ticket = _ticket(hall, command.ticket)
    _may(Step.CANCEL, ticket)
    return (e.TicketCancelled(now, by, ticket.id),)


def _rate(centre: Centre, hall: Hall, command: c.RateVisit, now: int, by: str) -> Events:
    ticket = _ticket(hall, command.ticket)
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


def _nothing_more(centre: Centre, hall: Hall, command: c.OpenDay, now: int, by: str) -> Events:
    return ()


_DECISIONS: dict[type[c.Command], Callable[[Centre, Hall, Any, int, str], Events]] = {
    c.TakeTicket: _take,
    c.CallNext: _call_next,
    c.CallTicket: _call_ticket,
    c.Recall: _recall,
    c.StartVisit: _start,
    c.FinishVisit: _finish,
    c.MarkAbsent: _miss,
    c.HoldVisit: _hold,
    c.HandOn: _hand_on,
    c.PauseCounter: _pause,
    c.OpenCounter: _open,
    c.ReturnTicket: _return,
    c.CancelTicket: _cancel,
    c.RateVisit: _rate,
    c.OpenDay: _nothing_more,
}
