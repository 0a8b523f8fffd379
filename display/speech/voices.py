"""What every engine looks like from outside, and the marks by which a clip names the voice that made it.

The server reads only this file: an engine's own module (and the library behind it) is loaded by the worker alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from typing import Literal, Protocol

Kind = Literal["wav", "mp3"]


@dataclass(frozen=True, slots=True)
class Sound:
    """One clip: the bytes of a whole file, and which kind of file it is."""

    data: bytes
    kind: Kind


class VoiceError(Exception):
    """An engine could not say the text. `code` is a short word for logs and for the announcer."""

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
        """Changes whenever the same text would sound different."""

    def available(self) -> bool:
        """True if it is worth asking now; must not wait."""

    def speak(self, text: str, lang: str) -> Sound:
        """`text` (words only: no digits) as a finished, checked clip. Raises VoiceError."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What of a voice goes into a clip's name. Same mark, same language, same text: same clip.

    `speed` is in words a minute, 0 where the engine has no such setting. `online` engines may be slow or away.
    """

    engine: str
    version: str
    speed: int
    kind: Kind
    online: bool


def _version(package: str, revision: int) -> str:
    """The package's installed version (read without importing it) and the revision of our own treatment."""
    try:
        return f"{metadata.version(package)}+{revision}"
    except metadata.PackageNotFoundError:
        return f"none+{revision}"


ESPEAK = Mark("espeak", _version("espeakng-loader", 1), speed=140, kind="wav", online=False)
GOOGLE = Mark("gtts", _version("gTTS", 1), speed=0, kind="mp3", online=True)
CHIME = Mark("chime", "1", speed=0, kind="wav", online=False)

MARKS: Mapping[str, Mark] = {mark.engine: mark for mark in (ESPEAK, GOOGLE, CHIME)}
