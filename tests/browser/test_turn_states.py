"""My turn on the phone: every state, the call, silence – and still light and old-fashioned enough for an old phone."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import OpenScreen, Screen
from tests.browser.held import elapse, patient
from tests.browser.stage import HOME, Stage

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
PHONE = (360, 720)
ROOM = HOME / "kiosk" / "turn"
KEY = "20261120-A045.k7Qm2vXb9R"
HEAVIEST = 60_000  # bytes of the first load
SAID = {
    "waiting": "Còn 3 người trước công dân",
    "next": "Sắp đến lượt công dân",
    "called": "Mời đến quầy số 2",
    "serving": "Đang được phục vụ tại quầy số 2",
    "held": "Lượt đang được giữ lại",
    "absent": "Số đã được gọi lúc 09:42.",
    "done": "Đã phục vụ xong",
    "cancelled": "Số này đã được hủy",
}
RED = "rgb(164, 22, 26)"


def opened(open_screen: OpenScreen, state: str, **more: Any) -> Screen:
    return open_screen(f"turn-{state}", size=PHONE, touch=True, **more)


@pytest.mark.parametrize("state", SAID)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_states(open_screen: OpenScreen, state: str, lang: str) -> None:
    screen = opened(open_screen, state, lang=lang)
    assert screen.page.inner_text(".label") == "A045"
    said = screen.page.inner_text(".states")
    assert (SAID[state] in said) is (lang == "vi")
    assert sum(text in said for text in SAID.values()) == (lang == "vi")
    assert "{" not in screen.page.inner_text("body")
    red = screen.page.evaluate("getComputedStyle(document.body).backgroundColor") == RED
    assert red is (state == "called")
    screen.look(f"turn-{state}-{lang}")


def test_an_unknown_key_is_told_kindly(open_screen: OpenScreen) -> None:
    screen = opened(open_screen, "unknown")
    assert "hỏi quầy hướng dẫn" in screen.page.inner_text("main")
    screen.look("turn-unknown")


def test_without_scripts_the_state_is_still_there(open_screen: OpenScreen) -> None:
    page = opened(open_screen, "waiting", java_script_enabled=False).page
    assert SAID["waiting"] in page.inner_text(".states")
    assert "Khoảng 15–30 phút" in page.inner_text(".states")
    assert "Giấy chứng sinh" in page.inner_text(".papers")


def test_the_call_reaches_the_open_page_and_is_felt(open_screen: OpenScreen, stage: Stage) -> None:
    page = opened(open_screen, "waiting").page
    page.evaluate("window.felt = []; navigator.vibrate = (pattern) => window.felt.push(pattern); null")
    stage.change("turn", KEY, ahead=2, wait={"low_min": 0, "high_min": 10})
    elapse(page, 5500)
    expect(page.locator(".when-waiting .big")).to_have_text("Còn 2 người trước công dân")
    expect(page.locator(".wait")).to_have_text("Dưới 10 phút")
    at = {
        "counter": 2,
        "counter_name": {"vi": "Quầy Tư pháp – Hộ tịch"},
        "called_at": "2026-11-20T09:42:10+07:00",
        "ahead": 0,
        "wait": None,
    }
    stage.change("turn", KEY, state="called", times=1, **at)
    elapse(page, 5500)
    expect(page.locator(".call")).to_have_text("Mời đến quầy số 2")
    expect(page.locator(".place")).to_have_text("Quầy Tư pháp – Hộ tịch")
    expect(page).to_have_title("A045 – Mời đến quầy số 2")
    assert page.evaluate("window.felt.length") == 1
    stage.change("turn", KEY, times=2)
    elapse(page, 5500)
    assert page.evaluate("window.felt.length") == 2
    stage.change("turn", KEY, state="done")
    elapse(page, 5500)
    expect(page.locator(".when-done").first).to_be_visible()
    asked = len(stage.asked("GET", f"/screens/turn/{KEY}"))
    elapse(page, 60_000)
    assert len(stage.asked("GET", f"/screens/turn/{KEY}")) == asked  # a finished visit asks nothing more


def test_silence_is_said_and_healed(open_screen: OpenScreen, stage: Stage) -> None:
    screen = opened(open_screen, "waiting")
    page = screen.page
    picture = stage.pictures.pop(("turn", KEY))
    elapse(page, 20_000)
    expect(page.locator(".stale")).to_be_visible()
    assert "Mất kết nối từ 08:15" in page.inner_text(".stale")
    screen.look("turn-stale")
    stage.put(picture)
    elapse(page, 21_000)
    expect(page.locator(".stale")).to_be_hidden()


def test_the_first_load_is_light(open_screen: OpenScreen, stage: Stage, chromium: Any) -> None:
    context = patient(chromium.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}))
    page = context.new_page()
    answers: list[Any] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(f"{stage.url}/stage/turn-waiting", wait_until="load")
    page.wait_for_load_state("networkidle")
    weights = {answer.url.rsplit("/", 1)[-1]: len(answer.body()) for answer in answers}
    context.close()
    assert sum(weights.values()) < HEAVIEST
    assert not [name for name in weights if name.endswith((".ttf", ".woff2")) or "socket" in name]


def source(name: str) -> str:
    return Path(ROOM / name).read_text(encoding="utf-8")


def test_the_script_is_old_fashioned() -> None:
    code = re.sub(r"//.*", "", source("turn.js"))
    assert (
        re.findall(r"=>|`|\b(?:let|const|class|import|export|async|await|Promise|fetch)\b|\.\.\.|\?\.|\?\?", code) == []
    )
    assert 'type="module"' not in source("turn.html")


def test_the_style_is_old_fashioned_and_keeps_the_colours_of_the_house() -> None:
    style = source("turn.css")
    assert re.findall(r"var\(|display:\s*grid|@import|:is\(|:has\(", style) == []
    house = set(re.findall(r"#[0-9a-f]{6}", (HOME / "server" / "web" / "tokens.css").read_text(encoding="utf-8")))
    assert set(re.findall(r"#[0-9a-fA-F]{3,6}\b", style)) <= house


@pytest.mark.parametrize("state", [*SAID, "unknown"])
def test_accessibility(open_screen: OpenScreen, state: str) -> None:
    assert opened(open_screen, state).violations() == []
