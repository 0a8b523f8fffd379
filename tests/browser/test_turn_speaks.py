"""The phone says the call: after one touch, each call and repeat once; where nothing plays, nothing breaks."""

import re
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

from tests.browser.conftest import OpenScreen, Screen
from tests.browser.held import elapse, quiet
from tests.browser.stage import HOME, Stage, clip
from tests.browser.test_turn_states import KEY, SAID

pytestmark = pytest.mark.browser
PHONE = (360, 640)
SAY = [clip("chuông"), clip("Mời công dân có số thứ tự A"), clip("không bốn năm"), clip("đến quầy số hai")]
PARTS = ["chuông", "Mời công dân có số thứ tự A", "không bốn năm", "đến quầy số hai"]
# What an <audio> element is told, and how it answers; it comes to its end by the page's own clock.
PLAYER = """window.played = []; window.answer = "plays";
window.Audio = function () {
  var audio = {
    canPlayType: function () { return window.answer === "never" ? "" : "maybe"; },
    pause: function () { clearTimeout(audio.timer); },
    play: function () {
      window.played.push(audio.src);
      if (window.answer === "throws") throw new Error("no sound");
      if (window.answer === "blocked") return Promise.reject(new DOMException("touch first", "NotAllowedError"));
      if (window.answer === "hangs") return undefined;
      audio.timer = setTimeout(function () { (window.answer === "broken" ? audio.onerror : audio.onended)(); }, 700);
      return window.answer === "old" ? undefined : Promise.resolve();
    } };
  return audio;
};"""


def opened(open_screen: OpenScreen, state: str, answer: str = "plays", **more: Any) -> Screen:
    """The phone page with a player that a test reads."""
    screen = open_screen(f"turn-{state}", size=PHONE, touch=True, **more)
    screen.page.add_init_script(f"{PLAYER} window.answer = {answer!r};")
    screen.page.reload()
    quiet(screen.page)
    return screen


def played(page: Any) -> list[str]:
    """The clips it was told to play, by their words; "tones" is its own sign that sound is on."""
    return [
        "tones" if address.startswith("blob:") else PARTS[SAY.index(address)]
        for address in page.evaluate("window.played")
    ]


def call(stage: Stage, page: Any, times: int = 1) -> None:
    stage.change("turn", KEY, state="called", times=times, counter=2, ahead=0, wait=None, say=SAY)
    elapse(page, 5500)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("state", ["waiting", "next", "called", "held", "absent"])
def test_looks_right(open_screen: OpenScreen, state: str, lang: str) -> None:
    screen = opened(open_screen, state, lang=lang)
    button = screen.page.locator(".sound")
    expect(button).to_be_visible()
    screen.look(f"turn-sound-off-{state}-{lang}")
    button.tap()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert [node for node in screen.buttons_below(44) if "checkbox" not in node and "/fairness" not in node] == []
    screen.look(f"turn-sound-on-{state}-{lang}")
    assert screen.violations() == []


@pytest.mark.parametrize("state", ["serving", "done", "cancelled"])
def test_nothing_is_offered_when_nothing_more_is_called(open_screen: OpenScreen, state: str) -> None:
    screen = opened(open_screen, state)
    assert SAID[state] in screen.page.inner_text(".states")
    expect(screen.page.locator(".sound")).to_be_hidden()


def test_every_call_and_every_repeat_is_said_once_in_order(open_screen: OpenScreen, stage: Stage) -> None:
    page = opened(open_screen, "waiting").page
    page.locator(".sound").tap()
    expect(page.locator(".sound")).to_contain_text("Đã bật âm thanh")
    elapse(page, 1000)
    assert played(page) == ["tones"]
    call(stage, page)
    elapse(page, 30_000)
    assert played(page) == ["tones", *PARTS]
    call(stage, page, times=2)
    elapse(page, 30_000)
    assert played(page) == ["tones", *PARTS, *PARTS]
    stage.change("turn", KEY, state="serving", say=[])
    elapse(page, 12_000)
    assert len(played(page)) == 1 + 2 * len(PARTS)


def test_without_a_touch_nothing_is_played(open_screen: OpenScreen, stage: Stage) -> None:
    page = opened(open_screen, "waiting").page
    call(stage, page)
    elapse(page, 6000)
    assert played(page) == []
    expect(page.locator(".call")).to_be_visible()


