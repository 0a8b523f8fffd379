"""How the kiosk is touched: one touch is one number, whatever fingers, networks and idle hands do."""

import re
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

from tests.browser.conftest import OpenScreen
from tests.browser.held import SETTLE, elapse, press, quiet, until
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser
PORTRAIT = (1080, 1920)
TICKETS = "/tickets"


def home(open_screen: OpenScreen, sample: str = "kiosk-home", **more: Any) -> Any:
    """The first page, ready for touches."""
    page = open_screen(sample, size=PORTRAIT, **more).page
    page.wait_for_selector("main .tile")
    elapse(page, SETTLE)
    page.wait_for_selector("main:not([inert]) .tile")
    return page


def at_button(open_screen: OpenScreen, **more: Any) -> tuple[Any, float, float]:
    """The page of Hộ tịch, and the middle of its big button."""
    page = home(open_screen, **more)
    press(page, "[data-code=HT]")
    page.wait_for_selector(".rows")
    elapse(page, SETTLE)
    page.wait_for_selector("main:not([inert])")
    box = page.locator(".take").bounding_box()
    return page, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def fingers(page: Any) -> Any:
    """A way to put real fingers on the glass: `touch("touchStart", (x, y), …)`."""
    session = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        spots = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": spots})

    return touch


def keys(stage: Stage) -> list[str | None]:
    return [call.key for call in stage.asked("POST", TICKETS)]


def test_two_touches_to_a_number(open_screen: OpenScreen, stage: Stage) -> None:
    page, x, y = at_button(open_screen, touch=True)
    page.touchscreen.tap(x, y)
    page.wait_for_selector(".result")
    assert [call.body for call in stage.asked("POST", TICKETS)] == [{"service": "HT", "language": "vi"}]
    assert len(keys(stage)[0] or "") == 32


def test_a_double_tap_is_one_number(open_screen: OpenScreen, stage: Stage) -> None:
    page, x, y = at_button(open_screen, touch=True)
    for _ in range(4):
        page.touchscreen.tap(x, y)
    page.wait_for_selector(".result")
    elapse(page, SETTLE)
    assert len(keys(stage)) == 1


def test_a_double_tap_on_a_tile_takes_no_number(open_screen: OpenScreen, stage: Stage) -> None:
    """The second tap of a double tap dies away, wherever the new page has put its button."""
    page = home(open_screen, touch=True)
    page.evaluate(
        """() => {
            const [style] = document.styleSheets;
            style.insertRule(".take { position: fixed; inset: 0; z-index: 9; }", style.cssRules.length);
        }"""
    )
    box = page.locator("[data-code=PA]").bounding_box()
    for _ in range(2):
        page.touchscreen.tap(box["x"] + 60, box["y"] + 60)
    page.wait_for_selector(".take")
    elapse(page, SETTLE)
    page.wait_for_selector("main:not([inert]) .take")
    assert keys(stage) == []


def test_a_slow_double_tap_dies_away_only_where_the_tile_was(open_screen: OpenScreen, stage: Stage) -> None:
    """A page whose number is to be had everywhere: not where the finger has just been, at once anywhere else."""
    page = home(open_screen, touch=True)
    everywhere = """() => {
      const [style] = document.styleSheets;
      style.insertRule(".take { position: fixed; inset: 0; z-index: 9; }", style.cssRules.length);
    }"""
    page.evaluate(everywhere)
    box = page.locator("[data-code=PA]").bounding_box()
    x, y = box["x"] + box["width"] - 20, box["y"] + box["height"] - 10
    page.touchscreen.tap(x, y)
    page.wait_for_selector(".take")
    for passed in (360, 140, 400):  # 360, 500 and 900 ms after the tile
        elapse(page, passed)
        page.touchscreen.tap(x, y - 5)
        assert page.locator(".take:not(:disabled)").count() == 1, passed
    page.get_by_role("button", name="Quay lại").evaluate("(node) => node.dispatchEvent(new Event('press'))")
    elapse(page, SETTLE)
    page.touchscreen.tap(x, y)
    elapse(page, 360)
    page.touchscreen.tap(box["x"] + 60, box["y"] - 400)  # whoever means the button has it
    page.wait_for_selector(".result")
    assert len(keys(stage)) == 1


def test_a_double_tap_on_back_opens_nothing_else(open_screen: OpenScreen) -> None:
    page = home(open_screen, touch=True)
    for between in (90, 250, 400, 550):
        press(page, "[data-code=HT]")
        elapse(page, SETTLE)
        box = page.get_by_role("button", name="Quay lại").bounding_box()
        spot = box["x"] + box["width"] / 4, box["y"] + box["height"] / 2
        page.touchscreen.tap(*spot)
        page.wait_for_selector(".home")
        elapse(page, between)
        page.touchscreen.tap(*spot)
        assert page.locator(".lookup").count() == 0, between
    elapse(page, SETTLE)
    page.touchscreen.tap(*spot)  # and then it is an ordinary touch
    page.wait_for_selector(".lookup")


