import logging
import threading
from collections.abc import Callable

import pytest

from printers.link import Attempt, NotOurs, PrinterReport
from printers.progress import EVERY, LAST_WORD, PAUSE, News, Progress, Schedule
from printers.web import LinkError
from tests.printers.fakes import GENEROUS

PRINTER = PrinterReport("printer-1", "ready")


def news(attempt: str = "a", stuck: str = "") -> News:
    return News(attempt, "stuck" if stuck else "sending", stuck, PRINTER)


def test_the_first_news_is_due_at_once_and_then_every_few_seconds() -> None:
    schedule = Schedule()
    assert schedule.seconds(0) is None
    first = news()
    schedule.heard(first, 0)
    assert schedule.seconds(0) == 0
    schedule.told(first, 0)
    schedule.heard(news(), 1)
    assert schedule.seconds(1) == EVERY - 1
    assert schedule.seconds(EVERY) == 0


def test_a_change_is_due_at_once() -> None:
    schedule = Schedule()
    schedule.heard(first := news(), 0)
    schedule.told(first, 0)
    schedule.heard(news(stuck="paper_out"), 1)
    assert schedule.seconds(1) == 0


def test_whoever_says_nothing_more_keeps_no_lease() -> None:
    schedule = Schedule()
    schedule.heard(first := news(), 0)
    schedule.told(first, 0)
    assert schedule.seconds(100) is None


def test_after_a_failure_it_is_tried_again_soon() -> None:
    schedule = Schedule()
    schedule.heard(first := news(), 0)
    schedule.failed(first, 0)
    assert schedule.seconds(0) == PAUSE


def test_nothing_is_due_for_an_attempt_that_is_over_or_closed() -> None:
    schedule = Schedule()
    schedule.heard(first := news(), 0)
    schedule.ended()
    assert schedule.seconds(9) is None
    schedule.heard(first, 9)
    schedule.closed(first)
    schedule.heard(news(stuck="cutter"), 9)
    assert schedule.seconds(99) is None
    schedule.heard(news("b"), 99)
    assert schedule.seconds(99) == 0


def test_what_is_told_late_of_one_attempt_delays_no_other() -> None:
    schedule = Schedule()
    schedule.heard(first := news("a"), 0)
    schedule.heard(news("b"), 1)
    schedule.told(first, 2)
    assert schedule.seconds(2) == 0
    schedule.failed(first, 2)
    assert schedule.seconds(2) == 0


class Ear:
    """A server that hears when it is let."""

    def __init__(self, *troubles: LinkError) -> None:
        self.troubles = list(troubles)
        self.changed = threading.Condition()
        self.heard: list[tuple[Attempt, str, str]] = []
        self.open = threading.Event()
        self.open.set()
        self.asked = threading.Event()

    def tell(self, attempt: Attempt, state: str, detail: str, printer: PrinterReport) -> None:
        self.asked.set()
        assert self.open.wait(GENEROUS)
        with self.changed:
            self.heard.append((attempt, state, detail))
            self.changed.notify_all()
        if self.troubles:
            raise self.troubles.pop(0)

    def wait_for(self, true: Callable[[], bool]) -> bool:
        with self.changed:
            return self.changed.wait_for(true, GENEROUS)


def test_a_slow_server_delays_nobody_and_hears_the_newest() -> None:
    ear = Ear()
    ear.open.clear()
    with Progress(ear.tell) as progress:
        progress.heard(news())
        assert ear.asked.wait(GENEROUS)
        for reason in ("cover_open", "paper_out", "cutter"):  # returns while the server still thinks of the first
            progress.heard(news(stuck=reason))
        ear.open.set()
        assert ear.wait_for(lambda: len(ear.heard) == 2)
    assert ear.heard == [("a", "sending", ""), ("a", "stuck", "cutter")]


def test_failures_are_logged_once_and_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    ear = Ear(LinkError("away"), LinkError("away"))
    now = [0.0]

    def clock() -> float:
        now[0] += PAUSE
        return now[0]

    with Progress(ear.tell, clock) as progress:
        progress.heard(news())
        assert ear.wait_for(lambda: len(ear.heard) == 3)
    assert ear.heard == [("a", "sending", "")] * 3
    assert len(caplog.records) == 1


def test_a_closed_attempt_is_not_told_of_again() -> None:
    ear = Ear(NotOurs("closed", 409))
    with Progress(ear.tell) as progress:
        progress.heard(news())
        assert ear.wait_for(lambda: len(ear.heard) == 1)
        progress.heard(news(stuck="cutter"))
        progress.ended()
        progress.heard(news("b"))
        assert ear.wait_for(lambda: len(ear.heard) == 2)
    assert ear.heard == [("a", "sending", ""), ("b", "sending", "")]


def test_the_end_waits_for_a_report_that_is_under_way() -> None:
    ear = Ear()
    ear.open.clear()
    waited: list[float | None] = []
    progress = Progress(ear.tell)
    with progress:
        progress.heard(news())
        assert ear.asked.wait(GENEROUS)
        join = progress._thread.join

        def joining(timeout: float | None = None) -> None:
            waited.append(timeout)
            ear.open.set()
            join(GENEROUS)

        progress._thread.join = joining  # type: ignore[method-assign]
    assert waited == [LAST_WORD]
    assert ear.heard == [("a", "sending", "")]
