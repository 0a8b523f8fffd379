"""One hall's voice: its boards, its lease, and what has become of its calls. Pure.

Time (ms of a steady clock) is an argument.
"""

from dataclasses import dataclass, field
from typing import Any

LEASE = 8_000
"""ms a lease holds after it was renewed; boards renew it every 2.5 s."""
UNSURE = 5_000
"""ms a board that has just come may not know how its sound is."""
FRESH = 45_000
"""ms after which a call is shown but no longer spoken: the hall has moved on."""
FORGOTTEN = 60_000
"""ms after which the office itself gives up a call of which no board has reported the end."""
WAITED_FOR = 12_000
"""The most ms a new speaker waits for the end of the sentence that the one before it had begun."""
CUT = 8_000
"""ms after which a board that may speak no longer breaks its sentence off (`display/board/voice.js`)."""
MERGED = 15_000
"""ms in which an announcement that still waits to be spoken, or is being spoken, stands for the next one like it."""
SETTLED = 10_000
"""ms a hall gets to speak again by itself (a reload, another board) before anybody is called."""
HURRIED = 5_000
"""The same while a call waits to be spoken there."""
FAILING = 2
"""So many calls one after the other that could not be made to sound are no accident."""
REMEMBERED = 256
"""Calls of a zone whose end is remembered."""
Moment = dict[str, Any]


@dataclass(slots=True)
class Board:
    """A connected board that may speak: its device, what it last said of its sound, and when."""

    device: str
    came_at: int
    heard_at: int
    state: str = "unknown"

    def alive(self, now: int) -> bool:
        """Whether it has been heard lately."""
        return now - self.heard_at < LEASE

    def able(self, now: int) -> bool:
        """Whether its sound works, as far as it can know by now."""
        return self.state == "ok" or (self.state == "unknown" and now - self.came_at < UNSURE)


@dataclass(slots=True)
class Spoken:
    """What has become of a call: "" while nobody has said anything, "began" while it is being spoken, then its end."""

    moment: Moment
    at: int
    result: str = ""
    begun: bool = False

    @property
    def open(self) -> bool:
        """Whether it still has to be spoken to its end."""
        return self.result in ("", "began")


@dataclass(slots=True)
class Zone:
    """One hall: its boards in the order of their coming, its lease, its calls in the order of their happening."""

    boards: dict[str, Board] = field(default_factory=dict)
    holder: str | None = None
    lease: int = 0
    told: int = 0  # the newest lease of which the boards have been told
    calls: dict[str, Spoken] = field(default_factory=dict)
    busy: tuple[str, int] = ("", 0)  # who is in the middle of a sentence, and until when
    state: str = "none"
    since: int = 0
    spoken: int = 0
    expired: int = 0
    failed: int = 0
    repeated: int = 0

    def best(self, now: int) -> str | None:
        """The board that should speak: of those that are heard the first whose sound works, else the first at all.

        The holder stays while its lease holds and its sound works, or nobody else's does.
        """
        heard = {sid: board for sid, board in self.boards.items() if board.alive(now)}
        working = [sid for sid, board in heard.items() if board.state == "ok"]
        mine = self.boards.get(self.holder or "")
        if mine and not heard:
            return self.holder  # nobody is better: it may come back
        if mine and mine.alive(now) and (mine.able(now) or not working):
            return self.holder
        return next(iter([*working, *(sid for sid, board in heard.items() if board.able(now)), *heard]), None)

    def give(self, sid: str | None) -> None:
        """The lease goes to this board (None: to nobody)."""
        self.holder = sid
        self.lease += 1

    def give_up(self, now: int) -> None:
        """Calls of whose end nobody has told anything for too long were not heard by anybody."""
        for call in self.calls.values():
            if call.open and now - call.at >= FORGOTTEN:
                self.end(call, "failed" if call.begun else "expired")

    def begin(self, call: Spoken, sid: str, until: int) -> bool:
        """A board has begun to speak this call; True when it had not been begun before."""
        first, call.begun = not call.begun, True
        self.repeated += not first and "ticket" in call.moment
        self.busy = (sid, until)
        if call.open:
            call.result = "began"
        return first

    def end(self, call: Spoken, result: str) -> bool:
        """What has become of this call; True when that is news. Spoken once is spoken for ever."""
        if call.result in ("spoken", result) or not (call.open or result == "spoken"):
            return False
        if "ticket" in call.moment:  # a sound check or an announcement is no call
            self.expired += (result == "expired") - (call.result == "expired")
            self.failed += (result == "failed") - (call.result == "failed")
            self.spoken += result == "spoken"
        call.result = result
        return True

    def pending(self, kind: str, now: int) -> bool:
        """Whether a young announcement of this kind has still to be spoken to its end."""
        return any(
            call.open and now - call.at < MERGED and "ticket" not in call.moment and call.moment.get("kind") == kind
            for call in self.calls.values()
        )

    def lasting(self, now: int) -> tuple[bool, bool]:
        """Whether its state has lasted so long that somebody is called: where a call waits, and where none does."""
        return now - self.since >= HURRIED, now - self.since >= SETTLED

    def working(self, now: int) -> int:
        """How many boards could speak: those that are heard and whose sound works."""
        return sum(board.alive(now) and board.state == "ok" for board in self.boards.values())

    @property
    def unspoken(self) -> bool:
        """Whether a call still waits to be spoken."""
        return any(not call.result and "ticket" in call.moment for call in self.calls.values())

    @property
    def failing(self) -> bool:
        """Whether the newest calls were not heard although the board tried."""
        tried = [call.result for call in self.calls.values() if call.result in ("spoken", "failed")][-FAILING:]
        return tried == ["failed"] * FAILING

    def word(self, now: int) -> str:
        """The state of this hall's voice in one word."""
        if not self.boards:
            return "none"
        return self.boards[self.holder].state if self.holder and self.boards[self.holder].alive(now) else "silent"
