"""Finding out what a printer can: who it is, whether it answers, and how far its answers can be trusted."""

import re
from dataclasses import dataclass

from printers.escpos_job import PROCESS_ID
from printers.facts import LONGEST_MODEL
from printers.status import Done, Level, PrinterState
from printers.talk import QUESTIONS, Clock, Talk
from printers.transports import Transport

CONNECT = 5.0
ANSWER = 1.0
"""Seconds for each answer; nobody waits for a ticket meanwhile."""

MARK = b"TEST"
MAKER, MODEL = 66, 67
NAME = re.compile(rb"_([\x20-\x7e]{1,40})\x00")
"""The answer to GS I 66 and 67 (Epson ESC/POS reference): 5Fh, the text, 00h."""

LONGEST_NAME = 256


@dataclass(frozen=True, slots=True)
class Found:
    """What a printer can, as far as it says so itself. `silent`: it took the questions and answered nothing."""

    level: Level
    state: PrinterState
    model: str = ""
    silent: bool = False


def probe(transport: Transport, ceiling: Level, clock: Clock) -> Found:
    """Ask a printer everything. Raises PrinterGone when it cannot be reached.

    A printer in trouble is only asked for its trouble: what it can, it would not show.
    """
    try:
        transport.open(clock() + CONNECT)
        if ceiling == "L0":
            return Found("L0", PrinterState())
        talk = Talk(transport, clock)
        if not talk.ask(QUESTIONS[0], clock() + ANSWER):
            return Found("L1", PrinterState(), silent=True)
        for question in QUESTIONS[1:]:
            talk.ask(question, clock() + ANSWER)
        if talk.state.code != "ready":
            return Found("L1", talk.state)
        model = _model(transport, clock)
        return Found(_level(Talk(transport, clock)), talk.state, model)
    finally:
        transport.close(clock() + ANSWER)


def _model(transport: Transport, clock: Clock) -> str:
    """Maker and model, as the printer names them."""
    names = [_name(transport, clock, what) for what in (MAKER, MODEL)]
    return " ".join(filter(None, names))[:LONGEST_MODEL]


def _name(transport: Transport, clock: Clock, what: int) -> str:
    if not _say(transport, b"\x1d\x49" + bytes((what,)), clock() + ANSWER):
        return ""
    heard, deadline = b"", clock() + ANSWER
    while clock() < deadline and len(heard) < LONGEST_NAME:
        heard += transport.read(deadline)
        if named := NAME.search(heard):
            return named[1].decode("ascii").strip()
    return ""


def _level(talk: Talk) -> Level:
    """L3 when it names a mark, L2 when it answers in turn and says nothing else, else L1."""
    in_turn = all(_answers_in_turn(talk) for _ in range(2)) and talk.odd == 0
    if _names_mark(talk):
        return "L3"
    return "L2" if in_turn else "L1"


def _answers_in_turn(talk: Talk) -> bool:
    before, deadline = len(talk.in_turn), talk.clock() + ANSWER
    if not talk.ask_in_turn(deadline):
        return False
    while len(talk.in_turn) == before and talk.clock() < deadline:
        talk.listen(deadline)
    return len(talk.in_turn) > before


def _names_mark(talk: Talk) -> bool:
    deadline = talk.clock() + 2 * ANSWER
    if not _say(talk.transport, PROCESS_ID + MARK, deadline):
        return False
    while talk.clock() < deadline:
        if Done(MARK) in talk.listen(deadline):
            return True
    return False


def _say(transport: Transport, words: bytes, deadline: float) -> bool:
    while words and (count := transport.send(words, deadline)):
        words = words[count:]
    return not words
