"""The console in the life of a real centre: aside and back, handed on, given, booked, taken over – all by keyboard."""

import threading
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenScreen
from tests.browser.held import PATIENCE, elapse, quiet, until
from tests.browser.stage import Call, Stage, sample
from tests.browser.test_console_states import answered, posts

pytestmark = pytest.mark.browser
DESK, WALL = (1366, 768), (1920, 1080)
DONE_ABSENT = "A045 đã vắng mặt. Đến muộn: vào lại hàng sau 3 người."
NOW = "2026-11-20T08:15:00+07:00"
DONE: dict[str, Any] = {"counter": {}, "ticket": {"id": "20261120-A045", "label": "A045"}}
GIVEN: dict[str, Any] = {"id": "20261120-N004", "label": "N004", "name": {"vi": "Lưu động, tại nhà"}, "ahead": 2}


def desk(stage: Stage, open_screen: OpenScreen, name: str = "life", **options: Any) -> Any:
    """The console's screen in this state, at an office that agrees to everything."""
    for act in ("next", "call", "finish", "absent", "hold", "fix", "transfer", "pause", "open", "sign-in", "sign-out"):
        stage.answers.setdefault(f"POST /counters/2/{act}", (200, DONE))
    for act in ("return", "priority", "cancel"):
        stage.answers.setdefault(f"POST /tickets/*/{act}", (200, DONE["ticket"]))
    stage.answers.setdefault("POST /tickets", (201, GIVEN))
    stage.answers.setdefault("GET /tickets/*", (200, {"print": None}))
    screen = open_screen(f"console-{name}", **({"size": DESK} | options))
    expect(screen.page.locator(".desk-no")).to_have_text("2")
    return screen


def keys(page: Page, *pressed: str) -> None:
    """Press one key after the other, each when the last one's answer is there."""
    for key in pressed:
        page.keyboard.press(key)
        answered(page)


def asked(stage: Stage) -> list[tuple[str, Any]]:
    """What the console asked the office to do: path and body."""
    return [(call.path, call.body) for call in posts(stage)]


def show(stage: Stage, page: Page, name: str) -> None:
    """Put another state on the same page."""
    stage.put(sample(f"console-{name}")["picture"])
    quiet(page)


# --- how it looks -------------------------------------------------------------------------------------------------

STATES = ["life", "life-idle", "life-called", "life-last", "life-silent", "life-other", "life-nobody"]
PANELS = [("life", key) for key in "hqtu"] + [("life-called", "a"), ("life-last", "a"), ("life-other", "y")]
PANELS += [("life-idle", key) for key in "cpnlmi23"] + [("life", "?")]


@pytest.mark.parametrize(("size", "lang"), [(DESK, "vi"), (DESK, "en"), (WALL, "vi")])
def test_every_state_and_panel_looks_right(
    stage: Stage, open_screen: OpenScreen, size: tuple[int, int], lang: str
) -> None:
    """One page goes through them all; nothing is cut, nothing lacks its words, no reader is shut out."""
    screen = desk(stage, open_screen, size=size, lang=lang)
    page, named = screen.page, f"{size[0]}-{lang}"
    for state in STATES:
        show(stage, page, state)
        screen.look(f"console-{state}-{named}")
    for state, key in PANELS if size == DESK else PANELS[1:3]:
        show(stage, page, state)
        keys(page, key)
        if key == "l":
            keys(page, "a")
        screen.look(f"console-{state}-{'help' if key == '?' else key}-{named}")
        if size == DESK and lang == "vi" and key in "tl?3":  # a choice, a timetable, the sheet, a list
            assert screen.violations() == []
        keys(page, "Escape", "1")
    assert posts(stage) == []


def test_the_ways_out_of_a_panel_are_always_in_sight(stage: Stage, open_screen: OpenScreen) -> None:
    page = desk(stage, open_screen).page
    for state, key in PANELS:
        if key in "23?":
            continue
        show(stage, page, state)
        keys(page, key)
        for way in (".panel .go", ".panel .back"):
            box = page.locator(way).bounding_box()
            assert box["y"] + box["height"] <= DESK[1], (state, key)
        keys(page, "Escape")


