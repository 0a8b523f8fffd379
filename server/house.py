"""Everything a door may need, in one place: made by `server.app`, found by views with `house()`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from flask import current_app

from config.settings import Settings
from config.words import word
from display.speech.announcer import Announcer
from display.speech.manner import volume_at
from display.speech.mute import Mute
from display.speech.phrases import Occasion
from server import asides, spool
from server.callbook import CallBook
from server.demand import demand
from server.keys import ticket_of_key
from server.limits import Limits
from server.moments import is_silent
from server.office import Office
from server.people import People
from server.pictures import Picture, Scene, picture
from server.pictures.hearing import Hearing
from server.pictures.wording import Layout
from server.printerbook import PrinterBook
from server.push import Push
from server.rules.centre import Centre
from server.rules.days import LONGEST
from server.rules.hours import day_of, local
from server.rules.phases import Phase
from server.rules.state import Hall, Ticket
from server.speech.soundcheck import SoundChecks
from server.speech.voice import all_series
from server.store import Store, find_ticket

EXTENSION = "moiso"


@dataclass(slots=True)
class House:
    """One running server."""

    settings: Settings
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
    calls: CallBook
    media: Callable[[], Sequence[Mapping[str, Any]]] = tuple
    demand: Mapping[str, int] = field(default_factory=dict)
    renewed: Callable[[], None] = lambda: None
    aside: Callable[..., Any] = lambda function, *arguments: function(*arguments)  # see `engine.blocking_runner`
    glanced: tuple[int, ...] = ()  # the centre file as it was when this process last looked into it

    @property
    def centre(self) -> Centre:
        """What the office works by."""
        return self.office.centre

    @centre.setter
    def centre(self, centre: Centre) -> None:
        self.office.centre = centre

    def scene(self) -> Scene:
        """What pictures are made of, now."""
        view, now = self.office.look(), self.clock()
        printers = self.printers.heard_of(self.people.agents())
        return Scene(
            self.centre,
            view.hall,
            view.at,
            now,
            self.epoch,
            printers,
            self.ticket_of_key,
            self.printers.work,
            self.hearing(now),
            lambda: self.calls.today(view.at),
            self.notes,
            self.demand,
            self.media(),
            self.office.steady(),
        )

    def notes(self) -> Mapping[str, str]:
        """Staff's newest words about each ticket."""
        with self.store.reading() as connection:
            return asides.notes(connection)

    def begin_day(self) -> None:
        """What holds for a whole day: the order of services at the kiosk, and the procedures in force."""
        today = day_of(self.clock(), self.centre.zone)
        with self.store.reading() as connection:
            self.demand = demand(connection, today)
        self.office.post(today)

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
            due_zones=self.checks.due_in(now) if speaks else (),
            bank=(bank.state, bank.made, bank.of),
            worker=not speaks or health.worker is not None,
            online=health.online,
            unheard=self.push.unheard(),
            rating=self._rating_at if volume else lambda counter: [],
        )

    def adopt(self, centre: Centre, allowed: Callable[[Hall], None] = lambda hall: None) -> None:
        """Work by another centre file from now on; what `allowed` raises leaves everything as it was."""
        before = self.centre
        self.office.adopt(centre, allowed)
        if (all_series(before), sorted(before.counters)) != (all_series(centre), sorted(centre.counters)):
            self.voice.adopt(self.voice.manner, all_series(centre), sorted(centre.counters))
        self.checks.adopt(centre)

    def count_papers(self) -> None:
        """Look at the spool again, for the screens."""
        with self.store.reading() as connection:
            self.printers.work = spool.work(connection, self.clock())

    def mark(self, language: str, copy: int, now: int) -> str:
        """What a reprint says about itself."""
        return word(language, "slip.copy_mark", n=copy, time=f"{local(now, self.centre.zone):%H:%M}")

    def ticket_of_key(self, key: str) -> Ticket | None:
        """The ticket whose phone page this key opens, also of an earlier day; today's, if it was carried over."""
        name = ticket_of_key(self.secret, key)
        ticket = self.ticket(name) if name else None
        return self._carried(ticket) if ticket and ticket.phase is Phase.CARRIED else ticket

    def _carried(self, ticket: Ticket) -> Ticket:
        """What a ticket that was carried over has become today; itself when nothing has."""
        hall = self.office.look().hall
        today = back = hall.tickets.get(f"{hall.day.replace('-', '')}-{ticket.label}")
        for _ in range(LONGEST):
            if today is None or back is None or back.carried_from is None:
                return ticket
            if back.carried_from == ticket.id:
                return today
            back = self.ticket(back.carried_from)
        return ticket

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
        if is_silent(self.centre, ticket):
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


def house() -> House:
    """The house of the current application."""
    return cast(House, current_app.extensions[EXTENSION])
