"""The set-up pages before a real office: by keyboard alone, with what a change means in sight, fit for everybody."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from config.words import word
from server.admin.centre.sections import SECTIONS
from server.rules.commands import BookVisit
from tests.browser.conftest import Screen
from tests.browser.held import answered, hold, patient
from tests.browser.stage import _Quiet
from tests.server.conftest import Centre, make_centre
from tests.server.test_pages import sign_in

PAUSE = 400  # ms of the page's time after which it asks what the form means


@dataclass
class Office:
    """A whole office with an administrator's browser in front of it."""

    centre: Centre
    url: str
    screen: Screen

    @property
    def page(self) -> Page:
        page: Page = self.screen.page
        return page

    def open(self, section: str, lang: str = "vi") -> Page:
        self.page.goto(f"{self.url}/admin/centre{'/' + section if section else ''}?lang={lang}")
        return self.page


@contextmanager
def standing(chromium: Any, folder: Path, **settings: Any) -> Iterator[Office]:
    centre = make_centre(folder, **settings)
    server = make_server("127.0.0.1", 0, centre.app, threaded=True, request_handler=_Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    cookie = sign_in(centre, "admin")[0].get_cookie("moiso_session")
    assert cookie is not None
    url = f"http://127.0.0.1:{server.server_port}"
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="vi-VN", reduced_motion="reduce")
    context.add_cookies([{"name": "moiso_session", "value": cookie.value, "url": url}])
    page = hold(patient(context), datetime.now(UTC).isoformat()).new_page()
    screen = Screen(page, "centre")
    page.on("pageerror", lambda error: screen.troubles.append(str(error)))
    yield Office(centre, url, screen)
    context.close()
    server.shutdown()
    centre.house.store.close()


@pytest.fixture(scope="module")
def office(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One office and one page for all states: what a test keeps, the others live with."""
    with standing(chromium, tmp_path_factory.mktemp("set-up")) as made:
        yield made


def go_to(page: Page, selector: str) -> None:
    """Press Tab until something has the focus."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"no Tab leads to {selector}")


ALL = ("", *(section.name for section in SECTIONS), "history")


@pytest.mark.parametrize(("lang", "sections"), [("vi", ALL), ("en", ("", "services", "patience"))])
def test_every_section_fits_its_page(office: Office, lang: str, sections: tuple[str, ...]) -> None:
    for section in sections:
        page = office.open(section, lang)
        for fold in page.locator(".rows > li:first-child details > summary").all()[:1]:
            fold.click()
        office.screen.look(f"centre-{section or 'index'}-{lang}")


@pytest.mark.parametrize("section", ["", "hours", "dates", "special", "services", "counters", "order", "zones"])
def test_everybody_can_use_it(office: Office, section: str) -> None:
    page = office.open(section)
    if section in ("services", "counters"):
        page.locator("#" + section + "\\.0 > details > summary").click()
    assert office.screen.violations() == []


def test_an_extra_span_is_added_with_the_keyboard_alone(office: Office) -> None:
    page = office.open("hours")
    before = len(office.centre.house.centre.services["HT"].hours.extras)
    at = f"hours.extras.{before}"
    go_to(page, "button[value='add:hours.extras']")
    page.keyboard.press("Enter")
    expect(page.locator(f"[name='{at}.name.vi']")).to_be_focused()
    page.keyboard.type("Thêm sáng thứ Bảy")
    go_to(page, f"[name='{at}.weekdays'][value=sat]")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    wrong = page.locator(f"[name='{at}.span.from']")
    expect(wrong).to_be_focused()
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".warning")).to_contain_text("Chưa lưu được")
    office.screen.look("centre-hours-wrong")
    page.keyboard.type("8h")
    page.keyboard.press("Tab")
    page.keyboard.type("10h30")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_have_text("Đã lưu. Đang áp dụng.")
    extra = office.centre.house.centre.services["HT"].hours.extras[before]
    assert (extra.name["vi"], extra.weekdays, extra.span) == ("Thêm sáng thứ Bảy", frozenset({5}), (480, 630))
    expect(page.locator("#lines")).to_contain_text("Mở 08:00–10:30")


