"""Decisions about what counters ask for: call, recall, start, finish, pause, open, sign in and out."""

from server.rules import commands as c
from server.rules import events as e
from server.rules.calls import UNSTATED
from server.rules.centre import Centre, Counter
from server.rules.events import Events
from server.rules.journeys import has_expired, started
from server.rules.line import next_for
from server.rules.phases import Step, allowed
from server.rules.refusal import Refused, Unknown, counter_of, must_allow, ticket_at, ticket_of
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


def _finish_events(ticket: Ticket, counter: Counter, now: int, by: str) -> Events:
    return (*started(ticket, counter, now, by), e.VisitFinished(now, by, ticket.id, counter.no))


def call_next(centre: Centre, hall: Hall, command: c.CallNext, now: int, by: str) -> Events:
    counter = counter_of(centre, command.counter)
    done = _finish_first(hall, counter, command.finish, now, by)
    ticket = next_for(centre, hall, counter, now)
    return (*done, *((e.TicketCalled(now, by, ticket.id, counter.no),) if ticket else ()))


def call_ticket(centre: Centre, hall: Hall, command: c.CallTicket, now: int, by: str) -> Events:
    counter = counter_of(centre, command.counter)
    _finish_first(hall, counter, False, now, by)
    _check_reason(centre, command.reason)
    ticket = ticket_of(hall, command.ticket)
    if not counter.serves(ticket.service) and ticket.only != counter.no:
        raise Refused("not_served_here", ticket=ticket.label, counter=counter.no)
    back: Events = ()
    if allowed(Step.RETURN, ticket.phase):
        # Its time is over: no machine and no slip of a finger takes it back, only a clerk who says why.
        if has_expired(ticket, now) and not _gives_reason(centre, command.reason):
            raise Refused("return_expired", ticket=ticket.label, until=ticket.until)
        back = (e.TicketReturned(now, by, ticket.id),)
    else:
        must_allow(Step.CALL, ticket)
    return (*back, e.TicketCalled(now, by, ticket.id, counter.no, command.reason))


def _gives_reason(centre: Centre, reason: str) -> bool:
    """Whether it is one of the centre's list; where there is no list nobody can be asked for one."""
    return not centre.call_reasons or reason in {choice.code for choice in centre.call_reasons}


def _check_reason(centre: Centre, reason: str) -> None:
    """Everybody may read why: a reason of the centre's list, never words about a person."""
    if reason != UNSTATED and not _gives_reason(centre, reason):
        raise Unknown("unknown_reason", reason=reason)


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
    """The visit ends here, also with steps of its route still to come; `CallNext` with `finish` ends it just so.

    Going on is a command of its own (`HandOn`): a machine that says "finish" means it, and a console asks people before
    it sends this for a visit with steps left.
    """
    counter = counter_of(centre, command.counter)
    return _finish_events(ticket_at(hall, counter), counter, now, by)


def pause(centre: Centre, hall: Hall, command: c.PauseCounter, now: int, by: str) -> Events:
    counter = counter_of(centre, command.counter)
    desk = hall.desk(counter.no)
    if desk.ticket:
        raise Refused("counter_busy", counter=counter.no, ticket=hall.tickets[desk.ticket].label)
    if command.why is not None and command.why not in {choice.code for choice in centre.pause_reasons}:
        raise Unknown("unknown_reason", reason=command.why)
    return () if desk.paused else (e.CounterPaused(now, by, counter.no, command.why),)


def open_(centre: Centre, hall: Hall, command: c.OpenCounter, now: int, by: str) -> Events:
    counter = counter_of(centre, command.counter)
    return (e.CounterOpened(now, by, counter.no),) if hall.desk(counter.no).paused else ()


def sign_in(centre: Centre, hall: Hall, command: c.SignIn, now: int, by: str) -> Events:
    """In mid-shift the next one sits down: the ticket at the counter stays where it is."""
    counter = counter_of(centre, command.counter)
    if hall.desk(counter.no).staff == by:
        return ()
    elsewhere = (no for no, desk in hall.desks.items() if desk.staff == by)
    return (*(e.StaffSignedOut(now, by, no) for no in elsewhere), e.StaffSignedIn(now, by, counter.no))


def sign_out(centre: Centre, hall: Hall, command: c.SignOut, now: int, by: str) -> Events:
    counter = counter_of(centre, command.counter)
    return (e.StaffSignedOut(now, by, counter.no),) if hall.desk(counter.no).staff else ()
