from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from printers.commands import CLEAR_BUFFER, Command, next_command
from printers.escpos_job import CUT, FORGET, RESYNC, ticket_job
from printers.machine import BUFFER, Machine
from printers.paper import draw
from printers.switches import Switches
from tests.printers.fakes import SLIP

MARK = b"AB29"
ACK = b"\x37\x22AB29\x00"
OK = b"\x10\x00\x00\x00"


def machine(width: int = 576) -> tuple[Machine, list[Image.Image]]:
    tickets: list[Image.Image] = []
    return Machine(width, tickets.append), tickets


def pieces(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


@settings(max_examples=12, deadline=None)
@given(
    width=st.sampled_from([384, 512, 576]),
    label=st.from_regex(r"[A-Z]{1,2}[0-9]{3,4}", fullmatch=True),
    service=st.text("Hộ tịch ặẵẫ", max_size=60),
    size=st.integers(1, 5000),
)
def test_what_comes_out_is_what_was_drawn(width: int, label: str, service: str, size: int) -> None:
    picture = draw(replace(SLIP, label=label, service=service), width)
    printer, tickets = machine(width)
    said = b"".join(printer.receive(piece) for piece in pieces(ticket_job(picture, MARK), size))
    [ticket] = tickets
    assert (ticket.size, ticket.mode) == (picture.size, "1")
    assert ticket.tobytes() == picture.tobytes()
    assert said == OK + ACK


def test_status_questions_are_answered_truthfully() -> None:
    printer, _ = machine()
    ask = b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04"
    assert printer.receive(ask) == b"\x12\x12\x12\x12"
    printer.change(Switches(paper="out"))
    assert printer.receive(ask) == b"\x1a\x32\x12\x7e"
    printer.change(Switches(cover_open=True))
    assert printer.receive(ask) == b"\x1a\x16\x12\x12"
    printer.change(Switches(cutter_fault=True))
    assert printer.receive(ask) == b"\x1a\x52\x1a\x12"
    printer.change(Switches(paper="near_end"))
    assert printer.receive(ask) == b"\x12\x12\x12\x1e"


def test_a_question_is_heard_across_pieces_and_inside_pictures() -> None:
    printer, _ = machine()
    assert [printer.receive(bytes([byte])) for byte in b"\x10\x04\x01"] == [b"", b"", b"\x12"]
    row = bytearray(72)
    row[10:13] = b"\x10\x04\x01"
    assert printer.receive(b"\x1dv0\x00\x48\x00\x01\x00" + bytes(row)) == b"\x12"
    assert len(printer.roll) == 1


def test_reports_are_sent_at_every_change_once_asked_for() -> None:
    printer, _ = machine()
    assert printer.change(Switches(paper="out")) == b""
    assert printer.change(Switches()) == b""
    assert printer.receive(b"\x1da\x0f") == OK
    assert printer.change(Switches(paper="out")) == b"\x18\x00\x0f\x00"
    assert printer.change(Switches()) == OK
    assert printer.receive(b"\x1b@") == b""
    assert printer.change(Switches(paper="out")) == b""


def test_paper_ends_in_the_middle_and_the_rest_comes_after_a_new_roll() -> None:
    printer, tickets = machine()
    picture = draw(SLIP)
    printer.change(Switches(rows_left=300))
    said, waiting = b"", ticket_job(picture, MARK)
    while waiting and printer.room():
        piece, waiting = waiting[: printer.room()], waiting[printer.room() :]
        said += printer.receive(piece)
    assert said == OK + b"\x18\x00\x0f\x00"
    assert len(printer.roll) == 300
    assert printer.room() == 0
    said = printer.change(Switches())
    while waiting:
        piece, waiting = waiting[: printer.room()], waiting[printer.room() :]
        said += printer.receive(piece)
    assert said == OK + ACK
    assert [ticket.tobytes() for ticket in tickets] == [picture.tobytes()]


def test_an_unfinished_picture_swallows_the_next_job_unless_it_is_filled_up() -> None:
    picture, other = draw(SLIP), draw(replace(SLIP, label="B001"))
    half = ticket_job(picture, MARK)[:20_000]
    spoilt, tickets = machine()
    spoilt.receive(half)
    spoilt.receive(ticket_job(other, MARK))
    assert other.tobytes() not in [ticket.tobytes() for ticket in tickets]
    saved, tickets = machine()
    saved.receive(half)
    assert saved.receive(ticket_job(other, MARK, resync=True)) == OK + ACK
    assert [ticket.tobytes() for ticket in tickets][1:] == [other.tobytes()]
    assert tickets[0].height < picture.height


def test_resync_on_an_idle_printer_makes_no_paper() -> None:
    printer, tickets = machine()
    printer.receive(RESYNC)
    assert tickets == []


def test_a_narrow_picture_is_aligned() -> None:
    for align, column in ((0, 0), (1, 284), (2, 568)):
        printer, tickets = machine()
        printer.receive(b"\x1ba" + bytes([align]) + b"\x1dv0\x00\x01\x00\x01\x00\x80" + CUT)
        [ticket] = tickets
        assert ticket.getpixel((column, 0)) == 0
        assert ticket.convert("L").histogram()[0] == 1


def test_feeds_are_white_paper() -> None:
    printer, tickets = machine()
    printer.receive(b"\x1bJ\x05\x1dv0\x00\x01\x00\x01\x00\xff\x1bd\x02" + CUT)
    assert tickets[0].height == 5 + 1 + 60


def test_text_is_seen_as_text() -> None:
    printer, tickets = machine()
    printer.receive(b"Hello\n" + CUT)
    assert tickets[0].height == 30


def test_it_says_who_it_is() -> None:
    printer, _ = machine()
    assert printer.receive(b"\x1dIB\x1dIC") == b"_Moi So\x00_Virtual\x00"
    assert printer.receive(b"\x1dr\x01") == b"\x00"


def test_power_cycle_forgets_the_buffer_but_not_the_paper() -> None:
    printer, tickets = machine()
    printer.receive(ticket_job(draw(SLIP), MARK)[:10_000])
    rows = len(printer.roll)
    printer.change(Switches(power=False))
    printer.change(Switches())
    printer.receive(CUT)
    assert [ticket.height for ticket in tickets] == [rows]


def test_clearing_the_buffer_drops_what_waits() -> None:
    printer, tickets = machine()
    printer.change(Switches(paper="out"))
    printer.receive(b"\x1dv0\x00\x01\x00\x01\x00\xff" + CUT)
    printer.receive(CLEAR_BUFFER)
    printer.change(Switches())
    assert tickets == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.binary(max_size=40) | st.sampled_from([b"\x1b", b"\x1d", b"\x1dv0", b"\x1c("]), max_size=12))
