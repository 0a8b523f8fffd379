"""`/`: the lobby, with a card for each screen.

With the lobby's own key the cards open paired screens (demonstration only).
"""

import json

from flask import send_file
from flask.typing import ResponseReturnValue

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
    folder = house().settings.data / "virtual-printer"
    newest = max(folder.glob("*.png"), default=None)
    if newest is None:
        raise Problem(404)
    return send_file(newest.resolve(), mimetype="image/png", max_age=0)
