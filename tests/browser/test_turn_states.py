"""My turn on the phone: every state, the call, silence – and still light and old-fashioned enough for an old phone."""

from typing import Any
from unittest.mock import ANY

import pytest

from tests.browser.conftest import OpenScreen, Screen
from tests.browser.held import elapse, patient
from tests.browser.oldphone import WITHOUT_NEWS, new_words, strange_colours, weights
from tests.browser.stage import Stage

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
PHONE = (360, 720)
KEY = "20261120-A045.k7Qm2vXb9R"
HEAVIEST = 60_000  # bytes of the first load
SAID = {
    "far": "Còn 14 người trước công dân",
    "waiting": "Còn 3 người – mời chuẩn bị giấy tờ",
    "next": "Công dân là người tiếp theo",
    "called": "Đã gọi lúc 09:42, còn hiệu lực 9 phút",
    "mark": "Gọi ngoài thứ tự: Cần hỗ trợ ngay",
    "serving": "Đang được phục vụ tại quầy số 2",
    "steps": "Đang xử lý tại chỗ – bước 2/4",
    "held": "Lý do: Đi sao chụp giấy tờ",
    "fix": "Có hiệu lực đến 11:42",
    "expired": "Hết hạn lúc 11:42.",
    "absent": "Số đã được gọi lúc 09:42.",
    "done": "Đã phục vụ xong",
    "cancelled": "Số này đã được hủy",
    "over": "Số được chuyển sang hôm sau",
}
RED = "rgb(164, 22, 26)"
AT_COUNTER = {
    "counter": 2,
    "counter_name": {"vi": "Quầy Tư pháp – Hộ tịch"},
    "called_at": "2026-11-20T09:42:10+07:00",
    "valid_until": "2026-11-20T09:52:10+07:00",
    "calls": [{"at": "2026-11-20T09:42:10+07:00", "counter": 2, "again": False}],
    "ahead": 0,
    "wait": None,
}


def opened(open_screen: OpenScreen, state: str, **more: Any) -> Screen:
    return open_screen(f"turn-{state}", size=PHONE, touch=True, **more)


def visit(screen: Screen, stage: Stage, state: str, lang: str) -> Any:
    """The same page shows another sample, as if it were just opened."""
    screen.page.goto(f"{stage.url}/stage/turn-{state}?lang={lang}")
    return screen.page


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_states(open_screen: OpenScreen, stage: Stage, lang: str) -> None:
    screen = opened(open_screen, "waiting", lang=lang, now="2026-11-20T09:44:00+07:00")
    for state in SAID:
        page = visit(screen, stage, state, lang)
        assert page.inner_text(".label") == "A045"
        said = page.inner_text(".states")
        assert (SAID[state] in said) is (lang == "vi"), state
        assert "{" not in page.inner_text("body")
        red = page.evaluate("getComputedStyle(document.body).backgroundColor") == RED
        assert red is (state in ("called", "mark"))
        screen.look(f"turn-{state}-{lang}")
        small = [node for node in screen.buttons_below(44) if "checkbox" not in node and "/fairness" not in node]
        assert small == []  # a tick is given on its whole line, and a link within a sentence is as high as the line
        assert screen.violations() == []


def test_what_is_known_is_said_where_it_belongs(open_screen: OpenScreen, stage: Stage) -> None:
    screen = opened(open_screen, "far", now="2026-11-20T09:50:00+07:00")
    page = screen.page
    assert "4 bộ hồ sơ" in page.inner_text("main")
    assert (
        "Trong cùng lĩnh vực, không ai bị vượt bởi người đến sau quá 15 phút, trừ lượt gọi có ghi lý do."
        in page.inner_text("main")
    )
    assert "Chuyển từ hôm trước" in visit(screen, stage, "carried", "vi").inner_text("main")
    steps = visit(screen, stage, "steps", "vi").inner_text(".states")
    assert "Tiếp theo: Phê duyệt → Trả kết quả" in steps
    stage.change("turn", KEY, state="called", step={"no": 1, "of": 4}, **AT_COUNTER)
    elapse(page, 5500)
    expect(page.locator(".step")).to_have_text("Lượt này có 4 bước, chỉ một số")
    fix = visit(screen, stage, "fix", "vi").inner_text(".states")
    assert "Còn 1 giờ 52 phút" in fix
    assert "không phải xếp lại từ cuối" in fix
    assert "Chưa nhận được phiếu giấy" not in page.inner_text("main")
    stage.change("turn", KEY, now="2026-11-20T09:42:00+07:00")
    elapse(page, 5500)
    expect(page.locator("[data-say=left]")).to_have_text("Còn 2 giờ")
    over = visit(screen, stage, "expired", "vi").inner_text("main")
    assert "Phiếu quay lại đã hết hạn" in over
    assert "Trang này là phiếu" not in over
    assert "Hủy số này" not in over
    ways = "[...document.querySelectorAll('.ways a')].filter((a) => a.offsetWidth).map((a) => a.pathname)"
    assert page.evaluate(ways) == ["/procedures", "/book"]
    visit(screen, stage, "cancelled", "vi")
    assert page.evaluate(ways) == ["/procedures", "/book"]
    visit(screen, stage, "done", "vi")
    assert page.evaluate(ways) == []
    assert "(gọi lại)" in visit(screen, stage, "absent", "vi").inner_text(".calls")
    assert visit(screen, stage, "waiting", "vi").locator(".calls").is_hidden()


