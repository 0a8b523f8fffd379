"""What people may write on a ticket: every text and switch is checked, and all mistakes are told at once. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from config.words import languages
from server.pictures.wording import MOST_PAPERS, PLACES, Layout, Wording, standard, standard_wording

LONGEST: Mapping[str, int] = {
    "title": 40,
    "agency": 60,
    "papers_title": 30,
    "rules": 100,
    "not_receipt": 100,
    "closing": 100,
}
"""Characters in each text. Longer ones would push the number's neighbours off the paper."""

LINES: Mapping[str, int] = {"agency": 2, "rules": 2}
NEEDED = ("title", "papers_title", "not_receipt")
"""Texts that may be worded differently but not left out."""

PLACES_IN: Mapping[str, tuple[str, ...]] = {
    "agency": ("centre", "unit", "province"),
    "rules": PLACES,
    "not_receipt": PLACES,
    "closing": PLACES,
}
SWITCHES = ("counters", "ahead", "wait")
BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with one field (`vi.title`, `papers`); `code` is a word of the catalogue, `layout.wrong_<code>`."""

    field: str
    code: str
    details: Mapping[str, Any]


class WrongLayout(Exception):
    """A layout that cannot be used, with every mistake in it."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("; ".join(f"{mistake.field}: {mistake.code}" for mistake in mistakes))
        self.mistakes = mistakes


def plain(layout: Layout) -> dict[str, Any]:
    """The layout as plain data, all its texts written out; `read` reads it back."""
    words = {lang: asdict(layout.words(lang)) for lang in languages()}
    return {"words": words, "papers": layout.papers, "second": layout.second} | {
        switch: getattr(layout, switch) for switch in SWITCHES
    }


def read(data: Any, logo: str | None = None) -> Layout:
    """The layout in plain data; what is left out is as in the catalogue. WrongLayout with every mistake."""
    mistakes: list[Mistake] = []
    if not isinstance(data, Mapping) or not isinstance(data.get("words", {}), Mapping):
        raise WrongLayout([Mistake("layout", "shape", {})])
    mistakes += [Mistake(str(name), "unknown", {}) for name in set(data) - {"words", "papers", "second", *SWITCHES}]
    given = data.get("words", {})
    mistakes += [Mistake(str(lang), "unknown", {}) for lang in set(given) - set(languages())]
    wording = {lang: _wording(lang, given.get(lang, {}), mistakes) for lang in languages()}
    papers, second = data.get("papers", MOST_PAPERS), data.get("second")
    if isinstance(papers, bool) or not isinstance(papers, int) or not 0 <= papers <= MOST_PAPERS:
        mistakes.append(Mistake("papers", "papers", {"most": MOST_PAPERS}))
    if second is not None and second not in languages()[1:]:
        mistakes.append(Mistake("second", "language", {}))
    for switch in SWITCHES:
        if not isinstance(data.get(switch, True), bool):
            mistakes.append(Mistake(switch, "shape", {}))
    if mistakes:
        raise WrongLayout(mistakes)
    switches = {switch: data.get(switch, True) for switch in SWITCHES}
    return Layout(wording, papers=papers, second=second, logo=logo, **switches)


def _wording(lang: str, given: Any, mistakes: list[Mistake]) -> Wording:
    own = standard_wording(lang)
    if not isinstance(given, Mapping):
        mistakes.append(Mistake(lang, "shape", {}))
        return own
    mistakes += [Mistake(f"{lang}.{name}", "unknown", {}) for name in set(given) - set(LONGEST)]
    changed: dict[str, Any] = {}
    for name in LONGEST:
        if name in given:
            value = _field(f"{lang}.{name}", name, given[name], mistakes)
            if value is not None:
                changed[name] = value
    return replace(own, **changed)


def _field(field: str, name: str, value: Any, mistakes: list[Mistake]) -> str | tuple[str, ...] | None:
    """One text, or the lines of one field without empty ones; None when it is wrong."""
    lines = value if name in LINES else [value]
    if not isinstance(lines, list | tuple) or not all(isinstance(line, str) for line in lines):
        mistakes.append(Mistake(field, "shape", {}))
        return None
    texts = [_tidy(line) for line in lines]
    wrong = [found for found in (_wrong(name, text) for text in texts) if found]
    kept = tuple(text for text in texts if text)
    if name in LINES and len(kept) > LINES[name]:
        wrong.append(("lines", {"most": LINES[name]}))
    if name in NEEDED and not kept:
        wrong.append(("empty", {}))
    if wrong:
        mistakes.append(Mistake(field, *wrong[0]))
        return None
    return kept if name in LINES else "".join(kept)


def _tidy(text: str) -> str:
    return unicodedata.normalize("NFC", re.sub(r"[ \u00a0]+", " ", text).strip(" "))


def _wrong(name: str, text: str) -> tuple[str, dict[str, Any]] | None:
    if len(text) > LONGEST[name]:
        return "long", {"longest": LONGEST[name]}
    if not text.isprintable():
        unseen = dict.fromkeys(letter for letter in text if not letter.isprintable())
        return "letters", {"letters": " ".join(f"U+{ord(letter):04X}" for letter in unseen)}
    known = PLACES_IN.get(name, ())
    for place in BRACES.findall(text):
        if place not in known:
            named = ", ".join(f"{{{one}}}" for one in known)
            return ("place", {"place": place, "known": named}) if known else ("no_place", {})
    if set("{}") & set(BRACES.sub("", text)):
        return "brace", {}
    return None


def own_texts(layout: Layout) -> dict[str, str]:
    """The texts that are not the catalogue's, by their field (`vi.title`); the lines of one field stand in one text."""
    return {
        f"{lang}.{name}": text if isinstance(text, str) else " ".join(text)
        for lang, texts in differences(layout)["words"].items()
        for name, text in texts.items()
    }


def unprintable(letters: Mapping[str, str]) -> WrongLayout | None:
    """What is wrong when the paper's typeface lacks these letters, given by field; None when it lacks none."""
    mistakes = [Mistake(field, "letters", {"letters": " ".join(lacks)}) for field, lacks in letters.items() if lacks]
    return WrongLayout(mistakes) if mistakes else None


def differences(layout: Layout) -> dict[str, Any]:
    """What is not as in the catalogue, as plain data; `read` reads it back."""
    body = plain(layout)
    own = plain(standard())
    words = {
        lang: {name: text for name, text in texts.items() if text != own["words"][lang][name]}
        for lang, texts in body["words"].items()
    }
    return {"words": words} | {name: body[name] for name in body if name != "words" and body[name] != own[name]}
