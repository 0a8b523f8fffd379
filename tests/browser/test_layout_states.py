"""The page for the words of tickets: what is typed is drawn, one drawing at a time, and kept only when asked to."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from dataclasses import replace as changed
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from printers.paper import draw
from tests.browser.conftest import OpenScreen, Screen
from tests.printers.fakes import SLIP

PAUSE = 250  # ms without a key, after which the page draws
WIDTHS = {"80": 576, "58": 384}


def drawn(wish: dict[str, Any]) -> bytes:
    """What the office answers: the paper with the wish's own words on it."""
    words = wish["layout"]["words"][wish["lang"]]
    mark: dict[str, Any] = {"copy": 1, "copy_mark": "IN LẠI LẦN 1 – 08:21"} if wish["sample"] == "reprint" else {}
    slip = changed(SLIP, title=words["title"], closing=words["closing"], **mark)
    made = io.BytesIO()
    draw(slip, WIDTHS[wish["paper"]]).save(made, format="PNG")
    return made.getvalue()


@dataclass
class Office:
    """What the page asked for, and what it is answered."""

    wishes: list[dict[str, Any]] = field(default_factory=list)
    writes: list[tuple[str, Any]] = field(default_factory=list)
    answer: Callable[[str, Any], tuple[int, Any]] = lambda path, body: (200, {})
    hold: bool = False
    left_out: str | None = None
    wrong: list[dict[str, str]] | None = None
    waiting: list[Route] = field(default_factory=list)

    def preview(self, route: Route) -> None:
        wish: dict[str, Any] = route.request.post_data_json or {}
        self.wishes.append(wish)
        if self.hold:
            self.waiting.append(route)
        elif self.wrong is not None:
            route.fulfill(status=422, json={"message": "Chưa lưu được.", "fields": self.wrong})
        else:
            said = {"X-Left-Out": self.left_out} if self.left_out else {}
            route.fulfill(body=drawn(wish), content_type="image/png", headers=said)

    def write(self, route: Route) -> None:
        path = route.request.url.partition("/admin/ticket")[2]
        sent = route.request.post_data_buffer if path == "/logo" else route.request.post_data_json
        assert route.request.headers["x-csrftoken"] == "c"
        self.writes.append((path, sent))
        status, body = self.answer(path, sent)
        route.fulfill(status=status, json=body)


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def open_page(open_screen: OpenScreen, office: Office) -> Callable[..., Screen]:
    def opened(size: tuple[int, int] = (1366, 768), lang: str | None = None) -> Screen:
        screen = open_screen("signin-plain", size=size)
        screen.page.route("**/admin/ticket/preview", office.preview)
        screen.page.route("**/admin/ticket", office.write)
        screen.page.route("**/admin/ticket/reset", office.write)
        screen.page.route("**/admin/ticket/logo", office.write)
        screen.page.route("**/admin/ticket/logo/remove", office.write)
        screen.page.route("**/logo.png?*", lambda route: route.fulfill(body=LOGO, content_type="image/png"))
        home = screen.page.url.partition("/stage/")[0]
        screen.page.goto(f"{home}/stage/layout-plain" + (f"?lang={lang}" if lang else ""))
        settled(screen.page)
        return screen

    return opened


def settled(page: Page) -> None:
    expect(page.locator("#paper")).to_be_visible()
    expect(page.locator("#paper.old")).to_have_count(0)


def _logo() -> bytes:
    from PIL import Image

    made = io.BytesIO()
    Image.new("1", (72, 72), 0).save(made, format="PNG")
    return made.getvalue()


LOGO = _logo()


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (800, 1000)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_looks_right(open_page: Callable[..., Screen], size: tuple[int, int], lang: str) -> None:
    screen = open_page(size, lang)
    screen.look(f"layout-plain-{size[0]}-{lang}")


def test_people_who_hear_the_page_can_use_it(open_page: Callable[..., Screen]) -> None:
    assert open_page().violations() == []


