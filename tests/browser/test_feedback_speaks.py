"""The feedback terminal asks aloud: once for a visit, softly, never after a touch; without sound nothing is missed."""

from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenScreen
from tests.browser.held import SETTLE, elapse, quiet, until
from tests.browser.stage import Stage, clip
from tests.ear import soundcard
from tests.ear.soundcard import Mode, Sound

pytestmark = pytest.mark.browser
SMALL = (800, 480)
SAY = [clip("mời đánh giá"), clip("quầy số hai")]
LATER = "2026-11-20T08:20:00+07:00"
NEXT = {"ticket": "20261120-A046", "label": "A046", "until": LATER}
ASLEEP: dict[str, Any] = {"ask": None, "say": []}
Woken = Callable[..., Page]


@pytest.fixture
def woken(open_screen: OpenScreen) -> Woken:
    """A terminal with a sound card of the test's, which wakes up to ask (or sleeps, as the sample says)."""

    def opened(sample: str = "feedback-aloud", mode: Mode = "at_once", first: str = "") -> Page:
        page: Page = open_screen("signin-plain", size=SMALL).page
        page.add_init_script(f"window.soundcardMode = {mode!r};\n{soundcard.SCRIPT}\n{first}")
        page.goto(page.url.replace("signin-plain", sample))
        quiet(page)
        return page

    return opened


def heard(page: Page) -> list[str]:
    quiet(page)
    return [sound.path for sound in soundcard.sounds(page)]


def hears(page: Page, clips: list[str]) -> None:
    """Wait until just these have been said; a sound card needs turns of the browser that nobody counts."""
    until(page, lambda: heard(page) == clips)


def sounding(page: Page) -> list[Sound]:
    """Those that a person still hears."""
    return [sound for sound in soundcard.sounds(page) if not sound.ended and not sound.cut]


def contexts(page: Page) -> list[str]:
    return [str(one["state"]) for one in page.evaluate("soundcard.contexts")]


def test_a_visit_is_asked_about_once_and_softly(woken: Woken, stage: Stage) -> None:
    page = woken("feedback-asleep")
    assert contexts(page) == []  # asleep, it holds no sound device
    stage.change("feedback", "2", ask={"ticket": "20261120-A045", "label": "A045", "until": LATER}, say=SAY)
    expect(page.locator(".ask")).to_be_visible()
    hears(page, SAY)
    first, second = soundcard.sounds(page)
    assert 0 < first.gain < 0.8  # type: ignore[operator]
    assert first.end < second.at < first.end + 0.1
    stage.change("feedback", "2", low=2)  # pushed again, still asking about the same visit
    elapse(page, SETTLE)
    page.get_by_role("button", name="English").click()
    elapse(page, 20_000)
    hears(page, SAY)
    assert contexts(page) == ["closed"]


def test_the_next_visit_is_asked_about_again(woken: Woken, stage: Stage) -> None:
    page = woken()
    stage.change("feedback", "2", ask=NEXT)
    expect(page.locator("h1")).to_contain_text("A046")
    hears(page, SAY * 2)
    assert soundcard.overlaps(soundcard.sounds(page)) == []


def test_a_page_that_is_loaded_anew_does_not_ask_aloud_again(woken: Woken, stage: Stage) -> None:
    page = woken()
    hears(page, SAY)
    page.reload()
    expect(page.locator(".ask")).to_be_visible()
    assert heard(page) == []
    stage.change("feedback", "2", ask=NEXT)
    expect(page.locator("h1")).to_contain_text("A046")
    hears(page, SAY)


def test_what_cannot_be_remembered_is_not_said(woken: Woken) -> None:
    page = woken(first="Object.defineProperty(window, 'localStorage', { get() { throw new Error('blocked'); } });")
    expect(page.locator(".ask")).to_be_visible()
    assert heard(page) == []


