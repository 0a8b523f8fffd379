"""The one door. Every touch, click, key and call becomes a command for `Office.handle`.

It takes the centre's turn, catches up with what another process has written, decides, folds, writes journal, rows and
print job in one commit, and only then tells the screens.
"""

import hashlib
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from server import asides, holders, spool, store
from server.clock import ForwardClock
from server.rules.centre import Centre
from server.rules.commands import CloseDay, Command, TakeTicket
from server.rules.decide import Refused, decide
from server.rules.events import Event, TicketCancelled, TicketCarried, TicketIssued, TicketLapsed
from server.rules.evolve import evolve
from server.rules.hours import day_of
from server.rules.state import Hall, Ticket
from server.store import Connection
from server.touch import Outcome, Touch, View, subject

log = logging.getLogger(__name__)
GIVEN_UP = (TicketCancelled, TicketLapsed, TicketCarried)  # whoever still waits for its paper gets none
Slipmaker = Callable[[Centre, Hall, Ticket, int], Mapping[str, Any]]
Listener = Callable[[Outcome], None]


class Office:
    """One centre at work.

    `clock` gives milliseconds; `slip` says what stands on a new ticket's paper, `place` whose printer it is for, of
    whoever took the number; `told` hears of every change.
    """

    def __init__(
        self,
        centre: Centre,
        rows: store.Store,
        clock: Callable[[], int],
        slip: Slipmaker,
        told: Listener,
        place: Callable[[str], str | None] = lambda by: None,
    ) -> None:
        self.centre = centre
        self._store = rows
        self._clock = ForwardClock(clock)
        self._slip = slip
        self._told = told
        self._place = place
        self._fold = threading.Lock()
        self._view: View | None = None
        self._posted: tuple[str, Centre] | None = None

    def look(self) -> View:
        """The hall as this process knows it."""
        view = self._view
        return view if view is not None else self.catch_up()

    def catch_up(self) -> View:
        """The hall with everything other processes have written."""
        with self._store.reading() as connection:
            view = self._caught_up(connection, store.last_id(connection))
        return self._advance(view)

    def handle(
        self, command: Command, by: str, key: str | None = None, remark: str | None = None, card: str | None = None
    ) -> Outcome:
        """Do what is asked, or raise Refused.

        The same `key` by the same caller gives the same ticket, whenever it comes again. `remark` are free words (a
        citizen's with a rating, staff's with a visit handed on): they go to their row and nowhere else. `card` is the
        number of the card shown for a ticket; only a code of it is kept, until the day closes.
        """
        asked = hashlib.sha256(repr(command).encode()).hexdigest()
        try:
            with self._store.writing() as connection:
                outcome = self._work(connection, command, Touch(by, key, asked, remark, card))
        except Refused:
            raise
        except BaseException:
            self._view = None  # what was folded but perhaps not committed is forgotten and read again
            raise
        if outcome.events:
            self._advance(View(outcome.hall, outcome.at))
            self._tell(outcome)
        return outcome

    def adopt(self, centre: Centre, allowed: Callable[[Hall], None] = lambda hall: None) -> None:
        """Work by another centre from now on.

        `allowed` is asked in the centre's turn, with the hall as it stands: what it raises leaves everything as it was.
        """
        with self._store.writing() as connection:
            view = self._caught_up(connection, store.last_id(connection))
            allowed(view.hall)
            self.centre = centre
        self._advance(view)

    def post(self, day: str) -> None:
        """The procedures of this day: a touch right after midnight finds those in force from today, and no others."""
        if self._posted and self._posted[0] == day and self._posted[1] is self.centre:
            return
        posted = self.centre.posted(date.fromisoformat(day))
        if posted != self.centre.procedures:
            self.centre = replace(self.centre, procedures=posted)
        self._posted = day, self.centre

    def _tell(self, outcome: Outcome) -> None:
        """What is committed has happened, whatever becomes of telling it: the caller gets the answer all the same."""
        try:
            self._told(outcome)
        except Exception:
            log.exception("screens were not told of entry %d", outcome.at)

    def _advance(self, view: View) -> View:
        """Take over a newer view; a touch may have moved on meanwhile, and the office never goes back."""
        with self._fold:
            if self._view is None or self._view.at < view.at:
                self._view = view
            return self._view

    def _work(self, connection: Connection, command: Command, touch: Touch) -> Outcome:
        last, before = store.glance(connection, touch.by, touch.key)
        view = self._caught_up(connection, last)
        if before is not None:
            return self._again(connection, view, before, touch.asked)
        now, code = self._clock.now(self._view.hall.day if self._view else ""), None
        day = day_of(now, self.centre.zone)
        self.post(day)
        if touch.card and isinstance(command, TakeTicket):
            code = holders.code_of(connection, day, touch.card)
            command = replace(command, held=holders.held(connection, day, code))
        events = decide(self.centre, view.hall, command, now, touch.by)
        if isinstance(command, CloseDay):
            holders.forget(connection, day)
        if not events:
            return Outcome(view.hall, view.at)
        hall, at = store.write(connection, view.hall, events)
        ticket = subject(command, hall, events)
        if touch.key is not None:
            store.remember(connection, touch.by, touch.key, touch.asked, ticket.id if ticket else None, now)
        if code and ticket:
            holders.remember(connection, day, code, ticket.id)
        self._papers(connection, hall, events, now)
        asides.keep(connection, hall, events, touch.remark)
        self._clock.seen(now)
        return Outcome(hall, at, events, ticket)

    def steady(self) -> bool:
        """Whether the clock can be believed: it has not gone back behind what is in the journal."""
        return self._clock.steady()

    def _caught_up(self, connection: Connection, last: int) -> View:
        view = self._view
        if view is not None and view.at == last:
            return view
        if view is None:
            hall, at = store.load(connection)
            self._clock.seen(store.last_moment(connection))
        else:
            hall, at = view.hall, view.at
            for at, event in store.replay(connection, after=view.at):  # noqa: B007 the last number is kept
                hall = evolve(hall, event)
                self._clock.seen(event.at)
        return View(hall, at)

    def _again(self, connection: Connection, view: View, before: store.Touch, asked: str) -> Outcome:
        if before.asked != asked:
            raise Refused("key_reused")
        ticket = None
        if before.ticket:
            ticket = view.hall.tickets.get(before.ticket) or store.find_ticket(connection, before.ticket)
        return Outcome(view.hall, view.at, ticket=ticket, repeated=True)

    def _papers(self, connection: Connection, hall: Hall, events: Sequence[Event], now: int) -> None:
        """A paper for every new number; whoever has given one up gets none."""
        for event in events:
            if isinstance(event, TicketIssued) and event.carried_from is None:  # else people hold their paper already
                slip = self._slip(self.centre, hall, hall.tickets[event.ticket], now)
                spool.add(connection, event.ticket, slip, now, by=event.by, place=self._place(event.by))
        given_up = {event.ticket for event in events if isinstance(event, GIVEN_UP)}
        if given_up:
            spool.cancel(connection, given_up, now)
