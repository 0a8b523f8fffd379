"""What has to be done now and then, whether or not anybody touches anything."""

import logging
from collections.abc import Callable

from server import asides, spool, trials
from server.centre import book
from server.house import House
from server.rules.commands import CloseDay, OpenDay, TidyUp
from server.rules.days import closes_at
from server.rules.decide import Refused
from server.rules.hours import MINUTE, day_of, local, number_ends
from server.rules.journeys import unclaimed

log = logging.getLogger(__name__)
ROUND = 5.0  # s between two rounds; screens expect a sign of life in this time
KEPT = 7 * 86_400_000  # ms that touches and print jobs are kept


class Caretaker:
    """Makes its round every few seconds: another process's work, a new day, the beat, old things."""

    def __init__(self, house: House, sleep: Callable[[float], object]) -> None:
        self._house = house
        self._sleep = sleep
        self._begun_on = ""
        self._pruned_on = ""
        self._started = house.clock()
        self._closing_told = 0
        self._closed_on = ""

    def run(self) -> None:
        """For ever; a round that fails is told and does not end the rounds."""
        while True:
            self._sleep(ROUND)
            try:
                self.round()
            except Exception:
                log.exception("the caretaker's round failed")

    def round(self) -> None:
        """One round."""
        house = self._house
        house.office.catch_up()
        book.follow(house)
        self._open_day()
        self._begin_day()
        self._tidy()
        self._close_day()
        self._papers()
        self._voice()
        # The hour alone changes what screens show: openings, waits, terminals that stop asking, printers gone silent.
        house.push.changed()
        house.push.beat()
        self._prune()

    def _open_day(self) -> None:
        """Yesterday's calls leave the boards at midnight, not with the first touch of the morning."""
        house = self._house
        if day_of(house.clock(), house.centre.zone) == house.office.look().hall.day:
            return
        try:
            house.office.handle(OpenDay(), "office")
        except Refused as refused:
            log.error("the day cannot be opened: %s", refused.code)

    def _begin_day(self) -> None:
        """What holds for a whole day, whoever has opened it: this round, a touch in the night, another process."""
        house, day = self._house, self._house.office.look().hall.day
        if day != self._begun_on and day == day_of(house.clock(), house.centre.zone):
            house.begin_day()
            self._begun_on = day

    def _tidy(self) -> None:
        """Numbers that nobody has come back with in time are over, so that nobody waits for them."""
        house = self._house
        if not unclaimed(house.centre, house.office.look().hall, house.clock()):
            return
        try:
            house.office.handle(TidyUp(), "office")
        except Refused as refused:
            log.error("unclaimed tickets cannot be ended: %s", refused.code)

    def _close_day(self) -> None:
        """Some time after the last door has closed: what waits is carried over, and nobody's card is known any more."""
        house, hall = self._house, self._house.office.look().hall
        ends = closes_at(house.centre, hall) if hall.day else None
        if ends is None or house.clock() < ends or self._closed_on == hall.day:
            return
        try:
            house.office.handle(CloseDay(), "office")
        except Refused as refused:
            log.error("the day cannot be closed: %s", refused.code)
        else:
            self._closed_on = hall.day

    def _papers(self) -> None:
        """Papers whose time is over, leases of agents that have vanished, and the printers' test in the morning."""
        house, lost = self._house, 0
        with house.store.reading() as connection:
            overdue = spool.overdue(connection, house.clock())
        if overdue:
            with house.store.writing() as connection:
                spool.expire(connection, house.clock())
                lost = spool.lose(connection, house.clock(), house.mark)
        if lost:
            log.warning("%d papers are unclear: their print agents are not heard any more", lost)
            house.printers.outcomes["unknown"] += lost
            house.bell.strike()
        trials.morning_trials(house)
        house.count_papers()

    def _voice(self) -> None:
        """The end of each half-day's numbers is announced, and another process's sound check is taken in."""
        house, now = self._house, self._house.clock()
        with house.store.reading() as connection:
            house.checks.read(connection, now)
        minutes = house.voice.manner.closing_minutes
        hours = [service.hours for service in house.centre.services.values()]
        for end in number_ends(hours, now, house.centre.zone) if minutes else ():
            # Late words would be wrong ones: an office that starts ten minutes before the end says nothing. One that
            # starts again within the minute may have said it before.
            due = end - minutes * MINUTE
            if self._started <= due <= now < due + MINUTE and self._closing_told != end:
                say = house.voice.announce("closing", minutes=minutes)
                if house.push.announce("closing", say, f"closing-{local(end, house.centre.zone):%Y-%m-%d-%H%M}"):
                    self._closing_told = end

    def _prune(self) -> None:
        """A few old touches and print jobs a round, until there are none left on this day."""
        day = self._house.office.look().hall.day
        if self._pruned_on == day:
            return
        with self._house.store.writing() as connection:
            if asides.prune(connection, self._house.clock() - KEPT, day) == 0:
                self._pruned_on = day
