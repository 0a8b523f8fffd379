"""Everything a door may need, in one place: made by `server.app`, found by views with `house()`."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from flask import current_app

from config.settings import Settings
from config.words import word
from display.speech.announcer import Announcer
from display.speech.manner import volume_at
from display.speech.mute import Mute
from display.speech.phrases import Occasion
from server import spool
from server.keys import ticket_of_key
from server.limits import Limits
from server.office import Office
from server.people import People
from server.pictures import Picture, Scene, picture
from server.pictures.hearing import Hearing
from server.pictures.wording import Layout
from server.printerbook import PrinterBook
from server.push import Push
from server.rules.centre import Centre
from server.rules.hours import local
from server.rules.phases import Phase
from server.rules.state import Ticket
from server.soundcheck import SoundChecks
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
    voice: Announcer | Mute
    checks: SoundChecks
    renewed: Callable[[], None] = lambda: None

    def scene(self) -> Scene:
        """What pictures are made of, now."""
        view, now = self.office.look(), self.clock()
        printers = self.printers.heard_of(self.people.agents())
        work, hearing = self.printers.work, self.hearing(now)
        return Scene(self.centre, view.hall, view.at, now, self.epoch, printers, self.ticket_of_key, work, hearing)

    def hearing(self, now: int) -> Hearing:
        """What is known of the voice at this moment (ms). A house that is mute by choice has nothing to check."""
        manner, health, bank = self.voice.manner, self.voice.health(), self.voice.bank()
        wall = local(now, self.centre.zone)
        volume = volume_at(manner, wall.hour * 60 + wall.minute)
        speaks = self.settings.voice
        return Hearing(
            zones=self.push.voices(now) if speaks else (),
            volume=volume,
            quiet=volume == 0,
            check=self.checks.newest(now),
            check_due=speaks and self.checks.due(now),
            bank=(bank.state, bank.made, bank.of),
            worker=not speaks or health.worker is not None,
            online=health.online,
            unheard=self.push.unheard(),
            rating=self._rating_at if volume else lambda counter: [],
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
        """The phone page's picture; None for a key that was never given out.

        While the ticket is called, `say` has the addresses of the clips of its call in the ticket's own language.
        """
        shown = picture(self.scene(), "turn", key)
        return shown and shown | {"say": self._call_of(key)}

    def _call_of(self, key: str) -> list[str]:
        ticket = self.ticket_of_key(key)
        if ticket is None or ticket.phase is not Phase.CALLED or ticket.counter is None:
            return []
        occasion: Occasion = "call" if ticket.times == 1 else "recall"
        said = self.voice.say(ticket.label, ticket.counter, occasion, ticket.times, ticket.language)
        return said.get(ticket.language) or next(iter(said.values()), [])

    def _rating_at(self, counter: int) -> list[str]:
        manner = self.voice.manner
        said = list(self.voice.announce("rating", counter=counter).values()) if manner.rating else []
        if said and manner.chime:
            said[0] = said[0][1:]  # the chime is the hall's: at the counter it would only startle
        return next((clips for clips in said if clips), [])


def wall_clock() -> int:
    """Milliseconds since 1970-01-01 UTC."""
    return time.time_ns() // 1_000_000


def house() -> House:
    """The house of the current application."""
    return cast(House, current_app.extensions[EXTENSION])
