"""The administrator's overview and the sign-in page: no script, forms that say what they do, secrets shown once."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenScreen


@pytest.mark.parametrize("state", ["plain", "renewed", "password"])
@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (800, 1000)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_looks_right(open_screen: OpenScreen, state: str, size: tuple[int, int]) -> None:
    screen = open_screen(f"admin-{state}", size=size)
    expect(screen.page.locator("#devices tbody tr")).to_have_count(11)
    screen.look(f"admin-{state}-{size[0]}")


def test_looks_right_in_english(open_screen: OpenScreen) -> None:
    screen = open_screen("admin-plain", size=(1366, 768), lang="en")
    expect(screen.page.locator("h1")).to_have_text("Administration")
    screen.look("admin-plain-en")


ROWS = """(nav) => new Set([...nav.querySelectorAll("a")].map((one) => one.getBoundingClientRect().top)).size"""


@pytest.mark.parametrize(("width", "rows"), [(1366, 1), (1920, 1), (1100, 1), (800, 1), (400, 3)])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_links_of_the_head_stand_in_order(open_screen: OpenScreen, width: int, rows: int, lang: str) -> None:
    page = open_screen("admin-plain", size=(width, 768), lang=lang).page
    nav = page.locator(".bar nav")
    expect(nav.locator("a")).to_have_count(6)
    assert nav.evaluate(ROWS) <= rows
    assert page.locator(".bar h1 + p").evaluate("(node) => node.getClientRects().length === 1 || innerWidth < 500")
    boxes = [page.locator(part).bounding_box() for part in (".bar h1", ".bar nav a:last-child", ".sign-out button")]
    assert all(box and box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)
    beside = page.locator(".bar").evaluate("(bar) => bar.clientHeight") < 90
    assert beside == (width > 1240)  # name, links and the way out in one row, or the links below
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_an_act_says_what_it_does_before_it_does_it(open_screen: OpenScreen) -> None:
    screen = open_screen("admin-plain", size=(1366, 768))
    row = screen.page.locator("#devices tr", has_text="counter-2")
    expect(row.locator("form")).to_be_hidden()
    row.locator("summary").click()
    expect(row.locator("form")).to_contain_text("mất hiệu lực ngay")
    expect(row.locator("form")).to_have_attribute("action", "/admin/devices/counter-2/renew")
    expect(row.locator("form")).to_have_attribute("method", "post")
    expect(row.locator("[name=csrf_token]")).to_have_value("c")
    row.scroll_into_view_if_needed()
    screen.look("admin-renew-open")


def test_accounts_have_their_own_act(open_screen: OpenScreen) -> None:
    page = open_screen("admin-plain", size=(1366, 768)).page
    expect(page.locator("#people tr", has_text="canbo").locator("form")).to_have_attribute(
        "action", "/admin/people/canbo/password"
    )


@pytest.mark.parametrize(
    ("state", "secret"),
    [("renewed", "http://192.168.1.10:8000/sign/2#mZ3k9QvT7xN2pL5rB8wY1cD4"), ("password", "thuyen-nang-7314")],
)
def test_a_new_secret_is_shown(open_screen: OpenScreen, state: str, secret: str) -> None:
    page = open_screen(f"admin-{state}", size=(1366, 768)).page
    expect(page.locator(".secret")).to_have_text(secret)
    expect(page.locator(".issued")).to_contain_text("Chỉ hiện một lần")


@pytest.mark.parametrize("state", ["plain", "wrong"])
@pytest.mark.parametrize("size", [(1366, 768), (400, 860)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_sign_in_looks_right(open_screen: OpenScreen, state: str, size: tuple[int, int]) -> None:
    screen = open_screen(f"signin-{state}", size=size)
    expect(screen.page.locator("#login")).to_be_focused()
    screen.look(f"signin-{state}-{size[0]}")


def test_sign_in_hands_on_where_to_go(open_screen: OpenScreen) -> None:
    page = open_screen("signin-plain").page
    expect(page.locator("[name=next]")).to_have_value("/console/2")
    expect(page.locator("[name=csrf_token]")).to_have_value("c")
    expect(page.locator("form")).to_have_attribute("method", "post")
    expect(page.locator(".problem")).to_have_count(0)


def test_sign_in_says_what_is_wrong(open_screen: OpenScreen) -> None:
    page = open_screen("signin-wrong").page
    expect(page.locator("[role=alert]")).to_have_text("Tên đăng nhập hoặc mật khẩu chưa đúng. Mời nhập lại.")
    expect(page.locator("#password")).to_have_attribute("aria-describedby", "problem")
