"""What every engine looks like from outside, and the marks by which a clip names the voice that made it.

The server reads only this file: an engine's own module (and the library behind it) is loaded by the worker alone.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal, Protocol

Engine = Literal["espeak", "gtts", "piper", "recorded", "chime"]

SLOWEST, FASTEST = 70, 130
"""Speeds in percent of a voice's usual speed; 100 is as the voice speaks by itself."""

TREATMENT = "3"
"""Changes whenever the same speech would be trimmed or levelled to other samples: part of every clip's name."""


@dataclass(frozen=True, slots=True)
class Sound:
    """One finished clip: a whole WAV file (16 bits, mono, trimmed, at the loudness of all clips) and its length."""

    data: bytes
    seconds: float


class VoiceError(Exception):
    """An engine could not say the text. `code` is a short word for logs and for the announcer.

    The order: `text`, `language`. The engine: `unavailable`, `engine`, `deadline`, `paused` (a breaker is open).
    The way: `network`, `certificate`, `refused` (429, 403, a captcha), `status`, `too_large`, `not_speech`.
    The sound: `not_sound`, `silent`, `short`, `long`, `cut`, `loud`.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


class Voice(Protocol):
    """An engine. A voice is used by one thread at a time."""

    @property
    def name(self) -> str:
        """The engine's short name, as requests give it."""

    @property
    def version(self) -> str:
        """The version of its mark: changes whenever the same text would sound different."""

    def available(self) -> bool:
        """True if it is worth asking now; must not wait."""

    def speak(self, text: str, lang: str, speed: int = 100) -> Sound:
        """`text` (words only: no digits) as a finished, checked clip. `speed` is in percent. Raises VoiceError."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What of a voice goes into a clip's name. Same mark, language, speed and text: same clip.

    `online` engines may be slow or away for days.
    """

    engine: str
    version: str
    online: bool = False


def _version(package: str, revision: int) -> str:
    """The package's installed version (read without importing it) and the revision of our own engine module."""
    try:
        return f"{metadata.version(package)}+{revision}"
    except metadata.PackageNotFoundError:
        return f"none+{revision}"


ESPEAK = Mark("espeak", _version("espeakng-loader", 2))
GOOGLE = Mark("gtts", _version("gTTS", 2), online=True)
PIPER = Mark("piper", "1")
RECORDED = Mark("recorded", "1")
CHIME = Mark("chime", "2")

MARKS: Mapping[str, Mark] = {mark.engine: mark for mark in (ESPEAK, GOOGLE, PIPER, RECORDED, CHIME)}


def mark_of(engine: str, material: str = "") -> Mark:
    """The engine's mark; for `piper` and `recorded` give the `stamp` of the file that speaks.

    Raises KeyError for an unknown engine.
    """
    mark = MARKS[engine]
    return Mark(mark.engine, f"{mark.version}/{material}", mark.online) if material else mark


def stamp(path: Path) -> str:
    """Sixteen hex digits that change with the file's name, size or time of change; "" if there is no such file."""
    try:
        found = path.stat()
    except OSError:
        return ""
    said = f"{path.name}|{found.st_size}|{found.st_mtime_ns}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def model(voices: Path, lang: str) -> Path:
    """Where piper's voice for `lang` lies: an .onnx file, with its description in <name>.json beside it."""
    return voices / f"{lang}.onnx"
