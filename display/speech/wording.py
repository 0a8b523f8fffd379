"""The sentences of a language, written once with places in braces, and what is wrong with them. Pure.

Places may stand in any order. What a template says between them goes through `prose`, so it may hold figures.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, get_args

Occasion = Literal["call", "recall", "rating", "closing", "check"]
OCCASIONS: tuple[Occasion, ...] = get_args(Occasion)

LONGEST = 100
"""Characters of a template: an online engine takes that many in one request."""

PLACES: Mapping[Occasion, tuple[str, ...]] = {
    "call": ("number", "counter"),
    "recall": ("number", "counter", "times"),
    "rating": ("counter",),
    "closing": ("minutes",),
    "check": (),
}
NEEDED: Mapping[Occasion, tuple[str, ...]] = {"call": ("number", "counter"), "recall": ("number", "counter")}
"""A call that does not say whom and where is none."""

BRACES = re.compile(r"\{([^{}]*)\}")
_FULL = ".!?"
_PAUSES = _FULL + ",;:"
_SIGNS = _PAUSES + " …–—-"


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with one field (`tongues.0.wording.call`); `code` is the catalogue's `voice.wrong_<code>`."""

    field: str
    code: str
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wording:
    """What is said on each occasion, with the places of `PLACES`."""

    call: str
    recall: str
    rating: str
    closing: str
    check: str

    def of(self, occasion: Occasion) -> str:
        text: str = getattr(self, occasion)
        return text


VIETNAMESE = Wording(
    call="Mời công dân có số thứ tự {number}, đến quầy số {counter}.",
    recall="Xin mời lần {times}, công dân có số thứ tự {number}, đến quầy số {counter}.",
    rating="Mời công dân đánh giá mức độ hài lòng tại quầy số {counter}.",
    closing="Còn {minutes} phút nữa, Trung tâm sẽ ngừng phát số. Ai chưa có số, xin mời lấy số ngay.",
    check="Đây là câu thử loa của Trung tâm. Xin cảm ơn công dân.",
)
ENGLISH = Wording(
    call="Ticket number {number}, please proceed to counter {counter}.",
    recall="{times} call. Ticket number {number}, please proceed to counter {counter}.",
    rating="Please rate our service at counter {counter}.",
    closing="In {minutes} minutes, no more tickets will be issued. Please take your ticket now.",
    check="This is a test of the loudspeaker. Thank you.",
)


def standard_wording(lang: str) -> Wording:
    """The wording of Vietnamese or English; a language without words of its own gets the Vietnamese one as a prompt."""
    return ENGLISH if lang == "en" else VIETNAMESE


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a template that is one clip: a ticket's number, or words (with other places still in braces).

    `name` tells the parts of one template apart: "number", "before" (it), "after" (it), "counter", "" (all there is).
    `end` is the sign that closes the part in the sentence.
    """

    name: str
    text: str
    end: str


@lru_cache(256)
def parts(template: str) -> tuple[Part, ...]:
    """The template cut where clips are joined: round the number, and after a counter that comes before the number."""
    before, number, after = template.partition("{number}")
    if not number:
        return (_words("counter" if "{counter}" in template else "", template, "."),)
    found: list[Part] = []
    if "{counter}" in before:
        words, counter, before = before.partition("{counter}")
        found.append(_words("counter", words + counter + _first_sign(before), ","))
    if _says_something(before):
        found.append(_words("before", before, ","))
    goes_on = _says_something(after)
    # Two ends only, so that a call and a recall share their clips.
    found.append(Part("number", number, "." if not goes_on or _first_sign(after) in tuple(_FULL) else ","))
    if goes_on:
        found.append(_words("counter" if "{counter}" in after else "after", after, "."))
    return tuple(found)


def _words(name: str, text: str, end: str) -> Part:
    """Words without the signs at their ends; the sign that closes them makes the engine pause as the template means."""
    last = text.rstrip()[-1:]
    return Part(name, text.strip(_SIGNS), last if last and last in _PAUSES else end)


def _first_sign(text: str) -> str:
    first = text.lstrip()[:1]
    return first if first and first in _PAUSES else ""


def _says_something(text: str) -> bool:
    return any(letter.isalnum() for letter in text)


def tidy(text: str) -> str:
    """The text with single blanks, composed letters."""
    return unicodedata.normalize("NFC", re.sub(r"[ \u00a0]+", " ", text).strip(" "))


def wrong(occasion: Occasion, text: str) -> tuple[str, dict[str, Any]] | None:
    """What is wrong with a template: a code (`empty`, `long`, `letters`, `place`, `no_place`, `brace`, `twice`,
    `missing`) and its details; None if nothing is."""
    if not _says_something(text):
        return "empty", {}
    if len(text) > LONGEST:
        return "long", {"longest": LONGEST}
    if not text.isprintable():
        unseen = dict.fromkeys(letter for letter in text if not letter.isprintable())
        return "letters", {"letters": " ".join(f"U+{ord(letter):04X}" for letter in unseen)}
    return _wrong_places(occasion, text)


def _wrong_places(occasion: Occasion, text: str) -> tuple[str, dict[str, Any]] | None:
    known, used = PLACES[occasion], BRACES.findall(text)
    for place in used:
        if place not in known:
            named = ", ".join(f"{{{one}}}" for one in known)
            return ("place", {"place": place, "known": named}) if known else ("no_place", {"place": place})
        if used.count(place) > 1:
            return "twice", {"place": f"{{{place}}}"}
    if set("{}") & set(BRACES.sub("", text)):
        return "brace", {}
    for place in NEEDED.get(occasion, ()):
        if place not in used:
            return "missing", {"place": f"{{{place}}}"}
    return None
