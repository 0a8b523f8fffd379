"""Print agents, loudspeakers, and the words that a screen says."""

from server.api import schemas
from server.api.bodies import Heard, Nothing, Pairing, Poll, Progress, Speech
from server.api.description.operation import BINARY, Operation

PRINTER = {
    "name": "printer-1",
    "state": "ready",
    "detail": "",
    "paper": "ok",
    "level": "L3",
    "width": 576,
    "tickets_left": 412,
    "model": "TM-T20III",
}
DONE = {"attempt": "0123456789abcdef", "outcome": "printed", "detail": "", "began": True}
POLL = {"printers": [PRINTER], "done": [DONE], "wait": 10}
STOPPED = PRINTER | {"state": "paper_out", "paper": "out"}
NEWS = {"printers": [STOPPED], "attempt": "0123456789abcdef", "state": "stuck", "detail": "paper_out"}

CALLS = (
    Operation(
        "post", "/agent/poll", "A print agent reports and gets its next job", {200: schemas.JOB}, Poll, example=POLL
    ),
    Operation("post", "/agent/progress", "How the ticket in hand is getting on", {204: None}, Progress, example=NEWS),
    Operation(
        "post",
        "/agent/pair",
        "A one-time code becomes an agent's token",
        {201: schemas.PAIRED},
        Pairing,
        open=True,
        example={"code": "K7QD-9FXW"},
    ),
    Operation("get", "/agent/logo/{sha256}", "The logo that slips name", {200: BINARY}, media="image/png"),
    Operation(
        "post", "/zones/{zone}/sound-check", "Let the zone's loudspeaker say the check", {202: schemas.SPEAKS}, Nothing
    ),
    Operation(
        "post",
        "/zones/{zone}/sound-check/answer",
        "Whether somebody heard the check",
        {200: schemas.CHECKED},
        Heard,
        example={"heard": True},
    ),
    Operation(
        "post",
        "/speech",
        "Texts of a screen, as clips to be played",
        {200: schemas.CLIPS},
        Speech,
        example={"texts": ["Mời chọn lĩnh vực"], "language": "vi"},
    ),
)