def test_a_long_wait_and_the_place_are_said(open_screen: OpenScreen, stage: Stage) -> None:
    """The template and the script say the same, and the call names the zone too."""
    zone = {"code": "b", "name": {"vi": "Sảnh B"}}
    page = opened(open_screen, "waiting").page
    stage.change("turn", KEY, wait={"low_min": 120, "high_min": 250}, zone=zone)
    elapse(page, 5500)
    expect(page.locator(".wait").first).to_have_text("Khoảng 2–4 giờ 30")
    expect(page.locator(".zone")).to_have_text("Chờ tại Sảnh B")
    for wait, said in (
        ((150, 240), "Khoảng 2 giờ 30–4 giờ"),
        ((20, 100), "Dưới 2 giờ"),
        ((45, 100), "Khoảng 30 phút–2 giờ"),
    ):
        stage.change("turn", KEY, wait={"low_min": wait[0], "high_min": wait[1]})
        elapse(page, 5500)
        expect(page.locator(".wait").first).to_have_text(said)
    stage.change("turn", KEY, state="called", times=1, **AT_COUNTER)
    elapse(page, 5500)
    expect(page.locator("[data-say=callzone]")).to_have_text("Sảnh B")


def test_an_unknown_key_is_told_kindly(open_screen: OpenScreen) -> None:
    screen = opened(open_screen, "unknown")
    assert "hỏi quầy hướng dẫn" in screen.page.inner_text("main")
    screen.look("turn-unknown")
    assert screen.violations() == []


def test_without_scripts_the_state_is_still_there(open_screen: OpenScreen, stage: Stage) -> None:
    screen = opened(open_screen, "waiting", java_script_enabled=False)
    page = screen.page
    assert SAID["waiting"] in page.inner_text(".states")
    assert "Khoảng 15–30 phút" in page.inner_text(".states")
    assert "Giấy chứng sinh" in page.inner_text(".papers")
    assert not page.locator(".acts").is_visible()  # what needs a script is not promised without one
    assert "có hiệu lực đến 09:52" in visit(screen, stage, "called", "vi").inner_text(".states")


def test_the_call_reaches_the_open_page_and_is_felt(open_screen: OpenScreen, stage: Stage) -> None:
    page = opened(open_screen, "waiting").page
    page.evaluate("window.felt = []; navigator.vibrate = (pattern) => window.felt.push(pattern); null")
    page.locator("h1").tap()
    stage.change("turn", KEY, ahead=2, wait={"low_min": 0, "high_min": 10}, prepare=False)
    elapse(page, 5500)
    expect(page.locator(".when-waiting .big")).to_have_text("Còn 2 người trước công dân")
    expect(page.locator(".when-waiting .wait")).to_have_text("Dưới 10 phút")
    stage.change("turn", KEY, state="called", times=1, now="2026-11-20T09:42:12+07:00", **AT_COUNTER)
    elapse(page, 5500)
    expect(page.locator(".call")).to_have_text("Mời đến quầy số 2")
    expect(page.locator(".place:not([hidden])")).to_have_text("Quầy Tư pháp – Hộ tịch")
    expect(page).to_have_title("A045 – Mời đến quầy số 2")
    assert page.evaluate("window.felt.length") == 1
    stage.change("turn", KEY, times=2)
    elapse(page, 5500)
    assert page.evaluate("window.felt.length") == 2
    stage.change("turn", KEY, state="done")
    elapse(page, 5500)
    expect(page.locator(".when-done").first).to_be_visible()
    asked = len(stage.asked("GET", f"/screens/turn/{KEY}"))
    elapse(page, 60_000, step=10_000)
    assert len(stage.asked("GET", f"/screens/turn/{KEY}")) == asked  # a finished visit asks nothing more


def test_a_page_nobody_has_touched_does_not_shake_the_phone(open_screen: OpenScreen, stage: Stage) -> None:
    page = opened(open_screen, "waiting").page
    page.evaluate("window.felt = []; navigator.vibrate = (pattern) => window.felt.push(pattern); null")
    stage.change("turn", KEY, state="called", times=1, **AT_COUNTER)
    elapse(page, 5500)
    expect(page.locator(".call")).to_be_visible()
    assert page.evaluate("window.felt.length") == 0


