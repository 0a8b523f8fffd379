"""A whole day without the Internet, and one with a speech worker that keeps dying: every call is spoken, in full."""

import random
import wave
from collections import Counter
from pathlib import Path

import psutil
import pytest

from tests.ear import soundcard
from tests.ear.apart import apart
from tests.ear.nowhere import nowhere
from tests.ear.rig import COUNTERS, Board, Call, board, call, clip_names, office, services, take, warm
from tests.processes import Server
from tests.waiting import eventually

CALLS = 300
DEADLY = 120  # calls of the day on which the worker dies
DEATHS = 6
PLAUSIBLE = (0.25, 9.0)  # s of a clip: a chime, a letter, a number, half a sentence

pytestmark = pytest.mark.timeout(1200)


def spoken_in_full(hall: Server, shown: Board, calls: list[Call]) -> None:
    """What the page reports, and what its sound card was given."""
    assert [one for one in calls if one.result != "spoken"] == [], shown.warnings
    assert {ident for ident, result in shown.history if result == "spoken"} == {one.id for one in calls}
    began = Counter(ident for ident, result in shown.history if result == "began")
    assert set(began.values()) == {1}  # a report may be told again, a sentence is begun once
    played = soundcard.sounds(shown.page)
    assert [sound.path.rsplit("/", 1)[1] for sound in played] == clip_names(calls)
    assert soundcard.overlaps(played) == []
    for sound in played:
        assert sound.ended
        assert not sound.cut
        assert sound.gain is not None
        assert sound.gain > 0.1
        assert PLAUSIBLE[0] < sound.seconds < PLAUSIBLE[1]
        assert sound.seconds == pytest.approx(length(hall.data / "clips" / sound.path.rsplit("/", 1)[1]), abs=0.01)
    assert all(len(one.clips) in (4, 7) for one in calls)  # chime and three pieces, and three in English where asked
    assert shown.troubles == []


def length(file: Path) -> float:
    """Seconds in a WAV file, read by another reader than the browser's."""
    with wave.open(str(file)) as clip:
        return float(clip.getnframes() / clip.getframerate())


def worker(hall: Server) -> psutil.Process:
    """The process that speaks for this server, as soon as there is one."""

    def found() -> psutil.Process | None:
        children = psutil.Process(hall.pid).children(recursive=True)
        return next((child for child in children if "display.speech" in " ".join(child.cmdline())), None)

    process = eventually(found, "a speech worker")
    assert process is not None
    return process


def some_calls(hall: Server, shown: Board, count: int, chance: random.Random, deaths: frozenset[int]) -> list[Call]:
    """Tickets and calls of random services, counters and languages; before some the worker is killed.

    It dies after the ticket was taken and just before the call, when its clips may be there, half there or not at all.
    """
    codes, calls = services(hall), []
    for number in range(count):
        label = take(hall, chance.choice(codes), "en" if chance.random() < 0.15 else "vi")["label"]
        if number in deaths:
            worker(hall).kill()
        calls.append(call(hall, shown, label, chance.randint(1, COUNTERS)))
    return calls


@apart
def test_a_day_without_the_internet_is_spoken_in_full(tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    print(f"day: seed {seed}")
    chance = random.Random(seed)
    with (
        nowhere() as out,
        office(tmp_path, chance, {"MOISO_ONLINE_VOICE": "on", "MOISO_BANK": "on", **out.environment}) as hall,
        board(hall, None, scripts=(soundcard.SCRIPT,)) as shown,
    ):
        shown.ready()
        warm(hall)
        calls = some_calls(hall, shown, CALLS, chance, frozenset())
        spoken_in_full(hall, shown, calls)
        print(f"{len(out.wanted)} requests into nowhere: {Counter(out.wanted)}")
        assert set(out.wanted) == {"translate.google.com:443"}  # wished for, and nobody else
        assert len(out.wanted) < 20  # the pause after a failure is kept


@apart
def test_a_worker_that_keeps_dying_costs_no_call(tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    print(f"deaths: seed {seed}")
    chance = random.Random(seed)
    with office(tmp_path, chance) as hall, board(hall, None, scripts=(soundcard.SCRIPT,)) as shown:
        shown.ready()
        warm(hall)
        first = worker(hall).pid
        deaths = frozenset(chance.sample(range(DEADLY), DEATHS))
        calls = some_calls(hall, shown, DEADLY, chance, deaths)
        assert worker(hall).pid != first
        spoken_in_full(hall, shown, calls)
