"""Decisions about what counters ask for: call, recall, start, finish, absent, hold, hand on, pause, open."""

from server.rules import commands as c
from server.rules import events as e
from server.rules.centre import Centre, Counter
from server.rules.events import Events
from server.rules.line import next_for
from server.rules.phases import Phase, Step, allowed
from server.rules.refusal import Refused, counter_of, must_allow, service_of, ticket_at, ticket_of
from server.rules.state import Hall, Ticket


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


def call_next(centre: Centre, hall: Hall, command: c.CallNext, now: int, by: str) -> Events:
    counter = counter_of(centre, command.counter)
    done = _finish_first(hall, counter, command.finish, now, by)
    ticket = next_for(hall, counter)
    return (*done, *((e.TicketCalled(now, by, ticket.id, counter.no),) if ticket else ()))


def call_ticket(centre: Centre, hall: Hall, command: c.CallTicket, now: int, by: str) -> Events:
    counter = counter_of(centre, command.counter)
    _finish_first(hall, counter, False, now, by)
    ticket = ticket_of(hall, command.ticket)
    if not counter.serves(ticket.service):
        raise Refused("not_served_here", ticket=ticket.label, counter=counter.no)
    back: Events = ()
    if allowed(Step.RETURN, ticket.phase):
        back = (e.TicketReturned(now, by, ticket.id),)
    else:
        must_allow(Step.CALL, ticket)
    return (*back, e.TicketCalled(now, by, ticket.id, counter.no, command.reason))


def recall(centre: Centre, hall: Hall, command: c.Recall, now: int, by: str) -> Events:
    counter = counter_of(centre, command.counter)
    ticket = ticket_at(hall, counter)
    must_allow(Step.RECALL, ticket)
    return (e.TicketRecalled(now, by, ticket.id, counter.no),)


def start(centre: Centre, hall: Hall, command: c.StartVisit, now: int, by: str) -> Events:
    counter = counter_of(centre, command.counter)
    ticket = ticket_at(hall, counter)
    must_allow(Step.START, ticket)
    return (e.VisitStarted(now, by, ticket.id, counter.no),)


def finish(centre: Centre, hall: Hall, command: c.FinishVisit, now: int, by: str) -> Events:
    counter = counter_of(centre, command.counter)
    return _finish_events(ticket_at(hall, counter), counter, now, by)


def miss(centre: Centre, hall: Hall, command: c.MarkAbsent, now: int, by: str) -> Events:
    counter = counter_of(centre, command.counter)
    ticket = ticket_at(hall, counter)
    must_allow(Step.MISS, ticket)
    return (e.TicketMissed(now, by, ticket.id, counter.no),)


def hold(centre: Centre, hall: Hall, command: c.HoldVisit, now: int, by: str) -> Events:
    counter = counter_of(centre, command.counter)
    ticket = ticket_at(hall, counter)
    return (*_start_events(ticket, counter, now, by), e.VisitHeld(now, by, ticket.id, counter.no))


def hand_on(centre: Centre, hall: Hall, command: c.HandOn, now: int, by: str) -> Events:
    counter = counter_of(centre, command.counter)
    service = service_of(centre, command.service)
    ticket = ticket_at(hall, counter)
    if service.code == ticket.service:
        raise Refused("same_service", ticket=ticket.label, service=service.code)
    return (*_start_events(ticket, counter, now, by), e.TicketHandedOn(now, by, ticket.id, counter.no, service.code))


def pause(centre: Centre, hall: Hall, command: c.PauseCounter, now: int, by: str) -> Events:
    counter = counter_of(centre, command.counter)
    desk = hall.desk(counter.no)
    if desk.ticket:
        raise Refused("counter_busy", counter=counter.no, ticket=hall.tickets[desk.ticket].label)
    return () if desk.paused else (e.CounterPaused(now, by, counter.no, command.why),)


def open_(centre: Centre, hall: Hall, command: c.OpenCounter, now: int, by: str) -> Events:
    counter = counter_of(centre, command.counter)
    return (e.CounterOpened(now, by, counter.no),) if hall.desk(counter.no).paused else ()
