"""What the centre offers: its services, the procedures of the day, and the catalogue as a table."""

from server.api import schemas
from server.api.description.operation import BINARY, Operation, listing, record

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

CALLS = (
    Operation("get", "/services", "All services", {200: record(services=listing(schemas.SERVICE))}),
    Operation(
        "get",
        "/procedures",
        "The procedures posted today, those that answer to `q` best first",
        {200: record(procedures=listing(schemas.PROCEDURE))},
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
)
