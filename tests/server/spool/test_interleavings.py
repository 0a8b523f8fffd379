"""Whatever comes in whatever order: claims, reports (late, twice, foreign), lost answers, crashes, lost leases, the
clock, people who ask again. A small model of the papers that really came out is held against the book.

Agents of the model tell the truth: an attempt that had begun is reported sooner or later, one that had not is forgotten
by a crash. That is what an agent's journal is for.
"""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from server.access import Caller
from server.spool import LEASE, LIFE, Job, TooManyReprints
from server.tables import print_attempt, print_job
from tests.server.spool.books import OWN, SPARE, A, B, Book

OPEN = ("queued", "leased", "sending", "held")
ENDED = ("printed", "sent_unconfirmed", "unknown", "expired", "cancelled")
BEGUN = ("printed", "printed", "unknown", "sent_unconfirmed")
STEPS = {"take": 6, "ask_again": 5, "answer": 3, "give_up": 2, "poll": 40, "begin": 20, "progress": 6, "finish": 14}
AGENTS = (A, A, B, B, SPARE, OWN)
WITH_A_JOB = ("begin", "progress", "finish", "crash")
STEPS |= {"crash": 4, "foreign": 3, "wait": 12, "look": 10}


@dataclass
class Machine:
    """One agent with its printer."""

    job: Job | None = None
    begun: bool = False
    heard: bool = False  # the office has heard that it has begun
    reports: list[tuple[str, str]] = field(default_factory=list)  # not yet acknowledged
    sent: list[tuple[str, str]] = field(default_factory=list)


