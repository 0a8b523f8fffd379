"""The whole hall in real browsers before a real server.

A tap on the kiosk ends as a call on the board and stars in the store.
"""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SHOTS
from tests.processes import Server, process, server
from tests.waiting import eventually


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Server]:
    with server(tmp_path) as running:
        access = str(tmp_path / "demo-access.json")
        agent = ("-m", "printers", "agent", "--server", running.url, "--access", access, "--data", str(tmp_path))
        with process(*agent, "--printer", "virtual", wait=False):
            yield running


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Any]:
    """`opened(address, width, height)` -> a page of its own, as a device or a person has it."""
    contexts = []

    def open_page(address: str, width: int, height: int, touch: bool = False) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height}, has_touch=touch, locale="vi-VN")
        contexts.append(context)
        page = context.new_page()
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()


def sign_in(page: Page, office: Server, who: str) -> None:
    person = office.access["people"][who]
    page.fill("[name=login]", person["login"])
    page.fill("[name=password]", person["password"])
    page.press("[name=password]", "Enter")


def stars(office: Server) -> list[tuple[Any, ...]]:
    with sqlite3.connect(office.data / "moiso.db") as database:
        return database.execute("SELECT ticket, counter, service, staff, code FROM rating").fetchall()


def shoot(page: Page, name: str) -> None:
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"hall-{name}.png", animations="disabled")


def test_a_tap_becomes_a_call_and_stars(office: Server, opened: Any) -> None:
    devices = office.access["devices"]
    kiosk = opened(devices["kiosk"]["url"], 1080, 1920, touch=True)
    board = opened(devices["board"]["url"], 1920, 1080)
    sign = opened(devices["counter-2"]["url"], 1024, 600)
    feedback = opened(devices["feedback-2"]["url"], 800, 480)
    console = opened(f"{office.url}/console/2", 1366, 768)
    sign_in(console, office, "staff")
    expect(console).to_have_url(re.compile("/console/2$"))
    expect(board.get_by_text("Chưa có số nào được gọi")).to_be_visible()
    for page, name in (
        (kiosk, "kiosk-home"),
        (board, "board-empty"),
        (feedback, "feedback-asleep"),
        (console, "console-idle"),
    ):
        shoot(page, name)

    # Two touches: the service, then the one big button.
    kiosk.get_by_role("button", name="Hộ tịch").tap()
    shoot(kiosk, "kiosk-service")
    kiosk.get_by_role("button", name="LẤY SỐ").tap()
    expect(kiosk.get_by_text("A001").first).to_be_visible()
    expect(kiosk.get_by_text("Mời công dân lấy phiếu")).to_be_visible(timeout=30_000)
    shoot(kiosk, "kiosk-result")
    assert len(list((office.data / "virtual-printer").glob("*.png"))) == 1

    expect(console.get_by_text("A001").first).to_be_visible()
    console.keyboard.press("Space")
    expect(board.get_by_text("A001").first).to_be_visible()
    expect(sign.get_by_text("A001").first).to_be_visible()
    eventually(lambda: board.evaluate("document.body.dataset.spoken"), "the spoken call")
    for page, name in ((board, "board-call"), (sign, "sign-call"), (console, "console-called")):
        shoot(page, name)

    console.keyboard.press("s")
    expect(sign.get_by_text("Đang phục vụ")).to_be_visible()
    console.keyboard.press("Enter")
    expect(feedback.get_by_text("A001")).to_be_visible()
    shoot(feedback, "feedback-ask")
    feedback.get_by_role("button", name="Không hài lòng").click()
    feedback.get_by_text("Chờ đợi lâu").click()
    shoot(feedback, "feedback-reasons")
    feedback.get_by_role("button", name="Gửi").click()
    expect(feedback.get_by_text(re.compile("[Cc]ảm ơn")).first).to_be_visible()
    assert eventually(lambda: stars(office), "the rating") == [(_only_ticket(office), 2, "HT", "staff:staff", "KHL")]


def _only_ticket(office: Server) -> str:
    with sqlite3.connect(office.data / "moiso.db") as database:
        return str(database.execute("SELECT id FROM ticket").fetchone()[0])


def test_screens_say_that_they_are_stale_and_come_back_by_themselves(tmp_path: Path, opened: Any) -> None:
    with server(tmp_path) as office:
        port = office.port
        board = opened(office.access["devices"]["board"]["url"], 1920, 1080)
        expect(board.locator(".strip .line").first).to_be_visible()  # the first picture is on the board
    band = board.locator(".stale")
    expect(band).to_contain_text("Mất kết nối", timeout=16_000)
    shoot(board, "board-stale")
    with server(tmp_path, port=port) as office:
        expect(band).to_be_hidden(timeout=30_000)
        office.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"})
        office.ask("POST", "/api/v1/counters/2/next", "staff", {})
        expect(board.locator(".called-number")).to_have_text("A001", timeout=30_000)
        expect(board.locator(".called-counter")).to_have_text("2")


def test_the_lobby_opens_every_screen_with_its_key(office: Server, opened: Any) -> None:
    lobby = opened(office.access["devices"]["lobby"]["url"], 1366, 900)
    expect(lobby).to_have_url(f"{office.url}/")  # the key is taken out of the address bar
    with lobby.context.expect_page() as popup:
        lobby.get_by_role("link", name=re.compile("Máy lấy số")).click()
    expect(popup.value.get_by_text("Kính chào công dân")).to_be_visible()
    shoot(lobby, "lobby")
