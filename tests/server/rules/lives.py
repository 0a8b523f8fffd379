"""Centres with everything a real one has, and random days at them: all commands, nights, and three policies."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from hypothesis import strategies as st

from server.rules import commands as c
from server.rules import events as e
from server.rules.centre import Booking, Centre, Choice, Counter, Order, Patience, Service, Stream
from server.rules.phases import Phase
from server.rules.state import Hall
from server.rules.week import DayRule, Extra, Hours
from tests.server.rules.halls import MINUTE, Model, named, small_centre

WEEK = ((450, 690), (810, 1020))  # 7:30–11:30, 13:30–17:00
MORE = (
    Extra(named("Tăng thêm 30 phút"), frozenset({0}), (690, 720)),
    Extra(named("Tăng thêm 30 phút"), frozenset({0}), (1020, 1050)),
)
HOLIDAY = {"2026-11-25": DayRule((), named("Nghỉ lễ")), "2026-11-28": DayRule(((450, 690),), named("Làm bù"))}
OFFICE = Hours((WEEK,) * 5 + ((), ()), gives_before=30, stops_before=15, extras=MORE, rules=HOLIDAY)
LATER = replace(OFFICE, spans=(((480, 690), (840, 1020)),) * 5 + ((), ()))  # half an hour after the others
MONDAY = 1_795_392_000_000  # 2026-11-23 07:00 in Viet Nam
POLICIES = (Order(), Order("ratio", 2), Order("ratio", 1), Order("strict"))


def real_centre(order: Order = POLICIES[0], hours: Hours = OFFICE) -> Centre:
    """Lines with a quota, a route of three steps, a stream for large visits, a silent service, and appointments."""
    base = small_centre(hours)
    services = [
        replace(base.services["HT"], quota=6, route=("CT", "DD")),
        replace(base.services["CT"], many=Stream(5, "LO")),
        replace(base.services["DD"], auto_quota=True),
        Service("LO", "L", named("Nhiều hồ sơ"), 15, hours, kiosk=False),
        Service("TN", "N", named("Tại nhà"), 30, hours, kiosk=False, silent=True, carries=False),
    ]
    counters = [
        Counter(1, named("Quầy 1"), ("HT",)),
        Counter(2, named("Quầy 2"), ("CT", "LO"), ("HT",), helps_after=10, helps_from=3),
        Counter(3, named("Quầy 3"), ("DD", "TN"), ("CT",), hours=LATER),
    ]
    return replace(
        base,
        services={service.code: service for service in services},
        counters={counter.no: counter for counter in counters},
        order=order,
        patience=Patience(fix_minutes=60, void_minutes=40),
        booking=Booking(("DD", "HT"), slot_minutes=60),
        hold_reasons=(Choice("SAO", named("Đi sao y")),),
    )


@dataclass(frozen=True)
class Moment:
    """One thing asked for: the hall before it, when, what, and what came of it (events, or why not)."""

    before: Hall
    now: int
    command: c.Command
    events: tuple[e.Event, ...]
    why: str | None


class Life:
    """Some hundred touches at a centre, drawn by chance but sensibly: counters that are free call, busy ones finish.

    The seed names the whole life; `length` is drawn apart, so that a failure is found again as short as it can be.
    """

    def __init__(self, order: Order, seed: int, length: int) -> None:
        self.model = Model(real_centre(order), now=MONDAY)
        self._chance = Random(seed)
        self._length = length
        self._rush = self._chance.choice([30, 60])  # people who come, of about a hundred touches: lines get long

    def __repr__(self) -> str:
        return f"Life({self.model.centre.order}, length {self._length})"

    def moments(self) -> Iterator[Moment]:
        """Live it. The model is then at its end."""
        for _ in range(self._length):
            pause, command = self._pause(), self._command()
            before, known = self.model.hall, len(self.model.history)
            why = self.model.ask(command, pause)
            yield Moment(before, self.model.now, command, tuple(self.model.history[known:]), why)

    def to_its_end(self) -> Model:
        """Live it without looking."""
        for _ in self.moments():
            pass
        return self.model

    def _pause(self) -> int:
        return self._chance.choices(
            [1_000, 30_000, 2 * MINUTE, 7 * MINUTE, 25 * MINUTE, 4 * 60 * MINUTE, 15 * 60 * MINUTE],
            [30, 30, 25, 10, 4, 0.5, 0.7],
        )[0]

    def _command(self) -> c.Command:
        kinds = (self._take, self._at_counter, self._ticket, self._afar, self._nonsense)
        return self._chance.choices(kinds, [self._rush, 45, 12, 8, 5])[0]()

    def _group(self) -> str | None:
        return self._chance.choices([None, "NCT", "NKT"], [7, 2, 1])[0]

    def _take(self) -> c.Command:
        pick = self._chance.choice
        if self._chance.random() < 0.85:
            return c.TakeTicket(pick(["HT", "HT", "CT", "DD"]), None, self._group())
        service = pick(["HT", "CT", "LO", "TN", "DD"])
        return c.TakeTicket(service, dossiers=pick([0, 2, 9]), staff=pick([True, False]))

    def _at_counter(self) -> c.Command:
        pick, no = self._chance.choice, self._chance.randint(1, 3)
        desk = self.model.hall.desk(no)
        if desk.paused:
            return c.OpenCounter(no)
        if desk.ticket is None:
            waiting = [t.label for t in self.model.hall.tickets.values() if t.phase is Phase.WAITING]
            early = c.CallTicket(no, max(waiting, default="A001"), "LATE")
            return self._chance.choices([c.CallNext(no), early, c.PauseCounter(no)], [85, 10, 5])[0]
        if self.model.hall.tickets[desk.ticket].phase is Phase.CALLED:
            return pick(
                [c.StartVisit(no), c.StartVisit(no), c.MarkAbsent(no), c.Recall(no), c.CallNext(no, finish=True)]
            )
        to = pick([None, None, 1, 2, 3])
        here, minutes, reason = pick([True, False]), pick([None, 15, 0]), pick([None, "SAO", "SAO", "X"])
        onward = c.HandOn(no, None if to else pick([None, "CT", "DD"]), to)
        aside = pick([c.HoldVisit(no, reason, minutes, here), c.GiveReturn(no, reason)])
        return pick([c.FinishVisit(no), c.CallNext(no, finish=True), onward, aside])

    def _ticket(self) -> c.Command:
        pick, phases = self._chance.choice, dict[Phase, list[str]]()
        for ticket in self.model.hall.tickets.values():
            phases.setdefault(ticket.phase, []).append(ticket.label)
        aside = [*phases.get(Phase.ABSENT, []), *phases.get(Phase.HELD, [])]
        if aside and self._chance.random() < 0.6:
            return pick(
                [c.ReturnTicket(pick(aside)), c.ReturnTicket(pick(aside)), c.CallTicket(2, pick(aside), "LATE")]
            )
        waiting = phases.get(Phase.WAITING, ["A001"])
        return pick([
            c.PostponeTicket(pick(waiting), self._chance.randint(0, 6)),
            c.CorrectPriority(pick(waiting), self._group()),
            c.CancelTicket(pick(waiting)),
            c.CallTicket(self._chance.randint(1, 3), pick(waiting), pick(["LATE", "LATE", "LATE", "Con ông Tám"])),
        ])  # fmt: skip

    def _afar(self) -> c.Command:
        pick, open_ = self._chance.choice, [b.id for b in self.model.hall.bookings.values() if b.state == "booked"]
        if open_ and self._chance.random() < 0.6:
            return pick([c.CheckIn(pick(open_), self._group()), c.CheckIn(pick(open_)), c.CancelBooking(pick(open_))])
        day = (self.model.now - MONDAY) // (24 * 60 * MINUTE) + self._chance.randint(0, 1)
        slot = MONDAY + (day * 24 + pick([1, 2, 3, 7, 8])) * 60 * MINUTE
        return c.BookVisit(pick(["DD", "HT", "HT", "CT"]), pick([None, slot, slot]))

    def _nonsense(self) -> c.Command:
        pick, no = self._chance.choice, self._chance.randint(1, 4)
        return pick([
            c.SignIn(no), c.SignOut(no), c.CloseDay(), c.OpenDay(), c.TidyUp(), c.TidyUp(), c.TidyUp(), c.TidyUp(),
            c.FinishVisit(no), c.HandOn(no, "XX"),
            c.CancelTicket("Z999"), c.CheckIn("20261123-99"), c.ReturnTicket("A001"), c.TakeTicket("HT", None, "XX"),
            c.GiveReturn(no), c.PauseCounter(no), c.RateVisit("A001", 4), c.BookVisit("XX"), c.MarkAbsent(no),
        ])  # fmt: skip


LIVES = st.builds(Life, st.sampled_from(POLICIES), st.integers(0, 2**32), st.integers(30, 250))
