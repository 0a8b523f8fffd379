"""The calls of a day, as people may read them: the phone's history, and the public list of calls out of order."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from server.rules.events import Event, TicketCalled, TicketRecalled

UNSTATED = "UNSTATED"  # the reason of a call whose caller gave none of the centre's list: shown as just that


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a ticket to a counter at a moment (ms); `mark` is the reason of a call out of order.

    `again` says that the number was only repeated.
    """

    at: int
    ticket: str
    counter: int
    mark: str | None = None
    again: bool = False

    @property
    def label(self) -> str:
        """What people read: the last part of the ticket's id."""
        return self.ticket.rpartition("-")[2]


@dataclass(slots=True)
class DayCalls:
    """The calls of one day, oldest first, found by their ticket too."""

    calls: list[Call] = field(default_factory=list)
    _by_ticket: dict[str, list[Call]] = field(default_factory=dict)

    def add(self, call: Call) -> None:
        """One more, newer than all others."""
        self.calls.append(call)
        self._by_ticket.setdefault(call.ticket, []).append(call)

    def of(self, ticket: str) -> Sequence[Call]:
        """The calls of one ticket."""
        return tuple(self._by_ticket.get(ticket, ()))


def call_in(event: Event) -> Call | None:
    """The call that an event is, if it is one."""
    if isinstance(event, TicketCalled):
        return Call(event.at, event.ticket, event.counter, event.reason)
    if isinstance(event, TicketRecalled):
        return Call(event.at, event.ticket, event.counter, again=True)
    return None
