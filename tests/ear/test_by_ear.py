"""Proof by ear: a real page before a real sound server says the right words, in the right order, each once.

What is wrong must be found: really played (a muted browser, a clip in another's place, pages that leave out or
exchange clips) and cut into the capture. Words and order are judged, never time.
"""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ear.apart import apart
from tests.ear.capture import Samples, capture
from tests.ear.recording import Recording, recorded, stage
from tests.ear.rig import COUNTERS, WITNESS, board, office, services
from tests.ear.spoilt import WAYS, Part, part_of

CALLS = 20

LEAVES_OUT = """(() => {  // a page that leaves out the counter: what comes fourth is never started, yet "ends"
  const start = AudioBufferSourceNode.prototype.start;
  let count = 0;
  AudioBufferSourceNode.prototype.start = function (...when) {
    if (++count % 4 || !this.buffer) return start.apply(this, when);
    setTimeout(() => this.dispatchEvent(new Event("ended")), 4000);
  };
})();"""

EXCHANGES = """(() => {  // a page that says the number before the words that lead to it
  const start = AudioBufferSourceNode.prototype.start;
  let count = 0, second = null;
  AudioBufferSourceNode.prototype.start = function (at = 0, ...more) {
    count += 1;
    if (count % 4 === 2) { second = { source: this, at }; return; }
    if (count % 4 !== 3) return start.call(this, at, ...more);
    start.call(this, second.at, ...more);
    start.call(second.source, second.at + this.buffer.duration + 0.01);
  };
})();"""

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """Twenty calls of random tickets to random counters, 5 and 15 among them; one citizen asked for English."""
    seed = random.randrange(10**6)
    print(f"by ear: seed {seed}")
    chance = random.Random(seed)
    counters = [5, 15, *(chance.randint(1, COUNTERS) for _ in range(CALLS - 2))]
    chance.shuffle(counters)

    @apart
    def record() -> Recording:
        with stage(tmp_path_factory.mktemp("office"), seed) as (sound, hall):
            codes = services(hall)
            who = [(chance.choice(codes), no, "en" if at == CALLS // 2 else "vi") for at, no in enumerate(counters)]
            with capture(sound) as heard, board(hall, sound) as shown:
                return recorded(hall, heard, shown, who)

    return record()


def test_twenty_calls_are_heard(run: Recording) -> None:
    assert [one.result for one in run.calls] == ["spoken"] * CALLS
    verdict = run.judged()
    print(f"{len(verdict.heard)} clips, {verdict.glitches} with glitches")
    assert verdict.mistakes == ()
    assert len({one.counter for one in run.calls}) > 5
    assert len({one.label[0] for one in run.calls}) > 3


@pytest.fixture(scope="module")
def part(run: Recording) -> Part:
    return part_of(run)


@pytest.mark.parametrize("spoil", WAYS)
def test_a_spoilt_capture_is_refuted(part: Part, spoil: Callable[[Part], Samples]) -> None:
    assert part.run.judged(spoil(part)).mistakes


# --- really played, and wrong ---


@apart
def test_what_the_page_reports_is_not_believed(tmp_path: Path) -> None:
    """The page says "spoken" of all these; who listens knows better."""
    who = [("HT", 5, "vi")]
    with stage(tmp_path, 1) as (sound, hall):
        with capture(sound) as heard, board(hall, sound) as shown:
            five = recorded(hall, heard, shown, [*who, ("HT", 15, "vi")])
        assert five.judged().mistakes == ()
        wrong, right = (one.clips[-1] for one in five.calls)
        with capture(sound) as heard, board(hall, sound, muted=True) as shown:
            refuted(recorded(hall, heard, shown, who), "everything")
        for script in (LEAVES_OUT, EXCHANGES):
            with capture(sound) as heard, board(hall, sound, scripts=(WITNESS, script)) as shown:
                refuted(recorded(hall, heard, shown, who), "something")
        exchanged = {f"**{wrong}": lambda route: route.fulfill(path=hall.data / "clips" / right.rsplit("/", 1)[1])}
        with capture(sound) as heard, board(hall, sound, routes=exchanged) as shown:
            taken = recorded(hall, heard, shown, who)
            assert taken.judged().heard[-1].name == right.rsplit("/", 1)[1]
            refuted(taken, "the counter")


def refuted(run: Recording, what: str) -> None:
    assert [one.result for one in run.calls] == ["spoken"]
    verdict = run.judged()
    print(what, verdict.mistakes)
    assert verdict.mistakes, f"{what} was wrong, and nobody heard it"


@apart
def test_a_machine_without_a_loudspeaker_is_known_to_be_mute(tmp_path: Path) -> None:
    with office(tmp_path, random.Random(2)) as hall, board(hall, None) as shown:
        shown.page.locator("body[data-sound=no_device]").wait_for(state="attached")
