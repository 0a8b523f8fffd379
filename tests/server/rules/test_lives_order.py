"""Whatever happens in the life of a centre, its order holds: who is called, who comes back where, who is told what."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.rules import commands as c
from server.rules import events as e
from server.rules.centre import Centre, Order
from server.rules.centre import Counter as Place
from server.rules.evolve import fold
from server.rules.hours import local, spans_on
from server.rules.hours import moment as moment_of
from server.rules.line import ahead, bound, head_start, may_call, rank
from server.rules.phases import Phase
from server.rules.state import Hall, Ticket
from tests.server.rules.halls import MINUTE, ZONE, Model
from tests.server.rules.lives import LIVES, OFFICE, POLICIES, Life, Moment


def _call(moment: Moment) -> e.TicketCalled | None:
    """The call in order that this moment was; not in the night, whose numbers nobody has seen in line."""
    if not isinstance(moment.command, c.CallNext):
        return None
    calls = [event for event in moment.events if isinstance(event, e.TicketCalled)]
    return calls[0] if calls and not any(isinstance(event, e.DayOpened) for event in moment.events) else None


@given(LIVES)
def test_a_call_in_order_keeps_the_policys_promise(life: Life) -> None:
    """Compared with everybody of its line whom the counter could have called instead."""
    order = life.model.centre.order
    for moment in life.moments():
        if (call := _call(moment)) is None:
            continue
        called, passed = _passed(life, moment, call)
        if order.policy == "head_start":
            assert passed == []
        elif passed:
            assert called.priority is not None
            assert all(other.priority is None for other in passed)
            assert order.policy == "strict" or moment.before.desk(call.counter).others >= order.ratio


def _passed(life: Life, moment: Moment, call: e.TicketCalled) -> tuple[Ticket, list[Ticket]]:
    """The called ticket, and those in front of it in its line that the counter passed over."""
    hall, called = moment.before, moment.before.tickets[call.ticket]
    others = _waiting(life.model.centre, hall, call.counter, called.service, moment.now)
    return called, [other for other in others if other.place < called.place]


def _waiting(centre: Centre, hall: Hall, counter: int, service: str, now: int) -> list[Ticket]:
    """Whom the counter could call of a line, as the tickets themselves say."""
    place = centre.counters[counter]
    mine = [t for t in hall.tickets.values() if t.phase is Phase.WAITING and t.service == service]
    return [t for t in mine if _works_on(place, t) and may_call(centre, hall, t, place, now)]


def _works_on(counter: Place, ticket: Ticket) -> bool:
    """In the ticket's line, or for this one because it was handed on to the counter."""
    return _serves(counter, ticket) or ticket.only == counter.no


def _line(centre: Centre, hall: Hall, ticket: Ticket) -> list[Ticket]:
    """Among whom a ticket waits: the people of its service, or those of the other counter it was handed on to."""
    counter = centre.counters.get(ticket.only or 0)
    waiting = [t for t in hall.tickets.values() if t.phase is Phase.WAITING]
    if counter is None or _serves(counter, ticket):
        return [t for t in waiting if t.service == ticket.service]
    return [t for t in waiting if t.service in counter.services] + _sent(hall, counter)


def _serves(counter: Place, ticket: Ticket) -> bool:
    return ticket.service in (*counter.services, *counter.helps)


@given(LIVES)
def test_nobody_is_overtaken_by_someone_who_came_later_than_the_bound(life: Life) -> None:
    """The promise on the wall to all who have neither booked nor lost a place, whoever it is that is called.

    Each by the own arrival: appointments, people who come back or were handed on. One alone may have come much later:
    whoever has a return ticket had the turn in this line, in order, before the other had joined it (from a line of
    another service, or from waiting aside), and only comes to show the mended form.
    """
    model, most, joined, turns = life.model, bound(life.model.centre), dict[str, int](), dict[tuple[str, str], int]()
    for moment in life.moments():
        if (call := _call(moment)) is not None and most is not None:
            called = moment.before.tickets[call.ticket]
            for other in _waiting(model.centre, moment.before, call.counter, called.service, moment.now):
                if _plain(model, other) and called.issued_at - other.issued_at > most * MINUTE:
                    assert joined[other.id] >= turns[called.id, called.service]
        for event in moment.events:
            if isinstance(event, (e.TicketIssued, e.TicketHandedOn, e.TicketReturned)):
                joined[event.ticket] = event.at
            elif isinstance(event, e.TicketCalled) and event.reason is None:
                turns.setdefault((event.ticket, model.hall.tickets[event.ticket].service), event.at)


def _plain(model: Model, ticket: Ticket) -> bool:
    """Neither booked nor carried over, and at the place it was given: nobody's absence moves anybody else."""
    came = not (ticket.booking or ticket.carried_from)
    return came and ticket.rank == rank(model.centre, ticket.issued_at, ticket.priority)


