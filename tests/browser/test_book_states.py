"""Booking on the phone: every step and state, by touch, by keyboard, without a script, on a bad network."""

import io
from typing import Any

import pytest
import zxingcpp
from PIL import Image

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

from tests.browser.conftest import OpenScreen, Screen
from tests.browser.held import elapse, patient
from tests.browser.oldphone import WITHOUT_NEWS, new_words, strange_colours, weights
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser
PHONE = (360, 720)
HEAVIEST = 30_000  # bytes of the first load
SAID = {
    "services": "Không cần tên, không cần số điện thoại",
    "times": "Chọn giờ đến: Thứ Hai 23/11",
    "taken": "Khung giờ này đã đủ người đặt",
    "dayfull": "Ngày này không còn chỗ",
    "none": "luôn có chỗ cho người đến trực tiếp",
    "confirm": "từ 07:40 đến 08:10",
    "afar": "Không được xếp trước người đang ngồi chờ",
    "crowded": "Xin thử lại sau 41 phút",
    "shown": "Xin ghi lại mã này",
    "shownafar": "trong giờ phát số hôm nay",
    "cancelling": "Hủy lịch hẹn này?",
    "cancelled": "Lịch hẹn này đã hủy",
    "missed": "Lịch hẹn này đã qua",
    "arrived": "Công dân đã nhận số",
    "closed": "Trung tâm chưa nhận đặt lịch qua mạng",
    "unknown": "Không có lịch hẹn với mã này",
}
GIVEN = ("taken", "crowded")  # their words are given by the office, in the reader's language
WISH = {"service": "HT", "language": "vi", "slot": "2026-11-23T08:00:00+07:00"}


@pytest.fixture
def confirm(open_screen: OpenScreen, stage: Stage) -> Screen:
    """The last look before booking; what comes next is the appointment's page."""
    screen = open_screen("book-confirm", size=PHONE, touch=True)
    screen.page.route(
        "**/book/K7QD-9FXW*", lambda route: route.fulfill(body="<h1>K7QD-9FXW</h1>", content_type="text/html")
    )
    return screen


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_states(open_screen: OpenScreen, stage: Stage, lang: str) -> None:
    screen = open_screen("book-services", size=PHONE, touch=True, lang=lang)
    page = screen.page
    for state, text in SAID.items():
        page.goto(f"{stage.url}/stage/book-{state}?lang={lang}")
        said = page.inner_text("main")
        assert (text in said) is (lang == "vi" or state in GIVEN), state
        assert "{" not in said
        screen.look(f"book-{state}-{lang}")
        assert screen.buttons_below(44) == []
        assert screen.violations() == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_the_code_can_be_scanned_from_the_screen(open_screen: OpenScreen) -> None:
    page = open_screen("book-shown", size=PHONE, device_scale_factor=2).page
    code = zxingcpp.read_barcode(Image.open(io.BytesIO(page.locator(".qr").screenshot())))
    assert code is not None
    assert code.text == "https://so.tamhoa.example/book/K7QD-9FXW"
    assert code.text in page.inner_text(".page").replace("\n", "")


def test_only_free_times_lead_on_and_another_language_stays_on_the_step(open_screen: OpenScreen, stage: Stage) -> None:
    page = open_screen("book-times", size=PHONE).page
    first = page.locator(".slot").first
    assert first.get_attribute("href") == "/book?service=HT&lang=vi&slot=2026-11-23T07%3A30%3A00%2B07%3A00"
    assert page.locator("[aria-current=date]").inner_text().startswith("Thứ Hai")
    assert page.locator(".slot").count() == 6


def test_one_touch_books_and_leads_to_the_code(confirm: Screen, stage: Stage) -> None:
    stage.answers["POST /bookings"] = (201, {"code": "K7QD-9FXW"})
    confirm.page.locator(".do").tap()
    expect(confirm.page.locator("h1")).to_have_text("K7QD-9FXW")
    assert confirm.page.url.endswith("/book/K7QD-9FXW?lang=vi")
    assert [(call.body, call.key) for call in stage.asked("POST", "/bookings")] == [(WISH, "0123456789abcdef")]