LOW = [((1366, 657), "vi"), ((1366, 657), "en"), ((1280, 720), "en"), ((1366, 620), "en")]
LOW_JS = (Path(__file__).parent / "low.js").read_text(encoding="utf-8")
NAMES = [
    ("Hộ tịch", "Civil status"),
    ("Chứng thực", "Certification"),
    ("Đất đai – Môi trường", "Land and environment"),
    ("Xây dựng – Đô thị", "Construction and planning"),
    ("Hộ kinh doanh", "Household business"),
    ("Bảo trợ xã hội – Người có công", "Social protection and merit"),
    ("Đăng ký cư trú (Công an)", "Residence (police)"),
    ("Trả kết quả", "Collect results"),
    ("Hỗ trợ nộp hồ sơ trực tuyến", "Help with online filing"),
    ("Hướng dẫn, kiểm tra hồ sơ trước", "Information and pre-check"),
    ("Phản ánh, kiến nghị", "Feedback and complaints"),
    ("Lưu động, tại nhà", "Home visit"),
    ("Thẩm định, phê duyệt tại chỗ", "Appraisal and approval on the spot"),
    ("Lao động – Việc làm", "Labour and employment"),
    ("Giáo dục – Y tế", "Education and health"),
]
MANY = [
    {"code": f"S{no}", "letter": "ABCDEFGHILMNPQR"[no], "name": {"vi": vi, "en": en}}
    for no, (vi, en) in enumerate(NAMES)
]


@pytest.mark.parametrize(("size", "lang"), LOW)
def test_nothing_runs_into_anything_in_a_low_window(
    stage: Stage, open_screen: OpenScreen, size: tuple[int, int], lang: str
) -> None:
    """A browser's own bars take a sixth of a usual screen; every state and panel is still wholly there."""
    screen = desk(stage, open_screen, size=size, lang=lang)
    page, named = screen.page, f"{size[0]}x{size[1]}-{lang}"
    page.evaluate(LOW_JS)
    for state in STATES:
        show(stage, page, state)
        assert page.evaluate("window.low.clashes()") == [], state
        screen.look(f"console-{state}-{named}")
    for state, key in [*PANELS, ("life", "Enter")]:
        show(stage, page, state)
        stage.change("console", "2", services=MANY)
        quiet(page)
        keys(page, key)
        if key not in "23?":
            assert page.evaluate("window.low.hidden()") == [], (state, key)
        if key == "?":
            sheet = page.locator("dialog.help")
            assert sheet.evaluate("(node) => node.scrollHeight <= node.clientHeight && node.offsetHeight < innerHeight")
        screen.look(f"console-{state}-{'help' if key == '?' else key}-{named}")
        keys(page, "Escape", "1")


def test_a_panel_that_must_be_scrolled_shows_it(stage: Stage, open_screen: OpenScreen) -> None:
    page = desk(stage, open_screen, size=(1366, 420)).page
    keys(page, "t")
    expect(page.locator(".panel")).to_have_class("panel wide more")
    expect(page.locator(".panel .to")).to_be_in_viewport(ratio=1)  # what will be done is read whatever is scrolled
    page.locator(".panel").evaluate("(node) => node.scrollTo(0, node.scrollHeight)")
    expect(page.locator(".panel")).to_have_class("panel wide")


# --- aside and back -------------------------------------------------------------------------------------------------


def test_hold_says_why_when_and_where(stage: Stage, open_screen: OpenScreen) -> None:
    page = desk(stage, open_screen).page
    keys(page, "h", "1")
    page.get_by_role("radio", name="20 phút").check()
    keys(page, "h", "Tab")  # the key of "back to this counter", then the note
    page.keyboard.type("Hết 3 tờ khai")
    keys(page, "Enter")
    body = {"reason": "COPY", "remind_minutes": 20, "here": True, "note": "Hết 3 tờ khai"}
    assert asked(stage) == [("/counters/2/hold", body)]


def test_a_plain_hold_is_two_keys_and_z_takes_it_back(stage: Stage, open_screen: OpenScreen) -> None:
    page = desk(stage, open_screen).page
    keys(page, "h", "Enter")
    expect(page.locator(".done")).to_contain_text("A045 đã sang Tạm chờ")
    expect(page.locator(".done button")).to_contain_text("Cho vào lại hàng")
    show(stage, page, "life-idle")  # the picture that follows does not take the way back away
    keys(page, "z")
    assert asked(stage) == [("/counters/2/hold", {}), ("/tickets/20261120-A045/return", {})]
    expect(page.locator(".done")).to_contain_text("đúng lượt cũ")
    keys(page, "z")  # once
    assert len(posts(stage)) == 2


