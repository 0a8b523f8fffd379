"""`load(db) == fold(opening, replay(db))`, and the pure model beside the real tables, over random days."""

import contextlib
import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from sqlalchemy import func, select

from server import store as rows
from server.office import Office
from server.rules import commands as c
from server.rules.centre import Limit
from server.rules.decide import Refused
from server.rules.events import DayOpened, TicketHandedOn, TicketIssued, VisitHeld, VisitRated
from server.rules.evolve import fold
from server.rules.state import Hall
from server.tables import day_key, holder, note, print_job, rating
from server.tables import ticket as tickets
from tests.server.offices import Told, open_office, open_store
from tests.server.rules.halls import DAYS, Model
from tests.server.rules.lives import LIVES, Life

FEW = settings(max_examples=max(30, settings().max_examples // 5))  # each is a database of its own


def _answer(office: Office, command: c.Command) -> str | None:
    """Why the office refuses, None when it does not."""
    try:
        office.handle(command, "test")
    except Refused as refused:
        return refused.code
    return None


@FEW
@given(DAYS)
def test_rows_are_what_the_journal_says_and_what_the_model_says(day: list[tuple[int, c.Command]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "moiso.db")
        told, model = Told(), Model()
        office = open_office(store, told, model.centre)
        for pause, command in day:
            told.now += pause
            answer = _answer(office, command)
            assert model.ask(command, pause) == answer
        with store.reading() as connection:
            loaded, at = rows.load(connection)
            history = [event for _, event in rows.replay(connection)]
            issued = connection.scalar(select(func.count()).select_from(tickets))
            printed = connection.scalar(select(func.count()).select_from(print_job))
            rated = connection.scalar(select(func.count()).select_from(rating))
        kept = office.look().hall
        store.close()
    assert loaded == fold(Hall(), history)
    assert loaded == model.hall
    assert history == model.history
    assert at == len(history)
    assert kept == loaded
    assert issued == sum(isinstance(event, TicketIssued) for event in history)
    assert printed == sum(isinstance(event, TicketIssued) and not event.carried_from for event in history)
    assert rated == sum(isinstance(event, VisitRated) for event in history)


@FEW
@given(LIVES)
def test_the_life_of_a_centre_is_written_down_as_it_was(life: Life) -> None:
    """The same law for appointments, journeys and nights, and a second office that comes late reads the same hall."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "moiso.db")
        told = Told()
        office = open_office(store, told, life.model.centre)
        for moment in life.moments():
            told.now = moment.now
            assert _answer(office, moment.command) == moment.why
        late = open_store(Path(folder) / "moiso.db")
        assert open_office(late, told, life.model.centre).look().hall == life.model.hall
        with store.reading() as connection:
            assert [event for _, event in rows.replay(connection)] == life.model.history
        assert office.look().hall == life.model.hall
        store.close()
        late.close()


@FEW
@given(LIVES)
def test_notes_and_cards_stand_beside_the_journal_and_change_nothing_in_it(life: Life) -> None:
    """Every visit put aside or handed on has its words, every number its card; a card's code dies with its day."""
    life.model.centre = replace(life.model.centre, limit=Limit(0, 0))  # so that a card refuses nothing
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "moiso.db")
        told = Told()
        office = open_office(store, told, life.model.centre)
        carded: dict[str, str] = {}
        noted = 0
        for n, moment in enumerate(life.moments()):
            told.now = moment.now
            card = f"{n % 7:012d}" if isinstance(moment.command, c.TakeTicket) else None
            words = f"lời {n}" if isinstance(moment.command, c.HoldVisit | c.GiveReturn | c.HandOn) else None
            with contextlib.suppress(Refused):
                office.handle(moment.command, "test", remark=words, card=card)
            if isinstance(moment.command, c.CloseDay) and moment.why is None:
                carded = {}
            for event in moment.events:
                if isinstance(event, DayOpened):
                    carded = {}
                if isinstance(event, TicketIssued) and card and not event.carried_from:
                    carded[event.ticket] = card
                noted += isinstance(event, VisitHeld | TicketHandedOn)
        with store.reading() as connection:
            kept = {row.ticket: row.code for row in connection.execute(select(holder))}
            keys = connection.scalar(select(func.count()).select_from(day_key))
            written = connection.scalar(select(func.count()).select_from(note))
            assert [event for _, event in rows.replay(connection)] == life.model.history
            assert rows.load(connection)[0] == life.model.hall
        store.close()
    assert written == noted
    assert set(kept) == set(carded)
    assert len(set(kept.values())) == len(set(carded.values())), "one code for a card, another for every other"
    assert keys == (1 if carded else 0)


@FEW
@given(DAYS)
def test_two_offices_on_one_database_see_one_hall(day: list[tuple[int, c.Command]]) -> None:
    """Commands go to two offices in turn, as if two processes shared the centre; each catches up by folding."""
    with tempfile.TemporaryDirectory() as folder:
        told, model = Told(), Model()
        stores = [open_store(Path(folder) / "moiso.db") for _ in range(2)]
        offices = [open_office(store, told, model.centre) for store in stores]
        for turn, (pause, command) in enumerate(day):
            told.now += pause
            with contextlib.suppress(Refused):
                offices[turn % 2].handle(command, "test")
            model.ask(command, pause)
        assert [office.catch_up().hall for office in offices] == [model.hall, model.hall]
        for store in stores:
            store.close()
