"""Telling the screens. A room is one picture: kind and name. Join first, then look; the newest journal number wins.

After a commit the moment (a call, a recall) goes out at once. The pictures of all watched rooms follow within some
hundredths of a second, together with whatever else has changed by then. A room whose picture has not changed hears
nothing but the beat.
"""

import logging
import threading
from collections.abc import Callable

from flask_socketio import SocketIO

from display.speech.phrases import Lang, Occasion
from server.office import Outcome
from server.pictures import Picture, Scene, picture
from server.rules.events import TicketCalled, TicketRecalled
from server.rules.state import Hall, Ticket

log = logging.getLogger(__name__)
Room = tuple[str, str]
Say = Callable[[str, int, Occasion, int], dict[Lang, list[str]]]  # label, counter, occasion, times -> clip URLs
GATHER = 0.02  # s in which changes are gathered before the quiet rooms are told


class Push:
    """The rooms that are watched, and what they have been told."""

    def __init__(self, sockets: SocketIO, scene: Callable[[], Scene], say: Say) -> None:
        self._sockets = sockets
        self._scene = scene
        self._say = say
        self._lock = threading.Lock()
        self._rooms: dict[Room, dict[str, bool]] = {}  # connections in the order of their coming: may it speak?
        self._told: dict[Room, Picture] = {}
        self._speakers: dict[Room, str] = {}
        self._changed = threading.Event()
        self.moments = 0

    def watch(self, sid: str, room: Room, speaks: bool = False) -> Picture | None:
        """Put a screen into its room and give it the picture; None for a screen that does not exist.

        `speaks` says that this screen has a loudspeaker for its zone.
        """
        if picture(self._scene(), *room) is None:
            return None
        server = self._sockets.server
        with self._lock:
            self._rooms.setdefault(room, {})[sid] = speaks
        try:
            server.enter_room(sid, _name(room))
        except ValueError:  # it has gone while it was asking
            self.leave(sid)
            return None
        self._changed.set()
        return picture(self._scene(), *room)

    def leave(self, sid: str) -> None:
        """A screen has gone: its rooms forget it, and another may have to speak."""
        with self._lock:
            left = [room for room, watchers in self._rooms.items() if sid in watchers]
            for room in left:
                del self._rooms[room][sid]
                if not self._rooms[room]:
                    del self._rooms[room]
                    self._told.pop(room, None)
        # Another screen may have to speak. The gatherer tells it: from here, a hundred screens that leave at once
        # would be told of each other while they go.
        self._changed.set()

    def watchers(self) -> dict[str, int]:
        """How many screens of each kind are connected."""
        counts: dict[str, int] = {}
        with self._lock:
            for (kind, _), watchers in self._rooms.items():
                counts[kind] = counts.get(kind, 0) + len(watchers)
        return counts

    def _elect(self) -> None:
        """One screen of each zone speaks, the one that has been connected longest; it is told when that changes."""
        with self._lock:
            able = {room: [sid for sid, speaks in sids.items() if speaks] for room, sids in self._rooms.items()}
            speakers = {room: sids[0] for room, sids in able.items() if sids}
            news = {room: sid for room, sid in speakers.items() if self._speakers.get(room) != sid}
            self._speakers = speakers
        for room, sid in news.items():
            self._sockets.emit("speaker", {"zone": room[1], "speaks": True}, to=sid)

    def told(self, outcome: Outcome) -> None:
        """Hear of a commit: calls go out at once, everything else is gathered."""
        for event in outcome.events:
            if isinstance(event, TicketCalled | TicketRecalled):
                self._call(outcome.hall, outcome.at, event)
        self._changed.set()

    def _call(self, hall: Hall, at: int, event: TicketCalled | TicketRecalled) -> None:
        ticket = hall.tickets[event.ticket]
        kind: Occasion = "call" if isinstance(event, TicketCalled) else "recall"
        moment = {
            "at": at,
            "kind": kind,
            "ticket": {"id": ticket.id, "label": ticket.label, "service": ticket.service},
            "counter": event.counter,
            "say": self._say(ticket.label, event.counter, kind, ticket.times),
        }
        self.moments += 1
        for room in self._concerned(ticket, event.counter):
            self._sockets.emit("moment", moment, to=_name(room))
        self._sockets.sleep(0)  # the screens are written to before the counter's own answer is made

    def _concerned(self, ticket: Ticket, counter: int) -> list[Room]:
        counter_rooms = {("counter", str(counter)), ("console", str(counter))}
        with self._lock:
            return [
                room
                for room in self._rooms
                if room[0] == "board"
                or room in counter_rooms
                or (room[0] == "turn" and room[1].startswith(f"{ticket.id}-"))
            ]

    def _send(self, scene: Scene, room: Room) -> None:
        shown = picture(scene, *room)
        if shown is None:
            return
        content = {key: value for key, value in shown.items() if key not in ("at", "now")}
        with self._lock:
            if room not in self._rooms or self._told.get(room) == content:
                return
            self._told[room] = content
        self._sockets.emit("picture", shown, to=_name(room))

    def refresh(self) -> None:
        """Show every watched room as it is now, where that differs from what it was told."""
        self._elect()
        scene = self._scene()
        with self._lock:
            rooms = list(self._rooms)
        for room in rooms:
            try:
                self._send(scene, room)
            except Exception:  # one screen's trouble must not leave all others with an old picture
                log.exception("no picture for %s", _name(room))

    def changed(self) -> None:
        """Something outside the journal (a printer, the hour) may have changed the pictures."""
        self._changed.set()

    def run(self) -> None:
        """The gatherer, for ever: waits for changes, lets them gather, refreshes."""
        while True:
            self._changed.wait()
            self._sockets.sleep(GATHER)
            self._changed.clear()
            try:
                self.refresh()
            except Exception:
                log.exception("screens could not be refreshed")

    def beat(self) -> None:
        """A sign of life for every screen."""
        self._sockets.emit("beat", {})


def _name(room: Room) -> str:
    return f"{room[0]}:{room[1]}"