def test_two_fingers_are_one_number(open_screen: OpenScreen, stage: Stage) -> None:
    page, x, y = at_button(open_screen, touch=True)
    touch = fingers(page)
    touch("touchStart", (x - 60, y), (x + 60, y))
    touch("touchEnd")
    page.wait_for_selector(".result")
    assert len(keys(stage)) == 1


@pytest.mark.parametrize(("drift", "numbers"), [(34, 1), (70, 0)])
def test_drift(open_screen: OpenScreen, stage: Stage, drift: int, numbers: int) -> None:
    page, x, y = at_button(open_screen, touch=True)
    touch = fingers(page)
    touch("touchStart", (x, y))
    expect(page.locator(".take.pressed")).to_have_count(1)
    touch("touchMove", (x + drift / 2, y + drift / 4))
    touch("touchMove", (x + drift, y))
    expect(page.locator(".take.pressed")).to_have_count(numbers)
    touch("touchEnd")
    page.wait_for_selector(".result" if numbers else ".take:not(.pressed)")
    quiet(page)
    assert len(keys(stage)) == numbers


def test_drift_out_of_the_button_still_presses(open_screen: OpenScreen, stage: Stage) -> None:
    page, x, _ = at_button(open_screen, touch=True)
    box = page.locator(".take").bounding_box()
    touch = fingers(page)
    touch("touchStart", (x, box["y"] + 5))
    touch("touchMove", (x, box["y"] - 20))
    touch("touchEnd")
    page.wait_for_selector(".result")
    assert len(keys(stage)) == 1


def test_a_long_press_opens_no_menu_and_is_one_number(open_screen: OpenScreen, stage: Stage) -> None:
    page, x, y = at_button(open_screen, touch=True)
    page.evaluate(
        "addEventListener('contextmenu', (event) => { document.body.dataset.menu = String(!event.defaultPrevented); })"
    )
    page.mouse.click(x, y, button="right")
    expect(page.locator("body")).to_have_attribute("data-menu", "false")
    touch = fingers(page)
    touch("touchStart", (x, y))
    elapse(page, 5000)
    touch("touchEnd")
    page.wait_for_selector(".result")
    assert len(keys(stage)) == 1


def test_the_page_is_not_taken_away_from_under_a_finger(open_screen: OpenScreen, stage: Stage) -> None:
    page = home(open_screen, touch=True)
    box = page.locator("[data-code=HT]").bounding_box()
    touch = fingers(page)
    touch("touchStart", (box["x"] + 50, box["y"] + 50))
    services = [{**service, "waiting": 77} for service in stage.pictures["kiosk", "kiosk"]["services"]]
    page.evaluate("window.tile = document.querySelector('[data-code=HT]')")
    stage.change("kiosk", "kiosk", services=services, now="2026-11-20T09:33:00+07:00")
    elapse(page, 1000)
    expect(page.locator(".clock")).to_have_text("09:33")  # the new picture is here
    assert page.evaluate("window.tile.isConnected")
    touch("touchEnd")
    page.wait_for_selector(".service")
    expect(page.locator(".line")).to_contain_text("77")


def test_a_lost_answer_is_asked_again_with_the_same_key(open_screen: OpenScreen, stage: Stage) -> None:
    page, x, y = at_button(open_screen)
    lost: list[int] = []

    def lose_once(route: Any) -> None:
        if lost:
            route.continue_()
            return
        lost.append(1)
        route.fetch()  # the office has issued the number …
        route.abort()  # … and the answer never arrives

    page.route(f"**/api/v1{TICKETS}", lose_once)
    page.mouse.click(x, y)
    until(page, page.locator(".result"), within=10_000)
    assert len(keys(stage)) == 2
    assert len(set(keys(stage))) == 1


def test_a_touch_nobody_answered_keeps_its_key_for_the_next_try(open_screen: OpenScreen, stage: Stage) -> None:
    page, x, y = at_button(open_screen)
    stage.answers["POST /tickets"] = (503, {"status": 503})
    page.mouse.click(x, y)
    page.wait_for_selector(".take:disabled")
    elapse(page, 5000)
    expect(page.locator(".slow")).to_contain_text("Máy chủ trả lời chậm")
    until(page, page.locator(".refused"), within=30_000)
    assert "chưa liên lạc được" in page.inner_text(".refused h1")
    stage.answers["POST /tickets"] = (
        201,
        {"id": "20261120-A046", "label": "A046", "service": "HT", "name": {"vi": "Hộ tịch"}, "ahead": 1, "wait": None},
    )
    press(page, page.get_by_role("button", name="Thử lại"))
    page.wait_for_selector(".result")
    assert len(set(keys(stage))) == 1


@pytest.mark.parametrize("end", ["home", "idle"])
def test_a_lost_answer_is_never_the_next_citizens(open_screen: OpenScreen, stage: Stage, end: str) -> None:
    page, x, y = at_button(open_screen)
    stage.answers["POST /tickets"] = (503, {"status": 503})
    page.mouse.click(x, y)
    until(page, page.locator(".refused"), within=30_000)
    lost = set(keys(stage))
    if end == "home":
        press(page, page.get_by_role("button", name="Về màn hình đầu"))
    until(page, page.locator(".home"), within=20_000)
    press(page, "[data-code=HT]")
    press(page, ".take")
    until(page, page.locator(".refused"), within=30_000)
    assert len(lost) == 1
    assert len(set(keys(stage)) - lost) == 1


