"""Looking on: pictures, the journal, the public list of calls, and this description."""

from server.api import schemas
from server.api.description.operation import Operation

CALLS = (
    Operation("get", "/screens/{kind}/{name}", "The picture of a screen, as pushed", {200: schemas.PICTURE}, open=True),
    Operation(
        "get",
        "/journal",
        "What happened after entry `after`",
        {200: schemas.JOURNAL},
        query={"after": "journal number, 0 for all"},
    ),
    Operation("get", "/fairness", "Calls out of order, and why (`day`)", {200: schemas.FAIRNESS}, open=True),
    Operation("get", "/openapi.json", "This document", {200: {"type": "object"}}, open=True),
)
