"""The OpenAPI document is valid, names every route, and the answers are what it says."""

import re
from typing import Any

import jsonschema
import pytest
from openapi_spec_validator import validate

from tests.server.conftest import Centre


def resolved(schema: Any, shared: dict[str, Any]) -> Any:
    """The schema with its references filled in."""
    if isinstance(schema, dict):
        if "$ref" in schema:
            return resolved(shared[schema["$ref"].rpartition("/")[2]], shared)
        return {key: resolved(value, shared) for key, value in schema.items()}
    return [resolved(item, shared) for item in schema] if isinstance(schema, list) else schema


@pytest.fixture
def document(centre: Centre) -> dict[str, Any]:
    return dict(centre.ask("GET", "/api/v1/openapi.json").get_json())


def test_the_document_is_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    validate(document)


def test_every_route_is_described_and_nothing_else(centre: Centre, document: dict[str, Any]) -> None:
    def plain(path: str) -> str:
        return re.sub(r"\{[^}]*\}", "{}", re.sub(r"<[^>]*>", "{}", path))

    described = {(plain(path), method) for path, methods in document["paths"].items() for method in methods}
    served = {
        (plain(rule.rule), method.lower())
        for rule in centre.app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1") and rule.methods
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert served == described


def test_answers_are_what_the_document_says(centre: Centre, document: dict[str, Any]) -> None:
    shared = document["components"]["schemas"]

    def check(method: str, path: str, template: str, who: str, body: Any = None) -> None:
        answer = centre.ask(method, path, who, body)
        operation = document["paths"][template][method.lower()]
        content = (
            operation["responses"].get(str(answer.status_code), operation["responses"]["default"]).get("content", {})
        )
        for media in content.values():
            jsonschema.validate(answer.get_json(), resolved(media["schema"], shared))

    check("POST", "/api/v1/tickets", "/api/v1/tickets", "kiosk", {"service": "HT", "procedure": "1.001193"})
    check("GET", "/api/v1/tickets/20261121-A001", "/api/v1/tickets/{name}", "kiosk")
    check("GET", "/api/v1/services", "/api/v1/services", "kiosk")
    check("GET", "/api/v1/procedures?service=HT", "/api/v1/procedures", "kiosk")
    check("GET", "/api/v1/counters", "/api/v1/counters", "staff")
    check("POST", "/api/v1/counters/2/next", "/api/v1/counters/{no}/next", "staff", {})
    check("POST", "/api/v1/counters/2/recall", "/api/v1/counters/{no}/{step}", "staff", {})
    check("POST", "/api/v1/counters/2/transfer", "/api/v1/counters/{no}/transfer", "staff", {"service": "CT"})
    check("POST", "/api/v1/counters/2/pause", "/api/v1/counters/{no}/pause", "staff", {"reason": "MEETING"})
    check("GET", "/api/v1/counters", "/api/v1/counters", "staff")
    check("POST", "/api/v1/counters/2/open", "/api/v1/counters/{no}/open", "staff", {})
    check("POST", "/api/v1/counters/3/next", "/api/v1/counters/{no}/next", "staff", {})
    check("POST", "/api/v1/counters/3/finish", "/api/v1/counters/{no}/{step}", "staff", {})
    check("POST", "/api/v1/tickets/20261121-A001/rating", "/api/v1/tickets/{name}/rating", "feedback-3", {"level": 4})
    check("GET", "/api/v1/screens/board/hall", "/api/v1/screens/{kind}/{name}", "board")
    check("GET", "/api/v1/journal", "/api/v1/journal", "admin")
    body: dict[str, Any] = {"printers": [{"name": "kiosk", "state": "ready"}]}
    job = centre.ask("POST", "/api/v1/agent/poll", "agent", body).get_json()["job"]
    report = {"attempt": job["attempt"], "outcome": "sent_unconfirmed"}
    done = body | {"done": [report, {"attempt": "f" * 16, "outcome": "printed"}]}
    check("POST", "/api/v1/agent/poll", "/api/v1/agent/poll", "agent", done)
    name = "20261121-A001"
    check("POST", f"/api/v1/tickets/{name}/paper", "/api/v1/tickets/{name}/paper", "kiosk", {"received": True})
    check("POST", f"/api/v1/tickets/{name}/reprint", "/api/v1/tickets/{name}/reprint", "kiosk", {})
    check("GET", f"/api/v1/tickets/{name}", "/api/v1/tickets/{name}", "kiosk")
    check("POST", "/api/v1/agent/poll", "/api/v1/agent/poll", "agent", body)
    hall = "/api/v1/zones/hall/sound-check"
    check("POST", hall, "/api/v1/zones/{zone}/sound-check", "staff", {})
    check("POST", f"{hall}/answer", "/api/v1/zones/{zone}/sound-check/answer", "staff", {"heard": True})
    check("POST", "/api/v1/speech", "/api/v1/speech", "kiosk", {"texts": ["Kính chào"], "language": "vi"})


def test_examples_are_what_the_document_says(document: dict[str, Any]) -> None:
    shared, found = document["components"]["schemas"], 0
    for path in document["paths"].values():
        for operation in path.values():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                if "example" in content:
                    jsonschema.validate(content["example"], resolved(content["schema"], shared))
                    found += 1
    assert found == 7
