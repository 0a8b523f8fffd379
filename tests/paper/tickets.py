"""Random tickets of a day at the demo centre, in the words that citizens get: the same seed gives the same day."""

import json
import random
from dataclasses import replace
from typing import Any

from config.centre import DEMO
from config.words import word
from printers.slip import Slip

LETTERS = "ABCDEGHKLMNPQRSTUVXY"
KEY = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"


def random_slips(count: int, seed: int) -> list[Slip]:
    """So many tickets: any service or procedure, any number, now and then with priority or printed again."""
    chance, centre = random.Random(seed), json.loads(DEMO.read_text(encoding="utf-8"))
    return [random_slip(chance, centre) for _ in range(count)]


def modest(slip: Slip, longest: int = 40) -> Slip:
    """The ticket with so few papers to bring that every drawing has room for all its words."""
    return replace(slip, papers=tuple(paper for paper in slip.papers if len(paper) <= longest)[:2])


def random_slip(chance: random.Random, centre: dict[str, Any]) -> Slip:
    """One of them."""
    if chance.random() < 0.7:
        about: dict[str, Any] = chance.choice(centre["procedures"])
    else:
        about = chance.choice(centre["services"])
    label = f"{chance.choice(LETTERS)}{chance.randint(1, 999):03d}"
    key = "".join(chance.choices(KEY, k=11))
    again = chance.random() < 0.2
    return Slip(
        agency=(centre["name"]["vi"].upper(), centre["unit"]["vi"].upper()),
        title=_word("title"),
        label=label,
        service=about["name"]["vi"],
        facts=_facts(chance),
        url=f"https://so.tamhoa.example/t/20261120-{label}-{key}",
        code=f"{label}-{''.join(chance.choices(KEY[:24], k=4))}",
        papers_title=_word("papers"),
        papers=tuple(about.get("papers", ())),
        notes=(_word("absent"), _word("not_receipt")),
        closing=_word("closing"),
        priority=_word("priority") if chance.random() < 0.3 else None,
        copy=int(again),
        copy_mark=_word("copy_mark", n=1, time="08:21") if again else "",
    )


def _facts(chance: random.Random) -> tuple[tuple[str, str], ...]:
    counters = sorted(chance.sample(range(1, 13), chance.randint(1, 3)))
    low = chance.randint(1, 60)
    return (
        (_word("counter"), ", ".join(map(str, counters))),
        (_word("ahead"), str(chance.randint(0, 180))),
        (_word("wait"), _word("minutes", low=low, high=low + chance.randint(5, 30))),
        (_word("issued"), f"{chance.randint(7, 16):02d}:{chance.randint(0, 59):02d} 20/11/2026"),
    )


def _word(name: str, **values: object) -> str:
    return word("vi", f"slip.{name}", **values)
