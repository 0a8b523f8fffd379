import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from printers.agent import Agent, Stopped
from printers.doubts import AGAIN_AFTER, BUSY_AFTER
from printers.escpos_job import RESYNC, ticket_job
from printers.eye import LOOK_AGAIN
from printers.journal import Journal, JournalBroken
from printers.link import GRACE_SECONDS, Answer, Attempt, PrinterReport, Report, parse_answer
from printers.paper import draw
from printers.press import Patience, Press
from printers.progress import News
from printers.slip import Slip
from printers.telemetry import CUTTER_FEED_MM, Telemetry
from printers.transports import PrinterBusy
from printers.web import LinkError
from tests.printers.fakes import SLIP, Clock, ScriptedTransport, healthy, job

START = datetime(2026, 11, 21, 1, 15, tzinfo=UTC)


@dataclass
class Server:
    """A server in this process that keeps the clock of the test. `away` fails that many polls."""

    clock: Clock
    jobs: list[dict[str, object]] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    printers: list[PrinterReport] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    offers: list[int] = field(default_factory=list)
    refused: tuple[Attempt, ...] = ()
    away: int = 0
    deaf_to_answers: int = 0

    def offer(self, attempt: str, seconds: float = 180.0, slip: Slip = SLIP) -> None:
        expires = (START + timedelta(seconds=self.clock() - 1000 + seconds)).isoformat()
        self.jobs.append({**job(attempt, slip=slip.to_dict()), "expires_at": expires})

    def poll(
        self, printers: Sequence[PrinterReport], done: Sequence[Report], wait: float, grace: float = GRACE_SECONDS
    ) -> Answer:
        self.waits.append(wait)
        self.offers.append(len(printers))
        self.states += [printer.state for printer in printers]
        self.printers += printers
        if self.away:
            self.away -= 1
            raise LinkError("away")
        self.reports += done
        if self.deaf_to_answers:
            self.deaf_to_answers -= 1
            raise LinkError("the answer was lost")
        now = START + timedelta(seconds=self.clock() - 1000)
        offered = self.jobs.pop(0) if self.jobs and printers else None
        if offered is None:
            self.clock.now += wait
        return parse_answer({"job": offered, "now": now.isoformat(), "refused": list(self.refused)})

    def outcomes(self) -> list[tuple[object, str]]:
        return [(report.attempt, report.outcome) for report in self.reports]


@dataclass
class Told:
    """What the agent would have told the server while printing."""

    news: list[News | None] = field(default_factory=list)

    def heard(self, news: News) -> None:
        self.news.append(news)

    def ended(self) -> None:
        self.news.append(None)


@dataclass
class Room:
    """An agent with everything around it."""

    agent: Agent
    server: Server
    line: ScriptedTransport
    clock: Clock
    journal: Journal
    told: Told

    def steps(self, count: int) -> None:
        for _ in range(count):
            self.agent.step()


def room(folder: Path, answers: Callable[[bytes], bytes] = healthy, takes: int = 10**9) -> Room:
    clock = Clock()
    server = Server(clock)
    line = ScriptedTransport(clock, answers, takes)
    journal = Journal(folder / "agent.sqlite")
    told = Told()
    telemetry = Telemetry("printer-1", journal.supply, roll_m=80.0)
    press = Press(line, "L3", Patience(), clock)
    agent = Agent(server, press, journal, telemetry, draw, ticket_job, told, clock=clock, sleep=clock.sleep)
    return Room(agent, server, line, clock, journal, told)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Room]:
    one = room(tmp_path)
    yield one
    one.journal.close()


def jobs_sent(line: ScriptedTransport) -> int:
    return line.sent.count(b"\x1d\x28\x48\x06\x00\x30\x30")


def test_a_ticket_is_printed_and_reported_once(here: Room) -> None:
    here.server.offer("a")
    here.steps(4)
    assert here.server.outcomes() == [("a", "printed")]
    assert jobs_sent(here.line) == 1
    assert here.server.states[0] == "ready"


def test_results_are_delivered_without_waiting(here: Room) -> None:
    here.server.offer("a")
    here.steps(3)
    assert here.server.waits == [5.0, 0.0, 5.0]


def test_not_sent_is_tried_again_after_a_pause(tmp_path: Path) -> None:
    here = room(tmp_path)
    here.line.refuse = True
    here.server.offer("a")
    here.steps(1)
    assert here.journal.unreported() == (Report("a", "not_sent", "offline"),)
    here.line.refuse = False
    here.server.offer("b")
    here.steps(3)
    assert here.server.outcomes() == [("a", "not_sent"), ("b", "printed")]
    assert here.clock.slept == [0.5]