def test_junk_never_hangs_it_for_good(junk: list[bytes]) -> None:
    printer, tickets = machine()
    for piece in junk:
        for byte in pieces(piece, max(1, printer.room())):
            printer.receive(byte)
        assert printer.room() > BUFFER - 600
    # whatever picture without end it believes in, switching it off and on helps
    printer.change(Switches(power=False))
    printer.change(Switches())
    printer.receive(CUT)
    picture = draw(SLIP)
    assert printer.receive(ticket_job(picture, MARK)) == OK + ACK
    assert tickets[-1].tobytes() == picture.tobytes()


def test_command_lengths() -> None:
    assert next_command(b"\x1b@rest") == Command(b"\x1b@")
    assert next_command(b"\x1dV\x42\x00rest") == Command(b"\x1dV", b"\x42\x00")
    assert next_command(b"\x1dV\x00rest") == Command(b"\x1dV", b"\x00")
    assert next_command(b"\x1dv0\x00\x48\x00\x18\x00") == Command(b"\x1dv0", b"\x00\x48\x00\x18\x00", 1728)
    assert next_command(b"\x1d(k\x03\x00xyz") == Command(b"\x1d(k", b"\x03\x00", 3)
    assert next_command(b"\x1d8L\x04\x00\x00\x00") == Command(b"\x1d8L", b"\x04\x00\x00\x00", 4)
    assert next_command(b"\x1bD\x08\x10\x00rest") == Command(b"\x1bD", b"\x08\x10\x00")
    assert next_command(b"\x1dk\x04CODE\x00rest") == Command(b"\x1dk", b"\x04CODE\x00")
    assert next_command(b"\x1dk\x49\x03abc") == Command(b"\x1dk", b"\x49\x03", 3)
    assert next_command(b"\x1b*\x21\x02\x00") == Command(b"\x1b*", b"\x21\x02\x00", 6)
    assert next_command(b"\x10\x14\x01\x00\x05") == Command(b"\x10\x14", b"\x01\x00\x05")
    assert next_command(b"\x1b\x99rest") == Command(b"\x1b\x99")
    for unfinished in (b"", b"\x1b", b"\x1dv0\x00", b"\x1d(k\x03", b"\x1bD\x08", b"\x10\x04"):
        assert next_command(unfinished) is None


# --- time ---

SPEED = 150.0
"""mm a second: 1200 rows."""


def slow_machine() -> tuple[Machine, list[Image.Image]]:
    tickets: list[Image.Image] = []
    return Machine(576, tickets.append, Switches(mm_per_s=SPEED)), tickets


def rows(count: int) -> bytes:
    return b"\x1dv0\x00\x01\x00" + count.to_bytes(2, "little") + b"\x80" * count


def test_paper_takes_its_time_and_the_answer_comes_after_it() -> None:
    printer, tickets = slow_machine()
    assert printer.receive(rows(1200) + CUT + b"\x1d(H\x06\x00\x30\x30AB29", now=10.0) == b""
    assert printer.advance(10.5) == b""
    assert len(printer.roll) in (600, 601)
    assert printer.advance(11.2) == b""
    assert tickets == []
    # one second of rows, 15 mm to the knife, and the knife
    assert printer.advance(11.44) == b""
    assert printer.advance(11.46) == ACK
    assert [ticket.height for ticket in tickets] == [1200]
    assert printer.rows_used == 1200 + 120
    assert printer.busy_until() is None


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 3), max_size=30))
def test_it_does_not_matter_how_often_one_looks(looks: list[float]) -> None:
    printer, tickets = slow_machine()
    said = printer.receive(rows(1200) + CUT + b"\x1d(H\x06\x00\x30\x30AB29", now=0.0)
    for now in sorted(looks):
        said += printer.advance(now)
        assert len(tickets) == (now >= 1.45)
    assert said + printer.advance(3.0) == ACK


