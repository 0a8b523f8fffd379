"""A ticket that shows what a layout looks like: the centre's own services and procedures, a few people waiting."""

from collections.abc import Mapping
from typing import Any

from config.words import word
from server.pictures.paper import slip_of
from server.pictures.wording import Layout
from server.rules.centre import Centre, Procedure
from server.rules.hours import MINUTE
from server.rules.phases import Phase
from server.rules.state import Hall, Ticket, gather

KINDS = ("usual", "priority", "reprint", "long")
WAITING = 4
CODE = "0123456789abcdef0123456789abcdef"  # as long as a real page's


def sample_slip(centre: Centre, layout: Layout, kind: str, lang: str, now: int, base_url: str) -> Mapping[str, Any]:
    """The slip of a made-up ticket; `kind` is one of KINDS."""
    procedure = _procedure(centre, longest=kind == "long")
    service = procedure.service if procedure else next(iter(centre.services))
    hall = _hall(centre, service, now)
    ticket = _ticket(centre, service, WAITING + 1, now, lang, procedure, priority=kind in ("priority", "long"))
    key = f"{ticket.id}-{CODE}"
    slip = slip_of(centre, hall, ticket, now, f"{base_url}/t/{key}", f"{ticket.label}-K7QD", layout)
    if kind == "reprint":
        return {**slip, "copy": 1, "copy_mark": word(lang, "slip.copy_mark", n=1, time="08:21")}
    return slip


def _procedure(centre: Centre, longest: bool) -> Procedure | None:
    """A procedure with two or three papers, or the one with the longest name."""
    known = [procedure for procedure in centre.procedures.values() if procedure.papers]
    if longest:
        return max(known, key=lambda procedure: len(procedure.name["vi"]), default=None)
    few = [procedure for procedure in known if len(procedure.papers) in (2, 3)]
    return min(few or known, key=lambda procedure: sum(map(len, procedure.papers)), default=None)


def _hall(centre: Centre, service: str, now: int) -> Hall:
    """Some people before this one."""
    earlier = [_ticket(centre, service, number, now - (20 - number) * MINUTE, "vi") for number in range(1, WAITING + 1)]
    return gather("", earlier, (), {})


def _ticket(
    centre: Centre,
    service: str,
    number: int,
    moment: int,
    lang: str,
    procedure: Procedure | None = None,
    priority: bool = False,
) -> Ticket:
    label = centre.services[service].label(number)
    return Ticket(
        id=f"20261120-{label}",
        label=label,
        series=service,
        number=number,
        service=service,
        procedure=procedure.code if procedure else None,
        priority=next(iter(centre.groups), None) if priority else None,
        language=lang,
        phase=Phase.WAITING,
        rank=moment,
        issued_at=moment,
        since=moment,
    )