def test_a_bad_network_is_waited_out_with_one_key(confirm: Screen, stage: Stage) -> None:
    page = confirm.page
    stage.answers["POST /bookings"] = (503, {"detail": "busy"})
    page.locator(".do").tap()
    expect(page.locator(".told")).to_have_text("Mạng chậm – đang gửi lại…")
    expect(page.locator(".do")).to_be_disabled()
    confirm.look("book-again")
    elapse(page, 40_000)
    expect(page.locator(".told")).to_contain_text("không bị tính hai lần")
    page.context.set_offline(True)
    page.locator(".do").tap()
    expect(page.locator(".told")).to_have_text("Mạng chậm – đang gửi lại…")
    page.context.set_offline(False)
    stage.answers["POST /bookings"] = (200, {"code": "K7QD-9FXW"})
    page.clock.run_for(1100)
    expect(page.locator("h1")).to_have_text("K7QD-9FXW")
    assert {call.key for call in stage.asked("POST", "/bookings")} == {"0123456789abcdef"}


def test_whoever_comes_back_and_touches_again_is_led_to_the_same_appointment(confirm: Screen, stage: Stage) -> None:
    """The office gives the page a new key each time; the entry of the history has kept the one that was sent."""
    page = confirm.page
    stage.answers["POST /bookings"] = (201, {"code": "K7QD-9FXW"})
    page.locator(".do").tap()
    expect(page.locator("h1")).to_have_text("K7QD-9FXW")

    def renewed(route: Any) -> None:
        fresh = route.fetch()
        route.fulfill(response=fresh, body=fresh.text().replace("0123456789abcdef", "fedcba9876543210"))

    page.route("**/stage/book-confirm*", renewed)
    page.go_back()
    page.locator(".do").tap()
    expect(page.locator("h1")).to_have_text("K7QD-9FXW")
    page.goto(f"{stage.url}/stage/book-confirm?again")  # another wish: the same page, come to by another way
    page.locator(".do").tap()
    expect(page.locator("h1")).to_have_text("K7QD-9FXW")
    keys = [call.key for call in stage.asked("POST", "/bookings")]
    assert keys == ["0123456789abcdef", "0123456789abcdef", "fedcba9876543210"]


def test_a_refusal_is_said_and_the_page_is_ready_again(confirm: Screen, stage: Stage) -> None:
    page = confirm.page
    stage.answers["POST /bookings"] = (409, {"detail": "Khung giờ này đã đủ người đặt."})
    page.locator(".do").tap()
    expect(page.locator(".told")).to_have_text("Khung giờ này đã đủ người đặt.")
    expect(page.locator(".do")).to_be_enabled()
    assert confirm.violations() == []


def test_without_a_script_the_form_sends_itself(open_screen: OpenScreen) -> None:
    page = open_screen("book-confirm", size=PHONE, java_script_enabled=False).page
    with page.expect_request("**/book?lang=vi") as sent:
        page.locator(".do").click()
    assert sent.value.method == "POST"
    assert sent.value.post_data == "service=HT&slot=2026-11-23T08%3A00%3A00%2B07%3A00&key=0123456789abcdef"


def test_by_keyboard(open_screen: OpenScreen) -> None:
    page = open_screen("book-times", size=PHONE).page
    focused = []
    for _ in range(9):
        page.keyboard.press("Tab")
        focused.append(page.evaluate("document.activeElement.className.split(' ')[0]"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert focused == ["", "", *["day"] * 6, "slot"]  # the other language, the way back, the days


def test_it_is_light_and_works_where_new_things_are_missing(stage: Stage, chromium: Any) -> None:
    context = patient(chromium.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}, has_touch=True))
    loaded = weights(context, f"{stage.url}/stage/book-shown")
    letters = [name for name in loaded if name.endswith(".ttf")]  # swapped in after the page can be read
    assert sum(size for name, size in loaded.items() if name not in letters) < HEAVIEST, loaded
    assert len(letters) <= 2
    context.add_init_script(WITHOUT_NEWS)
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(f"{stage.url}/stage/book-confirm")
    stage.answers["POST /bookings"] = (409, {"detail": "Không."})
    page.locator(".do").tap()
    expect(page.locator(".told")).to_have_text("Không.")
    context.close()
    assert troubles == []


def test_the_page_is_written_for_old_phones() -> None:
    assert new_words("kiosk/book") == []
    assert strange_colours("kiosk/book") == set()