def test_no_lease_is_kept_while_resting(here: Room) -> None:
    """The refused job is given back at once, another printer may take it, and none is asked for before the rest."""
    here.line.refuse = True
    here.server.offer("a")
    here.server.offer("b")
    here.steps(2)
    assert here.server.outcomes() == [("a", "not_sent")]
    assert here.server.offers == [1, 0]
    assert here.clock.slept == [0.5]
    assert here.server.jobs
    here.steps(1)
    assert here.server.offers == [1, 0, 1]


def test_the_pause_grows_while_the_printer_refuses_and_ends_with_it(here: Room) -> None:
    here.line.refuse = True
    for number in range(6):
        here.server.offer(f"a{number}", 600)
    here.steps(11)
    assert here.clock.slept == [0.5, 1.0, 2.0, 4.0, 5.0]
    here.line.refuse = False
    here.server.offer("b", 600)
    here.server.offer("c", 600)
    here.steps(4)
    assert here.clock.slept == [0.5, 1.0, 2.0, 4.0, 5.0, 5.0]
    assert here.server.outcomes()[-2:] == [("b", "printed"), ("c", "printed")]


def test_unknown_is_reported_and_not_repeated(tmp_path: Path) -> None:
    here = room(tmp_path, takes=5000)
    here.line.breaks = True
    here.server.offer("a")
    here.steps(3)
    assert here.server.outcomes() == [("a", "unknown")]
    assert here.journal.torn()


def test_after_an_unknown_job_the_printer_is_cleaned_first_and_once(here: Room) -> None:
    here.journal.finish(Report("before", "unknown"))
    here.server.offer("a")
    here.server.offer("b")
    here.steps(3)
    assert here.server.outcomes()[1:] == [("a", "printed"), ("b", "printed")]
    assert here.line.sent.count(RESYNC) == 1


def test_power_goes_between_the_first_byte_and_the_end(tmp_path: Path) -> None:
    class PowerCut(BaseException):
        pass

    def dies(data: bytes) -> bytes:
        if len(data) > 3:
            raise PowerCut
        return healthy(data)

    here = room(tmp_path, dies)
    here.server.offer("a")
    with pytest.raises(PowerCut):
        here.steps(1)
    here.journal.close()
    again = room(tmp_path)
    again.steps(2)
    assert again.server.outcomes() == [("a", "unknown")]
    assert jobs_sent(again.line) == 0


def test_an_expired_job_is_never_printed(here: Room) -> None:
    here.server.offer("a", seconds=-1)
    here.steps(2)
    assert here.server.outcomes() == [("a", "expired")]
    assert jobs_sent(here.line) == 0


def test_a_job_that_expires_while_the_printer_is_asked(here: Room) -> None:
    here.server.offer("first")
    here.steps(1)

    def slow(data: bytes) -> bytes:
        here.clock.now += 0.2
        return healthy(data)

    here.line.answers = slow
    here.server.offer("a", seconds=0.5)
    here.steps(2)
    assert here.server.outcomes() == [("first", "printed"), ("a", "expired")]
    assert jobs_sent(here.line) == 1
    assert here.line.sent.count(b"\x10\x04\x01") == 3


def test_an_answer_that_was_long_on_its_way_brings_no_old_ticket(here: Room) -> None:
    here.server.offer("a", seconds=3)
    ask = here.server.poll

    def slow(printers: Sequence[PrinterReport], done: Sequence[Report], wait: float, grace: float = 0) -> Answer:
        answer = ask(printers, done, wait)
        here.clock.now += 4
        return answer

    here.agent.server.poll = slow  # type: ignore[method-assign]
    here.steps(2)
    assert jobs_sent(here.line) == 0
    assert here.server.outcomes() == [("a", "expired")]


def test_a_job_that_expires_in_the_pause(here: Room) -> None:
    here.line.refuse = True
    here.server.offer("a")
    here.steps(1)
    here.line.refuse = False
    here.server.offer("b", seconds=0.4)
    here.steps(3)
    assert here.server.outcomes() == [("a", "not_sent"), ("b", "expired")]


def test_the_servers_clock_counts_not_ours(here: Room) -> None:
    here.clock.now += 86_400
    here.server.offer("a", seconds=5)
    here.steps(2)
    assert here.server.outcomes() == [("a", "printed")]


def test_the_server_goes_away_and_comes_back(here: Room) -> None:
    here.server.away = 6
    here.steps(6)
    assert here.clock.slept == [0.5, 1.0, 2.0, 4.0, 5.0, 5.0]
    here.server.offer("a")
    here.steps(2)
    assert here.server.outcomes() == [("a", "printed")]
    here.server.away = 1
    here.steps(1)
    assert here.clock.slept[-1] == 0.5


