"""The sign above a counter: `/sign/<number>`; its number, whom it calls, and whether it is open."""

from flask.typing import ResponseReturnValue

from server.web.guard import device_page
from server.web.screen import room, screen

blueprint = room("sign", __name__, __file__)


@blueprint.get("/sign/<int:no>")
@device_page("sign")
def page(no: int) -> ResponseReturnValue:
    """The sign of counter `no`; it starts by itself and needs no hand."""
    return screen("sign.html", title="sign.title", kind="counter", name=str(no))
