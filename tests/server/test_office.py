"""The one door: repeated touches, many hands at once, and a process that dies."""

import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from server import store as rows
from server.office import Office
from server.rules import commands as c
from server.rules.centre import Procedure
from server.rules.decide import Refused
from server.rules.events import TicketIssued
from server.rules.evolve import fold
from server.rules.phases import Phase
from server.rules.state import Hall, broken
from server.store import Store
from server.tables import print_job, rating, touch
from tests.server.offices import Told, open_office, open_store
from tests.server.rules.halls import small_centre

ROOT = Path(__file__).parents[2]


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def store(tmp_path: Path) -> Any:
    store = open_store(tmp_path / "moiso.db")
    yield store
    store.close()


@pytest.fixture
def office(store: Store, told: Told) -> Office:
    return open_office(store, told)


def test_the_same_touch_gives_the_same_ticket(office: Office, told: Told) -> None:
    first = office.handle(c.TakeTicket("HT"), "kiosk:k", key="one")
    again = office.handle(c.TakeTicket("HT"), "kiosk:k", key="one")
    other = office.handle(c.TakeTicket("HT"), "kiosk:other", key="one")
    assert first.ticket is not None
    assert (again.repeated, again.ticket) == (True, first.ticket)
    assert other.ticket is not None
    assert other.ticket.label == "A002"  # a key belongs to its caller
    assert len(told.outcomes) == 2


def test_the_same_touch_gives_the_same_ticket_when_it_is_closed_and_after_a_restart(store: Store, told: Told) -> None:
    office = open_office(store, told)
    first = office.handle(c.TakeTicket("HT"), "kiosk:k", key="one").ticket
    office.handle(c.CallNext(1), "staff:s")
    office.handle(c.FinishVisit(1), "staff:s")
    told.now += 24 * 3600 * 1000
    restarted = open_office(store, told)
    restarted.handle(c.OpenDay(), "office")
    again = restarted.handle(c.TakeTicket("HT"), "kiosk:k", key="one")
    assert first is not None
    assert again.ticket is not None
    assert (again.ticket.id, again.ticket.phase, again.repeated) == (first.id, Phase.DONE, True)


def test_the_night_is_no_part_of_what_a_touch_has_done(office: Office, told: Told) -> None:
    """Whoever signs in first in the morning has not asked for yesterday's last number."""
    office.handle(c.TakeTicket("HT"), "kiosk:k")
    told.now += 24 * 3600 * 1000
    outcome = office.handle(c.SignIn(1), "staff:s", key="morning")
    assert any(isinstance(event, TicketIssued) for event in outcome.events)
    assert outcome.ticket is None
    assert office.handle(c.SignIn(1), "staff:s", key="morning").ticket is None
    told.now += 24 * 3600 * 1000
    taken = office.handle(c.TakeTicket("HT"), "kiosk:k").ticket
    assert taken is not None
    assert (taken.label, taken.carried_from) == ("A002", None)


def test_a_procedure_is_taken_from_the_midnight_on_which_it_is_posted(store: Store, told: Told) -> None:
    """Also when that touch opens the day; and on the next midnight the version before it is gone."""
    tomorrow = date(2026, 11, 22)
    old = Procedure("1.1", "HT", {"vi": "Cũ"}, abolished_from=tomorrow)
    new = Procedure("1.2", "HT", {"vi": "Mới"}, posted_from=tomorrow)
    centre = replace(small_centre(), catalogue=(old, new), procedures={"1.1": old})
    office = open_office(store, told, centre)
    midnight = int(datetime.combine(tomorrow, time(0), centre.zone).timestamp() * 1000)
    for now, good, bad in ((midnight - 1, "1.1", "1.2"), (midnight, "1.2", "1.1")):
        told.now = now
        with pytest.raises(Refused, match="unknown_procedure"):
            office.handle(c.TakeTicket("HT", bad), "kiosk:k")
        assert office.handle(c.TakeTicket("HT", good), "kiosk:k").ticket is not None
        assert set(office.centre.procedures) == {good}
    office.adopt(replace(small_centre(), catalogue=(replace(new, abolished_from=tomorrow),), procedures={"1.2": new}))
    with pytest.raises(Refused, match="unknown_procedure"):
        office.handle(c.TakeTicket("HT", "1.2"), "kiosk:k")


