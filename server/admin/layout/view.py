"""`/admin/ticket`: the words, switches and logo of tickets, with a picture of the paper beside them."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from flask import Response, abort, g, jsonify, request
from flask.typing import ResponseReturnValue

from config.words import languages, word
from server import layout as kept
from server.admin.layout.darkroom import Undrawn, logo_picture, ticket_picture, undrawable
from server.admin.layout.sample import KINDS, sample_slip
from server.house import House, house
from server.pictures.wording import MOST_PAPERS, Layout, standard
from server.web.guard import person_page
from server.web.screen import language, room, screen

blueprint = room("layout", __name__, __file__)
WIDTHS = {"80": 576, "58": 384}
LARGEST_LOGO = 200_000  # bytes
View = Callable[..., ResponseReturnValue]


@blueprint.get("/admin/ticket")
@person_page("admin")
def page() -> ResponseReturnValue:
    """The page."""
    here = house()
    return screen("layout.html", title="layout.title", lang=language(), **context(here))


def context(here: House) -> dict[str, Any]:
    """What the page is filled with."""
    own = {lang: [(names.get(lang) or names["vi"]).upper() for names in (here.centre.name, here.centre.unit)]
           for lang in languages()}  # fmt: skip
    return {
        "layout": kept.plain(here.layout),
        "standard": kept.plain(standard()),
        "own_agency": own,
        "limits": dict(kept.LONGEST),
        "languages": languages(),
        "most_papers": MOST_PAPERS,
        "logo": here.layout.logo,
        "samples": KINDS,
    }


@blueprint.post("/admin/ticket")
@person_page("admin")
def save() -> ResponseReturnValue:
    """Keep texts and switches; the next ticket is printed with them."""
    here = house()
    try:
        layout = kept.read(_json().get("layout"), here.layout.logo)
        _assert_drawable(layout)
    except kept.WrongLayout as wrong:
        return _mistakes(wrong)
    except Undrawn:
        return _message(503, "undrawn")
    return _kept(here, layout)


def _assert_drawable(layout: Layout) -> None:
    """Raise WrongLayout for letters that would be empty boxes on paper; what draws the paper is asked."""
    texts = kept.own_texts(layout)
    if not texts:
        return
    wrong = kept.unprintable(dict(zip(texts, undrawable(list(texts.values())), strict=True)))
    if wrong:
        raise wrong


@blueprint.post("/admin/ticket/reset")
@person_page("admin")
def reset() -> ResponseReturnValue:
    """Back to the catalogue's words and all switches on; the logo stays."""
    here = house()
    return _kept(here, replace(standard(), logo=here.layout.logo))


def _kept(here: House, layout: Layout) -> ResponseReturnValue:
    with here.store.writing() as connection:
        kept.save(connection, layout, g.caller.name, here.clock())
    here.layout = layout
    return jsonify({"layout": kept.plain(layout)})


@blueprint.post("/admin/ticket/preview")
@person_page("admin")
def preview() -> ResponseReturnValue:
    """A picture of a ticket with a layout that is not kept yet."""
    here, asked = house(), _json()
    width, kind, lang = WIDTHS.get(str(asked.get("paper"))), asked.get("sample"), asked.get("lang")
    if width is None or kind not in KINDS or lang not in languages():
        abort(422)
    try:
        layout = kept.read(asked.get("layout"), here.layout.logo)
    except kept.WrongLayout as wrong:
        return _mistakes(wrong)
    with here.store.reading() as connection:
        logo = kept.logo_picture(connection)
    slip = sample_slip(here.centre, layout, str(kind), str(lang), here.clock(), here.settings.base_url)
    try:
        picture = ticket_picture(slip, width, logo)
    except Undrawn:
        return _message(503, "undrawn")
    response = _png(picture.png)
    if picture.left_out:
        response.headers["X-Left-Out"] = ",".join(picture.left_out)
    return response


def _up_to(longest: int) -> Callable[[View], View]:
    """A body of this size is let in here, and only here; before anything else has looked at it."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(**places: Any) -> ResponseReturnValue:
            request.max_content_length = longest
            if (request.content_length or 0) > longest:
                return _message(413, "logo_too_large", kb=longest // 1000)
            return view(**places)

        return guarded

    return guard


@blueprint.post("/admin/ticket/logo")
@_up_to(LARGEST_LOGO)
@person_page("admin")
def put_logo() -> ResponseReturnValue:
    """Keep a logo, sent as it is (image/png); it is made black and white and small."""
    here = house()
    try:
        picture = logo_picture(request.get_data())
    except Undrawn as trouble:
        if trouble.reason in ("not_png", "too_large", "broken", "blank"):
            return _message(422, f"logo_{trouble.reason}", kb=LARGEST_LOGO // 1000)
        return _message(503, "undrawn")
    return _logo_kept(here, picture)


@blueprint.post("/admin/ticket/logo/remove")
@person_page("admin")
def remove_logo() -> ResponseReturnValue:
    """Tickets without a logo."""
    return _logo_kept(house(), None)


def _logo_kept(here: House, picture: bytes | None) -> ResponseReturnValue:
    with here.store.writing() as connection:
        sha = kept.save_logo(connection, picture, g.caller.name, here.clock())
    here.layout = replace(here.layout, logo=sha)
    return jsonify({"logo": sha})


@blueprint.get("/admin/ticket/logo.png")
@person_page("admin")
def logo() -> ResponseReturnValue:
    """The kept logo."""
    with house().store.reading() as connection:
        picture = kept.logo_picture(connection)
    return _png(picture) if picture else abort(404)


def _png(picture: bytes) -> Response:
    response = Response(picture, mimetype="image/png")
    response.headers["Cache-Control"] = "no-store"
    return response


def _json() -> dict[str, Any]:
    data = request.get_json(silent=True)
    if not isinstance(data, dict):
        abort(400)
    return data


def _message(status: int, code: str, **values: object) -> ResponseReturnValue:
    return jsonify({"message": word(language(), f"layout.wrong_{code}", **values)}), status


def _mistakes(wrong: kept.WrongLayout) -> ResponseReturnValue:
    """Every mistake with its field, in the reader's language."""
    lang = language()
    fields = [
        {"field": mistake.field, "message": word(lang, f"layout.wrong_{mistake.code}", **mistake.details)}
        for mistake in wrong.mistakes
    ]
    return jsonify({"message": word(lang, "layout.wrong"), "fields": fields}), 422
