"""The counter's console: one clerk, one counter, all by keyboard. `/console` lets the clerk choose the counter."""

from flask import g
from flask.typing import ResponseReturnValue

from server.web.guard import person_page
from server.web.screen import language, room, screen

blueprint = room("console", __name__, __file__)


@blueprint.get("/console")
@person_page("staff")
def choose() -> ResponseReturnValue:
    """All counters, to sit down at one of them."""
    return screen("counters.html", title="console.choose", me=g.caller.name, lang=language())


@blueprint.get("/console/<int:no>")
@person_page("staff")
def page(no: int) -> ResponseReturnValue:
    """The console of counter `no`."""
    return screen(
        "console.html", title="console.title", kind="console", name=str(no), me=g.caller.name, lang=language()
    )
