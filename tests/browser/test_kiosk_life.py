"""The kiosk on a real day: what is scarce, full, closed, late or special, and what is asked before a number."""

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

from tests.browser.conftest import OpenScreen, Screen
from tests.browser.ears import heard, listen
from tests.browser.held import SETTLE, elapse, press, quiet, until
from tests.browser.stage import Stage
from tests.browser.test_kiosk_states import LANDSCAPE, PORTRAIT, check, check_all, ready

pytestmark = pytest.mark.browser
SIZES = {"portrait": PORTRAIT, "landscape": LANDSCAPE, "square": (1280, 1024)}
BIRTH = "[data-procedure='1.001193']"
TICKETS = "/tickets"
COUNT_PRESSES = """() => {
  const { dataset } = document.body;
  dataset.presses = 0;
  document.addEventListener("press", () => { dataset.presses = Number(dataset.presses) + 1; }, true);
}"""


def bodies(stage: Stage) -> list[Any]:
    """What was asked of the office when numbers were taken."""
    return [call.body for call in stage.asked("POST", TICKETS)]


def service(stage: Stage, code: str, **fields: Any) -> None:
    """One service of the picture changes."""
    known = stage.pictures["kiosk", "kiosk"]["services"]
    stage.change("kiosk", "kiosk", services=[{**one, **fields} if one["code"] == code else one for one in known])


def to_procedure(page: Any) -> None:
    """From the first page to "Đăng ký khai sinh"."""
    press(page, "[data-code=HT]")
    press(page, BIRTH)
    page.wait_for_selector(".procedure")
    quiet(page)


def spell(page: Any, text: str) -> None:
    """Type on the kiosk's own keys."""
    elapse(page, SETTLE)
    for sign in text:
        page.locator(".key.wide").first.click() if sign == " " else page.locator(f".key >> text=/^{sign}$/").click()
    quiet(page)


def plain(text: str) -> str:
    """A text without the signs that keep it together on the screen."""
    return text.replace("\u00a0", " ").replace("\u2060", "")


def found(page: Any) -> list[str]:
    return list(page.locator(".row-name").all_inner_texts())


MORE = ".more:visible"
BACK, FIND = ".bar .first", ".bar .first >> nth=0"
WALK = {
    "home": (),
    "last": (MORE,),
    "many": ("[data-code=CT]", ".jump"),
    "unlikely": (BACK, "[data-code=XD]"),
    "procedure": (BACK, "[data-code=HT]", BIRTH),
    "source": (MORE,),
    "lookup": (BACK, BACK, FIND),
    "digits": (".swap",),
    "nothing": tuple(f".key >> text=/^{digit}$/" for digit in "777"),
}


def walk(page: Any) -> Iterator[str]:
    """Go through the pages of the kiosk; the name of each where it stands."""
    for name, targets in WALK.items():
        for target in targets:
            if target == MORE and not page.locator(MORE).count():
                continue  # all of it is on the page
            press(page, target)
            quiet(page)
        yield name


def test_every_page_fits_every_hand(open_screen: OpenScreen) -> None:
    screen = open_screen("kiosk-life", size=PORTRAIT)
    page = ready(screen)
    for name in walk(page):
        check_all(screen, f"kiosk-life-{name}", sizes=SIZES)
        assert screen.violations() == [], name


def test_large_type_in_english_fits_too(open_screen: OpenScreen) -> None:
    screen = open_screen("kiosk-life", size=PORTRAIT, lang="en")
    page = ready(screen)
    press(page, page.get_by_role("button", name="Large type"))
    for name in walk(page):
        check_all(screen, f"kiosk-life-en-{name}", sizes=SIZES)


