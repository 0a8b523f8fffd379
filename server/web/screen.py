"""Rooms and screens.

A room is one folder (view, template, style, script); a screen is a page that watches a picture.
"""

from pathlib import Path

from flask import Blueprint, Response, abort, g, make_response, render_template, request, send_from_directory
from flask.typing import ResponseReturnValue

from config.words import languages, word

SERVED = {".css", ".js", ".svg"}  # a room's folder also holds Python and templates: those are never served


def room(name: str, import_name: str, folder: str) -> Blueprint:
    """A blueprint whose templates, styles and scripts lie beside the view; files are served at `/room/<name>/<file>`.

    `folder` is the view's own `__file__`.
    """
    here = Path(folder).parent
    blueprint = Blueprint(name, import_name, template_folder=str(here))

    @blueprint.get(f"/room/{name}/<file>")
    def file(file: str) -> Response:
        if Path(file).suffix not in SERVED:
            abort(404)
        return send_from_directory(here, file, max_age=0)

    return blueprint


def language() -> str:
    """The reader's language: `?lang=`, else the best of Accept-Language, else Vietnamese."""
    asked = request.args.get("lang", "")
    return asked if asked in languages() else request.accept_languages.best_match(languages()) or languages()[0]


def screen(template: str, *, title: str, lang: str | None = None, **data: object) -> ResponseReturnValue:
    """One page in the frame of `base.html`; `title` is a key of the catalogue."""
    lang = lang or languages()[0]
    data = {"token": g.get("page_token"), "csrf": g.get("csrf"), "title": word(lang, title), "lang": lang} | data
    page = render_template(template, word=lambda key, **values: word(lang, key, **values), **data)
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response
