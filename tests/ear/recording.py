"""Runs of a hall that were captured, call by call."""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.ear.capture import RATE, Capture, Samples, SoundServer, sound_server, there
from tests.ear.finding import Clip, read_clips
from tests.ear.judge import Verdict, judge
from tests.ear.rig import Board, Call, call, clip_names, office, take, warm
from tests.processes import Server

TAIL = 0.7  # s of the capture after a report: large buffers are still being played
TORN = 10  # calls of which nothing can be said, as this machine had no time for its sound: others take their place


@dataclass(frozen=True, slots=True)
class Recording:
    """Calls and what was captured of each; `clips` are all that there are, said or not."""

    calls: tuple[Call, ...]
    pieces: tuple[Samples, ...]
    clips: dict[str, Clip]

    @property
    def samples(self) -> Samples:
        return np.concatenate(self.pieces)

    @property
    def expected(self) -> list[str]:
        return clip_names(self.calls)

    def judged(self, samples: Samples | None = None) -> Verdict:
        return judge(self.samples if samples is None else samples, self.clips, self.expected)


def one_call(hall: Server, heard: Capture, shown: Board, service: str, counter: int, language: str) -> Recording:
    """Take a ticket, call it, and cut out of the capture what was heard from the press to the end."""
    begin = round(heard.seconds * RATE)
    ticket = take(hall, service, language)
    made = call(hall, shown, ticket["label"], counter)
    end = heard.seconds + TAIL
    shown.wait(lambda: heard.seconds > end, "the end of the call in the capture")
    assert shown.troubles == []
    files = {path.name: path for path in (hall.data / "clips").glob("*.wav")}
    return Recording((made,), (heard.samples(begin),), read_clips(files))


def recorded(hall: Server, heard: Capture, shown: Board, who: Sequence[tuple[str, int, str]]) -> Recording:
    """Call each of (service, counter, language), one after another; torn ones are called anew with another ticket."""
    shown.ready()
    good: list[Recording] = []
    torn = 0
    while len(good) < len(who):
        one = one_call(hall, heard, shown, *who[len(good)])
        if one.judged().torn and torn < TORN:
            torn += 1
            print("torn:", one.judged().mistakes)
        else:
            good.append(one)
    print(f"{len(good)} calls, {torn} more were torn; {heard.seconds:.0f} s captured")
    return joined(good, good[-1].clips)


def joined(parts: Sequence[Recording], clips: dict[str, Clip]) -> Recording:
    calls = tuple(call for one in parts for call in one.calls)
    return Recording(calls, tuple(piece for one in parts for piece in one.pieces), clips)


@contextmanager
def stage(folder: Path, seed: int) -> Iterator[tuple[SoundServer, Server]]:
    assert there(), "pulseaudio and pulseaudio-utils are missing: python3 run.py test installs them"
    with sound_server() as sound, office(folder, random.Random(seed)) as hall:
        warm(hall)
        yield sound, hall
