"""Everything a door may need, in one place: made by `server.app`, found by views with `house()`."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from flask import current_app

from config.settings import Settings
from server.keys import ticket_of_key
from server.limits import Limits
from server.office import Office
from server.people import People
from server.pictures import Picture, Printer, Scene, picture
from server.push import Push
from server.rules.centre import Centre
from server.rules.state import Ticket
from server.spool import Bell
from server.store import Store, find_ticket

EXTENSION = "moiso"


@dataclass(slots=True)
class PrinterBook:
    """What the print agents last said of their printers; telemetry, so it is not kept on disk."""

    printers: dict[str, Printer] = field(default_factory=dict)
    polls: dict[str, int] = field(default_factory=dict)

    def hear(self, printer: Printer) -> bool:
        """Write down a printer's state; whether it has changed."""
        before = self.printers.get(printer.name)
        self.printers[printer.name] = printer
        return before is None or (before.state, before.detail) != (printer.state, printer.detail)

    def next_poll(self, agent: str) -> int:
        """The number of an agent's newest question; an older one that is still held open takes no work any more."""
        self.polls[agent] = self.polls.get(agent, 0) + 1
        return self.polls[agent]


@dataclass(slots=True)
class House:
    """One running server."""

    settings: Settings
    centre: Centre
    store: Store
    office: Office
    people: People
    push: Push
    printers: PrinterBook
    bell: Bell
    secret: bytes
    epoch: str
    clock: Callable[[], int]
    limits: Limits
    renewed: Callable[[], None] = lambda: None

    def scene(self) -> Scene:
        """What pictures are made of, now."""
        view = self.office.look()
        printers = tuple(self.printers.printers.values())
        return Scene(self.centre, view.hall, view.at, self.clock(), self.epoch, printers, self.ticket_of_key)

    def ticket_of_key(self, key: str) -> Ticket | None:
        """The ticket whose phone page this key opens, also of an earlier day."""
        name = ticket_of_key(self.secret, key)
        return self.ticket(name) if name else None

    def ticket(self, name: str) -> Ticket | None:
        """A ticket of any day by its id."""
        ticket = self.office.look().hall.tickets.get(name)
        if ticket is None:
            with self.store.reading() as connection:
                ticket = find_ticket(connection, name)
        return ticket

    def turn_picture(self, key: str) -> Picture | None:
        """The phone page's picture; None for a key that was never given out."""
        return picture(self.scene(), "turn", key)


def wall_clock() -> int:
    """Milliseconds since 1970-01-01 UTC."""
    return time.time_ns() // 1_000_000


def house() -> House:
    """The house of the current application."""
    return cast(House, current_app.extensions[EXTENSION])
