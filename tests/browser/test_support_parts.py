"""The support mode's parts by themselves: low controls, contrast of 7:1, more time – and a number without any sight."""

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

from tests.browser.conftest import OpenScreen
from tests.browser.ears import heard, listen
from tests.browser.held import elapse, press, quiet, until
from tests.browser.stage import Stage
from tests.browser.test_kiosk_life import READABLE
from tests.browser.test_kiosk_scan import CARD, CODE, TICKET, put, scan
from tests.browser.test_kiosk_states import PORTRAIT, SIZES, check, ready
from tests.browser.test_support_mode import supported

pytestmark = pytest.mark.browser
# The share of the screen's height above which nothing is touched.
REACH = {"portrait": 0.4, "landscape": 0.2, "small": 0.0}
HIGH = """(share) => [...document.querySelectorAll("button")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }))
  .filter((one) => one.getBoundingClientRect().bottom > 0 && one.getBoundingClientRect().top < share * innerHeight - 1)
  .map((one) => `${one.textContent} ${one.getBoundingClientRect().top}`)"""


@pytest.mark.parametrize("size", SIZES)
def test_everything_that_is_touched_is_within_reach(open_screen: OpenScreen, stage: Stage, size: str) -> None:
    screen = supported(open_screen, "kiosk-scan", size=SIZES[size])
    page = screen.page
    put(stage)
    press(page, page.get_by_role("button", name="Tắt tiếng"))
    press(page, page.get_by_role("button", name="Tùy chỉnh"))
    parts = page.locator(".part")
    expect(parts).to_have_text(
        [
            "Đọc tođang tắt",
            "Thêm thời gianđang bật",
            "Tương phản caođang bật",
            "Chữ tođang bật",
            "Nút ở tầm thấpđang tắt",
        ]
    )
    press(page, parts.nth(4))
    expect(parts.nth(4)).to_have_attribute("aria-pressed", "true")
    seen = []

    def low(name: str) -> None:
        elapse(page, 500)
        assert page.evaluate(HIGH, REACH[size]) == []
        screen.look(f"reach-{name}-{size}")
        assert screen.buttons_below(95.5) == []
        if size == "portrait":
            assert screen.violations("color-contrast-enhanced") == []  # 7:1 (WCAG 2.2, 1.4.6)
        seen.append(name)

    low("adjust")
    press(page, page.get_by_role("button", name="Quay lại"))
    low("home")
    press(page, "[data-code=HT]")
    quiet(page)
    low("service")
    if size == "portrait":  # whom the question is for finds it without looking: before the list, and before the button
        asked, listed = page.locator(".priority").bounding_box(), page.locator(".info").bounding_box()
        assert asked["y"] + asked["height"] <= min(listed["y"], page.locator(".take").bounding_box()["y"])
    press(page, ".take")
    page.wait_for_selector(".card-ask")
    low("card")
    scan(page, TICKET)  # no card: the question stays
    expect(page.locator(".card-ask .notice")).to_be_visible()
    scan(page, CARD)
    page.wait_for_selector(".result")
    low("result")
    press(page, page.get_by_role("button", name="Xong"))
    assert page.evaluate("({ ...document.documentElement.dataset })") == {}, "all of it ends with the visitor"
    assert len(seen) == 5


OUT_OF_REACH = """() => {
  const missed = [];
  for (const one of document.querySelectorAll("button")) {
    if (!one.checkVisibility({ visibilityProperty: true })) continue;
    one.scrollIntoView({ block: "center" });
    const { left, top, width, height } = one.getBoundingClientRect();
    const hit = document.elementFromPoint(left + width / 2, top + height / 2);
    if (!one.contains(hit)) missed.push(`${one.textContent} ${top}`);
  }
  return missed;
}"""
WHOLE = """(selector) => { const { top, bottom } = document.querySelector(".port").getBoundingClientRect();
  return [...document.querySelectorAll(selector)].map((one) => one.getBoundingClientRect())
    .filter((box) => box.height && box.top >= top - 1 && box.bottom <= bottom + 1).length; }"""


