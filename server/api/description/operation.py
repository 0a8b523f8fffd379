"""One call of the interface, as it is described; and the shapes that many calls share."""

from dataclasses import dataclass, field
from typing import Any

from server.web.body import Body

TICKET, COUNTER, PROBLEM = ({"$ref": f"#/components/schemas/{name}"} for name in ("Ticket", "Counter", "Problem"))
BINARY = {"type": "string", "format": "binary"}


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


def record(**members: Any) -> dict[str, Any]:
    """An object of which all these members are always there."""
    return {"type": "object", "properties": members, "required": list(members)}


def listing(schema: dict[str, Any]) -> dict[str, Any]:
    """A list of these."""
    return {"type": "array", "items": schema}
