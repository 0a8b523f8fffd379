"""What the hall watches: the board and the counter signs."""

from server.pictures.scene import Picture, Scene, counter_head, mark_of, promise, rfc3339
from server.pictures.services import badges, closing_of, opening_of, service_head
from server.rules.phases import Phase
from server.rules.state import Ticket

SHOWN = 8  # calls on a board


def _call(scene: Scene, ticket: Ticket) -> Picture:
    service = scene.centre.services.get(ticket.service)
    counter = scene.centre.counters.get(ticket.counter or 0)
    return {
        "label": ticket.label,
        "letter": ticket.series,
        "service": ticket.service,
        "name": service.name if service else {"vi": ticket.service},
        "counter": ticket.counter,
        "counter_name": counter.name if counter else None,
        "called_at": rfc3339(scene, ticket.called_at),
        "times": ticket.times,
        "priority": ticket.priority is not None,
        "mark": mark_of(scene, ticket.mark),
        "unheard": ticket.id in scene.hearing.unheard,
    }


def _seen(scene: Scene, zone: str, ticket: Ticket) -> bool:
    """Whether a call belongs on this zone's boards: called at one of its counters, not silently, and still good."""
    if ticket.phase is Phase.CANCELLED:
        return False
    counter = scene.centre.counters.get(ticket.counter or 0)
    service = scene.centre.services.get(ticket.service)
    return counter is not None and counter.zone == zone and not (service and service.silent)


def _calling(scene: Scene, zone: str) -> list[Picture]:
    """Who is called now and has not come: a call that still waits to be spoken is no longer true for anybody else."""
    called = (scene.hall.tickets[desk.ticket] for _, desk in sorted(scene.hall.desks.items()) if desk.ticket)
    here = (one for one in called if one.phase is Phase.CALLED and _seen(scene, zone, one))
    return [{"label": one.label, "counter": one.counter} for one in here]


def _called_in(scene: Scene, zone: str) -> set[str]:
    """The services whose numbers are called in this zone."""
    counters = (counter for counter in scene.centre.counters.values() if counter.zone == zone)
    return {code for counter in counters for code in (*counter.services, *counter.helps)}


def board(scene: Scene, name: str) -> Picture | None:
    """Calls, newest first (`unheard`: shown but not spoken), how many wait for each service, how loud the hall is.

    `calling` names everybody whom a counter calls at this moment, also whom newer calls have pushed off the board.
    `sound.on` is False in a centre that is mute by choice. What is called elsewhere or silently is not shown.
    """
    centre = scene.centre
    zone = next((zone for zone in centre.zones if zone.code == name), None)
    if zone is None:
        return None
    here = _called_in(scene, name)
    calls = [scene.hall.tickets[ticket] for ticket in scene.hall.recent]
    services = [
        service_head(service)
        | opening_of(scene, service)
        | {"short": service.short or service.name, "waiting": len(scene.hall.line(service.code))}
        for service in centre.services.values()
        if service.code in here and not service.silent
    ]
    # A ticket that was handed on or came back waits again: it is no longer called anywhere, and `_seen` leaves it out.
    return {
        "zone": {"code": zone.code, "name": zone.name} if len(centre.zones) > 1 else None,
        "calls": [_call(scene, ticket) for ticket in calls if _seen(scene, name, ticket)][:SHOWN],
        "calling": _calling(scene, name),
        "services": services,
        "sound": {"on": bool(scene.hearing.zones), "volume": scene.hearing.volume, "quiet": scene.hearing.quiet},
        "badges": [{"code": day["code"], "name": day["name"]} for day in badges(scene)],
        "promise": promise(centre),
        "closing": closing_of(scene),
        "ticker": list(centre.ticker),
        "media": list(scene.media),
        "media_seconds": centre.media_seconds,
    }


def sign(scene: Scene, name: str) -> Picture | None:
    """One counter: its number, and whom it calls."""
    if not name.isdecimal() or int(name) not in scene.centre.counters:
        return None
    desk = scene.hall.desk(int(name))
    ticket = scene.hall.tickets[desk.ticket] if desk.ticket else None
    shown = None
    if ticket:
        shown = {
            "label": ticket.label,
            "letter": ticket.series,
            "priority": ticket.priority is not None,
            "phase": ticket.phase.value,
            "times": ticket.times,
            "mark": mark_of(scene, ticket.mark),
        }
    return {"counter": counter_head(scene, int(name)), "ticket": shown, "closing": closing_of(scene)}
