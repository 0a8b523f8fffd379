"""Every state of the kiosk: all text fits, all words are there, every target is large enough for any hand."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

from tests.browser.conftest import OpenScreen, Screen
from tests.browser.held import SETTLE, elapse, press, quiet, until
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser
PORTRAIT, LANDSCAPE, SMALL = (1080, 1920), (1920, 1080), (1366, 768)
SIZES = {"portrait": PORTRAIT, "landscape": LANDSCAPE, "small": SMALL}
PRINTS = {
    "home": "printing",
    "printed": "printed",
    "trouble": "trouble",
    "unprinted": "unprinted",
    "wide": "printing",
}
TOUCH = 95.5  # CSS px: 96 less what rounding takes


def ready(screen: Screen) -> Any:
    """The page once the kiosk has its picture."""
    screen.page.wait_for_selector("body[data-page]")
    quiet(screen.page)
    return screen.page


# Text of a page that lies outside the page's own place (lists scroll in a port of their own).
STRAY = """() => {
  const place = document.querySelector(".page").getBoundingClientRect(), strays = [];
  for (const node of document.querySelectorAll(".page *")) {
    if (node.childElementCount || !node.textContent.trim()) continue;
    if (node.closest(".port, svg") || !node.checkVisibility()) continue;
    const box = node.getBoundingClientRect();
    if (box.top < place.top - 1 || box.bottom > place.bottom + 1) strays.push(node.textContent);
  }
  return strays;
}"""


def check(screen: Screen, name: str) -> None:
    elapse(screen.page, SETTLE)
    screen.page.wait_for_selector("main:not([inert])")
    screen.look(name)
    assert screen.page.evaluate(STRAY) == []
    assert screen.buttons_below(TOUCH) == []


def check_all(
    screen: Screen,
    name: str,
    also: Callable[[Any], None] = lambda page: None,
    sizes: Mapping[str, tuple[int, int]] = SIZES,
) -> None:
    """`check` at each size of a kiosk, one after the other, and what `also` has to be right of the page."""
    for size, _ in zip(sizes, screen.at_each(sizes.values()), strict=True):
        check(screen, f"{name}-{size}")
        also(screen.page)


@pytest.mark.parametrize("state", ["home", "closed", "quiet", "shut", "long", "forty", "printer"])
def test_home(open_screen: OpenScreen, state: str) -> None:
    screen = open_screen(f"kiosk-{state}", size=PORTRAIT)
    ready(screen)
    check_all(screen, f"kiosk-{state}")


def test_home_in_english(open_screen: OpenScreen) -> None:
    screen = open_screen("kiosk-home", size=PORTRAIT, lang="en")
    ready(screen)
    assert screen.page.inner_text("h1") == "Welcome"
    check_all(screen, "kiosk-home-en")


def test_large_type_and_high_contrast(open_screen: OpenScreen) -> None:
    screen = open_screen("kiosk-home", size=PORTRAIT)
    page = ready(screen)
    normal = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.tile-name')).fontSize)")
    press(page, page.get_by_role("button", name="Chữ to"))
    page.get_by_role("button", name="Tương phản cao").click()
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('.tile-name')).fontSize)") > normal * 1.1
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    check_all(screen, "kiosk-large-contrast")


@pytest.mark.parametrize("where", ["service", "result", "refused", "lookup"])
def test_large_type_on_inner_pages(open_screen: OpenScreen, where: str) -> None:
    screen = open_screen("kiosk-refused" if where == "refused" else "kiosk-trouble", size=PORTRAIT)
    page = ready(screen)
    press(page, page.get_by_role("button", name="Chữ to"))
    if where == "lookup":
        press(page, page.get_by_role("button", name="Tìm thủ tục"))
        page.wait_for_selector(".row")
    else:
        press(page, "[data-code=HT]")
        page.wait_for_selector(".rows")
    if where in ("result", "refused"):
        press(page, ".take")
        until(page, page.locator("[data-print=trouble]" if where == "result" else ".refused"), within=5000)
    check_all(screen, f"kiosk-large-{where}")


def test_a_closed_service_says_why_and_can_be_looked_into(open_screen: OpenScreen) -> None:
    page = ready(open_screen("kiosk-closed", size=PORTRAIT))
    tile = page.locator("[data-code=DD]")
    assert "Đã phát hết số buổi sáng" in tile.inner_text()
    assert "Phát số lại lúc 13:00" in tile.inner_text()
    expect(page.locator("[data-code=CU]")).to_contain_text("Phát số lại 07:00 Thứ Hai")
    press(page, tile)
    quiet(page)
    expect(page.locator(".service .notice").last).to_contain_text("Phát số lại lúc 13:00")
    assert page.locator(".take, .radio:visible").count() == 0


def test_a_broken_printer_is_said_before_the_touch(open_screen: OpenScreen) -> None:
    page = ready(open_screen("kiosk-printer", size=PORTRAIT))
    assert "Máy in hết giấy. Công dân vẫn lấy được số" in page.locator(".notice").inner_text()


@pytest.mark.parametrize("code", ["HT", "TRA"])
def test_service(open_screen: OpenScreen, code: str) -> None:
    screen = open_screen("kiosk-home", size=PORTRAIT)
    page = ready(screen)
    press(page, f"[data-code={code}]")
    if code == "HT":
        page.wait_for_selector(".rows")
    assert page.locator(".take").inner_text() == "LẤY SỐ"
    check_all(screen, f"kiosk-service-{code}")


def test_papers_of_a_procedure(open_screen: OpenScreen) -> None:
    screen = open_screen("kiosk-home", size=PORTRAIT)
    page = ready(screen)
    press(page, "[data-code=HT]")
    press(page, page.get_by_role("button", name="Đăng ký khai sinh"))
    page.wait_for_selector(".procedure")
    quiet(page)
    assert "Giấy chứng sinh" in page.inner_text(".papers")
    assert "Miễn phí" in page.inner_text(".papers dl")
    assert page.get_by_role("button", name="Tôi đã đủ giấy tờ").is_visible()
    check_all(screen, "kiosk-papers")


def test_looking_up_a_procedure_without_marks(open_screen: OpenScreen) -> None:
    screen = open_screen("kiosk-home", size=PORTRAIT)
    page = ready(screen)
    press(page, page.get_by_role("button", name="Tìm thủ tục"))
    page.wait_for_selector(".row")
    check_all(screen, "kiosk-lookup")
    for key in "KHAI SINH":
        page.locator(".key.wide").first.click() if key == " " else page.locator(f".key >> text=/^{key}$/").click()
    quiet(page)
    assert page.locator(".row", has_text="Đăng ký khai sinh").is_visible()
    assert page.locator(".row", has_text="kết hôn").count() == 0
    check_all(screen, "kiosk-lookup-found")
    press(page, page.locator(".row").first)
    page.wait_for_selector(".procedure .papers")


@pytest.mark.parametrize(("sample", "state"), list(PRINTS.items()))
def test_result(open_screen: OpenScreen, sample: str, state: str) -> None:
    screen = open_screen(f"kiosk-{sample}", size=PORTRAIT)
    page = ready(screen)
    press(page, "[data-code=HT]")
    press(page, ".take")
    until(page, page.locator(f"[data-print={state}]"), within=5000)
    page.wait_for_selector(".code img")
    number = page.locator(".big span")
    assert number.evaluate("(node) => getComputedStyle(node).textDecorationLine") == "underline"
    check_all(screen, f"kiosk-result-{sample}")


def test_the_number_is_as_wide_as_the_screen(open_screen: OpenScreen) -> None:
    page = ready(open_screen("kiosk-home", size=PORTRAIT))
    press(page, "[data-code=HT]")
    press(page, ".take")
    assert page.locator(".big span").bounding_box()["width"] > 0.75 * PORTRAIT[0]


def test_refused(open_screen: OpenScreen) -> None:
    screen = open_screen("kiosk-refused", size=PORTRAIT)
    page = ready(screen)
    press(page, "[data-code=HT]")
    press(page, ".take")
    page.wait_for_selector(".refused")
    assert "vừa hết giờ nhận số buổi sáng" in page.inner_text(".refused h1")
    assert "quầy hướng dẫn" in page.inner_text(".what")
    check_all(screen, "kiosk-refused")


def test_a_service_that_closes_meanwhile_gives_no_number(open_screen: OpenScreen, stage: Stage) -> None:
    screen = open_screen("kiosk-home", size=PORTRAIT)
    page = ready(screen)
    press(page, "[data-code=HT]")
    page.wait_for_selector(".take")
    services = [
        {**service, "open": False, "why": "Đã hết giờ nhận số"}
        for service in stage.pictures["kiosk", "kiosk"]["services"]
    ]
    stage.change("kiosk", "kiosk", services=services)
    page.wait_for_selector(".take", state="detached")
    quiet(page)
    assert "Đã hết giờ nhận số" in page.inner_text(".action")
    check(screen, "kiosk-service-closed")


def test_silence_is_said_and_old_counts_are_hidden(open_screen: OpenScreen) -> None:
    screen = open_screen("kiosk-home", size=PORTRAIT)
    page = ready(screen)
    elapse(page, 14_000)
    page.wait_for_selector("body[data-stale] .stale:not([hidden])")
    assert "Mất kết nối từ 08:15" in page.inner_text(".stale").replace("\xa0", " ")
    assert not page.locator(".tile-wait").first.is_visible()
    check(screen, "kiosk-stale")


def test_idle_warning(open_screen: OpenScreen) -> None:
    screen = open_screen("kiosk-home", size=PORTRAIT)
    page = ready(screen)
    press(page, "[data-code=HT]")
    page.wait_for_selector(".rows")
    elapse(page, 22_000)
    page.wait_for_selector(".idle:not([hidden])")
    check_all(screen, "kiosk-idle")


@pytest.mark.parametrize("where", ["home", "service", "result", "lookup"])
def test_accessibility(open_screen: OpenScreen, where: str) -> None:
    screen = open_screen("kiosk-printed", size=PORTRAIT)
    page = ready(screen)
    if where == "lookup":
        press(page, page.get_by_role("button", name="Tìm thủ tục"))
        page.wait_for_selector(".row")
    elif where != "home":
        press(page, "[data-code=HT]")
        page.wait_for_selector(".rows")
        if where == "result":
            press(page, ".take")
            until(page, page.locator("[data-print=printed]"), within=5000)
    elapse(page, SETTLE)
    page.wait_for_selector("main:not([inert])")
    assert screen.violations() == []
