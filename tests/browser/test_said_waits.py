"""A break or the night before the turn, a long line beside one's own, and a warning: on the kiosk and on the phone."""

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

from tests.browser.conftest import OpenScreen
from tests.browser.held import elapse, press, quiet, until
from tests.browser.stage import Stage
from tests.browser.test_kiosk_life import plain, service
from tests.browser.test_kiosk_states import PORTRAIT, check, check_all, ready
from tests.browser.test_turn_states import KEY, opened

pytestmark = pytest.mark.browser
LONG = {"low_min": 20, "high_min": 330}
BREAK = {
    "kind": "maybe_break",
    "at": "2026-11-20T13:30:00+07:00",
    "says": {"vi": "có thể sang buổi chiều, từ 13:30", "en": "perhaps in the afternoon, from 13:30"},
}
KEPT = "Nhiều khả năng hôm nay không đến lượt; nếu chưa được phục vụ, số này được giữ sang ngày 23/11/2026."
DOUBT = {
    "served": "unlikely",
    "kept_for": "2026-11-23T07:30:00+07:00",
    "says": {"vi": KEPT, "en": "Perhaps not today."},
}


def test_the_kiosk_says_what_lies_before_the_turn(open_screen: OpenScreen, stage: Stage) -> None:
    """From the tile to the number: in the office's words, and the warning stays."""
    screen = open_screen("kiosk-life", size=PORTRAIT)
    page = ready(screen)
    status, ticket = stage.answers["POST /tickets"]  # type: ignore[misc]
    told = {"wait": LONG, "wait_over": BREAK, "same_counter": 6, "ahead": 0, "doubt": DOUBT}
    stage.answers["POST /tickets"] = (status, {**ticket, **told})
    service(stage, "HT", waiting=0, wait=LONG, wait_over=BREAK, same_counter=6, served="unlikely", many=None)
    quiet(page)
    tile = page.locator("[data-code=HT] .tile-wait")
    assert [plain(text) for text in tile.all_inner_texts()] == ["6 người đang chờ cùng quầy", BREAK["says"]["vi"]]  # type: ignore[index]
    check(screen, "kiosk-waits-home")
    press(page, page.get_by_role("button", name="Chữ to"))
    press(page, "[data-code=HT]")
    lines = page.locator(".line .whole").all_inner_texts()
    assert [plain(text) for text in lines] == ["6 người đang chờ cùng quầy", BREAK["says"]["vi"]]  # type: ignore[index]
    press(page, ".take")
    expect(page.locator(".sit")).to_have_text(KEPT)
    expect(page.locator(".ahead")).to_have_text(f"6 người đang chờ cùng quầy · {BREAK['says']['vi']}")  # type: ignore[index]
    check_all(screen, "kiosk-waits-result")
    stage.answers["GET /tickets/*"] = (200, {**ticket, **told, "print": {"state": "held", "why": "paper_out"}})
    until(page, page.locator("[data-print=trouble]"), within=5000)
    check_all(screen, "kiosk-waits-trouble")
    expect(page.locator(".sit")).to_be_visible()
    press(page, page.get_by_role("button", name="Chữ to"))
    check_all(screen, "kiosk-waits-plain")


def test_the_phone_says_the_same_and_keeps_the_warning(open_screen: OpenScreen, stage: Stage) -> None:
    """First as the office wrote the page, then as the script keeps it true."""
    screen = opened(open_screen, "late")
    page = screen.page
    wait, doubt = page.locator("[data-say=wait]"), page.locator("[data-say=doubt]")
    told = {name: stage.pictures["turn", KEY][name] for name in ("wait", "wait_over", "doubt")}
    expect(wait).to_have_text("Có thể sang buổi chiều, từ 13:30")
    expect(doubt).to_have_text(KEPT)
    screen.look("turn-late")
    stage.change("turn", KEY, wait={"low_min": 5, "high_min": 10}, wait_over=None, doubt=None)
    elapse(page, 5500)
    expect(wait).to_have_text("Khoảng 5–10 phút")
    expect(doubt).to_be_hidden()
    stage.change("turn", KEY, **told)
    elapse(page, 5500)
    expect(wait).to_have_text("Có thể sang buổi chiều, từ 13:30")
    expect(doubt).to_have_text(KEPT)
