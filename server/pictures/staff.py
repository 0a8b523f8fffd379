"""What staff and supervisors work with: the counter console and the live board."""

from collections import Counter as Tally

from server.pictures.printing import printer_row, usual_printer
from server.pictures.scene import Picture, Scene, counter_head, is_next, rfc3339, service_head, ticket_entry
from server.rules.centre import Counter
from server.rules.phases import Phase
from server.rules.state import Ticket

SHOWN = 60  # waiting tickets listed; more than anybody reads, and the counts stay exact


def _waiting(scene: Scene, counter: Counter) -> list[Ticket]:
    """Who waits for this counter, in the order of calling: its own services first, then those where it helps."""
    lines = [
        sorted(place for code in codes for place in scene.hall.line(code))
        for codes in (counter.services, counter.helps)
    ]
    return [scene.hall.tickets[place[2]] for line in lines for place in line]


def console(scene: Scene, name: str) -> Picture | None:
    """One counter's console."""
    if not name.isdecimal() or int(name) not in scene.centre.counters:
        return None
    no = int(name)
    counter, desk = scene.centre.counters[no], scene.hall.desk(no)
    waiting = _waiting(scene, counter)
    mine = [ticket for ticket in scene.hall.tickets.values() if counter.serves(ticket.service)]

    def aside(phase: Phase) -> list[Picture]:
        found = sorted((ticket for ticket in mine if ticket.phase is phase), key=lambda ticket: ticket.since)
        return [ticket_entry(scene, ticket) for ticket in found]

    here = scene.hall.tickets[desk.ticket] if desk.ticket else None
    done = Tally(ticket.phase for ticket in scene.hall.tickets.values() if ticket.counter == no)
    return {
        "counter": counter_head(scene, no) | {"services": list(counter.services), "helps": list(counter.helps)},
        "ticket": ticket_entry(scene, here) if here else None,
        "waiting": [ticket_entry(scene, ticket, is_next(scene, ticket, no)) for ticket in waiting[:SHOWN]],
        "absent": aside(Phase.ABSENT),
        "held": aside(Phase.HELD),
        "services": [service_head(service) for service in scene.centre.services.values()],
        "counters": [{key: head[key] for key in ("no", "name", "state")} for head in _heads(scene)],
        "reasons": [{"code": choice.code, "name": choice.name} for choice in scene.centre.call_reasons],
        "today": {"served": done[Phase.DONE], "absent": done[Phase.ABSENT], "waiting": len(waiting)},
        "printer": {"name": usual_printer(scene, None)},
    }


def _heads(scene: Scene) -> list[Picture]:
    return [counter_head(scene, no) for no in scene.centre.counters]


def supervisor(scene: Scene, name: str) -> Picture | None:
    """The whole centre now."""
    tickets = scene.hall.tickets.values()
    phases = Tally(ticket.phase for ticket in tickets)
    levels = Tally(ticket.rated for ticket in tickets if ticket.rated is not None)
    today = {phase.value: phases[phase] for phase in (Phase.WAITING, Phase.ABSENT, Phase.CANCELLED)}
    return {
        "services": [_service_row(scene, code) for code in scene.centre.services],
        "counters": [_counter_row(scene, no) for no in scene.centre.counters],
        "printers": [printer_row(scene, printer) for printer in scene.printers],
        "ratings": {
            "count": sum(levels.values()),
            "levels": {str(choice.level): levels[choice.level] for choice in scene.centre.scale},
            "scale": [{"level": choice.level, "name": choice.name} for choice in scene.centre.scale],
        },
        "today": today | {"issued": len(scene.hall.tickets), "served": phases[Phase.DONE]},
    }


def _service_row(scene: Scene, code: str) -> Picture:
    line = scene.hall.line(code)
    oldest = min((scene.hall.tickets[place[2]].since for place in line), default=scene.now)
    mine = [ticket for ticket in scene.hall.tickets.values() if ticket.service == code and ticket.phase is Phase.DONE]
    waits = [ticket.first_called_at - ticket.issued_at for ticket in mine if ticket.first_called_at]
    return service_head(scene.centre.services[code]) | {
        "waiting": len(line),
        "longest_min": max(0, scene.now - oldest) // 60_000,
        "served": len(mine),
        "average_min": round(sum(waits) / len(waits) / 60_000, 1) if waits else None,
    }


def _counter_row(scene: Scene, no: int) -> Picture:
    desk = scene.hall.desk(no)
    head = counter_head(scene, no)
    label = scene.hall.tickets[desk.ticket].label if desk.ticket else None
    since = rfc3339(scene, desk.since) if desk.since else None
    return {"no": no, "name": head["name"], "state": head["state"], "label": label, "since": since, "by": desk.by}
