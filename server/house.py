"""Everything a door may need, in one place: made by `server.app`, found by views with `house()`."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from flask import current_app

from config.settings import Settings
from config.words import word
from server import spool
from server.keys import ticket_of_key
from server.limits import Limits
from server.office import Office
from server.people import People
from server.pictures import Picture, Scene, picture
from server.pictures.wording import Layout
from server.printerbook import PrinterBook
from server.push import Push
from server.rules.centre import Centre
from server.rules.hours import local
from server.rules.state import Ticket
from server.store import Store, find_ticket

EXTENSION = "moiso"


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
    bell: spool.Bell
    secret: bytes
    epoch: str
    clock: Callable[[], int]
    limits: Limits
    layout: Layout
    renewed: Callable[[], None] = lambda: None

    def scene(self) -> Scene:
        """What pictures are made of, now."""
        view = self.office.look()
        printers = self.printers.heard_of(self.people.agents())
        return Scene(
            self.centre, view.hall, view.at, self.clock(), self.epoch, printers, self.ticket_of_key, self.printers.work
        )

    def count_papers(self) -> None:
        """Look at the spool again, for the screens."""
        with self.store.reading() as connection:
            self.printers.work = spool.work(connection, self.clock())

    def mark(self, language: str, copy: int, now: int) -> str:
        """What a reprint says about itself."""
        return word(language, "slip.copy_mark", n=copy, time=f"{local(now, self.centre.zone):%H:%M}")

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
