"""The loudspeakers: the daily sound check, and any screen text read aloud."""

from flask import Blueprint, g
from flask.typing import ResponseReturnValue

from server.api.bodies import Heard, Nothing, Speech
from server.house import house
from server.limits import SPEECHES
from server.pictures import rfc3339
from server.web.body import body
from server.web.guard import allow
from server.web.problem import Problem

blueprint = Blueprint("voice_api", __name__)


def _zone(zone: str) -> None:
    if zone not in house().push.zones():
        raise Problem(404)


@blueprint.post("/api/v1/zones/<zone>/sound-check")
@allow("check_sound")
def check(zone: str) -> ResponseReturnValue:
    """Let the zone's loudspeaker say the check; 409 when no board of the zone can speak."""
    body(Nothing)
    _zone(zone)
    here, now = house(), house().clock()
    say = here.voice.announce("check")
    if not any(say.values()) or not here.push.announce("check", say, f"check-{now}", zone):
        raise Problem(409, "no_speaker")
    return {"zone": zone}, 202


@blueprint.post("/api/v1/zones/<zone>/sound-check/answer")
@allow("check_sound")
def answer(zone: str) -> ResponseReturnValue:
    """Whether somebody in the hall heard it."""
    heard = body(Heard).heard
    _zone(zone)
    here = house()
    with here.store.writing() as connection:
        kept = here.checks.keep(connection, zone, g.caller.by, heard, here.clock())
    here.push.changed()
    return {"check": {"at": rfc3339(here.scene(), kept.at), "heard": kept.heard}}


@blueprint.post("/api/v1/speech")
@allow("read_aloud")
def speech() -> ResponseReturnValue:
    """Addresses of clips for each text, in order; a text of which nothing can be said has none. Never waits."""
    asked = body(Speech)
    here = house()
    here.limits.check(SPEECHES, g.caller.by)
    return {"clips": here.voice.read_aloud(asked.texts, asked.language)}
