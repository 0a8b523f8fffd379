"""Papers that people ask for again, and papers that only people can confirm."""

import pytest

from server.spool import LIFE, TooManyReprints
from tests.server.spool.books import A, Book


def printed(book: Book, outcome: str = "printed") -> None:
    book.report(book.must_claim().attempt, outcome)


def test_a_printed_ticket_comes_again_marked(book: Book) -> None:
    book.take()
    printed(book)
    book.now += 61_000
    book.reprint("t-A001", by="staff:lan", why="torn", limited=False)
    again = book.job(copy=1)
    assert (again.by, again.why_asked, again.expires_at) == ("staff:lan", "torn", book.now + LIFE)
    assert again.slip["copy_mark"] == "vi reprint 1 at 61"


def test_where_it_was_taken_it_comes_again_too(book: Book) -> None:
    book.take(place="K1")
    book.now += 5000
    from tests.server.spool.books import OWN

    job = book.must_claim(OWN)
    book.report(job.attempt, "printed", agent=OWN)
    book.reprint("t-A001")
    assert book.job(copy=1).place == "K1"


@pytest.mark.parametrize("state", ["queued", "leased", "sending", "held"])
def test_an_open_job_is_not_doubled_and_lives_longer(book: Book, state: str) -> None:
    book.take()
    if state != "queued":
        job = book.must_claim()
        if state == "sending":
            book.progress(job.attempt)
        elif state == "held":
            book.report(job.attempt, "not_sent", "paper_out")
    book.now += 100_000
    book.reprint("t-A001")
    assert book.states() == ["queued" if state == "held" else state]
    assert book.job().expires_at == book.now + LIFE


def test_out_of_time_without_a_byte_comes_again_unmarked(book: Book) -> None:
    book.take()
    book.report(book.must_claim().attempt, "not_sent", "paper_out")
    book.now += LIFE
    book.round()
    assert book.states() == ["expired"]
    book.reprint("t-A001", by="staff:lan", limited=False)
    assert (book.states(), book.job().expires_at, book.job().by) == (["queued"], book.now + LIFE, "kiosk:k")
    job = book.must_claim()
    assert (job.copy, job.slip["copy_mark"]) == (0, "")


def test_a_marked_copy_out_of_time_says_when_it_is_printed(book: Book) -> None:
    book.take()
    printed(book)
    book.reprint("t-A001")
    book.now += LIFE
    book.round()
    book.reprint("t-A001")
    assert (book.states(), book.job(copy=1).slip["copy_mark"]) == (["printed", "queued"], "vi reprint 1 at 180")


def test_a_kiosk_asks_three_times_and_staff_as_often_as_needed(book: Book) -> None:
    book.take()
    for _ in range(3):
        printed(book)
        book.reprint("t-A001")
    printed(book)
    with pytest.raises(TooManyReprints):
        book.reprint("t-A001")
    book.reprint("t-A001", by="staff:lan", limited=False)
    assert book.states() == ["printed"] * 4 + ["queued"]
    assert book.paper().asked == 3


def test_a_slip_counts_to_99(book: Book) -> None:
    book.take()
    for _ in range(99):
        printed(book)
        book.reprint("t-A001", by="staff:lan", limited=False)
    printed(book)
    with pytest.raises(TooManyReprints):
        book.reprint("t-A001", by="staff:lan", limited=False)


def test_a_ticket_without_paper_has_none_to_repeat(book: Book) -> None:
    with pytest.raises(LookupError):
        book.reprint("t-A001")


def test_the_citizen_has_it(book: Book) -> None:
    book.take()
    printed(book, "sent_unconfirmed")
    assert book.answer("t-A001", True)
    assert (book.states(), book.job().detail) == (["printed"], "received")
    assert not book.answer("t-A001", False)
    assert book.states() == ["printed"]


def test_the_citizen_does_not_have_it(book: Book) -> None:
    book.take()
    printed(book, "sent_unconfirmed")
    assert book.answer("t-A001", False)
    assert (book.states(), book.job(copy=1).slip["copy"]) == (["sent_unconfirmed", "queued"], 1)
    assert not book.answer("t-A001", True)


def test_nobody_asks_of_other_papers(book: Book) -> None:
    book.take()
    assert not book.answer("t-A001", True)
    assert not book.answer("t-A009", True)
    book.claim(A)
    assert not book.answer("t-A001", True)
    assert book.states() == ["leased"]
