"""How often each service was asked for lately: the kiosk shows the most wanted first, in the same order all day."""

from collections import Counter
from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from server.tables import ticket

DAYS = 28


def demand(connection: Connection, day: str) -> Counter[str]:
    """Tickets of each service in the four weeks before this day; carried ones count on their first day only."""
    first = (date.fromisoformat(day) - timedelta(days=DAYS)).isoformat()
    asked = (
        select(ticket.c.service, func.count().label("times"))
        .where(ticket.c.day >= first, ticket.c.day < day, ticket.c.carried_from.is_(None))
        .group_by(ticket.c.service)
    )
    return Counter({row.service: row.times for row in connection.execute(asked)})
