"""What citizens touch: the kiosk, the feedback terminal, the phone page."""

from config.words import languages
from server.pictures.printing import printer_state
from server.pictures.scene import Picture, Scene, choice_of, mark_of, people_ahead, promise, rfc3339, step_of, zone_of
from server.pictures.services import badges, by_demand, closing_of, service_entry, service_head, ticket_wait
from server.rules.hours import MINUTE
from server.rules.journeys import has_expired, may_postpone
from server.rules.phases import Phase, Step, allowed
from server.rules.state import Ticket

ASKS_FOR = 90_000  # ms a finished visit may be rated at the terminal
GIVE_UP = frozenset(phase for phase in Phase if allowed(Step.CANCEL, phase))
SOON = 3  # people ahead from which it is time to have the papers ready


def kiosk(scene: Scene, name: str) -> Picture | None:
    """Everything a citizen may take a number for."""
    centre = scene.centre
    return {
        "services": [service_entry(scene, service) for service in by_demand(scene)],
        "priority_groups": [{"code": group.code, "name": group.name} for group in centre.groups.values()],
        "badges": badges(scene),
        "closing": closing_of(scene),
        "promise": promise(centre),
        "ask_from": centre.patience.ask_from,
        "card": centre.card,
        "booking": bool(centre.booking.services),
        "help_service": centre.help_service,
        "clock": "ok" if scene.steady else "backwards",
        "printer": printer_state(scene, name),
        "languages": list(languages()),
    }


def feedback(scene: Scene, name: str) -> Picture | None:
    """A counter's terminal: asleep, or asking about the visit just finished; `say` are the clips that ask aloud."""
    if not name.isdecimal() or int(name) not in scene.centre.counters:
        return None
    desk = scene.hall.desk(int(name))
    ask = None
    if desk.asks:
        ticket = scene.hall.tickets[desk.asks]
        until = ticket.since + ASKS_FOR
        if scene.now < until:
            ask = {"ticket": ticket.id, "label": ticket.label, "until": rfc3339(scene, until)}
    return {
        "counter": {"no": desk.no, "name": scene.centre.counters[desk.no].name},
        "ask": ask,
        "say": scene.hearing.rating(desk.no) if ask else [],
        "scale": [{"level": c.level, "code": c.code, "name": c.name} for c in scene.centre.scale],
        "reasons": [{"code": c.code, "name": c.name} for c in scene.centre.reasons],
        "low": scene.centre.low_level,
    }


def turn(scene: Scene, name: str) -> Picture | None:
    """One ticket's own page."""
    ticket = scene.find(name)
    if ticket is None:
        return None
    service = scene.centre.services.get(ticket.service)
    procedure = scene.centre.procedures.get(ticket.procedure or "")
    counter = scene.centre.counters.get(ticket.counter or 0)
    return {
        "label": ticket.label,
        "letter": ticket.series,
        "service": ticket.service,
        "title": service.name if service else {"vi": ticket.service},
        "state": ticket.phase.value,
        "ahead": people_ahead(scene, ticket),
        "counter": ticket.counter,
        "counter_name": counter.name if counter else None,
        "called_at": rfc3339(scene, ticket.called_at),
        "times": ticket.times,
        "issued_at": rfc3339(scene, ticket.issued_at),
        "procedure": procedure.name if procedure else None,
        "papers": list(procedure.papers) if procedure else [],
    } | (ticket_wait(scene, ticket) | _journey(scene, ticket))


def _journey(scene: Scene, ticket: Ticket) -> Picture:
    """What may be done with the ticket, what has become of it, and what is still to come."""
    waiting = ticket.phase is Phase.WAITING
    steps = (scene.centre.services.get(code) for code in ticket.steps)
    return {
        "may": {
            "cancel": ticket.phase in GIVE_UP,
            "postpone": may_postpone(scene.centre, scene.hall, ticket),
        },
        "valid_until": rfc3339(scene, _valid_until(scene, ticket)),
        "prepare": waiting and people_ahead(scene, ticket) <= SOON,
        "calls": [
            {"at": rfc3339(scene, call.at), "counter": call.counter, "again": call.again}
            for call in scene.calls().of(ticket.id)
        ],
        "reason": (choice_of(scene.centre.hold_reasons, ticket.reason) or {}).get("name"),
        "fix": ticket.behind is not None,
        "expired": ticket.phase is Phase.HELD and has_expired(ticket, scene.now),
        "carried": ticket.carried_from is not None,
        "steps": [service_head(service) for service in steps if service],
        "step": step_of(scene, ticket),
        "zone": zone_of(scene, ticket),
        "mark": mark_of(scene, ticket.mark),
        "promise": promise(scene.centre),
        "dossiers": ticket.dossiers,
    }


def _valid_until(scene: Scene, ticket: Ticket) -> int | None:
    """Until when it is good to come: after a call some minutes, with a return ticket until its end."""
    if ticket.phase is Phase.CALLED and ticket.called_at is not None:
        return ticket.called_at + scene.centre.patience.call_minutes * MINUTE
    return ticket.until if ticket.behind is not None else None
