"""What the catalogue's pages have in common: the frame, a publication as it is shown, the form and its mistakes."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import redirect
from flask.typing import ResponseReturnValue

from config.procedures import LEVELS, ProcedurePart
from config.words import FIRST, languages
from server.catalogue.book import state
from server.catalogue.columns import KEYS, written
from server.catalogue.desk import Desk
from server.catalogue.plan import Fault, Key, plain
from server.catalogue.posted import search
from server.catalogue.report import say
from server.house import house
from server.rules.hours import local
from server.rules.search import Entry
from server.web.screen import language, screen

PAGE = "/admin/catalogue"
Plain = dict[str, Any]


def page(template: str, **more: Any) -> ResponseReturnValue:
    """A page of the catalogue."""
    centre = house().centre
    names = {"name": centre.name, "unit": centre.unit}
    return screen(template, title="catalogue.title", lang=language(), centre=names, page=PAGE, **more)


def this_day() -> date:
    """Today at the centre."""
    here = house()
    return local(here.clock(), here.centre.zone).date()


def shown(part: ProcedurePart, desk: Desk, today: date) -> Plain:
    """A publication as pages show it; `today` says what state it is in."""
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


def listed(desk: Desk, query: str, service: str, only: str) -> list[ProcedurePart]:
    """What answers to a query (best first; empty: all, in order), of one service or state or all."""
    today = this_day()
    parts = [part for part in desk.parts if service in ("", part.service) and only in ("", state(part, today))]
    entries = [
        Entry(part.code, tuple(part.name.values()), part.official_name, tuple(desk.services[part.service].values()))
        for part in parts
    ]
    return [parts[number] for number in search(entries, query)] if query else parts


def of_request(asked: Mapping[str, str]) -> Key | None:
    """The publication that a request is about, None for none."""
    code = asked.get("code_of", "")
    return (code, asked.get("day_of") or None) if code else None


def form_columns() -> list[str]:
    """What the form asks for: everything but what was compared, and the name in each language."""
    columns = [column for column in KEYS if column != "checked"]
    place = columns.index("name") + 1
    return [*columns[:place], *(f"name_{lang}" for lang in languages() if lang != FIRST), *columns[place:]]


def form_page(
    desk: Desk, part: ProcedurePart | None, is_new: bool, values: Mapping[str, str], faults: Sequence[Fault]
) -> ResponseReturnValue:
    """The form with what was typed, and every mistake beside its field or above all."""
    lang, columns = language(), form_columns()
    wrong = {fault.column: say(fault, lang) for fault in reversed(faults) if fault.column in columns}
    general = [say(fault, lang) for fault in faults if fault.column not in columns]
    return page(
        "catalogue-form.html",
        values=values,
        wrong=wrong,
        general=general,
        of=shown(part, desk, this_day()) if part else None,
        was=print_of(part),
        is_new=is_new,
        services=desk.services,
        levels=LEVELS,
        languages=[code for code in languages() if code != FIRST],
    )


def print_of(part: ProcedurePart | None) -> str:
    """What the form was filled from: another one's change in the meantime is not overwritten."""
    return hashlib.sha256(json.dumps(plain(part) if part else {}).encode()).hexdigest()[:16]


def refused(desk: Desk, part: ProcedurePart, said: Mapping[str, str], faults: Sequence[Fault]) -> ResponseReturnValue:
    """The form of a publication that could not be changed as `said`."""
    values = {column: written(part, column, language()) for column in form_columns()}
    return form_page(desk, part, False, values | {"level": part.level, **said}, faults)


def told(notice: str, of: Key) -> ResponseReturnValue:
    """Back to the list, where a notice says what has been done."""
    return redirect(f"{PAGE}?notice={notice}&of={of[0]}#{_anchor(of)}", 303)


def _anchor(of: Key) -> str:
    return f"p-{of[0]}-{of[1] or ''}"
