"""What can go wrong with paper, one class of trouble after another, each at a moment chosen by chance."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.campaign.stage import Agent, Stage

LONGEST_TICKET = 41_000
"""Bytes of a ticket, about: a fault after so many lies inside it."""

ROWS = 570
TRIGGERED_WITHIN = 4.0
"""Seconds a fault waits for the ticket in whose middle it strikes."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One fault, with the moments (seconds since the epoch) when it came and when all was well again."""

    name: str
    begun: float
    mended: float


@dataclass
class Faults:
    """Breaks things and mends them, as `chance` says."""

    stage: Stage
    agent: Agent
    chance: random.Random
    troubles: list[Trouble] = field(default_factory=list)
    _nothing: threading.Event = field(default_factory=threading.Event)

    def strike(self) -> None:
        """One fault, from breaking to mending."""
        name, fault = self.chance.choice(list(self._all().items()))
        begun = time.time()
        fault()
        self.troubles.append(Trouble(name, begun, time.time()))

    def pause(self, longest: float) -> None:
        """A moment in which nothing happens."""
        self._nothing.wait(self.chance.uniform(0, longest))

    def _all(self) -> dict[str, Callable[[], None]]:
        return {
            "paper taken out": lambda: self._switch(paper="out"),
            "paper at its end in mid-ticket": self._paper_ends,
            "cover opened": lambda: self._switch(cover_open=True),
            "cutter jammed": lambda: self._switch(cutter_fault=True),
            "power off": lambda: self._switch(power=False),
            "power off in mid-ticket": lambda: self._in_mid_ticket(lambda: self._switch(power=False)),
            "line cut in mid-ticket": self._line_cut,
            "line stalled in mid-ticket": self._line_stalled,
            "agent killed": self._kill,
            "agent killed in mid-ticket": lambda: self._in_mid_ticket(self._kill),
        }

    def _switch(self, **broken: object) -> None:
        self.stage.printer.set(**broken)
        self.pause(3.0)
        self.stage.printer.heal()

    def _paper_ends(self) -> None:
        self.stage.printer.set(rows_left=self.chance.randrange(1, ROWS))
        self._until(lambda: self.stage.printer.look()["paper"] == "out")
        self.pause(3.0)
        self.stage.printer.heal()

    def _line_cut(self) -> None:
        before = self.stage.wire.struck
        self.stage.wire.cut_after(self.chance.randrange(20, LONGEST_TICKET))
        self.stage.wire.wait_for(lambda: self.stage.wire.struck > before, TRIGGERED_WITHIN)
        self.pause(2.0)
        self.stage.wire.heal()

    def _line_stalled(self) -> None:
        before = self.stage.wire.struck
        self.stage.wire.block_after(self.chance.randrange(20, LONGEST_TICKET))
        self.stage.wire.wait_for(lambda: self.stage.wire.struck > before, TRIGGERED_WITHIN)
        self.pause(4.0)
        self.stage.wire.heal()

    def _kill(self) -> None:
        self.agent.kill()
        self.pause(1.5)
        self.agent.start()

    def _in_mid_ticket(self, fault: Callable[[], None]) -> None:
        rows = self.chance.randrange(1, ROWS - 50)
        self._until(lambda: self.stage.printer.look()["rows_printed"] >= rows)
        fault()

    def _until(self, true: Callable[[], bool]) -> None:
        """Until it strikes, or no ticket came by: the campaign must go on."""
        limit = time.monotonic() + TRIGGERED_WITHIN
        while not true() and time.monotonic() < limit:
            self._nothing.wait(0.01)
