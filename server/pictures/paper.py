"""What stands on a ticket's paper: a slip, in the ticket's own language. Pure; `printers` draws it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from config.words import FIRST, word
from printers.slip import LONGEST_TEXT, Slip
from server.rules.centre import Centre, Names, Service
from server.rules.line import ahead
from server.rules.state import Hall, Ticket
from server.rules.wait import expect

PAPERS = 6  # lines of papers on one ticket: more would make it longer than anybody reads


def slip_of(centre: Centre, hall: Hall, ticket: Ticket, now: int, url: str, code: str) -> Mapping[str, Any]:
    """The paper of a new ticket as plain data."""
    lang = ticket.language

    def named(names: Names) -> str:
        return names.get(lang) or names[FIRST]

    service = centre.services[ticket.service]
    procedure = centre.procedures.get(ticket.procedure or "")
    return Slip(
        agency=(named(centre.name).upper(), named(centre.unit).upper()),
        title=word(lang, "slip.title"),
        label=ticket.label,
        service=named(procedure.name) if procedure else named(service.name),
        facts=_facts(centre, hall, ticket, service, now),
        url=url,
        code=code,
        papers_title=word(lang, "slip.papers"),
        papers=tuple(paper[:LONGEST_TEXT] for paper in procedure.papers[:PAPERS]) if procedure else (),
        notes=(word(lang, "slip.absent"), word(lang, "slip.not_receipt")),
        closing=word(lang, "slip.closing"),
        priority=word(lang, "slip.priority") if ticket.priority else None,
    ).to_dict()


def _facts(centre: Centre, hall: Hall, ticket: Ticket, service: Service, now: int) -> tuple[tuple[str, str], ...]:
    lang = ticket.language
    counters = ", ".join(str(counter.no) for counter in centre.counters_for(service.code))
    wait = expect(centre, hall, service.code, ticket.place, now)
    facts = [(word(lang, "slip.counter"), counters)] if counters else []
    facts.append((word(lang, "slip.ahead"), str(ahead(hall, ticket))))
    if wait:
        facts.append((word(lang, "slip.wait"), word(lang, "slip.minutes", low=wait.low_min, high=wait.high_min)))
    facts.append(
        (word(lang, "slip.issued"), datetime.fromtimestamp(now / 1000, centre.zone).strftime("%H:%M %d/%m/%Y"))
    )
    return tuple(facts)
