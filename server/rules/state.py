"""What is going on in the hall today: tickets, counters, series, lines. Values only; `evolve` makes the next one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from server.rules.phases import AT_COUNTER, Phase
from server.rules.shelf import Shelf

SHOWN_CALLS = 64  # calls that are kept for boards: some for every zone
Place = tuple[int, int, str]  # where a ticket stands in its line: rank, moment of issue, id


@dataclass(frozen=True, slots=True)
class Ticket:
    """One citizen's visit. `id` is unique for ever (day, series and number), `label` is what people read.

    `rank` is the place in line: arrival minus head start, or the moment of an appointment. `since` is the moment of the
    last step, `times` how often it was called at its present step, `call_no` the number of its last call within the
    day (0: never), `mark` the public reason of a call out of order, `served_by` who began the visit. `route` are the
    services still to come, with blanks between; `only` is the one counter that may call it. While it waits aside,
    `reason` says why, `until` is when somebody has to look after it or a return ticket ends, `behind` how many are to
    be in front when it comes back. `misses` counts absences, `postponed` postponements. `carried_from` is yesterday's
    ticket, `booking` the appointment.
    """

    id: str
    label: str
    series: str
    number: int
    service: str
    procedure: str | None
    priority: str | None
    language: str
    phase: Phase
    rank: int
    issued_at: int
    since: int
    counter: int | None = None
    times: int = 0
    call_no: int = 0
    called_at: int | None = None
    first_called_at: int | None = None
    started_at: int | None = None
    served_by: str | None = None
    mark: str | None = None
    rated: int | None = None
    dossiers: int = 1
    route: str = ""
    only: int | None = None
    reason: str | None = None
    until: int | None = None
    behind: int | None = None
    misses: int = 0
    postponed: int = 0
    carried_from: str | None = None
    booking: str | None = None

    @property
    def steps(self) -> tuple[str, ...]:
        """The services this visit still has to pass."""
        return tuple(self.route.split())

    @property
    def place(self) -> Place:
        """Where it stands in its line; smaller is earlier."""
        return (self.rank, self.issued_at, self.id)


@dataclass(frozen=True, slots=True)
class Desk:
    """A counter at work: the ticket it has, whether it is paused and why, and the finished visit it asks about.

    `staff` is who has signed in here; `others` how many came to it since the last one of a priority group.
    """

    no: int
    ticket: str | None = None
    paused: bool = False
    why: str | None = None
    asks: str | None = None
    by: str | None = None
    since: int = 0
    staff: str | None = None
    others: int = 0


@dataclass(frozen=True, slots=True)
class Booking:
    """An appointment, or with no `slot` a number taken from afar, for `day`. State `booked`, `arrived`, `cancelled` or

    `missed`; `ticket` is what it became.
    """

    id: str
    day: str
    service: str
    slot: int | None
    language: str
    made_at: int
    state: str = "booked"
    ticket: str | None = None


@dataclass(frozen=True, slots=True)
class Hall:
    """The centre's day.

    `lines`, `sent`, `recent` and `calls` follow from `tickets`; they are kept because every touch reads them.
    """

    day: str = ""
    tickets: Shelf[str, Ticket] = field(default_factory=Shelf)
    desks: Mapping[int, Desk] = field(default_factory=dict)
    series: Mapping[str, int] = field(default_factory=dict)
    lines: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    recent: tuple[str, ...] = ()
    calls: int = 0
    sent: Mapping[int, tuple[Place, ...]] = field(default_factory=dict)
    bookings: Mapping[str, Booking] = field(default_factory=dict)

    def desk(self, no: int) -> Desk:
        """The counter's present state; a counter nobody has touched yet is open and free."""
        return self.desks.get(no) or Desk(no)

    def line(self, service: str) -> tuple[Place, ...]:
        """Who waits for a service, in order."""
        return self.lines.get(service, ())

    def sent_to(self, no: int) -> tuple[Place, ...]:
        """Who waits for this counter alone, in order, whatever their lines."""
        return self.sent.get(no, ())


def gather(
    day: str,
    tickets: Iterable[Ticket],
    desks: Iterable[Desk],
    series: Mapping[str, int],
    bookings: Iterable[Booking] = (),
) -> Hall:
    """A hall from its parts (as rows are read), with everything that follows from them."""
    by_id = {ticket.id: ticket for ticket in tickets}
    lines: dict[str, list[Place]] = {}
    sent: dict[int, list[Place]] = {}
    for ticket in by_id.values():
        if ticket.phase is Phase.WAITING:
            lines.setdefault(ticket.service, []).append(ticket.place)
            if ticket.only is not None:
                sent.setdefault(ticket.only, []).append(ticket.place)
    called = sorted((ticket for ticket in by_id.values() if ticket.call_no), key=lambda t: -t.call_no)
    return Hall(
        day=day,
        tickets=Shelf(by_id.items()),
        desks={desk.no: desk for desk in desks},
        series=dict(series),
        lines={service: tuple(sorted(places)) for service, places in lines.items()},
        recent=tuple(ticket.id for ticket in called[:SHOWN_CALLS]),
        calls=called[0].call_no if called else 0,
        sent={no: tuple(sorted(places)) for no, places in sent.items()},
        bookings={booking.id: booking for booking in bookings},
    )


def broken(hall: Hall) -> list[str]:
    """What is wrong with a hall, as sentences; empty for every hall that the rules can reach.

    Used by tests and the audit.
    """
    wrong = []
    holders: dict[str, int] = {}
    for desk in hall.desks.values():
        if desk.ticket is None:
            continue
        ticket = hall.tickets[desk.ticket]
        if desk.ticket in holders:
            wrong.append(f"{desk.ticket} is at counters {holders[desk.ticket]} and {desk.no}")
        holders[desk.ticket] = desk.no
        if ticket.phase not in AT_COUNTER or ticket.counter != desk.no:
            wrong.append(f"counter {desk.no} has {ticket.id}, which is {ticket.phase} at {ticket.counter}")
    for ticket in hall.tickets.values():
        if ticket.phase in AT_COUNTER and ticket.id not in holders:
            wrong.append(f"{ticket.id} is {ticket.phase} but no counter has it")
    if gather(hall.day, hall.tickets.values(), hall.desks.values(), hall.series, hall.bookings.values()) != hall:
        wrong.append("what follows from the tickets does not follow")
    labels = [ticket.label for ticket in hall.tickets.values()]
    if len(labels) != len(set(labels)):
        wrong.append("a label was given twice")
    return wrong
