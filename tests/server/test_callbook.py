"""The day's calls: read from the journal as it grows, begun anew with every day, found again for days that are over."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from server import store as rows
from server.callbook import CallBook, calls_between
from server.rules import commands as c
from server.rules.calls import Call
from server.tables import journal, metadata
from tests.server.offices import Told, open_office, open_store
from tests.server.rules.halls import MINUTE, START

DAY = 86_400_000


def all_of(book: CallBook) -> list[Call]:
    return list(book.today(1 << 40).calls)


def calls_of(folder: Path) -> tuple[CallBook, list[Call], rows.Store, Told]:
    """Two days with three calls on the first (one out of order) and one on the second."""
    store, told = open_store(folder / "moiso.db"), Told()
    office, book = open_office(store, told), CallBook(store)
    for _ in range(2):
        office.handle(c.TakeTicket("HT"), "kiosk:k")
    office.handle(c.CallTicket(1, "A002", "LATE"), "staff:lan")
    assert len(all_of(book)) == 1
    told.now += MINUTE
    office.handle(c.Recall(1), "staff:lan")
    office.handle(c.CallNext(1, finish=True), "staff:lan")
    return book, all_of(book), store, told


def test_calls_come_in_order_with_their_reasons(tmp_path: Path) -> None:
    _, calls, _, _ = calls_of(tmp_path)
    assert calls == [
        Call(START, "20261121-A002", 1, "LATE"),
        Call(START + MINUTE, "20261121-A002", 1, again=True),
        Call(START + MINUTE, "20261121-A001", 1),
    ]
    assert [call.label for call in calls] == ["A002", "A002", "A001"]


def test_a_new_day_begins_with_none_and_the_old_one_is_found_by_its_time(tmp_path: Path) -> None:
    book, calls, store, told = calls_of(tmp_path)
    told.now += DAY
    open_office(store, told).handle(c.OpenDay(), "office")
    assert all_of(book) == [] == all_of(CallBook(store))
    with store.reading() as connection:
        assert calls_between(connection, START, START + 2 * MINUTE) == calls
        assert calls_between(connection, START + MINUTE, START + DAY) == calls[1:]
        assert calls_between(connection, START, START + MINUTE) == calls[:1]
        assert calls_between(connection, START + DAY, START + 2 * DAY) == []


@given(st.integers(-2, 4), st.integers(0, 3))
def test_the_journal_is_found_by_its_time_wherever_it_is_cut(early: int, gaps: int) -> None:
    """The number that `before` gives is the last of an earlier moment, also with gaps and many of one moment."""
    moments = [1, 1, 2, 3, 3, 3, 5]
    numbers = [n + gaps * (n // 2) for n in range(1, len(moments) + 1)]
    with rows.open_engine(Path(":memory:")).begin() as connection:
        metadata.create_all(connection)
        for number, at in zip(numbers, moments, strict=True):
            row = {"id": number, "at": at, "by": "x", "kind": "DayOpened", "body": {}}
            connection.execute(journal.insert().values(**row))
        after = rows.before(connection, early + 2)
        assert [n for n, at in zip(numbers, moments, strict=True) if n > after] == [
            n for n, at in zip(numbers, moments, strict=True) if at >= early + 2
        ]
