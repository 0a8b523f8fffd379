"""Claims, leases, places: who may have a job, for how long, and what becomes of one that was left behind."""

import pytest

from server.spool import LEASE, LIFE
from tests.server.spool.books import OWN, SPARE, A, B, Book


def test_a_job_is_given_to_one_agent(book: Book) -> None:
    book.take()
    job = book.must_claim()
    assert book.claim(B) is None
    assert (book.job().state, book.job().agent, book.job().attempt) == ("leased", "agent:a", job.attempt)
    tried = book.attempt(job.attempt)
    assert (tried.ticket, tried.copy, tried.agent, tried.printer) == ("t-A001", 0, "agent:a", "a-printer")
    assert (tried.leased_at, tried.began_at, tried.ended_at, tried.outcome) == (book.now, None, None, None)


def test_the_first_byte_and_every_word_after_it_renew_the_lease(book: Book) -> None:
    book.take()
    job = book.must_claim()
    began = book.now = book.now + 20_000
    assert book.progress(job.attempt)
    book.now += 20_000
    assert book.progress(job.attempt, stuck="paper_out")
    assert (book.job().state, book.job().detail, book.job().lease_until) == ("sending", "paper_out", book.now + LEASE)
    assert book.attempt(job.attempt).began_at == began
    book.now += LEASE - 1
    assert book.round() == 0
    assert book.progress(job.attempt)
    assert book.job().detail is None  # it prints again


def test_progress_of_what_is_not_in_hand_changes_nothing(book: Book) -> None:
    book.take()
    job = book.must_claim()
    before = book.dump()
    assert not book.progress("0" * 16)
    assert not book.progress(job.attempt, agent=B)
    assert book.dump() == before
    book.report(job.attempt, "printed")
    assert not book.progress(job.attempt)
    assert book.states() == ["printed"]


def test_a_lease_that_runs_out_is_unclear_and_a_marked_copy_follows(book: Book) -> None:
    book.take(language="en")
    job = book.must_claim()
    book.now += LEASE
    assert book.round() == 1
    assert book.states() == ["unknown", "queued"]
    tried = book.attempt(job.attempt)
    assert (tried.outcome, tried.detail, tried.ended_at) == ("unknown", "agent_lost", book.now)
    again = book.job(copy=1)
    assert (again.by, again.expires_at) == ("office", book.job().expires_at)
    assert again.slip == {"label": "A001", "copy": 1, "copy_mark": "en reprint 1 at 30"}


def test_an_agent_that_comes_back_without_having_begun_leaves_the_job_unmarked(book: Book) -> None:
    book.take()
    job = book.must_claim()
    book.now += 1000
    assert book.tidy() == 1
    assert book.states() == ["queued"]
    assert (book.attempt(job.attempt).outcome, book.attempt(job.attempt).detail) == ("not_sent", "came_back")
    again = book.must_claim()
    assert (again.copy, again.slip["copy_mark"]) == (0, "")
    assert again.attempt != job.attempt


def test_another_process_with_the_same_token_knows_nothing_of_the_lease(book: Book) -> None:
    book.take()
    job = book.must_claim(session="first")
    assert book.tidy(session="copied disk") == 1
    assert book.states() == ["unknown", "queued"]
    assert book.attempt(job.attempt).detail == "other_session"
    assert book.must_claim().slip["copy_mark"]
    assert book.report(job.attempt, "printed")  # it had been printing all the time
    assert book.states() == ["printed", "leased"]


def test_what_was_heard_to_be_begun_is_unclear_when_its_agent_comes_back(book: Book) -> None:
    book.take()
    book.progress(book.must_claim().attempt)
    assert book.tidy() == 1
    assert book.states() == ["unknown", "queued"]


def test_only_the_agents_own_leases_are_tidied_and_none_of_a_newer_question(book: Book) -> None:
    book.take()
    asked_at = book.now
    book.now += 1
    book.must_claim()
    assert (book.tidy(B), book.tidy(asked_at=asked_at)) == (0, 0)
    assert book.states() == ["leased"]


def test_an_agent_wrongly_thought_idle_gets_its_job_back_while_nobody_else_has_it(book: Book) -> None:
    book.take()
    job = book.must_claim()
    book.tidy()
    assert book.progress(job.attempt)
    assert book.states() == ["sending"]
    assert book.claim(B) is None
    assert (book.attempt(job.attempt).outcome, book.attempt(job.attempt).ended_at) == (None, None)


