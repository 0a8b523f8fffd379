"""Files every screen shares.

The frame's styles and scripts, fonts, the socket client, and the words of the catalogues.
"""

from pathlib import Path

from flask import Blueprint, Response, abort, jsonify, send_file, send_from_directory

from config import vendor
from config.words import area, areas, languages

blueprint = Blueprint("web", __name__, template_folder=str(Path(__file__).parent))
SHARED = {".css", ".js", ".svg"}
A_DAY = 86_400


@blueprint.get("/web/<file>")
def shared(file: str) -> Response:
    """The frame's own files; always asked for afresh, so that an update reaches every screen."""
    if Path(file).suffix not in SHARED:
        abort(404)
    return send_from_directory(Path(__file__).parent, file, max_age=0)


@blueprint.get("/web/vendor/<file>")
def library(file: str) -> Response:
    """A browser library that set-up has installed."""
    return _vendored(file, ".js", "text/javascript")


@blueprint.get("/web/font/<file>")
def font(file: str) -> Response:
    """A font that set-up has installed."""
    return _vendored(file, ".ttf", "font/ttf")


def _vendored(file: str, suffix: str, mimetype: str) -> Response:
    if not file.endswith(suffix) or file not in vendor.FILES:
        abort(404)
    return send_file(vendor.file(file), mimetype=mimetype, max_age=A_DAY)


@blueprint.get("/web/words/<lang>/<name>.json")
def words(lang: str, name: str) -> Response:
    """One area of a language's catalogue."""
    if lang not in languages() or name not in areas():
        abort(404)
    response = jsonify(area(lang, name))
    response.headers["Cache-Control"] = "no-cache"
    return response
