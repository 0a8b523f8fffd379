"""What staff and supervisors are told of who waits, for whom, and of who did not come. Pure, from made-up scenes."""

from dataclasses import replace
from typing import Any

from server.pictures import picture
from server.pictures.scene import Scene
from server.rules import commands as c
from server.rules.centre import Centre, Counter, Patience
from tests.server.rules.halls import MINUTE, Model, named, small_centre


def desks() -> Centre:
    counters = [
        Counter(1, named("1"), ("HT",)),
        Counter(2, named("2"), ("HT",)),
        Counter(3, named("3"), ("CT",), ("HT",)),
    ]
    return replace(small_centre(), counters={one.no: one for one in counters}, patience=Patience(late_returns=1))


def shown(model: Model, kind: str, name: str) -> dict[str, Any]:
    made = picture(Scene(model.centre, model.hall, 1, model.now, "e"), kind, name)
    assert made is not None
    return made


def bound() -> Model:
    """A001 has been served at counter 1 and is to go on at counter 2, where nobody calls."""
    model = Model(desks())
    for command in (c.TakeTicket("HT"), c.CallNext(1), c.StartVisit(1), c.HandOn(1, None, 2)):
        model.do(command)
    return model


def test_a_console_announces_nobody_whom_it_would_not_call() -> None:
    model = bound()
    for no, labels in ((1, []), (2, ["A001"]), (3, [])):
        console = shown(model, "console", str(no))
        assert ([ticket["label"] for ticket in console["waiting"]], console["today"]["waiting"]) == (
            labels,
            len(labels),
        )
        assert any(ticket["first"] for ticket in console["waiting"]) == bool(labels)
    model.now += 10 * MINUTE  # counter 2 has been left: the line is everybody's again
    assert [shown(model, "console", str(no))["today"]["waiting"] for no in (1, 2, 3)] == [1, 1, 1]


def test_who_waits_for_a_chair_that_nobody_calls_from_is_told_after_five_minutes() -> None:
    model = bound()
    sent = model.now
    model.now = sent + 5 * MINUTE - 1
    assert shown(model, "supervisor", "all")["stranded"] == []
    model.now = sent + 5 * MINUTE
    row = {"counter": 2, "labels": ["A001"], "longest_min": 5, "staffed": False}
    assert shown(model, "supervisor", "all")["stranded"] == [row]
    model.do(c.TakeTicket("HT"))
    model.do(c.CallTicket(2, "A002", "LATE"))  # somebody works there after all
    model.now += 20 * MINUTE
    assert shown(model, "supervisor", "all")["stranded"] == []
    model.do(c.FinishVisit(2))
    assert shown(model, "supervisor", "all")["stranded"] == []
    model.now += 5 * MINUTE
    assert [row["labels"] for row in shown(model, "supervisor", "all")["stranded"]] == [["A001"]]


def test_who_is_absent_now_is_named_longest_first_and_ended_numbers_are_told_apart() -> None:
    model = Model(desks())
    for _ in range(4):
        model.do(c.TakeTicket("HT"))
    for label, no in (("A002", 1), ("A001", 2)):
        model.do(c.CallTicket(no, label, "LATE"))
        model.do(c.MarkAbsent(no), MINUTE)
    board = shown(model, "supervisor", "all")
    assert [(one["label"], one["counter"]) for one in board["absent"]] == [("A002", 1), ("A001", 2)]
    assert (board["today"]["absent"], board["voided"]) == (2, 0)
    model.do(c.CallTicket(1, "A002", "LATE"))
    model.do(c.MarkAbsent(1))  # once too often
    model.do(c.CancelTicket("A003"))
    model.do(c.CancelTicket("A001"))  # gives up by itself, though it was absent once
    board = shown(model, "supervisor", "all")
    assert (board["today"]["cancelled"], board["voided"], board["absent"]) == (3, 1, [])
    assert board["carries"] == 0
