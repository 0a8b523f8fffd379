"""What the hall's board is told of calls: pure, from a scene that a test makes up."""

from typing import Any

from server.pictures.scene import Scene
from server.pictures.watched import board
from server.rules import commands as c
from server.rules.decide import decide
from server.rules.evolve import fold
from server.rules.state import SHOWN_CALLS, Hall
from tests.server.rules.halls import START, small_centre

CENTRE = small_centre()


def after(*steps: c.Command) -> Hall:
    """The hall after these commands, a second apart."""
    hall = Hall()
    for second, step in enumerate(steps):
        hall = fold(hall, decide(CENTRE, hall, step, START + 1000 * second, "staff:an"))
    return hall


def calling(hall: Hall) -> Any:
    picture = board(Scene(CENTRE, hall, 1, START + 60_000, "e"), "hall")
    assert picture is not None
    return picture["calling"]


def test_who_is_called_now_is_named_until_the_visit_begins_or_nobody_comes() -> None:
    takes = (c.TakeTicket("HT"), c.TakeTicket("CT"))
    called = (*takes, c.CallNext(1), c.CallNext(2))
    first, second = {"label": "A001", "counter": 1}, {"label": "B001", "counter": 2}
    assert calling(after(*takes)) == []
    assert calling(after(*called)) == [first, second]
    assert calling(after(*called, c.Recall(1))) == [first, second]
    assert calling(after(*called, c.StartVisit(1))) == [second]
    assert calling(after(*called, c.MarkAbsent(1))) == [second]
    assert calling(after(*called, c.StartVisit(2), c.HandOn(2, "DD"))) == [first]
    assert calling(after(*called, c.StartVisit(1), c.FinishVisit(1))) == [second]


def test_a_call_that_newer_ones_have_pushed_off_the_board_is_still_named() -> None:
    steps: list[c.Command] = [c.TakeTicket("HT"), c.CallNext(1)]
    for _ in range(SHOWN_CALLS):
        steps += [c.TakeTicket("DD"), c.CallNext(3), c.MarkAbsent(3)]
    hall = after(*steps)
    assert "A001" not in [hall.tickets[ticket].label for ticket in hall.recent]
    assert calling(hall) == [{"label": "A001", "counter": 1}]
