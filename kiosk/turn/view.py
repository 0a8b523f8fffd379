"""`/t/<key>`: the phone page of one ticket, reached by the QR on its paper."""

from flask import make_response
from flask.typing import ResponseReturnValue

from config.words import languages, word
from server.house import house
from server.web.screen import language, room, screen

blueprint = room("turn", __name__, __file__)


@blueprint.get("/t/<key>")
def page(key: str) -> ResponseReturnValue:
    """The ticket's turn as it stands now (later the page asks for its picture by itself), or a kind word and 404."""
    picture = house().turn_picture(key)
    tongues = [(code, word(code, "turn.language")) for code in languages()]
    if picture is None:
        response = make_response(
            screen("turn-unknown.html", title="turn.unknown_title", lang=language(), tongues=tongues)
        )
        response.status_code = 404
        return response
    centre = house().centre
    return screen(
        "turn.html",
        title="turn.title",
        lang=language(),
        picture=picture,
        key=key,
        tongues=tongues,
        postpones=centre.patience.postpones,
        public=centre.booking.public,
    )
