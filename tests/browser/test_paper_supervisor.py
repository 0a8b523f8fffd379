"""The supervisor's board and paper: what asks for a hand comes first, sounds once, and is gone when all is well."""

import copy
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenScreen
from tests.browser.held import elapse, quiet
from tests.browser.stage import Stage, sample

pytestmark = pytest.mark.browser
SIZE = (1440, 900)
COUNT = """() => {
  window.tones = 0;
  const make = AudioContext.prototype.createOscillator;
  AudioContext.prototype.createOscillator = function () { window.tones += 1; return make.call(this); };
}"""
CLICK_FIRST = """() => { window.tones = 0; window.AudioContext = class extends AudioContext {
  get state() { return window.clicked ? "running" : "suspended"; }
  resume() { return new Promise((done) => { document.addEventListener("click", () => {
    window.clicked = true; this.onstatechange?.(); done(); }); }); }
  createOscillator() { window.tones += 1; return super.createOscillator(); }
}; }"""


def printer(**more: Any) -> dict[str, Any]:
    """A printer that is well."""
    well: dict[str, Any] = copy.deepcopy(sample("supervisor-paper")["picture"]["printers"][0])
    return well | more


def board(open_screen: OpenScreen, name: str = "paper", **more: Any) -> Page:
    page: Page = open_screen(f"supervisor-{name}", size=SIZE, **more).page
    expect(page.locator(".bar-row")).to_have_count(4)
    elapse(page, 600)
    return page


def show(stage: Stage, page: Page, **more: Any) -> None:
    """One printer, as it is now."""
    stage.change("supervisor", "all", printers=[printer(**more)])
    elapse(page, 600)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", ["paper", "alerts"])
def test_looks_right(open_screen: OpenScreen, name: str, lang: str) -> None:
    screen = open_screen(f"supervisor-{name}", size=(1440, 900), lang=lang)
    expect(screen.page.locator(".printer")).to_have_count(3)
    elapse(screen.page, 600)
    for width, _ in screen.at_each([(1440, 900), (1366, 768), (1024, 768)]):
        screen.look(f"paper-supervisor-{name}-{width}-{lang}")
    assert screen.violations() == []


def test_all_well_is_calm(open_screen: OpenScreen) -> None:
    page = board(open_screen)
    expect(page.locator(".alerts")).to_be_hidden()
    expect(page.locator(".look, .marked")).to_have_count(0)
    assert page.title().startswith("Giám sát trực tiếp")


def test_a_printer_tells_state_paper_work_test_and_when_it_was_heard(stage: Stage, open_screen: OpenScreen) -> None:
    page = board(open_screen)
    show(stage, page, waiting=2, oldest_s=6, level="L2")
    row = page.locator(".printer")
    expect(row).to_contain_text("Sẵn sàng")
    expect(row).to_contain_text("Còn giấy, khoảng 412 phiếu")
    expect(row).to_contain_text("2 phiếu chờ in, lâu nhất 6 giây")
    expect(row).to_contain_text("In thử 07:00: đạt")
    expect(row).to_contain_text("Không xác nhận từng phiếu")
    expect(row).to_contain_text("vừa báo")
    show(stage, page, seen_at="2026-11-20T08:14:20+07:00")
    expect(row).to_contain_text("40 giây trước")
    show(stage, page, tested={"at": "2026-11-20T07:00:00+07:00", "ok": False})
    expect(row.locator(".marked")).to_have_text("In thử 07:00: không đạt")


@pytest.mark.parametrize(
    ("codes", "more", "red", "said", "todo"),
    [
        (["out"], {"state": "paper_out", "paper": "out"}, True, "hết giấy", "Thay cuộn giấy ngay"),
        (["out", "stopped"], {"state": "paper_out", "paper": "out"}, True, "hết giấy", "Thay cuộn giấy ngay"),
        (["stopped"], {"state": "cutter"}, True, "ngừng in (kẹt dao cắt).", "Xem máy in"),
        (["silent"], {"state": "silent"}, True, "mất liên lạc từ 08:14", "dây mạng"),
        (["unclear"], {}, True, "nhiều lần không rõ phiếu đã ra hay chưa", "Xem giấy và dao cắt"),
        (["backlog"], {"waiting": 5, "oldest_s": 41}, True, "5 phiếu đang chờ in, lâu nhất 41 giây", "Xem máy in"),
        (["near_end"], {"paper": "near_end", "tickets_left": 60}, False, "sắp hết giấy, còn khoảng 60 phiếu", "cuộn"),
        (["near_end"], {"paper": "near_end", "tickets_left": None}, False, "sắp hết giấy.", "cuộn"),
        (["near_end", "few_left"], {"paper": "near_end", "tickets_left": 24}, False, "còn khoảng 24 phiếu", "cuộn"),
        (["a code of tomorrow"], {}, False, "cần xem", ""),
    ],
)
def test_every_alert_says_what_is_so_and_what_to_do(
    stage: Stage, open_screen: OpenScreen, codes: list[str], more: dict[str, Any], red: bool, said: str, todo: str
) -> None:
    page = board(open_screen)
    show(stage, page, alerts=codes, **more)
    alert = page.locator(".alert")
    expect(alert).to_have_count(1)
    expect(alert).to_contain_text(f"kiosk-1: {said}")
    expect(alert).to_contain_text(todo)
    assert page.locator(".alert.red").count() == int(red)
    assert page.title().startswith("(1!)") is red


