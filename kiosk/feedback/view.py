"""`/feedback/<no>`: the terminal on which the citizen rates the visit at one counter."""

from flask.typing import ResponseReturnValue

from server.web.guard import device_page
from server.web.screen import room, screen

blueprint = room("feedback", __name__, __file__)


@blueprint.get("/feedback/<int:no>")
@device_page("feedback")
def page(no: int) -> ResponseReturnValue:
    """The frame; everything in it follows the picture `feedback/<no>`."""
    return screen("feedback.html", title="feedback.title", kind="feedback", name=str(no))