def test_home_says_what_is_special_today(open_screen: OpenScreen, stage: Stage) -> None:
    page = ready(open_screen("kiosk-life", size=PORTRAIT))
    order = [one["code"] for one in stage.pictures["kiosk", "kiosk"]["services"]]
    assert page.locator(".tile").evaluate_all("(tiles) => tiles.map((tile) => tile.dataset.code)") == order
    says = {code: plain(page.locator(f"[data-code={code}]").inner_text()) for code in order}
    assert "Còn 4 số buổi này" in says["HT"]
    assert "Còn" not in says["CT"]  # 24 numbers are enough
    assert "Thứ Sáu không hẹn" in says["DVC"]
    assert "Thứ Sáu không hẹn" not in says["TRA"]
    assert "Tăng thêm 30 phút" in says["XH"]
    assert "Hôm nay chỉ tiếp đến 08:35" in says["KD"]
    assert "Hôm nay chỉ tiếp đến" not in says["HT"]  # the afternoon is long
    assert page.locator(".days").inner_text() == "Thứ Sáu không hẹn"
    expect(page.locator(".promise")).to_have_text(
        "Trong cùng lĩnh vực, không ai bị vượt bởi người đến sau quá 15 phút, trừ lượt gọi có ghi lý do."
    )


def test_closed_and_full_services_say_when_they_give_numbers(open_screen: OpenScreen) -> None:
    page = ready(open_screen("kiosk-life", size=PORTRAIT))
    full, shut = page.locator("[data-code=DD]"), page.locator("[data-code=CU]")
    assert "Đã hết số của buổi này\nPhát số lại lúc 13:00" in full.inner_text()
    assert "Nghỉ tập huấn dữ liệu dân cư\nPhát số lại 07:00 Thứ Hai" in plain(shut.inner_text())


def test_the_promise_is_the_office_s_own_sentence(open_screen: OpenScreen, stage: Stage) -> None:
    page = ready(open_screen("kiosk-life", size=PORTRAIT))
    says = {"vi": "Cứ 3 lượt thường có một lượt ưu tiên.", "en": "One in three."}
    stage.change("kiosk", "kiosk", promise={"policy": "ratio", "minutes": None, "ratio": 3, "says": says})
    expect(page.locator(".promise")).to_have_text(says["vi"])
    stage.change("kiosk", "kiosk", promise=None)
    expect(page.locator(".promise")).to_be_hidden()


def test_what_holds_for_all_is_said_once(open_screen: OpenScreen) -> None:
    screen = open_screen("kiosk-ending", size=LANDSCAPE)
    page = ready(screen)
    assert page.locator(".days .mark").all_inner_texts() == ["Hôm nay chỉ tiếp đến 17:30", "Tăng thêm 30 phút"]
    assert page.locator(".tile .mark").count() == 0
    check(screen, "kiosk-ending")


OUTSIDE = """() => {
  const { top, bottom } = document.querySelector(".port").getBoundingClientRect();
  return [...document.querySelectorAll(".tile")].filter((tile) => {
    const box = tile.getBoundingClientRect();
    return box.top < top - 1 || box.bottom > bottom + 1 || tile.scrollHeight > tile.clientHeight + 1;
  }).map((tile) => tile.textContent);
}"""
DAY: dict[str, Any] = {
    "code": "KV",
    "name": {"vi": "Ngày không viết", "en": "No-writing day"},
    "services": [],
    "procedures": [],
}
STOPS = {"kind": "numbers", "at": "2026-11-20T08:29:00+07:00", "again": "2026-11-20T13:00:00+07:00"}


def test_twelve_services_and_all_that_is_to_be_said_fit_on_one_page(open_screen: OpenScreen, stage: Stage) -> None:
    """A special day, the end of the numbers, a broken printer and the promise; no tile is cut."""
    screen = open_screen("kiosk-life", size=PORTRAIT)
    page = ready(screen)
    known = stage.pictures["kiosk", "kiosk"]["services"]
    services = [{**one, "open": True, "left": None, "badges": ["KV"]} for one in known]
    assert len(services) >= 12
    printer = {"state": "paper_out", "why": None}
    stage.change("kiosk", "kiosk", services=services[:12], badges=[DAY], printer=printer, closing=STOPS)
    expect(page.locator(".days .mark")).to_have_text(["Ngừng phát số lúc 08:29, phát lại lúc 13:00", "Ngày không viết"])

    def whole(page: Any) -> None:
        assert page.locator(".more:visible").count() == 0
        assert page.evaluate(OUTSIDE) == []
        assert page.locator(".notice, .promise").evaluate_all("(all) => all.every((one) => one.checkVisibility())")
        name, day = page.locator(".greeting h1").bounding_box(), page.locator(".days").bounding_box()
        beside = day["x"] >= name["x"] + name["width"] + 16
        assert beside or day["y"] >= name["y"] + name["height"] + 4, "the day stands off the greeting"

    check_all(screen, "kiosk-crowded", whole, sizes={**SIZES, "small": (1366, 768)})
    stage.change("kiosk", "kiosk", closing={**STOPS, "at": "2026-11-20T08:31:00+07:00", "again": None})
    expect(page.locator(".days .mark")).to_have_text(["Ngày không viết"])  # a quarter of an hour before, not sooner
    stage.change("kiosk", "kiosk", closing={**STOPS, "again": None})
    expect(page.locator(".days .mark").first).to_have_text("Ngừng phát số lúc 08:29")
    press(page, "[data-code=HT]")
    page.wait_for_selector(".row")
    expect(page.locator(".service .mark")).to_have_text(["Ngày không viết"])  # once, and on no row