def test_what_is_typed_is_drawn_and_kept_when_asked(open_page: Callable[..., Screen], office: Office) -> None:
    page = open_page().page
    expect(page.locator("#save")).to_be_disabled()
    before = page.locator("#paper").get_attribute("src")
    page.locator("#vi-closing-").fill("Hẹn gặp lại!")
    expect(page.locator("#said")).to_have_text("Có thay đổi chưa lưu")
    assert len(office.wishes) == 1  # somebody is still typing
    page.clock.run_for(PAUSE)
    expect(page.locator("#paper")).not_to_have_attribute("src", before or "")
    settled(page)
    assert office.wishes[-1]["layout"]["words"]["vi"]["closing"] == "Hẹn gặp lại!"
    assert office.writes == []
    office.answer = lambda path, body: (200, {"layout": _full(body["layout"])})
    page.locator("#save").click()
    expect(page.locator("#said")).to_have_text("Đã lưu. Phiếu sau sẽ in theo mẫu này.")
    expect(page.locator("#save")).to_be_disabled()
    [(path, sent)] = office.writes
    assert path == ""
    assert sent["layout"]["words"]["vi"]["closing"] == "Hẹn gặp lại!"
    assert sent["layout"]["papers"] == 6
    assert sent["layout"]["second"] is None


def _full(layout: dict[str, Any]) -> dict[str, Any]:
    """As the office says it back: empty lines left out."""
    said: dict[str, Any] = json.loads(json.dumps(layout))
    for words in said["words"].values():
        for name in ("agency", "rules"):
            words[name] = [line for line in words[name] if line]
    return said


@pytest.mark.parametrize(("group", "value", "name"), [("paper", "58", "paper"), ("sample", "reprint", "sample")])
def test_paper_and_sample_are_chosen(
    open_page: Callable[..., Screen], office: Office, group: str, value: str, name: str
) -> None:
    screen = open_page()
    before = screen.page.locator("#paper").get_attribute("src")
    screen.page.locator(f".choice:has(input[name={group}][value='{value}'])").click()
    expect(screen.page.locator("#paper")).not_to_have_attribute("src", before or "")
    settled(screen.page)
    assert office.wishes[-1][name] == value
    screen.look(f"layout-{name}-{value}")


def test_each_language_has_its_own_words_and_ticket(open_page: Callable[..., Screen], office: Office) -> None:
    screen = open_page()
    before = screen.page.locator("#paper").get_attribute("src")
    screen.page.locator(".choice:has(input[name=lang][value=en])").click()
    expect(screen.page.locator("#en-title-")).to_have_value("QUEUE TICKET")
    expect(screen.page.locator("#vi-title-")).to_be_hidden()
    expect(screen.page.locator("#paper")).not_to_have_attribute("src", before or "")
    settled(screen.page)
    assert office.wishes[-1]["lang"] == "en"
    screen.look("layout-english")


def test_one_drawing_at_a_time_and_the_newest_wins(open_page: Callable[..., Screen], office: Office) -> None:
    page = open_page().page
    drawn_before = len(office.wishes)
    office.hold = True
    page.locator(".choice:has(input[name=paper][value='58'])").click()
    expect(page.locator("#paper.old")).to_have_count(1)
    for value in ("priority", "reprint", "long"):
        page.locator(f".choice:has(input[name=sample][value={value}])").click()
    assert len(office.wishes) == drawn_before + 1
    office.hold = False
    [route] = office.waiting
    route.fulfill(body=drawn(office.wishes[-1]), content_type="image/png")
    expect(page.locator("#paper")).to_have_attribute("alt", "Phiếu mẫu Tên dài nhất")
    settled(page)
    assert [wish["sample"] for wish in office.wishes[drawn_before:]] == ["usual", "long"]


def test_a_mistake_is_shown_at_its_field_in_its_language(open_page: Callable[..., Screen], office: Office) -> None:
    screen = open_page()
    page = screen.page
    office.answer = lambda path, body: (
        422,
        {"message": "Chưa lưu được.", "fields": [{"field": "en.title", "message": "Không được để trống."}]},
    )
    page.locator("#vi-closing-").fill("Hẹn gặp lại!")
    page.locator("#save").click()
    expect(page.locator("#en-title-")).to_be_focused()
    expect(page.locator("#en-title-")).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".mistake")).to_have_text("Không được để trống.")
    expect(page.locator("#said")).to_have_text("Chưa lưu được.")
    expect(page.locator("#save")).to_be_enabled()


def test_changes_can_be_discarded(open_page: Callable[..., Screen], office: Office) -> None:
    page = open_page().page
    page.locator("#vi-title-").fill("PHIẾU CHỜ")
    page.locator(".switch", has_text="Thời gian chờ dự kiến").click()
    page.locator("#undo").click()
    expect(page.locator("#vi-title-")).to_have_value("PHIẾU SỐ THỨ TỰ")
    expect(page.locator("[data-value=wait]")).to_be_checked()
    expect(page.locator("#undo")).to_be_disabled()
    assert office.writes == []


