"""One document of all calls; a test holds it against the routes and against what they answer."""

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from server.api import schemas
from server.api.bodies import Heard, Pairing, Poll, Progress, Speech
from server.api.description import bookings, catalogue, counters, devices, tickets, watching
from server.api.description.operation import PROBLEM, Operation

blueprint = Blueprint("description", __name__)
CALLS = (*tickets.CALLS, *catalogue.CALLS, *counters.CALLS, *bookings.CALLS, *watching.CALLS, *devices.CALLS)
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
