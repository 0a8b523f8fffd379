"""What a printer says about itself, out of the bytes it sends. Pure, and never surprised: a printer may send anything.

Sources: Epson ESC/POS reference: `DLE EOT n` (one byte 0xx1xx10), automatic status back `GS a` (four bytes, the first
0xx1xx00, the others 0xx0xxxx), process ID response `GS ( H` (37h 22h, four characters, 00h), `GS r 1` (one byte, bits 4
and 7 are 0, bits 0–1 near end, 2–3 end).
"""

from dataclasses import dataclass, replace
from typing import Literal

Code = Literal["ready", "printing", "paper_out", "cover_open", "cutter", "offline", "error"]
Paper = Literal["ok", "near_end", "out"]
KnownPaper = Literal["ok", "near_end", "out", "unknown"]
"""Paper as far as the printer has told."""

Level = Literal["L0", "L1", "L2", "L3"]
"""How far a printer can be trusted: L3 names the job it has printed (GS ( H), L2 answers a question in its turn (GS r),
L1 takes bytes and keeps silent, L0 is a spooler that takes a job and says nothing of paper."""

FLOW = b"\x11\x13"
"""XON and XOFF: a serial printer may put them between any two bytes; none of its answers contains them."""

DONE = b"\x37\x22"
DONE_LENGTH = 7
ASB_LENGTH = 4


@dataclass(frozen=True, slots=True)
class PrinterState:
    """A printer as it last described itself."""

    online: bool = True
    paper: KnownPaper = "unknown"
    cover_open: bool = False
    cutter_fault: bool = False
    error: bool = False

    @property
    def code(self) -> Code:
        """The one thing to tell people, the most helpful first."""
        if self.paper == "out":
            return "paper_out"
        if self.cover_open:
            return "cover_open"
        if self.cutter_fault:
            return "cutter"
        if self.error:
            return "error"
        return "ready" if self.online else "offline"


OFFLINE = PrinterState(online=False)
"""A printer that does not answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to `DLE EOT question`."""

    question: int
    byte: int


@dataclass(frozen=True, slots=True)
class Asb:
    """One automatic status report, four bytes."""

    packet: bytes


@dataclass(frozen=True, slots=True)
class Done:
    """Everything sent before this mark is on paper."""

    mark: bytes


@dataclass(frozen=True, slots=True)
class Sensor:
    """The answer to `GS r 1`, given in its turn: everything before the question has been worked off."""

    byte: int

    @property
    def paper(self) -> Paper:
        """What the paper sensors say."""
        return "out" if self.byte & 0x0C else "near_end" if self.byte & 0x03 else "ok"


@dataclass(frozen=True, slots=True)
class Noise:
    """So many bytes that belong to nothing."""

    count: int


Event = Answer | Asb | Done | Sensor | Noise


def decode(data: bytes, asked: tuple[int, ...] = ()) -> tuple[tuple[Event, ...], bytes, tuple[int, ...]]:
    """Events in a stream of bytes, the unfinished rest of the stream, and the questions not yet answered.

    `asked` are the n of `DLE EOT n` in the order of asking: an answer does not say which question it is for. Flow
    control and answers nobody asked for (any more) are dropped without a word.
    """
    data = data.translate(None, FLOW)
    events: list[Event] = []
    open_questions = list(asked)
    at = noise = 0
    while at < len(data):
        event, length = _next(data[at : at + DONE_LENGTH], open_questions)
        if length == 0:
            break
        if isinstance(event, Noise):
            noise += event.count
        elif event is not None:
            events.append(event)
        at += length
    return (*([Noise(noise)] if noise else []), *events), data[at:], tuple(open_questions)


def _next(data: bytes, asked: list[int]) -> tuple[Event | None, int]:
    """The event that begins `data` and its length; None for a byte to drop; length 0 when more must come."""
    if data.startswith(DONE[: len(data)]):
        if len(data) < DONE_LENGTH:
            return None, 0
        return (Done(data[2:6]), DONE_LENGTH) if data[6] == 0 else (Noise(1), 1)
    first = data[0]
    if first & 0x93 == 0x12:
        return (Answer(asked.pop(0), first) if asked else None), 1
    if first & 0x93 == 0x10:
        if any(byte & 0x90 for byte in data[1:ASB_LENGTH]):
            return Noise(1), 1
        return (Asb(data[:ASB_LENGTH]), ASB_LENGTH) if len(data) >= ASB_LENGTH else (None, 0)
    return (Sensor(first) if first & 0xF0 == 0 else Noise(1)), 1


def heard(state: PrinterState, event: Event) -> PrinterState:
    """The state after an event."""
    match event:
        case Asb(packet):
            return _from_asb(packet)
        case Answer(question, byte):
            return _from_answer(state, question, byte)
        case Sensor():
            # many printers show a low roll to one of the two questions only
            low = event.paper == "ok" and state.paper == "near_end"
            return state if low else replace(state, paper=event.paper)
        case _:
            return state


def _from_asb(packet: bytes) -> PrinterState:
    first, second, third = packet[0], packet[1], packet[2]
    return PrinterState(
        online=not first & 0x08,
        paper="out" if third & 0x0C else "near_end" if third & 0x03 else "ok",
        cover_open=bool(first & 0x20),
        cutter_fault=bool(second & 0x08),
        error=bool(second & 0x64),
    )


def _from_answer(state: PrinterState, question: int, byte: int) -> PrinterState:
    match question:
        case 1:
            return replace(state, online=not byte & 0x08)
        case 2:
            paper: KnownPaper = "out" if byte & 0x20 else state.paper
            # 40h only says that question 3 knows more; alone it must not hide what that is
            return replace(state, cover_open=bool(byte & 0x04), paper=paper)
        case 3:
            return replace(state, cutter_fault=bool(byte & 0x08), error=bool(byte & 0x64))
        case 4:
            return replace(state, paper="out" if byte & 0x60 else "near_end" if byte & 0x0C else "ok")
        case _:
            return state
