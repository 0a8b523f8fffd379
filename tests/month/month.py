"""A month of the demo centre through the real interface, at high speed, with a clock that is told what time it is.

    python -m tests.month.month --days 26

The simulated people keep a book of their own: what they did and what they were answered. At the end the journal must
say the same, to the last event.
"""

import argparse
import heapq
import itertools
import json
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from config.centre import DEMO
from server import store as rows
from server.caretaker import Caretaker
from server.rules.evolve import fold
from server.rules.state import Hall, broken
from tests.month.plan import HOUR, MINUTE, Appointment, Fate, Visitor, appointments, visitors
from tests.server.conftest import Centre, make_centre

MONDAY = date(2026, 11, 23)
HOLIDAY = 9  # the tenth day is a holiday
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DOORS = {"mon": ((450, 720), (810, 1050)), "usual": ((450, 690), (810, 1020)), "sat": ((450, 690),)}
CALLS = 3
STEP_BACK = 110_000  # ms that the clock may go back without stopping the office


@dataclass(slots=True)
class Person:
    """Somebody with a number: what the simulation knows without asking the office."""

    id: str
    label: str
    fate: Fate
    priority: str | None = None
    steps: int = 0
    misses: int = 0


@dataclass(slots=True)
class Figures:
    """One service's month: numbers given, visits ended, absences, carried over; sums of minutes waited and served."""

    issued: int = 0
    served: int = 0
    absent: int = 0
    carried: int = 0
    waited: float = 0
    calls: int = 0
    busy: float = 0
    visits: int = 0


