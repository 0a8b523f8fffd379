from pathlib import Path

import pytest

from printers import journal as module
from printers.journal import Journal, JournalBusy
from printers.link import Report


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "agent.sqlite"


def test_an_attempt_without_an_end_is_unknown_after_a_restart(path: Path) -> None:
    first = Journal(path)
    first.begin("a")
    assert first.unreported() == ()
    first.close()
    again = Journal(path)
    assert again.unreported() == (Report("a", "unknown", "restart"),)
    assert again.torn()


def test_an_outcome_is_reported_until_it_is_acknowledged(path: Path) -> None:
    report = Report(17, "printed", "near_end")
    journal = Journal(path)
    journal.begin(17)
    journal.finish(report)
    journal.close()
    journal = Journal(path)
    assert journal.unreported() == (report,)
    journal.acknowledge([report])
    assert journal.unreported() == ()
    journal.close()
    assert Journal(path).unreported() == ()


def test_numbers_and_texts_are_different_attempts(path: Path) -> None:
    journal = Journal(path)
    journal.finish(Report(1, "printed"))
    assert journal.ended(1) == Report(1, "printed")
    assert journal.ended("1") is None


def test_only_what_may_be_on_paper_is_final(path: Path) -> None:
    journal = Journal(path)
    journal.finish(Report("a", "not_sent", "paper_out"))
    assert journal.ended("a") is None
    journal.begin("a")
    assert journal.unreported() == ()
    journal.finish(Report("a", "unknown"))
    assert journal.ended("a") == Report("a", "unknown")


def test_an_older_outcome_is_not_taken_for_the_acknowledged_one(path: Path) -> None:
    journal = Journal(path)
    journal.finish(Report("a", "not_sent"))
    journal.begin("a")
    journal.finish(Report("a", "printed"))
    journal.acknowledge([Report("a", "not_sent")])
    assert journal.unreported() == (Report("a", "printed"),)


def test_the_printer_is_torn_until_something_is_printed(path: Path) -> None:
    journal = Journal(path)
    assert not journal.torn()
    journal.finish(Report("a", "unknown"))
    journal.finish(Report("b", "not_sent"))
    journal.finish(Report("c", "expired"))
    assert journal.torn()
    journal.finish(Report("d", "printed"))
    assert not journal.torn()


def test_old_acknowledged_attempts_are_dropped(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT", 3)
    journal = Journal(path)
    for number in range(10):
        report = Report(number, "printed")
        journal.finish(report)
        if number != 2:
            journal.acknowledge([report])
    assert [journal.ended(number) is not None for number in range(10)] == [False, False, True] + [False] * 4 + [
        True
    ] * 3
    assert journal.unreported() == (Report(2, "printed"),)


def test_one_agent_at_a_time(path: Path) -> None:
    first = Journal(path)
    with pytest.raises(JournalBusy, match="another print agent"):
        Journal(path)
    first.close()
    Journal(path).close()


def test_it_is_written_for_good_before_it_returns(path: Path) -> None:
    journal = Journal(path)
    [full] = journal._db.execute("PRAGMA synchronous").fetchone()
    [mode] = journal._db.execute("PRAGMA journal_mode").fetchone()
    assert (full, mode) == (2, "wal")