def test_it_starts_when_the_bytes_come_and_not_when_it_last_stopped() -> None:
    printer, _ = slow_machine()
    printer.receive(rows(1), now=0.0)
    printer.receive(rows(1200), now=100.0)
    printer.advance(100.5)
    assert len(printer.roll) in (601, 602)


def test_time_in_trouble_prints_nothing() -> None:
    printer, _ = slow_machine()
    printer.receive(rows(1200), now=0.0)
    printer.change(Switches(mm_per_s=SPEED, cover_open=True), now=0.5)
    assert printer.busy_until() is None
    printer.advance(50.0)
    assert len(printer.roll) in (600, 601)
    printer.change(Switches(mm_per_s=SPEED), now=60.0)
    printer.advance(60.25)
    assert len(printer.roll) in range(900, 904)


def test_the_knife_does_not_come_down_while_the_cover_is_open() -> None:
    printer, tickets = slow_machine()
    printer.receive(rows(12) + CUT, now=0.0)
    printer.change(Switches(mm_per_s=SPEED, cover_open=True), now=0.2)
    printer.advance(9.0)
    assert tickets == []
    printer.change(Switches(mm_per_s=SPEED), now=10.0)
    printer.advance(11.0)
    assert [ticket.height for ticket in tickets] == [12]


def test_paper_ends_when_the_row_is_reached_and_it_says_so_then() -> None:
    printer, _ = slow_machine()
    printer.receive(b"\x1da\x0f", now=0.0)
    printer.change(Switches(mm_per_s=SPEED, rows_left=600), now=0.0)
    assert printer.receive(rows(1200), now=0.0) == b""
    assert printer.advance(0.49) == b""
    assert printer.advance(0.51) == b"\x18\x00\x0f\x00"


def test_a_new_speed_counts_at_once() -> None:
    tickets: list[Image.Image] = []
    printer = Machine(576, tickets.append, Switches(mm_per_s=1e-6))
    printer.receive(rows(5) + CUT, now=0.0)
    printer.change(Switches(), now=1.0)
    assert [ticket.height for ticket in tickets] == [5]


def test_a_cut_uses_the_paper_between_head_and_knife() -> None:
    printer, tickets = machine()
    printer.change(Switches(rows_left=100))
    printer.receive(rows(50) + CUT)
    assert tickets == []
    assert printer.switches.paper == "out"
    printer.change(Switches())
    assert [ticket.height for ticket in tickets] == [50]
    assert printer.rows_used == 170


def test_a_strip_without_end_is_cut_once_it_is_long() -> None:
    printer, tickets = machine()
    for _ in range(17):
        printer.receive(rows(1000))
    assert [ticket.height for ticket in tickets] == [16_001]


# --- printers that do not say what they should ---


def test_a_mute_printer_prints_and_says_nothing() -> None:
    printer, tickets = machine()
    picture = draw(SLIP)
    printer.change(Switches(mute=True))
    assert printer.receive(b"\x10\x04\x01" + ticket_job(picture, MARK)) == b""
    assert [ticket.tobytes() for ticket in tickets] == [picture.tobytes()]
    assert printer.change(Switches()) == b""  # what it kept to itself is not said later


def test_a_noisy_line_never_carries_the_mark() -> None:
    printer, tickets = machine()
    printer.change(Switches(garbage=True))
    said = printer.receive(ticket_job(draw(SLIP), MARK))
    assert said
    assert MARK not in said
    assert len(tickets) == 1


def test_sensors_in_every_state() -> None:
    printer, _ = machine()
    for paper, byte in (("ok", b"\x00"), ("near_end", b"\x03")):
        printer.change(Switches(paper=paper))  # type: ignore[arg-type]
        assert printer.receive(b"\x1dr\x01\x1dr1") == byte * 2
    assert printer.receive(b"\x1dr\x02") == b"\x00"
    # without paper it is offline and works nothing off: the answer comes with the paper
    printer.change(Switches(paper="out"))
    assert printer.receive(b"\x1dr\x01") == b""
    assert printer.change(Switches()) == b"\x00"


def test_a_clear_command_takes_along_what_came_before_it_in_one_piece() -> None:
    """An abandoned ticket and the farewell to it arrive together: the rest of its dots is not text to be printed."""
    printer, tickets = machine()
    printer.change(Switches(paper="out"))
    job = ticket_job(draw(SLIP), MARK)
    printer.receive(job[:5000])
    printer.receive(job[5000:7000] + FORGET)
    printer.change(Switches())
    before = len(printer.roll)
    printer.receive(CUT)
    assert (before, tickets) == (0, [])