def test_the_promise_is_shown_as_it_would_stand_on_the_kiosk(office: Office) -> None:
    page = office.open("order")
    expect(page.locator("#lines dd")).to_have_text(word("vi", "office.order_minutes", minutes=15))
    page.locator("[name='order.policy']").select_option("ratio")
    page.locator("[name='order.ratio']").fill("3")
    page.clock.run_for(PAUSE)
    answered(page)
    expect(page.locator("#lines dd")).to_have_text(word("vi", "office.order_ratio", ratio=3))
    page.locator("[name='order.ratio']").fill("many")
    page.clock.run_for(PAUSE)
    answered(page)
    expect(page.locator("#means-wrong")).to_be_visible()
    assert office.centre.house.centre.order.policy == "head_start"


def test_the_last_choice_used_makes_room_for_one_more(office: Office) -> None:
    page = office.open("counters")
    page.locator("#counters\\.0 > details > summary").click()
    choices = page.locator("[name='counters.0.helps']")
    before = choices.count()
    choices.last.select_option("HT")
    expect(choices).to_have_count(before + 1)
    page.locator("#save").click()
    expect(page.locator("#said")).to_have_text("Đã lưu. Đang áp dụng.")
    first = next(iter(office.centre.house.centre.counters.values()))
    assert "HT" in first.helps


def test_a_version_is_brought_back_after_a_warning(office: Office) -> None:
    page = office.open("identity")
    page.locator("[name=hotline]").fill("1900 9999")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_have_text("Đã lưu. Đang áp dụng.")
    page = office.open("history")
    sure = page.locator(".sure").first
    expect(sure.locator("button")).to_be_hidden()
    sure.locator("summary").click()
    expect(sure.locator("strong")).to_have_text("Danh mục thủ tục hôm nay được giữ nguyên, không trở về bản cũ.")
    office.screen.look("centre-history-sure")
    assert office.screen.violations() == []
    sure.locator("button").click()
    expect(page.locator(".said.good")).to_have_text("Đã đưa trở lại. Đang áp dụng.")
    assert '"1900 0000"' in office.centre.house.settings.centre_file.read_text(encoding="utf-8")


def test_a_letter_that_sounds_like_another_is_marked_and_another_offered(office: Office) -> None:
    page = office.open("services")
    page.locator("#services\\.0 > details > summary").click()
    letter = page.locator("[name='services.0.letter']")
    letter.fill("P")  # the T further down has been there before
    page.keyboard.press("Enter")
    expect(letter).to_be_focused()
    expect(letter).to_be_visible()
    expect(letter).to_have_attribute("aria-invalid", "true")
    said = page.locator("[id='services.0.letter-wrong-0']")
    expect(said).to_contain_text("Chữ P và T đọc lên giống nhau. Còn dùng được: ")
    office.screen.look("centre-services-letter")
    assert office.screen.violations() == []
    letter.fill(said.inner_text().rpartition(": ")[2].split(",")[0])
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_have_text("Đã lưu. Đang áp dụng.")


def test_closing_a_day_with_appointments_is_asked_and_confirmed_with_the_keyboard(
    chromium: Any, tmp_path: Path
) -> None:
    with standing(chromium, tmp_path, real_hours=True) as office:
        slot = round(datetime.fromisoformat("2026-11-23T09:00:00+07:00").timestamp() * 1000)
        office.centre.house.office.handle(BookVisit("CT", slot), "kiosk:kiosk")
        page = office.open("dates")
        page.locator(".paste summary").click()
        page.locator("#paste").fill("23/11/2026 Mất điện")
        page.locator("button[value='paste:hours.dates']").click()
        page.locator("#save").click()
        sure = page.locator("#confirm")
        expect(sure).to_be_focused()
        expect(page.locator(".warning")).to_contain_text("1 lịch hẹn ngày 23/11/2026: xác nhận và báo công dân.")
        office.screen.look("centre-dates-sure")
        assert office.screen.violations() == []
        page.keyboard.press("Enter")
        expect(page.locator("#said")).to_have_text("Đã lưu. Đang áp dụng.")
        assert "2026-11-23" in office.centre.house.centre.services["CT"].hours.rules


def test_a_narrow_window_shows_everything(office: Office) -> None:
    office.page.set_viewport_size({"width": 800, "height": 1100})
    for section in ("hours", "services", "history"):
        office.open(section)
        office.screen.look(f"centre-{section}-narrow")
