"""`/admin/catalogue`: every publication of every procedure, changed by hand or by a table; the book of postings."""

from flask import g, make_response, request
from flask.typing import ResponseReturnValue

from config.procedures import LEVELS, ProcedurePart
from server.admin.catalogue.pages import (
    PAGE,
    Plain,
    form_columns,
    form_page,
    listed,
    of_request,
    page,
    print_of,
    refused,
    shown,
    this_day,
    told,
)
from server.catalogue.book import STATES, Posting, postings, state
from server.catalogue.columns import written
from server.catalogue.desk import Broken, Desk
from server.catalogue.edit import abolish, put, version
from server.catalogue.plan import Fault, Key, key_of
from server.catalogue.posted import LONGEST_QUERY
from server.house import house
from server.web.guard import person_page
from server.web.problem import Problem
from server.web.screen import language, room

blueprint = room("catalogue", __name__, __file__)
NOTICES = ("added", "saved", "abolished", "kept", "same")


@blueprint.errorhandler(Broken)
def broken(_: Broken) -> ResponseReturnValue:
    """Instead of any of these pages, while the centre file cannot be read."""
    return make_response(page("catalogue-broken.html"), 409)


@blueprint.get(PAGE)
@person_page("admin")
def overview() -> ResponseReturnValue:
    """All publications, or those that answer to the search."""
    desk, asked = Desk(house()), request.args
    query = " ".join(asked.get("q", "").split())[:LONGEST_QUERY]
    service = asked.get("service", "") if asked.get("service") in desk.services else ""
    only = asked.get("state", "") if asked.get("state") in STATES else ""
    found, today = listed(desk, query, service, only), this_day()
    notice = asked.get("notice", "")
    return page(
        "catalogue.html",
        rows=[shown(part, desk, today) for part in found],
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
    desk, of = Desk(house()), of_request(request.args)
    part = version(desk.parts, of) if of else None
    if of and part is None:
        raise Problem(404)
    is_new = bool(part and request.args.get("new"))
    values = {column: written(part, column, language()) for column in form_columns()} if part else {}
    values |= {"level": part.level} if part else {"level": LEVELS[0], "posted_from": this_day().isoformat()}
    if is_new:
        values |= {"posted_from": "", "abolished_from": "", "decision": ""}
    return form_page(desk, part, is_new, values, [])


@blueprint.post(f"{PAGE}/form")
@person_page("admin")
def save() -> ResponseReturnValue:
    """Add a procedure, alter a publication, or post a new one after it."""
    desk, of = Desk(house()), of_request(request.form)
    said = {column: request.form[column] for column in form_columns() if column in request.form}
    is_new, part = bool(of and request.form.get("new")), version(desk.parts, of) if of else None
    if of:
        said.pop("code", None)
    if part is not None and request.form.get("was") != print_of(part):
        return form_page(desk, part, is_new, said, [Fault(0, None, "changed")])
    merged, after, faults = put(desk.parts, said, desk.known, of=of, new=is_new)
    faults = faults or desk.put(merged, g.caller.by)
    if faults or after is None:
        return form_page(desk, part, is_new, said, faults)
    notice = "saved" if of and not is_new else "added"
    return told(notice, key_of(after))


@blueprint.post(f"{PAGE}/abolish")
@person_page("admin")
def withdraw() -> ResponseReturnValue:
    """From this day a publication is not in force any more; asked once, because citizens notice."""
    desk, of, part = _asked()
    said = {"abolished_from": request.form.get("day", "")}
    merged, faults = abolish(desk.parts, of, said["abolished_from"], desk.known)
    if not faults and not request.form.get("sure"):
        after = version(merged, of) or part
        return page("catalogue-withdraw.html", of=shown(after, desk, this_day()), today=this_day().isoformat())
    faults = faults or desk.put(merged, g.caller.by)
    return refused(desk, part, said, faults) if faults else told("abolished", of)


@blueprint.post(f"{PAGE}/keep")
@person_page("admin")
def keep() -> ResponseReturnValue:
    """A withdrawal is taken back before its day has come."""
    desk, of, part = _asked()
    if part.abolished_from is None:
        return told("same", of)
    if part.abolished_from <= this_day():
        day = f"{part.abolished_from:%d/%m/%Y}"
        return refused(desk, part, {}, [Fault(0, None, "gone", {"code": part.code, "day": day})])
    merged, _, faults = put(desk.parts, {"abolished_from": ""}, desk.known, of=of)
    faults = faults or desk.put(merged, g.caller.by)
    return refused(desk, part, {}, faults) if faults else told("kept", of)


def _asked() -> tuple[Desk, Key, ProcedurePart]:
    """The publication that a form is about; 404 when it is not there any more."""
    desk, of = Desk(house()), of_request(request.form)
    part = version(desk.parts, of) if of else None
    if of is None or part is None:
        raise Problem(404)
    return desk, of, part


@blueprint.get(f"{PAGE}/import")
@person_page("admin")
def take_in() -> ResponseReturnValue:
    """A table is checked, its report read, then it is taken: all by `/api/v1/catalogue/import`."""
    return page("catalogue-import.html")


@blueprint.get(f"{PAGE}/log")
@person_page("admin")
def log() -> ResponseReturnValue:
    """The book of what was posted and withdrawn, to be printed."""
    desk, today = Desk(house()), this_day()

    def line(posting: Posting) -> Plain:
        return {"day": posting.day.isoformat(), "what": posting.what} | shown(posting.part, desk, today)

    undated = sum(part.posted_from is None and state(part, today) == "in_force" for part in desk.parts)
    return page(
        "catalogue-log.html",
        lines=[line(posting) for posting in postings(desk.parts)],
        today=today.isoformat(),
        undated=undated,
    )
