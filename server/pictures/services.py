"""Services as citizens choose them: open or why not, how many wait, what room is left, what holds today."""

from datetime import datetime
from typing import Any

from config.words import both
from server.pictures.scene import Picture, Scene, rfc3339
from server.pictures.waits import doubt_of, over_of, range_of
from server.rules.capacity import left_over, left_to_tell, next_room, room_after_today, served_today
from server.rules.centre import Centre, Service
from server.rules.hours import closing, extra_now, last_ends, local, number_ends, opening
from server.rules.line import sent_away
from server.rules.phases import Phase
from server.rules.shifts import doors
from server.rules.state import Place, Ticket
from server.rules.wait import Wait, expect
from server.rules.week import Hours, SpecialDay

LAST = 1 << 62  # a rank behind everybody
NOTICE = 30 * 60_000  # ms before an end in which it is announced


def today(scene: Scene) -> datetime:
    """The centre's wall clock now."""
    return local(scene.now, scene.centre.zone)


def opening_of(scene: Scene, service: Service) -> dict[str, Any]:
    """Whether the service gives numbers: `{open, why, opens_at}`, `why` in words, the centre's own where it has any."""
    if not scene.steady:
        return {"open": False, "why": both("office.clock"), "opens_at": None}
    status = opening(service.hours, scene.now, scene.centre.zone)
    if status.open and scene.hall.series.get(service.letter, 0) >= service.last:
        return {"open": False, "why": both("office.full"), "opens_at": None}
    why = (status.words or both(f"office.{_why(scene, service, status.why)}")) if status.why else None
    return {"open": status.open, "why": why, "opens_at": rfc3339(scene, status.opens_at)}


def _why(scene: Scene, service: Service, why: str) -> str:
    """Numbers stop before the doors close: until then nobody has a break, and people are still being called."""
    stretches = doors(service.hours, scene.now, scene.centre)
    still_open = any(opens <= scene.now < closes for opens, closes in stretches)
    return "stopped" if still_open and why in ("break", "over") else why


def ticket_wait(scene: Scene, ticket: Ticket) -> Picture:
    """What a waiting ticket may expect: `{wait, wait_over, same_counter, doubt}`.

    `wait` is null when nobody can say (as of whom a counter of other lines is to call), and of one that does not wait.
    """
    service = scene.centre.services.get(ticket.service)
    there = ticket.phase is Phase.WAITING and ticket.id in scene.hall.tickets
    waits = service is not None and there and not sent_away(scene.centre, ticket)
    wait = _wait(scene, ticket.service, ticket.place) if waits else None
    return _said(scene, wait) | {"doubt": doubt_of(scene.centre, service, wait, scene.now) if service else None}


def _said(scene: Scene, wait: Wait | None) -> Picture:
    """A wait as screens say it; `same_counter` counts the people of other lines whom its counter calls before."""
    return {
        "wait": range_of(wait),
        "wait_over": over_of(scene.centre, wait),
        "same_counter": wait.beside if wait else 0,
    }


def _wait(scene: Scene, service: str, place: Place | None = None) -> Wait | None:
    return expect(scene.centre, scene.hall, service, place or (LAST, LAST, ""), scene.now)


def service_head(service: Service) -> dict[str, Any]:
    """What every list of services begins with."""
    return {"code": service.code, "letter": service.letter, "name": service.name}


def service_entry(scene: Scene, service: Service) -> Picture:
    """A service as a citizen chooses it."""
    return scene.once(f"service {service.code}", lambda: _entry(scene, service))


