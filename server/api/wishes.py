"""What the interface accepts for journeys through the house, and for appointments."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from server.api.bodies import Code
from server.web.body import Body

Minutes = Annotated[int, Field(ge=1, le=480)]
Note = Annotated[str, Field(min_length=1, max_length=200)]
Moment = Annotated[AwareDatetime, Field(strict=False)]  # without an offset nobody knows which hour is meant


class Hold(Body):
    """The citizen steps aside: why, in how many minutes somebody should look after it, and whether to come back here.

    `note` is for staff and stands in no journal.
    """

    reason: Code | None = None
    remind_minutes: Minutes | None = None
    here: bool = False
    note: Note | None = None


class Fix(Body):
    """A return ticket for a mistake in a form."""

    reason: Code | None = None
    note: Note | None = None


class HandOver(Body):
    """The visit goes on: with a service, at a counter, with a person at their counter, or with its own next step."""

    service: Code | None = None
    counter: Annotated[int, Field(ge=1, le=99)] | None = None
    person: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    note: Note | None = None


class Postpone(Body):
    """Let so many others go first."""

    places: Annotated[int, Field(ge=1, le=50)]


class Priority(Body):
    """The group a ticket really belongs to; null for none."""

    priority: Code | None


class NewBooking(Body):
    """An appointment at `slot`; without one, a number taken from afar for today."""

    service: Code
    slot: Moment | None = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] = "vi"


class Arrival(Body):
    """Whoever has booked is here."""

    priority: Code | None = None
