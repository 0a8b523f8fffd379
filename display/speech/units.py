"""The list of what people record, with what is there already, and a recording's way from the page into the hall."""

import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from display.speech.desk import Desk
from display.speech.facts import Kept, UnitState
from display.speech.phrases import Unit
from display.speech.takes import LARGEST, UPLOAD, Shelf, files_of, good_unit, words_mark

PATIENCE = 20.0
"""Seconds that a page waits for the worker to judge a recording."""


def unit_states(units: Sequence[Unit], lang: str, shelf: Shelf, address: str) -> list[UnitState]:
    """The units with what is known of them: missing and broken ones, then those of other words, then the rest."""
    takes = shelf.get(lang, {})
    states = []
    for unit in units:
        take = takes.get(unit.key)
        if take is None or take.clip is None:
            states.append(UnitState(unit.key, unit.prompt, why=take.why if take else None))
        else:
            other = take.words not in ("", words_mark(unit.prompt))
            states.append(
                UnitState(unit.key, unit.prompt, take.seconds, address + take.clip, "words" if other else None)
            )
    return sorted(states, key=lambda state: (state.url is not None, state.why is None))


def keep(desk: Desk, root: Path, lang: str, unit: str, sound: bytes, patience: float = PATIENCE) -> Kept:
    """Hands a recording to the worker, which checks it and puts it in its place, unless it is no good."""
    if not good_unit(lang, unit):
        return Kept("unknown")
    if len(sound) > LARGEST:
        return Kept("large")
    file = root / lang / f".{unit}.{secrets.token_hex(8)}{UPLOAD}"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(sound)
    except OSError:
        return Kept("disk")
    try:
        answer = desk.keep(lang, unit, file.name, patience)
    finally:
        file.unlink(missing_ok=True)
    if answer is None:
        return Kept("late")
    code, seconds = answer.get("why"), answer.get("seconds")
    return Kept(str(code)) if code else Kept(None, float(seconds or 0.0))


def forget(desk: Desk, root: Path, lang: str, unit: str) -> bool:
    """Deletes a recording. True if there was one. Raises OSError when it cannot be deleted."""
    if not good_unit(lang, unit):
        return False
    files = files_of(root, lang, unit)
    for file in files:
        os.unlink(file)
    desk.drop(lang, unit)
    return bool(files)
