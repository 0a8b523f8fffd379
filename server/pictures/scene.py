"""What pictures are made of, and the pieces several of them share."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from config.words import both
from server.pictures.hearing import Hearing
from server.rules.centre import Centre, Service
from server.rules.hours import opening
from server.rules.line import ahead, next_for
from server.rules.papers import Work
from server.rules.phases import Phase
from server.rules.state import Hall, Place, Ticket
from server.rules.wait import expect

Picture = dict[str, Any]
WORKS = frozenset({"ready", "printing"})  # states of a printer that gives paper
LAST = 1 << 62  # a rank behind everybody


@dataclass(frozen=True, slots=True)
class Printer:
    """What its agent said of a printer, at `seen_at` (ms).

    State `ready`, `printing`, `paper_out`, `cover_open`, `cutter`, `offline` or `error`; paper `ok`, `near_end`, `out`
    or `unknown`; `level` is how much it can tell (L0 to L3), `width` in dots. `place` is its agent's.
    """

    name: str
    state: str
    detail: str | None
    seen_at: int
    agent: str = ""
    place: str | None = None
    paper: str = "unknown"
    level: str | None = None
    width: int | None = None
    tickets_left: int | None = None
    model: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything a picture may show.

    `ticket_of_key` opens a phone page's key; it gives None for a key that was never given.
    """

    centre: Centre
    hall: Hall
    at: int
    now: int
    epoch: str
    printers: tuple[Printer, ...] = ()
    find: Callable[[str], Ticket | None] = lambda key: None
    work: Work = field(default_factory=Work)
    hearing: Hearing = field(default_factory=Hearing)


def rfc3339(scene: Scene, moment: int | None) -> str | None:
    """A moment as the machine interface writes it, in the centre's time zone, to the second."""
    if moment is None:
        return None
    return datetime.fromtimestamp(moment // 1000, scene.centre.zone).isoformat()


def opening_of(scene: Scene, service: Service) -> dict[str, Any]:
    """Whether the service gives numbers: `{open, why, opens_at}`, `why` in words."""
    status = opening(service.hours, scene.now, scene.centre.zone)
    if status.open and scene.hall.series.get(service.letter, 0) >= service.last:
        return {"open": False, "why": both("office.full"), "opens_at": None}
    why = both(f"office.{status.why}") if status.why else None
    return {"open": status.open, "why": why, "opens_at": rfc3339(scene, status.opens_at)}


def wait_of(scene: Scene, service: str, place: Place | None = None) -> dict[str, int] | None:
    """The expected wait of somebody at this place of the line (at its end when None)."""
    wait = expect(scene.centre, scene.hall, service, place or (LAST, LAST, ""), scene.now)
    return {"low_min": wait.low_min, "high_min": wait.high_min} if wait else None


def service_head(service: Service) -> dict[str, Any]:
    """What every list of services begins with."""
    return {"code": service.code, "letter": service.letter, "name": service.name}


def service_entry(scene: Scene, service: Service) -> Picture:
    """A service as a citizen chooses it: open or why not, how many wait, how long it may take, at which counters."""
    return (
        service_head(service)
        | opening_of(scene, service)
        | {
            "waiting": len(scene.hall.line(service.code)),
            "wait": wait_of(scene, service.code),
            "counters": [counter.no for counter in scene.centre.counters_for(service.code)],
        }
    )


def mark_of(scene: Scene, mark: str | None) -> Picture | None:
    """A reason for a call out of order as the public reads it."""
    if mark is None:
        return None
    known = next((choice.name for choice in scene.centre.call_reasons if choice.code == mark), None)
    return dict(known) if known else {"vi": mark}


def counter_head(scene: Scene, no: int) -> Picture:
    """A counter's number, name and state: `open`, `calling`, `serving` or `paused`, with the reason of a pause."""
    desk = scene.hall.desk(no)
    if desk.ticket:
        state = "calling" if scene.hall.tickets[desk.ticket].phase is Phase.CALLED else "serving"
    else:
        state = "paused" if desk.paused else "open"
    why = ({"vi": desk.why} if desk.why else both("office.paused")) if state == "paused" else None
    return {"no": no, "name": scene.centre.counters[no].name, "state": state, "why": why}


def ticket_entry(scene: Scene, ticket: Ticket, first: bool = False) -> Picture:
    """A ticket as staff sees it."""
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
        "note": None,
        "mark": mark_of(scene, ticket.mark),
        "first": first,
        "counter": ticket.counter,
    }


def people_ahead(scene: Scene, ticket: Ticket) -> int:
    """How many are called before this ticket; 0 once it has been called."""
    return ahead(scene.hall, ticket) if ticket.phase is Phase.WAITING else 0


def is_next(scene: Scene, ticket: Ticket, counter: int) -> bool:
    """Whether this counter would call it next."""
    coming = next_for(scene.hall, scene.centre.counters[counter])
    return coming is not None and coming.id == ticket.id
