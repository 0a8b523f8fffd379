"""A week of the demo centre through the real interface; the whole month in the slow job."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.month.month import Month, check, live, table

DAYS = 26 if os.environ.get("MOISO_DAYS") else 8


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    folder: Path = tmp_path_factory.mktemp("month")
    lived = live(folder, DAYS, seed=20261123)
    yield lived
    lived.centre.house.store.close()


def test_the_journal_has_exactly_what_the_people_did(month: Month) -> None:
    print(table(month))
    assert check(month) == []


def test_everything_has_happened_that_happens_in_a_centre(month: Month) -> None:
    seen = {kind for kind, n in month.book.items() if n}
    assert seen >= {
        "TicketIssued", "TicketCarried", "TicketLapsed", "TicketCancelled", "TicketMissed", "TicketReturned",
        "TicketHandedOn", "TicketPostponed", "VisitHeld", "VisitBooked", "VisitRated", "CounterPaused", "out of order",
    }  # fmt: skip
    assert {why for why, n in month.refused.items() if n} >= {"service_closed", "clock_backwards", "postponed_before"}


@pytest.mark.parametrize("kind", ["TicketIssued", "TicketCarried", "VisitFinished", "out of order"])
def test_one_event_too_few_is_found(month: Month, kind: str) -> None:
    month.book[kind] += 1
    assert len(check(month)) == 1
    month.book[kind] -= 1
