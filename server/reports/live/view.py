"""The supervisor's live board: `/supervisor`, what is going on in the whole centre now."""

from flask.typing import ResponseReturnValue

from server.web.guard import person_page
from server.web.screen import language, room, screen

blueprint = room("supervisor", __name__, __file__)


@blueprint.get("/supervisor")
@person_page("supervisor")
def page() -> ResponseReturnValue:
    """Services, counters, printers and ratings of today, live."""
    return screen("supervisor.html", title="supervisor.title", kind="supervisor", name="all", lang=language())