def test_when_nothing_gives_numbers_that_is_said_once(open_screen: OpenScreen, stage: Stage) -> None:
    screen = open_screen("kiosk-life", size=PORTRAIT)
    page = ready(screen)
    known = stage.pictures["kiosk", "kiosk"]["services"]
    noon: dict[str, Any] = {
        "open": False, "left": None, "why": {"vi": "Đang nghỉ trưa", "en": "Lunch break"},
        "opens_at": "2026-11-20T13:00:00+07:00",
    }  # fmt: skip
    away = {"why": {"vi": "Nghỉ tập huấn"}, "opens_at": "2026-11-23T07:00:00+07:00"}
    services = [{**one, **noon, **(away if one["code"] == "CU" else {})} for one in known]
    stage.change("kiosk", "kiosk", services=services)
    expect(page.locator(".notice")).to_contain_text("Đang nghỉ trưa. Phát số lại lúc 13:00")
    own = [plain(text) for text in page.locator(".tile-wait").all_inner_texts()]
    assert own == ["Nghỉ tập huấn", "Phát số lại 07:00 Thứ Hai"]
    expect(page.locator(".choose")).to_have_text("Chạm vào lĩnh vực để xem giấy tờ cần có")
    check_all(screen, "kiosk-noon")
    press(page, "[data-code=HT]")
    quiet(page)
    said = plain(page.inner_text(".action"))
    assert said == "Đang nghỉ trưa. Phát số lại lúc 13:00."


def test_the_next_page_of_a_long_list_begins_with_a_whole_row(open_screen: OpenScreen) -> None:
    page = ready(open_screen("kiosk-forty", size=LANDSCAPE))
    press(page, ".more:visible")
    tops = page.evaluate(
        """() => {
          const { top } = document.querySelector(".port").getBoundingClientRect();
          return [...document.querySelectorAll(".tile")].map((tile) => tile.getBoundingClientRect().top - top);
        }"""
    )
    assert any(0 <= top <= 8 for top in tops)
    assert min(tops) < -50  # it has moved


@pytest.mark.parametrize("code", ["TRA", "CT"])
def test_two_touches_are_enough(open_screen: OpenScreen, stage: Stage, code: str) -> None:
    """Also where dossiers are counted and many are waiting: what is asked has an answer already."""
    page = ready(open_screen("kiosk-life", size=PORTRAIT, touch=True))
    page.evaluate(COUNT_PRESSES)
    for target in (f"[data-code={code}]", ".take"):
        elapse(page, SETTLE)
        page.locator(target).tap()
    page.wait_for_selector(".result")
    assert page.evaluate("document.body.dataset.presses") == "2"
    assert bodies(stage) == [{"service": code, "language": "vi"}]


def test_search_forgives_marks_and_slips(open_screen: OpenScreen, stage: Stage) -> None:
    page = ready(open_screen("kiosk-life", size=PORTRAIT))
    press(page, page.get_by_role("button", name="Tìm thủ tục"))
    page.wait_for_selector(".row")
    first = page.locator(".row-of").all_inner_texts()
    assert first[0] == "Chứng thực"  # the service that most people come for
    spell(page, "KHAI SNIH")
    assert found(page)[0] == "Đăng ký khai sinh"
    assert not any("kết hôn" in name for name in found(page))
    assert "q=khai+snih" in stage.calls[-1].path
    page.keyboard.press("Backspace")
    elapse(page, 500)
    expect(page.locator(".typed")).to_have_text("KHAI SNI")