def test_the_way_back_is_gone_after_the_next_step_and_after_half_a_minute(
    stage: Stage, open_screen: OpenScreen
) -> None:
    page = desk(stage, open_screen).page
    keys(page, "h", "Enter")
    show(stage, page, "life-idle")
    keys(page, "Space", "z")
    assert [path for path, _ in asked(stage)] == ["/counters/2/hold", "/counters/2/next"]
    show(stage, page, "life")
    keys(page, "h", "Enter")
    elapse(page, 31_000)
    expect(page.locator(".done")).to_be_hidden()
    keys(page, "z")
    assert len(posts(stage)) == 3


def test_a_return_ticket_says_until_when_and_behind_how_many(stage: Stage, open_screen: OpenScreen) -> None:
    page = desk(stage, open_screen).page
    keys(page, "q")
    expect(page.locator(".panel")).to_contain_text("đến 10:15 (120 phút). Khi quay lại: sau nhiều nhất 2 người.")
    keys(page, "2", "Enter")
    assert asked(stage) == [("/counters/2/fix", {"reason": "FORM"})]
    expect(page.locator(".done")).to_contain_text("Phiếu quay lại cho A045: đến 10:15")
    expect(page.locator(".done button")).to_be_hidden()  # no lawful step leads back to the counter


def test_a_reminder_is_noticed_and_leads_to_its_list(stage: Stage, open_screen: OpenScreen) -> None:
    page = desk(stage, open_screen, "life-idle").page
    expect(page.locator(".due-line")).to_contain_text("A040")
    expect(page.locator(".due-line")).not_to_contain_text("A022")  # an expired return ticket is nobody's duty
    keys(page, "3")
    expect(page.locator("[data-ticket='20261120-A040']")).to_contain_text("Đi phô tô giấy tờ · quá giờ nhắc 8 phút")
    expect(page.locator("[data-ticket='20261120-A043']")).to_contain_text("nhắc lúc 08:35")
    expect(page.locator("[data-ticket='20261120-A038']")).to_contain_text(
        "phiếu quay lại đến 10:02, vào lại sau 2 người"
    )
    expired = page.locator("[data-ticket='20261120-A022']")
    expect(expired).to_contain_text("hết hạn lúc 08:01")
    expect(expired.get_by_role("button")).to_have_text("Gọi lại…")  # by a call with a reason alone
    keys(page, "Tab", "Enter")  # the first row's way back, by keyboard alone
    assert asked(stage) == [("/tickets/20261120-A040/return", {})]
    assert page.locator(".due-line").is_hidden()
    expired.get_by_role("button").click()
    expect(page.locator(".panel [name=ticket]")).to_have_value("A022")
    keys(page, "2", "Enter")
    assert asked(stage)[1:] == [("/counters/2/call", {"ticket": "20261120-A022", "reason": "CHILD"})]


def test_a_row_keeps_the_keyboard_when_the_picture_changes(stage: Stage, open_screen: OpenScreen) -> None:
    page = desk(stage, open_screen, "life-idle").page
    keys(page, "3", "Tab", "Tab")
    held = stage.pictures["console", "2"]["held"]
    stage.change("console", "2", held=held[1:])
    quiet(page)
    keys(page, "Enter")
    assert asked(stage) == [("/tickets/20261120-A043/return", {})]


def test_late_returns_say_their_price(stage: Stage, open_screen: OpenScreen) -> None:
    page = desk(stage, open_screen, "life-idle").page
    keys(page, "2")
    expect(page.locator("[data-ticket='20261120-A041']")).to_contain_text("vào lại sau 3 người")
    keys(page, "Tab", "Enter")
    assert asked(stage) == [("/tickets/20261120-A041/return", {})]
    expect(page.locator(".done")).to_contain_text("A041 đã vào lại hàng, sau 3 người.")


@pytest.mark.parametrize(("state", "said"), [("life-called", "Mới gọi A045 1/3 lần."), ("life-last", "số bị hủy")])
def test_an_absence_that_costs_something_is_asked_twice(
    stage: Stage, open_screen: OpenScreen, state: str, said: str
) -> None:
    page = desk(stage, open_screen, state).page
    keys(page, "a")
    expect(page.locator(".panel")).to_contain_text(said)
    keys(page, "Enter")  # the way back has the keyboard: two keys in a row destroy nothing
    expect(page.locator(".panel")).to_be_hidden()
    assert posts(stage) == []
    keys(page, "a", "Tab", "Enter")
    assert asked(stage) == [("/counters/2/absent", {})]
    over = state == "life-last"
    expect(page.locator(".done p")).to_have_text("A047 đã hủy." if over else DONE_ABSENT)
    expect(page.locator(".done button")).to_be_hidden()  # coming back costs places: nothing is taken back


