"""Tickets: from the number that is taken to the visit that is rated, also from the citizen's own phone."""

from server.api import schemas
from server.api.bodies import NewTicket, Nothing, PaperAnswer, Rating, Reprint
from server.api.description.operation import TICKET, Operation
from server.api.wishes import Postpone, Priority

AGAIN = {"reason": "Phiếu bị rách"}

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
    Operation("post", "/tickets/{name}/postpone", "Let some others go first", {200: TICKET}, Postpone),
    Operation("post", "/tickets/{name}/priority", "Correct the priority group", {200: TICKET}, Priority),
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
)
