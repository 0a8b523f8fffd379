"""A conversation with a printer over one connection: what was sent, what was heard, what is known from it."""

from collections.abc import Callable, Iterator
from itertools import cycle

from printers.status import Event, Noise, PrinterState, Sensor, decode, heard
from printers.transports import Transport

Clock = Callable[[], float]

QUESTIONS = (1, 2, 3, 4)
"""DLE EOT n: online? why not? what is broken? paper?"""

IN_TURN = b"\x1d\x72\x01"
"""GS r 1: how is the paper, asked in its turn."""

NONSENSE = 512
"""Unexplained bytes after which nothing is believed of the printer's state any more: that line carries noise."""

TALKATIVE = 16_384
"""Bytes of any kind that mean the same: no printer has so much to say about one job."""


class Talk:
    """One conversation. `state` is what the printer last said of itself; `odd` counts what no printer should say."""

    def __init__(self, transport: Transport, clock: Clock) -> None:
        self.transport, self.clock = transport, clock
        self.state = PrinterState()
        self.odd = 0
        self.in_turn: list[Sensor] = []
        """Answers to the questions asked in turn so far."""
        self._asked: tuple[int, ...] = ()
        self._turns = self._heard = 0
        self._unsaid, self._turning = b"", False
        self._rest = b""

    def listen(self, deadline: float) -> tuple[Event, ...]:
        """What the printer says, waiting until the deadline for the first byte. Raises PrinterGone."""
        data = self.transport.read(deadline)
        self._heard += len(data)
        events, self._rest, self._asked = decode(self._rest + data, self._asked)
        for event in events:
            if isinstance(event, Noise):
                self.odd += event.count
            elif isinstance(event, Sensor) and len(self.in_turn) >= self._turns:
                self.odd += 1
            else:
                if isinstance(event, Sensor):
                    self.in_turn.append(event)
                self.state = heard(self.state, event)
        if self._heard > TALKATIVE:
            self.odd = max(self.odd, NONSENSE)
        if self.odd >= NONSENSE:
            self.state = PrinterState()
        return events

    def ask(self, question: int, deadline: float) -> bool:
        """`DLE EOT question`; whether it was answered in time. Answers do not say what they answer, so there is one
        question at a time, and one that stayed open is forgotten. Raises PrinterGone."""
        asked = self.inquire(question, deadline)
        while asked and self._asked and self.clock() < deadline:
            self.listen(deadline)
        answered = asked and self._asked == ()
        self._asked = ()
        return answered

    def inquire(self, question: int, deadline: float) -> bool:
        """`DLE EOT question` without waiting for the answer; False when the printer does not take it now.

        A question of which a part has left is finished first, and nothing is asked beside it.
        """
        if self._unsaid:
            if not self._turning:
                self._say(self._unsaid, deadline)
            return False
        self._asked = (question,)
        return self._say(bytes((0x10, 0x04, question)), deadline)

    def ask_in_turn(self, deadline: float) -> bool:
        """`GS r 1`; False when the printer does not take it: to be tried again, nothing else in between."""
        if self._unsaid and not self._turning and not self._say(self._unsaid, deadline):
            return False
        asked = self._say(self._unsaid or IN_TURN, deadline)
        self._turning = bool(self._unsaid)
        self._turns += asked
        return asked

    @property
    def broken_off(self) -> bool:
        """Whether a question has left in part only: whatever is sent next would be taken for the rest of it."""
        return bool(self._unsaid)

    def _say(self, words: bytes, deadline: float) -> bool:
        """All of these words; the rest of what the line has begun to take is kept, to be said before anything else."""
        begun, whole = bool(self._unsaid), len(words)
        while words and (count := self.transport.send(words, deadline)):
            words = words[count:]
        self._unsaid = words if begun or len(words) < whole else b""
        return not words


class Inquiry:
    """Questions about the printer's troubles while it is waited for, one after the other, at most every `pace` seconds.

    For printers that do not report by themselves.
    """

    def __init__(self, talk: Talk, pace: float = 0.5) -> None:
        self._talk, self._pace = talk, pace
        self._questions: Iterator[int] = cycle(QUESTIONS)
        self._due = talk.clock() + pace

    def go_on(self) -> None:
        """Ask the next question when it is due. Raises PrinterGone."""
        now = self._talk.clock()
        if now >= self._due:
            self._due = now + self._pace
            self._talk.inquire(next(self._questions), now)
