"""The counter sign: one number, one state, on every small screen."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenScreen
from tests.browser.held import elapse
from tests.browser.stage import Stage, sample

STATES = {
    "calling": "Đang gọi",
    "recall": "Đang gọi",
    "serving": "Đang phục vụ",
    "idle": "Mời chờ gọi số",
    "paused": "Tạm dừng",
    "long": "Đang gọi",
    "mark": "Gọi ngoài thứ tự: Sửa hồ sơ theo Phiếu quay lại",
    "closing": "Ngừng phát số lúc 16:45",
}
SIZES = [(1024, 600), (1280, 390), (800, 480), (480, 800)]


@pytest.mark.parametrize("state", STATES)
def test_looks_right(open_screen: OpenScreen, state: str) -> None:
    screen = open_screen(f"sign-{state}")
    for width, height in screen.at_each(SIZES):
        expect(screen.page.get_by_text(STATES[state], exact=True).locator("visible=true")).to_have_count(1)
        screen.look(f"sign-{state}-{width}x{height}")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_number_is_the_largest_thing(open_screen: OpenScreen, size: tuple[int, int]) -> None:
    page = open_screen("sign-calling", size=size).page
    expect(page.locator(".label")).to_have_text("A045")
    sizes = page.evaluate("""() => Object.fromEntries([".label", ".counter-no", ".counter-name", ".word"].map((name) =>
      [name, parseFloat(getComputedStyle(document.querySelector(name)).fontSize)]))""")
    number = sizes[".label"]
    assert number == max(sizes.values())
    assert number >= 0.26 * size[0] or number >= 0.55 * size[1]


def test_a_pause_tells_the_public_why(open_screen: OpenScreen) -> None:
    page = open_screen("sign-paused", size=(1024, 600)).page
    expect(page.locator(".why")).to_have_text("Cán bộ đi họp, mở lại lúc 9 giờ 30")


def test_english_words(open_screen: OpenScreen) -> None:
    screen = open_screen("sign-paused", size=(800, 480), lang="en")
    expect(screen.page.locator(".big")).to_have_text("Paused")
    screen.look("sign-paused-en")


def test_only_a_new_call_moves(stage: Stage, open_screen: OpenScreen) -> None:
    page = open_screen("sign-idle", size=(1024, 600), motion=True).page
    sign = page.locator(".sign")
    expect(page.locator(".big")).to_have_text("Mời chờ gọi số")
    stage.put(sample("sign-calling")["picture"])
    expect(sign).to_have_class("sign new")
    stage.put(sample("sign-serving")["picture"])
    expect(page.locator(".word")).to_have_text("Đang phục vụ")
    page.evaluate("() => document.querySelector('.sign').classList.remove('new')")
    stage.put(sample("sign-idle")["picture"])
    expect(page.locator(".big")).to_be_visible()
    expect(sign).to_have_class("sign")
    stage.put(sample("sign-recall")["picture"])
    expect(page.locator(".tag")).to_have_text("Gọi lần 2")
    expect(sign).to_have_class("sign new")


def test_silence_of_the_office_is_shown_and_forgiven(stage: Stage, open_screen: OpenScreen) -> None:
    screen = open_screen("sign-serving", size=(1024, 600))
    expect(screen.page.locator(".label")).to_have_text("A045")
    elapse(screen.page, 14_000)
    expect(screen.page.locator(".stale")).to_contain_text("Mất kết nối")
    screen.look("sign-stale")
    stage.socketio.emit("beat")
    expect(screen.page.locator(".stale")).to_be_hidden()


def test_the_reason_goes_with_the_call(open_screen: OpenScreen, stage: Stage) -> None:
    """Out of order is said while the number is called, not while somebody is served."""
    screen = open_screen("sign-mark")
    page = screen.page
    expect(page.locator(".mark")).to_be_visible()
    assert screen.violations() == []
    bottom = page.locator(".label").bounding_box()
    assert bottom["y"] + bottom["height"] <= page.locator(".mark").bounding_box()["y"] + bottom["height"] * 0.12
    ticket = stage.pictures["counter", "2"]["ticket"]
    stage.change("counter", "2", ticket={**ticket, "phase": "serving"})
    expect(page.locator(".mark")).to_be_hidden()
    stage.put(sample("sign-paused")["picture"])
    expect(page.locator(".why")).to_be_visible()
    with page.expect_navigation():
        stage.socketio.emit("gone", {"kind": "counter", "name": "2"})