@dataclass(slots=True)
class Month:
    """The simulation. `book` counts what happened as the people saw it; `refused` why the office said no."""

    centre: Centre
    chance: Random
    book: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    figures: dict[str, Figures] = field(default_factory=dict)
    requests: int = 0
    now: int = 0
    _waiting: dict[str, Person] = field(default_factory=dict)
    _issued_at: dict[str, int] = field(default_factory=dict)
    _service: dict[str, str] = field(default_factory=dict)
    _aside: dict[str, Person] = field(default_factory=dict)
    _at: dict[int, Person] = field(default_factory=dict)
    _booked: dict[date, list[tuple[int | None, str, Appointment]]] = field(default_factory=dict)
    _open_bookings: Counter[date] = field(default_factory=Counter)
    _events: list[tuple[int, int, Callable[[], None]]] = field(default_factory=list)
    _number: "itertools.count[int]" = field(default_factory=itertools.count)
    _free: set[int] = field(default_factory=set)
    _day: date = MONDAY
    _caretaker: Caretaker | None = None

    # -- time

    def _set(self, moment: int, unruly: bool = False) -> None:
        """It is this moment; the office's clock says so too, but for a small step back now and then."""
        self.now = moment
        slow = self.chance.randrange(STEP_BACK) if unruly and self.chance.random() < 0.03 else 0
        self.centre.clock[0] = moment - slow

    def _later(self, at: int, what: Callable[[], None]) -> None:
        heapq.heappush(self._events, (max(at, self.now), next(self._number), what))

    def _midnight(self) -> int:
        return int(datetime(self._day.year, self._day.month, self._day.day, tzinfo=ZONE).timestamp() * 1000)

    def _doors(self) -> list[tuple[int, int]]:
        """The open stretches (ms) of this day by the timetable on the door."""
        kind = {0: "mon", 5: "sat", 6: ""}.get(self._day.weekday(), "usual")
        if not kind or self._is_holiday():
            return []
        return [(self._midnight() + a * MINUTE, self._midnight() + b * MINUTE) for a, b in DOORS[kind]]

    def _is_holiday(self) -> bool:
        return self._day == MONDAY + timedelta(days=HOLIDAY)

    # -- the days

    def run(self, days: int) -> None:
        """Live so many days, one after the other; then the night after the last."""
        self._caretaker = Caretaker(self.centre.house, lambda seconds: None)
        for n in range(days):
            self._day = MONDAY + timedelta(days=n)
            self._begin()
            self._live()
            self._close()
        self._day += timedelta(days=1)
        self._begin()

    def _begin(self) -> None:
        """Midnight: the office opens the new day; what was carried over stands in line with the number people hold."""
        self._set(self._midnight() + self.chance.randint(1, 50) * 1000)
        assert self._caretaker is not None
        self._caretaker.round()
        self.book["DayOpened"] += 1
        waiting, self._waiting = self._waiting, {}
        for person in waiting.values():
            self.figures[self._service[person.id]].carried += 1
            before, person.id = person.id, f"{self._day:%Y%m%d}-{person.label}"
            person.misses = 0  # a new day: yesterday's absence is forgiven
            self._service[person.id], self._waiting[person.id] = self._service[before], person
            self.book["TicketCarried"] += 1
            self.book["TicketIssued"] += 1
        self.book["TicketLapsed"] += len(self._aside)
        self._aside = {}
        yesterday = self._day - timedelta(days=1)
        self.book["missed bookings"] += self._open_bookings.pop(yesterday, 0)

    def _live(self) -> None:
        start = self._midnight()
        for one in visitors(self._day, self.chance):
            self._later(start + one.at, lambda one=one: self._arrive(one))  # type: ignore[misc]
        for wish in appointments(self._day, self.chance):
            if not self._is_holiday():
                self._later(start + wish.at, lambda wish=wish: self._book(wish))  # type: ignore[misc]
        for slot, code, wish in self._booked.pop(self._day, []):
            if slot is not None and wish.late is not None:
                self._later(slot + wish.late, lambda c=code, w=wish: self._check_in(c, w))  # type: ignore[misc]
        for opens, closes in self._doors():
            self._later(opens, self._open_counters)
            self._later(closes, self._free.clear)
        if len(self._doors()) > 1:  # on a Saturday nobody may have come by then
            self._later(start + 9 * HOUR, self._clock_jumps)
        while self._events:
            at, _, what = heapq.heappop(self._events)
            self._set(max(self.now, at), unruly=True)
            what()

    def _close(self) -> None:
        """Half an hour and more after the last door: the office carries over what waits."""
        assert not self._at
        self._set(max(self.now, self._midnight() + 19 * HOUR))
        assert self._caretaker is not None
        self._caretaker.round()
        self._caretaker.round()  # a second round closes nothing twice

    def _clock_jumps(self) -> None:
        """A clock that is put back by an hour stops the office; when it is right again, all goes on."""
        right, last = self.now, self.centre.last()
        self.centre.clock[0] = right - HOUR
        status, answer = self._ask("/tickets", "kiosk", {"service": "TRA"})
        assert (status, answer["type"].rpartition(":")[2]) == (409, "clock_backwards"), answer
        assert self.centre.last() == last
        self.centre.clock[0] = right
        self.refused["clock_backwards"] += 1

    # -- people

    def _ask(self, path: str, who: str, body: Any = None) -> tuple[int, Any]:
        self.requests += 1
        key = f"m{next(self._number)}"
        answer = self.centre.ask("POST", f"/api/v1{path}", who, body, Idempotency_Key=key)
        if self.chance.random() < 0.01:  # the answer was lost on the way: the same touch comes again
            again = self.centre.ask("POST", f"/api/v1{path}", who, body, Idempotency_Key=key)
            assert again.status_code in (200, 204, answer.status_code), again.get_json()
        return answer.status_code, answer.get_json(silent=True)

    def _no(self, answer: Any) -> str:
        why = str(answer["type"]).rpartition(":")[2]
        self.refused[why] += 1
        return why

    def _must(self, path: str, body: Any = None, who: str = "staff") -> Any:
        status, answer = self._ask(path, who, body)
        assert status in (200, 201), (path, body, answer)
        return answer

    def _arrive(self, visitor: Visitor) -> None:
        wish = {"service": visitor.service, "dossiers": visitor.dossiers}
        if visitor.priority:
            wish["priority"] = visitor.priority
        status, answer = self._ask("/tickets", "kiosk", wish)
        if status != 201:
            why = self._no(answer)
            assert why in ("service_closed", "half_day_full"), answer
            assert why == "half_day_full" or not all(self._numbers_are_given()), answer
            return
        assert any(self._numbers_are_given()), answer
        self._has_number(answer, visitor.fate)

    def _numbers_are_given(self) -> tuple[bool, bool]:
        """By the timetable on the door: now, and by a clock that is slow."""
        spans = [(opens - 30 * MINUTE, closes - 15 * MINUTE) for opens, closes in self._doors()]
        return (
            any(begins <= self.now < ends for begins, ends in spans),
            any(begins <= self.now - STEP_BACK < ends for begins, ends in spans),
        )

    def _has_number(self, answer: Any, fate: Fate) -> None:
        person = Person(answer["id"], answer["label"], fate, answer["priority"])
        assert person.id not in self._service, "the same number twice"
        self.book["TicketIssued"] += 1
        self.figures.setdefault(answer["service"], Figures()).issued += 1
        self._waiting[person.id] = person
        self._service[person.id] = answer["service"]
        self._issued_at[person.id] = self.now
        if fate.kind == "cancel":
            self._later(self.now + min(fate.away, 20 * MINUTE), lambda: self._gives_up(person))
        elif fate.kind == "postpone":
            self._later(self.now + MINUTE, lambda: self._lets_others_go_first(person))
        elif fate.kind == "correct":
            self._later(self.now + MINUTE, lambda: self._is_corrected(person))
        self._wake()

    def _gives_up(self, person: Person) -> None:
        if person.id in self._waiting:
            self._must(f"/tickets/{person.id}/cancel")
            self.book["TicketCancelled"] += 1
            del self._waiting[person.id]

    def _lets_others_go_first(self, person: Person, tries: int = 5) -> None:
        """As soon as somebody stands behind."""
        if person.id in self._waiting:
            status, answer = self._ask(f"/tickets/{person.id}/postpone", "staff", {"places": 2})
            if status != 200:
                line = self.centre.house.office.look().hall.line(self._service[person.id])
                assert (self._no(answer), line[-1][2]) == ("nobody_behind", person.id)
                if tries > 1:
                    self._later(self.now + 2 * MINUTE, lambda: self._lets_others_go_first(person, tries - 1))
                return
            self.book["TicketPostponed"] += 1
            status, answer = self._ask(f"/tickets/{person.id}/postpone", "staff", {"places": 2})
            assert (status, self._no(answer)) == (409, "postponed_before")

    def _is_corrected(self, person: Person) -> None:
        if person.id in self._waiting:
            for group in ("NKT", None):
                self._must(f"/tickets/{person.id}/priority", {"priority": group})
            self.book["PriorityCorrected"] += 1 + (person.priority != "NKT")

    # -- appointments

    def _book(self, wish: Appointment) -> None:
        if wish.pick is None:
            status, answer = self._ask("/bookings", "kiosk", {"service": wish.service})
        else:
            day = self._day + timedelta(days=self.chance.randint(0, 4))
            path = f"/api/v1/services/{wish.service}/slots?day={day}"
            free = [s for s in self.centre.ask("GET", path, "kiosk").get_json()["slots"] if s["left"]]
            if not free:
                return
            slot = free[int(wish.pick * len(free))]["starts"]
            status, answer = self._ask("/bookings", "kiosk", {"service": wish.service, "slot": slot})
        if status != 201:
            assert self._no(answer) in ("half_day_full", "slot_full"), answer
            return
        self.book["VisitBooked"] += 1
        booked_day = date.fromisoformat(answer["day"])
        self._open_bookings[booked_day] += 1
        slot_at = int(datetime.fromisoformat(answer["slot"]).timestamp() * 1000) if answer["slot"] else None
        if booked_day > self._day:
            self._booked.setdefault(booked_day, []).append((slot_at, answer["code"], wish))
        elif wish.late is not None:
            at = self.now + 40 * MINUTE if slot_at is None else slot_at + wish.late
            self._later(at, lambda: self._check_in(answer["code"], wish))

    def _check_in(self, code: str, wish: Appointment) -> None:
        status, answer = self._ask(f"/bookings/{code}/check-in", "kiosk")
        if status == 201:
            self._open_bookings[self._day] -= 1
            self._has_number(answer, wish.fate)
        else:
            assert self._no(answer) in ("service_closed", "too_early"), answer

    # -- counters

    def _open_counters(self) -> None:
        for no in self.centre.house.centre.counters:
            if no not in self._at and not self.centre.house.office.look().hall.desk(no).paused:
                self._free.add(no)
        self._wake()

    def _wake(self) -> None:
        """Counters that are free and have somebody to call, in an order of chance."""
        for no in self.chance.sample(sorted(self._free), len(self._free)):
            if self._waiting:
                self._next(no)

    def _is_open(self) -> bool:
        return any(opens <= self.now < closes for opens, closes in self._doors())

    def _next(self, no: int) -> None:
        if not self._is_open():
            self._free.discard(no)
            return
        status, answer = self._ask(f"/counters/{no}/next", "staff")
        if status == 204:
            self._free.add(no)
            return
        assert status == 200, answer
        self._free.discard(no)
        person = self._waiting.pop(answer["ticket"]["id"])
        self._at[no] = person
        self.book["TicketCalled"] += 1
        if (first := self._issued_at.pop(person.id, None)) is not None:
            mine = self.figures[self._service[person.id]]
            mine.waited += (self.now - first) / MINUTE
            mine.calls += 1
        absent = person.fate.kind == "absent" and (person.misses == 0 or person.fate.away > HOUR)
        self._later(self.now + 40_000, lambda: self._misses(no, person) if absent else self._comes(no, person))

    def _misses(self, no: int, person: Person) -> None:
        for _ in range(CALLS - 1):
            self._must(f"/counters/{no}/recall")
            self.book["TicketRecalled"] += 1
        self._must(f"/counters/{no}/absent")
        self.book["TicketMissed"] += 1
        self.figures[self._service[person.id]].absent += 1
        person.misses += 1
        if person.misses == 1:
            self._aside[person.id] = person
            if person.fate.again:
                self._later(self.now + min(person.fate.away, 30 * MINUTE), lambda: self._returns(person))
        self._leaves(no)

    def _returns(self, person: Person) -> None:
        if person.id not in self._aside:
            return
        if person.misses and self._free and self.chance.random() < 0.5:
            self._is_called_at_once(min(self._free), person)
            return
        status, answer = self._ask(f"/tickets/{person.id}/return", "staff")
        if status != 200:
            assert self._no(answer) == "return_expired", answer
            assert person.fate.away > 120 * MINUTE - STEP_BACK
            return
        self.book["TicketReturned"] += 1
        self._waiting[person.id] = self._aside.pop(person.id)
        self._wake()

    def _is_called_at_once(self, no: int, person: Person) -> None:
        """Out of order, with a reason everybody may read; refused where the counter does not serve the line."""
        status, answer = self._ask(f"/counters/{no}/call", "staff", {"ticket": person.label, "reason": "LATE"})
        if status != 200:
            assert self._no(answer) == "not_served_here", answer
            return
        self.book["TicketReturned"] += 1
        self.book["TicketCalled"] += 1
        self.book["out of order"] += 1
        del self._aside[person.id]
        self._free.discard(no)
        self._at[no] = person
        self._comes(no, person)

    def _comes(self, no: int, person: Person) -> None:
        self._must(f"/counters/{no}/start")
        self.book["VisitStarted"] += 1
        minutes = self.centre.house.centre.services[self._service[person.id]].minutes
        length = int(minutes * self.chance.lognormvariate(-0.15, 0.55) * MINUTE)
        mine = self.figures[self._service[person.id]]
        mine.busy += length / MINUTE
        mine.visits += 1
        ends = {"hold": self._steps_aside, "fix": self._mends, "hand_on": self._goes_on}
        end = ends.get(person.fate.kind, self._is_done) if person.steps == 0 else self._is_done
        person.steps += 1
        self._later(self.now + length, lambda: end(no, person))

    def _is_done(self, no: int, person: Person) -> None:
        self._must(f"/counters/{no}/finish")
        self.book["VisitFinished"] += 1
        self.figures[self._service[person.id]].served += 1
        if person.fate.level is not None:
            reasons = ["CHO_LAU"] if person.fate.level == 1 else []
            opinion = {"level": person.fate.level, "reasons": reasons}
            self._must(f"/tickets/{person.id}/rating", opinion, f"feedback-{no}")
            self.book["VisitRated"] += 1
        self._leaves(no)

    def _steps_aside(self, no: int, person: Person) -> None:
        self._must(f"/counters/{no}/hold", {"remind_minutes": 15, "here": True, "note": "chờ bản sao"})
        self._is_aside(no, person)

    def _mends(self, no: int, person: Person) -> None:
        self._must(f"/counters/{no}/fix", {"note": "thiếu chữ ký"})
        self._is_aside(no, person)

    def _is_aside(self, no: int, person: Person) -> None:
        self.book["VisitHeld"] += 1
        self._aside[person.id] = person
        self._later(self.now + person.fate.away, lambda: self._returns(person))
        self._leaves(no)

    def _goes_on(self, no: int, person: Person) -> None:
        target = "CT" if self._service[person.id] != "CT" else "HT"
        self._must(f"/counters/{no}/transfer", {"service": target})
        self.book["TicketHandedOn"] += 1
        self._service[person.id] = target
        self.figures.setdefault(target, Figures())
        self._waiting[person.id] = person
        self._leaves(no)
        self._wake()

    def _leaves(self, no: int) -> None:
        del self._at[no]
        if self.chance.random() < 0.02 and self._is_open():
            self._must(f"/counters/{no}/pause", {"reason": "BREAK"})
            self.book["CounterPaused"] += 1
            self._later(self.now + 10 * MINUTE, lambda: self._goes_back(no))
        else:
            self._next(no)

    def _goes_back(self, no: int) -> None:
        self._must(f"/counters/{no}/open")
        self.book["CounterOpened"] += 1
        self._next(no)

    # -- the end

    def journal(self) -> list[dict[str, Any]]:
        """Everything that happened, as a supervisor reads it over the interface."""
        found: list[dict[str, Any]] = []
        while True:
            after = found[-1]["id"] if found else 0
            page = self.centre.ask("GET", f"/api/v1/journal?after={after}", "supervisor").get_json()
            if not page["events"]:
                return found
            found += page["events"]


