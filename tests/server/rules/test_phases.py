"""The table of steps, and the words that the rules refuse with."""

from pathlib import Path

import pytest

from config.words import area, languages
from server.rules import commands as c
from server.rules.evolve import fold
from server.rules.phases import FINAL, PHASES, Phase, Step, after, allowed, diagram
from server.rules.state import Ticket
from tests.server.rules.halls import Model

ARCHITECTURE = Path(__file__).parents[3] / "ARCHITECTURE.md"


def test_nothing_leaves_a_final_phase() -> None:
    assert not any(allowed(step, phase) for step in Step for phase in FINAL)


def test_every_phase_can_be_reached_from_waiting_and_can_end() -> None:
    moves = [(start, end) for steps in PHASES.values() for start, end in steps.items()]

    def reach(start: Phase) -> set[Phase]:
        found = {start}
        while more := {end for begin, end in moves if begin in found} - found:
            found |= more
        return found

    assert reach(Phase.WAITING) == set(Phase)
    assert all(reach(phase) & FINAL for phase in Phase)


def test_a_step_that_is_not_in_the_table_has_no_end() -> None:
    with pytest.raises(KeyError):
        after(Step.START, Phase.WAITING)


def test_the_diagram_in_the_docs_is_the_table() -> None:
    assert diagram() in ARCHITECTURE.read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", languages())
def test_every_state_and_step_has_words(lang: str) -> None:
    words = area(lang, "problems")
    assert {f"problems.state_{phase}" for phase in Phase} <= set(words)
    assert {f"problems.step_{step}" for step in Step if step is not Step.LAPSE} <= set(words)


@pytest.mark.parametrize(
    ("steps", "why"),
    [
        ([c.Recall(1)], "nobody_here"),
        ([c.CallNext(1), c.CallNext(1)], "counter_busy"),
        ([c.CallNext(1), c.StartVisit(1), c.StartVisit(1)], "illegal_step"),
        ([c.CallNext(1), c.StartVisit(1), c.Recall(1)], "illegal_step"),
        ([c.CallNext(1), c.StartVisit(1), c.MarkAbsent(1)], "illegal_step"),
        ([c.CallNext(1), c.PauseCounter(1)], "counter_busy"),
        ([c.PauseCounter(1), c.CallNext(1)], "counter_paused"),
        ([c.CallNext(1), c.CancelTicket("A001")], "illegal_step"),
        ([c.CallTicket(3, "A001", "LATE")], "not_served_here"),
        ([c.CallTicket(1, "A009", "LATE")], "unknown_ticket"),
        ([c.CallTicket(1, "A001", "Con ông Tám")], "unknown_reason"),
        ([c.CallNext(1), c.HandOn(1, "HT")], "same_service"),
        ([c.CallNext(9)], "unknown_counter"),
        ([c.TakeTicket("XX")], "unknown_service"),
        ([c.TakeTicket("HT", priority="XX")], "unknown_priority"),
        ([c.TakeTicket("HT", procedure="XX")], "unknown_procedure"),
        ([c.RateVisit("A001", 4)], "not_finished"),
        ([c.CallNext(1), c.FinishVisit(1), c.RateVisit("A001", 9)], "unknown_level"),
        ([c.CallNext(1), c.FinishVisit(1), c.RateVisit("A001", 1, ("X",))], "unknown_reason"),
        ([c.CallNext(1), c.FinishVisit(1), c.RateVisit("A001", 4), c.RateVisit("A001", 1)], "already_rated"),
    ],
)
def test_what_may_not_happen_is_refused_with_a_reason(steps: list[c.Command], why: str) -> None:
    model = Model()
    model.do(c.TakeTicket("HT"))
    *allowed_steps, last = steps
    for step in allowed_steps:
        assert model.ask(step) is None
    assert model.ask(last) == why
    assert f"problems.{why}" in area("vi", "problems")


def test_a_visit_that_was_never_started_is_started_when_it_ends() -> None:
    model = Model()
    model.do(c.TakeTicket("HT"))
    model.do(c.CallNext(1))
    kinds = [type(event).__name__ for event in model.do(c.FinishVisit(1))]
    assert kinds == ["VisitStarted", "VisitFinished"]
    ticket: Ticket = fold(model.hall, []).tickets["20261121-A001"]
    assert (ticket.phase, ticket.served_by) == (Phase.DONE, "test")


def test_an_absent_ticket_called_with_a_reason_comes_back_first() -> None:
    model = Model()
    model.do(c.TakeTicket("HT"))
    model.do(c.CallNext(1))
    model.do(c.MarkAbsent(1))
    kinds = [type(event).__name__ for event in model.do(c.CallTicket(1, "A001", "LATE"))]
    assert kinds == ["TicketReturned", "TicketCalled"]
    assert model.hall.tickets["20261121-A001"].mark == "LATE"
