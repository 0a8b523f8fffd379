"""`/kiosk`: the full-screen page of a ticket kiosk."""

from flask import g
from flask.typing import ResponseReturnValue

from server.house import house
from server.web.guard import device_page
from server.web.screen import room, screen

blueprint = room("kiosk", __name__, __file__)


@blueprint.get("/kiosk")
@device_page("kiosk")
def page() -> ResponseReturnValue:
    """The frame; everything in it follows the picture `kiosk/<this kiosk's name>`, which knows of its own printer."""
    kiosk = house().people.by_token(g.page_token)
    return screen("take.html", title="kiosk.title", kind="kiosk", name=kiosk.name if kiosk else "kiosk")
