"""`/kiosk`: the full-screen page of a ticket kiosk."""

from flask.typing import ResponseReturnValue

from server.web.guard import device_page
from server.web.screen import room, screen

blueprint = room("kiosk", __name__, __file__)


@blueprint.get("/kiosk")
@device_page("kiosk")
def page() -> ResponseReturnValue:
    """The frame; everything in it follows the picture `kiosk/kiosk`."""
    return screen("take.html", title="kiosk.title", kind="kiosk", name="kiosk")
