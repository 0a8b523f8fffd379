"""The boards that speak: what they say of their sound, and what they are told of it. Safe for threads."""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from flask_socketio import SocketIO

from server.pictures.hearing import ZoneVoice
from server.speech.speakers import Speakers, Told
from server.speech.zones import LEASE


def steady_clock() -> int:
    """Milliseconds of a clock that nobody sets."""
    return time.monotonic_ns() // 1_000_000


class Loudspeakers:
    """`speakers` with a clock, a lock and a way to the boards. `changed` is called when pictures may change.

    `zones` gives the zones there are at this moment.
    """

    def __init__(
        self,
        sockets: SocketIO,
        zones: Callable[[], Iterable[str]],
        changed: Callable[[], None],
        clock: Callable[[], int],
    ) -> None:
        self._sockets = sockets
        self._changed = changed
        self._clock = clock
        self._lock = threading.Lock()
        self._zones = zones
        self._known = Speakers((), clock())

    @property
    def _speakers(self) -> Speakers:
        """The voices of the zones there are now; whoever asks holds the lock."""
        self._known.adopt(self._zones(), self._clock())
        return self._known

    def come(self, zone: str, sid: str, device: str) -> None:
        """A board that may speak is connected."""
        with self._lock:
            self._speakers.come(zone, sid, device, self._clock())

    def go(self, sid: str) -> None:
        """A screen is connected no more. Who speaks now is told at the next `turn`."""
        with self._lock:
            self._speakers.go(sid)

    def call(self, moment: dict[str, Any], zone: str) -> None:
        """A moment has to be spoken in this zone."""
        with self._lock:
            self._speakers.call(zone, moment["id"], moment, self._clock())

    def resume(self, moment: dict[str, Any], zone: str, age: int) -> None:
        """As `call`, for a moment of `age` ms, from before this office was started."""
        with self._lock:
            self._speakers.resume(zone, moment["id"], moment, self._clock(), age)

    def pending(self, zone: str, kind: str) -> bool:
        """Whether an announcement of this kind is on its way into this zone already."""
        with self._lock:
            return self._speakers.pending(zone, kind, self._clock())

    def sound(self, sid: str, state: str) -> dict[str, Any] | None:
        """A board says how its sound is, and is told whether it speaks; None for a screen that may not.

        Raises ValueError for a state that does not exist.
        """
        now = self._clock()
        with self._lock:
            if not self._speakers.sound(sid, state, now):
                return None
        self.turn()
        with self._lock:
            return _wire(self._speakers.told(sid, now))

    def spoken(self, sid: str, ident: str, result: str, lease: int | None, ms: int) -> None:
        """A board has told what became of a moment; the boards of its zone hear of it when that is news.

        Raises ValueError for a result that does not exist.
        """
        with self._lock:
            zone = self._speakers.result(sid, ident, result, self._clock(), lease=lease, ms=ms)
        if zone is not None:
            self._sockets.emit("heard", {"id": ident, "result": result}, to=f"board:{zone}")
            self._changed()

    def can_speak(self, zone: str) -> bool:
        """Whether somebody can speak in this zone now."""
        with self._lock:
            return self._speakers.speaks(zone, self._clock())

    def voices(self, now: int) -> tuple[ZoneVoice, ...]:
        """How the voice of every zone is; `now` in ms since 1970."""
        steady = self._clock()
        with self._lock:
            known = self._speakers.voices(steady)
        return tuple(replace(voice, since=now - (steady - voice.since)) for voice in known)

    def unheard(self) -> frozenset[str]:
        """The tickets whose newest call was shown but not spoken."""
        with self._lock:
            return self._speakers.unheard()

    def turn(self) -> None:
        """Leases that are over change hands, and the boards concerned are told."""
        with self._lock:
            news, changed = self._speakers.turn(self._clock())
        for told in news:
            self._sockets.emit("speaker", _wire(told), to=told.sid)
        if changed:
            self._changed()


def _wire(told: Told) -> dict[str, Any]:
    return {
        "zone": told.zone,
        "speaks": told.speaks,
        "lease": told.lease,
        "valid_ms": LEASE,
        "unspoken": list(told.unspoken),
        "wait_ms": told.wait_ms,
    }
