"""The hall board: every state looks right, the newest picture wins, and each call is spoken once, in order."""

import io
import wave
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenScreen, Screen
from tests.browser.held import elapse, quiet, until
from tests.browser.stage import Stage, sample

STATES = ["empty", "one", "eight", "recall", "priority", "long"]
SIZES = [(1920, 1080), (1366, 768), (1080, 1920)]
SPY = """() => {
  const start = AudioBufferSourceNode.prototype.start;
  const note = () => window.order.push(Number(document.body.dataset.spoken));
  window.plays = [];
  window.order = [];
  AudioBufferSourceNode.prototype.start = function (when) {
    window.plays.push([when, when + this.buffer.duration]);
    return start.call(this, when);
  };
  new MutationObserver(note).observe(document.body, { attributeFilter: ["data-spoken"] });
}"""


def clip(milliseconds: int = 60) -> bytes:
    """A short silent clip."""
    data = io.BytesIO()
    with wave.open(data, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(16 * milliseconds))
    return data.getvalue()


def moment(at: int, label: str = "A045", clips: int = 3, **more: Any) -> dict[str, Any]:
    """A call whose Vietnamese sentence has `clips` pieces."""
    say = {"vi": [f"/clip/{at}-{part}.wav" for part in range(clips)]}
    return {
        "at": at,
        "kind": "call",
        "ticket": {"id": f"20261120-{label}", "label": label, "service": "HT"},
        "counter": 2,
        "say": say,
        **more,
    }


def speaking(stage: Stage, open_screen: OpenScreen, speaks: bool = True) -> Page:
    """A board that is (or is not) the speaker of its zone, with its clips at hand and a spy on what it plays."""
    page: Page = open_screen("board-eight").page
    expect(page.locator(".called-number")).to_have_text("A045")
    page.route("**/clip/**", lambda route: route.fulfill(body=clip(), content_type="audio/wav"))
    page.evaluate(SPY)
    stage.socketio.emit("speaker", {"speaks": speaks})
    return page


def spoken(page: Page, at: int) -> None:
    """Wait until the board says that it has spoken this moment."""
    expect(page.locator("body")).to_have_attribute("data-spoken", str(at))


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_looks_right(open_screen: OpenScreen, state: str, size: tuple[int, int]) -> None:
    screen: Screen = open_screen(f"board-{state}", size=size)
    expect(screen.page.locator(".line")).to_have_count(11)
    screen.look(f"board-{state}-{size[0]}x{size[1]}")


@pytest.mark.parametrize("state", ["eight", "long"])
def test_looks_right_in_english(open_screen: OpenScreen, state: str) -> None:
    screen = open_screen(f"board-{state}", lang="en")
    expect(screen.page.locator(".line")).to_have_count(11)
    screen.look(f"board-{state}-en")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_nothing_covers_anything(open_screen: OpenScreen, size: tuple[int, int]) -> None:
    """The parts of the board stay apart, also with long names."""
    page = open_screen("board-long", size=size).page
    expect(page.locator(".row .to")).to_have_count(7)
    boxes = [page.locator(name).bounding_box() for name in (".top", ".call", ".lines")]
    assert all(above["y"] + above["height"] <= below["y"] + 1 for above, below in pairwise(boxes))
    outside = page.evaluate("""() => {
      const end = document.querySelector(".call").getBoundingClientRect().bottom;
      const texts = [...document.querySelectorAll(".called *")].filter((node) => node.textContent);
      return texts.filter((node) => node.getBoundingClientRect().bottom > end).length;
    }""")
    assert outside == 0


def test_a_new_call_moves_in_and_the_others_stay_in_order(stage: Stage, open_screen: OpenScreen) -> None:
    page = open_screen("board-eight", motion=True).page
    expect(page.locator(".called-number")).to_have_text("A045")
    expect(page.locator(".call")).to_have_class("call full")
    calls = stage.pictures["board", "hall"]["calls"]
    stage.change(
        "board", "hall", calls=[{**calls[0], "label": "A046", "called_at": "2026-11-20T08:15:30+07:00"}, *calls][:8]
    )
    expect(page.locator(".called-number")).to_have_text("A046")
    expect(page.locator(".call")).to_have_class("call full new")
    assert page.evaluate("getComputedStyle(document.querySelector('.frame')).animationIterationCount") == "3"
    expect(page.locator(".row .number:not(.to)")).to_have_text([call["label"] for call in calls[:7]])


