"""The door to the clips: GET /clips/<name>. The name is the permission (see `clips`), so there is no log-in."""

from pathlib import Path
from typing import Protocol

from flask import Blueprint, Response, abort, make_response, send_file

_FOR_EVER = "private, max-age=31536000, immutable"


class Clips(Protocol):
    """Whoever knows the clips."""

    def clip(self, name: str, wait: float = ...) -> Path | None:
        """The clip's file, waited for while it is being made; None for a name nobody said."""


def clips_blueprint(announcer: Clips) -> Blueprint:
    """Serves the announcer's clips; waits a moment for one that is being made. 404 for a name nobody said."""
    views = Blueprint("clips", __name__)

    @views.get("/clips/<name>")
    def clip(name: str) -> Response:
        path = announcer.clip(name)
        if path is None:
            # Not to be kept by the browser: the clip may exist a moment later.
            missing = make_response("", 404)
            missing.headers["Cache-Control"] = "no-store"
            abort(missing)
        response = send_file(path, mimetype="audio/wav")
        response.headers["Cache-Control"] = _FOR_EVER
        return response

    return views
