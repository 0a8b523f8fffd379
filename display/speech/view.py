"""The door to the clips: GET /clips/<name>. The name is the permission (see `clips`), so there is no log-in."""

from flask import Blueprint, Response, abort, make_response, send_file

from display.speech.announcer import Announcer

_TYPES = {".wav": "audio/wav", ".mp3": "audio/mpeg"}
_FOR_EVER = "private, max-age=31536000, immutable"


def clips_blueprint(announcer: Announcer) -> Blueprint:
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
        response = send_file(path, mimetype=_TYPES[path.suffix])
        response.headers["Cache-Control"] = _FOR_EVER
        return response

    return views