def test_the_button_that_ends_a_number_is_red(stage: Stage, open_screen: OpenScreen) -> None:
    page = desk(stage, open_screen, "life-called").page
    red = "rgb(143, 29, 20)"
    for state, is_red in (("life-called", False), ("life-last", True)):
        show(stage, page, state)
        keys(page, "a")
        colour = page.locator(".panel .go").evaluate("(node) => getComputedStyle(node).backgroundColor")
        assert (colour == red) is is_red
        keys(page, "Escape")


def test_the_price_of_an_absence_is_said_only_when_it_is_one(stage: Stage, open_screen: OpenScreen) -> None:
    page = desk(stage, open_screen, "life-called").page
    few = [one for one in stage.pictures["console", "2"]["waiting"] if one["service"] == "HT"][:2]
    stage.change("console", "2", waiting=few)
    quiet(page)
    keys(page, "a", "Tab", "Enter")
    expect(page.locator(".done p")).to_have_text("A045 đã vắng mặt.")


def test_an_absence_after_all_calls_is_one_key(stage: Stage, open_screen: OpenScreen) -> None:
    page = desk(stage, open_screen, "life-called").page
    stage.change("console", "2", ticket=stage.pictures["console", "2"]["ticket"] | {"times": 3})
    quiet(page)
    expect(page.locator(".step")).to_contain_text("gọi lần 3/3")
    keys(page, "a")
    assert asked(stage) == [("/counters/2/absent", {})]


# --- on to others ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chosen", "note", "body", "where"),
    [
        ([], "", {}, "Chứng thực"),
        (["c"], "", {"service": "DD"}, "Đất đai"),
        (["4"], "Xem giúp mục 4", {"counter": 4, "note": "Xem giúp mục 4"}, "Quầy 4"),
    ],
)
def test_handing_on(
    stage: Stage, open_screen: OpenScreen, chosen: list[str], note: str, body: dict[str, Any], where: str
) -> None:
    page = desk(stage, open_screen).page
    keys(page, "t", *chosen)
    page.locator("[name=note]").fill(note)
    keys(page, "Enter")
    assert asked(stage) == [("/counters/2/transfer", body)]
    expect(page.locator(".done")).to_contain_text(f"A045 → {where}")


def test_handing_on_to_a_colleague_says_who(stage: Stage, open_screen: OpenScreen) -> None:
    page = desk(stage, open_screen).page
    keys(page, "t")
    expect(page.locator(".to")).to_contain_text("Bước tiếp theo: Chứng thực")
    keys(page, "4")
    expect(page.locator(".to")).to_contain_text("A045 → Quầy 4 – ")
    expect(page.locator(".to")).to_contain_text("vẫn là lĩnh vực Hộ tịch")
    page.get_by_role("radio", name="tuan – quầy 4").check()
    expect(page.locator(".to")).to_contain_text("tuan – quầy 4")
    keys(page, "Enter")
    assert asked(stage) == [("/counters/2/transfer", {"person": "tuan"})]
    expect(page.locator(".done")).to_contain_text("A045 → tuan – quầy 4")


@pytest.mark.parametrize(
    ("more", "path", "said"),
    [(["Enter"], "transfer", "A045 → Chứng thực"), (["k", "Enter"], "finish", "A045 kết thúc tại đây.")],
)
def test_a_visit_with_steps_left_is_not_finished_by_a_slip(
    stage: Stage, open_screen: OpenScreen, more: list[str], path: str, said: str
) -> None:
    page = desk(stage, open_screen).page
    keys(page, "Enter")
    assert posts(stage) == []
    expect(page.locator(".panel")).to_contain_text("Lượt này còn bước sau")
    keys(page, *more)
    assert asked(stage) == [(f"/counters/2/{path}", {})]
    expect(page.locator(".done p")).to_have_text(said)


def test_finish_and_call_next_goes_on_to_the_next_step_first(stage: Stage, open_screen: OpenScreen) -> None:
    page = desk(stage, open_screen).page
    expect(page.locator(".next")).to_contain_text("Chuyển bước sau, gọi số tiếp theo")
    keys(page, "f")
    assert asked(stage) == [("/counters/2/transfer", {}), ("/counters/2/next", {})]
    expect(page.locator(".done p")).to_have_text("A045 → Chứng thực")
    expect(page.locator(".panel")).to_be_hidden()