def test_another_touch_is_another_key(open_screen: OpenScreen, stage: Stage) -> None:
    page, x, y = at_button(open_screen)
    page.mouse.click(x, y)
    press(page, page.get_by_role("button", name="Xong"))
    press(page, "[data-code=HT]")
    press(page, ".take")
    page.wait_for_selector(".result")
    assert len(set(keys(stage))) == 2


def test_choices_travel_with_the_touch(open_screen: OpenScreen, stage: Stage) -> None:
    page, _, _ = at_button(open_screen)
    page.get_by_role("radio", name="Tôi là người khuyết tật").click()
    page.get_by_role("button", name="Đăng ký khai sinh").click()
    press(page, page.get_by_role("button", name="English"))
    elapse(page, SETTLE)
    expect(page.locator(".fold .chosen")).to_have_text("Yes – person with a disability")
    press(page, page.get_by_role("button", name="I have all papers"))
    page.wait_for_selector(".result")
    wish = {"service": "HT", "procedure": "1.001193", "priority": "NKT", "language": "en"}
    assert [call.body for call in stage.asked("POST", TICKETS)] == [wish]


def test_idleness_ends_a_visit(open_screen: OpenScreen) -> None:
    page, _, _ = at_button(open_screen, lang="en")
    elapse(page, 31_000)
    page.wait_for_selector(".home")
    assert page.evaluate("document.documentElement.lang") == "vi"


def test_idleness_scrolls_home_back_to_its_top(open_screen: OpenScreen) -> None:
    page = home(open_screen, "kiosk-forty")
    elapse(page, 60_000)
    assert page.locator(".idle").is_hidden()  # nothing was begun, so nothing is announced
    page.get_by_role("button", name="Xem thêm").click()
    expect(page.locator("[data-code=S0]")).not_to_be_in_viewport()
    elapse(page, 31_000)
    expect(page.locator("[data-code=S0]")).to_be_in_viewport()


def test_idleness_warns_and_can_be_put_off(open_screen: OpenScreen) -> None:
    page, _, _ = at_button(open_screen)
    elapse(page, 21_000)
    page.wait_for_selector(".idle:not([hidden])")
    assert "giây" in page.inner_text(".idle")
    page.get_by_role("button", name="Tôi cần thêm thời gian").click()
    page.wait_for_selector(".idle", state="hidden")
    elapse(page, 18_000)
    assert page.locator(".service").count() == 1
    elapse(page, 13_000)
    page.wait_for_selector(".home")


def test_the_printed_number_gives_way_to_the_next_citizen(open_screen: OpenScreen, stage: Stage) -> None:
    stage.answers["GET /tickets/*"] = (200, {"print": {"state": "printed", "why": None}})
    page, x, y = at_button(open_screen)
    page.mouse.click(x, y)
    elapse(page, 1500)
    page.wait_for_selector("[data-print=printed]")
    assert "Mời công dân lấy phiếu" in page.inner_text(".news")
    elapse(page, 17_000)
    assert page.locator(".result").count() == 1
    elapse(page, 4000)
    page.wait_for_selector(".home")


def test_a_paper_that_never_comes_is_trouble_and_stays_longer(open_screen: OpenScreen, stage: Stage) -> None:
    page, x, y = at_button(open_screen)
    page.mouse.click(x, y)
    page.wait_for_selector("[data-print=printing]")
    quiet(page)
    stage.change("kiosk", "kiosk", printer={"state": "cover_open", "why": None})
    elapse(page, 1500)
    page.wait_for_selector("[data-print=trouble]")
    expect(page.locator(".news")).to_contain_text(re.compile(r"Số A045\scủa công dân.*có.*hiệu.*lực", re.IGNORECASE))
    elapse(page, 20_000)
    assert page.locator(".result").count() == 1
    press(page, page.get_by_role("button", name="Thêm thời gian"))
    elapse(page, 20_000)
    assert page.locator(".result").count() == 1
    elapse(page, 12_000)
    page.wait_for_selector(".home")


def test_the_page_neither_zooms_nor_selects(open_screen: OpenScreen) -> None:
    page, x, y = at_button(open_screen)
    page.evaluate(
        """() => { for (const kind of ["wheel", "keydown"]) addEventListener(kind, (event) => {
          if (event.key !== "Control") document.body.dataset[kind] = event.defaultPrevented ? "prevented" : "zooms";
        }); }"""
    )
    page.mouse.move(x, y)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -500)
    page.keyboard.press("+")
    page.keyboard.up("Control")
    expect(page.locator("body")).to_have_attribute("data-wheel", "prevented")
    expect(page.locator("body")).to_have_attribute("data-keydown", "prevented")
    assert page.evaluate("visualViewport.scale") == 1
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).userSelect") == "none"
    assert page.evaluate("getComputedStyle(document.querySelector('.take')).touchAction") == "none"