@pytest.mark.parametrize("low", [True, False])
def test_every_control_of_every_page_can_be_touched(open_screen: OpenScreen, stage: Stage, low: bool) -> None:
    """Large type, with the controls low down or not, on the tall panel."""
    page = supported(open_screen, "kiosk-life").page
    put(stage)
    press(page, page.get_by_role("button", name="Tắt tiếng"))
    if low:
        press(page, page.get_by_role("button", name="Tùy chỉnh"))
        press(page, page.locator(".part").nth(4))
        press(page, page.get_by_role("button", name="Quay lại"))
        assert page.locator(".head").bounding_box()["height"] < 0.08 * PORTRAIT[1]

    def touchable() -> None:
        elapse(page, 500)
        assert page.evaluate(OUT_OF_REACH) == []

    touchable()
    press(page, page.get_by_role("button", name="Tìm thủ tục"))
    page.wait_for_selector(".row")
    quiet(page)
    assert page.evaluate(WHOLE, ".row") >= 3
    touchable()
    press(page, page.get_by_role("button", name="Quay lại"))
    press(page, "[data-code=CT]")
    page.wait_for_selector(".row")
    touchable()
    press(page, page.locator(".row").first)
    page.wait_for_selector(".papers")
    quiet(page)
    assert page.evaluate(WHOLE, ".papers .first dd") == 2
    touchable()
    press(page, page.get_by_role("button", name="Quay lại"))
    press(page, page.get_by_role("button", name="Quay lại"))
    press(page, "[data-code=HT]")
    press(page, "[data-procedure='1.001193']")
    page.wait_for_selector(".papers")
    quiet(page)
    assert page.evaluate(READABLE) == [True] * 3
    touchable()
    scan(page, TICKET)
    page.wait_for_selector(".says")
    touchable()
    press(page, page.get_by_role("button", name="Lùi lượt"))
    touchable()


def test_each_part_is_switched_by_itself(open_screen: OpenScreen, stage: Stage) -> None:
    screen = supported(open_screen, "kiosk-scan")
    page = screen.page
    press(page, page.get_by_role("button", name="Tắt tiếng"))
    press(page, page.get_by_role("button", name="Tùy chỉnh"))
    elapse(page, 500)
    assert screen.violations() == []
    for name in ("Tương phản cao", "Chữ to", "Thêm thời gian"):
        press(page, page.locator(".part", has_text=name))
    assert page.evaluate("({ ...document.documentElement.dataset })") == {"support": "on"}
    check(screen, "support-parts-off")
    until(page, page.locator(".idle:not([hidden])"), within=21_000, step=1000)  # the usual time again
    press(page, page.locator(".idle button"))
    press(page, page.locator(".part", has_text="Thêm thời gian"))
    elapse(page, 60_000, step=5000)
    assert page.locator(".adjust-page").count() == 1
    until(page, page.locator(".home"), within=40_000, step=1000)
    expect(page.locator(".support")).to_have_attribute("aria-pressed", "false")


def test_a_number_without_any_sight(open_screen: OpenScreen, stage: Stage) -> None:
    """Four keys and a loudspeaker; nothing here looks at the page until the number has been said."""
    screen = open_screen("kiosk-printed", size=PORTRAIT)
    listen(screen.page)
    page = ready(screen)

    def key(name: str) -> str:
        """Press a key and hear it out; what was said first."""
        before = len(heard(page))
        page.keyboard.press(name)
        elapse(page, 3000, step=500)
        return (heard(page)[before:] or [""])[0]

    assert "Đã bật chế độ" in key("ArrowDown")
    until(page, lambda: "Phím mũi tên: nghe từng mục. Phím Enter: chọn. Phím Home: về đầu." in heard(page), within=6000)
    assert "Chạm một lần" not in " ".join(heard(page))
    assert key("ArrowDown").startswith("Chứng thực.")
    assert key("ArrowDown").startswith("Hộ tịch.")
    assert key("ArrowUp").startswith("Chứng thực.")
    assert key("ArrowRight").startswith("Hộ tịch.")
    assert key("Enter") == "Hộ tịch"
    assert key("Home") == "Kính chào công dân"
    for _ in range(30):
        if key("ArrowDown").startswith("Hộ tịch."):
            break
    key("Enter")
    for _ in range(30):
        if key("ArrowDown").startswith("Lấy số Hộ tịch"):
            break
    assert stage.asked("POST", "/tickets") == []
    assert key("Enter") == "Số thứ tự của công dân: A045"
    assert len(stage.asked("POST", "/tickets")) == 1
    for _ in range(10):
        if key("ArrowDown").startswith("Xong"):
            break
    page.keyboard.press("Enter")
    page.wait_for_selector(".home")
    expect(page.locator(".support")).to_have_attribute("aria-pressed", "false")
    scan(page, CODE)
    assert screen.troubles == [] or all("404" in trouble for trouble in screen.troubles)