@given(LIVES)
def test_helpers_help_only_those_in_need(life: Life) -> None:
    for moment in life.moments():
        call = _call(moment)
        if call is None:
            continue
        counter, hall = life.model.centre.counters[call.counter], moment.before
        service = hall.tickets[call.ticket].service
        if service in counter.helps:
            centre = life.model.centre
            assert not any(_waiting(centre, hall, counter.no, code, moment.now) for code in counter.services)
            assert not _sent(hall, counter)
            if counter.helps_after:
                assert _needs(hall, counter, service, moment.now)


def _sent(hall: Hall, counter: Place) -> list[Ticket]:
    """Whom others have handed on to this counter, of lines in which it does not work."""
    waiting = (ticket for ticket in hall.tickets.values() if ticket.phase is Phase.WAITING)
    return [ticket for ticket in waiting if ticket.only == counter.no and not _serves(counter, ticket)]


def _needs(hall: Hall, counter: Place, service: str, now: int) -> bool:
    line = [ticket for ticket in hall.tickets.values() if ticket.phase is Phase.WAITING and ticket.service == service]
    waited = max(now - _came(ticket) for ticket in line)
    return len(line) >= counter.helps_from or waited >= counter.helps_after * MINUTE


def _came(ticket: Ticket) -> int:
    """Since when somebody waits at this step: yesterday's people come at seven, when the first numbers are given."""
    date = local(ticket.since, ZONE).date()
    working = ticket.carried_from and spans_on(OFFICE, date)
    return max(ticket.since, moment_of(date, 7 * 60, ZONE)) if working else ticket.since


