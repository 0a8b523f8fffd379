"""`/`: the lobby, with a card for each screen.

With the lobby's own key the cards open paired screens (demonstration only).
"""

import json
from pathlib import Path
from typing import Any

from flask import request, send_file
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from server.devices.lobby.printer import NoPrinter, PrinterBusy, ask
from server.house import house
from server.web.guard import allow
from server.web.problem import Problem
from server.web.screen import language, room, screen

blueprint = room("lobby", __name__, __file__)


@blueprint.get("/")
def lobby() -> ResponseReturnValue:
    """What this is and where the screens are; anybody may see it."""
    centre = house().centre
    counters = [{"no": counter.no, "name": counter.name} for counter in centre.counters.values()]
    head = {"name": centre.name, "unit": centre.unit, "province": centre.province, "demo": centre.demo}
    return screen("lobby.html", title="lobby.title", lang=language(), centre=head, counters=counters)


@blueprint.get("/lobby/screens")
@allow("lobby")
def screens() -> ResponseReturnValue:
    """The demo's screens with their access codes behind `#`, and its people's logins.

    404 in a centre that is no demo.
    """
    path = house().settings.access_file
    if not path.is_file():
        raise Problem(404)
    access = json.loads(path.read_text(encoding="utf-8"))
    urls = {name: device["url"] for name, device in access["devices"].items() if "url" in device}
    return {"screens": urls, "people": {role: {"login": person["login"]} for role, person in access["people"].items()}}


@blueprint.get("/lobby/ticket.png")
@allow("lobby")
def last_ticket() -> ResponseReturnValue:
    """The newest paper of the virtual printer; 404 when there is none."""
    newest = max(_folder().glob("*.png"), default=None)
    if newest is None:
        raise Problem(404)
    return send_file(newest.resolve(), mimetype="image/png", max_age=0)


@blueprint.get("/lobby/printer")
@allow("lobby")
def printer() -> ResponseReturnValue:
    """How the demo's virtual printer stands; 404 when there is none."""
    return _printer()


@blueprint.post("/lobby/printer")
@allow("lobby")
def switch_printer() -> ResponseReturnValue:
    """Turn some of its switches, as a hand would; the answer is how it stands then."""
    if not request.is_json:
        raise Problem(415)
    try:
        switches: Any = request.get_json()
    except (BadRequest, UnicodeDecodeError, RecursionError):
        raise Problem(400) from None
    return _printer({} if switches is None else switches)


def _printer(switches: Any = None) -> ResponseReturnValue:
    if not house().settings.demo:
        raise Problem(404)
    try:
        status, said = ask(_folder(), switches)
    except NoPrinter:
        raise Problem(404) from None
    except PrinterBusy:
        raise Problem(503) from None
    if status != 200:
        raise Problem(422)
    return said


def _folder() -> Path:
    return house().settings.data / "virtual-printer"