def check(month: Month) -> list[str]:
    """What does not agree: the journal with the people's own book, the rows with the journal; empty when all does."""
    journal, wrong = month.journal(), []
    kinds = Counter(event["kind"] for event in journal)
    mine = Counter({kind: n for kind, n in month.book.items() if n})
    missed = sum(event["kind"] == "BookingCancelled" and event["missed"] for event in journal)
    del kinds["BookingCancelled"]
    marked = sum(event["kind"] == "TicketCalled" and bool(event["reason"]) for event in journal)
    if marked != mine.pop("out of order", 0):
        wrong.append(f"calls out of order: {marked}, not {month.book['out of order']}")
    if missed != mine.pop("missed bookings", 0):
        wrong.append(f"missed bookings: {missed}, not {month.book['missed bookings']}")
    for kind in sorted({*kinds, *mine}):
        if kinds[kind] != mine[kind]:
            wrong.append(f"{kind}: the journal has {kinds[kind]}, the people saw {mine[kind]}")
    issued = [event for event in journal if event["kind"] == "TicketIssued"]
    if len({event["ticket"] for event in issued}) != len(issued):
        wrong.append("a number was given twice on a day")
    sources = [event["carried_from"] for event in issued if event["carried_from"]]
    if len(sources) != len(set(sources)):
        wrong.append("a number was carried over twice")
    fresh = Counter(event["service"] for event in issued if not event["carried_from"])
    if fresh != Counter({code: figures.issued for code, figures in month.figures.items() if figures.issued}):
        wrong.append(f"numbers per service: {fresh}")
    served = _served(journal)
    if served != Counter({code: figures.served for code, figures in month.figures.items() if figures.served}):
        wrong.append(f"visits per service: {served}")
    moments = [event["at"] for event in journal]
    if moments != sorted(moments):
        wrong.append("the journal goes back in time")
    return wrong + _law(month)


