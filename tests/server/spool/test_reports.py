"""The table of the package, case by case: what a report changes, by what is known of its attempt."""

import pytest

from server.spool import LEASE, LIFE
from tests.server.spool.books import A, B, Book

FINAL = ("printed", "sent_unconfirmed")


@pytest.mark.parametrize("outcome", FINAL)
def test_in_hand_and_on_paper(book: Book, outcome: str) -> None:
    book.take()
    job = book.must_claim()
    assert book.report(job.attempt, outcome, began=True)
    assert (book.states(), book.job().done_at, book.job().lease_until) == ([outcome], book.now, None)
    tried = book.attempt(job.attempt)
    assert (tried.outcome, tried.ended_at, tried.began_at) == (outcome, book.now, book.now)


def test_in_hand_and_unclear(book: Book) -> None:
    book.take()
    job = book.must_claim()
    book.report(job.attempt, "unknown", "offline")
    assert book.states() == ["unknown", "queued"]
    assert (book.job().detail, book.job(copy=1).slip["copy_mark"]) == ("offline", "vi reprint 1 at 0")


def test_no_byte_had_left(book: Book) -> None:
    book.take()
    job = book.must_claim()
    book.report(job.attempt, "not_sent", "paper_out")
    assert (book.job().state, book.job().detail, book.job().attempt) == ("held", "paper_out", None)
    assert book.attempt(job.attempt).began_at is None
    again = book.must_claim(B)
    assert (again.copy, again.slip["copy_mark"]) == (0, "")


def test_held_until_its_time_is_over(book: Book) -> None:
    book.take()
    job = book.must_claim()
    book.now += LIFE
    book.report(job.attempt, "not_sent", "paper_out")
    assert book.states() == ["expired"]


def test_too_late_by_the_agents_clock(book: Book) -> None:
    book.take()
    job = book.must_claim()
    book.now += LIFE - 900  # moments travel to the second
    book.report(job.attempt, "expired")
    assert book.states() == ["expired"]


def test_too_late_by_a_time_that_was_made_longer_meanwhile(book: Book) -> None:
    book.take()
    job = book.must_claim()
    book.now += LIFE - 10
    book.reprint("t-A001")
    book.report(job.attempt, "expired")
    assert (book.states(), book.job().expires_at) == (["queued"], book.now + LIFE)


@pytest.mark.parametrize("outcome", ["not_sent", "expired"])
def test_begun_and_said_to_be_blank_is_not_believed(book: Book, outcome: str) -> None:
    book.take("t-A001")
    book.take("t-A002")
    heard, said = book.must_claim(), book.must_claim(B)
    book.progress(heard.attempt)
    book.report(heard.attempt, outcome)
    book.report(said.attempt, outcome, began=True, agent=B)
    assert book.states("t-A001") == book.states("t-A002") == ["unknown", "queued"]


def test_strangers_are_refused(book: Book) -> None:
    book.take()
    job = book.must_claim()
    before = book.dump()
    assert not book.report(job.attempt, "printed", agent=B)
    assert not book.report("f" * 16, "printed")
    assert book.dump() == before


@pytest.mark.parametrize("outcome", ["printed", "sent_unconfirmed", "unknown", "not_sent", "expired"])
def test_twice_is_once(book: Book, outcome: str) -> None:
    book.take()
    job = book.must_claim()
    assert book.report(job.attempt, outcome, "why")
    before = book.dump()
    book.now += 1000
    assert book.report(job.attempt, outcome, "why")
    assert book.dump() == before


def test_a_repeat_does_not_take_the_job_from_its_next_holder(book: Book) -> None:
    book.take()
    job = book.must_claim()
    book.report(job.attempt, "not_sent", "offline")
    other = book.must_claim(B)
    book.report(job.attempt, "not_sent", "offline")
    assert (book.job().state, book.job().attempt) == ("leased", other.attempt)


def lost(book: Book) -> str:
    """A paper whose agent has vanished; its reprint waits."""
    book.take()
    job = book.must_claim()
    book.now += LEASE
    book.round()
    assert book.states() == ["unknown", "queued"]
    return job.attempt


@pytest.mark.parametrize("outcome", FINAL)
def test_it_came_out_after_all_and_the_reprint_is_not_needed(book: Book, outcome: str) -> None:
    attempt = lost(book)
    assert book.report(attempt, outcome)
    assert book.states() == [outcome, "cancelled"]
    assert (book.attempt(attempt).outcome, book.paper().state, book.paper().copy) == (outcome, outcome, 0)
    assert book.claim(B) is None


