"""What may happen: `decide(centre, hall, command, now, by) -> events`, or `Refused` with a reason people can be told.

Every command has one function, in the room its name belongs to; `_DECISIONS` at the end is the list of them.
"""

from collections.abc import Callable
from typing import Any

from server.rules import bookings, counters, days, journeys, visitors
from server.rules import commands as c
from server.rules.centre import Centre
from server.rules.events import Events
from server.rules.evolve import fold
from server.rules.refusal import Refused, Unknown
from server.rules.state import Hall


def decide(centre: Centre, hall: Hall, command: c.Command, now: int, by: str) -> Events:
    """The events that follow from a command; Refused when it may not happen. A new day opens itself first."""
    opened = days.open_day(centre, hall, now, by)
    return (*opened, *_DECISIONS[type(command)](centre, fold(hall, opened), command, now, by))


def _nothing_more(centre: Centre, hall: Hall, command: c.OpenDay, now: int, by: str) -> Events:
    return ()


_DECISIONS: dict[type[c.Command], Callable[[Centre, Hall, Any, int, str], Events]] = {
    c.TakeTicket: visitors.take,
    c.CallNext: counters.call_next,
    c.CallTicket: counters.call_ticket,
    c.Recall: counters.recall,
    c.StartVisit: counters.start,
    c.FinishVisit: counters.finish,
    c.SignIn: counters.sign_in,
    c.SignOut: counters.sign_out,
    c.MarkAbsent: journeys.miss,
    c.HoldVisit: journeys.hold,
    c.GiveReturn: journeys.give_return,
    c.HandOn: journeys.hand_on,
    c.PauseCounter: counters.pause,
    c.OpenCounter: counters.open_,
    c.ReturnTicket: journeys.return_,
    c.PostponeTicket: journeys.postpone,
    c.CorrectPriority: journeys.correct,
    c.BookVisit: bookings.book,
    c.CancelBooking: bookings.cancel,
    c.CheckIn: bookings.check_in,
    c.CloseDay: days.close,
    c.TidyUp: journeys.tidy,
    c.CancelTicket: visitors.cancel,
    c.RateVisit: visitors.rate,
    c.OpenDay: _nothing_more,
}

__all__ = ["Refused", "Unknown", "decide"]
