"""The hall board: `/board/<zone>`, seen by everybody who waits, and the one screen of its zone that speaks."""

from flask.typing import ResponseReturnValue

from server.web.guard import device_page
from server.web.screen import room, screen

blueprint = room("board", __name__, __file__)


@blueprint.get("/board/<name>")
@device_page("board")
def page(name: str) -> ResponseReturnValue:
    """The board of the zone `name`; it starts by itself and needs no hand."""
    return screen("board.html", title="board.title", kind="board", name=name)
