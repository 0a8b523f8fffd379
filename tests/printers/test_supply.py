from pathlib import Path

import pytest

from printers.journal import Journal
from printers.link import Report
from printers.supply import REMEMBERED, SURE_AFTER
from printers.telemetry import paper_mm


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "agent.sqlite")


def test_nothing_is_estimated_before_the_first_ticket(journal: Journal) -> None:
    assert journal.supply.tickets_left(80.0) is None


def test_the_rest_of_the_roll_over_the_average_ticket(journal: Journal) -> None:
    journal.finish(Report("a", "printed"), 80.0)
    journal.finish(Report("b", "unknown"), 120.0)
    assert journal.supply.tickets_left(10.0) == 98
    assert journal.supply.tickets_left(0.1) == 0


def test_a_ticket_that_left_no_byte_took_no_paper(journal: Journal) -> None:
    journal.finish(Report("a", "not_sent"))
    assert journal.supply.tickets_left(80.0) is None


def test_the_average_is_of_the_last_tickets(journal: Journal) -> None:
    journal.supply.used(5000.0)
    for _ in range(REMEMBERED):
        journal.supply.used(100.0)
    assert journal.supply.tickets_left(80.0) == (80_000 - 7000) // 100


@pytest.mark.parametrize(
    ("seen", "fresh"),
    [
        (["ok"], False),
        (["ok", "near_end", "ok"], True),
        (["ok", "near_end", "out", "ok"], True),
        (["ok", "out", "ok"], True),
        (["near_end", "unknown", "ok"], True),
        (["ok", "out", "near_end"], False),
        (["ok", "unknown", "ok"], False),
        (["out", "out"], False),
    ],
)
def test_a_new_roll(journal: Journal, seen: list[str], fresh: bool) -> None:
    journal.supply.used(200.0)
    answers = [journal.supply.saw(paper, now) for now, paper in enumerate(seen)]  # type: ignore[arg-type]
    assert answers == [False] * len(seen)  # it must last
    assert journal.supply.saw(seen[-1], len(seen) - 1 + SURE_AFTER) is fresh  # type: ignore[arg-type]
    assert journal.supply.tickets_left(1.0) == (5 if fresh else 4)


def test_it_is_remembered_over_a_restart(tmp_path: Path) -> None:
    first = Journal(tmp_path / "agent.sqlite")
    first.supply.used(100.0)
    first.supply.saw("out", 0)
    first.close()
    again = Journal(tmp_path / "agent.sqlite")
    assert again.supply.tickets_left(1.0) == 9
    assert not again.supply.saw("ok", 5)
    assert again.supply.saw("ok", 5 + SURE_AFTER)


def test_a_sensor_that_flickers_is_no_new_roll(journal: Journal) -> None:
    journal.supply.used(500.0)
    moments = [("near_end" if second % 10 else "ok") for second in range(1, 200)]
    assert not any(journal.supply.saw(paper, second) for second, paper in enumerate(moments))  # type: ignore[arg-type]
    assert journal.supply.tickets_left(1.0) == 1


def test_two_tickets_on_plentiful_paper_make_a_new_roll(journal: Journal) -> None:
    journal.supply.used(500.0)
    journal.supply.saw("out", 0)
    journal.supply.saw("ok", 1)
    journal.supply.used(100.0)
    assert not journal.supply.saw("ok", 2)
    journal.supply.used(100.0)
    assert journal.supply.saw("ok", 3)
    assert journal.supply.tickets_left(1.2) == round(1000 / ((500 + 100 + 100) / 3) - 0.5)


def test_an_estimate_has_bounds(journal: Journal) -> None:
    journal.supply.used(0.001)
    assert journal.supply.tickets_left(1000.0) == 100_000


def test_an_estimate_never_ends_the_agent(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    journal = Journal(tmp_path / "agent.sqlite")
    journal._db.execute("DROP TABLE roll")
    assert not journal.supply.saw("out", 0)
    journal.supply.used(100.0)
    assert journal.supply.tickets_left(80.0) is None
    assert len(caplog.records) == 1


def test_a_ticket_costs_its_rows_and_the_way_to_the_knife() -> None:
    assert paper_mm(568) == 86.0
