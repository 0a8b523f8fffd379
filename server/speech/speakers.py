"""Who speaks in each zone, and which calls have not been spoken yet. Pure.

Time (ms of one steady clock) is an argument. One board of a zone holds a lease. It renews the lease while it lives; a
board that goes away, keeps silent for too long or says that its sound does not work loses it to one that can speak.
Whoever takes it over is given what is unspoken. A board counts its lease from the moment it *asked*, the office from
the moment it heard, so the board stops first.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from server.pictures.hearing import ZoneVoice
from server.speech.zones import CUT, REMEMBERED, WAITED_FOR, Board, Moment, Spoken, Zone

STATES = frozenset({"ok", "blocked", "dead", "no_device", "unknown"})
RESULTS = frozenset({"began", "spoken", "expired", "failed", "quiet", "merged"})
NOT_SPOKEN = frozenset({"expired", "failed"})
FACTS = frozenset({"began", "spoken"})  # what was heard was heard, whoever has the lease by now


@dataclass(frozen=True, slots=True)
class Told:
    """What a board is told.

    Whether it speaks and by which lease; the moments it has to speak, each with its `age_ms`; and how many ms it lets
    pass first, because another board may still be in the middle of a sentence.
    """

    sid: str
    zone: str
    speaks: bool
    lease: int | None = None
    unspoken: tuple[Moment, ...] = ()
    wait_ms: int = 0


class Speakers:
    """The voices of all zones. Not safe for threads: whoever shares it holds a lock."""

    def __init__(self, zones: Iterable[str], now: int) -> None:
        self._zones = {name: Zone(since=now) for name in zones}
        self._seen = self._facts(now)

    def adopt(self, zones: Iterable[str], now: int) -> None:
        """These are the zones from now on: those that stay keep everything, those that go are forgotten."""
        names = list(zones)
        if names != list(self._zones):
            self._zones = {name: self._zones.get(name) or Zone(since=now) for name in names}

    def come(self, zone: str, sid: str, device: str, now: int) -> None:
        """A board that may speak is connected; coming twice changes nothing."""
        self._zones.setdefault(zone, Zone(since=now)).boards.setdefault(sid, Board(device, now, now))

    def go(self, sid: str) -> None:
        """A board is connected no more; its lease is free at once."""
        for zone in self._zones.values():
            if zone.boards.pop(sid, None) and zone.holder == sid:
                zone.holder = None

    def sound(self, sid: str, state: str, now: int) -> bool:
        """A board says how its sound is, and with that renews its lease, if it has one; False for an unknown one.

        Raises ValueError for a state that does not exist.
        """
        if state not in STATES:
            raise ValueError(state)
        for zone in self._zones.values():
            if board := zone.boards.get(sid):
                board.state, board.heard_at = state, now
                return True
        return False

    def told(self, sid: str, now: int) -> Told:
        """What this board has to know now."""
        name, zone = next(((name, zone) for name, zone in self._zones.items() if sid in zone.boards), ("", None))
        if zone is None or sid != zone.holder:
            return Told(sid, name, False)
        busy, until = zone.busy
        wait = min(max(0, until - now), WAITED_FOR) if busy != sid else 0
        # Also what is too old to be spoken by now: the board may know that it has been, or says that it is too old.
        unspoken = [call.moment | {"age_ms": now - call.at} for call in zone.calls.values() if call.open]
        return Told(sid, name, True, zone.lease, tuple(unspoken), wait)

    def call(self, zone: str, ident: str, moment: Moment, now: int, age: int = 0) -> None:
        """A moment of this zone, `age` ms old, has to be spoken; the same `ident` twice is one."""
        calls = self._zones.setdefault(zone, Zone(since=now)).calls
        calls.setdefault(ident, Spoken(moment, now - age))
        for old in list(calls)[:-REMEMBERED]:
            del calls[old]

    def resume(self, zone: str, ident: str, moment: Moment, now: int, age: int) -> None:
        """As `call`, for a call of before this office was started.

        A board that had begun it may still be in the middle of it; who speaks next lets that pass.
        """
        self.call(zone, ident, moment, now, age)
        self._zones[zone].busy = ("", now + CUT)

    def pending(self, zone: str, kind: str, now: int) -> bool:
        """Whether an announcement of this kind is on its way into this zone already."""
        return zone in self._zones and self._zones[zone].pending(kind, now)

    def result(self, sid: str, ident: str, result: str, now: int, *, lease: int | None, ms: int = 0) -> str | None:
        """A board has told what became of a call; the zone to tell when that is news.

        `ms` is how long the sentence takes that has begun. A board that has lost its lease still tells what it has
        said; whether a call is given up is for the holder of the present `lease` alone, because the call has been
        handed over. Raises ValueError for a result that does not exist.
        """
        if result not in RESULTS:
            raise ValueError(result)
        for name, zone in self._zones.items():
            call = zone.calls.get(ident)
            if sid not in zone.boards or call is None:
                continue
            if result not in FACTS and (sid, lease) != (zone.holder, zone.lease):
                return None
            if result == "began":
                return name if zone.begin(call, sid, now + ms) else None
            if zone.busy[0] == sid:
                zone.busy = ("", 0)
            return name if zone.end(call, result) else None
        return None

    def turn(self, now: int) -> tuple[list[Told], bool]:
        """Let time have its way: leases that are over change hands, calls nobody speaks are given up.

        Gives what has to be told to the boards it names, and whether the supervisor sees something new. To be asked
        after every change, and once a second.
        """
        news: list[Told] = []
        for zone in self._zones.values():
            if (best := zone.best(now)) != zone.holder:
                zone.give(best)
            zone.give_up(now)
            if (word := zone.word(now)) != zone.state or zone.lease != zone.told:
                zone.state, zone.since = word, now
            if zone.lease != zone.told:
                zone.told = zone.lease
                news += [self.told(sid, now) for sid in zone.boards]
        before, self._seen = self._seen, self._facts(now)
        return news, self._seen != before

    def speaks(self, zone: str, now: int) -> bool:
        """Whether somebody can speak in this zone now."""
        place = self._zones.get(zone)
        holder = place.boards.get(place.holder or "") if place else None
        return holder is not None and holder.alive(now) and holder.able(now)

    def voices(self, now: int) -> tuple[ZoneVoice, ...]:
        """How the voice of every zone is; `since` is of the same steady clock as `now`."""
        return tuple(
            ZoneVoice(
                name,
                zone.word(now),
                zone.boards[zone.holder].device if zone.holder else None,
                zone.since,
                zone.working(now),
                zone.spoken,
                zone.expired,
                zone.failed,
                zone.repeated,
                zone.failing,
                zone.unspoken,
            )
            for name, zone in self._zones.items()
        )

    def unheard(self) -> frozenset[str]:
        """The tickets whose newest call was shown but not spoken."""
        newest: dict[str, str] = {}
        for zone in self._zones.values():
            for call in zone.calls.values():
                if (ticket := call.moment.get("ticket")) and call.result != "merged":
                    newest[ticket["id"]] = call.result
        return frozenset(ticket for ticket, result in newest.items() if result in NOT_SPOKEN)

    def _facts(self, now: int) -> tuple[object, ...]:
        """What the supervisor sees. How long a state lasts is part of it: an alert begins when nothing else happens."""
        return tuple(
            (
                (zone.state, zone.holder, zone.working(now), zone.lasting(now)),
                (zone.spoken, zone.expired, zone.failed, zone.repeated),
            )
            for zone in self._zones.values()
        )
