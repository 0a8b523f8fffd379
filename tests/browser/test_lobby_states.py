"""The start page and the pairing page: with the key and without it, and what happens to the key."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenScreen
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
    assert handed == [{"token": "xyz", "page": "/stage/enter-ask"}]
    assert "#" not in screen.page.url
