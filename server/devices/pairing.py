"""Opening a device's page for the first time.

Its token is handed in once and becomes a cookie bound to that page's path.
"""

import re

from flask import Blueprint, make_response
from flask.typing import ResponseReturnValue
from pydantic import Field

from server.house import house
from server.paths import page_of
from server.web.body import Body, body
from server.web.guard import COOKIE
from server.web.problem import Problem

blueprint = Blueprint("pairing", __name__)
TEN_YEARS = 10 * 365 * 24 * 3600


class Entry(Body):
    """The access code of a device and the page it wants to open."""

    token: str = Field(min_length=1, max_length=100)
    page: str = Field(pattern=re.compile(r"^/[a-z0-9/-]{0,60}$"))


@blueprint.post("/enter")
def enter() -> ResponseReturnValue:
    """204 with the page's own cookie; 401 for a code that is not known, 403 for one that belongs to another page."""
    entry = body(Entry)
    device = house().people.by_token(entry.token.strip())
    if device is None:
        raise Problem(401, "wrong_code")
    if page_of(device.role, device.place) != entry.page:
        raise Problem(403, "wrong_page")
    answer = make_response("", 204)
    secure = house().settings.secure_cookies
    answer.set_cookie(
        COOKIE, entry.token.strip(), max_age=TEN_YEARS, path=entry.page, httponly=True, samesite="Strict", secure=secure
    )
    return answer
