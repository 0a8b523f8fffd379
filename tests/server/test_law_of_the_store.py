"""`load(db) == fold(opening, replay(db))`, and the pure model beside the real tables, over random days."""

import contextlib
import tempfile
from pathlib import Path

from hypothesis import given, settings
from sqlalchemy import func, select

from server import store as rows
from server.rules import commands as c
from server.rules.decide import Refused
from server.rules.evolve import fold
from server.rules.state import Hall
from server.tables import print_job, rating
from server.tables import ticket as tickets
from tests.server.offices import Told, open_office, open_store
from tests.server.rules.halls import DAYS, Model

FEW = settings(max_examples=max(30, settings().max_examples // 5))  # each is a database of its own


@FEW
@given(DAYS)
def test_rows_are_what_the_journal_says_and_what_the_model_says(day: list[tuple[int, c.Command]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "moiso.db")
        told, model = Told(), Model()
        office = open_office(store, told, model.centre)
        for pause, command in day:
            told.now += pause
            try:
                office.handle(command, "test")
                answer = None
            except Refused as refused:
                answer = refused.code
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
    kinds = [type(event).__name__ for event in history]
    assert issued == printed == kinds.count("TicketIssued")
    assert rated == kinds.count("VisitRated")


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
