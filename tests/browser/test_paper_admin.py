"""The administrator's printers: what they are, a code that is shown once and runs out, acts that say what they do."""

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenScreen
from tests.browser.held import elapse, quiet
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser
DESK = (1366, 900)
PAIRING = "**/admin/printers/kiosk-3-in/pairing"


def printers(open_screen: OpenScreen, name: str) -> Page:
    page: Page = open_screen(f"printers-{name}", size=DESK).page
    expect(page.locator("#add")).to_be_visible()
    quiet(page)
    return page


DRAWN = '<section id="printers"><p>drawn anew</p></section>'


def says(waiting: bool) -> Any:
    """An office whose code still waits, or has been used."""
    return lambda route: route.fulfill(json={"waiting": waiting})


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", ["plain", "code", "problem", "none"])
def test_looks_right(open_screen: OpenScreen, name: str, lang: str) -> None:
    screen = open_screen(f"printers-{name}", size=(1366, 900), lang=lang)
    expect(screen.page.locator("#add")).to_be_visible()
    quiet(screen.page)
    for width, _ in screen.at_each([(1366, 900), (800, 900)]):
        screen.look(f"paper-printers-{name}-{width}-{lang}")
    assert screen.violations() == []


def test_an_act_says_what_it_does_before_it_does_it(open_screen: OpenScreen) -> None:
    page = printers(open_screen, "plain")
    row = page.locator("[data-agent=kiosk-2-in]")
    stop = row.locator("form[action$='/stop']")
    expect(stop).to_be_hidden()
    row.get_by_text("Ngừng dùng").first.click()
    expect(stop).to_contain_text("không nhận phiếu nữa")
    expect(stop).to_have_attribute("action", "/admin/printers/kiosk-2-in/stop")
    expect(stop.locator("[name=csrf_token]")).to_have_value("c")
    expect(row.locator("form[action$='/test'] button")).to_have_text("In phiếu thử")
    expect(row.locator("form[action$='/code']")).to_have_attribute("method", "post")


def test_a_printer_out_of_use_can_only_be_paired_again(open_screen: OpenScreen) -> None:
    row = printers(open_screen, "plain").locator("[data-agent=may-cu]")
    expect(row.locator("form")).to_have_count(1)
    expect(row.locator("form")).to_have_attribute("action", "/admin/printers/may-cu/code")


def test_a_code_runs_out(open_screen: OpenScreen) -> None:
    page = printers(open_screen, "code")
    page.route(PAIRING, says(waiting=True))
    expect(page.locator(".code")).to_have_text("K7QD-9FXW")
    elapse(page, 1000)
    expect(page.locator(".left")).to_have_text("Còn hiệu lực 9:59, dùng một lần.")
    elapse(page, 60_000)
    expect(page.locator(".left")).to_contain_text("8:59")
    elapse(page, 540_000)
    expect(page.locator(".left")).to_have_text("Mã đã hết hiệu lực. Hãy lấy mã mới.")
    expect(page.locator(".issued")).to_have_class("issued over")


def test_a_code_that_was_used_is_told(open_screen: OpenScreen) -> None:
    page = printers(open_screen, "code")
    page.route("**/admin/printers?*", lambda route: route.fulfill(body="paired"))
    page.route(PAIRING, says(waiting=True))
    elapse(page, 4000)
    expect(page.locator(".code")).to_be_visible()
    page.route(PAIRING, says(waiting=False))
    page.clock.run_for(3500)
    page.wait_for_url("**/admin/printers?notice=paired&of=kiosk-3-in")


def test_the_table_follows_the_printers(stage: Stage, open_screen: OpenScreen) -> None:
    page = printers(open_screen, "plain")
    drawn: list[str] = []

    def redraw(route: Route) -> None:
        drawn.append(route.request.url)
        route.fulfill(body=DRAWN, content_type="text/html")

    page.route("**/admin/printers", redraw)
    now = {"name": "p", "agent": "p", "state": "ready", "paper": "ok", "level": "L3", "tested": None}
    stage.change("supervisor", "all", printers=[now])
    expect(page.locator("#printers")).to_have_text("drawn anew")
    stage.change("supervisor", "all", printers=[now | {"waiting": 3}])
    quiet(page)
    assert len(drawn) == 1  # nothing that the table shows has changed


def test_what_somebody_has_opened_is_left_alone(stage: Stage, open_screen: OpenScreen) -> None:
    page = printers(open_screen, "plain")
    page.route("**/admin/printers", lambda route: route.fulfill(body=DRAWN, content_type="text/html"))
    page.locator("[data-agent=agent] summary").first.click()
    stage.change("supervisor", "all", printers=[{"name": "p", "agent": "p", "state": "cutter"}])
    quiet(page)
    expect(page.locator("[data-agent=agent] details[open]")).to_have_count(1)


def test_what_was_typed_stays_when_it_was_wrong(open_screen: OpenScreen) -> None:
    page = printers(open_screen, "problem")
    expect(page.locator("[role=alert]")).to_have_text("Chưa lấy được mã: xin sửa chỗ được đánh dấu.")
    add = page.locator("#add")
    expect(add.locator("[name=name]")).to_have_value("may-in-2")
    expect(add.locator("[name=place]")).to_have_value("backup")
    expect(add.locator("[name=address]")).to_have_value("lpt1")
    expect(add.locator("[name=address]")).to_be_focused()
    expect(add.locator("[name=address]")).to_have_attribute("aria-describedby", "address-hint address-wrong")
    expect(add.locator("[aria-invalid]")).to_have_count(1)
    expect(add.locator("#address-wrong")).to_contain_text("usb:///dev/usb/lp0")


def test_the_printers_own_name_comes_first(open_screen: OpenScreen) -> None:
    row = printers(open_screen, "plain").locator("[data-agent=agent] td").first
    expect(row.locator(".strong")).to_have_text("printer-1")
    expect(row.locator(".quiet")).to_contain_text("máy tính in: agent")


def test_a_line_is_copied_by_a_button(open_screen: OpenScreen) -> None:
    page = printers(open_screen, "code")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    expect(page.locator(".line h3")).to_have_text(["Linux", "Windows"])
    button = page.locator("[data-copy=line-windows]")
    button.click()
    expect(button).to_have_text("Đã sao chép")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#line-windows").inner_text()
    elapse(page, 3100)
    expect(button).to_have_text("Sao chép")


def test_the_overview_leads_here(open_screen: OpenScreen) -> None:
    page = open_screen("admin-plain", size=DESK).page
    expect(page.locator("nav .page", has_text="Máy in")).to_have_attribute("href", "/admin/printers")