@pytest.mark.parametrize("order", POLICIES)
def test_what_is_said_about_people_ahead_is_what_happens_next(order: Order) -> None:
    """Called one after the other at one counter, a line comes in the order in which its people were told."""
    compared = 0

    @settings(max_examples=max(12, settings().max_examples // 5))
    @given(st.integers(0, 2**32))
    def check(seed: int) -> None:
        nonlocal compared
        life = Life(order, seed, 200)
        for moment in life.moments():
            if any(isinstance(event, e.TicketIssued) for event in moment.events):
                compared += _call_all(life.model)

    check()
    assert compared >= 100


def _call_all(model: Model) -> int:
    """How many were called just as they had been told; 0 where nobody could have told them."""
    ask = Model(model.centre, model.hall, model.now)
    line = [ask.hall.tickets[place[2]] for place in ask.hall.line("HT")]
    told = {t.id: ahead(ask.centre, ask.hall, t) for t in line}
    # A line that says nothing; somebody who waits for one counter alone; a count begun with people long gone.
    if (
        len(line) < 3
        or any(ticket.only for ticket in line)
        or _sent(ask.hall, ask.centre.counters[1])
        or (ask.hall.desk(1).others and ask.centre.order.policy == "ratio")
    ):
        return 0
    ask.do(c.OpenCounter(1), 0)
    for n in range(len(line)):
        events = ask.do(c.CallNext(1, finish=True), 0)
        assert [told[event.ticket] for event in events if isinstance(event, e.TicketCalled)] == [n]
    return len(line)


@given(LIVES)
def test_every_call_out_of_order_has_a_reason_of_the_list(life: Life) -> None:
    """In order is whom the tickets themselves name first, by the policy and by what this counter has called so far."""
    others = Counter[int]()  # called here since the last one of a priority group
    for moment in life.moments():
        hall = moment.before
        for event in moment.events:
            if isinstance(event, e.DayOpened):
                others.clear()
            elif isinstance(event, e.TicketCalled):
                if isinstance(moment.command, c.CallNext):
                    first = _first(life.model.centre, hall, event.counter, others[event.counter], moment.now)
                    assert first is not None
                    assert first.id == event.ticket
                    assert event.reason is None
                else:
                    assert event.reason in {choice.code for choice in life.model.centre.call_reasons}
                favoured = hall.tickets[event.ticket].priority is not None
                others[event.counter] = 0 if favoured else others[event.counter] + 1
            hall = fold(hall, [event])
        called = any(isinstance(event, e.TicketCalled) for event in moment.events)
        if isinstance(moment.command, c.CallNext) and moment.why is None and not called:
            no = moment.command.counter
            assert _first(life.model.centre, hall, no, others[no], moment.now) is None
        if isinstance(moment.command, c.CallTicket) and moment.command.reason == "Con ông Tám":
            assert moment.why is not None


def _first(centre: Centre, hall: Hall, no: int, others: int, now: int) -> Ticket | None:
    """Who is next at a counter, said with nothing but the tickets."""
    counter = centre.counters[no]
    free = [t for code in counter.services for t in _waiting(centre, hall, no, code, now)] + _sent(hall, counter)
    if not free:
        needy = [code for code in counter.helps if hall.line(code)]
        needy = [code for code in needy if not counter.helps_after or _needs(hall, counter, code, now)]
        free = [t for code in needy for t in _waiting(centre, hall, no, code, now)]
    favoured, policy = [t for t in free if t.priority], centre.order.policy
    if favoured and (policy == "strict" or (policy == "ratio" and others >= centre.order.ratio)):
        free = favoured
    return min(free, key=lambda t: t.place, default=None)


@given(LIVES)
def test_numbers_from_afar_do_not_hurt_those_who_are_present(life: Life) -> None:
    """Whoever has booked comes behind everybody of the line who was here before the slot, or before the arrival."""
    for moment in life.moments():
        for event in (ev for ev in moment.events if isinstance(ev, e.TicketIssued) and ev.booking):
            slot = moment.before.bookings[event.booking or ""].slot
            gain = head_start(life.model.centre, event.priority)
            since = min(slot or moment.now, moment.now) - gain
            line = [life.model.hall.tickets[place[2]] for place in life.model.hall.line(event.service)]
            mine = life.model.hall.tickets[event.ticket]
            assert all(t.place < mine.place for t in line if t.rank <= t.issued_at < since)


@given(LIVES)
def test_who_has_been_away_gains_nothing_and_is_void_in_the_end(life: Life) -> None:
    """Counted in people: so many are in front, no more than were promised, and none who could not be passed."""
    patience = life.model.centre.patience
    for moment in life.moments():
        for event in moment.events:
            if isinstance(event, e.TicketReturned) and not isinstance(moment.command, c.CallTicket):
                was, back = moment.before.tickets[event.ticket], life.model.hall.tickets[event.ticket]
                if was.phase is Phase.HELD and was.behind is None:
                    assert back.rank == was.rank
                    continue
                places = patience.late_behind if was.behind is None else was.behind
                _check_place(life.model.centre, life.model.hall, was, back, places)
            elif isinstance(event, e.TicketMissed):
                assert event.void == (life.model.hall.tickets[event.ticket].misses > patience.late_returns)
    assert all(t.postponed <= patience.postpones for t in life.model.hall.tickets.values())


def _check_place(centre: Centre, hall: Hall, was: Ticket, back: Ticket, places: int) -> None:
    """Behind `places` people; behind more only where that is the old place, which nobody gains on without a turn."""
    line = [other for other in _line(centre, hall, back) if other.id != back.id]
    front = sum(other.place < back.place for other in line)
    level = sum(abs(other.rank - back.rank) <= 1 for other in line)  # came in the same moment: on either side
    assert front >= min(places, len(line))
    assert front <= min(places, len(line)) + level or back.rank == was.rank
    had_its_turn = was.phase is Phase.HELD and was.mark is None
    assert had_its_turn or all(other.place < back.place for other in line if other.place < was.place)


@given(LIVES)
def test_what_nobody_has_come_back_with_is_over_and_nothing_else(life: Life) -> None:
    patience = life.model.centre.patience
    for moment in life.moments():
        if not isinstance(moment.command, c.TidyUp) or any(isinstance(ev, e.DayOpened) for ev in moment.events):
            continue
        over = {event.ticket for event in moment.events if isinstance(event, e.TicketLapsed)}
        for ticket in moment.before.tickets.values():
            fix = ticket.phase is Phase.HELD and ticket.behind is not None
            away = (moment.now - (ticket.until if fix and ticket.until else ticket.since)) / MINUTE
            gone = (fix or ticket.phase is Phase.ABSENT) and 0 < patience.void_minutes < away
            assert (ticket.id in over) == gone


@given(LIVES)
def test_who_postpones_is_behind_so_many_more_people(life: Life) -> None:
    for moment in life.moments():
        if not isinstance(moment.command, c.PostponeTicket) or any(isinstance(x, e.DayOpened) for x in moment.events):
            continue
        for event in (ev for ev in moment.events if isinstance(ev, e.TicketPostponed)):
            lines = (
                sorted(_line(life.model.centre, hall, hall.tickets[event.ticket]), key=lambda ticket: ticket.place)
                for hall in (moment.before, life.model.hall)
            )
            was, now = ([ticket.id for ticket in line] for line in lines)
            behind = len(was) - 1 - was.index(event.ticket)
            gone_by = now.index(event.ticket) - was.index(event.ticket)
            ranks = [life.model.hall.tickets[name].rank for name in now]
            level = sum(abs(one - event.rank) <= 1 for one in ranks) - 1  # came in the same moment
            assert 1 <= min(moment.command.places, behind) <= gone_by <= moment.command.places + level