def test_a_keyboard_types_with_marks(open_screen: OpenScreen) -> None:
    page = ready(open_screen("kiosk-life", size=LANDSCAPE))
    press(page, page.get_by_role("button", name="Tìm thủ tục"))
    page.wait_for_selector(".row")
    for sign in "kết hôn":
        page.evaluate("(key) => document.dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }))", sign)
    quiet(page)
    assert found(page)[0] == "Đăng ký kết hôn"


def test_who_finds_nothing_is_sent_to_a_person(open_screen: OpenScreen, stage: Stage) -> None:
    page = ready(open_screen("kiosk-life", size=PORTRAIT))
    press(page, page.get_by_role("button", name="Tìm thủ tục"))
    spell(page, "XYXYXY")
    assert "Không thấy thủ tục này" in page.inner_text(".nothing")
    press(page, page.get_by_role("button", name="Lấy số Hướng dẫn"))
    press(page, ".take")
    page.wait_for_selector(".result")
    assert bodies(stage) == [{"service": "HD", "language": "vi"}]


def test_a_procedure_says_all_before_the_number(open_screen: OpenScreen, stage: Stage) -> None:
    page = ready(open_screen("kiosk-life", size=PORTRAIT))
    to_procedure(page)
    said = plain(page.inner_text(".papers"))
    for fact in (
        "Giấy chứng sinh", "Miễn phí", "Tại quầy hoặc trực tuyến toàn trình", "Quầy 2, 3 – Tư pháp, hộ tịch",
        "Nộp trước 15 giờ: trả kết quả trong ngày.", "Mã thủ tục 1.001193 · Quyết định 163/QĐ-BTP", "Thứ Sáu không hẹn",
    ):  # fmt: skip
        assert fact in said
    assert page.locator(".national img").evaluate("(image) => image.naturalWidth") > 50
    assert len(stage.asked("GET", "/procedures/1.001193/qr.svg")) == 1
    elapse(page, SETTLE)
    box = page.get_by_role("button", name="Tôi đã đủ giấy tờ").bounding_box()
    page.mouse.dblclick(box["x"] + 30, box["y"] + 30)  # and a double tap is one number
    page.wait_for_selector(".result")
    assert bodies(stage) == [{"service": "HT", "procedure": "1.001193", "language": "vi"}]


# Of each paper, whether it stands above the fading end of its place.
READABLE = """() => {
  const ports = [...document.querySelectorAll(".port:has(.papers)")].filter((one) => one.checkVisibility());
  const end = Math.min(...ports.map((one) => one.getBoundingClientRect().bottom - (one.matches(".long") ? 40 : 0)));
  return [...document.querySelectorAll(".papers li")].map((one) => one.getBoundingClientRect().bottom < end);
}"""


def test_the_papers_come_first_and_are_not_ticked(open_screen: OpenScreen, stage: Stage) -> None:
    """All of them are to be read before the number, also under a doubt; the question of priority takes one row."""
    screen = open_screen("kiosk-life", size=PORTRAIT)
    page = ready(screen)
    to_procedure(page)
    service(stage, "HT", served="maybe", next_room_at="2026-11-23T07:00:00+07:00")
    expect(page.locator(".doubt")).to_be_visible()
    elapse(page, SETTLE)
    assert page.evaluate(READABLE) == [True] * 3
    drawn = page.locator(".papers li use").evaluate_all("(all) => all.map((one) => one.getAttribute('href'))")
    assert drawn == ["#icon-box"] * 3
    press(page, ".fold")
    check_all(screen, "kiosk-papers-priority")
    assert screen.violations() == []


def test_after_three_the_next_day_is_said(open_screen: OpenScreen) -> None:
    page = ready(open_screen("kiosk-late", size=PORTRAIT, now="2026-11-20T15:20:00+07:00"))
    to_procedure(page)
    expect(page.locator(".rule.late")).to_have_text("Sau 15 giờ: trả kết quả ngày làm việc tiếp theo.")


