"""Sockets: a client proves itself when it connects, asks for one picture, and then listens.

Its right is checked at every event.
"""

from collections.abc import Callable
from typing import Any

from flask import request, session
from flask_socketio import ConnectionRefusedError, SocketIO

from server.access import Caller
from server.house import House
from server.keys import ticket_of_key
from server.speech.speakers import RESULTS, STATES
from server.web.guard import person
from server.web.problem import Problem, document
from server.web.screen import language

LONGEST_NAME = 80
LONGEST_SENTENCE = 60_000  # ms
VISITOR = Caller(
    "visitor", "visitor"
)  # nobody in particular: no role of the table, so no right but a ticket's own page
Who = Callable[[], Caller | None]


class Sockets:
    """Connected clients and how each can be recognised again."""

    def __init__(self, sockets: SocketIO, house: House) -> None:
        self._sockets = sockets
        self._house = house
        self._who: dict[str, Who] = {}
        self._halls: dict[str, str] = {}  # the hall into which this board may speak
        sockets.on_event("connect", self._connect)
        sockets.on_event("disconnect", self._disconnect)
        sockets.on_event("watch", self._watch)
        sockets.on_event("sound", self._sound)
        sockets.on_event("spoken", self._spoken)

    def _connect(self, auth: Any = None) -> None:
        """Refuse a wrong token; nobody in particular may come in, but sees nothing except a ticket's own page."""
        token = auth.get("token") if isinstance(auth, dict) else None
        if token is None:
            self._who[_sid()] = self._signed_in()
            return
        if not isinstance(token, str) or self._house.people.by_token(token) is None:
            raise ConnectionRefusedError("not_signed_in")
        self._who[_sid()] = lambda: self._house.people.by_token(token)

    def _signed_in(self) -> Who:
        """The person of the browser's session; a plain visitor has none and sees ticket pages only."""
        known = person()
        if known is None:
            return lambda: VISITOR
        login, version = known.name, int(session["version"])
        return lambda: self._house.people.by_session(login, version)

    def _disconnect(self, *_: Any) -> None:
        self._who.pop(_sid(), None)
        self._halls.pop(_sid(), None)
        self._house.push.leave(_sid())

    def _watch(self, wish: Any = None) -> dict[str, Any]:
        """`watch {kind, name}`: the picture as the acknowledgement, or `{problem}`."""
        kind, name = (wish.get("kind"), wish.get("name", "")) if isinstance(wish, dict) else (None, None)
        if not isinstance(kind, str) or not isinstance(name, str | int) or len(str(name)) > LONGEST_NAME:
            return _problem(422)
        name = str(name)
        caller = self._who[_sid()]()
        if caller is None or not self._may(caller, kind, name):
            return _problem(403)
        # Staff may look at a board too, but the hall is spoken to by the hall's own screens.
        device = caller.name if kind == caller.role == "board" else None
        if device is not None:
            self._halls[_sid()] = name
        return self._house.push.watch(_sid(), (kind, name), device) or _problem(404)

    def _sound(self, said: Any = None) -> dict[str, Any]:
        """`sound {state}`: whether this board speaks (`server.speech.speakers`), or `{problem}`."""
        state = said.get("state") if isinstance(said, dict) else None
        if not isinstance(state, str) or state not in STATES:
            return _problem(422)
        return (self._may_speak() and self._house.push.sound(_sid(), state)) or _problem(403)

    def _spoken(self, said: Any = None) -> dict[str, Any]:
        """`spoken {id, lease, result, ms}`: what became of a moment; an empty answer, or `{problem}`."""
        told = said if isinstance(said, dict) else {}
        ident, result, lease, length = told.get("id"), told.get("result"), told.get("lease"), told.get("ms", 0)
        if not isinstance(ident, str) or not isinstance(result, str) or result not in RESULTS:
            return _problem(422)
        if not _is_whole(length, LONGEST_SENTENCE) or not (lease is None or _is_whole(lease)):
            return _problem(422)
        if not self._may_speak():
            return _problem(403)
        self._house.push.spoken(_sid(), ident, result, lease, length)
        return {}

    def _may_speak(self) -> bool:
        """Whether this is (still) a board of the hall into which it came."""
        caller, hall = self._who[_sid()](), self._halls.get(_sid())
        return caller is not None and caller.role == "board" and hall is not None and caller.may_watch("board", hall)

    def _may(self, caller: Caller, kind: str, name: str) -> bool:
        if kind == "turn":
            return ticket_of_key(self._house.secret, name) is not None
        return caller.may_watch(kind, name)

    def drop_strangers(self) -> None:
        """End the connections of those whose token or account no longer holds."""
        for sid, who in list(self._who.items()):
            if who() is None:
                self._sockets.server.disconnect(sid)


def _sid() -> str:
    return request.sid  # type: ignore[attr-defined,no-any-return]


def _is_whole(number: Any, largest: int = 1 << 53) -> bool:
    """Whether this is a whole number from 0 up to the largest."""
    return isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= largest


def _problem(status: int) -> dict[str, Any]:
    return {"problem": document(Problem(status), language())}
