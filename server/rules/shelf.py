"""A mapping that is never changed: `put` gives a new one that shares nearly everything with the old.

A plain dictionary would be copied whole for every event, and a long day would make every touch slower than the one
before. The entries lie in drawers by hash; only one drawer is copied.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Self, TypeVar

K = TypeVar("K")
V = TypeVar("V")
DRAWERS = 64  # a day of ten thousand tickets copies about 160 entries at a time


class Shelf(Mapping[K, V]):
    """An immutable mapping with a cheap `put`; equal to any mapping with the same entries."""

    __slots__ = ("_count", "_drawers")

    def __init__(self, entries: Iterable[tuple[K, V]] = ()) -> None:
        drawers: list[dict[K, V]] = [{} for _ in range(DRAWERS)]
        for key, value in entries:
            drawers[hash(key) % DRAWERS][key] = value
        self._drawers = tuple(drawers)
        self._count = sum(len(drawer) for drawer in drawers)

    def put(self, key: K, value: V) -> Self:
        """A shelf with this entry added or changed; this one stays as it is."""
        at = hash(key) % DRAWERS
        drawer = self._drawers[at]
        other = type(self).__new__(type(self))
        other._drawers = (*self._drawers[:at], {**drawer, key: value}, *self._drawers[at + 1 :])
        other._count = self._count + (key not in drawer)
        return other

    def __getitem__(self, key: K) -> V:
        return self._drawers[hash(key) % DRAWERS][key]

    def __iter__(self) -> Iterator[K]:
        for drawer in self._drawers:
            yield from drawer

    def __len__(self) -> int:
        return self._count

    def __repr__(self) -> str:
        return f"Shelf({dict(self)!r})"
