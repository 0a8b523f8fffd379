"""Files over which a worker died: they are not tried again and again, or one of them would end every worker for ever.

In the worker only.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from display.speech.clips import ClipStore
from display.speech.voices import VoiceError

FILE = "recordings.trial.json"
"""Beside the clips, while a file is being read: its stamp, and how many workers have begun with it."""
MOST_TRIALS = 2
"""A worker may end for another reason, such as a power cut, just then."""


class Trials:
    """One file at a time."""

    def __init__(self, store: ClipStore) -> None:
        self._store = store
        self._path = store.folder / FILE

    @contextmanager
    def of(self, stamp: str) -> Iterator[None]:
        """The file with this stamp is read inside. Raises VoiceError `not_sound` for one that has ended workers."""
        begun = self._begun(stamp)
        if begun >= MOST_TRIALS:
            raise VoiceError("not_sound", "workers ended over it")
        # A full disk is no fault of the file: then it is read without a note.
        with suppress(OSError):
            self._store.write_as(self._path, json.dumps({"stamp": stamp, "begun": begun + 1}).encode())
        try:
            yield
        finally:
            with suppress(OSError):
                self._path.unlink()

    def _begun(self, stamp: str) -> int:
        try:
            noted = json.loads(self._path.read_bytes())
            return int(noted["begun"]) if noted["stamp"] == stamp else 0
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return 0
