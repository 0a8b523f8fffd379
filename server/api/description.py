"""The interface described for machines: OpenAPI 3.1 at `/api/v1/openapi.json`. A test holds it against the routes."""

from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from server.api import schemas
from server.api.bodies import (
    Call,
    Heard,
    NewTicket,
    Next,
    Nothing,
    Pairing,
    PaperAnswer,
    Pause,
    Poll,
    Progress,
    Rating,
    Reprint,
    Speech,
)
from server.api.wishes import Arrival, Fix, HandOver, Hold, NewBooking, Postpone, Priority
from server.web.body import Body

blueprint = Blueprint("description", __name__)
TICKET, COUNTER, PROBLEM = ({"$ref": f"#/components/schemas/{name}"} for name in ("Ticket", "Counter", "Problem"))


@dataclass(frozen=True, slots=True)
class Operation:
    """One call: what it does, what it takes, and what it answers by status (a schema, or None for no body)."""

    method: str
    path: str
    does: str
    answers: dict[int, dict[str, Any] | None]
    body: type[Body] | None = None
    query: dict[str, str] = field(default_factory=dict)
    open: bool = False
    media: str = "application/json"
    example: dict[str, Any] | None = None


def _object(**members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members, "required": list(members)}


def _list(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": schema}


STEP = _object(counter=COUNTER) | {"properties": {"counter": COUNTER, "ticket": TICKET}}
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
AGAIN = {"reason": "Phiếu bị rách"}
BINARY = {"type": "string", "format": "binary"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CALLS = (
    Operation("post", "/tickets", "Take a number", {201: TICKET, 200: TICKET}, NewTicket),
    Operation("get", "/tickets/{name}", "A ticket, with the state of its paper", {200: TICKET}),
    Operation("get", "/tickets/{name}/qr.svg", "The QR code of the ticket's phone page", {200: {"type": "string"}}),
    Operation("post", "/tickets/{name}/cancel", "Give the number up", {200: TICKET}, Nothing),
    Operation("post", "/tickets/{name}/return", "Put an absent or held ticket back in line", {200: TICKET}, Nothing),
    Operation(
        "post",
        "/tickets/{name}/rating",
        "Rate a finished visit, once",
        {201: schemas.RATED, 200: schemas.RATED},
        Rating,
    ),
    Operation(
        "post", "/tickets/{name}/reprint", "Print the ticket again", {202: schemas.PAPER}, Reprint, example=AGAIN
    ),
    Operation(
        "post",
        "/tickets/{name}/paper",
        "Whether an unconfirmed paper came out",
        {200: schemas.PAPER},
        PaperAnswer,
        example={"received": True},
    ),
    Operation("get", "/services", "All services", {200: _object(services=_list(schemas.SERVICE))}),
    Operation(
        "get",
        "/procedures",
        "The procedures posted today, those that answer to `q` best first",
        {200: _object(procedures=_list(schemas.PROCEDURE))},
        query={"q": "as people type it", "service": "one service only", "language": "names read beside Vietnamese"},
        open=True,
    ),
    Operation(
        "get",
        "/procedures/{code}/qr.svg",
        "The QR code of a procedure's page on the national portal",
        {200: {"type": "string"}},
        open=True,
    ),
    Operation(
        "get",
        "/catalogue/export.csv",
        "All publications as a table (UTF-8 with a mark)",
        {200: {"type": "string"}},
        media="text/csv",
    ),
    Operation("get", "/catalogue/export.xlsx", "All publications as a workbook", {200: BINARY}, media=XLSX),
    Operation(
        "post",
        "/catalogue/import",
        "Take a table (CSV or XLSX, in the body or as the file of a form) into the catalogue; 422 when it was not done",
        {200: schemas.IMPORTED, 422: schemas.IMPORTED},
        query={"dry": "1 for the report only", "rows": "all: nothing unless every row is right; good: the right rows"},
    ),
    Operation("get", "/counters", "All counters", {200: _object(counters=_list(COUNTER))}),
    Operation("post", "/counters/{no}/next", "Call whoever is first", {200: _object(ticket=TICKET), 204: None}, Next),
    Operation("post", "/counters/{no}/call", "Call a ticket out of order, with a reason", {200: STEP}, Call),
    Operation(
        "post",
        "/counters/{no}/transfer",
        "Hand the visit on: to a service, a counter, a person, its next step",
        {200: STEP},
        HandOver,
    ),
    Operation("post", "/counters/{no}/hold", "The citizen steps aside and keeps the place", {200: STEP}, Hold),
    Operation("post", "/counters/{no}/fix", "A return ticket for a mistake in a form", {200: STEP}, Fix),
    Operation("post", "/counters/{no}/sign-in", "Somebody sits down at the counter", {200: STEP}, Nothing),
    Operation("post", "/counters/{no}/sign-out", "Nobody sits there any more", {200: STEP}, Nothing),
    Operation("post", "/tickets/{name}/postpone", "Let some others go first", {200: TICKET}, Postpone),
    Operation("post", "/tickets/{name}/priority", "Correct the priority group", {200: TICKET}, Priority),
    Operation(
        "get",
        "/services/{code}/slots",
        "The slots of a day, and what is left of each",
        {200: schemas.SLOTS},
        query={"day": "YYYY-MM-DD, today when left out"},
    ),
    Operation(
        "post",
        "/bookings",
        "Book a visit; anybody may where the centre lets the public book, within narrow limits",
        {201: schemas.BOOKING, 200: schemas.BOOKING},
        NewBooking,
    ),
    Operation("get", "/bookings/{code}", "An appointment; the code is the right", {200: schemas.BOOKING}, open=True),
    Operation(
        "post",
        "/bookings/{code}/cancel",
        "Give the appointment up; the code is the right",
        {200: schemas.BOOKING},
        Nothing,
        open=True,
    ),
    Operation(
        "post", "/bookings/{code}/check-in", "Here on time: take the number", {201: TICKET, 200: TICKET}, Arrival
    ),
    Operation("post", "/counters/{no}/pause", "Pause the counter", {200: STEP}, Pause),
    Operation("post", "/counters/{no}/open", "Open the counter", {200: STEP}, Nothing),
    Operation("post", "/counters/{no}/{step}", "recall, start, finish or absent", {200: STEP}, Nothing),
    Operation("get", "/screens/{kind}/{name}", "The picture of a screen, as pushed", {200: schemas.PICTURE}, open=True),
    Operation(
        "post",
        "/turns/{key}/cancel",
        "The phone page: give the number up; the key is the right",
        {200: schemas.PICTURE},
        Nothing,
        open=True,
    ),
    Operation(
        "post",
        "/turns/{key}/postpone",
        "The phone page: let some others go first",
        {200: schemas.PICTURE},
        Postpone,
        open=True,
    ),
    Operation(
        "get",
        "/journal",
        "What happened after entry `after`",
        {200: schemas.JOURNAL},
        query={"after": "journal number, 0 for all"},
    ),
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
    Operation("get", "/fairness", "Calls out of order, and why (`day`)", {200: schemas.FAIRNESS}, open=True),
    Operation("get", "/openapi.json", "This document", {200: {"type": "object"}}, open=True),
)
UNKEYED = (Poll, Progress, Pairing, Heard, Speech)  # they may come twice by themselves
PLACES = {"no": {"type": "integer"}, "step": {"enum": ["recall", "start", "finish", "absent"]}}


def _parameters(call: Operation) -> list[dict[str, Any]]:
    places = [part[1:-1] for part in call.path.split("/") if part.startswith("{")]
    found: list[dict[str, Any]] = [
        {"name": place, "in": "path", "required": True, "schema": PLACES.get(place, {"type": "string"})}
        for place in places
    ]
    found += [
        {"name": name, "in": "query", "description": text, "schema": {"type": "string"}}
        for name, text in call.query.items()
    ]
    if call.body is not None and call.body not in UNKEYED:
        found.append({"$ref": "#/components/parameters/IdempotencyKey"})
    return found


def _operation(call: Operation) -> dict[str, Any]:
    responses: dict[str, Any] = {}
    for status, schema in call.answers.items():
        kind = "image/svg+xml" if call.path.endswith(".svg") else call.media
        content = {"content": {kind: {"schema": schema}}} if schema else {}
        responses[str(status)] = {"description": call.does} | content
    responses["default"] = {"description": "Why not", "content": {"application/problem+json": {"schema": PROBLEM}}}
    operation: dict[str, Any] = {"summary": call.does, "parameters": _parameters(call), "responses": responses}
    if call.body is not None:
        schema = call.body.model_json_schema(ref_template="#/components/schemas/{model}")
        schema.pop("$defs", None)
        shown = {"example": call.example} if call.example else {}
        operation["requestBody"] = {"content": {"application/json": {"schema": schema} | shown}}
    if call.open:
        operation["security"] = []
    return operation


def describe() -> dict[str, Any]:
    """The whole document."""
    paths: dict[str, dict[str, Any]] = {}
    for call in CALLS:
        paths.setdefault(f"/api/v1{call.path}", {})[call.method] = _operation(call)
    parts = Poll.model_json_schema(ref_template="#/components/schemas/{model}").get("$defs", {})
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Mời Số",
            "version": "1",
            "description": "Tickets, calls, ratings and screens of one centre. Moments: RFC 3339; errors: RFC 9457.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas.SHARED | parts,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "parameters": {
                "IdempotencyKey": {
                    "name": "Idempotency-Key",
                    "in": "header",
                    "description": "The same key by the same caller gives the same ticket, whenever it comes again.",
                    "schema": {"type": "string", "minLength": 1, "maxLength": 128},
                }
            },
        },
    }


@blueprint.get("/api/v1/openapi.json")
def openapi() -> ResponseReturnValue:
    """The document; nothing in it is secret."""
    return describe()
