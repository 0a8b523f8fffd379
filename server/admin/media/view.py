"""`/admin/media`: pictures and films for the board; `/media/<file>` gives them to everybody, as the hall sees them."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import partial
from typing import Any, BinaryIO, cast

from flask import Response, abort, jsonify, request, send_from_directory
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from config.words import word
from server.house import house
from server.media import shelf as media
from server.media.kinds import MIMES
from server.web.guard import person_page
from server.web.screen import language, room, screen

blueprint = room("media", __name__, __file__)
PAGE = "/admin/media"
FILE = re.compile(r"[0-9a-f]{32}\.(png|jpg|webp|mp4|webm)")
CHUNK = 64 * 1024


@blueprint.get(PAGE)
@person_page("admin")
def page() -> ResponseReturnValue:
    """The page."""
    context = {
        "items": _items(media.entries(media.folder_of(house().settings))),
        "seconds": house().centre.media_seconds,
        "least": media.SECONDS[0],
        "most": media.SECONDS[-1],
        "largest": media.LARGEST,
        "many": media.MOST,
    }
    return screen("media.html", title="media.title", lang=language(), media=context)


def _items(entries: tuple[media.Entry, ...]) -> list[dict[str, Any]]:
    return [asdict(one) | {"url": f"/media/{one.file}"} for one in entries]


def _aside(change: Callable[..., tuple[media.Entry, ...]], *arguments: Any) -> ResponseReturnValue:
    """Do a change where it may wait for the disk, and for another change: one that waited here would stop the loop."""
    return _told(house().aside(change, media.folder_of(house().settings), *arguments))


def _told(entries: tuple[media.Entry, ...]) -> ResponseReturnValue:
    house().push.changed()  # the boards play it at their next look
    return jsonify({"items": _items(entries)})


def _no(status: int, code: str, **values: object) -> ResponseReturnValue:
    return jsonify({"message": word(language(), f"media.{code}", **values)}), status


def _unfit(status: int, code: str) -> ResponseReturnValue:
    mb = {f"{kind}_mb": size // 1_000_000 for kind, size in media.LARGEST.items()}
    return _no(status, f"unfit_{code}", many=media.MOST, pixels=media.WIDEST, **mb)


@blueprint.post(PAGE)
def upload() -> ResponseReturnValue:
    """Take in the body as a file called `?name=`; larger than any other body, and only here."""
    request.max_content_length = media.LARGEST_FILE
    if (request.content_length or 0) > media.LARGEST_FILE:
        return _unfit(413, "large")
    return _take_in()


@person_page("admin")
def _take_in() -> ResponseReturnValue:
    folder, stream = media.folder_of(house().settings), cast(BinaryIO, request.stream)
    try:
        return _told(media.add(folder, request.args.get("name", ""), stream, house().aside))
    except media.Unfit as unfit:
        return _unfit(422, unfit.code)
    except OSError:
        return _unfit(503, "disk")


def _asked() -> dict[str, Any]:
    data = request.get_json(silent=True)
    if not isinstance(data, dict):
        abort(400)
    return data


@blueprint.post(f"{PAGE}/order")
@person_page("admin")
def order() -> ResponseReturnValue:
    """The list in the order of `{files: […]}`."""
    files = _asked().get("files")
    if not isinstance(files, list) or not all(isinstance(one, str) for one in files):
        abort(400)
    return _aside(media.put_in_order, files)


@blueprint.post(f"{PAGE}/<file>")
@person_page("admin")
def set_one(file: str) -> ResponseReturnValue:
    """Switch one on or off (`on`), or say how long it is shown (`seconds`, null: the usual time)."""
    given = _asked()
    changed = {key: given[key] for key in ("on", "seconds") if key in given}
    if not isinstance(changed.get("on", True), bool):
        abort(400)
    seconds = changed.get("seconds")
    if seconds is not None and (type(seconds) is not int or seconds not in media.SECONDS):
        return _no(422, "wrong_seconds", least=media.SECONDS[0], most=media.SECONDS[-1])
    try:
        return _aside(partial(media.set_one, **changed), file)
    except KeyError:
        return _no(404, "gone")


@blueprint.post(f"{PAGE}/<file>/delete")
@person_page("admin")
def delete(file: str) -> ResponseReturnValue:
    """Delete one, list entry and file."""
    return _aside(media.remove, file)


@blueprint.get("/media/<file>")
def show(file: str) -> Response:
    """The file itself, whole or the part that was asked for. Its name is its hash: it never changes."""
    known = FILE.fullmatch(file)
    if known is None:
        abort(404)
    folder = media.folder_of(house().settings).resolve()
    try:
        response = send_from_directory(folder, file, mimetype=MIMES[known[1]], conditional=True, etag=file)
    except RequestedRangeNotSatisfiable as beyond:
        return Response(status=416, headers=beyond.get_headers())
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.response = _gently(cast(Iterator[bytes], response.response))
    response.direct_passthrough = True
    return response


def _gently(parts: Iterator[bytes]) -> Iterator[bytes]:
    """A film of hundreds of megabytes must not keep others waiting: they have their turn between its parts."""
    try:
        for part in parts:
            yield part
            time.sleep(0)
    finally:
        close = getattr(parts, "close", None)
        if close:
            close()
