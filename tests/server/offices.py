"""An office on a real database in a folder of its own, with a clock that tests tell."""

from dataclasses import dataclass, field
from pathlib import Path

from server.migrations import upgrade
from server.office import Office
from server.rules.centre import Centre
from server.store import Store, founded, open_engine
from server.touch import Outcome
from tests.server.rules.halls import START, small_centre


@dataclass
class Told:
    """A clock and a listener."""

    now: int = START
    outcomes: list[Outcome] = field(default_factory=list)

    def clock(self) -> int:
        return self.now


def open_store(path: Path) -> Store:
    store = Store(open_engine(path))
    upgrade(store.engine)
    with store.writing() as connection:
        founded(connection)
    return store


def open_office(store: Store, told: Told, centre: Centre | None = None) -> Office:
    return Office(centre or small_centre(), store, told.clock, lambda *_: {"label": "x"}, told.outcomes.append)