def test_a_key_is_not_taken_for_another_wish(office: Office) -> None:
    office.handle(c.TakeTicket("HT"), "kiosk:k", key="one")
    with pytest.raises(Refused, match="key_reused"):
        office.handle(c.TakeTicket("CT"), "kiosk:k", key="one")


def test_a_repeated_next_calls_nobody_else(office: Office) -> None:
    for _ in range(2):
        office.handle(c.TakeTicket("HT"), "kiosk:k")
    first = office.handle(c.CallNext(1), "staff:s", key="press")
    again = office.handle(c.CallNext(1), "staff:s", key="press")
    assert first.ticket is not None
    assert again.ticket is not None
    assert first.ticket.id == again.ticket.id
    assert len(office.look().hall.line("HT")) == 1


def test_what_is_refused_leaves_no_trace(office: Office, store: Store, told: Told) -> None:
    before = office.look()
    with pytest.raises(Refused):
        office.handle(c.Recall(1), "staff:s", key="press")
    with store.reading() as connection:
        assert connection.execute(select(touch)).all() == []
        assert rows.last_id(connection) == before.at
    assert told.outcomes == []


def test_a_commit_that_fails_is_forgotten(office: Office, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    office.handle(c.TakeTicket("HT"), "kiosk:k")

    def fail(*_: Any, **__: Any) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr("server.spool.add", fail)
        with pytest.raises(OSError, match="disk full"):
            office.handle(c.TakeTicket("HT"), "kiosk:k", key="lost")
    assert len(office.look().hall.tickets) == 1
    retried = office.handle(c.TakeTicket("HT"), "kiosk:k", key="lost")
    assert retried.ticket is not None
    assert (retried.ticket.label, retried.repeated) == ("A002", False)


def test_words_about_a_visit_stay_out_of_the_journal(office: Office, store: Store) -> None:
    office.handle(c.TakeTicket("HT"), "kiosk:k")
    office.handle(c.CallNext(1), "staff:lan")
    office.handle(c.FinishVisit(1), "staff:lan")
    office.handle(c.RateVisit("A001", 1, ("CHO_LAU",)), "feedback:1", remark="Chị Thử rất tốt")
    with store.reading() as connection:
        row = connection.execute(select(rating)).one()
        journal = json.dumps([event.__class__.__name__ + repr(event) for _, event in rows.replay(connection)])
    assert (row.comment, row.staff, row.counter, row.service, row.reasons) == (
        "Chị Thử rất tốt", "staff:lan", 1, "HT", ["CHO_LAU"],
    )  # fmt: skip
    assert "Thử" not in journal


def test_a_small_step_back_of_the_clock_is_waited_out_and_a_large_one_stops(office: Office, told: Told) -> None:
    office.handle(c.TakeTicket("HT"), "kiosk:k")
    told.now -= 60_000
    second = office.handle(c.TakeTicket("HT"), "kiosk:k").ticket
    assert second is not None
    assert second.issued_at == told.now + 60_000
    told.now -= 600_000
    with pytest.raises(Refused, match="clock_backwards"):
        office.handle(c.TakeTicket("HT"), "kiosk:k")


def test_many_threads_get_different_numbers_and_different_people(office: Office, store: Store) -> None:
    def press(number: int) -> tuple[str | None, str | None]:
        taken = office.handle(c.TakeTicket("HT"), f"kiosk:{number}").ticket
        called = office.handle(c.CallNext(1 + number % 2, finish=True), "staff:s").ticket
        return (taken.label if taken else None, called.label if called else None)

    with ThreadPoolExecutor(12) as pool:
        pairs = list(pool.map(press, range(120)))
    labels = [taken for taken, _ in pairs]
    called = [label for _, label in pairs if label]
    assert sorted(labels) == [f"A{n:03d}" for n in range(1, 121)]  # type: ignore[type-var]
    assert len(called) == len(set(called))
    with store.reading() as connection:
        hall, _ = rows.load(connection)
    assert broken(hall) == []
    assert hall == office.look().hall


def _press_in_process(path: str, name: str, count: int) -> list[tuple[str, str | None]]:
    store = open_store(Path(path))
    office = open_office(store, Told())
    got = []
    for _ in range(count):
        taken = office.handle(c.TakeTicket("HT"), name).ticket
        called = office.handle(c.CallNext(1 if name == "a" else 2, finish=True), name).ticket
        assert taken is not None
        got.append((taken.label, called.label if called else None))
    store.close()
    return got


def test_two_processes_never_give_one_number_twice_nor_one_ticket_to_two(tmp_path: Path) -> None:
    path = str(tmp_path / "moiso.db")
    open_store(Path(path)).close()
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        results = pool.starmap(_press_in_process, [(path, "a", 60), (path, "b", 60)])
    taken = [label for result in results for label, _ in result]
    called = [label for result in results for _, label in result if label]
    assert sorted(taken) == [f"A{n:03d}" for n in range(1, 121)]
    assert len(called) == len(set(called))
    store = open_store(Path(path))
    with store.reading() as connection:
        hall, _ = rows.load(connection)
        assert hall == fold(Hall(), (event for _, event in rows.replay(connection)))
    store.close()
    assert broken(hall) == []


PRESSER = """
import sys
from pathlib import Path
from server.rules import commands as c
from tests.server.offices import Told, open_office, open_store
office = open_office(open_store(Path(sys.argv[1])), Told())
turn = 0
while True:
    turn += 1
    taken = office.handle(c.TakeTicket("HT"), "kiosk:k").ticket
    print("taken", taken.label, flush=True)
    if turn % 3 == 0:
        called = office.handle(c.CallNext(1, finish=True), "staff:s").ticket
        print("called", called.label, flush=True)
"""


def test_a_kill_at_any_moment_loses_nothing_that_was_answered(tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}")  # shown when the test fails
    lengths = random.Random(seed)
    path = tmp_path / "moiso.db"
    open_store(path).close()
    answered: list[str] = []
    for _ in range(6):
        process = subprocess.Popen(
            [sys.executable, "-c", PRESSER, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        answered += [process.stdout.readline().strip() for _ in range(lengths.randrange(1, 40))]
        os.kill(process.pid, signal.SIGKILL)
        answered += process.stdout.read().splitlines()  # what was still in the pipe had been answered, too
        process.wait()
    store = open_store(path)
    with store.reading() as connection:
        hall, _ = rows.load(connection)
        assert hall == fold(Hall(), (event for _, event in rows.replay(connection)))
    store.close()
    assert broken(hall) == []
    taken = [line.split()[1] for line in answered if line.startswith("taken ")]
    called = [line.split()[1] for line in answered if line.startswith("called ")]
    tickets = {ticket.label: ticket for ticket in hall.tickets.values()}
    assert len(taken) == len(set(taken))
    assert len(called) == len(set(called))
    assert set(taken) <= set(tickets)
    assert all(tickets[label].times == 1 for label in called)
    assert sorted(tickets) == [f"A{n:03d}" for n in range(1, len(tickets) + 1)]


def test_a_papers_place_and_who_took_the_number(store: Store, told: Told) -> None:
    places = {"kiosk:own": "own"}
    office = Office(small_centre(), store, told.clock, lambda *_: {"label": "x"}, told.outcomes.append, places.get)
    office.handle(c.TakeTicket("HT"), "kiosk:own")
    office.handle(c.TakeTicket("HT"), "staff:lan")
    with store.reading() as connection:
        jobs = connection.execute(select(print_job).order_by(print_job.c.ticket)).all()
    assert [(job.by, job.place) for job in jobs] == [("kiosk:own", "own"), ("staff:lan", None)]


def test_a_number_and_its_paper_are_given_up_in_one_commit(
    office: Office, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def states() -> list[str]:
        with store.reading() as connection:
            return list(connection.scalars(select(print_job.c.state)))

    office.handle(c.TakeTicket("HT"), "kiosk:k")
    with monkeypatch.context() as patch:
        patch.setattr("server.store.remember", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
        with pytest.raises(OSError, match="disk full"):
            office.handle(c.CancelTicket("A001"), "staff:lan", key="k")
    assert states() == ["queued"]
    office.handle(c.CancelTicket("A001"), "staff:lan", key="k")
    assert states() == ["cancelled"]


def test_papers_of_yesterday_are_not_printed_today(office: Office, store: Store, told: Told) -> None:
    office.handle(c.TakeTicket("HT"), "kiosk:k")
    told.now += 24 * 3600 * 1000
    office.handle(c.OpenDay(), "office")
    with store.reading() as connection:
        assert connection.scalar(select(print_job.c.state)) == "cancelled"
