"""What a printer says about itself, out of the bytes it sends. Pure, and never surprised: a printer may send anything.

Sources: Epson ESC/POS reference: `DLE EOT n` (one byte 0xx1xx10), automatic status back `GS a` (four bytes, the first
0xx1xx00, the others 0xx0xxxx), process ID response `GS ( H` (37h 22h, four characters, 00h).
"""

from dataclasses import dataclass, replace
from typing import Literal

Code = Literal["ready", "printing", "paper_out", "cover_open", "cutter", "offline", "error"]
Paper = Literal["ok", "near_end", "out"]

DONE = b"\x37\x22"
DONE_LENGTH = 7
ASB_LENGTH = 4


@dataclass(frozen=True, slots=True)
class PrinterState:
    """A printer as it last described itself."""

    online: bool = True
    paper: Paper = "ok"
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


Event = Answer | Asb | Done


def decode(data: bytes, asked: tuple[int, ...] = ()) -> tuple[tuple[Event, ...], bytes, tuple[int, ...]]:
    """Events in a stream of bytes, the unfinished rest of the stream, and the questions not yet answered.

    `asked` are the n of `DLE EOT n` in the order of asking: an answer does not say which question it is for. Bytes that
    belong to nothing (flow control, answers nobody asked for, noise) are dropped.
    """
    events: list[Event] = []
    open_questions = list(asked)
    at = 0
    while at < len(data):
        event, length = _next(data[at : at + DONE_LENGTH], open_questions)
        if length == 0:
            break
        if event is not None:
            events.append(event)
        at += length
    return tuple(events), data[at:], tuple(open_questions)


def _next(data: bytes, asked: list[int]) -> tuple[Event | None, int]:
    """The event that begins `data` and its length; no event for a byte to drop; length 0 when more must come."""
    if data.startswith(DONE[: len(data)]):
        if len(data) < DONE_LENGTH:
            return None, 0
        return (Done(data[2:6]), DONE_LENGTH) if data[6] == 0 else (None, 1)
    first = data[0]
    if first & 0x93 == 0x12:
        return (Answer(asked.pop(0), first) if asked else None), 1
    if first & 0x93 == 0x10:
        if any(byte & 0x90 for byte in data[1:ASB_LENGTH]):
            return None, 1
        return (Asb(data[:ASB_LENGTH]), ASB_LENGTH) if len(data) >= ASB_LENGTH else (None, 0)
    return None, 1


def heard(state: PrinterState, event: Event) -> PrinterState:
    """The state after an event."""
    match event:
        case Asb(packet):
            return _from_asb(packet)
        case Answer(question, byte):
            return _from_answer(state, question, byte)
        case Done():
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
            paper: Paper = "out" if byte & 0x20 else state.paper
            # 40h only says that question 3 knows more; alone it must not hide what that is
            return replace(state, cover_open=bool(byte & 0x04), paper=paper)
        case 3:
            return replace(state, cutter_fault=bool(byte & 0x08), error=bool(byte & 0x64))
        case 4:
            return replace(state, paper="out" if byte & 0x60 else "near_end" if byte & 0x0C else "ok")
        case _:
            return state
