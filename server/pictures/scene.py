"""What pictures are made of, and the pieces several of them share."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from config.words import both
from server.pictures.hearing import Hearing
from server.rules.calls import UNSTATED, DayCalls
from server.rules.centre import Centre, Choice
from server.rules.line import ahead, bound
from server.rules.papers import Work
from server.rules.phases import Phase
from server.rules.state import Hall, Ticket

Picture = dict[str, Any]
T = TypeVar("T")
WORKS = frozenset({"ready", "printing"})  # states of a printer that gives paper


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

    `find` opens a phone page's key; it gives None for a key that was never given. `calls` are the day's calls,
    `notes` staff's newest words about each ticket, `demand` the tickets of the last weeks by service,
    `media` what boards show in between. `steady` is False while the clock runs backwards and no numbers are given.
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
    calls: Callable[[], DayCalls] = DayCalls
    notes: Callable[[], Mapping[str, str]] = dict
    demand: Mapping[str, int] = field(default_factory=dict)
    media: Sequence[Mapping[str, Any]] = ()
    steady: bool = True
    _known: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What several pictures of this scene need, worked out by the first of them."""
        if name not in self._known:
            self._known[name] = make()
        found: T = self._known[name]
        return found


def rfc3339(scene: Scene, moment: int | None) -> str | None:
    """A moment as the machine interface writes it, in the centre's time zone, to the second."""
    if moment is None:
        return None
    return datetime.fromtimestamp(moment // 1000, scene.centre.zone).isoformat()


def mark_of(scene: Scene, mark: str | None) -> Picture | None:
    """A reason for a call out of order as the public reads it."""
    if mark is None:
        return None
    if mark == UNSTATED:
        return dict(both("office.no_reason"))
    known = next((choice.name for choice in scene.centre.call_reasons if choice.code == mark), None)
    return dict(known) if known else both("office.reason_gone")


def counter_head(scene: Scene, no: int) -> Picture:
    """A counter's number, name and state: `open`, `calling`, `serving` or `paused`, with the reason of a pause."""
    desk = scene.hall.desk(no)
    if desk.ticket:
        state = "calling" if scene.hall.tickets[desk.ticket].phase is Phase.CALLED else "serving"
    else:
        state = "paused" if desk.paused else "open"
    why = _pause_of(scene, desk.why) if state == "paused" else None
    return {"no": no, "name": scene.centre.counters[no].name, "state": state, "why": why}


def _pause_of(scene: Scene, why: str | None) -> Picture:
    """Why a counter pauses: an entry of the centre's list, words of its own, or just that it does."""
    if not why:
        return both("office.paused")
    return dict(next((choice.name for choice in scene.centre.pause_reasons if choice.code == why), {"vi": why}))


def step_of(scene: Scene, ticket: Ticket) -> Picture | None:
    """Which step of its way a visit is at, `{no, of}`; null for a visit of one step."""
    given = next((one for one in scene.centre.services.values() if one.letter == ticket.series), None)
    of = max(1 + len(given.route) if given else 1, 1 + len(ticket.steps))
    return {"no": of - len(ticket.steps), "of": of} if of > 1 else None


def promise(centre: Centre) -> Picture:
    """What the order of calling promises: nobody is overtaken by someone who came more than `minutes` later.

    Null where the policy promises no such thing; `ratio` others come before each of a priority group under `ratio`.
    `says` is the one sentence that stands on every screen.
    """
    order, minutes = centre.order, bound(centre)
    ratio = order.ratio if order.policy == "ratio" else None
    kind = order.policy if order.policy != "head_start" else "minutes" if minutes else "first"
    says = both(f"office.order_{kind}", minutes=minutes, ratio=ratio)
    return {"policy": order.policy, "minutes": minutes, "ratio": ratio, "says": says}


def zone_of(scene: Scene, ticket: Ticket) -> Picture | None:
    """Where a ticket is called: the zone of its counter, of the one it was handed on to, or of its service's counters.

    Null where there is one zone only.
    """
    centre = scene.centre
    if len(centre.zones) < 2:
        return None
    counter = centre.counters.get(ticket.counter or ticket.only or 0)
    found = {one.zone for one in ([counter] if counter else centre.counters_for(ticket.service))}
    return next(({"code": zone.code, "name": zone.name} for zone in centre.zones if found == {zone.code}), None)


def choice_of(choices: Sequence[Choice], code: str | None) -> Picture | None:
    """An entry of a list as people read it, `{code, name}`; said to be gone when the list has lost it."""
    if code is None:
        return None
    return {
        "code": code,
        "name": next((dict(one.name) for one in choices if one.code == code), both("office.reason_gone")),
    }


def people_ahead(scene: Scene, ticket: Ticket) -> int:
    """How many are called before this ticket; 0 once it has been called."""
    return ahead(scene.centre, scene.hall, ticket) if ticket.phase is Phase.WAITING else 0


def login_of(by: str | None) -> str | None:
    """The login of a person as the journal names them (`staff:lan`)."""
    return by.rpartition(":")[2] if by else None
