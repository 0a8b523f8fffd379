"""Which screens watch which picture, and what each has been told of it. Safe for threads."""

import threading

from server.pictures import Picture
from server.rules.state import Ticket

Room = tuple[str, str]  # kind and name of a picture


def room_name(room: Room) -> str:
    """The room's name on the wire."""
    return f"{room[0]}:{room[1]}"


class Rooms:
    """The rooms that are watched: a room is one picture."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._watchers: dict[Room, set[str]] = {}
        self._told: dict[Room, Picture] = {}

    def enter(self, sid: str, room: Room) -> None:
        """A screen watches this picture from now on."""
        with self._lock:
            self._watchers.setdefault(room, set()).add(sid)

    def leave(self, sid: str) -> None:
        """A screen has gone; a room that nobody watches is forgotten."""
        with self._lock:
            for room in [room for room, watchers in self._watchers.items() if sid in watchers]:
                self._watchers[room].discard(sid)
                if not self._watchers[room]:
                    del self._watchers[room]
                    self._told.pop(room, None)

    def watched(self) -> list[Room]:
        """The rooms with somebody in them."""
        with self._lock:
            return list(self._watchers)

    def counts(self) -> dict[str, int]:
        """How many screens of each kind are connected."""
        counts: dict[str, int] = {}
        with self._lock:
            for (kind, _), watchers in self._watchers.items():
                counts[kind] = counts.get(kind, 0) + len(watchers)
        return counts

    def concerned(self, ticket: Ticket, counter: int, zone: str) -> list[Room]:
        """The rooms that a call of this ticket to this counter, which calls into this zone, concerns."""
        rooms = {("board", zone), ("counter", str(counter)), ("console", str(counter))}
        return [
            room
            for room in self.watched()
            if room in rooms or (room[0] == "turn" and room[1].startswith(f"{ticket.id}-"))
        ]

    def is_news(self, room: Room, shown: Picture) -> bool:
        """Whether a watched room was told something else before; notes that it is told this now."""
        content = {key: value for key, value in shown.items() if key not in ("at", "now")}
        with self._lock:
            if room not in self._watchers or self._told.get(room) == content:
                return False
            self._told[room] = content
        return True
