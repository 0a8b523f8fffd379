"""What the hall watches: the board and the counter signs."""

from server.pictures.scene import Picture, Scene, counter_head, mark_of, opening_of, rfc3339, service_head
from server.rules.phases import Phase
from server.rules.state import Ticket

ZONES = ("hall",)


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


def _calling(scene: Scene) -> list[Picture]:
    """Who is called now and has not come: a call that still waits to be spoken is no longer true for anybody else."""
    called = (scene.hall.tickets[desk.ticket] for _, desk in sorted(scene.hall.desks.items()) if desk.ticket)
    return [{"label": one.label, "counter": one.counter} for one in called if one.phase is Phase.CALLED]


def board(scene: Scene, name: str) -> Picture | None:
    """Calls, newest first (`unheard`: shown but not spoken), how many wait for each service, how loud the hall is.

    `calling` names everybody whom a counter calls at this moment, also whom newer calls have pushed off the board.
    `sound.on` is False in a centre that is mute by choice.
    """
    if name not in ZONES:
        return None
    calls = [scene.hall.tickets[ticket] for ticket in scene.hall.recent]
    services = [
        service_head(service)
        | opening_of(scene, service)
        | {"short": service.short or service.name, "waiting": len(scene.hall.line(service.code))}
        for service in scene.centre.services.values()
    ]
    # A ticket that was handed on or came back waits again: it is no longer called anywhere.
    return {
        "calls": [_call(scene, ticket) for ticket in calls if ticket.counter is not None],
        "calling": _calling(scene),
        "services": services,
        "sound": {"on": bool(scene.hearing.zones), "volume": scene.hearing.volume, "quiet": scene.hearing.quiet},
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
        }
    return {"counter": counter_head(scene, int(name)), "ticket": shown}
