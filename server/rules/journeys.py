"""Decisions about visits of more than one step: aside and back, on to others, later, away to mend a form."""

from bisect import bisect_left

from server.rules import commands as c
from server.rules import events as e
from server.rules.centre import Centre, Counter
from server.rules.events import Events
from server.rules.hours import MINUTE, laid_over
from server.rules.line import behind, head_start, line_of, promised, sent_away
from server.rules.phases import Phase, Step, allowed
from server.rules.refusal import Refused, Unknown, counter_of, must_allow, service_of, ticket_at, ticket_of
from server.rules.shifts import doors
from server.rules.state import Hall, Ticket


def started(ticket: Ticket, counter: Counter, now: int, by: str) -> Events:
    """A clerk who forgot to press start has served all the same: the start is written at this moment."""
    return (e.VisitStarted(now, by, ticket.id, counter.no),) if ticket.phase is Phase.CALLED else ()


def hold(centre: Centre, hall: Hall, command: c.HoldVisit, now: int, by: str) -> Events:
    counter = counter_of(centre, command.counter)
    ticket = ticket_at(hall, counter)
    _check_reason(centre, command.reason)
    if command.remind is not None and not 1 <= command.remind <= 480:
        raise Refused("wrong_minutes", most=480)
    until = now + command.remind * MINUTE if command.remind else None
    only = counter.no if command.here else _sent_here(ticket, counter)
    held = e.VisitHeld(now, by, ticket.id, counter.no, command.reason, until, only)
    return (*started(ticket, counter, now, by), held)


def give_return(centre: Centre, hall: Hall, command: c.GiveReturn, now: int, by: str) -> Events:
    """A mistake in a form costs a way to the copy shop, not another morning in the line."""
    counter = counter_of(centre, command.counter)
    ticket = ticket_at(hall, counter)
    _check_reason(centre, command.reason)
    hours = centre.services[ticket.service].hours if ticket.service in centre.services else None
    stretches = doors(hours, now, centre) if hours else ()
    # The midday break does not count: nobody can come back while the doors are shut.
    until = now + round(laid_over(centre.patience.fix_minutes, stretches, now) * MINUTE)
    only, behind = _sent_here(ticket, counter), centre.patience.fix_behind
    held = e.VisitHeld(now, by, ticket.id, counter.no, command.reason, until, only, behind)
    return (*started(ticket, counter, now, by), held)


def _sent_here(ticket: Ticket, counter: Counter) -> int | None:
    """The one counter that may call it again, where it was handed on to a counter of other lines."""
    return None if counter.serves(ticket.service) else counter.no


def _check_reason(centre: Centre, reason: str | None) -> None:
    if reason is not None and reason not in {choice.code for choice in centre.hold_reasons}:
        raise Unknown("unknown_reason", reason=reason)


def hand_on(centre: Centre, hall: Hall, command: c.HandOn, now: int, by: str) -> Events:
    counter = counter_of(centre, command.counter)
    ticket = ticket_at(hall, counter)
    service, only, route = _where_to(centre, ticket, command)
    if service == ticket.service and (only == counter.no or (only is None and counter.serves(service))):
        raise Refused("same_service", ticket=ticket.label, service=service)
    gone = e.TicketHandedOn(now, by, ticket.id, counter.no, service, only, " ".join(route))
    return (*started(ticket, counter, now, by), gone)


def _where_to(centre: Centre, ticket: Ticket, command: c.HandOn) -> tuple[str, int | None, tuple[str, ...]]:
    """The service it goes on with, the one counter that may call it, and what is to come after that.

    A counter or a colleague is asked for help with this very visit: its service stays what the citizen has come for,
    also where that counter does not work in its line.
    """
    if command.to is not None:
        return ticket.service, counter_of(centre, command.to).no, ticket.steps
    if command.service is not None:
        return service_of(centre, command.service).code, None, ticket.steps
    if not ticket.steps:
        raise Refused("no_next_step", ticket=ticket.label)
    return service_of(centre, ticket.steps[0]).code, None, ticket.steps[1:]


def miss(centre: Centre, hall: Hall, command: c.MarkAbsent, now: int, by: str) -> Events:
    """Staff may say so at any time: `patience.calls` is what a console suggests, for only people see who has left."""
    counter = counter_of(centre, command.counter)
    ticket = ticket_at(hall, counter)
    must_allow(Step.MISS, ticket)
    void = ticket.misses >= centre.patience.late_returns
    return (e.TicketMissed(now, by, ticket.id, counter.no, void),)


