"""Furnishing the house: its people, its voice, its office, what they tell each other, and what it takes up again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_socketio import SocketIO

from config.centre import read_centre_file
from config.settings import Settings
from display.speech.announcer import Announcer
from display.speech.mute import Mute
from server import demo, engine, layout, store
from server.callbook import CallBook
from server.centre import seats
from server.centre.reading import to_rules
from server.house import House
from server.keys import derived, page_key
from server.limits import Limits
from server.media.shelf import playlist
from server.migrations import upgrade
from server.office import Office
from server.people import People
from server.pictures.paper import Slips
from server.pictures.wording import Layout
from server.printerbook import PrinterBook
from server.push import Push
from server.rules.centre import Centre
from server.rules.events import TicketIssued
from server.rules.state import Hall, Ticket
from server.speech import voice as speech
from server.speech.soundcheck import SoundChecks
from server.spool import Bell
from server.touch import Outcome

LATEST = 500  # journal entries looked through for calls not yet spoken: more than happen in 45 s


@dataclass(frozen=True, slots=True)
class Ground:
    """What a house stands on: the centre file, the database with its secret, and who may come in."""

    settings: Settings
    centre: Centre
    rows: store.Store
    secret: bytes
    epoch: str
    people: People
    clock: Callable[[], int]


def lay_ground(settings: Settings, clock: Callable[[], int]) -> Ground:
    """Read the centre file and open the database; each is made when there is none (a centre file in a demo only)."""
    if settings.demo:
        demo.make_centre_file(settings)
    file = read_centre_file(settings.centre_file)
    centre = to_rules(file, always_open=file.demo and not settings.real_hours)
    rows = store.Store(store.open_engine(settings.database))
    upgrade(rows.engine)
    with rows.writing() as connection:
        book = store.founded(connection)
    people = People(rows, engine.blocking_runner(settings.engine), clock)
    if settings.demo:
        demo.make_access(settings, rows, people.reload)
    return Ground(settings, centre, rows, book.secret, book.epoch, people, clock)


def furnish(ground: Ground, sockets: SocketIO) -> House:
    """A house that is ready to be opened."""
    settings, centre, clock = ground.settings, ground.centre, ground.clock
    bell, voice = Bell(), _voice(ground)
    checks = SoundChecks((), (), centre.zone)
    checks.adopt(centre)
    with ground.rows.reading() as connection:
        kept = layout.load(connection)
        checks.read(connection, clock())
    push = Push(
        sockets,
        lambda: house.scene(),
        voice.say,
        centre=lambda: house.centre,
        chimes=lambda: voice.manner.chime,
    )
    slips = _SlipMaker(ground, lambda: house.layout)
    teller = _teller(bell, push, voice, lambda: house.centre)
    office = Office(centre, ground.rows, clock, slips, teller, ground.people.printer_place)
    house = House(
        settings=settings,
        store=ground.rows,
        office=office,
        people=ground.people,
        push=push,
        printers=PrinterBook(started=clock()),
        bell=bell,
        secret=ground.secret,
        epoch=ground.epoch,
        clock=clock,
        limits=Limits(settings.rate_limits),
        layout=kept,
        voice=voice,
        checks=checks,
        calls=CallBook(ground.rows),
        media=lambda: playlist(settings, house.centre.media_seconds),
        aside=engine.blocking_runner(settings.engine),
    )
    house.begin_day()
    seats.furnish(house)
    _take_up(house)
    return house


def _voice(ground: Ground) -> Announcer | Mute:
    settings, centre = ground.settings, ground.centre
    with ground.rows.reading() as connection:
        kept = speech.load(connection)
    series, counters = speech.all_series(centre), sorted(centre.counters)
    if not settings.voice:
        mute = Mute()
        mute.adopt(kept.manner, series, counters)
        return mute
    voice = Announcer(
        settings.clips,
        derived(ground.secret, "clips"),
        kept.manner,
        online=settings.online_voice,
        series=series,
        counters=counters,
        recordings=settings.recordings,
        voices=settings.voices,
        build_bank=settings.voice_bank,
    )
    if kept.paused:
        voice.pause_bank()
    return voice


class _SlipMaker:
    """Makes the paper of a new ticket by the layout that is kept just now."""

    def __init__(self, ground: Ground, kept: Callable[[], Layout]) -> None:
        self._ground = ground
        self._kept = kept
        self._slips: Slips | None = None

    def __call__(self, centre: Centre, hall: Hall, ticket: Ticket, now: int) -> Mapping[str, Any]:
        kept = self._kept()
        if self._slips is None or self._slips.layout is not kept or self._slips.centre is not centre:
            self._slips = Slips(centre, kept)
        key = page_key(self._ground.secret, ticket.id)
        code = f"{ticket.label}-{key[-4:].upper()}"
        return self._slips.slip(hall, ticket, now, f"{self._ground.settings.base_url}/t/{key}", code)


def _teller(
    bell: Bell, push: Push, voice: Announcer | Mute, present: Callable[[], Centre]
) -> Callable[[Outcome], None]:
    """Who hears of a commit: print agents, screens, the voice."""

    def told(outcome: Outcome) -> None:
        issued = [event for event in outcome.events if isinstance(event, TicketIssued)]
        if issued:
            bell.strike()
        push.told(outcome)
        for event in issued:
            service = present().services.get(event.service)
            if service is None or not service.silent:  # a silent one is never called aloud: nothing to prepare
                voice.prepare_ticket(event.label, event.language)

    return told


def _take_up(house: House) -> None:
    """Calls of just before the start are still owed to the hall: nobody else remembers whether they were spoken."""
    view = house.office.look()
    with house.store.reading() as connection:
        entries = list(store.replay(connection, max(0, view.at - LATEST)))
    house.push.resume(view.hall, entries, house.clock())
