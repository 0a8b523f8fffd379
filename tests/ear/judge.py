"""What was heard: a capture is explained by clips, moment by moment, and compared with what should have been said.

Clips share words ("đến quầy số …"), so every moment is given to one clip only: to the one that explains most. What is
loud and explained by no clip is a mistake too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from tests.ear.capture import RATE, Samples
from tests.ear.finding import AROUND, MOMENT, PIECE, Clip, Ear, Heard, Sight

MOST_OF = 0.75  # of a clip's sound that has to be there
STRAY = 0.15  # s of loud sound in one place that no clip explains


@dataclass(frozen=True, slots=True)
class Verdict:
    """`mistakes` is empty when exactly the right words were heard, in the right order, each once."""

    heard: tuple[Heard, ...]
    mistakes: tuple[str, ...]
    torn: bool = False
    """Whether nothing wrong was recognised, but what is missing is there in shreds: nothing can be said about it."""

    @property
    def proven(self) -> bool:
        """Right words, right order, each once, and nothing else."""
        return not self.mistakes

    @property
    def glitches(self) -> int:
        """Clips with holes: buffers that the sound server has lost."""
        return sum(not one.whole for one in self.heard)


def listen(ear: Ear, clips: Mapping[str, Clip]) -> list[Heard]:
    """The clips that explain the capture best, in the order of their being heard."""
    sights = [ear.look(clip, place) for clip in clips.values() for place in ear.places(clip)]
    sights = [sight for sight in sights if sight.share >= MOST_OF]
    sights.sort(key=lambda sight: sight.explained, reverse=True)
    taken: list[Sight] = []
    for sight in sights:
        if all(sight.overlap(other) < PIECE / 2 for other in taken):
            taken.append(sight)
    return sorted((sight.heard() for sight in taken), key=lambda one: one.at)


def strays(ear: Ear, heard: Sequence[Heard]) -> list[tuple[float, float]]:
    """Where something is loud and no clip is heard, as (from, to) in seconds."""
    loud = ear.loud().copy()
    for one in heard:
        loud[max(0, round((one.at - 0.03) / MOMENT)) : round((one.end + AROUND) / MOMENT)] = False
    found, start = [], None
    for place, yes in enumerate([*loud, False]):
        if yes and start is None:
            start = place
        elif not yes and start is not None:
            if (place - start) * MOMENT >= STRAY:
                found.append((start * MOMENT, place * MOMENT))
            start = None
    return found


def judge(captured: Samples, clips: Mapping[str, Clip], expected: Sequence[str], rate: int = RATE) -> Verdict:
    """Whether exactly the `expected` clips were heard, in their order; `clips` may hold others that could be taken."""
    ear = Ear(captured, rate)
    heard, names = listen(ear, clips), list(expected)
    shreds = strays(ear, heard)
    got = [one.name for one in heard]
    changes = [
        change for change in SequenceMatcher(None, names, got, autojunk=False).get_opcodes() if change[0] != "equal"
    ]
    mistakes = [f"expected {names[a:b]} at place {a}, heard {got[c:d]}" for _, a, b, c, d in changes]
    mistakes += [f"{begin:.2f}–{end:.2f} s: no known clip" for begin, end in shreds]
    missing = sum(clips[name].sound for kind, a, b, _, _ in changes for name in names[a:b])
    enough = sum(end - begin for begin, end in shreds) >= missing / 4
    return Verdict(tuple(heard), tuple(mistakes), bool(mistakes) and enough and {c[0] for c in changes} <= {"delete"})
