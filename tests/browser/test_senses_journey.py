"""The other senses before a real server: a kiosk that reads itself, a phone that speaks, a sound check that is kept."""

import contextlib
import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.held import PATIENCE, SETTLE, patient
from tests.processes import Server, server
from tests.waiting import eventually

pytestmark = pytest.mark.browser
LOUDSPEAKER = """if (navigator.mediaDevices)
  navigator.mediaDevices.enumerateDevices = async () => [{ kind: "audiooutput", deviceId: "", label: "" }];
window.said = []; // what stands above while it is being said
new MutationObserver(() => {
  const text = document.querySelector(".spoken")?.textContent;
  if (text && text !== window.said.at(-1)) window.said.push(text);
}).observe(document, { subtree: true, childList: true, characterData: true });"""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Server]:
    """An office whose voice has said its first words: a busy machine takes its time, and a kiosk does not wait."""
    with server(tmp_path) as running:
        said = running.ask("POST", "/api/v1/speech", "kiosk", {"texts": ["Mời chọn lĩnh vực"]})[1]
        first = running.url + said["clips"][0][0]

        def spoken() -> bool:
            with contextlib.suppress(HTTPError), urllib.request.urlopen(first, timeout=PATIENCE / 1000) as answer:
                return bool(answer.status == 200)
            return False

        eventually(spoken, "the first words", PATIENCE / 1000)
        yield running


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Any]:
    """`opened(address, width, height)` -> (page, sounds): a page with a loudspeaker, and every sound it was given."""
    contexts = []

    def open_page(address: str, width: int, height: int) -> tuple[Page, list[tuple[str, int]]]:
        context = chromium.new_context(viewport={"width": width, "height": height}, has_touch=True, locale="vi-VN")
        contexts.append(patient(context))
        context.add_init_script(LOUDSPEAKER)
        page, sounds = context.new_page(), []
        page.on(
            "response",
            lambda answer: (
                sounds.append((answer.url, answer.status))
                if re.search(r"\.wav|/(clip|speech|voice)s?/", answer.url) and "/api/" not in answer.url
                else None
            ),
        )
        page.goto(address)
        return page, sounds

    yield open_page
    for context in contexts:
        context.close()


def tap(page: Page, target: str) -> None:
    """A touch on a page that lets the last one die away first."""
    page.wait_for_selector("main:not([inert])")
    page.wait_for_timeout(SETTLE)
    page.locator(target).tap()


def says(kiosk: Page, text: str) -> None:
    """Wait until the kiosk has said this."""
    eventually(lambda: text in kiosk.evaluate("window.said"), f"the words {text}", PATIENCE / 1000)


@pytest.mark.timeout(600)
def test_the_kiosk_reads_itself_and_the_phone_says_the_call(office: Server, opened: Any) -> None:
    kiosk, sounds = opened(office.access["devices"]["kiosk"]["url"], 1080, 1920)
    expect(kiosk.locator(".home")).to_be_visible()
    tap(kiosk, ".support")
    says(kiosk, "Mời chọn lĩnh vực")
    tap(kiosk, "[data-code=HT]")
    says(kiosk, "Hộ tịch. Chưa có ai chờ, dưới 5\u00a0phút. Chạm lần nữa để chọn.")
    tap(kiosk, "[data-code=HT]")
    expect(kiosk.locator(".service")).to_be_visible()
    tap(kiosk, ".take")
    says(kiosk, "Lấy số Hộ tịch. Chạm lần nữa để chọn.")
    with kiosk.expect_response(re.compile("/api/v1/tickets$")) as issued:
        tap(kiosk, ".take")
    says(kiosk, "Số thứ tự của công dân: A001")
    assert len(sounds) >= 5
    assert set(dict(sounds).values()) == {200}  # the last answer counts: a clip under way is asked for again

    phone, calls = opened(issued.value.json()["url"], 360, 640)
    phone.locator(".sound").tap()
    expect(phone.locator(".sound")).to_have_attribute("aria-pressed", "true")
    assert office.ask("POST", "/api/v1/counters/2/next", "staff", {})[0] == 200
    expect(phone.locator(".call")).to_be_visible()
    eventually(lambda: phone.evaluate("true") and len(calls) >= 3, "the clips of the call", PATIENCE / 1000)
    assert {status for _, status in calls} <= {200, 206}


@pytest.mark.timeout(600)
def test_a_sound_check_is_played_heard_and_kept(office: Server, opened: Any) -> None:
    board, _ = opened(office.access["devices"]["board"]["url"], 1920, 1080)
    expect(board.locator(".strip .line").first).to_be_visible()
    supervisor, _ = opened(f"{office.url}/supervisor", 1366, 768)
    person = office.access["people"]["supervisor"]
    supervisor.fill("[name=login]", person["login"])
    supervisor.fill("[name=password]", person["password"])
    supervisor.press("[name=password]", "Enter")
    row = supervisor.locator("[data-zone=hall]")
    expect(row).to_contain_text("Đang đọc số")
    with board.expect_response(re.compile("wav")):
        row.get_by_role("button", name="Phát thử").click()
    row.get_by_role("button", name="Tôi nghe rõ").click()
    expect(row).to_contain_text("Cảm ơn")
    expect(supervisor.locator("[data-fact=check]")).to_have_text(re.compile("Nghe thử .*: nghe rõ"))
    expect(supervisor.locator(".alerts")).not_to_contain_text("nghe thử")
