"""The press and printers of every level, on lines that follow a script."""

import re
import socket
import threading
from collections.abc import Callable
from itertools import pairwise, repeat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printers.emulator import Emulator
from printers.escpos_job import FORGET, mark_of, ticket_job
from printers.paper import draw
from printers.patience import Patience
from printers.press import Press, Result
from printers.status import OFFLINE, Level, PrinterState
from printers.talk import IN_TURN
from printers.transports import HandOverUnclear, PrinterBusy, PrinterGone, TcpTransport
from tests.printers.fakes import GENEROUS, SLIP
from tests.printers.lines import ASK_MARK, BODY, DONE, MARK, Line, Printer

JOB = BODY + ASK_MARK
FOREIGN = b"\x37\x22XXXX\x00"
QUESTIONS = b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04"
OUT, WELL = b"\x18\x00\x0f\x00", b"\x10\x00\x00\x00"


def nothing(data: bytes) -> bytes:
    return b""


def never() -> bool:
    raise AssertionError("nothing may be sent")


def press(line: Line, level: Level = "L3") -> Press:
    return Press(line, level, clock=line.clock)


def printed(line: Line, level: Level = "L3") -> Result:
    return press(line, level).print(JOB if level == "L3" else BODY, MARK)


# --- before the first byte ---


def test_no_connection() -> None:
    line = Line(Printer())
    line.fails = PrinterGone("refused")
    result = press(line).print(JOB, MARK, may_begin=never)
    assert (result.outcome, result.detail, result.words) == ("not_sent", "offline", "refused")
    assert press(line).look() == OFFLINE
    assert line.closed == 2


@pytest.mark.parametrize("level", ["L2", "L3"])
def test_a_printer_that_takes_bytes_and_answers_nothing_is_offline(level: Level) -> None:
    line = Line(nothing)
    result = press(line, level).print(JOB, MARK, may_begin=never)
    assert (result.outcome, result.detail, result.sent) == ("not_sent", "offline", 0)
    assert line.sent == b"\x10\x04\x01"
    assert line.elapsed <= 1


@pytest.mark.parametrize("level", ["L2", "L3"])
@pytest.mark.parametrize(
    ("status", "code"),
    [(b"\x12\x12\x12\x7e", "paper_out"), (b"\x1a\x16\x12\x12", "cover_open"), (b"\x1a\x52\x1a\x12", "cutter"),
     (b"\x1a\x52\x32\x12", "error"), (b"\x1a\x12\x12\x12", "offline")],
)  # fmt: skip
def test_a_troubled_printer_gets_no_byte_of_the_job(level: Level, status: bytes, code: str) -> None:
    line = Line(Printer(status))
    result = press(line, level).print(JOB, MARK, may_begin=never)
    assert (result.outcome, result.detail) == ("not_sent", code)
    assert line.sent == QUESTIONS
    assert press(line, level).look().code == code


@pytest.mark.parametrize("drawer", [b"\x12", b"\x16"])
def test_the_drawer_bit_is_no_trouble(drawer: bytes) -> None:
    assert printed(Line(Printer(status=drawer + b"\x12\x12\x12"))).outcome == "printed"


def test_an_answer_that_is_missing_does_not_shift_the_others() -> None:
    """A clone that knows only questions 1 and 4 has paper near its end, not an open cover."""

    class Clone(Printer):
        def __call__(self, data: bytes) -> bytes:
            answers = {b"\x10\x04\x01": b"\x12", b"\x10\x04\x04": b"\x1e", ASK_MARK: DONE}
            return next((said for asked, said in answers.items() if data.endswith(asked)), b"")

    line = Line(Clone())
    assert press(line).look().code == "ready"
    assert printed(line).outcome == "printed"


def test_too_late_at_the_last_moment() -> None:
    line = Line(Printer())
    assert press(line).print(JOB, MARK, may_begin=lambda: False).outcome == "not_sent"
    assert line.sent == QUESTIONS


