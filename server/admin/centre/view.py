"""`/admin/centre`: a page for each section of the centre file. A form is kept whole or not at all."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from flask import abort, g, jsonify, make_response, redirect, request
from flask.typing import ResponseReturnValue

from config.centre import CentreFile
from server.admin.centre import past_view
from server.admin.centre.choices import choices
from server.admin.centre.draft import Document, acted, drafted, opened, plain
from server.admin.centre.edition import edition
from server.admin.centre.fields import look, put
from server.admin.centre.frame import PAGE, file_of, framed, in_language, refused_plainly
from server.admin.centre.meaning import Line, meaning
from server.admin.centre.obstacles import obstacles
from server.admin.centre.paper import Paper
from server.admin.centre.sections import BY_NAME, Rows, Section
from server.centre import book
from server.centre.document import stale
from server.centre.mistakes import Mistake
from server.house import House, house
from server.web.guard import person_page
from server.web.screen import language, room

blueprint = room("centre", __name__, __file__)
blueprint.register_blueprint(past_view.blueprint)
LARGEST_FORM = 1_000_000  # bytes: all services with all their hours
WITH_HOURS = ("hours", "dates", "services", "counters")
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
    found = file_of(here)
    return framed(
        "centre.html",
        "centre.title",
        broken=found is None,
        by_hand=found is not None and book.by_hand(here, found.document),
        version=found.version if found else "",
        notice=request.args.get("notice") == "kept",
    )


@blueprint.post(f"{PAGE}/adopt")
@person_page("admin")
def adopt() -> ResponseReturnValue:
    """Work by the file as somebody has written it by hand."""
    form = request.form
    version, confirmed = form.get("version"), form.get("confirmed", "")
    mistakes = book.change(house(), g.caller.by, lambda document: document, version, confirmed=confirmed)
    if mistakes:
        found = file_of(house())
        return refused_plainly(mistakes, found.document if found else {})
    return redirect(f"{PAGE}?notice=kept{in_language()}", 303)


@blueprint.get(f"{PAGE}/<name>")
@person_page("admin")
def section(name: str) -> ResponseReturnValue:
    """One section."""
    here, shown = house(), _section(name)
    found = file_of(here)
    if found is None:
        return redirect(PAGE, 303)
    file, mistakes = book.check(found.document)
    draft = opened(shown, _filled(found.document, file))
    seen = edition(here, shown, found.document)
    return _page(here, shown, draft, seen, mistakes, kept=request.args.get("notice") == "kept")


@blueprint.post(f"{PAGE}/<name>")
@_large
@person_page("admin")
def save(name: str) -> ResponseReturnValue:
    """Keep what was typed, or do what a button of the form asks; after a mistake the page comes back as it was."""
    here, shown = house(), _section(name)
    found = file_of(here)
    if found is None:
        return redirect(PAGE, 303)
    draft = drafted(shown, request.form, _base(shown, found.document))
    seen, act = request.form.get("version", ""), request.form.get("do")
    if act not in (None, "", "save"):
        place = acted(shown, str(act), draft, request.form)
        return _page(here, shown, draft, seen, [], place=place, unsaved=True)

    def edit(document: Document) -> Document:
        if edition(here, shown, document) != seen:
            raise stale()
        return plain(shown, drafted(shown, request.form, _base(shown, document)))

    mistakes = book.change(here, g.caller.by, edit, confirmed=request.form.get("confirmed", ""))
    if mistakes:
        told = obstacles(mistakes, found.document, plain(shown, draft))
        page = _page(here, shown, draft, seen, told, unsaved=True)
        return make_response(page, 409 if _stale(mistakes) else 422)
    return redirect(f"{PAGE}/{name}?notice=kept{in_language()}", 303)


@blueprint.post(f"{PAGE}/<name>/preview")
@_large
@person_page("admin")
def preview(name: str) -> ResponseReturnValue:
    """What the section would mean as it is typed now; nothing is kept."""
    here, shown = house(), _section(name)
    found = file_of(here)
    if found is None:
        abort(404)
    file, _ = book.check(plain(shown, drafted(shown, request.form, _base(shown, found.document))))
    lines = meaning(name, file, here.clock(), language()) if file else []
    return jsonify({"usable": file is not None, "lines": [{"head": one.head, "text": one.text} for one in lines]})


def _section(name: str) -> Section:
    return BY_NAME.get(name) or abort(404)


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


def _page(
    here: House,
    shown: Section,
    draft: dict[str, Any],
    seen: str,
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
    return framed(
        "centre-section.html",
        f"centre.{shown.name}",
        section=shown,
        paper=Paper(shown, draft, [] if confirm else mistakes, lang),
        choices=choices(draft, lang),
        version=seen,
        unused=shown.name in WITH_HOURS and not book.hours_are_kept(here),
        lines=lines,
        usable=file is not None,
        place=place,
        kept=kept,
        unsaved=unsaved,
        stale=_stale(mistakes),
        confirm=confirm,
        asked=[one.say(lang) for one in mistakes] if confirm else [],
    )
