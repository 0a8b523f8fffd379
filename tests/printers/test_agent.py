import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from printers.agent import Agent, Stopped
from printers.drivers import PrinterGone
from printers.escpos_job import RESYNC
from printers.journal import Journal
from printers.link import Answer, LinkError, PrinterReport, Report, parse_answer
from printers.paper import draw
from printers.press import Patience, Press
from printers.slip import Slip
from tests.printers.fakes import SLIP, Clock, ScriptedTransport, healthy, job

START = datetime(2026, 11, 21, 1, 15, tzinfo=UTC)


@dataclass
class Server:
    """A server in this process that keeps the clock of the test. `away` fails that many polls."""

    clock: Clock
    jobs: list[dict[str, object]] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    away: int = 0
    deaf_to_answers: int = 0

    def offer(self, attempt: str, seconds: float = 180.0, slip: Slip = SLIP) -> None:
        expires = (START + timedelta(seconds=self.clock() - 1000 + seconds)).isoformat()
        self.jobs.append({**job(attempt, slip=slip.to_dict()), "expires_at": expires})

    def poll(self, printers: Sequence[PrinterReport], done: Sequence[Report], wait: float) -> Answer:
        self.waits.append(wait)
        self.states += [printer.state for printer in printers]
        if self.away:
            self.away -= 1
            raise LinkError("away")
        self.reports += done
        if self.deaf_to_answers:
            self.deaf_to_answers -= 1
            raise LinkError("the answer was lost")
        now = START + timedelta(seconds=self.clock() - 1000)
        offered = self.jobs.pop(0) if self.jobs else None
        if offered is None:
            self.clock.now += wait
        return parse_answer({"job": offered, "now": now.isoformat()})

    def outcomes(self) -> list[tuple[object, str]]:
        return [(report.attempt, report.outcome) for report in self.reports]


@dataclass
class Room:
    """An agent with everything around it."""

    agent: Agent
    server: Server
    line: ScriptedTransport
    clock: Clock
    journal: Journal

    def steps(self, count: int) -> None:
        for _ in range(count):
            self.agent.step()


def room(folder: Path, answers: Callable[[bytes], bytes] = healthy, takes: int = 10**9) -> Room:
    clock = Clock()
    server = Server(clock)
    line = ScriptedTransport(clock, answers, takes)
    journal = Journal(folder / "agent.sqlite")
    agent = Agent(server, Press(line, Patience(), clock), journal, draw, clock=clock, sleep=clock.sleep)
    return Room(agent, server, line, clock, journal)


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
    assert here.server.waits == [10.0, 0.0, 10.0]


def test_not_sent_is_tried_again_after_a_pause(tmp_path: Path) -> None:
    here = room(tmp_path)
    here.line.refuse = True
    here.server.offer("a")
    here.steps(1)
    assert here.journal.unreported() == (Report("a", "not_sent", "refused"),)
    here.line.refuse = False
    here.server.offer("b")
    here.steps(2)
    assert here.server.outcomes() == [("a", "not_sent"), ("b", "printed")]
    assert here.clock.slept == [0.5]


def test_the_pause_grows_while_the_printer_refuses_and_ends_with_it(here: Room) -> None:
    here.line.refuse = True
    for number in range(6):
        here.server.offer(f"a{number}", 600)
    here.steps(6)
    assert here.clock.slept == [0.5, 1.0, 2.0, 4.0, 5.0]
    here.line.refuse = False
    here.server.offer("b", 600)
    here.server.offer("c", 600)
    here.steps(3)
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


def test_a_job_that_expires_in_the_pause(here: Room) -> None:
    here.line.refuse = True
    here.server.offer("a")
    here.steps(1)
    here.line.refuse = False
    here.server.offer("b", seconds=0.4)
    here.steps(2)
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
    here.steps(3)
    assert here.server.outcomes() == [("a", "not_sent"), ("b", "printed")]
    assert "slip: missing" in here.server.reports[0].detail


def test_an_error_in_drawing_does_not_end_the_agent(here: Room, caplog: pytest.LogCaptureFixture) -> None:
    def broken(slip: Slip) -> Image.Image:
        raise ZeroDivisionError

    here.agent.draw = broken
    here.server.offer("a")
    here.steps(2)
    assert here.server.reports == [Report("a", "not_sent", "cannot be drawn: ZeroDivisionError")]


def test_a_server_that_does_not_hold_the_question_is_not_hammered(here: Room) -> None:
    hold = here.server.poll

    def at_once(printers: Sequence[PrinterReport], done: Sequence[Report], wait: float) -> Answer:
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
    assert here.journal.unreported() == (Report("a", "printed", ""),)
    assert here.server.waits == [10.0]
    here.journal.close()

    waiting = room(tmp_path)
    waiting.server.poll = lambda *_: waiting.agent.stop()  # type: ignore[assignment, method-assign]
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
    assert issubclass(PrinterGone, Exception)
    here.line.refuse = True
    here.server.offer("a")
    here.steps(2)
    assert here.server.reports == [Report("a", "not_sent", "refused")]
    assert here.server.states == ["offline", "offline"]