def test_help_with_the_papers_is_a_number_of_the_help_service(open_screen: OpenScreen, stage: Stage) -> None:
    page = ready(open_screen("kiosk-life", size=PORTRAIT))
    to_procedure(page)
    row = page.get_by_role("button", name="Công dân có thuộc diện ưu tiên không?")
    expect(row).to_contain_text("Không")
    press(page, row)
    expect(page.get_by_role("button", name="Nhờ kiểm tra giúp")).to_be_hidden()  # one thing at a time
    press(page, page.get_by_role("radio", name="Tôi là người khuyết tật"))
    expect(row.locator(".chosen")).to_have_text("Tôi là người khuyết tật")
    press(page, page.get_by_role("button", name="Nhờ kiểm tra giúp"))
    page.wait_for_selector(".result")
    assert bodies(stage) == [{"service": "HD", "priority": "NKT", "language": "vi"}]


def test_no_help_is_offered_while_it_is_closed(open_screen: OpenScreen, stage: Stage) -> None:
    page = ready(open_screen("kiosk-life", size=PORTRAIT))
    to_procedure(page)
    service(stage, "HD", open=False, why="Nghỉ trưa")
    expect(page.get_by_role("button", name="Nhờ kiểm tra giúp")).to_have_count(0)
    expect(page.get_by_role("button", name="Tôi đã đủ giấy tờ")).to_be_visible()


def test_a_procedure_of_a_closed_service_still_shows_its_papers(open_screen: OpenScreen, stage: Stage) -> None:
    page = ready(open_screen("kiosk-life", size=PORTRAIT))
    to_procedure(page)
    service(stage, "HT", left=0, next_room_at="2026-11-20T13:00:00+07:00")
    expect(page.locator(".action")).to_contain_text("Đã hết số của buổi này. Phát số lại lúc 13:00.")
    expect(page.locator(".take.ready")).to_have_count(0)
    expect(page.get_by_role("button", name="Nhờ kiểm tra giúp")).to_be_visible()


def test_dossiers_are_counted_with_big_steps(open_screen: OpenScreen, stage: Stage) -> None:
    page = ready(open_screen("kiosk-life", size=PORTRAIT))
    press(page, "[data-code=CT]")
    less, more = page.get_by_role("button", name="Bớt một bộ"), page.get_by_role("button", name="Thêm một bộ")
    expect(less).to_be_disabled()
    press(page, more)
    expect(page.locator(".count")).to_have_text("2 bộ")
    expect(page.locator(".stream")).to_be_hidden()
    press(page, page.get_by_role("button", name="Nhiều hơn 3 bộ"))
    expect(page.locator(".count")).to_have_text("4 bộ")
    own = plain(page.locator(".stream").inner_text())
    assert own == "Nhiều hồ sơ có hàng riêng: Chứng thực số lượng lớn. 1 người đang chờ · khoảng 30–60 phút"
    many = {
        **next(one for one in stage.pictures["kiosk", "kiosk"]["services"] if one["code"] == "CT")["many"],
        "waiting": 5,
    }
    service(stage, "CT", many=many)
    expect(page.locator(".stream")).to_contain_text("5 người đang chờ")
    press(page, page.get_by_role("button", name="English"))
    expect(page.locator(".count")).to_have_text("4")
    press(page, ".take")
    page.wait_for_selector(".result")
    assert bodies(stage) == [{"service": "CT", "dossiers": 4, "language": "en"}]


def test_a_long_press_is_one_step(open_screen: OpenScreen) -> None:
    page = ready(open_screen("kiosk-life", size=PORTRAIT, touch=True))
    press(page, "[data-code=CT]")
    elapse(page, SETTLE)
    box = page.get_by_role("button", name="Thêm một bộ").bounding_box()
    session = page.context.new_cdp_session(page)
    spot = [{"x": box["x"] + 20, "y": box["y"] + 20, "id": 0}]
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": spot})
    elapse(page, 3000)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(page.locator(".count")).to_have_text("2 bộ")


