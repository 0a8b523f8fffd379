"""`/admin/catalogue`: every publication of every procedure, changed by hand or by a table; the book of postings."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import g, redirect, request
from flask.typing import ResponseReturnValue

from config.procedures import LEVELS, ProcedurePart
from config.words import FIRST, languages
from server.catalogue.book import STATES, Posting, postings, state
from server.catalogue.columns import KEYS, written
from server.catalogue.desk import Desk, say
from server.catalogue.edit import abolish, put, version
from server.catalogue.plan import Fault, Key, key, plain
from server.catalogue.posted import LONGEST_QUERY, search
from server.house import house
from server.rules.hours import local
from server.rules.search import Entry
from server.web.guard import person_page
from server.web.problem import Problem
from server.web.screen import language, room, screen

blueprint = room("catalogue", __name__, __file__)
PAGE = "/admin/catalogue"
NOTICES = ("added", "saved", "abolished", "same")
Plain = dict[str, Any]


def _page(template: str, **more: Any) -> ResponseReturnValue:
    centre = house().centre
    names = {"name": centre.name, "unit": centre.unit}
    return screen(template, title="catalogue.title", lang=language(), centre=names, page=PAGE, **more)


def _today() -> date:
    here = house()
    return local(here.clock(), here.centre.zone).date()


def _shown(part: ProcedurePart, desk: Desk, today: date) -> Plain:
    return {
        "code": part.code,
        "service": part.service,
        "field": desk.services[part.service],
        "name": part.name,
        "official_name": part.official_name,
        "decision": part.decision,
        "posted_from": part.posted_from.isoformat() if part.posted_from else "",
        "abolished_from": part.abolished_from.isoformat() if part.abolished_from else "",
        "state": state(part, today),
    }


def _found(desk: Desk, query: str, service: str, only: str) -> list[ProcedurePart]:
    today = _today()
    parts = [part for part in desk.parts if service in ("", part.service) and only in ("", state(part, today))]
    entries = [
        Entry(part.code, tuple(part.name.values()), part.official_name, tuple(desk.services[part.service].values()))
        for part in parts
    ]
    return [parts[number] for number in search(entries, query)] if query else parts


@blueprint.get(PAGE)
@person_page("admin")
def overview() -> ResponseReturnValue:
    """All publications, or those that answer to the search."""
    desk, asked = Desk(house()), request.args
    query = " ".join(asked.get("q", "").split())[:LONGEST_QUERY]
    service = asked.get("service", "") if asked.get("service") in desk.services else ""
    only = asked.get("state", "") if asked.get("state") in STATES else ""
    found, today = _found(desk, query, service, only), _today()
    notice = asked.get("notice", "")
    return _page(
        "catalogue.html",
        rows=[_shown(part, desk, today) for part in found],
        total=len(desk.parts),
        services=desk.services,
        states=STATES,
        today=today.isoformat(),
        asked={"q": query, "service": service, "state": only},
        notice=notice if notice in NOTICES else "",
        of=asked.get("of", "")[:10],
        problem=None,
    )


@blueprint.get(f"{PAGE}/form")
@person_page("admin")
def form() -> ResponseReturnValue:
    """An empty form; with `code` and `day` that publication's; with `new` the one after it."""
    desk, of = Desk(house()), _of(request.args)
    part = version(desk.parts, of) if of else None
    if of and part is None:
        raise Problem(404)
    is_new = bool(part and request.args.get("new"))
    values = {column: written(part, column, language()) for column in _columns()} if part else {}
    values |= {"level": part.level if part else LEVELS[0]}
    if is_new:
        values |= {"posted_from": "", "abolished_from": "", "decision": ""}
    return _form(desk, part, is_new, values, [])


def _of(asked: Mapping[str, str]) -> Key | None:
    """The publication that a request is about, None for none."""
    code = asked.get("code_of", "")
    return (code, asked.get("day_of") or None) if code else None


