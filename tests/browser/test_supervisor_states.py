"""The supervisor's live board: dense but quiet, and gold only where somebody should look."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenScreen
from tests.browser.held import elapse
from tests.browser.stage import Stage

SIZE = (1440, 900)


@pytest.mark.parametrize("state", ["quiet", "busy", "few"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_looks_right(open_screen: OpenScreen, state: str, lang: str) -> None:
    screen = open_screen(f"supervisor-{state}", size=SIZE, lang=lang)
    expect(screen.page.locator(".bar-row")).to_have_count(4)
    screen.look(f"supervisor-{state}-{lang}")


def test_fits_a_small_window(open_screen: OpenScreen) -> None:
    screen = open_screen("supervisor-busy", size=(1024, 768))
    expect(screen.page.locator("[data-rows=services] tr")).to_have_count(11)
    screen.look("supervisor-busy-1024x768")


def test_gold_is_where_somebody_should_look(open_screen: OpenScreen) -> None:
    page = open_screen("supervisor-busy", size=SIZE).page
    expect(page.locator(".look")).to_have_text(
        ["36 phút", "18 phút", "22 phút", "17,9 phút", "Đang phục vụ", "Tạm dừng", "Hết giấy"]
    )


def test_a_quiet_day_has_no_gold(open_screen: OpenScreen) -> None:
    page = open_screen("supervisor-quiet", size=SIZE).page
    expect(page.locator(".bar-row")).to_have_count(4)
    expect(page.locator(".look")).to_have_count(0)


def test_no_percentage_of_too_few_ratings(open_screen: OpenScreen) -> None:
    page = open_screen("supervisor-few", size=SIZE).page
    expect(page.locator(".rated")).to_contain_text("3 lượt đánh giá")
    expect(page.locator(".bars")).not_to_contain_text("%")
    assert page.locator(".bar-row .n").all_text_contents() == ["2", "1", "0", "0"]


def test_percentages_with_their_number(open_screen: OpenScreen) -> None:
    page = open_screen("supervisor-busy", size=SIZE).page
    expect(page.locator(".bar-row .n")).to_have_text(["19 59 %", "9 28 %", "3 9 %", "1 3 %"])


def test_the_mean_wait_counts_every_visit_once(stage: Stage, open_screen: OpenScreen) -> None:
    page = open_screen("supervisor-few", size=SIZE).page
    expect(page.locator("[data-total=average]")).to_have_text("3 phút")
    services = stage.pictures["supervisor", "all"]["services"]
    stage.change(
        "supervisor",
        "all",
        services=[{**services[0], "served": 1, "average_min": 10.0}, {**services[1], "served": 3, "average_min": 2.0}],
    )
    expect(page.locator("[data-total=average]")).to_have_text("4 phút")


def test_silence_of_the_office_is_shown_and_forgiven(stage: Stage, open_screen: OpenScreen) -> None:
    screen = open_screen("supervisor-busy", size=SIZE)
    expect(screen.page.locator(".bar-row")).to_have_count(4)
    elapse(screen.page, 14_000)
    expect(screen.page.locator(".stale")).to_contain_text("Mất kết nối")
    stage.socketio.emit("beat")
    expect(screen.page.locator(".stale")).to_be_hidden()


def test_names_have_room_on_a_usual_screen(open_screen: OpenScreen) -> None:
    """No name of a service takes more than one line at 1366 px."""
    screen = open_screen("supervisor-busy", size=(1366, 768))
    expect(screen.page.locator(".titled")).to_have_count(11)
    screen.look("supervisor-busy-1366x768")
    assert (
        screen.page.evaluate("Math.max(...[...document.querySelectorAll('.titled')].map((n) => n.offsetHeight))") < 30
    )


def test_levels_are_named(open_screen: OpenScreen) -> None:
    page = open_screen("supervisor-busy", size=SIZE).page
    expect(page.locator(".bar-row > span:first-child")).to_have_text(
        ["Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng"]
    )
