"""The start page and the pairing page: with the key and without it, and what happens to the key."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenScreen
from tests.browser.held import elapse, quiet
from tests.browser.stage import Stage

SIZES = [(1440, 900), (1366, 768), (400, 860)]
SCREENS = {
    "screens": {
        "kiosk": "http://office.test/kiosk#k1", "board": "http://office.test/board/hall#b1",
        **{f"counter-{no}": f"http://office.test/sign/{no}#c{no}" for no in range(1, 9)},
        **{f"feedback-{no}": f"http://office.test/feedback/{no}#f{no}" for no in range(1, 9)},
    },
    "people": {"admin": {"login": "quantri"}, "supervisor": {"login": "giamsat"}, "staff": {"login": "canbo"}},
}  # fmt: skip


def paper() -> bytes:
    """A picture of a ticket, as the virtual printer keeps it."""
    data = io.BytesIO()
    Image.new("L", (576, 760), 255).save(data, "PNG")
    return data.getvalue()


def lobby(
    open_screen: OpenScreen, key: str, answer: Callable[[Route], None], ticket: bytes | None
) -> tuple[Any, list[str | None]]:
    """The start page opened again with a key behind "#"; the second value lists the keys it showed the office."""
    screen = open_screen("lobby-plain", size=(1440, 900))
    page: Page = screen.page
    expect(page.locator(".keyless")).to_be_visible()
    shown: list[str | None] = []

    def screens(route: Route) -> None:
        shown.append(route.request.headers.get("authorization"))
        answer(route)

    page.route("**/lobby/screens", screens)
    page.route(
        "**/lobby/ticket.png",
        lambda route: route.fulfill(body=ticket, content_type="image/png") if ticket else route.fulfill(status=404),
    )
    page.goto(f"{page.url}#{key}")
    page.reload()
    quiet(page)
    return screen, shown


def known(route: Route) -> None:
    route.fulfill(body=json.dumps(SCREENS), content_type="application/json")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_looks_right_without_a_key(open_screen: OpenScreen, size: tuple[int, int], lang: str) -> None:
    screen = open_screen("lobby-plain", size=size, lang=lang)
    expect(screen.page.locator(".keyless")).to_be_visible()
    expect(screen.page.locator(".paper")).to_be_hidden()
    screen.look(f"lobby-plain-{lang}-{size[0]}")


def test_without_a_key_the_cards_are_plain_links(open_screen: OpenScreen) -> None:
    page = open_screen("lobby-plain").page
    for screen, address in (
        ("kiosk", "/kiosk"),
        ("board", "/board/hall"),
        ("counter-3", "/sign/3"),
        ("feedback-8", "/feedback/8"),
        ("admin", "/admin"),
    ):
        expect(page.locator(f"[data-screen={screen}]")).to_have_attribute("href", address)


def test_with_the_key_the_cards_open_paired_screens(open_screen: OpenScreen) -> None:
    screen, shown = lobby(open_screen, "lobby-key", known, paper())
    page = screen.page
    expect(page.locator("[data-screen=kiosk]")).to_have_attribute("href", "http://office.test/kiosk#k1")
    expect(page.locator("[data-screen=counter-3]")).to_have_attribute("href", "http://office.test/sign/3#c3")
    expect(page.locator("[data-screen=kiosk]")).to_have_attribute("target", "_blank")
    expect(page.locator("[data-card=console] .login")).to_have_text("Tên đăng nhập: canbo")
    expect(page.locator(".ticket")).to_be_visible()
    expect(page.locator(".keyless")).to_be_hidden()
    assert shown == ["Bearer lobby-key"]
    screen.look("lobby-key")


def test_the_key_leaves_the_address_and_stays_with_the_tab(open_screen: OpenScreen) -> None:
    screen, shown = lobby(open_screen, "lobby-key", known, None)
    expect(screen.page.locator(".paper")).to_be_visible()
    assert "#" not in screen.page.url
    screen.page.reload()
    expect(screen.page.locator(".paper")).to_be_visible()
    elapse(screen.page, 60_000)  # looked for newer tickets, but shown the key once
    assert shown == ["Bearer lobby-key"] * 2
    screen.look("lobby-key-no-ticket")


def test_a_wrong_key_is_forgotten(open_screen: OpenScreen) -> None:
    screen, _ = lobby(open_screen, "old", lambda route: route.fulfill(status=401), None)
    expect(screen.page.locator(".keyless")).to_be_visible()
    assert screen.page.evaluate("sessionStorage.getItem('lobby')") is None
    expect(screen.page.locator("[data-screen=kiosk]")).to_have_attribute("href", "/kiosk")


def pairing(open_screen: OpenScreen, status: int) -> tuple[Any, list[Any]]:
    """The pairing page at an office that answers with `status`; the second value lists what was handed in."""
    screen = open_screen("enter-ask", size=(1366, 768))
    handed: list[Any] = []

    def answer(route: Route) -> None:
        handed.append(route.request.post_data_json)
        route.fulfill(status=status)

    screen.page.route("**/enter", answer)
    expect(screen.page.locator("#code")).to_be_focused()
    return screen, handed


@pytest.mark.parametrize("size", [(1366, 768), (400, 860)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_an_unpaired_screen_explains_itself(open_screen: OpenScreen, size: tuple[int, int], lang: str) -> None:
    screen = open_screen("enter-ask", size=size, lang=lang)
    expect(screen.page.locator("#code")).to_be_focused()
    screen.look(f"enter-{lang}-{size[0]}")


@pytest.mark.parametrize(
    ("status", "words"), [(401, "không đúng"), (403, "không đúng"), (429, "chờ một phút"), (503, "Chưa nối được")]
)
def test_a_code_that_does_not_fit(open_screen: OpenScreen, status: int, words: str) -> None:
    screen, handed = pairing(open_screen, status)
    screen.page.locator("#code").fill("nonsense")
    screen.page.keyboard.press("Enter")
    expect(screen.page.locator(".problem")).to_contain_text(words)
    quiet(screen.page)
    assert handed == [{"token": "nonsense", "page": "/stage/enter-ask"}]
    screen.look(f"enter-{status}")


def test_a_pasted_address_is_as_good_as_the_code(stage: Stage, open_screen: OpenScreen) -> None:
    screen, handed = pairing(open_screen, 204)
    screen.page.locator("#code").fill("http://192.168.1.10:8000/board/hall#abc-123")
    with screen.page.expect_navigation():
        screen.page.keyboard.press("Enter")
    assert handed == [{"token": "abc-123", "page": "/stage/enter-ask"}]


def test_a_code_behind_the_hash_is_handed_in_at_once(open_screen: OpenScreen) -> None:
    screen, handed = pairing(open_screen, 401)
    screen.page.goto(f"{screen.page.url}#xyz")
    screen.page.reload()
    expect(screen.page.locator(".problem")).to_be_visible()
    quiet(screen.page)
    assert handed == [{"token": "xyz", "page": "/stage/enter-ask"}]
    assert "#" not in screen.page.url


READY = {
    "power": True, "paper": "ok", "cover_open": False, "cutter_fault": False, "rows_left": None, "mute": False,
    "stalled": False, "garbage": False, "bytes_per_s": 0, "mm_per_s": 150.0, "online": True, "rows_printed": 0,
    "tickets": 12, "printed_mm": 1044.5,
}  # fmt: skip


class VirtualPrinter:
    """What stands behind `/lobby/printer` in these tests: turned like the real one, and kept for the test to see."""

    def __init__(self, page: Page, **state: Any) -> None:
        self.now: dict[str, Any] = {**READY, **state}
        self.turned: list[dict[str, Any]] = []
        self.status = 200
        page.route("**/lobby/printer", self._answer)

    def _answer(self, route: Route) -> None:
        if self.status != 200:
            route.fulfill(status=self.status)
            return
        if route.request.method == "POST":
            switches: dict[str, Any] = json.loads(route.request.post_data or "{}")
            self.turned.append(switches)
            self.now.update(switches)
        route.fulfill(body=json.dumps(self.now), content_type="application/json")


def with_printer(
    open_screen: OpenScreen, lang: str | None = None, size: tuple[int, int] = (1440, 1300), **state: Any
) -> tuple[Any, VirtualPrinter]:
    """The start page opened with its key, beside a virtual printer."""
    screen = open_screen("lobby-plain", size=size, lang=lang)
    page: Page = screen.page
    printer = VirtualPrinter(page, **state)
    page.route("**/lobby/screens", known)
    page.route("**/lobby/ticket.png", lambda route: route.fulfill(body=paper(), content_type="image/png"))
    page.goto(f"{page.url}#lobby-key")
    page.reload()
    expect(page.locator(".keyless")).to_be_hidden()
    quiet(page)
    return screen, printer


STATES = [
    ({}, "Sẵn sàng", True),
    ({"rows_printed": 40}, "Đang in", True),
    ({"paper": "near_end"}, "Sắp hết giấy, vẫn in được", True),
    ({"paper": "out"}, "Hết giấy", False),
    ({"cover_open": True, "paper": "out"}, "Nắp đang mở", False),
    ({"cutter_fault": True}, "Kẹt dao cắt", False),
    ({"power": False, "paper": "out"}, "Mất điện", False),
    ({"mute": True}, "In được nhưng không trả lời", False),
    ({"stalled": True}, "Treo, không nhận dữ liệu", False),
    ({"garbage": True}, "Trả lời sai lệch", False),
]


@pytest.mark.parametrize(("state", "words", "well"), STATES, ids=lambda value: str(value)[:24])
def test_the_virtual_printer_says_how_it_is(
    open_screen: OpenScreen, state: dict[str, Any], words: str, well: bool
) -> None:
    page = with_printer(open_screen, **state)[0].page
    expect(page.locator(".printer .state")).to_have_text(words)
    assert bool(page.locator(".printer .state.well").count()) == well


def test_its_facts_are_told(open_screen: OpenScreen) -> None:
    page = with_printer(open_screen, rows_left=320, cover_open=True)[0].page
    told = dict(
        zip(page.locator(".printer dt").all_inner_texts(), page.locator(".printer dd").all_inner_texts(), strict=True)
    )
    assert told == {"Giấy": "còn 40 mm", "Nắp": "đang mở", "Dao cắt": "tốt", "Phiếu đã in": "12", "Giấy đã chạy": "1 m"}


HANDS = [
    ("Lấy hết giấy", {"paper": "out"}),
    ("Sắp hết giấy", {"paper": "near_end"}),
    ("Hết giấy giữa phiếu", {"paper": "ok", "rows_left": 300}),
    ("Mở nắp", {"cover_open": True}),
    ("Kẹt dao cắt", {"cutter_fault": True}),
    ("Rút điện", {"power": False}),
    ("Không trả lời", {"mute": True}),
    ("Lắp giấy, đóng nắp", {"paper": "ok", "rows_left": None, "cover_open": False}),
    ("Gỡ dao cắt", {"cutter_fault": False}),
    ("Cắm điện, nối lại dây", {"power": True, "mute": False, "stalled": False, "garbage": False, "bytes_per_s": 0}),
]


def test_every_hand_does_what_it_says(open_screen: OpenScreen) -> None:
    screen, printer = with_printer(open_screen)
    for name, switches in HANDS:
        screen.page.get_by_role("button", name=name, exact=True).click()
        quiet(screen.page)
        assert printer.turned[-1] == switches, name
    assert len(printer.turned) == len(HANDS)
    expect(screen.page.locator(".printer .state")).to_have_text("Sẵn sàng")


def test_what_is_broken_shows_at_once_and_on_its_hand(open_screen: OpenScreen) -> None:
    screen, printer = with_printer(open_screen)
    button = screen.page.get_by_role("button", name="Mở nắp", exact=True)
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(screen.page.locator(".printer .state")).to_have_text("Nắp đang mở")
    expect(button).to_have_attribute("aria-pressed", "true")
    printer.now["cover_open"] = False  # somebody else shut it
    elapse(screen.page, 3000)
    expect(screen.page.locator(".printer .state")).to_have_text("Sẵn sàng")
    expect(button).to_have_attribute("aria-pressed", "false")


def test_a_hand_that_was_not_heard_says_so(open_screen: OpenScreen) -> None:
    screen, printer = with_printer(open_screen)
    printer.status = 503
    screen.page.get_by_role("button", name="Rút điện", exact=True).click()
    expect(screen.page.locator(".refused")).to_be_visible()
    printer.status = 200
    screen.page.get_by_role("button", name="Rút điện", exact=True).click()
    expect(screen.page.locator(".refused")).to_be_hidden()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_state_and_every_hand_are_seen_together(open_screen: OpenScreen, lang: str) -> None:
    screen, _ = with_printer(open_screen, lang, size=(1440, 900))
    page: Page = screen.page
    expect(page.locator(".printer")).to_be_visible()
    titles = ["Làm hỏng thử", "Sửa lại"] if lang == "vi" else ["Break it", "Mend it"]
    expect(page.locator(".printer h3")).to_have_text(titles)
    page.locator(".printer").scroll_into_view_if_needed()
    for part in (page.locator(".printer .state"), *page.locator(".hands button").all()):
        box = part.bounding_box()
        assert box is not None
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 900
    place = "(name) => document.querySelector(name).getBoundingClientRect().toJSON()"
    cards, ticket, panel = (page.evaluate(place, name) for name in ("[data-card=admin]", ".ticket", ".printer"))
    assert panel["y"] >= cards["y"] + cards["height"]
    assert ticket["x"] >= panel["x"] + panel["width"]
    screen.look(f"lobby-printer-900-{lang}")


def test_where_there_is_no_virtual_printer_nothing_is_said_of_it(open_screen: OpenScreen) -> None:
    screen, printer = with_printer(open_screen)
    expect(screen.page.locator(".printer")).to_be_visible()
    printer.status = 404
    elapse(screen.page, 3000)
    expect(screen.page.locator(".printer")).to_be_hidden()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_virtual_printer_looks_right(open_screen: OpenScreen, lang: str) -> None:
    screen, _ = with_printer(open_screen, lang, cover_open=True)
    expect(screen.page.locator(".printer")).to_be_visible()
    screen.look(f"lobby-printer-{lang}")
    assert [low for low in screen.buttons_below(40) if low.startswith("<button")] == []
    assert screen.violations() == []
