"""What may happen: `decide(centre, hall, command, now, by) -> events`, or `Refused` with a reason people can be told.

Every command has one function, in `visitors` or `counters`; `_DECISIONS` at the end is the list of them.
"""

from collections.abc import Callable
from typing import Any

from server.rules import commands as c
from server.rules import counters, visitors
from server.rules import events as e
from server.rules.centre import Centre
from server.rules.events import Events
from server.rules.evolve import fold
from server.rules.hours import day_of
from server.rules.phases import FINAL
from server.rules.refusal import Refused, Unknown
from server.rules.state import Hall


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


def _nothing_more(centre: Centre, hall: Hall, command: c.OpenDay, now: int, by: str) -> Events:
    return ()


_DECISIONS: dict[type[c.Command], Callable[[Centre, Hall, Any, int, str], Events]] = {
    c.TakeTicket: visitors.take,
    c.CallNext: counters.call_next,
    c.CallTicket: counters.call_ticket,
    c.Recall: counters.recall,
    c.StartVisit: counters.start,
    c.FinishVisit: counters.finish,
    c.MarkAbsent: counters.miss,
    c.HoldVisit: counters.hold,
    c.HandOn: counters.hand_on,
    c.PauseCounter: counters.pause,
    c.OpenCounter: counters.open_,
    c.ReturnTicket: visitors.return_,
    c.CancelTicket: visitors.cancel,
    c.RateVisit: visitors.rate,
    c.OpenDay: _nothing_more,
}

__all__ = ["Refused", "Unknown", "decide"]
