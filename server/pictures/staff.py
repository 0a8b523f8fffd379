"""What staff and supervisors work with: the counter console and the live board."""

from collections import Counter as Tally

from server.pictures.hearing import ZoneVoice
from server.pictures.printing import printer_row, usual_printer
from server.pictures.scene import (
    Picture,
    Scene,
    counter_head,
    is_next,
    rfc3339,
    service_head,
    ticket_entry,
)
from server.pictures.watched import ZONES
from server.rules.centre import Counter
from server.rules.phases import Phase
from server.rules.state import Ticket
from server.zones import HURRIED, SETTLED

SHOWN = 60  # waiting tickets listed; more than anybody reads, and the counts stay exact
MUTE = frozenset({"blocked", "dead", "no_device", "silent"})  # states of a zone whose boards are there but not heard


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
        "sound_check": {"due": scene.hearing.check_due, "zone": _first_zone(scene)},
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
        "voice": voice(scene),
        "ratings": {
            "count": sum(levels.values()),
            "levels": {str(choice.level): levels[choice.level] for choice in scene.centre.scale},
            "scale": [{"level": choice.level, "name": choice.name} for choice in scene.centre.scale],
        },
        "today": today | {"issued": len(scene.hall.tickets), "served": phases[Phase.DONE]},
    }


def voice(scene: Scene) -> Picture:
    """The loudspeakers: each zone's state and today's figures, volume, sound check, number bank, and what is wrong.

    `alerts` is empty when all is well: `silent_hall` (people wait where nothing speaks), `failing` (a board is there,
    but the newest calls could not be made to sound), `check_failed` (somebody listened and heard nothing),
    `check_missing` (due, and not every zone has been heard yet), `worker_down` (no new sentence can be made).
    """
    hearing = scene.hearing
    state, made, of = hearing.bank
    check = hearing.check
    return {
        "zones": [_zone_row(scene, zone) for zone in hearing.zones],
        "volume": hearing.volume,
        "quiet": hearing.quiet,
        "check": {"at": rfc3339(scene, check.at), "heard": check.heard} if check else None,
        "check_due": hearing.check_due,
        "bank": {"state": state, "made": made, "of": of},
        "worker": hearing.worker,
        "online": hearing.online,
        "alerts": _voice_alerts(scene),
    }


def _first_zone(scene: Scene) -> str:
    return next((zone.zone for zone in scene.hearing.zones), ZONES[0])


def _zone_row(scene: Scene, zone: ZoneVoice) -> Picture:
    return {
        "zone": zone.zone,
        "state": zone.state,
        "since": rfc3339(scene, zone.since) if zone.since else None,
        "speaker": zone.speaker,
        "boards": zone.boards,
        "spoken": zone.spoken,
        "expired": zone.expired,
        "failed": zone.failed,
        "repeated": zone.repeated,
    }


def _voice_alerts(scene: Scene) -> list[str]:
    hearing = scene.hearing
    failed = hearing.check is not None and not hearing.check.heard
    wrong = {
        "silent_hall": any(_silent(scene, zone) for zone in hearing.zones),
        "failing": any(zone.failing for zone in hearing.zones),
        "check_failed": failed,
        "check_missing": hearing.check_due and not failed,
        "worker_down": not hearing.worker,
    }
    return [code for code, so in wrong.items() if so]


def _silent(scene: Scene, zone: ZoneVoice) -> bool:
    """Whether a call would not be heard here. A hall without a board is silent only when somebody waits in it."""
    if scene.now - zone.since < (HURRIED if zone.unspoken else SETTLED):
        return False
    waited_for = any(ticket.phase in (Phase.WAITING, Phase.CALLED) for ticket in scene.hall.tickets.values())
    return zone.state in MUTE or (zone.state == "none" and waited_for)


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
