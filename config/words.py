"""Words people read: one folder per language under `config/locale`, one file per area (`kiosk.json` holds `kiosk.*`).

A language is added by adding a folder; a word that is missing there is read in Vietnamese.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"
FIRST = "vi"


@cache
def languages() -> tuple[str, ...]:
    """Codes of all languages with a catalogue, Vietnamese first."""
    others = sorted(folder.name for folder in LOCALE.iterdir() if folder.is_dir() and folder.name != FIRST)
    return (FIRST, *others)


@cache
def areas() -> tuple[str, ...]:
    """Names of the areas (`kiosk`, `board`, …); the Vietnamese catalogue is complete by definition."""
    return tuple(sorted(path.stem for path in (LOCALE / FIRST).glob("*.json")))


@cache
def area(lang: str, name: str) -> Mapping[str, str]:
    """The words of one area, gaps filled from Vietnamese; KeyError for an unknown language or area."""
    if lang not in languages() or name not in areas():
        raise KeyError(f"{lang}/{name}")
    filled: dict[str, str] = {}
    for code in (FIRST, lang):
        path = LOCALE / code / f"{name}.json"
        if path.is_file():
            filled |= json.loads(path.read_text(encoding="utf-8"))
    return filled


def word(lang: str, key: str, **values: object) -> str:
    """The text of `key` (its first part names the area) with `{places}` filled.

    An unknown language reads Vietnamese.
    """
    name = key.partition(".")[0]
    text = area(lang if lang in languages() else FIRST, name)[key]
    return text.format(**values) if values else text


def both(key: str, **values: object) -> dict[str, str]:
    """The text of `key` in every language, as pictures carry it: `{"vi": …, "en": …}`."""
    return {lang: word(lang, key, **values) for lang in languages()}
