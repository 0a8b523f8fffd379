"""The hall board: `/board/<zone>`, seen by everybody who waits, and the one screen of its zone that speaks."""

from flask import make_response
from flask.typing import ResponseReturnValue

from server.house import house
from server.web.guard import device_page
from server.web.screen import language, room, screen

blueprint = room("board", __name__, __file__)


@blueprint.get("/board/<name>")
@device_page("board")
def page(name: str) -> ResponseReturnValue:
    """The board of the zone `name`; it starts by itself and needs no hand. 404 where the centre has no such zone."""
    zones = house().centre.zones
    if name in {zone.code for zone in zones}:
        return screen("board.html", title="board.title", kind="board", name=name)
    lost = screen("board-lost.html", title="board.title", lang=language(), code=name, zones=zones)
    response = make_response(lost)
    response.status_code = 404
    return response
