"""`/admin/centre/history`: the earlier versions of the centre file, to be looked at, handed out and brought back."""

from flask import Blueprint, Response, abort, g, redirect, request
from flask.typing import ResponseReturnValue

from server.admin.centre.frame import PAGE, file_of, framed, in_language, refused_plainly
from server.admin.centre.past import past
from server.centre import book, history
from server.house import house
from server.web.guard import person_page

blueprint = Blueprint("history", __name__)


@blueprint.get(f"{PAGE}/history")
@person_page("admin")
def earlier() -> ResponseReturnValue:
    """The versions that are kept, newest first."""
    here = house()
    found = file_of(here)
    present = found.document if found else {}
    return framed(
        "centre-history.html",
        "centre.history",
        versions=past(here, present),
        version=book.version(here),
        keeps_catalogue=book.keeps_catalogue(present),
        notice=request.args.get("notice") == "back",
        most=history.KEPT,
    )


@blueprint.get(f"{PAGE}/history/<name>")
@person_page("admin")
def download(name: str) -> ResponseReturnValue:
    """A version as a file."""
    try:
        raw = history.read(house().settings.data, name)
    except KeyError:
        abort(404)
    answer = Response(raw, mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="centre-{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post(f"{PAGE}/history/<name>/back")
@person_page("admin")
def back(name: str) -> ResponseReturnValue:
    """Bring a version back, all but its procedures; what was in force until now is kept too."""
    form = request.form
    try:
        mistakes = book.bring_back(house(), g.caller.by, name, form.get("version"), form.get("confirmed", ""))
    except (KeyError, ValueError):
        abort(404)
    if mistakes:
        return refused_plainly(mistakes, {})  # a version that is not on the disk: its sentences name what they mean
    return redirect(f"{PAGE}/history?notice=back{in_language()}", 303)