def test_permission_is_asked_once_right_before_the_first_byte() -> None:
    line = Line(Printer())
    before: list[bytes] = []

    def may_begin() -> bool:
        before.append(line.sent)
        return True

    press(line).print(JOB, MARK, may_begin)
    assert before == [QUESTIONS]


@pytest.mark.parametrize("level", ["L0", "L1", "L2", "L3"])
def test_a_line_that_breaks_before_the_first_byte(level: Level) -> None:
    line = Line(Printer())

    def may_begin() -> bool:
        line.fails = PrinterGone("broken")
        return True

    result = press(line, level).print(JOB, MARK, may_begin)
    assert (result.outcome, result.detail, result.sent, result.words) == ("not_sent", "offline", 0, "broken")


@pytest.mark.parametrize("level", ["L1", "L2", "L3"])
def test_a_printer_that_takes_nothing_of_the_job(level: Level) -> None:
    line = Line(Printer(), takes=3 if level == "L1" else 12)
    result = press(line, level).print(JOB, MARK)
    assert (result.outcome, result.detail, result.sent) == ("not_sent", "offline", 0)
    assert line.elapsed < 12


# --- L3: the mark ---


def test_printed_only_when_the_printer_says_so() -> None:
    line = Line(Printer())
    result = printed(line)
    assert (result.outcome, result.detail, result.sent) == ("printed", "", len(JOB))
    assert line.sent == QUESTIONS + JOB
    assert line.closed == 1


def test_paper_near_its_end_is_told() -> None:
    assert printed(Line(Printer(status=b"\x12\x12\x12\x1e"))).detail == "near_end"


@pytest.mark.parametrize("mark", [b"", FOREIGN, DONE[:-1], DONE[:-1] + b"\x01", DONE[1:], MARK])
def test_all_bytes_taken_is_not_printed(mark: bytes) -> None:
    line = Line(Printer(mark=mark))
    result = printed(line)
    assert result.outcome == "unknown"
    assert result.detail in ("no_answer", "nonsense")
    assert line.sent == QUESTIONS + JOB
    assert 8 <= line.elapsed < 10


def test_an_answer_may_come_byte_by_byte_with_flow_control_in_between() -> None:
    pieces = tuple(bytes([byte]) for byte in b"\x13\x37\x11\x22\x13AB\x1129\x13\x11\x00")
    line = Line(Printer(mark=b""))
    line.later(5, lambda: setattr(line, "_says", iter(pieces)))
    assert printed(line).outcome == "printed"


def test_who_names_the_mark_before_it_was_asked_has_not_printed() -> None:
    line = Line(Printer(mark=b""), at_once=1000)
    line.later(0.012, lambda: setattr(line, "inbox", DONE))
    result = printed(line)
    assert (result.outcome, result.detail) == ("unknown", "nonsense")
    again = Line(Printer(), at_once=1000)
    again.later(0.012, lambda: setattr(again, "inbox", DONE))
    assert printed(again).outcome == "unknown"


def test_a_late_mark_of_an_earlier_job_is_not_held_against_it() -> None:
    line = Line(Printer(), at_once=1000)
    line.later(0.012, lambda: setattr(line, "inbox", FOREIGN))
    assert printed(line).outcome == "printed"


@pytest.mark.parametrize("taken", [1, 5000, len(JOB)])
def test_a_line_that_breaks_after_the_first_byte(taken: int) -> None:
    line = Line(Printer(mark=b""), takes=len(QUESTIONS) + taken)
    line.later(1, lambda: setattr(line, "fails", PrinterGone("pulled out")))
    result = printed(line)
    assert (result.outcome, result.sent, result.words) == ("unknown", taken, "pulled out")


def test_paper_that_comes_back_is_waited_for() -> None:
    line = Line(Printer(mark=b""), takes=len(QUESTIONS) + 5000)
    line.later(0.3, lambda: setattr(line, "inbox", OUT))

    def refilled() -> None:
        line.takes, line.printer = 10**9, Printer()
        line.inbox = WELL

    line.later(110, refilled)
    assert printed(line).outcome == "printed"
    assert line.sent.count(ASK_MARK) == 1
    assert line.sent == QUESTIONS + JOB


