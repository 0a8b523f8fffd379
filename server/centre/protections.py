"""What a change of the centre must not take away from people who hold a number or an appointment now."""

from collections import Counter as Tally
from collections.abc import Iterable
from datetime import date

from server.centre.mistakes import Mistake
from server.rules.bookings import doors_open_at
from server.rules.centre import Centre
from server.rules.hours import day_of, spans_on
from server.rules.phases import AT_COUNTER, FINAL
from server.rules.state import Booking, Hall, Ticket
from server.rules.week import Names

MOST = 5  # numbers named in one sentence


def orphans(before: Centre, after: Centre, hall: Hall, now: int) -> list[Mistake]:
    """Every mistake that a change would make on people; `hall` is the day as it stands. Empty: nobody is harmed."""
    live = [ticket for ticket in hall.tickets.values() if ticket.phase not in FINAL]
    return [
        *_day(before, after, hall, now),
        *_services(before, after, live),
        *_booked(before, after, hall),
        *_served(before, after, live),
        *_served_booked(before, after, hall),
        *_counters(after, live),
        *_given_up(before, after, live),
        *_groups(before, after, live),
        *_series(before, after, hall),
    ]


def turned_away(before: Centre, after: Centre, hall: Hall) -> list[Mistake]:
    """The days on which people with appointments would find the doors closed by a change: allowed, when confirmed."""
    lost = [
        booking.day
        for booking in _appointments(hall)
        if _is_expected(before, booking) and booking.service in after.services and not _is_expected(after, booking)
    ]
    return [
        Mistake("hours.dates", "day_booked", {"date": f"{date.fromisoformat(day):%d/%m/%Y}", "n": n})
        for day, n in sorted(Tally(lost).items())
    ]


def _appointments(hall: Hall) -> list[Booking]:
    return [one for one in hall.bookings.values() if one.state == "booked" and one.day >= hall.day]


def _is_expected(centre: Centre, booking: Booking) -> bool:
    """Whether the doors are open at the appointment's slot; at some time of its day for a number taken from afar."""
    service = centre.services.get(booking.service)
    if service is None:
        return False
    if booking.slot is not None:
        return doors_open_at(service, booking.slot, centre)
    return bool(spans_on(service.hours, date.fromisoformat(booking.day)))


def _day(before: Centre, after: Centre, hall: Hall, now: int) -> list[Mistake]:
    """In another zone it may be another date already: the day would end under the people who wait."""
    if before.zone == after.zone or not hall.day or day_of(now, after.zone) == hall.day:
        return []
    return [Mistake("timezone", "timezone_day", {"zone": str(after.zone)})]


def _lost(before: Centre, after: Centre) -> set[str]:
    """Services that stay and that no counter serves any more, not even as a helper."""
    was, will = (
        {code for counter in centre.counters.values() for code in (*counter.services, *counter.helps)}
        for centre in (before, after)
    )
    return (was - will) & set(after.services)


def _served(before: Centre, after: Centre, live: list[Ticket]) -> list[Mistake]:
    """People whose line, or a line still to come, nobody could call."""
    held: dict[str, list[str]] = {}
    lost = _lost(before, after)
    for ticket in live:
        for code in {ticket.service, *ticket.steps} & lost:
            held.setdefault(code, []).append(ticket.label)
    return [
        Mistake("counters", "service_left_held", {"service": _service(after, code), "labels": _few(held[code])})
        for code in held
    ]


def _served_booked(before: Centre, after: Centre, hall: Hall) -> list[Mistake]:
    lost = _lost(before, after)
    booked = Tally(one.service for one in _appointments(hall) if one.service in lost)
    return [
        Mistake("counters", "service_left_booked", {"service": _service(after, code), "n": n})
        for code, n in booked.items()
    ]


def _given_up(before: Centre, after: Centre, live: list[Ticket]) -> list[Mistake]:
    """A number that waits for one counter only, which would not serve its line any more."""
    held: dict[tuple[int, str], list[str]] = {}
    for ticket in live:
        was, will = (centre.counters.get(ticket.only or 0) for centre in (before, after))
        if was and will and was.serves(ticket.service) and not will.serves(ticket.service):
            held.setdefault((will.no, ticket.service), []).append(ticket.label)
    return [
        Mistake(
            "counters",
            "counter_only",
            {"counter": no, "service": _service(before, code), "labels": _few(labels)},
        )
        for (no, code), labels in held.items()
    ]


def _services(before: Centre, after: Centre, live: list[Ticket]) -> list[Mistake]:
    held: dict[str, list[str]] = {}
    for ticket in live:
        for code in {ticket.service, *ticket.steps} - set(after.services):
            held.setdefault(code, []).append(ticket.label)
    return [
        Mistake("services", "service_held", {"service": _service(before, code), "labels": _few(held[code])})
        for code in held
    ]


def _service(centre: Centre, code: str) -> Names:
    service = centre.services.get(code)
    return service.name if service else {"vi": code}


def _booked(before: Centre, after: Centre, hall: Hall) -> list[Mistake]:
    lost = Tally(one.service for one in _appointments(hall) if one.service not in after.services)
    return [
        Mistake("services", "service_booked", {"service": _service(before, code), "n": n}) for code, n in lost.items()
    ]


def _counters(after: Centre, live: list[Ticket]) -> list[Mistake]:
    held: dict[int, list[str]] = {}
    for ticket in live:
        at = {ticket.counter if ticket.phase in AT_COUNTER else None, ticket.only} - {None, *after.counters}
        for no in at:
            if no is not None:
                held.setdefault(no, []).append(ticket.label)
    return [Mistake("counters", "counter_held", {"counter": no, "labels": _few(held[no])}) for no in held]


def _groups(before: Centre, after: Centre, live: list[Ticket]) -> list[Mistake]:
    held: dict[str, list[str]] = {}
    for ticket in live:
        if ticket.priority is not None and ticket.priority not in after.groups:
            held.setdefault(ticket.priority, []).append(ticket.label)
    names = {code: group.name for code, group in before.groups.items()}
    return [
        Mistake("priority_groups", "group_held", {"group": names.get(code, {"vi": code}), "labels": _few(labels)})
        for code, labels in held.items()
    ]


def _series(before: Centre, after: Centre, hall: Hall) -> list[Mistake]:
    """Letters stay on a day on which numbers with them were given, and a series is never cut below them."""
    found = []
    for place, (code, service) in enumerate(after.services.items()):
        was = before.services.get(code)
        if was is None:
            continue
        given = hall.series.get(was.letter, 0)
        if given and service.letter != was.letter:
            values = {"letter": was.letter, "label": was.label(given)}
            found.append(Mistake(f"services.{place}.letter", "letter_given", values))
        elif given > service.last:
            found.append(Mistake(f"services.{place}.last", "last_given", {"label": was.label(given), "last": given}))
    return found


def _few(labels: Iterable[str]) -> str:
    names = sorted(labels)
    return ", ".join(names[:MOST]) + (", …" if len(names) > MOST else "")
