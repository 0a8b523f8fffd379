"""The kiosk's words stand as they should: numbers keep their units, one name is one thing, LẤY SỐ is in the middle."""

import io

import pytest

pytest.importorskip("playwright.sync_api")
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import OpenScreen
from tests.browser.held import SETTLE, elapse, press
from tests.browser.stage import Stage
from tests.browser.test_kiosk_states import SIZES, check, ready

pytestmark = pytest.mark.browser
# Numbers that stand on another line than their unit, or as a range on two lines.
BROKEN = """() => {
  const broken = [];
  for (const node of document.querySelectorAll(".tile-wait, .line .whole, .spoken, .idle p")) {
    if (!node.checkVisibility()) continue;
    const text = node.firstChild, range = document.createRange();
    for (const { index, 0: piece } of text.data.matchAll(/\\d+(\\u2060?–\\u2060?\\d+)?\\s\\p{L}/gu)) {
      range.setStart(text, index);
      range.setEnd(text, index + piece.length);
      const tops = [...range.getClientRects()].map(({ bottom }) => Math.round(bottom / 8));
      if (new Set(tops).size > 1) broken.push(text.data);
    }
  }
  return broken;
}"""


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("supported", [False, True])
def test_numbers_stay_with_what_they_count(
    open_screen: OpenScreen, stage: Stage, size: str, lang: str, supported: bool
) -> None:
    screen = open_screen("kiosk-home", size=SIZES[size], lang=lang)
    page = ready(screen)
    services = [
        {**service, "waiting": 23, "wait": {"low_min": 40, "high_min": 85}, "open": True}
        for service in stage.pictures["kiosk", "kiosk"]["services"]
    ]
    stage.change("kiosk", "kiosk", services=services)
    if supported:
        press(page, ".support")
    elapse(page, SETTLE)
    expect(page.locator(".tile-wait").nth(1)).to_contain_text("85")
    assert page.evaluate(BROKEN) == []
    assert (
        page.evaluate("document.querySelector('.tile').scrollWidth - document.querySelector('.tile').clientWidth") <= 0
    )
    press(page, "[data-code=HT]")
    if supported and page.locator(".armed").count():
        press(page, "[data-code=HT]")
    page.wait_for_selector(".service")
    check(screen, f"kiosk-words-{'support' if supported else 'plain'}-{size}-{lang}")
    assert page.locator(".line .whole").all_text_contents() == (
        ["23\u00a0người đang chờ", "khoảng 40\u2060–\u206085\u00a0phút"]
        if lang == "vi"
        else ["23\u00a0waiting", "about 40\u2060–\u206085\u00a0minutes"]
    )
    assert page.evaluate(BROKEN) == []


def test_no_other_thing_has_the_name_of_the_switch(open_screen: OpenScreen) -> None:
    page = ready(open_screen("kiosk-home", size=SIZES["portrait"]))
    expect(page.locator(".support")).to_have_text("Dễ nghe, dễ nhìn")
    expect(page.get_by_role("button", name="Hỗ trợ")).to_have_count(1)  # the service of that name


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_big_word_stands_in_the_middle(open_screen: OpenScreen, size: str, lang: str) -> None:
    page = ready(open_screen("kiosk-home", size=SIZES[size], lang=lang))
    press(page, "[data-code=HT]")
    elapse(page, SETTLE)
    shot = Image.open(io.BytesIO(page.locator(".take").screenshot(animations="disabled"))).convert("L")
    inner = shot.crop((shot.width // 10, 2, shot.width * 9 // 10, shot.height - 2))  # its edges may be half a pixel
    box = inner.point(lambda grey: 255 * (grey > 200)).getbbox()
    assert box is not None
    _, top, _, bottom = box
    above, below = top, inner.height - bottom
    assert abs(above - below) < 0.08 * shot.height
