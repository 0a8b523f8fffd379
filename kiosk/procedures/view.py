"""`/thu-tuc` (and `/procedures`): what is posted today, for everybody's phone; no device, no sign-in, no script."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import make_response, request
from flask.typing import ResponseReturnValue

from config.procedures import national
from config.words import languages, word
from server.catalogue.posted import LONGEST_QUERY, find, posted_today, row
from server.house import House, house
from server.limits import LOOK_UPS, network
from server.rules.centre import Procedure
from server.rules.hours import local
from server.web.screen import language, room, screen

blueprint = room("procedures", __name__, __file__)


def _page(template: str, here: House, path: str, **more: Any) -> ResponseReturnValue:
    lang, asked, centre = language(), request.args.get("lang", ""), here.centre
    today = local(here.clock(), centre.zone).date()
    return screen(
        template,
        title="procedures.title",
        lang=lang,
        centre={"name": centre.name, "unit": centre.unit, "province": centre.province, "demo": centre.demo},
        path=f"/{path}",
        keep=asked if asked in languages() else "",
        day=_day(today),
        public=centre.booking.public,
        tongues=[(code, word(code, "procedures.language")) for code in languages()],
        **more,
    )


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


@blueprint.get("/<any('thu-tuc', 'procedures'):path>")
def look_up(path: str) -> ResponseReturnValue:
    """Search, or choose a field; what was found."""
    here = house()
    here.limits.check(LOOK_UPS, network(request.remote_addr))
    query = " ".join(request.args.get("q", "").split())[:LONGEST_QUERY]
    services = here.centre.services
    service = services.get(request.args.get("service", ""))
    now = here.clock()
    posted = posted_today(here.centre, now)
    searched = bool(query or service)
    found = find(here.centre, now, query, service.code if service else None) if searched else []
    return _page(
        "look-up.html",
        here,
        path,
        query=query,
        field={"code": service.code, "name": service.name} if service else None,
        fields=_fields(here, posted),
        found=[_shown(here, one, now) for one in found],
        searched=searched,
    )


def _fields(here: House, posted: Sequence[Procedure]) -> list[dict[str, Any]]:
    counted = [one.service for one in posted]
    return [
        {"code": code, "name": service.name, "count": counted.count(code)}
        for code, service in here.centre.services.items()
        if code in counted
    ]


def _shown(here: House, procedure: Procedure, now: int) -> dict[str, Any]:
    days = {day.code: day.name for day in here.centre.special_days}
    shown = row(here.centre, procedure, now)
    return shown | {
        "field": here.centre.services[procedure.service].name,
        "badges": [days[code] for code in shown["badges"]],
    }


@blueprint.get("/<any('thu-tuc', 'procedures'):path>/<code>")
def one(path: str, code: str) -> ResponseReturnValue:
    """One procedure as it is posted today, or a kind word and 404."""
    here = house()
    here.limits.check(LOOK_UPS, network(request.remote_addr))
    now = here.clock()
    procedure = here.centre.posted(local(now, here.centre.zone).date()).get(code)
    if procedure is None:
        response = make_response(_page("gone.html", here, path))
        response.status_code = 404
        return response
    shown = _shown(here, procedure, now)
    counters = [{"no": counter.no, "name": counter.name} for counter in here.centre.counters_for(procedure.service)]
    return _page(
        "procedure.html",
        here,
        path,
        procedure=shown | {"posted_from": _day(procedure.posted_from) if procedure.posted_from else None},
        counters=counters,
        national=procedure.source if national(procedure.source) else None,  # the link is named after that portal
    )
