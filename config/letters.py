"""Letters of ticket series that the ear takes for one another. Pure: the centre file and the set-up page ask here.

Vietnamese letter names, judged over three accents. In the south D, V and G (dê, vê, giê) are one sound, in the north D
and G; M and N, P and T, P and B, I and U and Y are lost in a hall's noise. Two letters are judged place by place.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Level = Literal["same", "close"]

ADVICE = ("A", "B", "C", "H", "K", "L", "M", "S")
"""Letters to choose first: no two of them are taken for one another."""

_SAME = ("DĐGV", "PT", "PB", "MN", "IUY", "UƯ", "EÊ", "OÔƠ", "ÂƠ", "AĂ")
_CLOSE = (
    "BDĐGPTV", "VW",  # bê dê đê giê pê tê vê: one rhyme, and what differs is short
    "AE", "EI", "EU", "EY", "OU", "OA", "AÂ", "ƠƯ", "JDGV", "IJ",
    "LNR", "FS", "FX", "SX", "SZ",  # e-lờ en-nờ e-rờ (many speakers exchange L and N), ép-phờ ét-sì ích-xì dét
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pair:
    """Two series whose letters sound alike: "same" is refused, "close" only warned of."""

    a: str
    b: str
    level: Level


def alike(letters: Iterable[str]) -> list[Pair]:
    """The pairs that sound alike among the series' letters (each "" to two letters long), the worst first.

    Equal ones are no pair, and a series without a letter is like none.
    """
    series = list(dict.fromkeys(letter.upper() for letter in letters if letter))
    found = [Pair(a, b, level) for a, b in itertools.combinations(series, 2) if (level := _level(a, b))]
    return sorted(found, key=lambda pair: pair.level != "same")


def _table(groups: Sequence[str], level: Level) -> dict[frozenset[str], Level]:
    return {frozenset(pair): level for group in groups for pair in itertools.combinations(group, 2)}


_LEVELS: Mapping[frozenset[str], Level] = _table(_CLOSE, "close") | _table(_SAME, "same")


def _level(a: str, b: str) -> Level | None:
    if len(a) != len(b):
        # "a" said once or twice: a listener counts letters badly.
        return "close" if set(a) == set(b) else None
    levels = [_LEVELS.get(frozenset((one, other))) for one, other in zip(a, b, strict=True) if one != other]
    if None in levels:
        return None
    return "same" if all(level == "same" for level in levels) else "close"