def test_nobody_is_called_when_the_next_step_is_refused(stage: Stage, open_screen: OpenScreen) -> None:
    stage.answers["POST /counters/2/transfer"] = (409, {"status": 409, "detail": "Chưa chuyển được."})
    page = desk(stage, open_screen).page
    keys(page, "f")
    assert [path for path, _ in asked(stage)] == ["/counters/2/transfer"]
    expect(page.locator(".said")).to_have_text("Chưa chuyển được.")
    expect(page.locator(".done")).to_be_hidden()


# --- who, why, for whom ---------------------------------------------------------------------------------------------


def test_what_everybody_will_read_is_shown_before_the_call(stage: Stage, open_screen: OpenScreen) -> None:
    page = desk(stage, open_screen, "life-idle").page
    page.locator("[data-ticket='20261120-A050']").click()
    keys(page, "2")  # the number is there already: the digit is a reason's
    expect(page.locator(".public")).to_have_text("Bảng gọi số và điện thoại sẽ ghi: “Đi cùng trẻ nhỏ”")
    expect(page.locator("[name=own]")).to_have_count(0)  # own words could name somebody
    keys(page, "Enter")
    assert asked(stage) == [("/counters/2/call", {"ticket": "20261120-A050", "reason": "CHILD"})]


def test_a_pause_has_a_reason_of_the_list_or_none_and_a_way_back(stage: Stage, open_screen: OpenScreen) -> None:
    page = desk(stage, open_screen, "life-idle").page
    keys(page, "p", "2", "Enter", "z")
    keys(page, "p")
    expect(page.locator(".panel [name=own]")).to_have_count(0)  # own words could name somebody
    keys(page, "Enter")
    reasons = [("/counters/2/pause", {"reason": "MEETING"}), ("/counters/2/open", {})]
    assert asked(stage) == [*reasons, ("/counters/2/pause", {})]


def test_who_sits_where_is_seen_before_a_counter_is_chosen(open_screen: OpenScreen) -> None:
    for lang, free in (("vi", "Chưa có ai ngồi"), ("en", "Nobody has taken it")):
        screen = open_screen("console-counters", size=DESK, lang=lang)
        cards = screen.page.locator(".counters li")
        expect(cards).to_have_count(8)
        expect(cards.nth(0)).to_contain_text("tran-thi-minh-nguyet")
        expect(cards.nth(2)).to_contain_text(free)
        mine = screen.page.locator(".counters .mine")
        expect(mine).to_have_count(1)
        expect(mine).to_have_attribute("href", "/console/2")
        screen.look(f"console-counters-{lang}")


def test_a_wrong_group_is_corrected_and_put_back(stage: Stage, open_screen: OpenScreen) -> None:
    page = desk(stage, open_screen).page
    keys(page, "u")
    page.keyboard.type("a047")  # its own group is marked
    expect(page.get_by_role("radio", name="Người cao tuổi")).to_be_checked()
    page.locator("[data-ticket='20261120-A046'] .id").click()
    expect(page.get_by_role("radio", name="Không ưu tiên")).to_be_checked()
    page.locator("[data-ticket='20261120-A047'] .id").click()
    keys(page, "Tab", "1", "Enter", "z")
    path = "/tickets/20261120-A047/priority"
    assert asked(stage) == [(path, {"priority": None}), (path, {"priority": "NCT"})]


def test_taking_a_counter_over_keeps_its_ticket(stage: Stage, open_screen: OpenScreen) -> None:
    page = desk(stage, open_screen, "life-other").page
    expect(page.locator(".seat")).to_contain_text("lan đang ngồi quầy này – nhận quầy?")
    keys(page, "y")
    expect(page.locator(".panel")).to_contain_text("Số A045 ở lại quầy")
    keys(page, "Enter")
    assert asked(stage) == [("/counters/2/sign-in", {})]
    stage.change("console", "2", staff="hoa")
    expect(page.locator(".seat")).to_be_hidden()
    expect(page.locator(".mine")).to_contain_text("hoa")
    expect(page.locator(".label")).to_have_text("A045")
    stage.change("console", "2", staff=None)
    expect(page.locator(".seat")).to_contain_text("Chưa ai nhận quầy này.")
    keys(page, "y")  # nobody is asked where nobody sits
    expect(page.locator(".panel")).to_be_hidden()
    assert asked(stage)[1:] == [("/counters/2/sign-in", {})]
    stage.change("console", "2", staff="hoa")
    page.get_by_role("button", name="Rời quầy").click()
    answered(page)
    assert asked(stage)[2:] == [("/counters/2/sign-out", {})]