def test_doubts_are_said_before_the_number(open_screen: OpenScreen, stage: Stage) -> None:
    page = ready(open_screen("kiosk-life", size=PORTRAIT))
    press(page, "[data-code=XD]")
    doubt, take = page.locator(".doubt"), page.locator(".take")
    expect(doubt).to_have_text(
        "Nhiều khả năng hôm nay không đến lượt. Buổi còn chỗ: từ 07:00 Thứ Hai. Còn 21 người trước – vẫn lấy số?"
    )
    expect(take).to_have_text("VẪN LẤY SỐ")
    service(stage, "XD", served="maybe", waiting=11, next_room_at=None)  # one fewer than the centre asks from
    expect(doubt).to_have_text("Có thể hôm nay chưa đến lượt.")
    service(stage, "XD", served="yes", waiting=12)
    expect(doubt).to_have_text("Còn 12 người trước – vẫn lấy số?")
    service(stage, "XD", served="yes", waiting=11)
    expect(doubt).to_be_hidden()
    expect(take).to_have_text("LẤY SỐ")
    stage.change("kiosk", "kiosk", ask_from=0)
    service(stage, "XD", waiting=60)
    expect(page.locator(".line")).to_contain_text("60")
    expect(doubt).to_be_hidden()


@pytest.mark.parametrize(
    ("lang", "low", "high", "said"),
    [
        ("vi", 10, 90, "khoảng 10–90 phút"),
        ("vi", 120, 250, "khoảng 2–4 giờ 30"),
        ("vi", 150, 235, "khoảng 2 giờ 30–4 giờ"),
        ("vi", 20, 120, "dưới 2 giờ"),
        ("vi", 45, 120, "khoảng 30 phút–2 giờ"),
        ("en", 120, 250, "about 2–4.5 h"),
    ],
)
def test_long_waits_are_said_in_hours_also_where_nobody_waits(
    open_screen: OpenScreen, stage: Stage, lang: str, low: int, high: int, said: str
) -> None:
    page = ready(open_screen("kiosk-life", size=PORTRAIT, lang=lang))
    service(stage, "PA", waiting=0, wait={"low_min": low, "high_min": high})
    quiet(page)
    assert plain(page.locator("[data-code=PA] .tile-wait").last.inner_text()) == said


def test_the_number_says_where_to_wait(open_screen: OpenScreen, stage: Stage) -> None:
    page = ready(open_screen("kiosk-life", size=PORTRAIT))
    status, ticket = stage.answers["POST /tickets"]  # type: ignore[misc]
    stage.answers["POST /tickets"] = (status, {**ticket, "zone": {"code": "b", "name": {"vi": "Sảnh B"}}})
    press(page, "[data-code=HT]")
    press(page, ".take")
    expect(page.locator(".where")).to_have_text("Chờ tại Sảnh B")


def test_vietnamese_names_on_an_english_page_are_marked(open_screen: OpenScreen) -> None:
    page = ready(open_screen("kiosk-life", size=PORTRAIT, lang="en"))
    to_procedure(page)
    assert page.locator("h1").get_attribute("lang") == "vi"
    assert page.locator(".papers li span").first.get_attribute("lang") == "vi"


REFUSALS = {
    "half-day": ("Đã hết số của buổi này", "Phát số lại lúc 13:00.", "Lấy số Hướng dẫn"),
    "has-ticket": ("Công dân đang có số A031", "Số vẫn có hiệu lực", "Xem lượt của tôi"),
    "too-many": ("Công dân còn số B012 chưa đến lượt", "nhiều nhất 2 số cùng lúc", "Xem lượt của tôi"),
    "staff-only": ("Dịch vụ này do cán bộ cấp số", "quầy hướng dẫn", "Lấy số Hướng dẫn"),
    "closed-date": ("Nghỉ bù Ngày Nhà giáo Việt Nam", "Phát số lại 07:00 Thứ Hai.", "Lấy số Hướng dẫn"),
}


@pytest.mark.parametrize("state", REFUSALS)
def test_every_refusal_shows_the_way_on(open_screen: OpenScreen, state: str) -> None:
    screen = open_screen(f"kiosk-{state}", size=PORTRAIT if state != "too-many" else SIZES["square"])
    page = ready(screen)
    press(page, "[data-code=HT]")
    press(page, ".take")
    page.wait_for_selector(".refused")
    title, what, way = REFUSALS[state]
    assert plain(page.inner_text(".refused h1")) == title
    assert what in plain(" ".join(page.locator(".what").all_inner_texts()))
    check(screen, f"kiosk-{state}")
    assert screen.violations() == []
    expect(page.get_by_role("button", name=way)).to_be_visible()


