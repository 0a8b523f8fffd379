"""Appointments."""

from server.api import schemas
from server.api.bodies import Nothing
from server.api.description.operation import TICKET, Operation
from server.api.wishes import Arrival, NewBooking

CALLS = (
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
)
