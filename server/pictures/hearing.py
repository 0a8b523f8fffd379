"""What is known of a centre's voice, as far as screens show it."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ZoneVoice:
    """The loudspeaker of one zone, as far as its boards can tell.

    State `ok`, `blocked` (the browser waits for a touch), `dead` (its sound stands still), `no_device`, `unknown` (a
    board has just come and said nothing of its sound yet), `silent` (boards are connected, but the one that shall speak
    does not answer) or `none` (no board is connected). `speaker` is the device that speaks, `since` the moment (ms) of
    the last change of state or speaker, `boards` how many could speak: they are heard, and their sound works.
    `spoken`, `expired` (too old when its turn came), `failed` (could not be made to sound) and `repeated` (said twice
    by a change of speakers) count calls, not sound checks, since the server started; `failing` says that the newest
    have failed, `unspoken` that a call waits to be spoken.
    """

    zone: str
    state: str
    speaker: str | None
    since: int
    boards: int
    spoken: int
    expired: int
    failed: int
    repeated: int
    failing: bool
    unspoken: bool


@dataclass(frozen=True, slots=True)
class SoundCheck:
    """The newest sound check of the day: when (ms), asked for by what kind of user, and whether somebody heard it."""

    at: int
    by_role: str
    heard: bool


@dataclass(frozen=True, slots=True)
class Hearing:
    """What is known of the centre's voice. `volume` is the present one in percent; `quiet` says that it is silent now.

    `due_zones` are the zones whose check is due.
    `bank` is the state of the number bank (`off`, `running`, `paused`, `done`), how many clips are made, of how many;
    `worker` says whether the speech worker lives, `online` how gTTS is (`off`, `ok`, `paused`). `unheard` are the ids
    of tickets whose newest call was shown but not spoken. `rating` gives the addresses of the clips that ask for a
    rating at a counter; none where the centre does not want that said, or is quiet.
    """

    zones: tuple[ZoneVoice, ...] = ()
    volume: int = 80
    quiet: bool = False
    check: SoundCheck | None = None
    check_due: bool = False
    due_zones: tuple[str, ...] = ()
    bank: tuple[str, int, int] = ("off", 0, 0)
    worker: bool = True
    online: str = "off"
    unheard: frozenset[str] = frozenset()
    rating: Callable[[int], list[str]] = lambda counter: []