def test_waiting_for_paper_has_an_end() -> None:
    line = Line(Printer(mark=b""), takes=len(QUESTIONS) + 5000)
    line.later(0.3, lambda: setattr(line, "inbox", OUT))
    result = printed(line)
    assert (result.outcome, result.detail) == ("unknown", "paper_out")
    assert 120 <= line.elapsed < 130


def test_waiting_for_paper_ends_when_the_agent_must_end() -> None:
    line = Line(Printer(mark=b""), takes=len(QUESTIONS) + 5000)
    line.later(0.3, lambda: setattr(line, "inbox", OUT))
    result = press(line).print(JOB, MARK, giving_up=lambda: line.elapsed > 3)
    assert (result.outcome, result.detail) == ("unknown", "paper_out")
    assert line.elapsed < 4


def test_a_slow_line_is_not_a_silent_one() -> None:
    """9600 baud and 40 kB: longer than any patience, and never still."""
    line = Line(Printer(), at_once=240)
    send = line.send

    def slow(data: bytes, deadline: float) -> int:
        line.clock.now += 0.25
        return send(data, deadline)

    line.send = slow  # type: ignore[method-assign]
    assert printed(line).outcome == "printed"
    assert line.elapsed > 10


def test_bytes_on_their_way_are_progress() -> None:
    line = Line(Printer(mark=b""))
    line.waiting = 9000
    for second in range(1, 20):
        line.later(second, lambda: setattr(line, "waiting", line.waiting - 450))
    line.later(20, lambda: setattr(line, "inbox", DONE))
    assert printed(line).outcome == "printed"


def test_progress_is_told_at_the_first_byte_at_changes_and_every_second() -> None:
    line = Line(Printer(mark=b""), at_once=1000)
    line.later(2, lambda: setattr(line, "inbox", OUT))
    line.later(4, lambda: setattr(line, "inbox", WELL))
    line.later(6, lambda: setattr(line, "inbox", DONE))
    told: list[tuple[float, str, int]] = []
    press(line).print(JOB, MARK, heard=lambda state, sent: told.append((line.elapsed, state.code, sent)))
    assert told[0][2] == 1000
    assert told[0][0] < 0.1
    changes = [(round(at), code) for (_, before, _), (at, code, _) in pairwise(told) if code != before]
    assert changes == [(2, "paper_out"), (4, "ready")]
    moments = [at for at, _, _ in told]
    assert all(later - sooner <= 1.3 for sooner, later in pairwise(moments))
    assert len(told) < 30


# --- L2: answers in turn ---


def test_two_answers_in_their_turn_confirm() -> None:
    line = Line(Printer())
    assert printed(line, "L2").outcome == "printed"
    assert line.sent == QUESTIONS + BODY + IN_TURN + IN_TURN + b"\x10\x04\x01"


@pytest.mark.parametrize("sensor", [b"\x03", b"\x01"])
def test_the_sensor_tells_of_the_paper_too(sensor: bytes) -> None:
    result = printed(Line(Printer(sensor=sensor)), "L2")
    assert (result.outcome, result.detail) == ("printed", "near_end")


def test_a_low_roll_stays_low_when_only_one_question_shows_it() -> None:
    assert printed(Line(Printer(status=b"\x12\x12\x12\x1e")), "L2").detail == "near_end"


@pytest.mark.parametrize("sensor", [b"", b"\x80", b"\x12", b"\x11"])
def test_no_answer_in_turn_is_no_confirmation(sensor: bytes) -> None:
    line = Line(Printer(sensor=sensor))
    result = printed(line, "L2")
    assert result.outcome == "unknown"
    assert 8 <= line.elapsed < 12


def test_one_answer_is_not_two() -> None:
    printer = Printer()
    line = Line(printer)
    line.later(0.01, lambda: setattr(printer, "sensor", printer.sensor))

    def once(data: bytes) -> bytes:
        said = printer(data)
        if data == IN_TURN:
            printer.sensor = b""
        return said

    line.printer = once
    assert printed(line, "L2").outcome == "unknown"