def test_a_report_whose_acknowledgement_was_lost_is_sent_again(here: Room) -> None:
    here.server.offer("a")
    here.steps(1)
    here.server.deaf_to_answers = 1
    here.steps(3)
    assert here.server.outcomes() == [("a", "printed"), ("a", "printed")]
    assert jobs_sent(here.line) == 1


def test_the_same_attempt_offered_twice_is_printed_once(here: Room) -> None:
    here.server.offer("a")
    here.server.offer("a")
    here.steps(3)
    assert jobs_sent(here.line) == 1
    assert here.server.outcomes() == [("a", "printed"), ("a", "printed")]


def test_a_strange_slip_is_reported_and_the_next_one_printed(here: Room) -> None:
    here.server.jobs.append({**job("a"), "slip": {"label": 5}})
    here.server.offer("b")
    here.steps(4)
    assert here.server.outcomes() == [("a", "not_sent"), ("b", "printed")]
    assert "slip: missing" in here.server.reports[0].detail


def test_an_error_in_drawing_does_not_end_the_agent(here: Room, caplog: pytest.LogCaptureFixture) -> None:
    def broken(slip: Slip) -> Image.Image:
        raise ZeroDivisionError

    here.agent.work.draw = broken
    here.server.offer("a")
    here.steps(2)
    assert here.server.reports == [Report("a", "not_sent", "cannot be drawn: ZeroDivisionError")]


def test_a_server_that_does_not_hold_the_question_is_not_hammered(here: Room) -> None:
    hold = here.server.poll

    def at_once(printers: Sequence[PrinterReport], done: Sequence[Report], wait: float, grace: float = 0) -> Answer:
        return hold(printers, done, 0.0)

    here.agent.server.poll = at_once  # type: ignore[method-assign]
    here.steps(3)
    assert here.clock.slept == [0.5, 0.5, 0.5]


def test_an_idle_printer_is_looked_at_now_and_then(here: Room) -> None:
    here.steps(3)
    assert here.line.sent.count(b"\x10\x04\x01") == 3
    here.line.refuse = True
    here.steps(1)
    assert here.server.states == ["ready", "ready", "ready", "offline"]


def test_stop_while_waiting_ends_at_once_and_while_printing_after_the_ticket(tmp_path: Path) -> None:
    here = room(tmp_path)

    def stop_while_printing(data: bytes) -> bytes:
        if len(data) > 3:
            here.agent.stop()
        return healthy(data)

    here.line.answers = stop_while_printing
    here.server.offer("a")
    here.agent.run()
    assert here.server.outcomes() == [("a", "printed")]  # the last words
    assert here.server.waits == [5.0, 0.0]
    assert here.server.offers == [1, 0]
    here.journal.close()

    waiting = room(tmp_path)
    ask = waiting.server.poll

    def stopped(printers: Sequence[PrinterReport], done: Sequence[Report], wait: float, grace: float = 0) -> Answer:
        if printers:
            waiting.agent.stop()
        return ask(printers, done, wait)

    waiting.agent.server.poll = stopped  # type: ignore[method-assign]
    waiting.agent.run()
    with pytest.raises(Stopped):
        waiting.agent._rest(1.0)


