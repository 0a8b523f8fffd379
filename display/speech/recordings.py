"""People's recordings become clips: checked, trimmed and levelled like every other. In the worker only.

The folder of recordings is the truth: people may copy files into it. Each is looked at once; its stamp says whether it
is still the same.
"""

import contextlib
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from display.speech.clips import ABANDONED_AFTER, ClipStore, Order
from display.speech.manner import LANG
from display.speech.takes import (
    KINDS,
    LARGEST,
    UPLOAD,
    Shelf,
    Take,
    files_of,
    good_unit,
    read_shelf,
    unit_of,
    words_mark,
    write_shelf,
)  # fmt: skip
from display.speech.trials import Trials
from display.speech.voices import Sound, VoiceError, stamp

MOST_FILES = 5_000
"""Files that are looked at; a language needs a hundred."""
_SIGN = ("digit", "letter")
SIGN_LENGTHS = (0.1, 4.0)
UNIT_LENGTHS = (0.2, 25.0)
"""Seconds of speech in a digit or letter, and in any other unit."""


class Recordings:
    """The recordings below `root`, one folder per language. Used by one thread at a time."""

    def __init__(self, root: Path, store: ClipStore) -> None:
        self._root = root
        self._store = store
        self._prompts: Mapping[str, Mapping[str, str]] = {}
        self._trials = Trials(store)
        self.shelf: Shelf = read_shelf(store)

    def expect(self, prompts: Mapping[str, Mapping[str, str]]) -> None:
        """What there is to be said now, by language and unit: what is recorded from now on says that."""
        self._prompts = {
            lang: {unit: words_mark(prompt) for unit, prompt in units.items()} for lang, units in prompts.items()
        }

    def look(self) -> Shelf:
        """Takes in what is new or changed, forgets what has gone, and tells what there is. Raises OSError."""
        found: dict[str, dict[str, Take]] = {}
        for lang, unit, path in self._files():
            units = found.setdefault(lang, {})
            if unit not in units:
                units[unit] = self._known(lang, unit, path) or self._take(lang, unit, path)
        if found != self.shelf:
            write_shelf(self._store, found)
            self.shelf = found
        return self.shelf

    def clips(self) -> frozenset[str]:
        """The clips that belong to recordings."""
        return frozenset(take.clip for units in self.shelf.values() for take in units.values() if take.clip)

    def keep(self, lang: str, unit: str, file: str) -> Take:
        """Puts an uploaded file in the unit's place if it can be used. Raises VoiceError, OSError."""
        if not good_unit(lang, unit) or Path(file).name != file or not file.endswith(UPLOAD):
            raise VoiceError("unknown")
        upload = self._root / lang / file
        if upload.stat().st_size > LARGEST:
            raise VoiceError("large")
        data = upload.read_bytes()
        sound = _treat(data, unit)
        target = upload.with_name(unit + _kind(data))
        others = [path for path in files_of(self._root, lang, unit) if path != target]
        os.replace(upload, target)
        for other in others:
            other.unlink()
        take = self._put(lang, unit, target, sound)
        self.shelf = {**self.shelf, lang: {**self.shelf.get(lang, {}), unit: take}}
        write_shelf(self._store, self.shelf)
        return take

    def sweep(self, now: float) -> None:
        """Removes uploads that nobody waits for any more. `now` is in seconds since the epoch."""
        for upload in self._root.glob(f"*/.*{UPLOAD}"):
            with contextlib.suppress(FileNotFoundError):  # whoever waited has taken it away meanwhile
                if upload.stat().st_mtime < now - ABANDONED_AFTER:
                    upload.unlink()

    def _files(self) -> Iterator[tuple[str, str, Path]]:
        """Language, unit and file, the kinds in the order of KINDS: of two files for a unit the first is used."""
        folders = [path for path in _sorted(self._root) if path.is_dir() and LANG.fullmatch(path.name)]
        seen = 0
        for folder in folders:
            files = [path for path in _sorted(folder) if path.suffix.lower() in KINDS]
            for path in sorted(files, key=lambda path: KINDS.index(path.suffix.lower())):
                seen += 1
                if seen > MOST_FILES:
                    return
                if good_unit(folder.name, unit := unit_of(path)):
                    yield folder.name, unit, path

    def _known(self, lang: str, unit: str, path: Path) -> Take | None:
        take = self.shelf.get(lang, {}).get(unit)
        if take is None or take.stamp != stamp(path):
            return None
        if take.clip is not None and not (take.clip == self._name(lang, unit, take.stamp) and self._there(take)):
            return None
        # What was taken in before anybody knew the words is taken to say them.
        return take if take.words else replace(take, words=self._words(lang, unit))

    def _there(self, take: Take) -> bool:
        return take.clip is not None and self._store.use(take.clip, time.time())

    def _take(self, lang: str, unit: str, path: Path) -> Take:
        mark = stamp(path)
        try:
            if path.stat().st_size > LARGEST:
                raise VoiceError("large")
            with self._trials.of(mark):
                sound = _treat(path.read_bytes(), unit)
        except VoiceError as error:
            return Take(mark, None, 0.0, error.code)
        except Exception:  # people copy anything into a folder; the files beside it are wanted all the same
            return Take(mark, None, 0.0, "not_sound")
        return self._put(lang, unit, path, sound)

    def _put(self, lang: str, unit: str, path: Path, sound: Sound) -> Take:
        mark = stamp(path)
        name = self._name(lang, unit, mark)
        self._store.write(name, sound.data)
        return Take(mark, name, round(sound.seconds, 2), None, self._words(lang, unit))

    def _words(self, lang: str, unit: str) -> str:
        return self._prompts.get(lang, {}).get(unit, "")

    def _name(self, lang: str, unit: str, mark: str) -> str:
        return self._store.name(Order("recorded", unit, lang, take=mark))


def answer(recordings: Recordings, request: dict[str, Any]) -> dict[str, Any]:
    """What the server is told of a recording it wants to have kept."""
    told: dict[str, Any] = {"kept": request["keep"]}
    try:
        take = recordings.keep(str(request.get("lang")), str(request.get("unit")), str(request.get("file")))
    except VoiceError as error:
        return told | {"why": error.code}
    except OSError:
        return told | {"why": "disk"}
    except Exception:  # a decoder's fault or a lack of memory: this file is no good, the next may be
        return told | {"why": "not_sound"}
    return told | {"why": None, "seconds": take.seconds}


def _treat(data: bytes, unit: str) -> Sound:
    """The finished clip. Raises VoiceError: a person's recording may be anything."""
    from display.speech.checks import check
    from display.speech.treatment import decode, finish

    take = decode(data)
    check(take, *(SIGN_LENGTHS if unit.split(".")[0] in _SIGN else UNIT_LENGTHS))
    return finish(take)


def _kind(data: bytes) -> str:
    """The ending by what is inside, whatever the file was called; what a decoder took and this does not know is MP3."""
    return {b"RIFF": ".wav", b"fLaC": ".flac"}.get(data[:4], ".mp3")


def _sorted(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError:
        return []
