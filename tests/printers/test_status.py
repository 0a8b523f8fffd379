import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers.status import OFFLINE, Answer, Asb, Done, Event, Noise, PrinterState, Sensor, decode, heard

STATES = {
    b"\x10\x00\x00\x00": "ready",
    b"\x10\x00\x03\x00": "ready",
    b"\x18\x00\x0f\x00": "paper_out",
    b"\x38\x00\x00\x00": "cover_open",
    b"\x18\x08\x00\x00": "cutter",
    b"\x18\x20\x00\x00": "error",
    b"\x18\x40\x00\x00": "error",
    b"\x18\x00\x00\x00": "offline",
}


def after(*events: Event) -> PrinterState:
    state = PrinterState()
    for event in events:
        state = heard(state, event)
    return state


@pytest.mark.parametrize(("packet", "code"), STATES.items())
def test_automatic_reports(packet: bytes, code: str) -> None:
    events, rest, _ = decode(packet)
    assert events == (Asb(packet),)
    assert rest == b""
    assert after(*events).code == code


def test_near_end_is_a_warning_not_a_fault() -> None:
    assert after(Asb(b"\x10\x00\x03\x00")) == PrinterState(paper="near_end")
    assert after(Answer(4, 0x1E)) == PrinterState(paper="near_end")


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        (b"\x12\x12\x12\x12", "ready"),
        (b"\x16\x12\x12\x12", "ready"),
        (b"\x1a\x12\x12\x12", "offline"),
        (b"\x1a\x16\x12\x12", "cover_open"),
        (b"\x1a\x32\x12\x7e", "paper_out"),
        (b"\x1a\x52\x1a\x12", "cutter"),
        (b"\x1a\x52\x32\x12", "error"),
        (b"\x12\x12\x12\x1e", "ready"),
    ],
)
def test_real_time_answers_belong_to_their_questions(answers: bytes, code: str) -> None:
    events, rest, asked = decode(answers, (1, 2, 3, 4))
    assert events == tuple(Answer(question, byte) for question, byte in enumerate(answers, 1))
    assert (rest, asked) == (b"", ())
    assert after(*events).code == code


def test_a_mixed_stream() -> None:
    stream = b"\x11\x12\x10\x00\x03\x00\x37\x22AB29\x00\x12\x13"
    events, rest, asked = decode(stream, (1, 4))
    assert events == (Answer(1, 0x12), Asb(b"\x10\x00\x03\x00"), Done(b"AB29"), Answer(4, 0x12))
    assert (rest, asked) == (b"", ())


def test_an_answer_nobody_asked_for_is_dropped() -> None:
    assert decode(b"\x12\x12", (1,)) == ((Answer(1, 0x12),), b"", ())


@pytest.mark.parametrize("stream", [b"\x37\x22AB29\x00", b"\x18\x00\x0f\x00", b"\x12\x37\x22AB29\x00\x10\x00\x00\x00"])
def test_a_stream_may_come_in_any_pieces(stream: bytes) -> None:
    whole, _, _ = decode(stream, (1,))
    for cut in range(len(stream) + 1):
        first, rest, asked = decode(stream[:cut], (1,))
        second, rest, _ = decode(rest + stream[cut:], asked)
        assert first + second == whole
        assert rest == b""


def test_half_a_report_does_not_hide_what_follows() -> None:
    assert decode(b"\x10\x37\x22AB29\x00")[0] == (Noise(1), Done(b"AB29"))
    assert decode(b"\x10\x00\x10\x00\x00\x00")[0] == (Noise(1), Sensor(0), Asb(b"\x10\x00\x00\x00"))
    assert decode(b"\x10\x00\x12", (1,))[0] == (Noise(1), Sensor(0), Answer(1, 0x12))


def test_a_broken_mark_does_not_hide_what_follows() -> None:
    events, _, _ = decode(b"\x37\x22AB29\x55\x37\x22AB29\x00")
    assert events[-1] == Done(b"AB29")


@given(st.binary(max_size=80), st.lists(st.integers(0, 9), max_size=5).map(tuple), st.integers(0, 80))
def test_any_bytes_are_survived(data: bytes, asked: tuple[int, ...], cut: int) -> None:
    events, rest, left = decode(data[:cut], asked)
    more, rest, left = decode(rest + data[cut:], left)
    assert len(rest) < 7
    assert data.translate(None, b"\x11\x13").endswith(rest)
    assert len(left) <= len(asked)
    state = after(*events, *more)
    assert state.code in {"ready", "paper_out", "cover_open", "cutter", "offline", "error"}


@given(st.binary(max_size=40), st.sampled_from([b"AB29", b"zzzz"]))
def test_a_mark_is_found_behind_noise(noise: bytes, mark: bytes) -> None:
    events, _, _ = decode(noise + bytes(7) + b"\x37\x22" + mark + b"\x00")
    assert events[-1] == Done(mark)


def test_answers_given_in_turn() -> None:
    stream = b"\x00\x03\x0c\x0f"
    events, rest, _ = decode(stream)
    assert events == tuple(Sensor(byte) for byte in stream)
    assert rest == b""
    assert [event.paper for event in events if isinstance(event, Sensor)] == ["ok", "near_end", "out", "out"]
    assert after(Sensor(0x0F)).code == "paper_out"
    assert after(Sensor(0x0F), Sensor(0)).paper == "ok"
    assert after(Answer(4, 0x1E), Sensor(0)).paper == "near_end"


def test_what_no_printer_says_is_counted() -> None:
    assert decode(b"\xff\x12A\x80", (1,))[0] == (Noise(3), Answer(1, 0x12))


@pytest.mark.parametrize("stream", [b"\x37\x22AB29\x00", b"\x18\x00\x0f\x00", b"\x12", b"\x03"])
def test_flow_control_may_stand_anywhere(stream: bytes) -> None:
    plain, _, _ = decode(stream, (1,))
    mixed = b"".join(b"\x13" + bytes([byte]) + b"\x11" for byte in stream)
    assert decode(mixed, (1,))[0] == plain
    assert decode(b"\x11\x13\x11\x13", (1,)) == ((), b"", (1,))


def test_paper_is_unknown_until_the_printer_tells() -> None:
    assert PrinterState().paper == OFFLINE.paper == "unknown"
    assert after(Answer(1, 0x12), Answer(2, 0x12)).paper == "unknown"
    assert after(Answer(4, 0x12)).paper == "ok"


def test_silence_is_offline() -> None:
    assert OFFLINE.code == "offline"