def test_the_office_own_words_come_in_the_citizens_language(open_screen: OpenScreen, stage: Stage) -> None:
    page = ready(open_screen("kiosk-closed-date", size=PORTRAIT, lang="en"))
    press(page, "[data-code=HT]")
    press(page, ".take")
    expect(page.locator(".refused h1")).to_have_text("Day off for Teachers’ Day")
    press(page, page.get_by_role("button", name="Take a number: Information"))
    until(page, lambda: len(bodies(stage)) == 2)
    assert bodies(stage)[1] == {"service": "HD", "language": "en"}


def test_a_card_is_an_offer(open_screen: OpenScreen, stage: Stage) -> None:
    """Asked after the last touch; without a card there is a number all the same, and the page left alone takes none."""
    page = ready(open_screen("kiosk-life", size=PORTRAIT))
    stage.change("kiosk", "kiosk", card=True)
    quiet(page)
    press(page, "[data-code=TRA]")
    press(page, ".take")
    page.wait_for_selector(".card-ask")
    elapse(page, 31_000)
    page.wait_for_selector(".home")
    assert bodies(stage) == []
    press(page, "[data-code=TRA]")
    press(page, ".take")
    press(page, ".without")
    page.wait_for_selector(".result")
    assert bodies(stage) == [{"service": "TRA", "language": "vi"}]


def test_a_card_that_was_shown_goes_to_the_office_only(open_screen: OpenScreen, stage: Stage) -> None:
    page = ready(open_screen("kiosk-life", size=PORTRAIT))
    stage.change("kiosk", "kiosk", card=True)
    quiet(page)
    press(page, "[data-code=TRA]")
    press(page, ".take")
    page.wait_for_selector(".card-ask")
    elapse(page, SETTLE)
    page.keyboard.type("001099012345|012345678|Nguyen Van A|01011990|Nam|Xa Tam Hoa|01012022")
    page.keyboard.press("Enter")
    elapse(page, 500)
    page.wait_for_selector(".result")
    assert bodies(stage) == [{"service": "TRA", "language": "vi", "card": "001099012345"}]
    assert "001099012345" not in page.content()


def test_what_was_begun_outlives_the_language_and_ends_with_the_visitor(open_screen: OpenScreen) -> None:
    page = ready(open_screen("kiosk-life", size=PORTRAIT))
    press(page, page.get_by_role("button", name="Tìm thủ tục"))
    spell(page, "SINH")
    press(page, page.get_by_role("button", name="English"))
    quiet(page)
    expect(page.locator(".typed")).to_have_text("SINH")
    press(page, BIRTH)
    page.wait_for_selector(".procedure")
    press(page, page.get_by_role("button", name="Tiếng Việt"))
    expect(page.locator("h1")).to_have_text("Đăng ký khai sinh")
    press(page, page.get_by_role("button", name="Quay lại"))
    expect(page.locator(".typed")).to_have_text("SINH")
    elapse(page, 31_000)
    page.wait_for_selector(".home")


def test_the_new_pages_are_read_aloud(open_screen: OpenScreen, stage: Stage) -> None:
    screen: Screen = open_screen("kiosk-life", size=PORTRAIT)
    listen(screen.page)
    page = ready(screen)
    press(page, ".support")
    for target in ("[data-code=HT]", BIRTH):
        press(page, target)
        press(page, target)
    page.wait_for_selector(".procedure")
    until(page, lambda: "Mã thủ tục" in page.inner_text(".source"))
    until(page, lambda: page.evaluate("!document.body.hasAttribute('data-spoken')"), within=120_000, step=1000)
    said = heard(page)
    for text in ("Nộp trước 15 giờ: trả kết quả trong ngày.", "Nơi tiếp nhận", "Quầy 2, 3 – Tư pháp, hộ tịch"):
        assert text in said
    press(page, ".take.ready")
    elapse(page, 1000)
    assert any(text.startswith("Tôi đã đủ giấy tờ. Lấy số Hộ tịch") for text in heard(page)[-2:])
    assert bodies(stage) == []
