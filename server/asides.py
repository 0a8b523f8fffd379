"""What belongs to a touch but not to the journal: words of staff and citizens, ratings; what is forgotten in time."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Connection, delete, insert, select, tuple_

from server import holders
from server import tables as t
from server.rules.events import CounterTicketEvent, DayOpened, Event, TicketHandedOn, VisitHeld, VisitRated
from server.rules.state import Hall


def keep(connection: Connection, hall: Hall, events: Sequence[Event], remark: str | None) -> None:
    """What these events have beside the journal; `hall` is the one after them, `remark` the words that came with them.

    A new day destroys yesterday's keys, if the evening has not: it may have found the house dark.
    """
    for event in events:
        if isinstance(event, VisitRated):
            add_rating(connection, event, hall.tickets[event.ticket].served_by, remark)
        elif isinstance(event, TicketHandedOn | VisitHeld) and remark:
            add_note(connection, event, remark)
        elif isinstance(event, DayOpened):
            yesterday = date.fromisoformat(event.day) - timedelta(days=1)
            holders.forget(connection, yesterday.isoformat())


def add_rating(connection: Connection, event: VisitRated, staff: str | None, comment: str | None) -> None:
    """Keep a rating with the staff who served, and the citizen's own words."""
    row = {name: getattr(event, name) for name in ("ticket", "at", "counter", "service", "level", "code")}
    rest = {"reasons": list(event.reasons), "staff": staff, "comment": comment}
    connection.execute(insert(t.rating), row | rest)


def add_note(connection: Connection, event: CounterTicketEvent, words: str) -> None:
    """Keep staff's words about a visit, for whoever goes on with it."""
    connection.execute(insert(t.note).values(ticket=event.ticket, at=event.at, by=event.by, words=words[:200]))


def notes(connection: Connection) -> dict[str, str]:
    """The newest words about each ticket of the last days that has any."""
    return {row.ticket: row.words for row in connection.execute(select(t.note).order_by(t.note.c.id))}


def logo(connection: Connection, sha256: str) -> bytes | None:
    """The centre's logo, if it is still the one with this SHA-256."""
    return connection.scalar(select(t.layout.c.logo).where(t.layout.c.logo_sha == sha256))


def prune(connection: Connection, before: int, day: str, most: int = 500) -> int:
    """Forget touches and print jobs with their attempts from before this moment, at most so many of each; how many.

    Notes go as well, and appointments of days before `day`.

    The journal, tickets and ratings stay. Few at a time: nobody waits long behind it.
    """
    connection.execute(delete(t.pair_code).where(t.pair_code.c.expires_at < before))
    connection.execute(delete(t.note).where(t.note.c.at < before))
    connection.execute(delete(t.booking).where(t.booking.c.made_at < before, t.booking.c.day < day))
    old = select(t.touch.c.key, t.touch.c.by).where(t.touch.c.at < before).limit(most)
    jobs = select(t.print_job.c.ticket, t.print_job.c.copy).where(t.print_job.c.made_at < before).limit(most)
    touches = connection.execute(delete(t.touch).where(tuple_(t.touch.c.key, t.touch.c.by).in_(old))).rowcount
    tried = tuple_(t.print_attempt.c.ticket, t.print_attempt.c.copy).in_(jobs)
    connection.execute(delete(t.print_attempt).where(tried))
    papers = connection.execute(
        delete(t.print_job).where(tuple_(t.print_job.c.ticket, t.print_job.c.copy).in_(jobs))
    ).rowcount
    return touches + papers