class Papers:
    """The book beside the papers; `chance` chooses what happens."""

    def __init__(self, path: Path, chance: Random) -> None:
        self.book = Book(path)
        self.chance = chance
        self.agents = {agent.name: Machine() for agent in (A, B, SPARE, OWN)}
        self.claims: dict[str, tuple[str, int, str]] = {}  # attempt -> ticket, copy, agent
        self.papers: list[tuple[str, int, bool]] = []  # ticket, copy, marked: a byte of it has left
        self.told: dict[str, str] = {}  # what agents have told, by attempt
        self.asked: dict[str, int] = {}  # when a paper of this ticket was last asked for
        self.gone: set[str] = set()
        self.trace: list[str] = []

    def step(self) -> None:
        """One thing happens; then the laws hold."""
        happens = self.chance.choices(tuple(STEPS), tuple(STEPS.values()))[0]
        busy = [agent for agent in AGENTS if self.agents[agent.name].job] if happens in WITH_A_JOB else []
        agent = self.chance.choice(busy or AGENTS)
        self.trace.append(f"{happens} {agent.name}")
        getattr(self, happens)(agent)
        self.no_paper_twice()
        self.the_book_is_whole()

    def some_ticket(self) -> str | None:
        """A ticket that may still have paper."""
        names = sorted(set(self.asked) - self.gone)
        return self.chance.choice(names) if names else None

    # --- people ---

    def take(self, _: Caller) -> None:
        if len(self.asked) < 5:
            place = self.chance.choice((None, None, "K1"))
            name = self.book.take(f"t-A{len(self.asked) + 1:03}", place=place)
            self.asked[name] = self.book.now

    def ask_again(self, _: Caller) -> None:
        name, by = self.some_ticket(), self.chance.choice(("kiosk:k", "staff:lan"))
        if name is None:
            return
        with suppress(TooManyReprints):
            self.book.reprint(name, by=by, limited=by == "kiosk:k")
            self.asked[name] = self.book.now

    def answer(self, _: Caller) -> None:
        name, received = self.some_ticket(), self.chance.random() < 0.5
        if name is None:
            return
        with suppress(TooManyReprints):
            if self.book.answer(name, received) and not received:
                self.asked[name] = self.book.now

    def give_up(self, _: Caller) -> None:
        name = self.some_ticket()
        if name is not None:
            self.book.give_up(name)
            self.gone.add(name)

    # --- agents ---

    def poll(self, agent: Caller) -> None:
        if self.agents[agent.name].job is None:
            self.ask(agent, self.chance.random() < 0.9, self.chance.random() < 0.2, self.chance.random() < 0.9)

    def ask(self, agent: Caller, wants: bool, repeats: bool, arrives: bool) -> None:
        """A question. Its answer may get lost: then the agent knows of no job, and will report once more."""
        machine = self.agents[agent.name]
        for attempt, outcome in [*machine.reports, *(machine.sent if repeats else [])]:
            before = self.book.dump() if self.told.get(attempt) == outcome else None
            assert self.book.report(attempt, outcome, agent=agent)
            assert before is None or self.book.dump() == before, "a repeat has changed something"
            self.told[attempt] = outcome
        self.book.tidy(agent)
        job = self.book.claim(agent) if wants else None
        if job is not None:
            self.check_claim(agent, job)
        if arrives:
            machine.sent += machine.reports
            machine.reports, machine.job, machine.begun, machine.heard = [], job, False, False

    def check_claim(self, agent: Caller, job: Job) -> None:
        assert job.attempt not in self.claims
        assert self.book.now < job.expires_at <= self.asked[job.ticket] + LIFE
        assert job.ticket not in self.gone, "paper of a ticket that was given up"
        assert job.slip["copy"] == job.copy
        assert bool(job.copy) == bool(job.slip["copy_mark"])
        self.claims[job.attempt] = (job.ticket, job.copy, agent.by)

    def begin(self, agent: Caller) -> None:
        """The first byte leaves, unless it is too late by now; the office may hear of it or not."""
        machine = self.agents[agent.name]
        if machine.job is None or machine.begun:
            return
        if self.book.now >= machine.job.expires_at:
            self.end(agent, "expired")
            return
        machine.begun = True
        self.papers.append((machine.job.ticket, machine.job.copy, bool(machine.job.slip["copy_mark"])))
        if self.chance.random() < 0.6:
            self.progress(agent)

    def progress(self, agent: Caller) -> None:
        machine = self.agents[agent.name]
        if machine.job is not None and machine.begun:
            self.book.progress(machine.job.attempt, self.chance.choice((None, "paper_out")), agent=agent)
            machine.heard = True

    def finish(self, agent: Caller) -> None:
        machine = self.agents[agent.name]
        if machine.job is not None:
            self.end(agent, self.chance.choice(BEGUN) if machine.begun else "not_sent")

    def end(self, agent: Caller, outcome: str) -> None:
        machine = self.agents[agent.name]
        assert machine.job is not None
        machine.reports.append((machine.job.attempt, outcome))
        machine.job = None

    def crash(self, agent: Caller) -> None:
        """The agent starts again: what had begun is unknown to it, what had not is forgotten. Its disk may be gone too;
        then only what the office has heard of can be known.
        """
        machine = self.agents[agent.name]
        if machine.job is not None and machine.begun and not (machine.heard and self.chance.random() < 0.4):
            self.end(agent, "unknown")
        machine.job = None

    def foreign(self, agent: Caller) -> None:
        attempt = self.chance.choice([a for a, (_, _, by) in self.claims.items() if by != agent.by] or ["0" * 16])
        before = self.book.dump()
        assert not self.book.report(attempt, self.chance.choice(BEGUN), agent=agent)
        assert not self.book.progress(attempt, agent=agent)
        assert self.book.dump() == before

    # --- the office ---

    def wait(self, _: Caller) -> None:
        self.book.now += self.chance.choice((1_000, 5_000, 12_000, LEASE, LEASE, 80_000))

    def look(self, _: Caller) -> None:
        self.book.round()

    # --- the laws ---

    def no_paper_twice(self) -> None:
        assert all(marked == bool(copy) for _, copy, marked in self.papers)
        twice = [paper for paper, count in Counter((t, copy) for t, copy, _ in self.papers).items() if count > 1]
        assert not twice, f"printed twice: {twice}"

    def the_book_is_whole(self) -> None:
        jobs, tries = self.rows()
        assert all(count == 1 for count in Counter(job.ticket for job in jobs if job.state in OPEN).values())
        automatic = Counter(j.ticket for j in jobs if j.copy and j.by == "office" and j.state != "cancelled")
        assert max(automatic.values(), default=0) <= 2
        assert {(t.attempt, t.ticket, t.copy, t.agent) for t in tries} == {(a, *c) for a, c in self.claims.items()}
        in_hand = {job.attempt for job in jobs if job.state in ("leased", "sending")}
        assert in_hand == {tried.attempt for tried in tries if tried.outcome is None}
        assert all((tried.outcome is None) == (tried.ended_at is None) for tried in tries)

    def rows(self) -> tuple[list[Any], list[Any]]:
        with self.book.store.reading() as connection:
            return list(connection.execute(select(print_job))), list(connection.execute(select(print_attempt)))

    def settle_everything(self) -> None:
        """All agents come back and tell what they know; then the time of every paper passes."""
        for agent in (A, B, SPARE, OWN):
            self.finish(agent)
            self.ask(agent, wants=False, repeats=True, arrives=True)
        self.book.now += 10 * LIFE
        self.book.round()
        jobs, tries = self.rows()
        assert {job.state for job in jobs} <= set(ENDED)
        self.the_book_is_whole()
        for tried in tries:
            self.check_story(tried)
        printed = {(ticket, copy) for ticket, copy, _ in self.papers}
        for job in jobs:
            if job.state in ("expired", "cancelled"):
                assert (job.ticket, job.copy) not in printed, "a paper that the book calls off"
            if job.state in ("printed", "sent_unconfirmed"):
                assert (job.ticket, job.copy) in printed, "a paper that nobody has"
            assert (job.state in ENDED) == (job.done_at is not None)

    def check_story(self, tried: Any) -> None:
        """The attempt's row says what its agent has told of it."""
        told = self.told.get(tried.attempt)
        if told is None:  # forgotten by its agent
            ends = [("unknown", "agent_lost")] + [("not_sent", "came_back")] * (tried.began_at is None)
            assert (tried.outcome, tried.detail) in ends
        else:
            assert tried.outcome == told
            assert (tried.began_at is None) == (told in ("not_sent", "expired"))


@given(seed=st.integers(0, 2**32 - 1))
@settings(phases=[Phase.explicit, Phase.reuse, Phase.generate])  # a smaller seed is not a smaller day
def test_no_order_of_things_breaks_a_law(seed: int) -> None:
    with TemporaryDirectory() as folder:
        papers = Papers(Path(folder) / "spool.db", Random(seed))
        try:
            for _ in range(70):
                papers.step()
            papers.settle_everything()
        except AssertionError as broken:
            broken.add_note("\n".join(papers.trace))
            raise
        finally:
            papers.book.store.close()
