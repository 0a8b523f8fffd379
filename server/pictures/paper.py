"""What stands on a ticket's paper: a slip, in the ticket's own language. Pure; `printers` draws it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from config.words import FIRST, word
from printers.slip import LONGEST, MOST, Slip, shortened
from server.pictures.waits import doubt_of, in_words
from server.pictures.wording import Layout, Wording, standard
from server.rules.centre import Centre, Procedure, Service
from server.rules.line import ahead
from server.rules.state import Hall, Ticket
from server.rules.wait import Wait, expect
from server.rules.week import Names

NUMBER = "{number}"
ZONE_ROWS = 2  # facts that say where to go; a service called in more zones names them all in one


class Slips:
    """Makes the papers of one centre with one layout. What is the same on every ticket for a thing is made once."""

    def __init__(self, centre: Centre, layout: Layout) -> None:
        self.centre = centre
        self.layout = layout
        self._forms: dict[tuple[str, str, str | None], Mapping[str, Any]] = {}

    def slip(self, hall: Hall, ticket: Ticket, now: int, url: str, code: str) -> Mapping[str, Any]:
        """The paper of a new ticket as plain data."""
        kind = (ticket.language, ticket.service, ticket.procedure)
        form = self._forms.get(kind)
        if form is None:
            form = self._forms[kind] = _form(self.centre, ticket, self.layout)
        words = self.layout.words(ticket.language)
        wait = expect(self.centre, hall, ticket.service, ticket.place, now)
        own: dict[str, Any] = {
            "label": ticket.label,
            "facts": _facts(self.centre, hall, ticket, now, self.layout, wait),
            "url": url,
            "code": code,
            "priority": word(ticket.language, "slip.priority") if ticket.priority else None,
        }
        if any(NUMBER in text for text in (*words.rules, words.not_receipt, words.closing)):
            own |= _closing_words(self.centre, words, ticket.language, ticket.label)
        whole = {**form, **own}
        doubt = doubt_of(self.centre, self.centre.services[ticket.service], wait, now)
        return whole | {"notes": _doubted(whole["notes"], doubt["says"], ticket.language)} if doubt else whole


def slip_of(
    centre: Centre, hall: Hall, ticket: Ticket, now: int, url: str, code: str, layout: Layout | None = None
) -> Mapping[str, Any]:
    """The paper of one ticket; `layout` None has the catalogue's words."""
    return Slips(centre, layout or standard()).slip(hall, ticket, now, url, code)


def _form(centre: Centre, ticket: Ticket, layout: Layout) -> Mapping[str, Any]:
    """A checked paper of this language for this service or procedure, of which only a ticket's own words change."""
    lang, words = ticket.language, layout.words(ticket.language)
    service, procedure = centre.services[ticket.service], centre.procedures.get(ticket.procedure or "")
    papers = procedure.papers if procedure and layout.papers else ()
    return Slip(
        agency=_agency(centre, words, lang),
        title=words.title,
        label=ticket.label,
        service=shortened(_named(procedure.name if procedure else service.name, lang), LONGEST["service"]),
        facts=(),
        url="",
        code="",
        papers_title=words.papers_title,
        papers=tuple(shortened(paper, LONGEST["papers"]) for paper in papers[: layout.papers]),
        papers_more=word(lang, "slip.papers_more"),
        papers_left=min(max(len(papers) - layout.papers, 0), 99),
        second=_second(service, procedure, lang, layout.second),
        logo=layout.logo,
        **_closing_words(centre, words, lang, ticket.label),
    ).to_dict()


def _closing_words(centre: Centre, words: Wording, lang: str, number: str) -> dict[str, Any]:
    """The last lines, which may name the ticket's number."""
    return {
        "notes": tuple(_note(line, centre, lang, number) for line in (*words.rules, words.not_receipt)),
        "closing": _note(words.closing, centre, lang, number),
    }


