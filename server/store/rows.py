"""The rows: what the journal adds up to. They are written with it, in one commit, and read when an office starts.

The law is `load(db) == fold(opening, replay(db))`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import Connection, Row, select, update

from server import tables as t
from server.prepared import Insert, Update
from server.rules import events as e
from server.rules.evolve import evolve
from server.rules.phases import Phase
from server.rules.state import Booking, Desk, Hall, Ticket, gather
from server.store.journal import append, last_id

_TICKET_FIELDS = tuple(field.name for field in fields(Ticket))
_add_ticket = Insert(t.ticket)
_change_ticket = Update(t.ticket, list(_TICKET_FIELDS))
_add_desk = Insert(t.desk)
_change_desk = Update(t.desk, [field.name for field in fields(Desk)])
_add_booking = Insert(t.booking)
_change_booking = Update(t.booking, [field.name for field in fields(Booking)])


def load(connection: Connection) -> tuple[Hall, int]:
    """The hall as the rows say, and the journal number at which it stands."""
    day = connection.scalar(select(t.book.c.day)) or ""
    rows = connection.execute(select(t.ticket).where(t.ticket.c.day == day))
    tickets = [_from_row(row) for row in rows]
    desks = [Desk(**row._mapping) for row in connection.execute(select(t.desk))]
    series: dict[str, int] = {}
    for ticket in tickets:
        if ticket.carried_from is None:  # yesterday's numbers are not of today's series
            series[ticket.series] = max(series.get(ticket.series, 0), ticket.number)
    rows = connection.execute(select(t.booking).where(t.booking.c.day >= day))
    bookings = [Booking(**row._mapping) for row in rows]
    return gather(day, tickets, desks, series, bookings), last_id(connection)


def _from_row(row: Row[Any]) -> Ticket:
    values = {name: row._mapping[name] for name in _TICKET_FIELDS}
    return Ticket(**values | {"phase": Phase(values["phase"])})


def find_ticket(connection: Connection, name: str) -> Ticket | None:
    """A ticket of any day by its id."""
    row = connection.execute(select(t.ticket).where(t.ticket.c.id == name)).first()
    return _from_row(row) if row else None


def write(connection: Connection, hall: Hall, events: Sequence[e.Event]) -> tuple[Hall, int]:
    """Journal and rows of these events; the hall after them and the journal's newest number."""
    before, changed, last = hall, dict[str, Ticket](), 0
    bookings = dict[str, Booking]()
    for happened in events:
        name = getattr(happened, "ticket", None)
        last = append(connection, happened)
        hall = evolve(hall, happened)
        if name is not None:
            changed[name] = hall.tickets[name]
        if booking := getattr(happened, "booking", None):
            bookings[booking] = hall.bookings[booking]
        if isinstance(happened, e.DayOpened):
            connection.execute(update(t.book).values(day=happened.day))
    _write_tickets(connection, before, hall.day, changed.values())
    _write_desks(connection, before, hall)
    for changed_booking in bookings.values():
        put = _change_booking if changed_booking.id in before.bookings else _add_booking
        put(connection, asdict(changed_booking))
    return hall, last


def _write_tickets(connection: Connection, before: Hall, day: str, changed: Iterable[Ticket]) -> None:
    for ticket in changed:
        row = {name: getattr(ticket, name) for name in _TICKET_FIELDS}
        if ticket.id in before.tickets:
            _change_ticket(connection, row)
        else:
            _add_ticket(connection, row | {"day": day})


def _write_desks(connection: Connection, before: Hall, hall: Hall) -> None:
    changed = [desk for no, desk in hall.desks.items() if desk != before.desks.get(no)]
    # Whoever leaves a counter leaves before somebody else may sit down: the row's ticket is unique.
    for desk in sorted(changed, key=lambda desk: desk.ticket is not None):
        if desk.no in before.desks:
            _change_desk(connection, asdict(desk))
        else:
            _add_desk(connection, asdict(desk))
