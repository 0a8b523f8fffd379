"""`/fairness`, also `/cong-bang`: who was called out of order and why, and how the order works; open to everybody."""

from flask.typing import ResponseReturnValue

from config.words import languages, word
from server.house import house
from server.web.screen import language, room, screen

blueprint = room("fairness_page", __name__, __file__)


@blueprint.get("/fairness")
@blueprint.get("/cong-bang")
def page() -> ResponseReturnValue:
    """The page; it asks the interface for the figures of the day by itself. It names numbers and reasons, no people."""
    centre = house().centre
    tongues = [(code, word(code, "fairness.language")) for code in languages()]
    names = {"name": centre.name, "unit": centre.unit, "province": centre.province}
    return screen("fairness.html", title="fairness.title", lang=language(), centre=names, tongues=tongues)
