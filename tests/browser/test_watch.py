"""Watching a picture: no answer, a no, and another zone's clock are never silent and never wrong."""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenScreen
from tests.browser.held import PATIENCE, elapse, quiet, until
from tests.browser.stage import Stage
from tests.waiting import eventually

DESK = (1366, 768)
LOST = "Mất kết nối từ 08:15"


@dataclass(slots=True)
class Deaf:
    """An office that hears every question and answers none until `hears` is set."""

    hears: threading.Event = field(default_factory=threading.Event)
    asked: list[dict[str, str]] = field(default_factory=list)


@pytest.fixture
def deaf(stage: Stage) -> Iterator[Deaf]:
    office = Deaf()

    def watched(place: dict[str, str]) -> Any:
        office.asked.append(place)
        office.hears.wait(4 * PATIENCE / 1000)
        return stage.pictures[place["kind"], place["name"]]

    stage.watched = watched
    yield office
    office.hears.set()


def test_an_unanswered_question_is_said_and_asked_again(stage: Stage, open_screen: OpenScreen, deaf: Deaf) -> None:
    page = open_screen("sign-serving", size=(1024, 600)).page
    band = page.locator(".stale")
    eventually(lambda: len(deaf.asked) == 1, "the question")
    expect(band).to_be_hidden()
    elapse(page, 5500)
    expect(band).to_contain_text(LOST)
    eventually(lambda: len(deaf.asked) == 2, "the question, asked again")
    stage.socketio.emit("beat")  # a beat is no news of this sign
    quiet(page)
    expect(band).to_be_visible()
    deaf.hears.set()
    expect(band).to_be_hidden()
    expect(page.locator(".label")).not_to_be_empty()


def test_a_screen_that_does_not_exist_says_so_and_asks_slowly(stage: Stage, open_screen: OpenScreen) -> None:
    asked: list[Any] = []

    def watched(place: dict[str, str]) -> Any:
        asked.append(place)
        return {"problem": {"status": 404}}

    stage.watched = watched
    page = open_screen("sign-serving", size=(1024, 600)).page
    band = page.locator(".stale")
    expect(band).to_contain_text(LOST)
    page.evaluate(
        "window.flicker = 0; new MutationObserver(() => window.flicker++)"
        ".observe(document.querySelector('.stale'), { attributes: true })"
    )
    stage.socketio.emit("beat")
    stage.socketio.emit("speaker", {"speaks": False})
    elapse(page, 9000)
    assert len(asked) == 1
    stage.watched = None
    elapse(page, 1500)
    expect(band).to_be_hidden()
    expect(page.locator(".label")).not_to_be_empty()
    assert page.evaluate("window.flicker") == 1  # the beat did not hide it


def test_a_person_who_may_not_watch_signs_in_again(stage: Stage, open_screen: OpenScreen) -> None:
    stage.watched = lambda place: {"problem": {"status": 403}}
    page = open_screen("console-idle", size=DESK).page
    expect(page).to_have_url(re.compile(r"/sign-in\?next=%2Fstage%2Fconsole-idle$"))


def test_a_device_that_may_not_watch_opens_its_page_again(stage: Stage, open_screen: OpenScreen) -> None:
    stage.watched = lambda place: {"problem": {"status": 403}}
    page = open_screen("sign-serving", size=(1024, 600)).page
    expect(page.locator(".stale")).to_contain_text(LOST)
    stage.watched = None
    quiet(page)
    with page.expect_navigation():
        page.clock.run_for(10_000)
    expect(page.locator(".stale")).to_be_hidden()
    expect(page.locator(".label")).not_to_be_empty()


def test_a_screen_waits_for_its_words(stage: Stage, open_screen: OpenScreen) -> None:
    """The office restarts while the page opens: the screen starts when the office is back."""
    tries: list[str] = []
    page = open_screen("sign-serving", size=(1024, 600)).page

    def away(route: Any) -> None:
        tries.append(route.request.url)
        if len(tries) <= 2:
            route.abort()
        else:
            route.continue_()

    page.route("**/web/words/**", away)
    page.reload()
    until(page, page.locator(".label:not(:empty)"), within=10_000)
    assert len(tries) > 2


@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
def test_the_centres_clock_on_a_machine_of_another_zone(stage: Stage, open_screen: OpenScreen, zone: str) -> None:
    kiosk = open_screen("kiosk-home", size=(1080, 1920), touch=True, zone=zone).page
    expect(kiosk.locator(".clock")).to_have_text("08:15")
    expect(kiosk.locator(".date")).to_have_text("Thứ Sáu, 20/11/2026")
    stage.change("kiosk", "kiosk", now="2026-11-21T00:30:00+07:00")
    expect(kiosk.locator(".clock")).to_have_text("00:30")
    expect(kiosk.locator(".date")).to_have_text("Thứ Bảy, 21/11/2026")


def test_without_a_known_zone_the_offices_own_time_tells_it(stage: Stage, open_screen: OpenScreen) -> None:
    stage.zone = "Nowhere/At_All"
    board = open_screen("board-eight", zone="UTC").page
    expect(board.locator(".clock")).to_have_text("08:15")
    expect(board.locator(".date")).to_have_text("Thứ Sáu, 20/11/2026")


def test_when_a_closed_service_opens_is_said_in_the_centres_time(stage: Stage, open_screen: OpenScreen) -> None:
    kiosk = open_screen("kiosk-home", size=(1080, 1920), touch=True, zone="UTC").page
    services = stage.pictures["kiosk", "kiosk"]["services"]
    shut = {"open": False, "why": {"vi": "Đã hết giờ nhận số"}, "opens_at": "2026-11-21T00:30:00+07:00"}
    stage.change("kiosk", "kiosk", services=[{**services[0], **shut}, *services[1:]])
    tile = kiosk.locator(".tile.closed")
    expect(tile).to_contain_text("00:30")
    expect(tile).to_contain_text("Thứ Bảy")


def test_the_phone_page_says_the_centres_time(stage: Stage, open_screen: OpenScreen) -> None:
    screen = open_screen("turn-waiting", size=(360, 720), zone="America/New_York")
    stage.pictures.clear()
    elapse(screen.page, 20_000)
    expect(screen.page.locator(".stale")).to_contain_text(LOST)
