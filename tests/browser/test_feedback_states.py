"""The feedback terminal: one question after a visit, one answer, and no trace of it on the screen."""

from typing import Any

import pytest

from tests.browser.conftest import OpenScreen
from tests.browser.held import SETTLE, elapse, quiet
from tests.browser.stage import Call, Stage

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
SIZES = {"small": (800, 480), "large": (1280, 800)}
TOUCH = 71.5  # CSS px; 14 mm on the 7-inch panel of 800 x 480
RATING = "/tickets/20261120-A045/rating"


def asking(open_screen: OpenScreen, sample: str = "feedback-four", **more: Any) -> Any:
    page = open_screen(sample, **{"size": SIZES["small"], **more}).page
    settled(page, ".face")
    return page


def settled(page: Page, place: str) -> None:
    """Wait until this page of the terminal is there and takes touches."""
    page.wait_for_selector(place)
    elapse(page, SETTLE)
    expect(page.locator("main:not([inert])").locator(place).first).to_be_visible()


def sent(stage: Stage) -> list[Any]:
    return [call.body for call in stage.asked("POST", RATING)]


@pytest.mark.parametrize("size", SIZES)
def test_asleep(open_screen: OpenScreen, size: str) -> None:
    screen = open_screen("feedback-asleep", size=SIZES[size])
    text = screen.page.locator(".asleep").inner_text()
    assert "Cảm ơn công dân" in text
    assert "Quầy số 2" in text
    screen.look(f"feedback-asleep-{size}")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("sample", "faces"), [("three", 3), ("four", 4), ("five", 5)])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_question(open_screen: OpenScreen, sample: str, faces: int, size: str, lang: str) -> None:
    screen = open_screen(f"feedback-{sample}", size=SIZES[size])
    settled(screen.page, ".face")
    if lang == "en":
        screen.page.get_by_role("button", name="English").click()
        settled(screen.page, ".face")
    assert "A045" in screen.page.inner_text("h1")
    assert screen.page.locator(".face").count() == faces
    drawn = screen.page.evaluate("[...document.querySelectorAll('.face use')].map((use) => use.getAttribute('href'))")
    assert len(set(drawn)) == faces
    screen.look(f"feedback-{sample}-{lang}-{size}")
    assert screen.buttons_below(TOUCH) == []


@pytest.mark.parametrize("size", SIZES)
def test_reasons(open_screen: OpenScreen, stage: Stage, size: str) -> None:
    screen = open_screen("feedback-four", size=SIZES[size])
    page = screen.page
    settled(page, ".face")
    page.get_by_role("button", name="Không hài lòng", exact=True).click()
    settled(page, ".why")
    page.get_by_role("button", name="Chờ đợi lâu").click()
    page.get_by_role("button", name="Phải đi lại nhiều lần").click()
    page.get_by_role("button", name="Ý kiến khác").click()
    page.get_by_role("button", name="Ý kiến khác").click()
    assert page.locator("[aria-pressed=true]").count() == 2
    screen.look(f"feedback-reasons-{size}")
    assert screen.buttons_below(TOUCH) == []
    page.get_by_role("button", name="Gửi").click()
    settled(page, ".thanks")
    assert sent(stage) == [{"level": 1, "reasons": ["CHO_LAU", "DI_LAI"]}]


@pytest.mark.parametrize("size", SIZES)
def test_thanks(open_screen: OpenScreen, size: str) -> None:
    screen = open_screen("feedback-four", size=SIZES[size])
    settled(screen.page, ".face")
    screen.page.get_by_role("button", name="Hài lòng", exact=True).click()
    settled(screen.page, ".thanks")
    screen.look(f"feedback-thanks-{size}")


def test_thanks_do_not_tell_the_level(open_screen: OpenScreen, stage: Stage) -> None:
    seen = set()
    for level in (4, 3, 2):
        page = asking(open_screen)
        page.locator(f"[data-level='{level}']").click()
        settled(page, ".thanks")
        seen.add(page.evaluate("document.body.outerHTML"))
    assert len(seen) == 1
    assert [body["level"] for body in sent(stage)] == [4, 3, 2]


def test_a_visit_is_rated_once(open_screen: OpenScreen, stage: Stage) -> None:
    page = asking(open_screen)
    box = page.locator("[data-level='3']").bounding_box()
    for _ in range(3):
        page.mouse.click(box["x"] + 40, box["y"] + 40)
    page.wait_for_selector(".thanks")
    stage.change("feedback", "2", low=2)  # pushed again, still asking about the same visit
    elapse(page, 5000)
    page.wait_for_selector(".asleep")
    stage.change("feedback", "2", low=1)
    ask = {"ticket": "20261120-A046", "label": "A046", "until": "2026-11-20T08:20:00+07:00"}
    stage.change("feedback", "2", ask=ask)
    expect(page.locator(".ask h1")).to_contain_text("A046")
    elapse(page, 30_000)  # longer than anything is tried again, shorter than the question stands
    assert len(sent(stage)) == 1


def test_a_visit_rated_elsewhere_gets_the_same_thanks(open_screen: OpenScreen, stage: Stage) -> None:
    page = asking(open_screen, "feedback-rated")
    page.locator("[data-level='4']").click()
    page.wait_for_selector(".thanks")
    elapse(page, 60_000)  # a refusal is final
    assert len(sent(stage)) == 1


def test_a_lost_answer_is_sent_again_with_the_same_key(open_screen: OpenScreen, stage: Stage) -> None:
    page = asking(open_screen)
    tries: list[str | None] = []

    def busy_once(call: Call) -> tuple[int, Any]:
        tries.append(call.key)
        return (503, {}) if len(tries) == 1 else (201, {})

    stage.answers["POST /tickets/*/rating"] = busy_once
    page.locator("[data-level='4']").click()
    quiet(page)
    assert len(tries) == 1
    elapse(page, 60_000)
    assert len(tries) == 2
    assert len(set(tries)) == 1


def test_who_walks_away_from_the_reasons_has_rated(open_screen: OpenScreen, stage: Stage) -> None:
    page = asking(open_screen)
    page.locator("[data-level='1']").click()
    page.wait_for_selector(".why")
    stage.change("feedback", "2", ask=None)  # the counter has gone on
    elapse(page, 20_000)
    assert page.locator(".why").count() == 1
    elapse(page, 6000)
    expect(page.locator(".thanks")).to_be_visible()
    assert sent(stage) == [{"level": 1, "reasons": []}]


def test_the_question_ends_by_the_offices_clock(open_screen: OpenScreen, stage: Stage) -> None:
    """This machine's clock is 25 minutes fast; the office's minute still counts."""
    page = asking(open_screen, now="2026-11-20T08:40:00+07:00")
    elapse(page, 50_000)
    assert page.locator(".ask").count() == 1
    elapse(page, 12_000)
    expect(page.locator(".asleep")).to_be_visible()
    assert sent(stage) == []


@pytest.mark.parametrize("where", ["asleep", "ask", "why", "thanks"])
def test_accessibility(open_screen: OpenScreen, where: str) -> None:
    screen = open_screen("feedback-asleep" if where == "asleep" else "feedback-five", size=SIZES["small"])
    if where in ("why", "thanks"):
        settled(screen.page, ".face")
        screen.page.locator(f"[data-level='{1 if where == 'why' else 5}']").click()
    settled(screen.page, f".{where}")
    assert screen.violations() == []