def _columns() -> list[str]:
    """What the form asks for: everything but what was compared, and the name in each language."""
    columns = [column for column in KEYS if column != "checked"]
    place = columns.index("name") + 1
    return [*columns[:place], *(f"name_{lang}" for lang in languages() if lang != FIRST), *columns[place:]]


def _form(
    desk: Desk, part: ProcedurePart | None, is_new: bool, values: Mapping[str, str], faults: Sequence[Fault]
) -> ResponseReturnValue:
    lang, columns = language(), _columns()
    wrong = {fault.column: say(fault, lang) for fault in reversed(faults) if fault.column in columns}
    general = [say(fault, lang) for fault in faults if fault.column not in columns]
    return _page(
        "catalogue-form.html",
        values=values,
        wrong=wrong,
        general=general,
        of=_shown(part, desk, _today()) if part else None,
        was=_print(part),
        is_new=is_new,
        services=desk.services,
        levels=LEVELS,
        languages=[code for code in languages() if code != FIRST],
    )


def _print(part: ProcedurePart | None) -> str:
    """What the form was filled from: another one's change in the meantime is not overwritten."""
    return hashlib.sha256(json.dumps(plain(part) if part else {}).encode()).hexdigest()[:16]


@blueprint.post(f"{PAGE}/form")
@person_page("admin")
def save() -> ResponseReturnValue:
    """Add a procedure, alter a publication, or post a new one after it."""
    desk, of = Desk(house()), _of(request.form)
    said = {column: request.form[column] for column in _columns() if column in request.form}
    is_new, part = bool(of and request.form.get("new")), version(desk.parts, of) if of else None
    if of:
        said.pop("code", None)
    if part is not None and request.form.get("was") != _print(part):
        return _form(desk, part, is_new, said, [Fault(0, None, "changed")])
    merged, after, faults = put(desk.parts, said, desk.known, of=of, new=is_new)
    faults = faults or desk.put(merged, g.caller.by)
    if faults or after is None:
        return _form(desk, part, is_new, said, faults)
    notice = "saved" if of and not is_new else "added"
    return redirect(f"{PAGE}?notice={notice}&of={after.code}#{_anchor(key(plain(after)))}", 303)


@blueprint.post(f"{PAGE}/abolish")
@person_page("admin")
def withdraw() -> ResponseReturnValue:
    """From this day a publication is not in force any more."""
    desk, of = Desk(house()), _of(request.form)
    if of is None or version(desk.parts, of) is None:
        raise Problem(404)
    said = {"abolished_from": request.form.get("day", "")}
    merged, faults = abolish(desk.parts, of, said["abolished_from"], desk.known)
    faults = faults or desk.put(merged, g.caller.by)
    if faults:
        part = version(desk.parts, of)
        values = {column: written(part, column, language()) for column in _columns()} if part else {}
        return _form(desk, part, False, values | {"level": part.level if part else LEVELS[0]} | said, faults)
    return redirect(f"{PAGE}?notice=abolished&of={of[0]}#{_anchor(of)}", 303)


def _anchor(of: Key) -> str:
    return f"p-{of[0]}-{of[1] or ''}"


@blueprint.get(f"{PAGE}/import")
@person_page("admin")
def take_in() -> ResponseReturnValue:
    """A table is checked, its report read, then it is taken: all by `/api/v1/catalogue/import`."""
    return _page("catalogue-import.html")


@blueprint.get(f"{PAGE}/log")
@person_page("admin")
def log() -> ResponseReturnValue:
    """The book of what was posted and withdrawn, to be printed."""
    desk, today = Desk(house()), _today()

    def line(posting: Posting) -> Plain:
        return {"day": posting.day.isoformat(), "what": posting.what} | _shown(posting.part, desk, today)

    undated = sum(part.posted_from is None and state(part, today) == "in_force" for part in desk.parts)
    return _page(
        "catalogue-log.html",
        lines=[line(posting) for posting in postings(desk.parts)],
        today=today.isoformat(),
        undated=undated,
    )
