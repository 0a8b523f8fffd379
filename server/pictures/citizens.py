"""What citizens touch: the kiosk, the feedback terminal, the phone page."""

from config.words import languages
from server.pictures.printing import printer_state
from server.pictures.scene import Picture, Scene, people_ahead, rfc3339, service_entry, wait_of
from server.rules.phases import Phase

ASKS_FOR = 90_000  # ms a finished visit may be rated at the terminal


def kiosk(scene: Scene, name: str) -> Picture | None:
    """Everything a citizen may take a number for."""
    services = [service_entry(scene, service) for service in scene.centre.services.values()]
    groups = [{"code": group.code, "name": group.name} for group in scene.centre.groups.values()]
    return {
        "services": services,
        "priority_groups": groups,
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
    waiting = ticket.phase is Phase.WAITING
    return {
        "label": ticket.label,
        "letter": ticket.series,
        "service": ticket.service,
        "title": service.name if service else {"vi": ticket.service},
        "state": ticket.phase.value,
        "ahead": people_ahead(scene, ticket),
        "wait": wait_of(scene, ticket.service, ticket.place) if waiting and service else None,
        "counter": ticket.counter,
        "counter_name": counter.name if counter else None,
        "called_at": rfc3339(scene, ticket.called_at),
        "times": ticket.times,
        "issued_at": rfc3339(scene, ticket.issued_at),
        "procedure": procedure.name if procedure else None,
        "papers": list(procedure.papers) if procedure else [],
    }