def test_nothing_moves_for_those_who_asked_for_stillness(stage: Stage, open_screen: OpenScreen) -> None:
    page = open_screen("board-one").page
    expect(page.locator(".called-number")).to_have_text("A045")
    stage.put({**sample("board-priority")["picture"]})
    expect(page.locator(".called-number")).to_have_text("K004")
    assert page.evaluate("getComputedStyle(document.querySelector('.frame')).animationName") == "none"


def test_an_older_picture_never_replaces_a_newer_one(stage: Stage, open_screen: OpenScreen) -> None:
    page = open_screen("board-one").page
    expect(page.locator(".called-number")).to_have_text("A045")
    page.evaluate("""() => {
      const number = document.querySelector(".called-number");
      window.seen = [];
      new MutationObserver(() => window.seen.push(number.textContent)).observe(number, { childList: true });
    }""")
    stage.put(sample("board-recall")["picture"])
    old = {**sample("board-priority")["picture"], "at": 0}
    stage.socketio.emit("picture", old)
    stage.put(sample("board-eight")["picture"])
    expect(page.locator(".row .number:not(.to)").first).to_have_text("B032")
    quiet(page)
    assert "K004" not in page.evaluate("window.seen")


def test_silence_of_the_office_is_shown_and_forgiven(stage: Stage, open_screen: OpenScreen) -> None:
    screen = open_screen("board-eight")
    expect(screen.page.locator(".called-number")).to_have_text("A045")
    elapse(screen.page, 14_000)
    expect(screen.page.locator(".stale")).to_contain_text("Mất kết nối")
    screen.look("board-stale")
    stage.socketio.emit("beat")
    expect(screen.page.locator(".stale")).to_be_hidden()


def test_calls_are_spoken_in_order_and_never_over_each_other(stage: Stage, open_screen: OpenScreen) -> None:
    page = speaking(stage, open_screen)
    for at, label in ((11, "A045"), (12, "B032"), (13, "C012")):
        stage.moment(moment(at, label))
    spoken(page, 13)
    assert page.evaluate("window.order") == [11, 12, 13]
    plays = page.evaluate("window.plays")
    assert len(plays) == 9
    assert all(before[1] <= after[0] for before, after in pairwise(plays))


def test_the_pieces_of_a_sentence_follow_without_a_gap(stage: Stage, open_screen: OpenScreen) -> None:
    page = speaking(stage, open_screen)
    stage.moment(moment(11))
    spoken(page, 11)
    plays = page.evaluate("window.plays")
    assert [round(after[0] - before[1], 3) for before, after in pairwise(plays)] == [0.06, 0.06]


def test_languages_are_spoken_one_after_the_other(stage: Stage, open_screen: OpenScreen) -> None:
    page = speaking(stage, open_screen)
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.url.rpartition("/")[2]) if "/clip/" in request.url else None
    )
    stage.moment(moment(11, say={"vi": ["/clip/vi.wav"], "en": ["/clip/en.wav"]}))
    spoken(page, 11)
    assert asked == ["vi.wav", "en.wav"]
    assert len(page.evaluate("window.plays")) == 2


def test_the_same_moment_is_spoken_once(stage: Stage, open_screen: OpenScreen) -> None:
    page = speaking(stage, open_screen)
    for at in (11, 11, 12, 11, 12, 13):
        stage.moment(moment(at, f"A0{at}"))
    spoken(page, 13)
    assert len(page.evaluate("window.plays")) == 9


def test_moments_in_the_wrong_order_are_all_spoken_once(stage: Stage, open_screen: OpenScreen) -> None:
    page = speaking(stage, open_screen)
    stage.moment(moment(11, "B032"))
    spoken(page, 11)
    for at, label in ((10, "A045"), (11, "B032"), (10, "A045"), (12, "C012")):
        stage.moment(moment(at, label))
    spoken(page, 12)
    assert page.evaluate("window.order") == [11, 10, 12]


def test_a_reload_repeats_nothing_that_came_in_the_wrong_order(stage: Stage, open_screen: OpenScreen) -> None:
    page = speaking(stage, open_screen)
    for at, label in ((12, "B032"), (10, "A045")):
        stage.moment(moment(at, label))
        spoken(page, at)
    page.reload()
    expect(page.locator(".called-number")).to_have_text("A045")
    page.evaluate(SPY)
    stage.socketio.emit("speaker", {"speaks": True})
    for at, label in ((10, "A045"), (12, "B032"), (11, "C012")):
        stage.moment(moment(at, label))
    spoken(page, 11)
    assert page.evaluate("window.order") == [11]