def test_a_job_that_was_given_to_somebody_else_is_not_given_back(book: Book) -> None:
    book.take()
    job = book.must_claim()
    book.tidy()
    other = book.must_claim(B)
    assert not book.progress(job.attempt)
    assert (book.job().attempt, book.attempt(job.attempt).began_at) == (other.attempt, book.now)


def test_time_over_before_anybody_had_it(book: Book) -> None:
    book.take()
    book.now += LIFE
    assert book.claim() is None
    assert book.paper().state == "expired"
    book.round()
    assert (book.states(), book.job().done_at) == (["expired"], book.now)


def test_what_is_in_hand_does_not_expire(book: Book) -> None:
    book.take()
    job = book.must_claim()
    for _ in range(10):
        book.now += 20_000
        book.progress(job.attempt)
        book.round()
    assert book.states() == ["sending"]
    assert book.report(job.attempt, "printed")
    assert book.states() == ["printed"]


def test_given_up_before_anybody_had_it(book: Book) -> None:
    book.take()
    book.take("t-A002")
    book.give_up("t-A001")
    assert (book.states(), book.states("t-A002")) == (["cancelled"], ["queued"])
    assert book.must_claim().ticket == "t-A002"


def test_given_up_while_no_printer_worked(book: Book) -> None:
    book.take()
    book.report(book.must_claim().attempt, "not_sent", "paper_out")
    book.give_up("t-A001")
    assert book.states() == ["cancelled"]
    assert book.claim() is None


@pytest.mark.parametrize("outcome", ["not_sent", "unknown"])
def test_given_up_while_somebody_had_it_is_not_tried_again(book: Book, outcome: str) -> None:
    book.take()
    job = book.must_claim()
    book.give_up("t-A001")
    assert book.states() == ["leased"]
    book.report(job.attempt, outcome)
    assert book.states() == [{"not_sent": "cancelled"}.get(outcome, outcome)]


def test_a_kiosks_own_printer_prints_its_tickets_and_no_others(book: Book) -> None:
    book.take("t-A001", place="K1")
    book.take("t-A002")
    assert book.must_claim().ticket == "t-A002"
    assert book.claim() is None
    assert book.must_claim(OWN).ticket == "t-A001"
    assert book.claim(OWN) is None


def test_the_backup_takes_what_has_waited_five_seconds(book: Book) -> None:
    from server.spool import due

    book.take("t-A001", place="K1")
    book.now += 1000
    book.take("t-A002")
    with book.store.reading() as connection:
        assert (due(connection, SPARE, book.now), due(connection, A, book.now)) == (4.0, None)
    book.now += 3999
    assert book.claim(SPARE) is None
    book.now += 1
    assert book.must_claim(SPARE).ticket == "t-A001"
    with book.store.reading() as connection:
        assert due(connection, SPARE, book.now) == 1.0
    book.now += 1000
    assert book.must_claim(SPARE).ticket == "t-A002"
    with book.store.reading() as connection:
        assert due(connection, SPARE, book.now) is None


def test_the_backup_takes_at_once_what_has_no_working_printer_of_its_own(book: Book) -> None:
    book.take("t-A001", place="K1")
    book.take("t-A002")
    assert book.claim(SPARE, stopped={"K2"}) is None
    for stopped, name in (("K1", "t-A001"), (None, "t-A002")):
        job = book.claim(SPARE, stopped={stopped})
        assert job is not None
        assert job.ticket == name


def test_each_failure_puts_a_job_back_by_some_seconds(book: Book) -> None:
    book.take("t-A001")
    book.now += 4000
    book.take("t-A002")
    book.now += 2000
    book.take("t-A003")
    book.report(book.must_claim().attempt, "not_sent", "error")
    assert [book.must_claim().ticket for _ in range(3)] == ["t-A002", "t-A001", "t-A003"]


def test_a_test_is_for_one_printer_only(book: Book) -> None:
    from server import spool

    with book.writing() as connection:
        spool.add(connection, "test-d", {}, book.now, by="office", place="a")
    book.now += 10_000
    assert (book.claim(B), book.claim(SPARE)) == (None, None)
    job = book.must_claim()
    book.report(job.attempt, "unknown")
    assert book.states("test-d") == ["unknown"]  # nobody waits for it
