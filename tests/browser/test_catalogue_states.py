"""The public look-up of procedures and the administrator's catalogue: every state, on one page each."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenScreen
from tests.browser.stage import Stage

PUBLIC = ("home", "found", "none", "one", "late", "gone")
SEEN = {
    "home": ("h2", "Tìm theo lĩnh vực"),
    "found": ("h2", "4 thủ tục cho “khai sinh”"),
    "none": (".none", "Không tìm thấy thủ tục nào cho “xyzq”."),
    "one": (".rule", "Nộp trước 15:00 được trả kết quả trong ngày."),
    "late": (".rule.late", "Đã qua 15:00"),
    "gone": ("h1", "Thủ tục này không còn được niêm yết."),
}
REPORT: dict[str, Any] = {
    "dry": True,
    "done": False,
    "rows": {"read": 2, "new": 0, "changed": 1, "same": 0, "wrong": 1},
    "mistakes": [{"row": 3, "column": "Lĩnh vực", "code": "service", "message": "Không có lĩnh vực “XX”."}],
    "changes": [
        {"code": "1.001193", "name": "Khai sinh", "posted_from": None, "row": 2, "new": False, "fields": ["Tên ngắn"]}
    ],
    "left_out": [{"code": "1.000894", "name": "Đăng ký kết hôn", "posted_from": None}],
}


def test_the_look_up_on_a_phone(open_screen: OpenScreen, stage: Stage) -> None:
    screen = open_screen("procedures-home", size=(360, 740), touch=True)
    for state in PUBLIC:
        screen.page.goto(f"{stage.url}/stage/procedures-{state}")
        node, says = SEEN[state]
        expect(screen.page.locator(node).first).to_contain_text(says)
        assert screen.page.evaluate("document.documentElement.scrollWidth") <= 360
        assert screen.page.locator("script").count() == 0
        small = [
            fault for fault in screen.buttons_below(44) if not fault.startswith(('<label for="q', '<input type="check'))
        ]
        assert small == []  # a box to tick lies within its large label
        screen.look(f"procedures-{state}")
        assert screen.violations() == []
    screen.page.goto(f"{stage.url}/stage/procedures-one?lang=en")
    paper = screen.page.get_by_role("checkbox").first
    screen.page.locator(".papers label").first.click()
    expect(paper).to_be_checked()
    href = screen.page.locator(".national a").get_attribute("href") or ""
    assert href.startswith("https://dichvucong.gov.vn/")
    assert screen.violations() == []


def test_the_administrators_catalogue(open_screen: OpenScreen, stage: Stage) -> None:
    screen = open_screen("catalogue-list", size=(1366, 768))
    page = screen.page
    for state in ("list", "none", "form", "wrong", "log", "import", "withdraw"):
        page.goto(f"{stage.url}/stage/catalogue-{state}")
        expect(page.locator("main h1, main .none").first).to_be_visible()
        screen.look(f"catalogue-{state}")
        assert screen.violations() == []
    page.goto(f"{stage.url}/stage/catalogue-list")
    rows = page.locator(".list tbody tr")
    expect(rows.locator(".state")).to_have_text([*["Đang hiệu lực"] * 5, "Đã gỡ bỏ", "Đang hiệu lực", "Sắp niêm yết"])
    rows.first.locator("summary").click()
    expect(rows.first.locator("form")).to_have_attribute("action", "/admin/catalogue/abolish")
    expect(rows.first.locator("[name=code_of]")).to_have_value("1.001193")
    expect(rows.first.locator("[name=csrf_token]")).to_have_value("c")
    screen.look("catalogue-act")
    rows.first.locator("summary").click()
    going = rows.filter(has_text="1.000656")  # withdrawn from a day to come
    going.locator("summary").click()
    expect(going.locator("form")).to_have_attribute("action", "/admin/catalogue/keep")
    expect(going.locator("form p")).to_contain_text("31/12/2026")
    page.goto(f"{stage.url}/stage/catalogue-withdraw")
    expect(page.locator(".ask")).to_contain_text("1.001193 – Đăng ký khai sinh")
    expect(page.locator(".ask")).to_contain_text("từ ngày 31/12/2026")
    expect(page.locator(".ask [name=sure]")).to_have_value("1")
    assert page.locator("main script, main [onclick]").count() == 0
    page.goto(f"{stage.url}/stage/catalogue-wrong")
    expect(page.locator("#code")).to_have_attribute("aria-describedby", "code-hint code-wrong")
    expect(page.locator("#name-wrong")).to_have_text("Không được để trống.")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_file_is_taken_only_after_its_report_was_read(open_screen: OpenScreen, stage: Stage, lang: str) -> None:
    stage.answers["POST /catalogue/import?dry=1&rows=all"] = (200, REPORT)
    stage.answers["POST /catalogue/import?dry=1&rows=good"] = (200, REPORT)
    problem = {"type": "urn:moiso:problem:invalid", "title": "x", "status": 422, "detail": "x"}
    stage.answers["POST /catalogue/import?dry=0&rows=good"] = (422, problem | REPORT | {"dry": False})
    screen = open_screen("catalogue-import", size=(1366, 768), lang=lang)
    page, take = screen.page, screen.page.locator("#take")
    expect(page.locator("#check")).to_be_disabled()
    page.set_input_files("#file", {"name": "x.csv", "mimeType": "text/csv", "buffer": b"code\n1.001193\n"})
    page.click("#check")
    expect(page.locator("#report")).to_contain_text("Không có lĩnh vực “XX”.")
    expect(take).to_be_hidden()  # one row is wrong, and all or nothing was chosen
    page.check("[value=good]")
    expect(page.locator("#report")).to_be_empty()
    page.click("#check")
    expect(take).to_be_visible()
    screen.look(f"catalogue-report-{lang}")
    assert screen.violations() == []
    take.click()
    expect(take).to_be_enabled()
    expect(page.locator("#report")).to_contain_text("Không có lĩnh vực “XX”.")  # a refusal holds the whole report
    stage.answers["POST /catalogue/import?dry=0&rows=good"] = (200, REPORT | {"dry": False, "done": True})
    take.click()
    expect(page.locator("#report .notice")).to_be_visible()
    expect(take).to_be_hidden()
    assert [call.path.partition("?")[2] for call in stage.calls if call.method == "POST"] == [
        "dry=1&rows=all",
        "dry=1&rows=good",
        "dry=0&rows=good",
        "dry=0&rows=good",
    ]
