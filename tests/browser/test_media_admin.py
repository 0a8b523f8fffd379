"""The administrator's page of pictures and films: order, time, on and off, deletion with a second press, uploads."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenScreen
from tests.browser.stage import sample

ITEMS: list[dict[str, Any]] = sample("media-plain")["context"]["media"]["items"]
FIRST, SECOND, THIRD = (one["file"] for one in ITEMS)
Asked = list[tuple[str, Any]]


@pytest.fixture
def office() -> Callable[[Page], Asked]:
    """`office(page)` -> what the page asks; the list it answers with follows."""

    def opened(page: Page) -> Asked:
        asked: Asked = []
        items = [dict(one) for one in ITEMS]

        def answer(route: Route) -> None:
            where = urlsplit(route.request.url)
            path = where.path.removeprefix("/admin/media")
            assert route.request.headers["x-csrftoken"] == "c"
            if not path:
                name = parse_qs(where.query)["name"][0]
                asked.append(("", name))
                if name.endswith(".svg"):
                    route.fulfill(status=422, json={"message": "Tệp này không phải ảnh."})
                    return
                items.append({**items[0], "file": "f" * 32 + ".png", "name": name})
            else:
                body = json.loads(route.request.post_data or "{}")
                asked.append((unquote(path), body))
                if path == "/order":
                    items.sort(key=lambda one: body["files"].index(one["file"]))
                elif path.endswith("/delete"):
                    items[:] = [one for one in items if one["file"] not in path]
                elif body.get("seconds") == 1:
                    route.fulfill(status=422, json={"message": "Số giây phải từ 3 đến 600."})
                    return
                else:
                    next(one for one in items if one["file"] in path).update(body)
            route.fulfill(json={"items": items})

        page.route("**/admin/media**", answer)
        return asked

    return opened


def test_looks_right(open_screen: OpenScreen) -> None:
    for state in ("plain", "none"):
        screen = open_screen(f"media-{state}", size=(1366, 768))
        expect(screen.page.locator("#count")).to_have_text("3" if state == "plain" else "0")
        for size in ((1366, 768), (390, 844)):
            screen.page.set_viewport_size({"width": size[0], "height": size[1]})
            screen.look(f"media-{state}-{size[0]}x{size[1]}")
        assert screen.violations() == []
    expect(screen.page.locator("#none")).to_be_visible()


def test_every_change_is_kept_at_once(open_screen: OpenScreen, office: Callable[[Page], Asked]) -> None:
    page = open_screen("media-plain", size=(1366, 768)).page
    asked = office(page)
    rows, names = page.locator(".item"), page.locator(".item .name")
    rows.nth(0).locator(".down").click()
    expect(names.nth(1)).to_have_text("Nộp hồ sơ tại nhà.png")
    assert asked.pop() == ("/order", {"files": [SECOND, FIRST, THIRD]})
    expect(rows.nth(1).locator(".down")).to_be_focused()  # pressed again it goes on moving
    page.keyboard.press("Enter")
    expect(names.nth(2)).to_have_text("Nộp hồ sơ tại nhà.png")
    rows.nth(2).get_by_role("checkbox").click()
    expect(rows.nth(2)).to_have_class("item off")
    assert asked.pop() == (f"/{FIRST}", {"on": False})
    rows.nth(2).get_by_role("spinbutton").fill("30")
    rows.nth(2).get_by_role("spinbutton").press("Enter")
    expect(page.locator("#said")).to_have_text("Đã lưu")
    assert asked.pop() == (f"/{FIRST}", {"seconds": 30})
    rows.nth(2).get_by_role("spinbutton").fill("1")
    rows.nth(2).get_by_role("spinbutton").press("Enter")
    expect(page.locator("#troubles")).to_have_text("Số giây phải từ 3 đến 600.")
    expect(rows.nth(2).get_by_role("spinbutton")).to_have_value("30")


def test_nothing_is_deleted_by_one_press(open_screen: OpenScreen, office: Callable[[Page], Asked]) -> None:
    screen = open_screen("media-plain", size=(1366, 768))
    page, asked = screen.page, office(screen.page)
    page.get_by_role("button", name="Xóa Nộp hồ sơ tại nhà.png").click()
    expect(page.get_by_role("button", name="Giữ lại")).to_be_focused()
    screen.look("media-delete")
    page.get_by_role("button", name="Giữ lại").click()
    expect(page.locator(".item")).to_have_count(3)
    assert asked == []
    page.get_by_role("button", name="Xóa Nộp hồ sơ tại nhà.png").click()
    page.get_by_role("button", name="Xóa tệp").click()
    expect(page.locator(".item")).to_have_count(2)
    assert asked == [(f"/{FIRST}/delete", {})]


def test_files_are_sent_one_after_the_other(open_screen: OpenScreen, office: Callable[[Page], Asked]) -> None:
    """Each that is not taken says why; the others are in the list."""
    screen = open_screen("media-plain", size=(1366, 768))
    page, asked = screen.page, office(screen.page)
    page.set_input_files(
        "#pick",
        [
            {"name": "Lịch nghỉ.png", "mimeType": "image/png", "buffer": b"x"},
            {"name": "bad.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"},
            {"name": "huge.png", "mimeType": "image/png", "buffer": bytes(12_000_001)},
        ],
    )
    expect(page.locator("#troubles li")).to_have_count(2)
    expect(page.locator("#troubles")).to_contain_text("huge.png: Tệp quá lớn")
    expect(page.locator("#troubles")).to_contain_text("bad.svg: Tệp này không phải ảnh.")
    expect(page.locator("#said")).to_have_text("Đã thêm Lịch nghỉ.png")
    expect(page.locator(".item")).to_have_count(4)
    assert [name for _, name in asked] == ["Lịch nghỉ.png", "bad.svg"]  # the huge one was never sent
    screen.look("media-sent")
