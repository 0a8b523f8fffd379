"""The capture of a good run, spoilt: what was heard in it says where each clip lies."""

from dataclasses import dataclass

import numpy as np

from tests.ear.capture import RATE, Samples
from tests.ear.finding import Heard
from tests.ear.recording import Recording, joined


@dataclass(frozen=True, slots=True)
class Part:
    """Four calls of the run, the third to counter 5 and the fourth to 15, and what was heard of each, clip by clip."""

    run: Recording
    heard: list[list[Heard]]

    def sound(self, first: Heard, last: Heard) -> Samples:
        return self.run.samples[round(first.at * RATE) : round(last.end * RATE)]

    def changed(self, first: Heard, last: Heard, *instead: Samples) -> Samples:
        """The capture with something else between two clips."""
        before, after = self.run.samples[: round(first.at * RATE)], self.run.samples[round(last.end * RATE) :]
        return np.concatenate([before, *instead, after])


def part_of(run: Recording) -> Part:
    """Two calls of one language, and those to counters 5 and 15."""
    no = [one.counter for one in run.calls]
    plain = [at for at, one in enumerate(run.calls) if len(one.clips) == 4 and one.counter not in (5, 15)]
    chosen = [*plain[:2], no.index(5), no.index(15)]
    four = joined([Recording((run.calls[at],), (run.pieces[at],), {}) for at in chosen], run.clips)
    verdict = four.judged()
    assert verdict.mistakes == ()
    heard = list(verdict.heard)
    return Part(four, [[heard.pop(0) for _ in one.clips] for one in four.calls])


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), np.float32)


def number_for_number(part: Part) -> Samples:
    """The number of one call in the place of another's (third of chime, head, number, counter)."""
    (_, _, here, _), (_, _, other, _) = part.heard[:2]
    return part.changed(here, here, part.sound(other, other))


def call_for_call(part: Part) -> Samples:
    """Two calls in the other order."""
    first, second = part.heard[:2]
    turned = part.sound(second[0], second[-1]), silence(0.5), part.sound(first[0], first[-1])
    return part.changed(first[0], second[-1], *turned)


def counter_before_number(part: Part) -> Samples:
    _, _, number, counter = part.heard[0]
    return part.changed(number, counter, part.sound(counter, counter), silence(0.02), part.sound(number, number))


def no_counter(part: Part) -> Samples:
    counter = part.heard[1][-1]
    return part.changed(counter, counter, silence(counter.end - counter.at))


def no_call(part: Part) -> Samples:
    one = part.heard[1]
    return part.changed(one[0], one[-1], silence(one[-1].end - one[0].at))


def fifteen_for_five(part: Part) -> Samples:
    five, fifteen = part.heard[2][3], part.heard[3][3]
    return part.changed(five, five, part.sound(fifteen, fifteen))


def five_for_fifteen(part: Part) -> Samples:
    five, fifteen = part.heard[2][3], part.heard[3][3]
    return part.changed(fifteen, fifteen, part.sound(five, five))


def said_twice(part: Part) -> Samples:
    one = part.heard[-1]
    return np.concatenate([part.run.samples, part.sound(one[0], one[-1]), silence(0.2)])


def cut_short(part: Part) -> Samples:
    counter = part.heard[0][-1]
    half = part.sound(counter, counter)
    return part.changed(counter, counter, half[: len(half) // 2], silence(0.5))


def muted(part: Part) -> Samples:
    return np.zeros_like(part.run.samples)


WAYS = (
    *(number_for_number, call_for_call, counter_before_number, no_counter, no_call),
    *(fifteen_for_five, five_for_fifteen, said_twice, cut_short, muted),
)