def test_standard_words_come_back_after_a_warning(open_page: Callable[..., Screen], office: Office) -> None:
    screen = open_page()
    page = screen.page
    expect(page.locator("#reset")).to_be_hidden()
    page.locator(".reset summary").click()
    expect(page.locator(".reset")).to_contain_text("biểu trưng giữ nguyên")
    screen.look("layout-reset")
    office.answer = lambda path, body: (200, {"layout": _full(office.wishes[0]["layout"])})
    page.locator("#reset").click()
    expect(page.locator("#said")).to_have_text("Đã trở về lời chuẩn.")
    assert office.writes == [("/reset", {})]


def test_a_logo_is_sent_and_shown(open_page: Callable[..., Screen], office: Office) -> None:
    screen = open_page()
    page = screen.page
    office.answer = lambda path, body: (200, {"logo": "ab" * 32 if path == "/logo" else None})
    page.locator("#file").set_input_files({"name": "crest.png", "mimeType": "image/png", "buffer": LOGO})
    expect(page.locator("#logo-said")).to_contain_text("Đã lưu biểu trưng")
    expect(page.locator("#logo")).to_be_visible()
    page.locator("#logo").scroll_into_view_if_needed()
    settled(page)
    screen.look("layout-logo")
    page.locator("#remove").click()
    expect(page.locator("#no-logo")).to_be_visible()
    assert [path for path, _ in office.writes] == ["/logo", "/logo/remove"]
    assert office.writes[0][1] == LOGO


def test_a_logo_that_is_refused_leaves_the_old_one(open_page: Callable[..., Screen], office: Office) -> None:
    page = open_page().page
    office.answer = lambda path, body: (422, {"message": "Tệp này không phải PNG."})
    page.locator("#file").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": b"GIF89a"})
    expect(page.locator("#logo-said")).to_have_text("Tệp này không phải PNG.")  # there is no old one
    expect(page.locator("#no-logo")).to_be_visible()
    big = {"name": "b.png", "mimeType": "image/png", "buffer": b"x" * 200_001}
    page.locator("#file").set_input_files(big)
    expect(page.locator("#logo-said")).to_contain_text("200 kB")
    assert len(office.writes) == 1  # the large one was not even sent


def test_an_old_logo_that_stays_is_said_to_stay(open_page: Callable[..., Screen], office: Office) -> None:
    page = open_page().page
    office.answer = lambda path, body: (200, {"logo": "ab" * 32})
    page.locator("#file").set_input_files({"name": "crest.png", "mimeType": "image/png", "buffer": LOGO})
    expect(page.locator("#logo")).to_be_visible()
    office.answer = lambda path, body: (422, {"message": "Tệp này không phải PNG."})
    page.locator("#file").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": b"GIF89a"})
    expect(page.locator("#logo-said")).to_have_text("Tệp này không phải PNG. Biểu trưng cũ được giữ nguyên.")


def test_what_found_no_room_is_named_under_the_picture(open_page: Callable[..., Screen], office: Office) -> None:
    screen = open_page()
    page = screen.page
    expect(page.locator("#left-out")).to_be_hidden()
    office.left_out = "papers,closing,a part of tomorrow"
    page.locator(".choice:has(input[name=paper][value='58'])").click()
    expect(page.locator("#left-out")).to_have_text("Không đủ chỗ trên phiếu này: một số giấy tờ, lời kết.")
    settled(page)
    screen.look("layout-left-out")
    office.left_out = None
    page.locator(".choice:has(input[name=paper][value='80'])").click()
    expect(page.locator("#left-out")).to_be_hidden()


def test_an_old_picture_says_that_it_is_old(open_page: Callable[..., Screen], office: Office) -> None:
    screen = open_page()
    page = screen.page
    office.wrong = [{"field": "vi.title", "message": "Không được để trống."}]
    page.locator("#vi-title-").fill("")
    page.clock.run_for(PAUSE)
    expect(page.locator("#undrawn")).to_have_text("Hình cũ – xin sửa chỗ được đánh dấu.")
    expect(page.locator("#paper.old")).to_have_count(1)
    expect(page.locator(".mistake")).to_have_text("Không được để trống.")
    screen.look("layout-old-picture")
    office.wrong = None
    page.locator("#vi-title-").fill("PHIẾU CHỜ")
    page.clock.run_for(PAUSE)
    expect(page.locator("#undrawn")).to_be_hidden()
    settled(page)
