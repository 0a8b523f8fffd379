"""What the voice tells about itself: plain values for pages, the health door and the supervisor. Light."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

BankStage = Literal["off", "running", "paused", "done"]
BankPause = Literal["asked", "online", "disk", "worker"]
Online = Literal["off", "ok", "paused"]


@dataclass(frozen=True, slots=True)
class BankState:
    """How far the bank is.

    `made` of `of` count the clips that engines make, `failed` those given up after three tries. `by_lang` gives the
    voice in use and its clips, for a recorded language the units there and needed. `done`: nothing is left that the
    worker can make. `why` says why it is paused: somebody asked for it, gTTS has to be left alone until `resumes_at`
    (milliseconds since the epoch), the disk is nearly full, or there is no worker just now.
    """

    state: BankStage = "off"
    made: int = 0
    of: int = 0
    failed: int = 0
    resumes_at: int | None = None
    by_lang: Mapping[str, tuple[str, int, int]] = field(default_factory=dict)
    why: BankPause | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """The worker's process id (None while it is down), orders under way, and when gTTS's pause ends (ms)."""

    worker: int | None
    waiting: int
    online: Online
    resumes_at: int | None = None


@dataclass(frozen=True, slots=True)
class UnitState:
    """One thing a person has to record.

    `seconds` and `url` are there once it can be played; `why` is the code of a file that is there and cannot be used.
    With `url`, `why` is "words": it is played, but the wording has changed since it was recorded.
    """

    key: str
    prompt: str
    seconds: float | None = None
    url: str | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a recording: `code` is None when it was kept, `seconds` its length after trimming."""

    code: str | None
    seconds: float = 0.0