def return_(centre: Centre, hall: Hall, command: c.ReturnTicket, now: int, by: str) -> Events:
    ticket = ticket_of(hall, command.ticket)
    must_allow(Step.RETURN, ticket)
    if has_expired(ticket, now):
        raise Refused("return_expired", ticket=ticket.label, until=ticket.until)
    return (e.TicketReturned(now, by, ticket.id, place_back(centre, hall, ticket, now)),)


def has_expired(ticket: Ticket, now: int) -> bool:
    """Whether a return ticket's time is over; a plain hold has a reminder, but no end."""
    return ticket.behind is not None and ticket.until is not None and now > ticket.until


def place_back(centre: Centre, hall: Hall, ticket: Ticket, now: int) -> int | None:
    """The rank of somebody who comes back; None where the old one is kept.

    Whoever was absent gains nothing by it. A return ticket has had its turn at a counter: it comes back behind so many
    and never behind more, whoever has joined the line meanwhile. But whoever was called out of order has not had a turn
    yet: a mistake in a form is no way past those who still wait, so it never stands in front of its old place. Neither
    does one whose turn was at a counter of other lines: its own line may have to call it after all.
    """
    line = line_of(centre, hall, ticket)
    if ticket.phase is Phase.ABSENT:
        return max(ticket.rank, behind(line, centre.patience.late_behind, now))
    if ticket.behind is None:
        return None
    back = behind(line, ticket.behind, now)
    return back if ticket.mark is None and sent_away(centre, ticket) is None else max(ticket.rank, back)


def unclaimed(centre: Centre, hall: Hall, now: int) -> list[Ticket]:
    """Tickets that wait aside and that nobody has come back with in time: they are over.

    Absent ones after `patience.void_minutes` (0: never), return tickets so long after their own end: until then whoever
    comes is told that it has expired. Never one that is called: a clerk may be serving somebody without having pressed
    start; nor a plain hold, which has no end.
    """
    most = centre.patience.void_minutes * MINUTE
    if not most:
        return []
    absent = (t for t in hall.tickets.values() if t.phase is Phase.ABSENT and now - t.since > most)
    expired = (t for t in hall.tickets.values() if t.phase is Phase.HELD and has_expired(t, now - most))
    return sorted((*absent, *expired), key=lambda ticket: (ticket.since, ticket.id))


def tidy(centre: Centre, hall: Hall, command: c.TidyUp, now: int, by: str) -> Events:
    return tuple(e.TicketLapsed(now, by, ticket.id) for ticket in unclaimed(centre, hall, now))


def may_postpone(centre: Centre, hall: Hall, ticket: Ticket) -> int:
    """How many others a waiting ticket may let go first now; 0 when none."""
    if ticket.phase is not Phase.WAITING or ticket.postponed >= centre.patience.postpones:
        return 0
    return min(centre.patience.postpone_most, _behind_it(centre, hall, ticket))


def _behind_it(centre: Centre, hall: Hall, ticket: Ticket) -> int:
    """How many stand behind a waiting ticket in its line, whoever of them the centre's policy calls earlier."""
    line = line_of(centre, hall, ticket)
    return len(line) - bisect_left(line, ticket.place) - 1


def postpone(centre: Centre, hall: Hall, command: c.PostponeTicket, now: int, by: str) -> Events:
    ticket = ticket_of(hall, command.ticket)
    most = centre.patience.postpone_most
    if ticket.phase is not Phase.WAITING:
        raise Refused("illegal_step", ticket=ticket.label, state=str(ticket.phase), step="postpone")
    if not 1 <= command.places <= most:
        raise Refused("wrong_places", most=most)
    if ticket.postponed >= centre.patience.postpones:
        raise Refused("postponed_before", ticket=ticket.label)
    if (others := _behind_it(centre, hall, ticket)) == 0:
        raise Refused("nobody_behind", ticket=ticket.label)
    # Its own place counts among those in front.
    line = line_of(centre, hall, ticket)
    rank = behind(line, len(line) - others + command.places, now)
    return (e.TicketPostponed(now, by, ticket.id, max(rank, ticket.rank)),)


def correct(centre: Centre, hall: Hall, command: c.CorrectPriority, now: int, by: str) -> Events:
    ticket = ticket_of(hall, command.ticket)
    if command.priority is not None and command.priority not in centre.groups:
        raise Unknown("unknown_priority", priority=command.priority)
    if not allowed(Step.CANCEL, ticket.phase):
        raise Refused("illegal_step", ticket=ticket.label, state=str(ticket.phase), step="correct")
    if command.priority == ticket.priority:
        return ()
    moved = ticket.rank + head_start(centre, ticket.priority) - head_start(centre, command.priority)
    rank = promised(centre, moved, ticket.issued_at) if moved < ticket.rank else moved
    return (e.PriorityCorrected(now, by, ticket.id, command.priority, rank),)