def test_it_came_out_after_all_and_the_reprint_is_under_way(book: Book) -> None:
    attempt = lost(book)
    again = book.must_claim(B)
    book.report(attempt, "printed")
    assert book.states() == ["printed", "leased"]
    book.report(again.attempt, "printed", agent=B)
    assert (book.states(), book.paper().copy) == (["printed", "printed"], 1)


def test_nothing_had_left_and_the_reprint_is_not_needed(book: Book) -> None:
    attempt = lost(book)
    book.report(attempt, "not_sent", "offline")
    assert book.states() == ["held", "cancelled"]
    again = book.must_claim(B)
    assert (again.copy, again.slip["copy_mark"]) == (0, "")


def test_nothing_had_left_and_the_reprint_is_under_way(book: Book) -> None:
    attempt = lost(book)
    book.must_claim(B)
    book.report(attempt, "not_sent", "offline")
    assert book.states() == ["cancelled", "leased"]
    assert book.claim(A) is None


def test_nothing_had_left_and_somebody_has_asked_for_a_reprint_meanwhile(book: Book) -> None:
    attempt = lost(book)
    again = book.must_claim(B)
    book.report(again.attempt, "printed", agent=B)
    book.reprint("t-A001")
    book.report(attempt, "expired")
    assert book.states() == ["cancelled", "printed", "queued"]


def test_it_is_not_known_to_the_agent_either(book: Book) -> None:
    attempt = lost(book)
    assert book.report(attempt, "unknown", "offline")
    assert (book.states(), book.job().detail) == (["unknown", "queued"], "offline")
    assert (book.attempt(attempt).detail, book.attempt(attempt).began_at) == ("offline", book.now)


def test_an_agent_that_began_and_says_that_it_did_not_is_not_believed_later_either(book: Book) -> None:
    attempt = lost(book)
    book.progress(attempt)  # too late to count, and yet it says that a byte has left
    book.report(attempt, "not_sent")
    assert book.states() == ["unknown", "queued"]


@pytest.mark.parametrize("outcome", [*FINAL, "unknown"])
def test_thought_idle_and_on_paper_after_all(book: Book, outcome: str) -> None:
    book.take()
    job = book.must_claim()
    book.tidy()
    book.report(job.attempt, outcome)
    assert book.states() == ([outcome, "queued"] if outcome == "unknown" else [outcome])
    assert book.job().attempt == job.attempt


@pytest.mark.parametrize("outcome", FINAL)
def test_thought_out_of_time_and_on_paper_after_all(book: Book, outcome: str) -> None:
    book.take()
    job = book.must_claim()
    book.tidy()
    book.now += LIFE
    book.round()
    book.report(job.attempt, outcome)
    assert book.states() == [outcome]


def test_thought_idle_and_on_paper_while_somebody_else_has_it(book: Book) -> None:
    book.take()
    job = book.must_claim()
    book.tidy()
    other = book.must_claim(B)
    assert book.report(job.attempt, "printed")
    assert (book.job().state, book.job().attempt, book.attempt(job.attempt).outcome) == (
        "leased",
        other.attempt,
        "printed",
    )


@pytest.mark.parametrize(("first", "then"), [("printed", "unknown"), ("printed", "not_sent"), ("unknown", "expired")])
def test_else_the_first_word_stands(book: Book, first: str, then: str) -> None:
    book.take()
    job = book.must_claim()
    book.report(job.attempt, first)
    before = book.dump()
    assert book.report(job.attempt, then)
    assert book.dump() == before


def test_a_long_word_is_cut(book: Book) -> None:
    book.take()
    job = book.must_claim()
    book.report(job.attempt, "not_sent", "x" * 500)
    assert book.job().detail == book.attempt(job.attempt).detail == "x" * 200


def test_at_most_two_reprints_come_by_themselves(book: Book) -> None:
    book.take()
    for copy in range(3):
        job = book.must_claim((A, B)[copy % 2])
        assert (job.copy, job.expires_at) == (copy, book.job().made_at + LIFE)
        book.now += 1000
        book.report(job.attempt, "unknown", agent=(A, B)[copy % 2])
    assert book.states() == ["unknown"] * 3
    assert book.claim() is None


def test_no_reprint_comes_by_itself_after_the_first_ones_time(book: Book) -> None:
    book.take()
    job = book.must_claim()
    book.progress(job.attempt)
    book.now += LIFE
    book.report(job.attempt, "unknown")
    assert book.states() == ["unknown"]