@pytest.mark.parametrize("byte", [b"\x00", b"\x80", b"A"])
def test_at_l2_a_byte_that_nobody_asked_for_spoils_the_confirmation(byte: bytes) -> None:
    line = Line(Printer(), at_once=1000)
    line.later(0.012, lambda: setattr(line, "inbox", byte))
    result = printed(line, "L2")
    assert (result.outcome, result.detail) == ("unknown", "nonsense")


def test_at_l2_one_byte_too_many_spoils_it_even_at_the_very_end() -> None:
    printer, turns = Printer(), iter([b"\x00", b"\x00\x00"])

    def answers(data: bytes) -> bytes:
        if data == IN_TURN:
            printer.sensor = next(turns, b"\x00")
        return printer(data)

    assert printed(Line(answers), "L2").detail == "nonsense"


def test_at_l2_a_question_that_is_never_answered_does_not_shift_the_others() -> None:
    printer = Printer(sensor=b"")

    def clone(data: bytes) -> bytes:
        return b"" if data in (b"\x10\x04\x02", b"\x10\x04\x03") else printer(data)

    printer.status = b"\x12\x12\x12\x1e"
    line = Line(clone)
    line.later(6, lambda: setattr(line, "inbox", b"\x00"))
    line.later(6, lambda: setattr(printer, "sensor", b"\x00"))
    codes: set[str] = set()
    result = press(line, "L2").print(BODY, MARK, heard=lambda state, _: codes.add(state.code))
    assert (result.outcome, result.detail, codes) == ("printed", "near_end", {"ready"})


def test_a_sensor_that_says_no_paper_does_not_confirm_before_there_is_some() -> None:
    printer = Printer(sensor=b"\x0f")
    line = Line(printer)

    def refilled() -> None:
        printer.sensor = b"\x00"

    line.later(60, refilled)
    assert printed(line, "L2").outcome == "printed"
    assert line.elapsed >= 60
    assert printed(Line(Printer(sensor=b"\x0c")), "L2").detail == "paper_out"


def test_at_l2_a_stopped_printer_is_asked_what_is_wrong() -> None:
    printer = Printer(sensor=b"")
    line = Line(printer)
    line.later(0.5, lambda: setattr(printer, "status", b"\x1a\x32\x12\x7e"))
    codes: list[str] = []
    result = press(line, "L2").print(BODY, MARK, heard=lambda state, _: codes.append(state.code))
    assert (result.outcome, result.detail) == ("unknown", "paper_out")
    assert "paper_out" in codes
    assert 100 < line.elapsed < 140


def test_at_l2_a_cover_opened_at_the_very_end_is_no_confirmation() -> None:
    printer = Printer()

    def opened(data: bytes) -> bytes:
        if IN_TURN in data:
            printer.status = b"\x1a\x16\x12\x12"
        return printer(data)

    result = printed(Line(opened), "L2")
    assert (result.outcome, result.detail) == ("unknown", "cover_open")


def test_at_l2_a_printer_that_answers_one_kind_of_question_only_is_not_asked_for_ever() -> None:
    printer = Printer()
    line = Line(printer)

    def half(data: bytes) -> bytes:
        if IN_TURN in data:
            printer.status = b""
        return printer(data)

    line.printer = half
    result = printed(line, "L2")
    assert (result.outcome, result.detail) == ("unknown", "no_answer")
    assert line.elapsed < 12
    assert line.sent.count(IN_TURN) < 40


def test_at_l2_an_answer_at_the_last_moment_is_an_answer() -> None:
    silent = Line(Printer(sensor=b""))
    assert printed(silent, "L2").detail == "no_answer"
    printer = Printer(sensor=b"")
    line = Line(printer)

    def awake() -> None:
        line.inbox, printer.sensor = b"\x00", b"\x00"

    line.later(silent.elapsed - 0.01, awake)
    assert printed(line, "L2").outcome == "printed"


