from pathlib import Path

import pytest

from printers import journal as module
from printers.journal import Journal, JournalBroken, JournalBusy
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


def test_an_attempt_that_only_arrived_was_not_sent(path: Path) -> None:
    first = Journal(path)
    first.offered("a")
    first.offered("b")
    first.begin("b")
    assert first.unreported() == ()
    first.close()
    assert Journal(path).unreported() == (Report("a", "not_sent", "restart"), Report("b", "unknown", "restart"))


def test_half_a_ticket_is_not_forgotten_over_many_refusals(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT", 3)
    journal = Journal(path)
    for report in (Report("older", "printed"), Report("torn", "unknown")):
        journal.finish(report)
        journal.acknowledge([report])
    for number in range(10):
        journal.finish(Report(number, "not_sent"))
        journal.acknowledge([Report(number, "not_sent")])
    assert journal.torn()
    assert journal.ended("older") is None


def test_what_is_no_journal_is_not_replaced(path: Path) -> None:
    path.write_bytes(b"something else, and long enough to be seen" * 50)
    before = path.read_bytes()
    with pytest.raises(JournalBroken, match=r"sổ ghi .* \[the journal .* cannot be read or written"):
        Journal(path)
    assert path.read_bytes() == before


def test_a_journal_damaged_in_its_middle_says_so(path: Path) -> None:
    journal = Journal(path)
    for number in range(300):
        journal.finish(Report(number, "printed", "x" * 100))
    journal.close()
    data = bytearray(path.read_bytes())
    data[4096 : len(data) - 4096] = b"\xff" * (len(data) - 8192)
    path.write_bytes(data)
    with pytest.raises(JournalBroken):
        Journal(path)


def test_an_empty_file_is_not_passed_over(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path.touch()
    Journal(path).close()
    assert "is empty" in caplog.text
    caplog.clear()
    Journal(path).close()
    assert caplog.text == ""


def test_a_full_disk_is_said_and_nothing_half_written(path: Path) -> None:
    journal = Journal(path)
    [pages] = journal._db.execute("PRAGMA page_count").fetchone()
    journal._db.execute(f"PRAGMA max_page_count = {pages}")

    def fill() -> None:
        for number in range(1000):
            journal.finish(Report(number, "printed", "x" * 100))

    with pytest.raises(JournalBroken, match="full"):
        fill()
    kept = [report.attempt for report in journal.unreported()]
    assert kept == list(range(len(kept)))
    assert 0 < len(kept) < 1000
    with pytest.raises(JournalBroken):
        journal.finish(Report("more", "printed", "x" * 4000))
    journal._db.execute("PRAGMA max_page_count = 100000")
    journal.try_out()
    journal.finish(Report("more", "printed"))


def test_a_row_that_cannot_be_understood(path: Path) -> None:
    journal = Journal(path)
    journal._db.execute("INSERT INTO attempts (attempt, outcome) VALUES ('{', 'printed')")
    with pytest.raises(JournalBroken):
        journal.unreported()
    journal._db.execute("UPDATE attempts SET attempt = '1', outcome = 'perhaps'")
    with pytest.raises(JournalBroken):
        journal.unreported()