def _entry(scene: Scene, service: Service) -> Picture:
    closes = closing((service.hours,), today(scene).date(), scene.centre.zone)
    extra = extra_now(service.hours, scene.now, scene.centre.zone)
    wait = _wait(scene, service.code)
    served = served_today(wait, scene.now, closes)
    return (
        service_head(service)
        | opening_of(scene, service)
        | room_of(scene, service, served, left_over(service, wait, scene.now, closes))
        | _said(scene, wait)
        | {
            "short": service.short or service.name,
            "waiting": len(scene.hall.line(service.code)),
            "counters": [counter.no for counter in scene.centre.counters_for(service.code)],
            "served": served,
            "closes_at": rfc3339(scene, closes),
            "extra": extra.name if extra else None,
            "badges": [day.code for day in _special(scene) if day.holds_for(service.code)],
            "silent": service.silent,
            "many": _many(scene, service),
        }
    )


def _many(scene: Scene, service: Service) -> Picture | None:
    """Where visits with more than `above` dossiers go, and how it is there."""
    target = scene.centre.services.get(service.many.service) if service.many else None
    if target is None or service.many is None:
        return None
    names = ("waiting", "wait", "wait_over", "same_counter", "left", "counters")
    there = {name: service_entry(scene, target)[name] for name in names}
    return {"above": service.many.above, "service": target.code, "name": target.name, "letter": target.letter} | there


def room_of(scene: Scene, service: Service, served: str = "yes", rest: float = 0.0) -> Picture:
    """What is left of this half-day (`left`: null is nothing to count), and the next with room for the unlucky.

    Where the line of this day is the reason, that is after it: no half-day before its end is free of the same line.
    `rest` is the work (minutes) which that line may leave to the next day.
    """
    left = left_to_tell(scene.centre, scene.hall, service, scene.now, served)
    later = None
    if served != "yes":
        later = room_after_today(scene.centre, scene.hall, service, scene.now, rest)
    elif left == 0:
        later = next_room(scene.centre, scene.hall, service, scene.now)
    return {"left": left, "next_room_at": rfc3339(scene, later.starts) if later else None}


def by_demand(scene: Scene) -> list[Service]:
    """What the kiosk offers, the most asked for first; in the centre's own order where nothing is known yet."""
    offered = [service for service in scene.centre.services.values() if service.kiosk]
    return sorted(offered, key=lambda service: -scene.demand.get(service.code, 0))


def badges(scene: Scene) -> list[Picture]:
    """The special days that are today; without services and procedures one holds for all of them."""
    return scene.once("badges", lambda: _badges(scene))


def _badges(scene: Scene) -> list[Picture]:
    return [
        {"code": day.code, "name": day.name, "services": list(day.services), "procedures": list(day.procedures)}
        for day in _special(scene)
    ]


def _special(scene: Scene) -> list[SpecialDay]:
    date = today(scene).date()
    return [day for day in scene.centre.special_days if day.is_on(date)]


def closing_of(scene: Scene) -> Picture | None:
    """What ends within half an hour: `{kind: "numbers" | "doors", at, again}`; nothing where nothing ever closes.

    `again` is when the next numbers are given after that, null when nobody can say.
    """
    return scene.once("closing", lambda: _closing(scene))


def _closing(scene: Scene) -> Picture | None:
    centre = scene.centre
    open_doors = [span for one in _closing_hours(centre) for span in doors(one, scene.now, centre)]
    numbers = number_ends(_closing_hours(centre), scene.now, centre.zone)
    both_ends = (("numbers", numbers), ("doors", last_ends(open_doors)))
    ends = ((kind, at) for kind, moments in both_ends for at in moments)
    near = ((kind, at) for kind, at in ends if 0 < at - scene.now <= NOTICE)
    return next(({"kind": kind, "at": rfc3339(scene, at), "again": _again(scene, at)} for kind, at in near), None)


def _again(scene: Scene, end: int) -> str | None:
    opens = (opening(one, end, scene.centre.zone).opens_at for one in _closing_hours(scene.centre))
    return rfc3339(scene, min((at for at in opens if at is not None), default=None))


def _closing_hours(centre: Centre) -> list[Hours]:
    return [service.hours for service in centre.services.values() if not service.hours.always]