@pytest.mark.parametrize("taken", [1, 2])
def test_at_l2_half_a_question_is_finished_before_the_next(taken: int) -> None:
    """A line that stops in the middle of DLE EOT must not make the printer take the next bytes for its rest."""
    printer = Printer(sensor=b"")
    line = Line(printer)

    def jammed() -> None:
        line.takes = line.sent.index(IN_TURN) + len(IN_TURN) + taken

    def freed() -> None:
        line.takes, line.inbox, printer.sensor = 10**9, b"\x00", b"\x00"

    line.later(0.3, jammed)
    line.later(3, freed)
    assert printed(line, "L2").outcome == "printed"
    after = line.sent[len(QUESTIONS + BODY) :]
    assert re.fullmatch(rb"(?:\x10\x04[\x01-\x04]|\x1d\x72\x01)+", after)


def test_half_a_question_before_the_job_is_no_beginning() -> None:
    line = Line(Printer(), takes=2)
    line.later(0.6, lambda: setattr(line, "takes", 10**9))
    result = press(line, "L1").print(BODY, MARK, may_begin=never)
    assert (result.outcome, result.detail) == ("not_sent", "offline")


def test_a_question_taken_in_pieces_is_asked_once() -> None:
    line = Line(Printer(), takes=len(QUESTIONS) + len(BODY) + 1)
    line.later(1, lambda: setattr(line, "takes", 10**9))
    assert printed(line, "L2").outcome == "printed"
    assert line.sent.removeprefix(QUESTIONS + BODY).replace(b"\x10\x04\x01", b"") == IN_TURN + IN_TURN


# --- L1: a printer that says nothing ---


def test_a_mute_printer_is_asked_one_question_and_then_trusted_with_the_job() -> None:
    line = Line(nothing)
    result = printed(line, "L1")
    assert (result.outcome, result.detail, result.sent) == ("sent_unconfirmed", "", len(BODY))
    assert line.sent == b"\x10\x04\x01" + BODY
    assert 1 < line.elapsed < 3
    assert result.state.paper == "unknown"


def test_a_mute_printer_that_speaks_after_all_is_listened_to() -> None:
    line = Line(Printer(status=b"\x1a"))
    result = press(line, "L1").print(BODY, MARK, may_begin=never)
    assert (result.outcome, result.detail) == ("not_sent", "offline")


def test_a_mute_printer_that_stops_in_mid_job_is_in_trouble() -> None:
    line = Line(nothing, takes=5000)
    codes: list[str] = []
    result = press(line, "L1").print(BODY, MARK, heard=lambda state, _: codes.append(state.code))
    assert (result.outcome, result.detail, result.state.code) == ("unknown", "offline", "offline")
    assert codes[0] == "ready"
    assert codes[-1] == "offline"
    assert 120 <= line.elapsed < 130


def test_a_mute_printer_that_goes_on_after_a_while() -> None:
    line = Line(nothing, takes=5000)
    line.later(60, lambda: setattr(line, "takes", 10**9))
    result = printed(line, "L1")
    assert (result.outcome, result.state.code) == ("sent_unconfirmed", "ready")
    assert line.sent.endswith(BODY)


def test_what_is_still_in_the_system_was_not_taken() -> None:
    line = Line(nothing)
    line.waiting = 700
    assert printed(line, "L1").outcome == "unknown"
    line = Line(nothing)
    line.waiting = 700
    line.later(30, lambda: setattr(line, "waiting", 0))
    assert printed(line, "L1").outcome == "sent_unconfirmed"


def test_a_mute_printer_that_goes_away_before_it_can_have_printed() -> None:
    """A device that was pulled out has nothing waiting on this side, and nothing on paper either."""
    line = Line(nothing)
    line.later(1.2, lambda: setattr(line, "fails", PrinterGone("pulled out")))
    result = printed(line, "L1")
    assert (result.outcome, result.detail, result.words) == ("unknown", "offline", "pulled out")


# --- L0: a spooler ---


