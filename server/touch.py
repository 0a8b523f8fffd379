"""One touch: what comes with a command, what it leads to, and which ticket it was about."""

from collections.abc import Sequence
from dataclasses import dataclass

from server.rules.commands import CallNext, Command
from server.rules.events import Event, TicketCalled, TicketEvent, TicketIssued
from server.rules.state import Hall, Ticket


@dataclass(frozen=True, slots=True)
class Touch:
    """What comes with a command, and is not the journal's.

    Who asks, the key that makes a repeat harmless, a digest of what is asked, free words, and the number of a card.
    """

    by: str
    key: str | None
    asked: str
    remark: str | None = None
    card: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command has led to. `at` is the journal number; `repeated` when the same touch had come before."""

    hall: Hall
    at: int
    events: tuple[Event, ...] = ()
    ticket: Ticket | None = None
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """The hall as it stands, with its journal number."""

    hall: Hall
    at: int


def subject(command: Command, hall: Hall, events: Sequence[Event]) -> Ticket | None:
    """The ticket a command was about: the last its events name; for a call, the one called and no other.

    What comes before a day's beginning, and the numbers it gives again, belong to the night and not to the command.
    """
    kinds = TicketCalled if isinstance(command, CallNext) else TicketEvent
    asked = (event for event in events if not (isinstance(event, TicketIssued) and event.carried_from))
    names = [event.ticket for event in asked if isinstance(event, kinds) and event.ticket in hall.tickets]
    return hall.tickets[names[-1]] if names else None