def test_logs_hold_no_secret(here: Room, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    here.server.offer("a", slip=replace(SLIP, url="http://moiso.example/t/secret-page-key"))
    here.server.away = 0
    here.steps(2)
    here.line.refuse = True
    here.server.offer("b", slip=replace(SLIP, url="http://moiso.example/t/secret-page-key"))
    here.steps(2)
    assert caplog.records
    assert "secret-page-key" not in caplog.text


def test_a_gone_printer_is_told_in_the_report(here: Room) -> None:
    here.line.refuse = True
    here.server.offer("a")
    here.steps(2)
    assert here.server.reports == [Report("a", "not_sent", "offline")]
    assert here.server.states == ["offline"]
    here.steps(1)
    assert here.server.states == ["offline", "offline"]


def test_a_printer_in_trouble_is_looked_at_every_second(here: Room) -> None:
    here.line.refuse = True
    here.steps(3)
    assert here.server.waits == [LOOK_AGAIN] * 3
    here.line.refuse = False
    here.steps(1)
    assert here.server.states == ["offline", "offline", "offline", "ready"]


def test_while_printing_the_server_hears_of_the_ticket_in_hand(here: Room) -> None:
    here.server.offer("a")
    here.steps(1)
    first, *_, last = here.told.news
    assert first is not None
    assert (first.attempt, first.state, first.detail, first.printer.name) == ("a", "sending", "", "printer-1")
    assert last is None


def test_nothing_is_told_before_the_first_byte(here: Room) -> None:
    here.line.refuse = True
    here.server.offer("a")
    here.steps(1)
    assert here.told.news == [None]


def test_a_printer_that_takes_no_byte_is_not_told_as_sending(tmp_path: Path) -> None:
    here = room(tmp_path, takes=12)  # the four questions how it is
    here.server.offer("a")
    here.steps(1)
    assert here.told.news == [None]
    assert here.journal.unreported() == (Report("a", "not_sent", "offline"),)


def test_a_printer_that_stops_in_mid_ticket_is_told_as_stuck_with_its_reason(here: Room) -> None:
    paper_out = bytes((0x18, 0x00, 0x0F, 0x00))

    def stops(data: bytes) -> bytes:
        return paper_out if len(data) > 3 else healthy(data)

    here.line.answers = stops
    here.server.offer("a")
    here.steps(1)
    stuck = [news for news in here.told.news if news is not None and news.state == "stuck"]
    assert stuck
    assert {(news.detail, news.printer.state, news.printer.paper) for news in stuck} == {
        ("paper_out", "paper_out", "out")
    }
    assert here.journal.unreported() == (Report("a", "unknown", "paper_out"),)


def test_the_server_learns_what_the_printer_is(here: Room) -> None:
    here.steps(1)
    assert here.server.printers == [PrinterReport("printer-1", "ready", "", "ok", "L3", 576, None, "")]


def test_the_tickets_that_are_left_are_counted_in_millimetres(here: Room) -> None:
    here.server.offer("a")
    here.steps(2)
    length = draw(SLIP).height / 8 + CUTTER_FEED_MM
    assert here.server.printers[-1].tickets_left == int((80_000 - length) / length)


def test_paper_of_an_offline_printer_is_unknown(here: Room) -> None:
    here.line.refuse = True
    here.steps(1)
    assert here.server.printers[0].paper == "unknown"


def test_a_refused_report_is_logged_and_not_repeated(here: Room, caplog: pytest.LogCaptureFixture) -> None:
    here.journal.finish(Report("foreign", "printed"))
    here.server.refused = ("foreign",)
    here.steps(1)
    assert "attempt foreign" in caplog.text
    assert here.journal.unreported() == ()


def test_a_job_for_another_printer_is_not_printed(here: Room) -> None:
    here.server.jobs.append({**job("a"), "printer": "printer-2", "expires_at": "2026-11-21T01:18:00Z"})
    here.steps(2)
    assert jobs_sent(here.line) == 0
    assert here.server.outcomes() == [("a", "not_sent")]
    assert "another printer" in here.server.reports[0].detail


def test_a_reprint_whose_paper_would_not_say_so_is_not_printed(here: Room) -> None:
    here.server.jobs.append({**job("a", copy=1), "expires_at": "2026-11-21T01:18:00Z"})
    here.steps(2)
    assert jobs_sent(here.line) == 0
    assert here.server.outcomes() == [("a", "not_sent")]


# --- restarts, and two agents with one token ---


def test_a_job_that_arrived_and_did_not_begin_is_given_back_after_a_restart(tmp_path: Path) -> None:
    class PowerCut(BaseException):
        pass

    def dies(slip: Slip) -> Image.Image:
        raise PowerCut

    here = room(tmp_path)
    here.agent.work.draw = dies
    here.server.offer("a")
    with pytest.raises(PowerCut):
        here.steps(1)
    here.journal.close()
    again = room(tmp_path)
    again.steps(1)
    assert again.server.reports == [Report("a", "not_sent", "restart")]
    assert not again.server.reports[0].began


def test_the_end_is_on_disk_before_the_connection_is_closed(here: Room) -> None:
    known: list[tuple[Report, ...]] = []
    close = here.line.close

    def closing(deadline: float) -> None:
        known.append(here.journal.unreported())
        close(deadline)

    here.line.close = closing  # type: ignore[method-assign]
    here.server.offer("a")
    here.steps(1)
    assert known == [(), (Report("a", "printed"),)]  # a look, and a job


# --- a server, a disk and a printer that are not as they should be ---


@pytest.mark.parametrize(
    ("now", "expires", "outcome"),
    [
        ("9999-12-31T23:59:59.999999Z", "2026-11-21T01:18:00Z", "expired"),
        ("2026-11-21T01:15:00Z", "9999-12-31T23:59:59-14:00", "printed"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:01+14:00", "printed"),
    ],
)
def test_any_time_can_be_told_from_another(here: Room, now: str, expires: str, outcome: str) -> None:
    answers = [{"job": {**job("a"), "expires_at": expires}, "now": now}, {"job": None, "now": now}]
    reports: list[Report] = []

    def strange(printers: object, done: Sequence[Report], *_: float) -> Answer:
        reports.extend(done)
        return parse_answer(answers.pop(0))

    here.agent.server.poll = strange  # type: ignore[assignment, method-assign]
    here.clock.now += 10  # an agent that has run for a while
    here.steps(2)
    assert [report.outcome for report in reports] == [outcome]


def test_what_cannot_be_written_down_is_not_sent(here: Room, caplog: pytest.LogCaptureFixture) -> None:
    here.steps(1)
    here.journal._db.execute("PRAGMA query_only = ON")
    here.server.offer("a")
    here.steps(3)
    assert jobs_sent(here.line) == 0
    assert here.server.reports == [Report("a", "not_sent", "journal")]
    assert [(one.state, one.detail) for one in here.server.printers][-1] == ("error", "journal")
    assert "sổ ghi" in caplog.text
    assert "the journal" in caplog.text
    here.journal._db.execute("PRAGMA query_only = OFF")
    here.server.offer("b")
    here.steps(3)
    assert here.server.outcomes() == [("a", "not_sent"), ("b", "printed")]
    assert here.server.states[-1] == "ready"


def test_a_beginning_that_cannot_be_written_down_sends_nothing(here: Room) -> None:
    def full(attempt: Attempt) -> None:
        raise JournalBroken("full")

    here.journal.begin = full  # type: ignore[method-assign]
    here.server.offer("a")
    here.steps(2)
    assert jobs_sent(here.line) == 0
    assert here.server.reports == [Report("a", "not_sent", "journal")]


def test_an_end_that_cannot_be_written_down_is_reported_once_from_memory(here: Room) -> None:
    def then_full(data: bytes) -> bytes:
        if len(data) > 3:
            here.journal._db.execute("PRAGMA query_only = ON")
        return healthy(data)

    here.line.answers = then_full
    here.server.offer("a")
    here.steps(4)
    assert here.server.outcomes() == [("a", "printed")]
    assert here.server.waits == [5.0, 0.0, 5.0, 5.0]  # not asked without a pause, either
    here.journal._db.execute("PRAGMA query_only = OFF")
    here.steps(1)
    assert here.journal.unreported() == ()
    assert here.journal.ended("a") == Report("a", "printed")
    assert here.server.outcomes() == [("a", "printed")]


class Busy(ScriptedTransport):
    """A spooler that does not get rid of its last job."""

    busy = True

    def open(self, deadline: float) -> None:
        if self.busy:
            raise PrinterBusy("one job waits")
        super().open(deadline)


def test_a_printer_that_stays_busy_is_not_counted_on(tmp_path: Path) -> None:
    here = room(tmp_path)
    line = Busy(here.clock, healthy)
    here.agent.work.press.transport = line
    for number in range(30):
        here.server.offer(f"a{number}", 600)
    while here.clock() < 1000 + BUSY_AFTER + 5:
        assert here.server.states[-1:] in ([], ["ready"])
        here.steps(1)
    here.steps(2)
    assert [(one.state, one.detail) for one in here.server.printers][-1] == ("error", "printing")
    line.busy = False
    here.clock.now += AGAIN_AFTER
    here.steps(2)
    assert here.server.states[-2] == "ready"
    assert here.journal.unreported() == () or here.journal.unreported()[0].outcome == "printed"
    assert jobs_sent(line) >= 1


def test_a_printer_that_is_ready_and_confirms_nothing_is_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    here = room(tmp_path, lambda data: healthy(data) if len(data) <= 3 else b"")
    for number in range(4):
        here.server.offer(f"a{number}", 600)
    here.steps(2)
    said = [record for record in caplog.records if record.levelname == "ERROR"]
    assert len(said) == 1
    assert "trang in thử" in said[0].message
    assert "test page" in said[0].message
    here.steps(2)
    assert len([record for record in caplog.records if record.levelname == "ERROR"]) == 1


def test_a_server_that_takes_no_report_without_a_printer_is_told_with_the_next_question(here: Room) -> None:
    ask = here.server.poll

    def older(printers: Sequence[PrinterReport], done: Sequence[Report], wait: float, grace: float = 0) -> Answer:
        if not printers:
            raise LinkError("unprocessable", 422)
        return ask(printers, done, wait)

    here.agent.server.poll = older  # type: ignore[method-assign]
    here.line.refuse = True
    here.server.offer("a")
    here.steps(3)
    assert here.server.outcomes() == [("a", "not_sent")]
