"""What supervisors look at: the whole centre now, its loudspeakers, and what asks for a hand."""

from collections import Counter as Tally
from collections import defaultdict

from server.pictures.hearing import ZoneVoice
from server.pictures.printing import printer_row
from server.pictures.scene import Picture, Scene, counter_head, login_of, rfc3339
from server.pictures.services import room_of, service_head
from server.pictures.tickets import overdue, ticket_entry
from server.rules.hours import MINUTE
from server.rules.line import waits_since
from server.rules.phases import Phase
from server.rules.state import Ticket
from server.speech.zones import HURRIED, SETTLED

LEFT_ALONE = 5 * MINUTE  # ms after which somebody who waits for a free counter alone may have been forgotten there
SHOWN = 8  # absent tickets that are named
MUTE = frozenset({"blocked", "dead", "no_device", "silent"})  # states of a zone whose boards are there but not heard


def supervisor(scene: Scene, name: str) -> Picture | None:
    """The whole centre now."""
    tickets = scene.hall.tickets.values()
    phases = Tally(ticket.phase for ticket in tickets)
    booked = Tally(booking.state for booking in scene.hall.bookings.values() if booking.day == scene.hall.day)
    levels = Tally(ticket.rated for ticket in tickets if ticket.rated is not None)
    today = {phase.value: phases[phase] for phase in (Phase.WAITING, Phase.ABSENT, Phase.CANCELLED)}
    absent = sorted((ticket for ticket in tickets if ticket.phase is Phase.ABSENT), key=lambda ticket: ticket.since)
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
        "carried": sum(ticket.carried_from is not None for ticket in tickets),
        "carries": phases[Phase.CARRIED],
        "voided": sum(_voided(scene, ticket) for ticket in tickets),
        "absent": [_absent_row(scene, ticket) for ticket in absent[:SHOWN]],
        "stranded": stranded(scene),
        "aside": [ticket_entry(scene, ticket) for ticket in tickets if overdue(scene, ticket)],
        "bookings": {state: booked[state] for state in ("booked", "arrived", "missed")},
        "fairness": sum(call.mark is not None for call in scene.calls().calls),
        "clock": "ok" if scene.steady else "backwards",
    }


def _voided(scene: Scene, ticket: Ticket) -> bool:
    """Whether a number ended by itself because nobody came, once too often; others were given up, or not claimed."""
    return ticket.phase is Phase.CANCELLED and ticket.misses > scene.centre.patience.late_returns


def _absent_row(scene: Scene, ticket: Ticket) -> Picture:
    return {"label": ticket.label, "counter": ticket.counter, "since": rfc3339(scene, ticket.since)}


def stranded(scene: Scene) -> list[Picture]:
    """Who waits for one counter alone that has nobody and calls nobody: for each such counter `labels`, oldest first,

    and how long (min) the first has waited for it.
    """
    found = []
    for no in sorted(scene.hall.sent):
        tickets = sorted((scene.hall.tickets[place[2]] for place in scene.hall.sent_to(no)), key=lambda one: one.since)
        desk = scene.hall.desk(no)
        begun = max(desk.since, tickets[0].since) if tickets else scene.now
        if tickets and desk.ticket is None and scene.now - begun >= LEFT_ALONE:
            labels, longest = [ticket.label for ticket in tickets], (scene.now - tickets[0].since) // MINUTE
            found.append({"counter": no, "labels": labels[:SHOWN], "longest_min": longest, "staffed": bool(desk.staff)})
    return found


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


def _zone_row(scene: Scene, zone: ZoneVoice) -> Picture:
    return {
        "zone": zone.zone,
        "name": next((one.name for one in scene.centre.zones if one.code == zone.zone), None),
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


def _served(scene: Scene) -> defaultdict[str, list[Ticket]]:
    """The finished visits of each service."""
    found: defaultdict[str, list[Ticket]] = defaultdict(list)
    for ticket in scene.hall.tickets.values():
        if ticket.phase is Phase.DONE:
            found[ticket.service].append(ticket)
    return found


def _service_row(scene: Scene, code: str) -> Picture:
    line = scene.hall.line(code)
    waiting = (scene.hall.tickets[place[2]] for place in line)
    begun = (max(ticket.since, waits_since(scene.centre, ticket)) for ticket in waiting)
    oldest = min(begun, default=scene.now)
    mine = scene.once("served", lambda: _served(scene))[code]
    called = ((one, one.first_called_at) for one in mine)
    waits = [max(0, at - waits_since(scene.centre, one)) for one, at in called if at]
    service = scene.centre.services[code]
    return service_head(service) | {
        "left": room_of(scene, service)["left"],
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
    return {"no": no, "name": head["name"], "state": head["state"], "label": label, "since": since, "by": desk.by} | {
        "staff": login_of(desk.staff)
    }