def test_a_spooler_is_given_the_job_as_a_whole_and_asked_nothing() -> None:
    taken: list[bytes] = []
    line = Line(lambda data: taken.append(data) or b"")  # type: ignore[func-returns-value]
    result = printed(line, "L0")
    assert (result.outcome, result.detail, result.sent) == ("sent_unconfirmed", "", len(BODY))
    assert taken == [BODY]
    assert press(line, "L0").look() == PrinterState()


def test_a_spooler_that_is_still_busy_is_no_fault() -> None:
    line = Line(nothing)
    line.fails = PrinterBusy("one job waiting")
    result = press(line, "L0").print(BODY, MARK, may_begin=never)
    assert (result.outcome, result.detail, result.words) == ("not_sent", "printing", "one job waiting")
    assert press(line, "L0").look().code == "ready"


def test_an_unclear_hand_over_is_unknown() -> None:
    line = Line(nothing)

    def may_begin() -> bool:
        line.fails = HandOverUnclear("killed")
        return True

    assert press(line, "L0").print(BODY, MARK, may_begin).outcome == "unknown"
    line.fails = HandOverUnclear("while still asking")
    assert press(line, "L1").print(BODY, MARK, never).outcome == "not_sent"


# --- whatever a printer may answer ---

REPLIES = st.sampled_from(
    [b"\x12", b"\x16", b"\x1a", b"\x7e", b"\x00", b"\x03", b"\x0c", b"\x11", b"\x13", b"\xff", b"\x37\x22", b"\x10",
     DONE, FOREIGN, DONE[:5], OUT, WELL, OUT[:2], b"_EPSON\x00", MARK]
)  # fmt: skip
CHATTER = st.lists(REPLIES | st.binary(max_size=6), max_size=25)


@settings(deadline=None)
@given(CHATTER, CHATTER, st.binary(max_size=40), st.integers(0, 30_000), st.integers(400, 5000))
def test_no_garbage_is_ever_taken_for_a_printed_ticket_at_l3(
    answers: list[bytes], says: list[bytes], forever: bytes, takes: int, at_once: int
) -> None:
    """Right is only: our own mark, named after the whole job was sent, and never before."""
    waiting = iter(answers)
    heard: list[tuple[bool, bytes]] = []
    line = Line(lambda data: next(waiting, b""), tuple(says), takes, at_once, forever, tick=0.05)
    read = line.read

    def noted(deadline: float) -> bytes:
        whole = ASK_MARK in line.sent
        heard.append((whole, read(deadline)))
        return heard[-1][1]

    line.read = noted  # type: ignore[method-assign]
    result = printed(line)
    assert line.elapsed < 260
    assert result.outcome != "sent_unconfirmed"
    assert (result.outcome == "not_sent") == (result.sent == 0)
    if result.outcome == "printed":
        soon, late = (
            b"".join(data for when, data in heard if when is whole).translate(None, b"\x11\x13")
            for whole in (False, True)
        )
        # its first bytes may have come while the job's last ones were still being taken
        assert DONE in soon[1 - len(DONE) :] + late
        assert result.sent == len(JOB)


@settings(deadline=None)
@given(CHATTER, CHATTER, st.binary(max_size=40), st.integers(0, 30_000), st.integers(400, 5000))
def test_no_garbage_is_ever_taken_for_a_printed_ticket_at_l2(
    answers: list[bytes], says: list[bytes], forever: bytes, takes: int, at_once: int
) -> None:
    """Right is only: everything sent, and both questions answered, each after it was asked."""
    waiting = iter(answers)
    transcript: list[tuple[str, bytes]] = []
    line = Line(lambda data: next(waiting, b""), tuple(says), takes, at_once, forever, tick=0.05)
    send, read = line.send, line.read

    def noted_send(data: bytes, deadline: float) -> int:
        count = send(data, deadline)
        transcript.append(("sent", data[:count]))
        return count

    def noted_read(deadline: float) -> bytes:
        transcript.append(("heard", read(deadline)))
        return transcript[-1][1]

    line.send, line.read = noted_send, noted_read  # type: ignore[method-assign]
    result = printed(line, "L2")
    assert line.elapsed < 260
    assert (result.outcome == "not_sent") == (result.sent == 0)
    if result.outcome != "printed":
        return
    assert line.sent.find(BODY) >= 0
    asked = answered = 0
    for kind, data in transcript:
        if kind == "sent":
            asked += data.endswith(b"\x72\x01")
        else:
            answered += any(byte & 0xF0 == 0 for byte in data)
            assert answered <= asked or not asked
    assert asked >= 2
    assert answered >= 2


