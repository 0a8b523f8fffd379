"""Which voice speaks: chosen once per call and language, so that a sentence has one voice. Pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from display.speech.clips import Order
from display.speech.manner import OWN_WORDS, Manner, Tongue
from display.speech.phrases import Piece

InUse = Literal["gtts", "espeak", "recorded", "piper"]
OFFLINE: Final = "espeak"
CHIME = Order("chime", "chime", "vi")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The clips of one language in a call, all of one voice, and the orders of the wished voice that are missing.

    `clips` are orders, so that one which is not made yet can be made.
    """

    voice: InUse
    clips: tuple[Order, ...]
    missing: tuple[Order, ...] = ()


def in_use(tongue: Tongue, *, online: bool, piper: Callable[[str], bool]) -> InUse:
    """The voice that a language has here: what cannot work at this centre is replaced by the offline voice at once."""
    if (tongue.voice == "gtts" and not online) or (tongue.voice == "piper" and not piper(tongue.lang)):
        return OFFLINE
    return tongue.voice


def choose(
    tongue: Tongue,
    pieces: Sequence[Piece],
    voice: InUse,
    there: Callable[[Order], bool],
    take: Callable[[str, str], str | None],
) -> Chosen | None:
    """The clips for `pieces` in one voice: the wished one if all its clips are there, else the offline one.

    `take(lang, unit)` is the stamp of a usable recording. None for a language that the offline voice does not speak
    and whose recordings are not complete: it is left out of this call.
    """
    if voice == "recorded":
        found = _recorded(tongue.lang, pieces, take)
        if found and all(there(order) for order in found):
            return Chosen("recorded", found)
        missing: tuple[Order, ...] = ()
    else:
        wished = orders(tongue, pieces, voice)
        missing = tuple(order for order in wished if not there(order))
        if voice == OFFLINE or not missing:
            return Chosen(voice, wished, missing)
    if tongue.lang not in OWN_WORDS:
        return None
    return Chosen(OFFLINE, orders(tongue, pieces, OFFLINE), missing)


def orders(tongue: Tongue, pieces: Sequence[Piece], engine: str) -> tuple[Order, ...]:
    """An engine's clips for the pieces."""
    return tuple(Order(engine, piece.text, tongue.lang, tongue.speed) for piece in pieces)


def _recorded(lang: str, pieces: Sequence[Piece], take: Callable[[str, str], str | None]) -> tuple[Order, ...] | None:
    """A person's clips in order; None if one was not recorded."""
    found = []
    for piece in pieces:
        for unit in piece.units:
            stamp = take(lang, unit)
            if stamp is None:
                return None
            found.append(Order("recorded", unit, lang, take=stamp))
    return tuple(found)


def spoken(manner: Manner, language: str) -> tuple[Tongue, ...]:
    """The languages of a call for a ticket of this language. Never none: silence would be the worst of all."""
    fitting = tuple(tongue for tongue in manner.tongues if tongue.when == "always" or tongue.lang == language)
    return fitting or manner.tongues[:1]


def wanted(pieces: Iterable[tuple[Tongue, Piece]], voice: Callable[[Tongue], InUse]) -> Iterator[tuple[Order, bool]]:
    """The orders for a list of pieces, and whether each is in the voice the language is to have.

    Behind every other voice stands the offline one: what nearly every call needs is made in it too. The digits are
    not, which are by far the most: a ticket's are made when it is issued.
    """
    for tongue, piece in pieces:
        engine = voice(tongue)
        if engine != "recorded":
            yield Order(engine, piece.text, tongue.lang, tongue.speed), True
        if engine != OFFLINE and tongue.lang in OWN_WORDS and not all(u.startswith("digit.") for u in piece.units):
            yield Order(OFFLINE, piece.text, tongue.lang, tongue.speed), False