def test_a_centre_that_wants_no_voice_hears_none(woken: Woken) -> None:
    page = woken("feedback-four")
    expect(page.locator(".ask")).to_be_visible()
    assert heard(page) == []
    assert contexts(page) == []


@pytest.mark.parametrize("level", [4, 1])
def test_a_touch_of_a_level_stops_it(woken: Woken, level: int) -> None:
    page = woken(mode="told")
    until(page, lambda: len(sounding(page)) == 2)
    soundcard.tell(page, 0.1)
    elapse(page, SETTLE)
    page.locator(f"[data-level='{level}']").hover()
    page.mouse.down()  # the touch itself, not only its end
    elapse(page, 200)
    assert sounding(page) == []
    page.mouse.up()
    page.wait_for_selector(".why, .thanks")
    soundcard.tell(page, 5)
    assert all(sound.cut for sound in soundcard.sounds(page))
    assert contexts(page) == ["closed"]


def test_a_keyboard_stops_it_too(woken: Woken) -> None:
    page = woken(mode="told")
    elapse(page, SETTLE)
    page.locator("[data-level='4']").evaluate("(face) => face.click()")  # as a reading aid presses
    page.wait_for_selector(".thanks")
    elapse(page, 200)
    assert sounding(page) == []


def test_it_stops_when_the_question_goes_away(woken: Woken, stage: Stage) -> None:
    page = woken(mode="told")
    until(page, lambda: len(sounding(page)) == 2)
    stage.change("feedback", "2", **ASLEEP)
    expect(page.locator(".asleep")).to_be_visible()
    elapse(page, 200)
    assert sounding(page) == []


def test_a_browser_that_waits_for_a_touch_stays_silent(woken: Woken, stage: Stage) -> None:
    page = woken(first="soundcard.block();")
    expect(page.locator(".ask")).to_be_visible()
    elapse(page, 2000)
    page.evaluate("soundcard.allow()")
    elapse(page, SETTLE)
    page.locator("[data-level='4']").click()
    page.wait_for_selector(".thanks")
    elapse(page, 200)
    assert heard(page) == []
    assert contexts(page) == ["closed"]
    assert len(stage.asked("POST", "/tickets/20261120-A045/rating")) == 1


def test_a_browser_without_sound_asks_all_the_same(woken: Woken, stage: Stage) -> None:
    page = woken(first="delete window.AudioContext; window.AudioContext = undefined;")
    elapse(page, SETTLE)
    page.locator("[data-level='4']").click()
    page.wait_for_selector(".thanks")
    assert len(stage.asked("POST", "/tickets/20261120-A045/rating")) == 1


def test_half_a_sentence_is_not_said_and_a_late_one_neither(woken: Woken, stage: Stage) -> None:
    page = woken("feedback-asleep")
    waiting: list[Route] = []
    page.route("**/stage/clip/late.wav", lambda route: waiting.append(route))
    page.route("**/stage/clip/gone.wav", lambda route: route.fulfill(status=404))
    stage.change("feedback", "2", ask=NEXT, say=[SAY[0], "/stage/clip/gone.wav"])
    expect(page.locator(".ask")).to_be_visible()
    elapse(page, 12_000)
    stage.change("feedback", "2", **ASLEEP)
    stage.change("feedback", "2", ask=NEXT | {"ticket": "20261120-A047", "label": "A047"}, say=["/stage/clip/late.wav"])
    expect(page.locator("h1")).to_contain_text("A047")
    page.clock.run_for(3900)  # the office is making the clip all the time
    page.clock.run_for(1200)
    page.unroute("**/stage/clip/late.wav")
    for route in waiting:
        route.continue_()
    elapse(page, 5000)
    assert heard(page) == []
    assert contexts(page) == ["closed", "closed"]


def test_a_sound_card_that_stands_still_is_given_back(woken: Woken) -> None:
    page = woken(mode="told")
    assert contexts(page) == ["running"]
    elapse(page, 5000)
    assert contexts(page) == ["closed"]