def test_the_memory_of_spoken_calls_is_bounded(stage: Stage, open_screen: OpenScreen) -> None:
    page = speaking(stage, open_screen)
    kept = {"epoch": "stage", "before": -1, "spoken": list(range(1001, 1101))}
    page.evaluate("(kept) => sessionStorage.setItem('spoken', JSON.stringify(kept))", kept)
    page.reload()
    expect(page.locator(".called-number")).to_have_text("A045")
    page.evaluate(SPY)
    stage.socketio.emit("speaker", {"speaks": True})
    stage.moment(moment(1102, "A046"))
    spoken(page, 1102)
    remembered = page.evaluate("JSON.parse(sessionStorage.getItem('spoken'))")
    assert remembered["spoken"] == [*range(1002, 1101), 1102]
    assert remembered["before"] == 1001


def test_a_clip_that_is_broken_does_not_silence_the_next(stage: Stage, open_screen: OpenScreen) -> None:
    page = speaking(stage, open_screen)
    page.route("**/clip/bad*", lambda route: route.fulfill(body=b"no sound at all", content_type="audio/wav"))
    page.route("**/clip/gone*", lambda route: route.fulfill(status=404))
    stage.moment(moment(11, say={"vi": ["/clip/bad.wav", "/clip/gone.wav"]}))
    stage.moment(moment(12, "B032"))
    spoken(page, 12)
    assert page.evaluate("window.order") == [12]
    assert len(page.evaluate("window.plays")) == 3


def test_half_a_sentence_is_better_than_none(stage: Stage, open_screen: OpenScreen) -> None:
    page = speaking(stage, open_screen)
    page.route("**/clip/gone*", lambda route: route.fulfill(status=404))
    stage.moment(moment(11, say={"vi": ["/clip/chime.wav", "/clip/gone.wav", "/clip/counter.wav"]}))
    spoken(page, 11)
    assert len(page.evaluate("window.plays")) == 2


def test_a_dead_sound_device_is_left_for_a_new_one(stage: Stage, open_screen: OpenScreen) -> None:
    """The first context never ends a sentence (the sound server has gone); the next call is spoken with another."""
    page = speaking(stage, open_screen)
    page.evaluate("""() => {
      const start = AudioBufferSourceNode.prototype.start, { dataset } = document.body;
      let first = null;
      AudioBufferSourceNode.prototype.start = function (when) {
        first ??= this.context;
        if (this.context !== first) start.call(this, when);
        else dataset.silent = Number(dataset.silent ?? 0) + 1;
      };
    }""")
    stage.moment(moment(11))
    stage.moment(moment(12, "B032"))
    expect(page.locator("body")).to_have_attribute("data-silent", "3")
    elapse(page, 5000)  # longer than one sentence may be stuck, too short for two
    spoken(page, 12)
    assert page.evaluate("window.order") == [12]


def test_only_the_speaker_speaks(stage: Stage, open_screen: OpenScreen) -> None:
    page = speaking(stage, open_screen)
    stage.moment(moment(11))
    spoken(page, 11)
    stage.socketio.emit("speaker", {"speaks": False})
    stage.moment(moment(12, "B032"))
    stage.socketio.emit("speaker", {"speaks": True})
    stage.moment(moment(13, "C012"))
    spoken(page, 13)
    assert page.evaluate("window.order") == [11, 13]


def test_a_reload_does_not_repeat_the_last_call(stage: Stage, open_screen: OpenScreen) -> None:
    page = speaking(stage, open_screen)
    stage.moment(moment(11))
    spoken(page, 11)
    page.reload()
    expect(page.locator(".called-number")).to_have_text("A045")
    page.evaluate(SPY)
    stage.socketio.emit("speaker", {"speaks": True})
    stage.moment(moment(11))
    stage.moment(moment(12, "B032"))
    spoken(page, 12)
    assert page.evaluate("window.order") == [12]


def test_blocked_sound_asks_for_a_touch_and_then_speaks(stage: Stage, open_screen: OpenScreen) -> None:
    screen = open_screen("board-eight")
    page = screen.page
    expect(page.locator(".called-number")).to_have_text("A045")
    page.route("**/clip/**", lambda route: route.fulfill(body=clip(), content_type="audio/wav"))
    page.evaluate("""() => {
      window.AudioContext = class extends AudioContext {
        constructor() { super(); this.suspend(); }
        resume() { return window.touched ? super.resume() : new Promise(() => {}); }
      };
      addEventListener("pointerdown", () => { window.touched = true; }, { capture: true });
    }""")
    stage.socketio.emit("speaker", {"speaks": True})
    stage.moment(moment(11))
    until(page, page.locator(".sound"), within=5000)
    screen.look("board-blocked")
    page.locator(".sound").click()
    until(page, lambda: page.locator(".sound").is_hidden(), within=3000)  # sooner than it would be tried again
    spoken(page, 11)
