"""The catalogue of procedures: looked up by everybody, exported and imported by administrators."""

import io
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

import segno
from flask import Blueprint, Response, g, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from config.procedures import national
from config.words import languages, word
from server.catalogue.apart import Unchecked
from server.catalogue.checking import Verdict
from server.catalogue.columns import Wrong
from server.catalogue.desk import Desk, parts_now
from server.catalogue.plan import Fault
from server.catalogue.posted import find, posted_today, row
from server.catalogue.reading import LARGEST
from server.catalogue.report import Report, told
from server.catalogue.writing import as_csv, as_xlsx
from server.house import House, house
from server.limits import IMPORTS, LOOK_UPS, TYPED, network
from server.rules.decide import Unknown
from server.web.guard import allow, caller
from server.web.problem import Problem
from server.web.screen import language

log = logging.getLogger(__name__)
blueprint = Blueprint("catalogue_api", __name__, url_prefix="/api/v1")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENVELOPE = 4_000  # bytes that a form adds to its file
View = Callable[..., ResponseReturnValue]


def _asked() -> House:
    """The house; whoever asks is counted."""
    here, known = house(), caller()
    if known:
        here.limits.check(TYPED, known.by)
    else:
        here.limits.check(LOOK_UPS, network(request.remote_addr))
    return here


@blueprint.get("/procedures")
def procedures() -> ResponseReturnValue:
    """Procedures posted today: `q` as typed (best first), `service` only one field, `language` of the names read."""
    here = _asked()
    service, spoken = request.args.get("service"), request.args.get("language")
    if service is not None and service not in here.centre.services:
        raise Unknown("unknown_service", service=service[:32])
    now = here.clock()
    found = find(here.centre, now, request.args.get("q", ""), service, spoken if spoken in languages() else None)
    return {"procedures": [row(here.centre, one, now) for one in found]}


@blueprint.get("/procedures/<code>/qr.svg")
def national_page(code: str) -> ResponseReturnValue:
    """The QR code of the procedure's page on the national portal (ISO/IEC 18004, level M); 404 where none is known."""
    here = _asked()
    source = next((one.source for one in posted_today(here.centre, here.clock()) if one.code == code), None)
    if not source or not national(source):  # the picture is shown as the national portal's
        raise Problem(404)
    picture = io.BytesIO()
    segno.make(source, error="m", boost_error=False).save(
        picture, kind="svg", scale=8, border=2, dark="#10242b", light="#ffffff", xmldecl=False, svgns=True
    )
    return Response(picture.getvalue(), mimetype="image/svg+xml")


@blueprint.get("/catalogue/export.csv", defaults={"kind": "csv"})
@blueprint.get("/catalogue/export.xlsx", defaults={"kind": "xlsx"})
@allow("catalogue")
def export(kind: str) -> ResponseReturnValue:
    """All publications as a table, headed in the reader's language; of a broken file what is in force."""
    here, lang = house(), language()
    write, media = (as_csv, "text/csv; charset=utf-8") if kind == "csv" else (as_xlsx, XLSX)
    data = here.aside(write, parts_now(here), lang)
    response = Response(data, content_type=media)
    name = f"{word(lang, 'catalogue.export_file')}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _up_to(longest: int) -> Callable[[View], View]:
    """A body of this size is let in here, and only here; before anything else has looked at it."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(**places: Any) -> ResponseReturnValue:
            request.max_content_length = longest
            return view(**places)

        return guarded

    return guard


@blueprint.post("/catalogue/import")
@_up_to(LARGEST + ENVELOPE)
@allow("catalogue")
def take_in() -> ResponseReturnValue:
    """A table is checked (`dry=1`) or taken: all of it, or its good rows (`rows=good`).

    What is not done is a problem (422) that holds the whole report: every rejected row with its reason.
    """
    here, lang = house(), language()
    here.limits.check(IMPORTS, g.caller.by)
    dry, rows = request.args.get("dry", "0") not in ("0", ""), request.args.get("rows", "all")
    if rows not in ("all", "good"):
        choice = [{"field": "rows", "message": word(lang, "catalogue.wrong_choice")}]
        raise Problem(422, "invalid", fields=choice)
    desk = Desk(here)
    made = _verdict(desk, lang)
    done = False
    if not dry and made.may_be_done(only_all=rows == "all"):
        faults = desk.take(made.procedures, g.caller.by) if made.procedures is not None else []
        made.report["mistakes"] += [told(fault, lang) for fault in faults]
        done = not faults
    answer = {"dry": dry, "done": done} | made.report
    if not dry and not done:
        raise Problem(422, "invalid", detail=_why_not(made.report, lang), **answer)
    return answer


def _why_not(said: Report, lang: str) -> str:
    """Why a table was not taken, in one sentence: what is wrong with all of it, or in how many rows."""
    whole = [mistake["message"] for mistake in said["mistakes"] if mistake["row"] == 0]
    if whole:
        return word(lang, "catalogue.import_refused", why=" ".join(whole))
    return word(lang, "catalogue.import_refused_rows", count=len({mistake["row"] for mistake in said["mistakes"]}))


def _verdict(desk: Desk, lang: str) -> Verdict:
    try:
        return desk.check(_file(), lang)
    except Wrong as wrong:
        return Verdict.refused(Fault(0, None, wrong.code, wrong.values), lang)
    except Unchecked as trouble:
        log.error("a table could not be checked: %s", trouble)
        raise Problem(503) from trouble


def _file() -> bytes:
    """The table: the body as it is, or the first file of a form."""
    too_large = Wrong("too_large", mb=LARGEST // 1_000_000)
    if (request.content_length or 0) > LARGEST + ENVELOPE:
        raise too_large
    try:
        if request.mimetype == "multipart/form-data":
            data = next((file.read() for file in request.files.values()), b"")
        else:
            data = request.get_data()
    except RequestEntityTooLarge:
        raise too_large from None
    if not data:
        raise Wrong("no_file")
    return data