def test_a_touch_during_the_call_says_it(open_screen: OpenScreen, stage: Stage) -> None:
    page = opened(open_screen, "waiting").page
    call(stage, page)
    page.locator(".sound").tap()
    elapse(page, 6000)
    assert played(page) == ["tones", *PARTS]


def test_a_page_opened_during_the_call_knows_its_clips(open_screen: OpenScreen) -> None:
    page = opened(open_screen, "called").page
    page.locator(".sound").tap()
    elapse(page, 4000)
    assert played(page) == ["tones", *PARTS]


def test_a_second_touch_turns_it_off(open_screen: OpenScreen, stage: Stage) -> None:
    page = opened(open_screen, "waiting").page
    page.locator(".sound").tap()
    elapse(page, 1000)
    page.locator(".sound").tap()
    expect(page.locator(".sound")).to_have_attribute("aria-pressed", "false")
    call(stage, page)
    elapse(page, 6000)
    assert played(page) == ["tones"]


@pytest.mark.parametrize("answer", ["old", "broken", "hangs"])
def test_old_players_and_lost_clips_do_not_stop_the_rest(open_screen: OpenScreen, stage: Stage, answer: str) -> None:
    page = opened(open_screen, "waiting", answer).page
    page.locator(".sound").tap()
    elapse(page, 13_000)
    call(stage, page)
    elapse(page, 50_000)
    assert played(page) == ["tones", *PARTS]


def test_a_browser_that_wants_another_touch_gets_it(open_screen: OpenScreen) -> None:
    page = opened(open_screen, "waiting", "blocked").page
    page.locator(".sound").tap()
    expect(page.locator(".sound")).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".sound")).to_be_enabled()


def test_a_phone_that_cannot_play_says_so(open_screen: OpenScreen, stage: Stage) -> None:
    screen = opened(open_screen, "waiting", "throws")
    page = screen.page
    page.locator(".sound").tap()
    expect(page.locator(".sound")).to_have_text(re.compile("Điện thoại này không phát được âm thanh"))
    expect(page.locator(".sound")).to_be_disabled()
    call(stage, page)
    expect(page.locator(".call")).to_have_text("Mời đến quầy số 2")
    screen.look("turn-sound-failed")


def test_a_phone_without_a_player_is_offered_nothing(open_screen: OpenScreen, stage: Stage) -> None:
    screen = opened(open_screen, "waiting", "never")
    expect(screen.page.locator(".sound")).to_be_hidden()
    call(stage, screen.page)
    expect(screen.page.locator(".call")).to_have_text("Mời đến quầy số 2")
    assert screen.troubles == []


def test_without_scripts_no_button_promises_anything(open_screen: OpenScreen) -> None:
    page = open_screen("turn-waiting", size=PHONE, java_script_enabled=False).page
    assert not page.locator(".sound").is_visible()


def test_chromium_itself_plays_the_tones_and_the_clips(open_screen: OpenScreen, stage: Stage) -> None:
    page = open_screen("turn-called", size=PHONE, touch=True).page
    page.add_init_script(
        """{ const { play } = HTMLMediaElement.prototype;
        HTMLMediaElement.prototype.play = function () {
          const { dataset } = document.body, note = (name) => { dataset[name] = Number(dataset[name] ?? 0) + 1; };
          this.onplay ??= () => {
            this.addEventListener("ended", () => note("ended"));
            this.addEventListener("error", () => note("failed"));
            this.onplay = () => {};
          };
          return play.call(this);
        }; }"""
    )
    page.reload()
    quiet(page)
    page.locator(".sound").tap()
    expect(page.locator("body")).to_have_attribute("data-ended", str(1 + len(SAY)))
    expect(page.locator("body")).not_to_have_attribute("data-failed", re.compile(".*"))


def test_the_script_is_old_fashioned() -> None:
    code = re.sub(r"//.*|/\*.*?\*/", "", (HOME / "kiosk" / "turn" / "sound.js").read_text(encoding="utf-8"), flags=re.S)
    assert (
        re.findall(r"=>|`|\b(?:let|const|class|import|export|async|await|Promise|fetch)\b|\.\.\.|\?\.|\?\?", code) == []
    )
