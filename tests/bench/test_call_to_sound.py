"""How long after a key on a counter the hall hears the first sound, and what lies between two clips of a sentence.

Measured at the sound server, with the buffers of a kiosk, beside the same browser playing one decoded clip on demand:
what is over that is ours.
"""

import random
import statistics
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.ear.apart import apart
from tests.ear.capture import RATE, Capture, capture, sound_server
from tests.ear.finding import Heard, read_clips
from tests.ear.judge import judge
from tests.ear.rig import COUNTERS, Board, board, call, clip_names, office, services, take
from tests.processes import Server
from tests.waiting import eventually

ROUNDS = 30
LATEST = 700  # ms, p95
WIDEST = 20  # ms, p95
AUDIBLE = 0.003
REST = 0.4  # s of silence between two measurements

PLAIN = """async (url) => {
  const context = new AudioContext();
  const clip = await context.decodeAudioData(await (await fetch(url)).arrayBuffer());
  window.playPlain = () => {
    const source = context.createBufferSource();
    source.buffer = clip;
    source.connect(context.destination);
    source.start();
  };
  await context.resume();
}"""


def quiet(heard: Capture, shown: Board) -> int:
    """The place in the capture after so much silence that what comes then is new."""

    def rested() -> bool:
        now = round(heard.seconds * RATE)
        size = round(REST * RATE)
        return now > size and not np.any(np.abs(heard.samples(now - size, now)) > AUDIBLE)

    shown.wait(rested, "silence")
    return round(heard.seconds * RATE)


def first_sound(heard: Capture, begin: int) -> float | None:
    """When the first audible sample after `begin` came out of the sound server."""
    loud = np.flatnonzero(np.abs(heard.samples(begin)) > AUDIBLE)
    return heard.heard_at(begin + int(loud[0])) if len(loud) else None


def plain(heard: Capture, shown: Board, url: str) -> list[float]:
    """ms from the order to the first sample when the page plays a clip that it has decoded before."""
    shown.page.evaluate(PLAIN, url)
    times = []
    for _ in range(ROUNDS):
        begin = quiet(heard, shown)
        ordered = time.monotonic()
        shown.page.evaluate("window.playPlain()")
        sounded: float = shown.wait(lambda begin=begin: first_sound(heard, begin), "the plain clip")
        times.append((sounded - ordered) * 1000)
    return times


def gaps(heard: tuple[Heard, ...], schedule: list[dict[str, Any]]) -> tuple[list[float], list[float]]:
    """Between the clips of one sentence in ms: what was silent, and how far that is from what the page has meant."""
    silent, unwanted = [], []
    for (one, later), (meant, then) in zip(pairwise(heard), pairwise(schedule), strict=True):
        if one.whole and later.whole:  # no buffer was lost in them
            silent.append((later.at - one.end) * 1000)
            unwanted.append(((later.at - one.at) - (then["at"] - meant["at"])) * 1000)
    return silent, unwanted


def warm(hall: Server) -> None:
    """Wait until everything that can be made before is made."""
    bank: Callable[[], Any] = lambda: hall.ask("GET", "/healthz", "staff")[1]["voice"]["bank"]  # noqa: E731
    eventually(lambda: bank()["state"] == "done", "the whole bank", 300)


def spread(name: str, times: list[float]) -> float:
    """Say how times (ms) lie; the 95th percentile."""
    late = statistics.quantiles(times, n=20)[-1]
    print(f"{name}: p50 {statistics.median(times):.1f} ms, p95 {late:.1f} ms, max {max(times):.1f} ms ({len(times)})")
    return late


@pytest.mark.timeout(1200)
@apart
def test_from_the_call_to_the_first_sound(tmp_path: Path) -> None:
    chance = random.Random(20)
    with sound_server() as sound, office(tmp_path, chance, {"MOISO_BANK": "on"}, ROUNDS) as hall:
        warm(hall)
        codes, times, silent, unwanted, glitches = services(hall), [], [], [], 0
        with capture(sound) as heard, board(hall, sound, prompt=True) as shown:
            shown.ready()
            for _ in range(ROUNDS):
                ticket = take(hall, chance.choice(codes))
                begin, before = quiet(heard, shown), len(shown.schedule())
                made = call(hall, shown, ticket["label"], chance.randint(1, COUNTERS))
                sounded = first_sound(heard, begin)
                assert sounded is not None
                times.append((sounded - made.pressed) * 1000)
                end = quiet(heard, shown)
                names = clip_names([made])
                clips = read_clips({name: hall.data / "clips" / name for name in names})
                verdict = judge(heard.samples(begin, end), clips, names)
                glitches += verdict.glitches
                if not verdict.mistakes:
                    between = gaps(verdict.heard, shown.schedule()[before:])
                    silent += between[0]
                    unwanted += [abs(gap) for gap in between[1]]
            base = plain(heard, shown, made.clips[0])
    print()
    bare = spread("the page plays one decoded clip", base)
    late = spread("a call", times)
    print(f"ours: p50 {statistics.median(times) - statistics.median(base):.1f} ms, p95 {late - bare:.1f} ms")
    wide = spread("silence between two clips", silent)
    unmeant = spread("unwanted gap (size)", unwanted)
    print(f"{glitches} of {4 * ROUNDS} clips with glitches of the sound server")
    assert late <= LATEST
    assert len(silent) >= 10
    assert wide <= WIDEST
    assert unmeant <= WIDEST