@pytest.mark.parametrize(("state", "left"), [("life", ["/counters/2/sign-out"]), ("life-other", [])])
def test_whoever_signs_out_leaves_the_own_counter_only(
    stage: Stage, open_screen: OpenScreen, state: str, left: list[str]
) -> None:
    page = desk(stage, open_screen, state).page
    page.route(
        "**/sign-out", lambda route: route.continue_() if "/api/" in route.request.url else route.fulfill(body="bye")
    )
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_text("bye")).to_be_visible()
    assert [path for path, _ in asked(stage)] == left


def test_what_is_special_is_on_every_ticket(stage: Stage, open_screen: OpenScreen) -> None:
    page = desk(stage, open_screen).page
    expect(page.locator(".specials .badge")).to_have_text(
        ["Ưu tiên: Người cao tuổi (từ 75 tuổi)", "Bước 2/4", "2 bộ hồ sơ"]
    )
    expect(page.locator(".route")).to_contain_text("Chứng thực → Trả kết quả")
    expect(page.locator(".note")).to_contain_text("cần xác nhận lại tên mẹ")
    rows = {"A046": "Chuyển từ hôm trước", "A047": "Vắng 1 lần", "A050": "Hẹn 09:00", "A044": "Phiếu quay lại"}
    for label, said in (rows | {"N003": "Không gọi loa", "B034": "Đã lùi lượt"}).items():
        expect(page.locator(f"[data-ticket='20261120-{label}']")).to_contain_text(said)
    expect(page.locator(".part")).to_have_text("Giúp khi chờ quá 15 phút: Chứng thực")
    assert page.locator(".line .number").all_text_contents() == ["A046", "A047", "A050", "A044", "N003", "B033", "B034"]
    old = page.locator("[data-ticket='20261120-A046']")
    expect(old).not_to_contain_text("phút")  # its times are midnight's
    show(stage, page, "life-silent")
    expect(page.locator(".step")).to_contain_text("không gọi loa")


# --- numbers and appointments ---------------------------------------------------------------------------------------


def test_a_number_is_given_for_a_service_without_a_kiosk(stage: Stage, open_screen: OpenScreen) -> None:
    page = desk(stage, open_screen, "life-idle").page
    keys(page, "n", "Enter")
    expect(page.locator(".said")).to_contain_text("chọn lĩnh vực")
    keys(page, "n")  # the letter of home visits, not the shortcut
    page.locator("[name=dossiers]").fill("3")
    keys(page, "Enter")
    assert asked(stage) == [("/tickets", {"service": "LD", "dossiers": 3, "language": "vi"})]
    expect(page.locator(".done")).to_contain_text("Đã cấp số N004 – Lưu động, tại nhà, 2 người chờ trước.")
    keys(page, "z")
    assert asked(stage)[1:] == [("/tickets/20261120-N004/cancel", {})]


def test_an_appointment_is_booked_shown_and_printed(stage: Stage, open_screen: OpenScreen) -> None:
    page = desk(stage, open_screen, "life-idle").page
    page.evaluate("() => { window.print = () => { window.printed = (window.printed ?? 0) + 1; }; }")
    keys(page, "l", "a")
    expect(page.locator("[name=day]")).to_have_count(5)  # Saturday and Sunday have no room
    keys(page, "Tab", "2")
    expect(page.get_by_role("radio", name="08:00, còn 0 chỗ")).to_have_count(0)
    page.get_by_role("radio", name="09:00, còn 2 chỗ").check()
    keys(page, "Enter")
    body = {"service": "HT", "slot": "2026-11-23T09:00:00+07:00", "language": "vi"}
    assert asked(stage) == [("/bookings", body)]
    expect(page.locator(".booked-code")).to_have_text("K7QD-9FXW")
    expect(page.locator(".booked")).to_contain_text("09:00, Thứ Hai, 23/11/2026")
    keys(page, "Enter")
    assert page.evaluate("window.printed") == 1
    page.emulate_media(media="print")
    assert page.locator(".keys, .bar, .line").evaluate_all(
        "(all) => all.every((n) => !n.checkVisibility({ visibilityProperty: true }))"
    )
    page.emulate_media(media="screen")
    stage.answers["POST /bookings/K7QD-9FXW/cancel"] = (200, {})
    keys(page, "z")  # the code is still in sight
    expect(page.locator(".panel")).to_be_hidden()
    assert [path for path, _ in asked(stage)] == ["/bookings", "/bookings/K7QD-9FXW/cancel"]


