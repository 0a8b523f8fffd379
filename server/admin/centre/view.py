"""`/admin/centre`: a page for each section of the centre file, and its history. A form is kept whole or not at all."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from flask import Response, abort, g, jsonify, make_response, redirect, request
from flask.typing import ResponseReturnValue

from config.centre import CentreFile
from server.admin.centre.choices import choices
from server.admin.centre.draft import acted, drafted, opened, plain
from server.admin.centre.fields import look, put
from server.admin.centre.meaning import Line, meaning
from server.admin.centre.paper import Paper
from server.admin.centre.past import past
from server.admin.centre.sections import BY_NAME, SECTIONS, Rows, Section
from server.centre import book, history
from server.centre.mistakes import Mistake
from server.house import House, house
from server.web.guard import person_page
from server.web.screen import language, room, screen

blueprint = room("centre", __name__, __file__)
PAGE = "/admin/centre"
LARGEST_FORM = 1_000_000  # bytes: all services with all their hours
View = Callable[..., ResponseReturnValue]


def _large(view: View) -> View:
    """A form of this size is let in here, before anything else has looked at it."""

    @wraps(view)
    def guarded(**places: Any) -> ResponseReturnValue:
        request.max_content_length = request.max_form_memory_size = LARGEST_FORM
        return view(**places)

    return guarded


@blueprint.get(PAGE)
@person_page("admin")
def index() -> ResponseReturnValue:
    """All sections, each with what it is for; and whether somebody has changed the file by hand."""
    here = house()
    found, broken = _found(here)
    return screen(
        "centre.html",
        title="centre.title",
        lang=language(),
        sections=[section.name for section in SECTIONS],
        broken=broken,
        by_hand=not broken and not book.in_force(here),
        version=found.version if found else "",
        notice=request.args.get("notice") == "kept",
    )


@blueprint.post(f"{PAGE}/adopt")
@person_page("admin")
def adopt() -> ResponseReturnValue:
    """Work by the file as somebody has written it by hand."""
    here = house()
    form = request.form
    version, confirmed = form.get("version"), form.get("confirmed", "")
    mistakes = book.change(here, g.caller.by, lambda document: document, version, confirmed=confirmed)
    if mistakes:
        return _refused_plainly(mistakes)
    return redirect(f"{PAGE}?notice=kept", 303)


@blueprint.get(f"{PAGE}/<name>")
@person_page("admin")
def section(name: str) -> ResponseReturnValue:
    """One section."""
    here, shown = house(), _section(name)
    found, _ = _found(here)
    if found is None:
        return redirect(PAGE, 303)
    file, mistakes = book.check(found.document)
    draft = opened(shown, _filled(found.document, file))
    return _page(here, shown, draft, found.version, mistakes, kept=request.args.get("notice") == "kept")


@blueprint.post(f"{PAGE}/<name>")
@_large
@person_page("admin")
def save(name: str) -> ResponseReturnValue:
    """Keep what was typed, or do what a button of the form asks; after a mistake the page comes back as it was."""
    here, shown = house(), _section(name)
    found, _ = _found(here)
    if found is None:
        return redirect(PAGE, 303)
    draft = drafted(shown, request.form, _base(shown, found.document))
    version, act = request.form.get("version", ""), request.form.get("do")
    if act not in (None, "", "save"):
        place = acted(shown, str(act), draft, request.form)
        return _page(here, shown, draft, version, [], place=place, unsaved=True)
    mistakes = book.change(
        here,
        g.caller.by,
        lambda document: plain(shown, drafted(shown, request.form, _base(shown, document))),
        version,
        confirmed=request.form.get("confirmed", ""),
    )
    if mistakes:
        page = _page(here, shown, draft, version, mistakes, unsaved=True)
        return make_response(page, 409 if _stale(mistakes) else 422)
    return redirect(f"{PAGE}/{name}?notice=kept" + _of_language(), 303)


@blueprint.post(f"{PAGE}/<name>/preview")
@_large
@person_page("admin")
def preview(name: str) -> ResponseReturnValue:
    """What the section would mean as it is typed now; nothing is kept."""
    here, shown = house(), _section(name)
    found, _ = _found(here)
    if found is None:
        abort(404)
    file, _ = book.check(plain(shown, drafted(shown, request.form, _base(shown, found.document))))
    lines = meaning(name, file, here.clock(), language()) if file else []
    return jsonify({"usable": file is not None, "lines": [{"head": one.head, "text": one.text} for one in lines]})


@blueprint.get(f"{PAGE}/history")
@person_page("admin")
def earlier() -> ResponseReturnValue:
    """The versions that are kept, newest first."""
    here = house()
    found, _ = _found(here)
    return screen(
        "centre-history.html",
        title="centre.history",
        lang=language(),
        sections=[section.name for section in SECTIONS],
        versions=past(here, found.document if found else {}),
        version=book.version(here),
        notice=request.args.get("notice") == "back",
        most=history.KEPT,
    )


@blueprint.get(f"{PAGE}/history/<name>")
@person_page("admin")
def download(name: str) -> ResponseReturnValue:
    """A version as a file."""
    answer = Response(_version(name), mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="centre-{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post(f"{PAGE}/history/<name>/back")
@person_page("admin")
def back(name: str) -> ResponseReturnValue:
    """Bring a version back; what was in force until now is kept too."""
    _version(name)
    form = request.form
    mistakes = book.bring_back(house(), g.caller.by, name, form.get("version"), form.get("confirmed", ""))
    if mistakes:
        return _refused_plainly(mistakes)
    return redirect(f"{PAGE}/history?notice=back" + _of_language(), 303)


def _of_language() -> str:
    asked = request.args.get("lang")
    return f"&lang={language()}" if asked else ""


def _version(name: str) -> bytes:
    try:
        return history.read(house().settings.data, name)
    except KeyError:
        abort(404)


def _section(name: str) -> Section:
    return BY_NAME.get(name) or abort(404)


def _found(here: House) -> tuple[book.Page | None, str]:
    """The file, or why it cannot be read."""
    try:
        return book.page(here), ""
    except (OSError, ValueError) as error:
        return None, str(error)


def _filled(document: Mapping[str, Any], file: CentreFile | None) -> dict[str, Any]:
    """The document with the usual value of everything it does not say; as it is when it cannot be used."""
    return file.model_dump(mode="json", exclude_none=True) if file else dict(document)


def _base(shown: Section, document: dict[str, Any]) -> dict[str, Any]:
    """What a section is laid over: the document, in which lists that it leaves out are the usual ones."""
    base, usual = dict(document), None
    for block in shown.blocks:
        if isinstance(block, Rows) and look(document, block.path) is None:
            usual = usual or _filled(document, book.check(document)[0])
            put(base, block.path, look(usual, block.path) or [])
    return base


def _stale(mistakes: list[Mistake]) -> bool:
    return any(mistake.code == "stale" for mistake in mistakes)


def _refused_plainly(mistakes: list[Mistake]) -> ResponseReturnValue:
    """A change without a form of its own was refused: the sentences, and the way back or on."""
    lang = language()
    page = screen(
        "centre-refused.html",
        title="centre.refused",
        lang=lang,
        mistakes=[one.say(lang) for one in mistakes],
        confirm=book.to_confirm(mistakes),
        version=request.form.get("version", ""),
    )
    return make_response(page, 409)


def _page(
    here: House,
    shown: Section,
    draft: dict[str, Any],
    version: str,
    mistakes: list[Mistake],
    *,
    place: str = "",
    kept: bool = False,
    unsaved: bool = False,
) -> ResponseReturnValue:
    lang = language()
    file, _ = book.check(plain(shown, draft))
    lines: list[Line] = meaning(shown.name, file, here.clock(), lang) if file else []
    confirm = book.to_confirm(mistakes)
    paper = Paper(shown, draft, [] if confirm else mistakes, lang)
    return screen(
        "centre-section.html",
        title=f"centre.{shown.name}",
        lang=lang,
        section=shown,
        sections=[section.name for section in SECTIONS],
        paper=paper,
        choices=choices(draft, lang),
        version=version,
        lines=lines,
        usable=file is not None,
        place=place,
        kept=kept,
        unsaved=unsaved,
        stale=_stale(mistakes),
        confirm=confirm,
        asked=[one.say(lang) for one in mistakes] if confirm else [],
    )
