"""One job on its way: handing it over, and the sign that it is printed, by what the printer can tell (`Level`).

L3: the printer gives the job's own mark back (GS ( H). L2: after everything was sent it answers two questions asked one
after the other in their turn (GS r 1), says nothing else, and is still well afterwards. L1: everything was taken, and
the mechanics had the time they need. L0: the spooler took it.

A printer that talks nonsense is never believed: what it says before it can know counts against it, and at L2 so does
every byte that nobody asked for.
"""

from collections.abc import Callable
from dataclasses import replace

from printers.patience import Patience
from printers.status import Done, Level, PrinterState
from printers.talk import QUESTIONS, Inquiry, Talk

Heard = Callable[[PrinterState, int], None]
"""Told the printer's state and the bytes of the job that have left."""

SLICE = 0.25
"""Seconds of one wait, so that everything else is looked at in between."""

PIECE = 4096
EVERY = 1.0
"""Seconds after which the same is told again."""

CONFIRMATIONS = 2
DOTS_PER_MM = 8
NARROWEST_ROW = 48
"""Bytes of one row on 58 mm paper: they tell how long the paper of a job is at most."""


class Delivery:
    """One job over one conversation. `hand_over` and `confirm` give "" when all is well, else a code for why not."""

    def __init__(
        self,
        talk: Talk,
        job: bytes,
        mark: bytes,
        level: Level,
        patience: Patience,
        giving_up: Callable[[], bool],
        heard: Heard,
    ) -> None:
        self.talk, self.job, self.mark, self.level, self.patience = talk, job, mark, level, patience
        self.sent = 0
        self.began = False
        self._giving_up, self._heard = giving_up, heard
        self._marked = self._lied = self._stalled = False
        self._told: tuple[PrinterState, bool] | None = None
        self._told_at = self._begun = self._moved = 0.0
        self._seen: tuple[int, int, int, PrinterState] | None = None

    @property
    def state(self) -> PrinterState:
        """The printer as it says, or as it must be concluded from its taking no more."""
        return replace(self.talk.state, online=False) if self._stalled else self.talk.state

    def hand_over(self) -> str:
        """Send everything, listening all the time. Raises PrinterGone."""
        clock = self.talk.clock
        self.began, self._begun, self._moved = True, clock(), clock()
        # a spooler takes a job as a whole, and is given time for it
        piece, longest = (len(self.job), self.patience.answer) if self.level == "L0" else (PIECE, SLICE)
        while self.sent < len(self.job):
            self.sent += self.talk.transport.send(self.job[self.sent : self.sent + piece], clock() + longest)
            self._tell()
            self._listen(clock())
            if why := self._enough():
                return why
        return ""

    def confirm(self) -> str:
        """Wait for the sign that the job is printed. Raises PrinterGone."""
        match self.level:
            case "L3":
                return self._wait(lambda: self._marked and not self._lied)
            case "L2":
                return self._confirm_in_turn()
            case "L1":
                return self._wait(lambda: self.talk.transport.pending() == 0) or self._let_it_print()
            case "L0":
                return ""

    # --- the signs ---

    def _confirm_in_turn(self) -> str:
        inquiry, right = Inquiry(self.talk), 0
        while right < CONFIRMATIONS or not self._well():
            if self.talk.odd:
                return self._wait(lambda: False)
            if why := self._one_turn(inquiry):
                return why
            right = right + 1 if self.talk.in_turn[-1].paper != "out" else 0
            if right == 0 or self.state.code != "ready":
                inquiry.go_on()
                self._listen(self.talk.clock() + SLICE)
            if why := self._enough():
                return why
        return ""

    def _one_turn(self, inquiry: Inquiry) -> str:
        """One question in its turn, and its answer."""
        before = len(self.talk.in_turn)
        while not self.talk.ask_in_turn(self.talk.clock() + SLICE):
            self._listen(self.talk.clock())
            if why := self._enough():
                return why
        return self._wait(lambda: len(self.talk.in_turn) > before, inquiry.go_on)

    def _well(self) -> bool:
        """A last look after both answers: nothing odd was heard, and the printer is ready."""
        asked = self.talk.ask(QUESTIONS[0], self.talk.clock() + self.patience.question)
        return asked and self.talk.odd == 0 and self.talk.state.code == "ready"

    def _let_it_print(self) -> str:
        """Give the mechanics of a printer that says nothing their time. Raises PrinterGone when it goes away meanwhile:
        what it had taken is then not on paper yet."""
        mm = len(self.job) / NARROWEST_ROW / DOTS_PER_MM
        until = self.talk.clock() + self.patience.unseen + mm / self.patience.mm_per_s
        while self.talk.clock() < until:
            self._listen(min(until, self.talk.clock() + SLICE))
        return ""

    # --- waiting ---

    def _wait(self, true: Callable[[], bool], meanwhile: Callable[[], None] = lambda: None) -> str:
        while not true():
            meanwhile()
            self._listen(self.talk.clock() + SLICE)
            if not true() and (why := self._enough()):
                return why
        return ""

    def _listen(self, deadline: float) -> None:
        if Done(self.mark) in self.talk.listen(deadline):
            # the job asks for its mark with its last bytes: whoever names it sooner has not printed it
            self._lied = self._lied or self.sent < len(self.job)
            self._marked = True
        self._tell()

    def _tell(self) -> None:
        now, news = self.talk.clock(), (self.state, self.sent > 0)
        if news != self._told or now - self._told_at >= EVERY:
            self._told, self._told_at = news, now
            self._heard(self.state, self.sent)

    def _enough(self) -> str:
        """Why it makes no sense to wait any longer; "" while it does."""
        now, patience = self.talk.clock(), self.patience
        # answers beyond those that are needed are no progress: it would never have to confirm
        turns = min(len(self.talk.in_turn), CONFIRMATIONS)
        seen = (self.sent, self.talk.transport.pending(), turns, self.talk.state)
        if seen != self._seen:
            self._seen, self._moved = seen, now
        still = now - self._moved
        self._suspect(still)
        trouble = self.state.code
        limit = patience.answer if trouble == "ready" or not self.sent else patience.recovery
        tired = trouble != "ready" and self._giving_up()
        if not tired and still < limit and now - self._begun < 2 * patience.recovery:
            return ""
        if trouble != "ready":
            return trouble
        if not self.sent:
            return "offline"
        return "nonsense" if self.talk.odd or self._lied else "no_answer"

    def _suspect(self, still: float) -> None:
        """A printer that cannot report its troubles, and stops in the middle of a job, is in trouble."""
        under_way = 0 < self.sent < len(self.job) or self.talk.transport.pending() > 0
        self._stalled = self.level in ("L1", "L2") and under_way and still >= self.patience.stall