@pytest.mark.parametrize("level", ["L1", "L2", "L3"])
@pytest.mark.parametrize("noise", [bytes(4096), b"\x12" * 4096, bytes(range(256)) * 16, OUT * 1024, (OUT + WELL) * 512])
def test_endless_noise_is_neither_waited_out_nor_believed(level: Level, noise: bytes) -> None:
    line = Line(nothing, forever=noise, tick=0.02)
    result = printed(line, level)
    assert result.outcome in ({"sent_unconfirmed", "not_sent"} if level == "L1" else {"unknown", "not_sent"})
    assert line.elapsed < 30
    assert line.reads < 2000
    assert line.closed == 1


@pytest.mark.parametrize("noise", [OUT + WELL, OUT * 500, OUT * 500 + bytes(range(256))])
def test_a_printer_that_goes_mad_in_mid_job_is_not_believed_for_long(noise: bytes) -> None:
    line = Line(Printer(mark=b""), at_once=1000, tick=0.01)
    line.later(0.15, lambda: setattr(line, "_says", repeat(noise)))
    result = printed(line)
    assert result.outcome == "unknown"
    assert result.detail in ("nonsense", "no_answer")
    assert line.elapsed < 60


# --- the end of a job ---


class Killed(BaseException):
    """The process ends on the spot."""


@pytest.mark.parametrize(
    ("level", "mark", "outcome", "seconds", "words"),
    [("L3", DONE, "printed", 0.2, []), ("L3", b"", "unknown", 0.5, [FORGET]), ("L1", b"", "sent_unconfirmed", 2.0, [])],
)  # fmt: skip
def test_how_it_ended_is_told_before_the_line_is_given_up(
    level: Level, mark: bytes, outcome: str, seconds: float, words: list[bytes]
) -> None:
    line = Line(Printer(mark=mark))
    told: list[tuple[Result, int]] = []
    result = press(line, level).print(JOB, MARK, settled=lambda result: told.append((result, line.closed)))
    assert told == [(result, 0)]
    assert (result.outcome, line.closed, line.abandoned) == (outcome, 1, words)
    assert line.closing == [pytest.approx(seconds)]


def test_what_was_not_begun_is_told_too_and_the_line_is_free_at_once() -> None:
    line = Line(Printer(status=b"\x12\x12\x12\x7e"))
    told: list[str] = []
    press(line).print(JOB, MARK, never, settled=lambda result: told.append(result.outcome))
    press(line).look()
    assert told == ["not_sent"]
    assert line.closing == [pytest.approx(0.2)] * 2
    assert line.abandoned == []


def test_a_spooler_is_not_told_to_forget() -> None:
    line = Line(nothing)

    def may_begin() -> bool:
        line.fails = HandOverUnclear("killed")
        return True

    assert press(line, "L0").print(BODY, MARK, may_begin).outcome == "unknown"
    assert line.abandoned == [b""]


def test_trouble_in_what_is_told_ends_the_line_too() -> None:
    def ending(*_: object) -> None:
        raise Killed

    line = Line(Printer())
    with pytest.raises(Killed):
        press(line).print(JOB, MARK, heard=ending)
    assert line.abandoned == [FORGET]
    line = Line(Printer())
    with pytest.raises(Killed):
        press(line).print(JOB, MARK, settled=ending)
    assert (line.closed, line.abandoned) == (1, [])


# --- the emulated printer ---


def real_job(level: Level) -> tuple[bytes, bytes]:
    mark = mark_of(level)
    return ticket_job(draw(SLIP), mark, level=level), mark


