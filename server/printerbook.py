"""What the print agents last said of their printers, and what was counted: telemetry, so it is not kept on disk."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from server.access import Caller
from server.pictures import Printer
from server.rules.papers import Work


@dataclass(slots=True)
class PrinterBook:
    """The printers of each agent; `started` is when the book was opened (ms)."""

    started: int = 0
    work: Work = field(default_factory=Work)
    outcomes: Counter[str] = field(default_factory=Counter)
    _heard: dict[str, tuple[Printer, ...]] = field(default_factory=dict)
    _polls: dict[str, int] = field(default_factory=dict)

    def hear(self, agent: Caller, printers: Iterable[Printer]) -> bool:
        """Write down all printers of an agent; whether anything but the time has changed."""
        before, now = self._heard.get(agent.name, ()), tuple(printers)
        self._heard[agent.name] = now
        return [replace(printer, seen_at=0) for printer in before] != [replace(printer, seen_at=0) for printer in now]

    def heard_of(self, agents: Iterable[Caller]) -> tuple[Printer, ...]:
        """The printers of these agents. One that was never heard stands for its printer, so that it is missed."""
        found: list[Printer] = []
        for agent in agents:
            heard = self._heard.get(agent.name)
            if heard is None:
                heard = (Printer(agent.name, "offline", None, self.started, agent=agent.name, place=agent.place),)
            # Every picture asks: what is right already is not made anew.
            found += [one if one.place == agent.place else replace(one, place=agent.place) for one in heard]
        return tuple(found)

    def next_poll(self, agent: str) -> int:
        """The number of an agent's newest question; an older one that is still held open takes no work any more."""
        self._polls[agent] = self._polls.get(agent, 0) + 1
        return self._polls[agent]

    def is_newest(self, agent: str, poll: int) -> bool:
        """Whether the agent has asked nothing since."""
        return self._polls.get(agent) == poll