def trial_slip_of(centre: Centre, now: int, layout: Layout | None = None, printer: str = "") -> Mapping[str, Any]:
    """A paper that only proves that the printer prints: no number of the day, no QR code.

    It is printed before opening and whenever somebody asks, so it tells no more than when, and on which `printer`.
    """
    layout = layout or standard()
    facts = [(word(FIRST, "slip.test_at"), _clock(centre, now))]
    if printer:
        facts.insert(0, (word(FIRST, "slip.test_printer"), shortened(printer, LONGEST["facts"])))
    return Slip(
        agency=_agency(centre, layout.words(FIRST), FIRST),
        title=word(FIRST, "slip.test_title"),
        label=word(FIRST, "slip.test_label"),
        service=word(FIRST, "slip.test_service"),
        facts=tuple(facts),
        url="",
        code="",
        papers_title="",
        papers=(),
        notes=(word(FIRST, "slip.test_note"),),
        closing="",
        logo=layout.logo,
    ).to_dict()


def _named(names: Names, lang: str) -> str:
    return names.get(lang) or names[FIRST]


def _agency(centre: Centre, words: Wording, lang: str) -> tuple[str, ...]:
    own = (_named(centre.name, lang).upper(), _named(centre.unit, lang).upper())
    lines = tuple(_filled(line, centre, lang) for line in words.agency) or own
    return tuple(shortened(line, LONGEST["agency"]) for line in lines[: MOST["agency"]])


def _note(text: str, centre: Centre, lang: str, number: str) -> str:
    return shortened(_filled(text, centre, lang, number), LONGEST["notes"])


def _filled(text: str, centre: Centre, lang: str, number: str = "") -> str:
    """A text of the layout with its `{places}` filled."""
    if "{" not in text:
        return text
    names = {"centre": centre.name, "unit": centre.unit, "province": centre.province}
    return text.format(number=number, **{place: _named(name, lang) for place, name in names.items()})


def _second(service: Service, procedure: Procedure | None, lang: str, second: str | None) -> tuple[str, ...]:
    """What stands, smaller, under the name of what the ticket is for; never the same name again.

    A procedure without a name in the ticket's language is there in Vietnamese: the service's name in that language
    says what it is. Else the second language's name; on a ticket in that language, the Vietnamese one.
    """
    first = _named(procedure.name if procedure else service.name, lang)
    if procedure and not procedure.name.get(lang):
        found = service.name.get(lang)
    elif second is None:
        return ()
    else:
        other = FIRST if lang == second else second
        found = (procedure.name.get(other) if procedure else None) or service.name.get(other)
    return (shortened(found, LONGEST["second"]),) if found and found != first else ()


def _doubted(notes: Sequence[str], says: Names, lang: str) -> list[str]:
    """The last lines of a number that may not be called today: that first, in the place of a rule where it is full."""
    *rules, last = notes
    return [shortened(_named(says, lang), LONGEST["notes"]), *rules[: MOST["notes"] - 2], last]


def _facts(centre: Centre, hall: Hall, ticket: Ticket, now: int, layout: Layout, wait: Wait | None) -> list[list[str]]:
    lang, service, facts = ticket.language, centre.services[ticket.service], list[list[str]]()
    if layout.counters:
        facts += _where(centre, service, lang)
    if layout.ahead:
        facts.append([word(lang, "slip.ahead"), str(ahead(centre, hall, ticket))])
    if wait and layout.wait:
        facts.append([word(lang, "slip.wait"), in_words(centre, wait, lang)])
    facts.append([word(lang, "slip.issued"), _clock(centre, now)])
    return facts


def _where(centre: Centre, service: Service, lang: str) -> list[list[str]]:
    """The service's counters; in a house of several zones (floors) with the zone that people have to go to."""
    counters = centre.counters_for(service.code)
    found = ((zone, ", ".join(str(one.no) for one in counters if one.zone == zone.code)) for zone in centre.zones)
    groups = [(_named(zone.name, lang), numbers) for zone, numbers in found if numbers]
    if len(centre.zones) < 2:
        rows = [(word(lang, "slip.counter"), numbers) for _, numbers in groups]
    elif len(groups) <= ZONE_ROWS:
        rows = [(zone, word(lang, "slip.counters", numbers=numbers)) for zone, numbers in groups]
    else:
        rows = [(word(lang, "slip.counter"), "; ".join(f"{zone}: {numbers}" for zone, numbers in groups))]
    return [[shortened(text, LONGEST["facts"]) for text in row] for row in rows]


def _clock(centre: Centre, now: int) -> str:
    return datetime.fromtimestamp(now / 1000, centre.zone).strftime("%H:%M %d/%m/%Y")
