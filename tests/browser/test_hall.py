"""The whole hall in real browsers before a real server.

A tap on the kiosk ends as a call on the board and stars in the store.
"""

import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import SHOTS
from tests.browser.held import PATIENCE, SETTLE, answered, hold, patient
from tests.ear import soundcard
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
    """`opened(address, width, height)` -> a page of its own, as a device or a person has it.

    Time flows in it, unless it is `held`: what goes away by itself (a number, a question, thanks) waits for the test.
    """
    contexts = []

    def open_page(
        address: str,
        width: int,
        height: int,
        touch: bool = False,
        held: bool = False,
        loud: bool = False,
        mode: soundcard.Mode = "at_once",
    ) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height}, has_touch=touch, locale="vi-VN")
        contexts.append(patient(context))
        if held:
            hold(context, datetime.now(UTC).isoformat())
        if loud:  # this machine may have no loudspeaker; that it is heard is proven in tests/ear
            soundcard.install(context, mode)
        page = context.new_page()
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()


def pause(page: Page, milliseconds: int = SETTLE) -> None:
    """Let a held page go on for so long (the office has no fence, as the stage has)."""
    answered(page)
    page.clock.run_for(milliseconds)
    answered(page)


def comes(page: Page, what: Locator) -> None:
    """Wait for what the office pushes to a held page; one that has lost its office comes back in its own time."""
    for _ in range(PATIENCE // 2000):
        try:
            return expect(what).to_be_visible(timeout=2000)
        except AssertionError:
            pause(page, 1000)
    return expect(what).to_be_visible()


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


@pytest.mark.timeout(900)
def test_a_tap_becomes_a_call_and_stars(office: Server, opened: Any) -> None:
    devices = office.access["devices"]
    kiosk = opened(devices["kiosk"]["url"], 1080, 1920, touch=True, held=True)
    board = opened(devices["board"]["url"], 1920, 1080, loud=True)
    sign = opened(devices["counter-2"]["url"], 1024, 600)
    feedback = opened(devices["feedback-2"]["url"], 800, 480, held=True)
    console = opened(f"{office.url}/console/2", 1366, 768)
    sign_in(console, office, "staff")
    expect(console).to_have_url(re.compile("/console/2$"))
    expect(console.locator(".desk-no")).to_have_text("2")
    expect(board.locator(".strip .line").first).to_be_visible()  # the first picture is on the board
    expect(board.get_by_text("Chưa có số nào được gọi")).to_be_visible()
    expect(sign.get_by_text("Mời chờ gọi số").first).to_be_visible()
    expect(feedback.locator(".asleep")).to_be_visible()
    expect(kiosk.locator(".home")).to_be_visible()
    expect(board.locator("body")).to_have_attribute("data-speaks", "yes")
    for page, name in (
        (kiosk, "kiosk-home"),
        (board, "board-empty"),
        (feedback, "feedback-asleep"),
        (console, "console-idle"),
    ):
        shoot(page, name)

    # Two touches: the service, then the one big button.
    pause(kiosk)
    kiosk.get_by_role("button", name="Hộ tịch").tap()
    pause(kiosk)
    shoot(kiosk, "kiosk-service")
    kiosk.get_by_role("button", name="LẤY SỐ").tap()
    expect(kiosk.get_by_text("A001").first).to_be_visible()
    eventually(lambda: paper(office) == "printed", "the paper", PATIENCE / 1000)
    pause(kiosk, 1000)
    expect(kiosk.get_by_text("Mời công dân lấy phiếu")).to_be_visible()
    shoot(kiosk, "kiosk-result")
    assert len(list((office.data / "virtual-printer").glob("*.png"))) == 1

    expect(console.get_by_text("A001").first).to_be_visible()
    console.keyboard.press("Space")
    expect(board.get_by_text("A001").first).to_be_visible()
    expect(sign.get_by_text("A001").first).to_be_visible()
    eventually(lambda: board.evaluate("document.body.dataset.spoken"), "the spoken call", PATIENCE / 1000)
    expect(console.locator(".person")).to_have_attribute("data-phase", "called")
    for page, name in ((board, "board-call"), (sign, "sign-call"), (console, "console-called")):
        shoot(page, name)

    done(console)
    console.keyboard.press("s")
    expect(sign.get_by_text("Đang phục vụ")).to_be_visible()
    expect(console.locator(".person")).to_have_attribute("data-phase", "serving")
    done(console)
    console.keyboard.press("Enter")
    expect(console.get_by_text("Kết thúc tại đây").first).to_be_visible()
    console.keyboard.press("k")  # the visit could go on to another counter: it ends here
    console.keyboard.press("Enter")
    comes(feedback, feedback.get_by_text("A001"))
    pause(feedback)
    shoot(feedback, "feedback-ask")
    feedback.get_by_role("button", name="Không hài lòng").click()
    pause(feedback)
    feedback.get_by_text("Chờ đợi lâu").click()
    shoot(feedback, "feedback-reasons")
    feedback.get_by_role("button", name="Gửi").click()
    expect(feedback.get_by_text(re.compile("[Cc]ảm ơn")).first).to_be_visible()
    rating = eventually(lambda: stars(office), "the rating", PATIENCE / 1000)
    assert rating == [(_only_ticket(office), 2, "HT", "staff:staff", "KHL")]


def act(office: Server, counter: int, what: str) -> None:
    assert office.ask("POST", f"/api/v1/counters/{counter}/{what}", "staff", {})[0] == 200


def call(office: Server, counter: int, service: str) -> None:
    """Somebody takes a number and is called."""
    assert office.ask("POST", "/api/v1/tickets", "kiosk", {"service": service})[0] == 201
    act(office, counter, "next")


@pytest.mark.timeout(600)
def test_the_wall_says_what_the_hall_hears_and_nobody_is_read_out_who_is_called_no_longer(
    office: Server, opened: Any
) -> None:
    board = opened(office.access["devices"]["board"]["url"], 1920, 1080, loud=True, mode="slow")
    expect(board.locator("body")).to_have_attribute("data-speaks", "yes")
    expect(board.locator("body")).to_have_attribute("data-sound", "ok")
    call(office, 2, "HT")
    expect(board.locator(".call.spoken .called-number")).to_have_text("A001")
    call(office, 3, "CT")
    expect(board.locator(".called-number")).to_have_text("B001")  # newer, while A001 is still heard
    expect(board.locator(".row.spoken .number").first).to_have_text("A001")
    expect(board.locator(".called-voice")).to_be_hidden()
    act(office, 3, "absent")  # before its turn has come
    expect(board.locator(".called-voice")).to_have_text("chưa đọc loa")
    soundcard.tell(board, 60)
    expect(board.locator(".row.spoken")).to_have_count(0)
    act(office, 2, "absent")
    call(office, 2, "HT")
    expect(board.locator(".call.spoken .called-number")).to_have_text("A002")
    soundcard.tell(board, 60)

    def counted() -> bool:
        zone = office.ask("GET", "/api/v1/screens/supervisor/all", "supervisor")[1]["voice"]["zones"][0]
        return (zone["spoken"], zone["expired"]) == (2, 1)

    eventually(counted, "two calls spoken, one let go", PATIENCE / 1000)


def done(console: Page) -> None:
    """Wait until the console takes the next key: one act at a time."""
    expect(console.locator("body")).not_to_have_class(re.compile(r"\bbusy\b"))


def paper(office: Server) -> Any:
    """What the office knows of the only ticket's paper."""
    return office.ask("GET", f"/api/v1/tickets/{_only_ticket(office)}", "kiosk")[1]["print"]["state"]


def _only_ticket(office: Server) -> str:
    with sqlite3.connect(office.data / "moiso.db") as database:
        return str(database.execute("SELECT id FROM ticket").fetchone()[0])


def test_screens_say_that_they_are_stale_and_come_back_by_themselves(tmp_path: Path, opened: Any) -> None:
    with server(tmp_path) as office:
        port = office.port
        board = opened(office.access["devices"]["board"]["url"], 1920, 1080)
        expect(board.locator(".strip .line").first).to_be_visible()  # the first picture is on the board
    band = board.locator(".stale")
    expect(band).to_contain_text("Mất kết nối")
    shoot(board, "board-stale")
    with server(tmp_path, port=port) as office:
        expect(band).to_be_hidden()
        office.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"})
        office.ask("POST", "/api/v1/counters/2/next", "staff", {})
        expect(board.locator(".called-number")).to_have_text("A001")
        expect(board.locator(".called-counter")).to_have_text("2")


def test_the_lobby_opens_every_screen_with_its_key(office: Server, opened: Any) -> None:
    lobby = opened(office.access["devices"]["lobby"]["url"], 1366, 900)
    expect(lobby).to_have_url(f"{office.url}/")  # the key is taken out of the address bar
    with lobby.context.expect_page() as popup:
        lobby.get_by_role("link", name=re.compile("Máy lấy số")).click()
    expect(popup.value.get_by_text("Kính chào công dân")).to_be_visible()
    shoot(lobby, "lobby")