@pytest.mark.parametrize("typed", ["k7qd-9fxw", "http://127.0.0.1/book/K7QD-9FXW"])
def test_whoever_has_a_code_is_taken_in(stage: Stage, open_screen: OpenScreen, typed: str) -> None:
    codes: list[Call] = []

    def arrive(call: Call) -> tuple[int, Any]:
        codes.append(call)
        return 201, GIVEN | {"label": "A051", "name": {"vi": "Hộ tịch"}}

    stage.answers["POST /bookings/K7QD-9FXW/check-in"] = arrive
    page = desk(stage, open_screen, "life-idle").page
    keys(page, "m")
    page.keyboard.type(typed)
    keys(page, "Enter")
    assert len(codes) == 1
    expect(page.locator(".done")).to_contain_text("Công dân có hẹn nhận số A051 – Hộ tịch")


# --- why nothing happens ---------------------------------------------------------------------------------------------


def test_a_pause_is_refused_before_anybody_writes_a_reason(stage: Stage, open_screen: OpenScreen) -> None:
    page = desk(stage, open_screen).page
    for state, said in (("life", "Hãy hoàn thành số đang ở quầy trước."), ("life-called", "bấm S khi công dân đến")):
        show(stage, page, state)
        keys(page, "p")
        expect(page.locator(".said")).to_contain_text(said)
        expect(page.locator(".panel")).to_be_hidden()


def test_space_says_why_nothing_happens(stage: Stage, open_screen: OpenScreen) -> None:
    go = threading.Event()

    def slowly(call: Call) -> tuple[int, Any]:
        go.wait(PATIENCE / 1000)
        return 200, DONE

    stage.answers["POST /counters/2/next"] = slowly
    page = desk(stage, open_screen, "paused").page
    page.keyboard.press("Space")
    expect(page.locator(".said")).to_have_text("Quầy đang tạm dừng: bấm P để mở quầy.")
    show(stage, page, "life-idle")
    page.keyboard.press("Space")
    page.keyboard.press("Space")
    expect(page.locator(".said")).to_contain_text("Đang chờ máy chủ trả lời")
    go.set()
    answered(page)
    expect(page.locator(".said")).to_be_hidden()
    assert len(posts(stage)) == 1


DEAD = [
    ("life", "c", "Hãy hoàn thành số đang ở quầy trước."),
    ("life", "s", "A045 đang được phục vụ."),
    ("life", "Space", "bấm F để hoàn thành và gọi số tiếp theo"),
    ("life-called", "h", "bấm S khi công dân đến"),
    ("life-called", "c", "rồi mới gọi số khác"),
    *((("life-idle", key, "bấm Space để gọi số tiếp theo")) for key in ("h", "s", "f", "Enter", "r")),
    ("life-idle", "z", "Không có bước nào để hoàn tác."),
    ("empty", "c", "Chưa có ai chờ"),
    ("empty", "h", "Chưa có ai ở quầy, cũng chưa có ai chờ."),
    ("paused", "h", "bấm P để mở quầy"),
]


def test_a_key_that_does_nothing_says_why(stage: Stage, open_screen: OpenScreen) -> None:
    page = desk(stage, open_screen).page
    for state, key, said in DEAD:
        show(stage, page, state)
        keys(page, "Escape")
        expect(page.locator(".said")).to_be_hidden()
        keys(page, key)
        expect(page.locator(".said")).to_contain_text(said)
    assert posts(stage) == []


@pytest.mark.parametrize("key", ["Enter", "f"])
def test_what_was_finished_is_named_and_cannot_be_taken_back(stage: Stage, open_screen: OpenScreen, key: str) -> None:
    page = desk(stage, open_screen, "serving").page
    keys(page, key)
    expect(page.locator(".done")).to_contain_text("A045 – đã xong")
    expect(page.locator(".done button")).to_be_hidden()
    keys(page, "z")
    expect(page.locator(".said")).to_contain_text("không mở lại được. Nếu bấm nhầm: bấm N")
    assert len(posts(stage)) == 1


def test_a_clock_that_runs_backwards_is_seen_before_a_key_fails(stage: Stage, open_screen: OpenScreen) -> None:
    screen = desk(stage, open_screen)
    band = screen.page.locator(".clock-band")
    expect(band).to_be_hidden()
    stage.change("console", "2", clock="backwards")
    expect(band).to_contain_text("Đồng hồ máy chủ chạy lùi: tạm ngừng phát số và gọi số.")
    screen.look("console-life-backwards")
    stage.change("console", "2", clock="ok")
    expect(band).to_be_hidden()


