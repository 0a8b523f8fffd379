"""Tickets as staff sees them."""

from server.pictures.scene import Picture, Scene, choice_of, mark_of, rfc3339, step_of
from server.rules.journeys import has_expired
from server.rules.phases import Phase
from server.rules.state import Ticket


def ticket_entry(scene: Scene, ticket: Ticket, first: bool = False) -> Picture:
    """A ticket with everything a counter has to know of it."""
    service = scene.centre.services.get(ticket.service)
    procedure = scene.centre.procedures.get(ticket.procedure or "")
    return {
        "id": ticket.id,
        "label": ticket.label,
        "letter": ticket.series,
        "service": ticket.service,
        "name": service.name if service else {"vi": ticket.service},
        "procedure": procedure.name if procedure else None,
        "phase": ticket.phase.value,
        "priority": ticket.priority,
        "issued_at": rfc3339(scene, ticket.issued_at),
        "since": rfc3339(scene, ticket.since),
        "times": ticket.times,
        "note": note_of(scene, ticket),
        "mark": mark_of(scene, ticket.mark),
        "first": first,
        "counter": ticket.counter,
    } | _journey(scene, ticket)


def _journey(scene: Scene, ticket: Ticket) -> Picture:
    """Where it comes from, where it still has to go, and why it waits aside."""
    service = scene.centre.services.get(ticket.service)
    booking = scene.hall.bookings.get(ticket.booking or "")
    return {
        "dossiers": ticket.dossiers,
        "steps": list(ticket.steps),
        "step": step_of(scene, ticket),
        "only": ticket.only,
        "reason": choice_of(scene.centre.hold_reasons, ticket.reason),
        "until": rfc3339(scene, ticket.until),
        "overdue": overdue(scene, ticket),
        "fix": ticket.behind is not None,
        "late": ticket.phase is Phase.HELD and has_expired(ticket, scene.now),
        "misses": ticket.misses,
        "postponed": ticket.postponed,
        "carried": ticket.carried_from is not None,
        "booked": rfc3339(scene, booking.slot) if booking else None,
        "silent": service.silent if service else False,
    }


def overdue(scene: Scene, ticket: Ticket) -> bool:
    """Whether somebody has to look after a ticket that waits aside."""
    return ticket.phase is Phase.HELD and ticket.until is not None and scene.now > ticket.until


def note_of(scene: Scene, ticket: Ticket) -> str | None:
    """Staff's newest words about a visit, also from the day it was carried over from."""
    notes = scene.once("notes", scene.notes)
    return notes.get(ticket.id) or notes.get(ticket.carried_from or "")