def test_the_most_urgent_comes_first(open_screen: OpenScreen) -> None:
    page = board(open_screen, "alerts")
    expect(page.locator(".alert b")).to_have_text(["kiosk-2", "quay-1", "kiosk-1"])
    expect(page.locator(".printer-name")).to_have_text(["kiosk-2", "quay-1 dự phòng", "kiosk-1"])
    above = page.locator(".alerts").bounding_box()["y"] < page.locator(".totals").bounding_box()["y"]  # type: ignore[index]
    assert above


def test_a_number_that_runs_on_is_shown_but_not_read_out_again(stage: Stage, open_screen: OpenScreen) -> None:
    page = board(open_screen)
    show(stage, page, alerts=["backlog"], waiting=5, oldest_s=41)
    aloud = page.locator("[role=alert]")
    expect(aloud).to_have_text("kiosk-1: 5 phiếu đang chờ in, lâu nhất 41 giây. Xem máy in")
    show(stage, page, alerts=["backlog"], waiting=6, oldest_s=43)
    expect(page.locator(".alert")).to_contain_text("6 phiếu đang chờ in, lâu nhất 43 giây")
    expect(aloud).to_contain_text("5 phiếu")
    assert page.locator("[role=alert] .alert").count() == 0
    show(stage, page, alerts=["backlog", "silent"], waiting=6, oldest_s=43)
    expect(aloud).to_contain_text("mất liên lạc")


def test_a_printer_in_need_stands_above_the_counters(stage: Stage, open_screen: OpenScreen) -> None:
    page = board(open_screen)
    top = "(name) => document.querySelector(name).getBoundingClientRect().top"
    assert page.evaluate(top, ".printers") > page.evaluate(top, ".counters")
    show(stage, page, alerts=["near_end"], paper="near_end")
    assert page.evaluate(top, ".printers") > page.evaluate(top, ".counters")
    show(stage, page, alerts=["out"], state="paper_out", paper="out")
    assert page.evaluate(top, ".totals") < page.evaluate(top, ".printers") < page.evaluate(top, ".counters")


def test_a_new_red_alert_sounds_once(stage: Stage, open_screen: OpenScreen) -> None:
    page = board(open_screen)
    page.evaluate(COUNT)
    show(stage, page, alerts=["near_end"], paper="near_end")
    assert page.evaluate("window.tones") == 0  # yellow is quiet
    show(stage, page, alerts=["out"], state="paper_out", paper="out")
    assert page.evaluate("window.tones") == 2  # one sound of two tones
    show(stage, page, alerts=["out"], state="paper_out", paper="out", waiting=2)
    assert page.evaluate("window.tones") == 2
    show(stage, page)
    show(stage, page, alerts=["out"], state="paper_out", paper="out")
    assert page.evaluate("window.tones") == 4  # it was gone, so it is new


def test_what_is_wrong_when_the_page_is_opened_makes_no_sound(stage: Stage, open_screen: OpenScreen) -> None:
    page = board(open_screen, "alerts")
    page.evaluate(COUNT)
    page.context.add_init_script(f"({COUNT})()")
    page.reload()
    expect(page.locator(".alert")).to_have_count(3)
    elapse(page, 600)
    assert page.evaluate("window.tones") == 0


def test_the_mute_switch_is_remembered(stage: Stage, open_screen: OpenScreen) -> None:
    page = board(open_screen)
    switch = page.locator(".sound")
    expect(switch).to_have_text("Có tiếng báo")
    switch.click()
    expect(switch).to_have_text("Tắt tiếng báo")
    expect(switch).to_have_attribute("aria-pressed", "false")
    page.reload()
    expect(page.locator(".bar-row")).to_have_count(4)
    expect(switch).to_have_text("Tắt tiếng báo")
    page.evaluate(COUNT)
    show(stage, page, alerts=["silent"], state="silent")
    assert page.evaluate("window.tones") == 0
    switch.click()
    show(stage, page, alerts=["silent", "backlog"], state="silent", waiting=9)
    assert page.evaluate("window.tones") == 2


def test_a_browser_that_waits_for_a_click_is_told_of(stage: Stage, open_screen: OpenScreen) -> None:
    page = board(open_screen)
    page.context.add_init_script(f"({CLICK_FIRST})()")
    page.reload()
    expect(page.locator(".bar-row")).to_have_count(4)
    elapse(page, 600)
    switch = page.locator(".sound")
    expect(switch).to_have_text("Bấm để cho phép tiếng báo")
    show(stage, page, alerts=["silent"], state="silent")
    assert page.evaluate("window.tones") == 0
    switch.click()  # the click that allows it does not also switch it off
    quiet(page)
    expect(switch).to_have_text("Có tiếng báo")
    assert page.evaluate("window.tones") == 0  # whoever clicks has seen it
    show(stage, page, alerts=["silent", "backlog"], state="silent", waiting=9)
    assert page.evaluate("window.tones") == 2