def test_the_call_runs_out_before_ones_eyes_even_without_a_network(open_screen: OpenScreen, stage: Stage) -> None:
    # The phone's clock is hours off: only the office's counts.
    page = opened(open_screen, "called", now="2026-11-20T03:00:00+07:00").page
    valid = page.locator(".valid")
    expect(valid).to_have_text("Đã gọi lúc 09:42, còn hiệu lực 9 phút")
    del stage.pictures["turn", KEY]
    elapse(page, 6 * 60_000 + 11_000, step=30_000)
    expect(valid).to_have_text("Đã gọi lúc 09:42, còn hiệu lực 2 phút")
    elapse(page, 65_000, step=10_000)
    expect(valid).to_have_text("Đã gọi lúc 09:42, còn hiệu lực chưa đến 1 phút")
    elapse(page, 60_000, step=10_000)
    expect(valid).to_contain_text("Mời đến quầy ngay")


def test_silence_is_said_and_healed(open_screen: OpenScreen, stage: Stage) -> None:
    screen = opened(open_screen, "waiting")
    page = screen.page
    picture = stage.pictures.pop(("turn", KEY))
    elapse(page, 20_000)
    expect(page.locator(".stale")).to_be_visible()
    assert "Mất kết nối từ 08:15" in page.inner_text(".stale")
    screen.look("turn-stale")
    page.set_viewport_size({"width": 360, "height": 400})
    page.evaluate("window.scrollTo(0, 300)")
    assert page.locator(".stale").bounding_box() == {"x": 0, "y": 0, "width": 360, "height": ANY}  # in sight
    stage.put(picture)
    elapse(page, 5000)  # however long the office was away
    expect(page.locator(".stale")).to_be_hidden()


def test_whoever_is_near_asks_more_often(open_screen: OpenScreen, stage: Stage) -> None:
    """A call is heard of within two seconds by those it may mean; the others are many and ask seldom."""
    page = opened(open_screen, "far").page
    asked = f"/screens/turn/{KEY}"

    def asks(seconds: int) -> int:
        before = len(stage.asked("GET", asked))
        elapse(page, seconds * 1000)
        return len(stage.asked("GET", asked)) - before

    assert 4 <= asks(22) <= 5
    stage.change("turn", KEY, ahead=3)
    elapse(page, 5500)
    assert 10 <= asks(20) <= 12
    stage.change("turn", KEY, state="serving", times=1, **AT_COUNTER)
    elapse(page, 2500)
    assert 4 <= asks(22) <= 5


def test_a_phone_without_a_network_says_so_at_once_and_asks_when_it_is_back(
    open_screen: OpenScreen, stage: Stage
) -> None:
    page = opened(open_screen, "waiting").page
    page.context.set_offline(True)
    expect(page.locator(".stale")).to_contain_text("Mất kết nối từ 08:15")
    stage.change("turn", KEY, ahead=1)
    page.context.set_offline(False)
    expect(page.locator(".when-waiting .big")).to_contain_text("Còn 1 người")
    expect(page.locator(".stale")).to_be_hidden()


def test_ticks_on_the_papers_stay(open_screen: OpenScreen) -> None:
    page = opened(open_screen, "waiting").page
    page.locator(".papers label").nth(1).tap()
    page.reload()
    ticked = page.evaluate("[...document.querySelectorAll('.papers input')].map((box) => box.checked)")
    assert ticked == [False, True, False]


def test_the_first_load_is_light(stage: Stage, chromium: Any) -> None:
    context = patient(chromium.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}))
    loaded = weights(context, f"{stage.url}/stage/turn-waiting")
    context.close()
    letters = [name for name in loaded if name.endswith(".ttf")]  # swapped in after the page can be read
    assert sum(size for name, size in loaded.items() if name not in letters) < HEAVIEST, loaded
    assert len(letters) <= 2
    assert not [name for name in loaded if name.endswith(".woff2") or "socket" in name]


def test_the_page_is_written_for_old_phones() -> None:
    assert new_words("kiosk/turn") == []
    assert strange_colours("kiosk/turn") == set()


def test_it_works_where_new_things_are_missing(stage: Stage, chromium: Any) -> None:
    context = patient(chromium.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}, has_touch=True))
    context.add_init_script(WITHOUT_NEWS)
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(f"{stage.url}/stage/turn-waiting")
    stage.answers[f"POST /turns/{KEY}/postpone"] = (409, {"detail": "Không lùi thêm được."})
    page.locator("[data-act=postpone]").tap()
    page.locator("[data-ask=postpone] .more").tap()
    page.locator("[data-ask=postpone] .do").tap()
    expect(page.locator(".told")).to_have_text("Không lùi thêm được.")
    stage.change("turn", KEY, state="called", times=1, **AT_COUNTER)
    context.set_offline(True)
    context.set_offline(False)  # it asks at once
    expect(page.locator(".call")).to_have_text("Mời đến quầy số 2")
    context.close()
    assert troubles == []
