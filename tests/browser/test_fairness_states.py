"""The book of calls out of order: on a phone, at a desk, as a poster; a day at a time, no names."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenScreen
from tests.browser.held import elapse
from tests.browser.stage import Call, Stage

SIZES = [(390, 844), (360, 740), (320, 640), (1366, 768), (1920, 1080), (1080, 1920)]


STRICT = {"vi": "Người thuộc diện ưu tiên được gọi trước.", "en": "People of a priority group are called first."}
HEADS = {
    ".top": ".top > *",
    ".day-bar": "#day-head, .day-bar button, .day-bar input",
}


def collisions(page: Page) -> list[str]:
    """Which texts or buttons of a heading lie over another one, or reach out of it; words are measured."""
    return list(
        page.evaluate(
            """(heads) => Object.entries(heads).flatMap(([head, parts]) => {
      const around = document.querySelector(head).getBoundingClientRect();
      const measure = (node) => {
        const words = document.createRange();
        words.selectNodeContents(node);
        return [node.getBoundingClientRect(), ...words.getClientRects()];
      };
      const named = (node) => node.className || node.id || node.type;
      const boxes = [...document.querySelectorAll(parts)].map((node) => [named(node), measure(node)]);
      const apart = (a, b, from, to) => a[to] <= b[from] + 1 || b[to] <= a[from] + 1;
      const meet = (a, b) => !apart(a, b, "left", "right") && !apart(a, b, "top", "bottom");
      const beyond = (one) => one.left < around.left - 1 || one.right > around.right + 1;
      const out = boxes.filter(([, own]) => own.some(beyond));
      const over = boxes.flatMap(([name, own], place) => boxes.slice(place + 1)
        .filter(([, other]) => own.some((one) => other.some((two) => meet(one, two))))
        .map(([other]) => `${name} over ${other}`));
      return [...over, ...out.map(([name]) => `${name} out of ${head}`)];
    })""",
            HEADS,
        )
    )


def test_looks_right_everywhere(open_screen: OpenScreen) -> None:
    screen = open_screen("fairness_page-today", size=SIZES[0])
    page = screen.page
    for state in ("today", "none"):
        for lang in ("vi", "en"):
            page.goto(page.url.partition("/stage/")[0] + f"/stage/fairness_page-{state}?lang={lang}")
            expect(page.locator(".calls")).not_to_have_text("–")
            for size in SIZES:
                page.set_viewport_size({"width": size[0], "height": size[1]})
                screen.look(f"fairness-{state}-{lang}-{size[0]}x{size[1]}")
                assert collisions(page) == [], (state, lang, size)
            assert screen.violations() == []
            page.set_viewport_size({"width": 390, "height": 844})
            assert screen.violations() == []
            assert screen.buttons_below(44) == []


def test_numbers_and_reasons_the_newest_on_top(open_screen: OpenScreen) -> None:
    page = open_screen("fairness_page-today").page
    expect(page.locator(".promise")).to_have_text(
        "Trong cùng lĩnh vực, không ai bị vượt bởi người đến sau quá 15 phút, trừ lượt gọi có ghi lý do."
    )
    expect(page.locator("tbody th")).to_have_text(["K003", "B1017", "A012"])
    expect(page.locator("tbody .reason").last).to_have_text("Sửa hồ sơ theo Phiếu quay lại")
    expect(page.locator("tbody .at").first).to_have_text("08:11")
    expect(page.locator(".figures dd")).to_have_text(["87", "3"])
    expect(page.locator(".how li")).to_have_count(4)


def test_earlier_days(open_screen: OpenScreen, stage: Stage) -> None:
    page = open_screen("fairness_page-today").page
    head = page.locator("#day-head")
    expect(head).to_have_text("Hôm nay, Thứ\u00a0Sáu, 20/11/2026")
    expect(page.locator(".later")).to_be_disabled()
    page.locator(".earlier").click()
    expect(head).to_have_text("Thứ\u00a0Năm, 19/11/2026")
    expect(page.locator(".none")).to_have_text("Ngày này mọi số đều được gọi đúng thứ tự.")
    expect(page.locator(".figures dd")).to_have_text(["342", "0"])
    page.locator(".earlier").click()
    expect(page.locator(".none")).to_have_text("Ngày này không có lượt gọi nào.")
    page.locator(".later").click()
    page.locator(".later").click()
    expect(head).to_contain_text("Hôm nay")
    page.locator("input[type=date]").fill("2026-11-18")
    expect(head).to_have_text("Thứ\u00a0Tư, 18/11/2026")
    assert [call.path for call in stage.calls][-1] == "/fairness?day=2026-11-18"


def test_todays_page_looks_again_and_says_when_it_cannot(open_screen: OpenScreen, stage: Stage) -> None:
    book: dict[str, Any] = {
        "day": "2026-11-20",
        "promise": {"policy": "strict", "minutes": None, "ratio": None, "says": STRICT},
        "entries": [],
        "calls": 4,
    }
    answers = [(200, book), (503, {"title": "busy"}), (200, {**book, "calls": 5}), (200, {**book, "day": "2026-11-21"})]

    def said(call: Call) -> tuple[int, Any]:
        return answers.pop(0) if len(answers) > 1 else answers[0]

    stage.answers["GET /fairness"] = said
    page = open_screen("fairness_page-today").page
    expect(page.locator(".calls")).to_have_text("4")
    expect(page.locator(".promise")).to_contain_text("diện ưu tiên được gọi trước")
    elapse(page, 60_000, step=30_000)
    expect(page.locator(".trouble")).to_be_visible()
    expect(page.locator(".calls")).to_have_text("4")
    elapse(page, 60_000, step=30_000)
    expect(page.locator(".calls")).to_have_text("5")
    expect(page.locator(".trouble")).to_be_hidden()
    elapse(page, 60_000, step=30_000)
    expect(page.locator("#day-head")).to_contain_text("21/11/2026")  # a poster that hangs over midnight


@pytest.mark.parametrize("count", [120])
def test_a_bad_day_fits_too(open_screen: OpenScreen, stage: Stage, count: int) -> None:
    reason = {"vi": "Sửa hồ sơ theo Phiếu quay lại", "en": "Correcting papers"}
    entries = [
        {"at": "2026-11-20T08:00:00+07:00", "label": f"A{n:04}", "counter": 12, "reason": reason} for n in range(count)
    ]
    promise = {"policy": "head_start", "minutes": None, "ratio": None}
    stage.answers["GET /fairness"] = (200, {"day": "2026-11-20", "promise": promise, "entries": entries, "calls": 999})
    screen = open_screen("fairness_page-today", size=(390, 844))
    expect(screen.page.locator("tbody tr")).to_have_count(count)
    expect(screen.page.locator(".promise")).to_be_hidden()  # nothing is promised that the policy does not keep
    screen.look("fairness-many")