def _served(journal: list[dict[str, Any]]) -> Counter[str]:
    """Finished visits per service, by where each had gone."""
    service, served = dict[str, str](), Counter[str]()
    for event in journal:
        if event["kind"] in ("TicketIssued", "TicketHandedOn"):
            service[event["ticket"]] = event["service"]
        elif event["kind"] == "VisitFinished":
            served[service[event["ticket"]]] += 1
    return served


def _law(month: Month) -> list[str]:
    """The rows are what the journal says, and what the office has in mind."""
    with month.centre.house.store.reading() as connection:
        loaded, _ = rows.load(connection)
        told = fold(Hall(), (event for _, event in rows.replay(connection)))
    wrong = broken(loaded)
    if not (loaded == told == month.centre.house.office.look().hall):
        wrong.append("rows, journal and office differ")
    return wrong


def live(folder: Path, days: int, seed: int) -> Month:
    """So many days from a Monday on, in a new data folder."""
    raw = json.loads(DEMO.read_text(encoding="utf-8"))
    raw["hours"]["dates"] = [{"date": str(MONDAY + timedelta(days=HOLIDAY)), "why": {"vi": "Nghỉ lễ"}}]
    (folder / "centre.json").write_text(json.dumps(raw, ensure_ascii=False), encoding="utf-8")
    centre = make_centre(folder, real_hours=True)
    month = Month(centre, Random(seed))
    month.run(days)
    return month


