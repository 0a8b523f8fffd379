import threading
from collections.abc import Callable

import pytest

from printers.drivers import TcpTransport
from printers.emulator import Emulator
from printers.escpos_job import mark_of, ticket_job
from printers.paper import draw
from printers.press import Patience, Press, Result
from tests.printers.fakes import GENEROUS, SLIP, Clock, ScriptedTransport, healthy

MARK = mark_of("1")
JOB = ticket_job(draw(SLIP), MARK)


def scripted(answers: Callable[[bytes], bytes], takes: int = 10**9) -> tuple[Press, ScriptedTransport, Clock]:
    clock = Clock()
    line = ScriptedTransport(clock, answers, takes)
    return Press(line, Patience(), clock), line, clock


def test_printed_only_when_the_printer_says_so() -> None:
    press, line, _ = scripted(healthy)
    assert press.print(JOB, MARK).outcome == "printed"
    assert line.sent.endswith(JOB)
    assert line.closed == 1


def test_all_bytes_taken_is_not_printed() -> None:
    press, line, clock = scripted(lambda data: b"\x12" if len(data) == 3 else b"")
    result = press.print(JOB, MARK)
    assert (result.outcome, result.detail) == ("unknown", "no answer")
    assert line.sent.endswith(JOB)
    assert 8 <= clock.now - 1000 < 10


def test_somebody_elses_mark_is_no_answer() -> None:
    press, _, _ = scripted(lambda data: healthy(data).replace(MARK, b"XXXX"))
    assert press.print(JOB, MARK).outcome == "unknown"


def test_no_connection() -> None:
    press, line, _ = scripted(healthy)
    line.refuse = True
    assert press.print(JOB, MARK, may_begin=_never).outcome == "not_sent"
    assert press.look().code == "offline"


def test_a_mute_printer_is_offline_within_its_patience() -> None:
    press, line, clock = scripted(lambda data: b"")
    assert press.print(JOB, MARK, may_begin=_never) == Result("not_sent", "offline", press.look())
    assert JOB not in line.sent
    assert clock.now - 1000 <= 3


@pytest.mark.parametrize(
    ("question", "answer", "code"), [(4, 0x7E, "paper_out"), (2, 0x16, "cover_open"), (3, 0x1A, "cutter")]
)
def test_a_troubled_printer_gets_no_byte_of_the_job(question: int, answer: int, code: str) -> None:
    press, line, _ = scripted(lambda data: bytes([answer if data[2] == question else 0x12]))
    result = press.print(JOB, MARK, may_begin=_never)
    assert (result.outcome, result.detail) == ("not_sent", code)
    assert len(line.sent) == 4 * 3


def test_too_late_at_the_last_moment() -> None:
    press, line, _ = scripted(healthy)
    assert press.print(JOB, MARK, may_begin=lambda: False).outcome == "not_sent"
    assert len(line.sent) == 4 * 3


def test_permission_is_asked_before_the_first_byte() -> None:
    press, line, _ = scripted(healthy)
    sent_before: list[int] = []

    def may_begin() -> bool:
        sent_before.append(len(line.sent))
        return True

    press.print(JOB, MARK, may_begin)
    assert sent_before == [4 * 3]


def test_a_line_that_breaks_before_the_first_byte() -> None:
    press, line, _ = scripted(healthy, takes=12)
    line.breaks = True
    assert press.print(JOB, MARK).outcome == "not_sent"


def test_a_printer_that_takes_nothing_of_the_job() -> None:
    press, _, clock = scripted(healthy, takes=12)
    assert press.print(JOB, MARK).outcome == "not_sent"
    assert clock.now - 1000 < 12


@pytest.mark.parametrize("taken", [1, 5000])
def test_a_line_that_breaks_after_it(taken: int) -> None:
    press, line, _ = scripted(healthy, takes=12 + taken)
    line.breaks = True
    assert press.print(JOB, MARK).outcome == "unknown"


def test_paper_that_ends_and_comes_back_gives_one_whole_ticket(emulator: Emulator) -> None:
    emulator.set(rows_left=200)
    press = Press(TcpTransport("127.0.0.1", emulator.port))
    results: list[Result] = []
    worker = threading.Thread(target=lambda: results.append(press.print(JOB, MARK)))
    worker.start()
    assert emulator.wait_for(lambda: emulator.switches.paper == "out", GENEROUS)
    emulator.set(paper="ok")
    worker.join(GENEROUS)
    assert [result.outcome for result in results] == ["printed"]
    assert len(emulator.tickets) == 1


def test_waiting_for_paper_ends_when_the_agent_must_end(emulator: Emulator) -> None:
    emulator.set(rows_left=200)
    press = Press(TcpTransport("127.0.0.1", emulator.port))
    result = press.print(JOB, MARK, giving_up=lambda: emulator.switches.paper == "out")
    assert (result.outcome, result.detail) == ("unknown", "paper_out")


def test_waiting_for_paper_has_an_end() -> None:
    def runs_out(data: bytes) -> bytes:
        return b"\x12" if len(data) == 3 else b"\x18\x00\x0f\x00"

    press, _, clock = scripted(runs_out, takes=5000)
    result = press.print(JOB, MARK)
    assert (result.outcome, result.detail) == ("unknown", "paper_out")
    assert 120 <= clock.now - 1000 < 130


def _never() -> bool:
    raise AssertionError("nothing may be sent")
