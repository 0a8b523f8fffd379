"""What staff works with: the counter console."""

from collections import Counter as Tally

from server.pictures.printing import usual_printer
from server.pictures.scene import Picture, Scene, counter_head, login_of, promise
from server.pictures.services import service_head
from server.pictures.tickets import ticket_entry
from server.rules.centre import Counter
from server.rules.line import may_call, next_for, sent_here
from server.rules.phases import Phase
from server.rules.state import Ticket

SHOWN = 60  # waiting tickets listed; more than anybody reads, and the counts stay exact
GRANTED = ("calls", "late_returns", "late_behind", "fix_minutes", "fix_behind")


def _waiting(scene: Scene, counter: Counter) -> list[Ticket]:
    """Who waits for this counter, in the order of calling.

    First its own services and whom others have handed on to it, then those where it helps. Whoever waits for another
    counter alone is not announced here: a key that finds nobody would make a liar of the screen.
    """
    hall = scene.hall
    own = [*(place for code in counter.services for place in hall.line(code)), *sent_here(hall, counter)]
    helped = [place for code in counter.helps for place in hall.line(code)]
    tickets = (hall.tickets[place[2]] for line in (own, helped) for place in sorted(line))
    return [ticket for ticket in tickets if may_call(scene.centre, hall, ticket, counter, scene.now)]


def console(scene: Scene, name: str) -> Picture | None:
    """One counter's console."""
    if not name.isdecimal() or int(name) not in scene.centre.counters:
        return None
    no = int(name)
    counter, desk = scene.centre.counters[no], scene.hall.desk(no)
    waiting = _waiting(scene, counter)
    here = scene.hall.tickets[desk.ticket] if desk.ticket else None
    coming = next_for(scene.centre, scene.hall, counter, scene.now)
    aside = [one for one in scene.once("aside", lambda: _aside(scene)) if counter.serves(one.service) or one.only == no]
    done = scene.once("done", lambda: Tally((ticket.counter, ticket.phase) for ticket in scene.hall.tickets.values()))
    return {
        "counter": counter_head(scene, no) | _work(counter),
        "ticket": ticket_entry(scene, here) if here else None,
        "waiting": [ticket_entry(scene, ticket, ticket is coming) for ticket in waiting[:SHOWN]],
        "absent": [ticket_entry(scene, ticket) for ticket in aside if ticket.phase is Phase.ABSENT],
        "held": [ticket_entry(scene, ticket) for ticket in aside if ticket.phase is Phase.HELD],
        "services": [service_head(service) for service in scene.centre.services.values()],
        "counters": scene.once("heads", lambda: _heads(scene)),
        "today": {"served": done[no, Phase.DONE], "absent": done[no, Phase.ABSENT], "waiting": len(waiting)},
        "printer": {"name": usual_printer(scene, None)},
        "sound_check": {"due": counter.zone in scene.hearing.due_zones, "zone": counter.zone},
    } | _chosen(scene, no)


def _aside(scene: Scene) -> list[Ticket]:
    """Who waits outside the line, longest first."""
    found = (one for one in scene.hall.tickets.values() if one.phase in (Phase.ABSENT, Phase.HELD))
    return sorted(found, key=lambda ticket: ticket.since)


def _work(counter: Counter) -> Picture:
    """What a counter does: its own services, those where it helps, and when it begins to."""
    return {
        "services": list(counter.services),
        "helps": list(counter.helps),
        "helps_after": counter.helps_after,
        "helps_from": counter.helps_from,
    }


def _chosen(scene: Scene, no: int) -> Picture:
    """What the centre has chosen and what a counter needs for it: lists, people at work, what is granted."""
    centre, desks, patience = scene.centre, scene.hall.desks, scene.centre.patience
    lists = {"reasons": centre.call_reasons, "hold_reasons": centre.hold_reasons, "pause_reasons": centre.pause_reasons}
    others = [desk for other, desk in sorted(desks.items()) if other != no and desk.staff]
    return {
        **{name: [{"code": one.code, "name": one.name} for one in choices] for name, choices in lists.items()},
        "groups": [{"code": group.code, "name": group.name} for group in centre.groups.values()],
        "staff": login_of(scene.hall.desk(no).staff),
        "people": [{"login": login_of(desk.staff), "counter": desk.no} for desk in others],
        "patience": {name: getattr(patience, name) for name in GRANTED},
        "promise": promise(centre),
        "booking": list(centre.booking.services),
        "clock": "ok" if scene.steady else "backwards",
    }


def _heads(scene: Scene) -> list[Picture]:
    heads = (counter_head(scene, no) for no in scene.centre.counters)
    return [{key: head[key] for key in ("no", "name", "state")} for head in heads]
