"""What is known of people's recordings, as plain data: the worker writes it, the server reads it. Light.

data/recordings/<lang>/<unit>.(wav|flac|mp3) are the recordings themselves, which people may also copy there.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from display.speech.clips import NAME, ClipStore
from display.speech.manner import LANG

INDEX = "recordings.json"
"""Beside the clips: what became of each recording, so that a server knows it before its worker has begun."""
KINDS = (".wav", ".flac", ".mp3")
UPLOAD = ".upload"
LARGEST = 5_000_000
"""Bytes: a minute of anything is far more than a unit needs."""
LONGEST_UNIT = 60
_UNIT = re.compile(r"[^\W_]+(\.[^\W_]+){0,4}")


@dataclass(frozen=True, slots=True)
class Take:
    """One recording: the `stamp` of its file and its length, or `why` it cannot be used (then there is no clip).

    `words` is the mark of what there was to be said when it was recorded, "" if that is not known.
    """

    stamp: str
    clip: str | None
    seconds: float
    why: str | None
    words: str = ""


Shelf = Mapping[str, Mapping[str, Take]]
"""Language → unit → recording."""


def words_mark(prompt: str) -> str:
    """Sixteen hex digits that change with the words of a prompt, but not with its signs or its capital letters."""
    words = " ".join(re.findall(r"\w+", unicodedata.normalize("NFC", prompt).casefold()))
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def good_unit(lang: str, unit: str) -> bool:
    """True if a recording can have this language and this name: a plain file name, whoever asks."""
    return bool(LANG.fullmatch(lang) and len(unit) <= LONGEST_UNIT and _UNIT.fullmatch(unit))


def unit_of(path: Path) -> str:
    """The unit that a file holds; some systems keep file names with their accents apart."""
    return unicodedata.normalize("NFC", path.stem)


def files_of(root: Path, lang: str, unit: str) -> list[Path]:
    """The files in which a unit is or may be recorded."""
    folder = root / lang
    if not folder.is_dir():
        return []
    return [path for path in folder.iterdir() if path.suffix.lower() in KINDS and unit_of(path) == unit]


def plain_shelf(shelf: Shelf) -> dict[str, Any]:
    """The shelf as JSON-able data."""
    return {lang: {unit: list(astuple(take)) for unit, take in units.items()} for lang, units in shelf.items()}


def shelf_of(data: Any) -> Shelf:
    """The shelf from plain data; whatever is not as it should be is left out, as if it were missing."""
    shelf: dict[str, dict[str, Take]] = {}
    for lang, units in data.items() if isinstance(data, dict) else ():
        if not isinstance(units, dict):
            continue
        for unit, facts in units.items():
            take = _take(facts)
            if take and good_unit(lang, unit):
                shelf.setdefault(lang, {})[unit] = take
    return shelf


def read_shelf(store: ClipStore) -> Shelf:
    """The shelf as it was last written; empty if it cannot be read: the worker makes it anew."""
    try:
        return shelf_of(json.loads((store.folder / INDEX).read_bytes()))
    except (OSError, ValueError, RecursionError):
        return {}


def write_shelf(store: ClipStore, shelf: Shelf) -> None:
    """Keeps the shelf. Raises OSError."""
    store.write_as(store.folder / INDEX, json.dumps(plain_shelf(shelf)).encode())


def _take(facts: Any) -> Take | None:
    match facts:
        case [str(stamp), str(clip), int() | float() as seconds, None, str(words)] if NAME.fullmatch(clip):
            return Take(stamp, clip, float(seconds), None, words)
        case [str(stamp), None, int() | float(), str(why), str(words)]:
            return Take(stamp, None, 0.0, why, words)
        case _:
            return None