@pytest.mark.parametrize("level", ["L2", "L3"])
def test_paper_that_ends_and_comes_back_gives_one_whole_ticket(level: Level, emulator: Emulator) -> None:
    emulator.set(rows_left=200)
    job, mark = real_job(level)
    own = Press(TcpTransport("127.0.0.1", emulator.port), level)
    results: list[Result] = []
    worker = threading.Thread(target=lambda: results.append(own.print(job, mark)))
    worker.start()
    assert emulator.wait_for(lambda: emulator.switches.paper == "out", GENEROUS)
    emulator.set(paper="ok")
    worker.join(GENEROUS)
    assert [result.outcome for result in results] == ["printed"]
    assert len(emulator.tickets) == 1


@pytest.mark.parametrize(("level", "outcome"), [("L3", "printed"), ("L2", "printed"), ("L1", "sent_unconfirmed")])
def test_every_level_gives_the_ticket(level: Level, outcome: str, emulator: Emulator) -> None:
    if level == "L1":
        emulator.set(mute=True)
    job, mark = real_job(level)
    own = Press(TcpTransport("127.0.0.1", emulator.port), level)
    assert own.look().code == "ready"
    assert own.print(job, mark).outcome == outcome
    assert emulator.wait_for(lambda: len(emulator.tickets) == 1, GENEROUS)


def test_a_printer_gone_mute_is_offline_unless_it_is_known_to_be(emulator: Emulator) -> None:
    emulator.set(mute=True)
    job, mark = real_job("L3")
    own = Press(TcpTransport("127.0.0.1", emulator.port))
    assert own.print(job, mark, may_begin=never).detail == "offline"


@pytest.mark.parametrize("level", ["L2", "L3"])
def test_a_ticket_that_was_given_up_does_not_come_out_later(
    level: Level, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The printer has taken the whole ticket into a large buffer when its paper ends."""
    monkeypatch.setattr("printers.machine.BUFFER", 1_000_000)
    emulator.set(rows_left=200)
    taken = bytearray()
    receive = emulator._machine.receive

    def counted(data: bytes, now: float = 0.0) -> bytes:
        taken.extend(data)
        return receive(data, now)

    monkeypatch.setattr(emulator._machine, "receive", counted)
    whole = len(QUESTIONS) + len(real_job(level)[0])
    given_up, rows = give_up(level, emulator, lambda: len(taken) >= whole)
    assert given_up == ("unknown", "paper_out")
    assert emulator.wait_for(lambda: FORGET in taken, GENEROUS)
    emulator.set(paper="ok")
    # the next connection is served when the last one is over and done
    assert Press(TcpTransport("127.0.0.1", emulator.port)).look().code == "ready"
    assert (emulator.rows_printed, emulator.tickets) == (rows, ())


def test_a_ticket_that_was_given_up_does_not_come_out_of_a_small_buffer_as_a_whole(emulator: Emulator) -> None:
    emulator._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    emulator.set(rows_left=200)
    given_up, rows = give_up("L3", emulator)
    assert given_up == ("unknown", "paper_out")
    emulator.set(paper="ok")
    assert Press(TcpTransport("127.0.0.1", emulator.port)).look().code == "ready"
    assert emulator.tickets == ()
    assert emulator.rows_printed < rows + 300


def give_up(level: Level, emulator: Emulator, too: Callable[[], bool] = lambda: True) -> tuple[tuple[str, str], int]:
    """How a job ended that was given up for want of paper (and when `too` is so), and the rows on paper then."""
    job, mark = real_job(level)
    stuck = threading.Event()

    def heard(state: PrinterState, sent: int) -> None:
        if state.code == "paper_out":
            stuck.set()

    own = Press(TcpTransport("127.0.0.1", emulator.port), level, Patience(answer=GENEROUS))
    result = own.print(job, mark, giving_up=lambda: stuck.is_set() and too(), heard=heard)
    return (result.outcome, result.detail), emulator.rows_printed
