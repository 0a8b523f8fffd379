"""Telling the screens. A room is one picture: kind and name. Join first, then look; the newest journal number wins.

After a commit the moment (a call, a recall) goes out at once. The pictures of all watched rooms follow within some
hundredths of a second, together with whatever else has changed by then. A room whose picture has not changed hears
nothing but the beat. Who speaks is told beside the moments (`server.speech.speakers`).

A call belongs to the zone of its counter: only that zone's boards show it and only its loudspeaker says it. A silent
service makes no moments at all: its tickets are called by their own phone pages and by the staff, never to a hall.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask_socketio import SocketIO

from server.moments import Call, Moment, Say, is_silent, moment_of, owed, zone_of
from server.pictures import Picture, Scene, picture
from server.pictures.hearing import ZoneVoice
from server.rooms import Room, Rooms, room_name
from server.rules.centre import Centre
from server.rules.events import Event
from server.rules.state import Hall
from server.speech.loudspeakers import Loudspeakers, steady_clock
from server.speech.zones import FRESH
from server.touch import Outcome

log = logging.getLogger(__name__)
GATHER = 0.02  # s in which changes are gathered before the quiet rooms are told
LOOK = 1.0  # s after which the leases are looked at when nothing has changed


class Push:
    """The rooms that are watched, what they have been told, and which board speaks."""

    def __init__(
        self,
        sockets: SocketIO,
        scene: Callable[[], Scene],
        say: Say,
        *,
        centre: Callable[[], Centre],
        chimes: Callable[[], bool] = lambda: False,
        clock: Callable[[], int] = steady_clock,
    ) -> None:
        """`chimes` says whether what `say` gives begins with the chime; `clock` is steady, in ms.

        `centre` gives the present one: its zones and counters may change while the house is open.
        """
        self._sockets = sockets
        self._scene = scene
        self._say = say
        self._centre = centre
        self._chimes = chimes
        self._rooms = Rooms()
        self._changed = threading.Event()
        self._loud = Loudspeakers(sockets, self.zones, self._changed.set, clock)
        self.moments = 0

    def zones(self) -> Sequence[str]:
        """The codes of the centre's zones."""
        return [zone.code for zone in self._centre().zones]

    def watch(self, sid: str, room: Room, device: str | None = None) -> Picture | None:
        """Put a screen into its room and give it the picture; None for a screen that does not exist.

        `device` is the name of a board that has a loudspeaker for its zone.
        """
        if picture(self._scene(), *room) is None:
            return None
        server = self._sockets.server
        self._rooms.enter(sid, room)
        if device is not None:
            self._loud.come(room[1], sid, device)
        try:
            server.enter_room(sid, room_name(room))
        except ValueError:  # it has gone while it was asking
            self.leave(sid)
            return None
        self._changed.set()
        return picture(self._scene(), *room)

    def leave(self, sid: str) -> None:
        """A screen has gone: its rooms forget it, and another may have to speak."""
        self._loud.go(sid)
        self._rooms.leave(sid)
        # Another screen may have to speak. The gatherer tells it: from here, a hundred screens that leave at once
        # would be told of each other while they go.
        self._changed.set()

    def watchers(self) -> dict[str, int]:
        """How many screens of each kind are connected."""
        return self._rooms.counts()

    def sound(self, sid: str, state: str) -> dict[str, Any] | None:
        """A board says how its sound is, and is told whether it speaks; None for a screen that may not."""
        return self._loud.sound(sid, state)

    def spoken(self, sid: str, ident: str, result: str, lease: int | None, ms: int = 0) -> None:
        """A board has told, by this lease, what became of a moment."""
        self._loud.spoken(sid, ident, result, lease, ms)

    def announce(self, kind: str, say: dict[str, list[str]], ident: str, zone: str | None = None) -> bool:
        """Say something that concerns no ticket (`check`, `closing`) in one zone, or (None) in all.

        False when no board there can speak. Said once for all who ask at the same time: a dozen sound checks in a row
        would keep the calls waiting.
        """
        zones = self.zones() if zone is None else [zone]
        told = [self._announce(kind, say, ident, one) for one in zones]
        return any(told)

    def _announce(self, kind: str, say: dict[str, list[str]], ident: str, zone: str) -> bool:
        able = self._loud.can_speak(zone)
        if able and not self._loud.pending(zone, kind):
            moment = {"at": self._scene().at, "id": ident, "kind": kind, "zone": zone, "say": say}
            self._utter(moment | {"chime": self._chimes()}, zone, [("board", zone)])
        return able

    def resume(self, hall: Hall, entries: Iterable[tuple[int, Event]], now: int) -> None:
        """Take up what the office before this one may not have said; `entries` are the journal's newest.

        `now` in ms since 1970. Every board learns of it when it is given the lease.
        """
        for at, event in owed(hall, entries, now - FRESH):
            if is_silent(self._centre(), hall.tickets[event.ticket]):
                continue
            moment = moment_of(hall, at, event, self._say, self._chimes())
            if any(moment["say"].values()):
                self._loud.resume(moment, zone_of(self._centre(), event.counter), max(0, now - event.at))

    def voices(self, now: int) -> tuple[ZoneVoice, ...]:
        """How the voice of every zone is; `now` in ms since 1970."""
        return self._loud.voices(now)

    def unheard(self) -> frozenset[str]:
        """The tickets whose newest call was shown but not spoken."""
        return self._loud.unheard()

    def told(self, outcome: Outcome) -> None:
        """Hear of a commit: calls go out at once, everything else is gathered."""
        for event in outcome.events:
            if isinstance(event, Call) and not is_silent(self._centre(), outcome.hall.tickets[event.ticket]):
                self._call(outcome.hall, outcome.at, event)
        self._changed.set()

    def _call(self, hall: Hall, at: int, event: Call) -> None:
        moment = moment_of(hall, at, event, self._say, self._chimes())
        zone = zone_of(self._centre(), event.counter)
        self._utter(moment, zone, self._rooms.concerned(hall.tickets[event.ticket], event.counter, zone))
        self._sockets.sleep(0)  # the screens are written to before the counter's own answer is made

    def _utter(self, moment: Moment, zone: str, rooms: list[Room]) -> None:
        """Send a moment out; what can be spoken is remembered until a board has spoken it."""
        self.moments += 1
        if any(moment["say"].values()):
            self._loud.call(moment, zone)
        for room in rooms:
            self._sockets.emit("moment", moment, to=room_name(room))

    def _send(self, scene: Scene, room: Room) -> None:
        shown = picture(scene, *room)
        if shown is None:  # its zone or its counter is no more in the centre: the page has to ask what it is now
            self._sockets.emit("gone", {"kind": room[0], "name": room[1]}, to=room_name(room))
        elif self._rooms.is_news(room, shown):
            self._sockets.emit("picture", shown, to=room_name(room))

    def refresh(self) -> None:
        """Show every watched room as it is now, where that differs from what it was told."""
        self._loud.turn()
        scene = self._scene()
        for room in self._rooms.watched():
            try:
                self._send(scene, room)
            except Exception:  # one screen's trouble must not leave all others with an old picture
                log.exception("no picture for %s", room_name(room))

    def changed(self) -> None:
        """Something outside the journal (a printer, the hour) may have changed the pictures."""
        self._changed.set()

    def run(self) -> None:
        """The gatherer, for ever: waits for changes, lets them gather, refreshes; looks at the leases now and then."""
        while True:
            try:
                if self._changed.wait(LOOK):
                    self._sockets.sleep(GATHER)
                    self._changed.clear()
                    self.refresh()
                else:
                    self._loud.turn()
            except Exception:
                log.exception("screens could not be refreshed")

    def beat(self) -> None:
        """A sign of life for every screen."""
        self._sockets.emit("beat", {})
