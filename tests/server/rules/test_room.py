"""Numbers and places that are given up before any call are there for others."""

from dataclasses import replace

import pytest

from server.rules import commands as c
from server.rules.bookings import slots
from server.rules.capacity import room_now
from server.rules.centre import Booking, Centre
from server.rules.hours import local
from tests.server.rules.halls import MINUTE, ZONE, Model, small_centre
from tests.server.rules.lives import MONDAY, OFFICE


def centre(quota: int = 2) -> Centre:
    """HT has so many numbers a half-day, and a slot of an hour; Monday begins at 7:00."""
    base = small_centre(OFFICE)
    services = base.services | {"HT": replace(base.services["HT"], quota=quota)}  # type: ignore[operator]
    return replace(base, services=services, booking=Booking(("HT",), slot_minutes=60, early=60))


def left(model: Model) -> int | None:
    found = room_now(model.centre, model.hall, model.centre.services["HT"], model.now)
    return found.left if found else None


def test_a_number_that_is_given_up_is_given_to_the_next() -> None:
    model = Model(centre(), now=MONDAY)
    assert [model.ask(c.TakeTicket("HT")) for _ in range(3)] == [None, None, "half_day_full"]
    model.do(c.CancelTicket("A001"))
    assert left(model) == 1
    assert [model.ask(c.TakeTicket("HT")) for _ in range(2)] == [None, "half_day_full"]


@pytest.mark.parametrize("absent", [True, False])
def test_a_number_that_was_called_has_cost_its_minutes(absent: bool) -> None:
    model = Model(centre(), now=MONDAY)
    for command in (c.TakeTicket("HT"), c.CallNext(1), c.MarkAbsent(1) if absent else c.HoldVisit(1)):
        model.do(command)
    model.do(c.CancelTicket("A001"))
    assert left(model) == 1


def test_who_has_checked_in_and_goes_again_frees_the_slot() -> None:
    model = Model(centre(quota=8), now=MONDAY)
    service, slot = model.centre.services["HT"], MONDAY + 90 * MINUTE

    def places() -> int:
        day = local(slot, ZONE).date()
        return next(s.left for s in slots(model.centre, model.hall, service, day, model.now) if s.starts == slot)

    before, room = places(), left(model)
    model.do(c.BookVisit("HT", slot))
    assert (places(), left(model)) == (before - 1, 7)
    model.do(c.CheckIn(next(iter(model.hall.bookings))), 31 * MINUTE)
    assert (places(), left(model)) == (before - 1, 7)
    model.do(c.CancelTicket("A001"))
    assert (places(), left(model)) == (before, room)