def table(month: Month) -> str:
    """The figures of every service, as people read them."""
    names = month.centre.house.centre.services
    lines = [f"{'service':34} issued served absent carried  wait min  visit min"]
    for code in names:
        if code in month.figures:
            one = month.figures[code]
            wait, visit = one.waited / max(1, one.calls), one.busy / max(1, one.visits)
            name = f"{code} {names[code].name['vi']}"[:34]
            lines.append(
                f"{name:34} {one.issued:6} {one.served:6} {one.absent:6} {one.carried:7} {wait:9.1f} {visit:10.1f}"
            )
    return "\n".join(lines)


def main() -> None:
    """Live a month and say how it went; exit 1 when the books do not agree."""
    words = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    words.add_argument("--days", type=int, default=26)
    words.add_argument("--seed", type=int, default=20261123)
    chosen = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        began, cpu = time.monotonic(), time.process_time()
        month = live(Path(folder), chosen.days, chosen.seed)
        wrong = check(month)
        print(table(month))
        print(f"refused: {dict(month.refused)}")
        print(f"journal: {dict(sorted(month.book.items()))}")
        spent = f"{time.monotonic() - began:.0f} s, {time.process_time() - cpu:.0f} s of processor"
        print(f"{chosen.days} days, {month.requests} requests, {sum(month.book.values())} events, {spent}")
        month.centre.house.store.close()
    for sentence in wrong:
        print(f"WRONG: {sentence}")
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
