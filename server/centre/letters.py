"""Letters of series that are refused: which ones are still free, and at which service the mistake stands."""

import itertools
from collections.abc import Iterable, Mapping
from string import ascii_uppercase
from typing import Any

from config.letters import ADVICE, alike
from server.centre.mistakes import Mistake

OFFERED = 6
REFUSED = ("letters_alike", "twice_letter")


def free_letters(taken: Iterable[str], most: int = OFFERED) -> list[str]:
    """Letters for one more series that nobody takes for one of these.

    Those that are easily told apart from all others come first, each with the letters that are known to be clear
    before the rest of the alphabet. When no single letter is left, two of them are offered.
    """
    used = {letter.upper() for letter in taken if letter}
    for offer in (ascii_uppercase, map("".join, itertools.product(ADVICE, repeat=2))):
        told = [(letter, _levels(letter, used)) for letter in sorted(offer, key=_clear_first) if letter not in used]
        free = [letter for letter, levels in told if not levels] + [
            letter for letter, levels in told if levels == {"close"}
        ]
        if free:
            return free[:most]
    return []


def _clear_first(letter: str) -> tuple[bool, str]:
    return letter not in ADVICE, letter


def _levels(letter: str, used: set[str]) -> set[str]:
    """How much a letter sounds like those that are used."""
    return {pair.level for one in used for pair in alike((letter, one))}


def advised(mistakes: list[Mistake], after: Any, before: Any = None) -> list[Mistake]:
    """The mistakes, where those of a letter offer letters that are free in the document `after`.

    Of two letters that sound alike the one is at fault that was not there `before`; the later one when both were, or
    neither was, or nothing is known of it.
    """
    return [_advised(one, _services(after), _services(before)) if one.code in REFUSED else one for one in mistakes]


def _advised(mistake: Mistake, after: list[Mapping[str, Any]], before: list[Mapping[str, Any]]) -> Mistake:
    letters = [str(service.get("letter", "")) for service in after]
    row = int(mistake.place.split(".")[1])
    if mistake.code == "letters_alike":
        row = _at_fault(row, mistake.values, after, {service.get("code"): service.get("letter") for service in before})
    free = ", ".join(free_letters(letters[:row] + letters[row + 1 :]))
    return Mistake(f"services.{row}.letter", mistake.code, {**mistake.values, "advice": free})


def _at_fault(row: int, pair: Mapping[str, Any], after: list[Mapping[str, Any]], before: Mapping[Any, Any]) -> int:
    rows = [n for n, service in enumerate(after) if service.get("letter") in (pair["a"], pair["b"])]
    new = [n for n in rows if after[n]["letter"] != before.get(after[n].get("code"))]
    return new[0] if before and len(new) == 1 else row


def _services(document: Any) -> list[Mapping[str, Any]]:
    found = document.get("services") if isinstance(document, Mapping) else None
    return [service for service in found if isinstance(service, Mapping)] if isinstance(found, list) else []