@pytest.mark.parametrize(("state", "key"), [("life-idle", "Space"), ("life", "f"), ("life-idle", "c")])
def test_whoever_was_relieved_is_asked_to_take_the_counter_first(
    stage: Stage, open_screen: OpenScreen, state: str, key: str
) -> None:
    page = desk(stage, open_screen, state).page
    stage.change("console", "2", staff="lan")
    quiet(page)
    keys(page, key)
    expect(page.locator(".panel")).to_contain_text("lan đang ngồi quầy này – nhận quầy?")
    keys(page, "Enter")
    assert asked(stage) == [("/counters/2/sign-in", {})]


@pytest.mark.parametrize(("typed", "label"), [("a5", "A005"), ("a50", "A050"), ("A0051", "A0051")])
def test_a_label_may_be_typed_short(stage: Stage, open_screen: OpenScreen, typed: str, label: str) -> None:
    page = desk(stage, open_screen, "life-idle").page
    keys(page, "c")
    page.locator("[name=ticket]").fill(typed)
    keys(page, "Tab", "1", "Enter")
    assert asked(stage)[0][1]["ticket"] == ("20261120-A050" if label == "A050" else label)


def test_whom_the_counter_only_helps_is_counted_apart(stage: Stage, open_screen: OpenScreen) -> None:
    page = desk(stage, open_screen, "life-idle").page
    expect(page.locator(".label")).to_have_text("Quầy trống, 5 người đang chờ (+2 giúp)")
    picture = stage.pictures["console", "2"]
    stage.change("console", "2", today=picture["today"] | {"waiting": 40})  # the list shows the beginning only
    expect(page.locator(".label")).to_have_text("Quầy trống, 5 người đang chờ (+35 giúp)")


# --- keys ------------------------------------------------------------------------------------------------------------


def test_no_shortcut_fires_while_somebody_types_or_reads_the_sheet(stage: Stage, open_screen: OpenScreen) -> None:
    page = desk(stage, open_screen).page
    keys(page, "h")
    page.locator("[name=note]").focus()
    page.keyboard.type("sraenhqtcpizluymf? 123")
    expect(page.locator("[name=note]")).to_have_value("sraenhqtcpizluymf? 123")
    expect(page.locator("dialog.help")).to_be_hidden()
    keys(page, "Escape", "?")
    expect(page.locator("dialog.help")).to_be_visible()
    keys(page, *"frhqtnlmpy3")
    expect(page.locator(".panel")).to_be_hidden()
    keys(page, "?")
    expect(page.locator("dialog.help")).to_be_hidden()
    assert posts(stage) == []
    keys(page, "h", "Enter")  # and the keyboard is the console's again
    assert len(posts(stage)) == 1


def test_the_sheet_names_every_key(stage: Stage, open_screen: OpenScreen) -> None:
    page = desk(stage, open_screen).page
    keys(page, "?")
    named = set(page.locator("dialog.help kbd").all_text_contents())
    expect(page.locator("dialog.help h2")).to_be_focused()
    assert page.locator("dialog.help").evaluate("sheet => sheet.scrollTop") == 0
    shown = set(page.locator(".keys kbd, .key.small kbd, .next kbd, .due-line kbd").all_text_contents())
    assert shown <= named
    assert {"Y", "Z", "?", "Esc", "Space"} <= named


def test_a_refused_step_leaves_its_panel_to_be_corrected(stage: Stage, open_screen: OpenScreen) -> None:
    stage.answers["POST /counters/2/transfer"] = (409, {"status": 409, "detail": "Số A045 đã ở lĩnh vực này."})
    page = desk(stage, open_screen).page
    keys(page, "t", "b", "Enter")
    expect(page.locator(".said")).to_have_text("Số A045 đã ở lĩnh vực này.")
    expect(page.locator(".panel")).to_be_visible()
    expect(page.locator(".done")).to_be_hidden()


def test_an_unanswered_hold_is_the_same_hold_when_it_is_repeated(stage: Stage, open_screen: OpenScreen) -> None:
    stage.answers["POST /counters/2/hold"] = (503, {"status": 503})
    page = desk(stage, open_screen).page
    page.keyboard.press("h")
    page.keyboard.press("Enter")
    until(page, page.locator(".said"))
    stage.answers["POST /counters/2/hold"] = (200, DONE)
    keys(page, "Enter")
    assert len({call.key for call in posts(stage)}) == 1
