"""A call as it is told when it happens, into which hall, and what an office which starts again still owes it. Pure."""

from collections.abc import Callable, Iterable
from typing import Any, Literal

from server.rules.centre import Centre
from server.rules.events import Event, TicketCalled, TicketRecalled
from server.rules.phases import Phase
from server.rules.state import Hall, Ticket

Moment = dict[str, Any]
Call = TicketCalled | TicketRecalled
# label, counter, what is said, times, the ticket's language -> language -> addresses of clips
Say = Callable[[str, int, Literal["call", "recall"], int, str], dict[str, list[str]]]


def is_silent(centre: Centre, ticket: Ticket) -> bool:
    """Whether no hall hears of this ticket: its own phone page and the staff call it."""
    service = centre.services.get(ticket.service)
    return service is not None and service.silent


def zone_of(centre: Centre, counter: int) -> str:
    """The zone into which this counter calls; the first one for a counter that is no more."""
    known, zones = centre.counters.get(counter), [zone.code for zone in centre.zones]
    return known.zone if known and known.zone in zones else zones[0]


def moment_of(hall: Hall, at: int, event: Call, say: Say, chime: bool) -> Moment:
    """The moment of this call, which is entry `at` of the journal; `hall` is as it stands after it.

    `chime` says whether what `say` gives begins with the chime.
    """
    ticket = hall.tickets[event.ticket]
    kind: Literal["call", "recall"] = "call" if isinstance(event, TicketCalled) else "recall"
    return {
        "at": at,
        "id": f"call-{at}",
        "kind": kind,
        "ticket": {"id": ticket.id, "label": ticket.label, "service": ticket.service},
        "counter": event.counter,
        "say": say(ticket.label, event.counter, kind, ticket.times, ticket.language),
        "chime": chime,
    }


def owed(hall: Hall, entries: Iterable[tuple[int, Event]], since: int) -> list[tuple[int, Call]]:
    """The calls after `since` (ms since 1970) that may not have been spoken: each ticket's newest one, in their order.

    Whoever has come, or is called there no longer, need not be called any more.
    `entries` are the journal's newest with their numbers. Whether a call was spoken is not in the journal; the boards
    know (`display/board/memory.js`), and say so when they are given it again.
    """
    newest = {
        event.ticket: (at, event)
        for at, event in entries
        if isinstance(event, Call) and event.at > since and event.ticket in hall.tickets
    }
    return sorted(
        ((at, event) for at, event in newest.values() if hall.tickets[event.ticket].phase is Phase.CALLED),
        key=lambda call: call[0],
    )
