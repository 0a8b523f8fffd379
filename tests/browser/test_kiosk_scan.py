"""What the kiosk does with a scan: a ticket, an appointment, a card, and anything else that a scanner may say."""

from typing import Any

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

from tests.browser.conftest import OpenScreen, Screen
from tests.browser.held import SETTLE, elapse, press, quiet, until
from tests.browser.stage import Stage, sample
from tests.browser.test_kiosk_states import PORTRAIT, SIZES, check, ready

pytestmark = pytest.mark.browser
KEY = f"20261120-A045-{'0123456789abcdef' * 2}"
TICKET = f"https://so.example/t/{KEY}"
CODE = "K7QD-9FXW"
CARD = "079190000000||NGUYEN THI THU|01011990|NU|SO 1, XA TAM HOA|01012022"
NUMBER = CARD[:12]
NONSENSE = "xxxxyyyyzzzz"
JOURNEY: dict[str, Any] = {
    "may": {"cancel": True, "postpone": 5}, "valid_until": None, "prepare": False, "calls": [], "reason": None,
    "fix": False, "carried": False, "steps": [], "mark": None, "dossiers": 1, "now": "2026-11-20T09:45:00+07:00",
}  # fmt: skip
CALLS = [
    {"at": "2026-11-20T09:42:10+07:00", "counter": 2, "again": False},
    {"at": "2026-11-20T09:44:10+07:00", "counter": 2, "again": True},
]
AT_TWO = {"counter": 2, "counter_name": {"vi": "Quầy Tư pháp – Hộ tịch", "en": "Justice"}, "wait": None, "ahead": 0}
CALLED = {"called_at": "2026-11-20T09:42:10+07:00", "calls": CALLS, **AT_TWO}
FIX = {
    "state": "held",
    "fix": True,
    "wait": None,
    "reason": {"vi": "Tờ khai có sai sót", "en": "A mistake in the form"},
}
STATES: dict[str, tuple[dict[str, Any], str]] = {
    "waiting": ({}, "Còn 3 người phía trước"),
    "next": ({"ahead": 0, "prepare": True, "carried": True}, "Công dân là người tiếp theo"),
    "called": ({"state": "called", "valid_until": "2026-11-20T09:52:10+07:00", **CALLED}, "còn hiệu lực 8 phút"),
    "called-late": ({"state": "called", "valid_until": "2026-11-20T09:44:10+07:00", **CALLED}, "Mời đến quầy ngay"),
    "serving": ({"state": "serving", **AT_TWO}, "Đang được phục vụ tại quầy số 2"),
    "held": ({"state": "held", "wait": None, "reason": {"vi": "Chờ bổ sung giấy tờ"}}, "Chờ bổ sung giấy tờ"),
    "absent": ({"state": "absent", **CALLED}, "Mời đến quầy hướng dẫn"),
    "fix": ({"valid_until": "2026-11-20T10:52:10+07:00", **FIX}, "Có hiệu lực đến 10:52"),
    "fix-over": ({"valid_until": "2026-11-20T09:40:10+07:00", **FIX}, "đã hết hạn lúc 09:40"),
    "done": ({"state": "done", "may": {"cancel": False, "postpone": 0}}, "Đã phục vụ xong"),
    "cancelled": ({"state": "cancelled", "may": {"cancel": False, "postpone": 0}}, "mời công dân lấy số mới"),
    "carried": ({"state": "carried", "may": {"cancel": True, "postpone": 0}}, "được gọi đầu giờ hôm sau"),
}


def kiosk(open_screen: OpenScreen, stage: Stage, size: tuple[int, int] = PORTRAIT, **more: Any) -> Screen:
    screen = open_screen("kiosk-scan", size=size, **more)
    ready(screen)
    put(stage)
    return screen


def put(stage: Stage, **fields: Any) -> None:
    """The ticket behind `KEY` as its page sees it."""
    stage.put({**sample("turn-waiting")["picture"], "name": KEY, **JOURNEY, **fields})


def scan(page: Any, text: str, end: str | None = "Enter") -> None:
    """A scanner's keys: no time of the page passes between them."""
    page.keyboard.type(text)
    if end:
        page.keyboard.press(end)
    quiet(page)


def code_problem(kind: str, status: int = 409, **details: Any) -> tuple[int, Any]:
    return status, {"type": f"urn:moiso:problem:{kind}", "status": status, "detail": "…", **details}


@pytest.mark.parametrize("size", SIZES)
def test_every_state_of_a_ticket(open_screen: OpenScreen, stage: Stage, size: str) -> None:
    screen = kiosk(open_screen, stage, SIZES[size])
    scan(screen.page, TICKET)
    screen.page.wait_for_selector(".turn .says")
    for state, (fields, told) in STATES.items():
        put(stage, **fields)
        elapse(screen.page, 6000)
        expect(screen.page.locator(".turn")).to_contain_text(told)
        check(screen, f"scan-{state}-{size}")
        if size == "portrait":
            assert screen.violations() == []
        screen.page.mouse.click(5, 5)  # somebody is there


@pytest.mark.parametrize("size", SIZES)
def test_every_other_page(open_screen: OpenScreen, stage: Stage, size: str) -> None:
    screen = kiosk(open_screen, stage, SIZES[size], lang="en" if size == "small" else None)
    page, checked = screen.page, []

    def look(name: str) -> None:
        check(screen, f"scan-{name}-{size}")
        if size == "portrait":
            assert screen.violations() == []
        checked.append(name)

    scan(page, NONSENSE)
    look("unreadable")
    scan(page, CARD)
    look("card-first")
    press(page, page.locator(".scan .choices button"))
    elapse(page, SETTLE)
    for sign in "K7QD9":
        page.locator(".code-keys .key", has_text=sign).click()
    look("keys")
    scan(page, CODE)
    page.wait_for_selector(".appointment")
    look("arrive")
    scan(page, NONSENSE)
    look("told")
    scan(page, TICKET)
    for place, name in ((0, "postpone"), (1, "cancel")):
        press(page, page.locator(".turn > .choices button").nth(place))
        look(name)
        press(page, page.locator(".sure .solid"))
    scan(page, TICKET.replace("A045", "A046"))
    look("no-ticket")
    page.reload()
    ready(screen)
    press(page, "[data-code=HT]")
    quiet(page)
    press(page, ".take")
    page.wait_for_selector(".card-ask")
    scan(page, NONSENSE)
    look("card")
    assert len(checked) == 9


def test_a_scan_never_presses_or_types(open_screen: OpenScreen, stage: Stage) -> None:
    screen = kiosk(open_screen, stage)
    page = screen.page
    page.locator("[data-code=HT]").focus()
    scan(page, NONSENSE, end=None)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")  # CR and LF
    page.keyboard.press("Control+j")
    quiet(page)
    expect(page.locator(".scan .notice")).to_contain_text("Không đọc được mã này.")
    press(page, page.get_by_role("button", name="Quay lại"))
    press(page, page.get_by_role("button", name="Tìm thủ tục"))
    page.wait_for_selector(".lookup")
    quiet(page)
    before = page.inner_text(".typed")
    scan(page, TICKET)
    page.wait_for_selector(".turn .says")
    press(page, page.get_by_role("button", name="Quay lại"))
    assert page.inner_text(".typed") == before
    for letter in "kh":  # a hand on a real keyboard
        page.keyboard.press(letter)
        elapse(page, 120, step=40)
    assert page.inner_text(".typed") == "KH"
    scan(page, "kai", end=None)  # three fingers at once, even
    elapse(page, 120, step=40)
    assert page.inner_text(".typed") == "KHKAI"


def test_only_what_is_faster_than_a_hand_is_a_scan(open_screen: OpenScreen, stage: Stage) -> None:
    screen = kiosk(open_screen, stage)
    page = screen.page
    for sign in CODE:  # typed by hand: nothing opens
        page.keyboard.press(sign)
        elapse(page, 100, step=50)
    page.keyboard.press("Enter")
    elapse(page, 500)
    assert page.locator(".home").count() == 1
    page.keyboard.type(TICKET[:30])
    elapse(page, 200, step=50)  # a scanner that had to think
    scan(page, TICKET[30:])
    page.wait_for_selector(".turn .says")
    page.keyboard.type(TICKET[:30])
    elapse(page, 300, step=50)  # too long: two pieces, and neither is a code
    scan(page, TICKET[30:])
    expect(page.locator(".scan .notice")).to_be_visible()
    scan(page, TICKET, end=None)  # a scanner without an end
    elapse(page, 300, step=50)
    page.wait_for_selector(".turn .says")
    scan(page, CODE, end="Tab")
    page.wait_for_selector(".booking")


def test_a_vietnamese_layout_and_an_input_method_spoil_no_code(open_screen: OpenScreen, stage: Stage) -> None:
    screen = kiosk(open_screen, stage)
    page = screen.page
    keyboard = page.context.new_cdp_session(page)
    letters = dict(zip("1234567890", "ăâêô\u0300\u0309\u0303\u0301\u0323đ", strict=True))
    for sign in TICKET.replace(":", "\x00").replace("/", "/"):
        shift = sign == "\x00"
        code = {"\x00": "Semicolon", "/": "Slash", ".": "Period", "-": "Minus"}.get(sign) or (
            f"Digit{sign}" if sign.isdigit() else f"Key{sign.upper()}"
        )
        upper = sign.isupper()
        key = ":" if shift else "Process" if code.startswith("Key") else letters.get(sign, sign)
        for kind in ("rawKeyDown", "keyUp"):
            keyboard.send(
                "Input.dispatchKeyEvent", {"type": kind, "key": key, "code": code, "modifiers": 8 * (shift or upper)}
            )
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn .says")


@pytest.mark.parametrize("end", ["Enter", None])
def test_hostile_scans_open_nothing(open_screen: OpenScreen, stage: Stage, end: str | None) -> None:
    screen = kiosk(open_screen, stage)
    page, here, asked = screen.page, screen.page.url, len(stage.calls)
    for text in (
        "<script>document.title='x'</script>", "javascript:alert(1)//aaaaaaa", "https://evil.example/path/x",
        f"https://so.example/t/{KEY}/../../enter", "' OR 1=1; DROP TABLE ticket --", "%00%ff" * 20, "A" * 1500,
    ):  # fmt: skip
        page.keyboard.press("Escape")
        scan(page, text, end)
        elapse(page, 300, step=100)
        expect(page.locator(".scan .notice")).to_be_visible()
    assert page.url == here
    assert len(page.context.pages) == 1
    assert [
        call.path for call in stage.calls[asked:] if "procedures" not in call.path and "speech" not in call.path
    ] == []
    assert "DROP" not in page.content()
    assert screen.troubles == []


SERIAL = """() => {
  const stream = new ReadableStream({ start: (line) => { window.line = line; } });
  const port = {
    connected: true, readable: null, opened: [], async close() {},
    async open(how) { this.opened.push(how); this.readable = stream; },
  };
  window.port = port;
  Object.defineProperty(navigator, "serial", { value: { addEventListener() {}, getPorts: async () => [port] } });
}"""


def test_a_serial_scanner_is_read_byte_by_byte(open_screen: OpenScreen, stage: Stage) -> None:
    screen = kiosk(open_screen, stage)
    page = screen.page
    page.add_init_script(f"({SERIAL})()")
    page.reload()
    ready(screen)
    send = "(text) => window.line.enqueue(new TextEncoder().encode(text))"
    assert page.evaluate("port.opened") == [{"baudRate": 9600, "dataBits": 8, "stopBits": 1, "parity": "none"}]
    page.evaluate(send, f"\x02{TICKET[:20]}")
    page.evaluate(send, f"{TICKET[20:]}\r\n")
    page.wait_for_selector(".turn .says")
    page.evaluate(send, "Nguyễn\x00\xff\x1b[2J" + "ạ" * 5000)
    elapse(page, 400, step=100)
    expect(page.locator(".scan .notice")).to_be_visible()
    page.evaluate(send, CODE)
    elapse(page, 400, step=100)
    page.wait_for_selector(".booking")
    assert screen.troubles == []


def ask_card(page: Any) -> None:
    press(page, "[data-code=HT]")
    quiet(page)
    press(page, ".take")
    page.wait_for_selector(".card-ask")
    elapse(page, SETTLE)


def test_a_card_s_number_goes_to_the_office_and_nowhere_else(open_screen: OpenScreen, stage: Stage) -> None:
    screen = kiosk(open_screen, stage)
    page = screen.page
    ask_card(page)
    expect(page.locator(".kept")).to_contain_text("Không lưu họ tên, không lưu số thẻ")
    scan(page, "vneid:eyJhbGciOiJIUzI1NiJ9")
    expect(page.locator(".card-ask .notice")).to_contain_text("Không đọc được mã, mời bấm “Lấy số không cần thẻ”.")
    assert stage.asked("POST", "/tickets") == []
    scan(page, CARD)
    page.wait_for_selector(".result")
    assert [call.body.get("card") for call in stage.asked("POST", "/tickets")] == [NUMBER]
    assert NUMBER not in page.content()
    assert page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0
    assert NUMBER not in page.url
    assert page.evaluate("JSON.stringify(history.state)") == "null"
    assert all(NUMBER not in call.path for call in stage.calls)


def test_without_a_card_and_without_an_answer(open_screen: OpenScreen, stage: Stage) -> None:
    screen = kiosk(open_screen, stage)
    page = screen.page
    ask_card(page)
    press(page, page.get_by_role("button", name="Quay lại"))
    scan(page, CARD)  # too late: nobody asks any more
    assert stage.asked("POST", "/tickets") == []
    page.reload()
    ready(screen)
    ask_card(page)
    until(page, page.locator(".home"), within=40_000, step=1000)
    scan(page, CARD)
    assert stage.asked("POST", "/tickets") == []
    page.reload()
    ready(screen)
    ask_card(page)
    page.get_by_role("button", name="Lấy số không cần thẻ").click()
    page.wait_for_selector(".result")
    assert ["card" in call.body for call in stage.asked("POST", "/tickets")] == [False]


def test_an_appointment_becomes_a_number(open_screen: OpenScreen, stage: Stage) -> None:
    screen = kiosk(open_screen, stage)
    page = screen.page
    tried: list[str | None] = []

    def arrive(call: Any) -> tuple[int, Any]:
        tried.append(call.key)
        return (503, {"status": 503}) if len(tried) == 1 else stage.answers["POST /tickets"]  # type: ignore[return-value]

    stage.answers[f"POST /bookings/{CODE}/check-in"] = arrive
    scan(page, NONSENSE)
    press(page, page.get_by_role("button", name="Nhập mã lịch hẹn"))
    elapse(page, SETTLE)
    for sign in "K7QE":
        page.locator(".code-keys .key", has_text=sign).click()
    page.get_by_role("button", name="Xóa một ký tự").click()
    for sign in "D9FXW":
        page.locator(".code-keys .key", has_text=sign).click()
    press(page, page.get_by_role("button", name="Tiếp tục"))
    expect(page.locator(".appointment")).to_contain_text("Hẹn lúc 08:30, Thứ Sáu, 20/11/2026")
    press(page, page.get_by_role("radio", name="Tôi là người khuyết tật"))
    press(page, ".take")
    until(page, page.locator(".result"), within=5000)
    arrived = stage.asked("POST", f"/bookings/{CODE}/check-in")
    assert [call.body for call in arrived] == [{"priority": "NKT"}] * 2
    assert len(set(tried)) == 1, "a lost answer is asked for again, never two numbers"


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_each_refusal_of_an_appointment_has_its_own_page(open_screen: OpenScreen, stage: Stage, lang: str) -> None:
    screen = kiosk(open_screen, stage, lang=lang)
    page, told = screen.page, []
    found = {"code": CODE, "service": "HT", "day": "2026-11-20", "slot": "2026-11-20T08:30:00+07:00", "state": "booked"}
    for answer in (
        code_problem("unknown_booking", 404),
        code_problem("too_many", 429),
        (200, {**found, "day": "2026-11-23"}),
        (200, {**found, "state": "arrived"}),
        (200, {**found, "state": "cancelled"}),
        (200, {**found, "state": "missed"}),
        (200, found),
    ):
        stage.answers[f"GET /bookings/{CODE}"] = answer
        scan(page, CODE)
        page.wait_for_selector(".told, .appointment")
        if page.locator(".told").count():
            told.append(page.inner_text(".told"))
            check(screen, f"scan-refused-{len(told)}-{lang}")
    early, full = code_problem("too_early", at=1795137600000), code_problem("service_closed")
    for answer in (early, (full[0], {**full[1], "detail": "Hộ tịch: nghỉ trưa."})):
        stage.answers[f"POST /bookings/{CODE}/check-in"] = answer
        elapse(page, 1000)  # nobody touches and scans within one second
        scan(page, CODE)
        press(page, ".take")
        page.wait_for_selector(".told")
        told.append(page.inner_text(".told"))
    assert len(set(told)) == 8
    assert "08:20" in told[-2], "the centre's clock, not milliseconds"
    assert "nghỉ trưa" in told[-1]


def test_too_early_is_said_at_once(open_screen: OpenScreen, stage: Stage) -> None:
    screen = kiosk(open_screen, stage)
    status, found = stage.answers[f"GET /bookings/{CODE}"]  # type: ignore[misc]
    window = {"from": "2026-11-20T08:20:00+07:00", "until": "2026-11-20T08:45:00+07:00"}
    stage.answers[f"GET /bookings/{CODE}"] = (status, {**found, "check_in": window})
    stage.change("kiosk", "kiosk", now="2026-11-20T08:15:00+07:00")
    scan(screen.page, CODE)
    expect(screen.page.locator(".appointment")).to_contain_text("Nhận số từ 08:20")
    assert screen.page.locator(".take").count() == 0
    check(screen, "scan-early")
    press(screen.page, screen.page.get_by_role("button", name="Lấy số ngay bây giờ"))
    expect(screen.page.locator(".service h1")).to_have_text("Hộ tịch")
    press(screen.page, screen.page.get_by_role("button", name="Quay lại"))
    expect(screen.page.locator(".appointment")).to_be_visible()


def test_a_number_from_afar_says_how_long_it_takes(open_screen: OpenScreen, stage: Stage) -> None:
    screen = kiosk(open_screen, stage)
    status, found = stage.answers[f"GET /bookings/{CODE}"]  # type: ignore[misc]
    stage.answers[f"GET /bookings/{CODE}"] = (status, {**found, "slot": None, "check_in": None})
    scan(screen.page, CODE)
    said = screen.page.locator(".appointment").inner_text().replace("\u00a0", " ").replace("\u2060", "")
    assert "3 người đang chờ · khoảng 15–30 phút" in said
    expect(screen.page.locator(".appointment > svg use")).to_have_attribute("href", "#icon-ticket")
    check(screen, "scan-afar")


def test_a_card_nobody_needs_changes_nothing(open_screen: OpenScreen, stage: Stage) -> None:
    screen = kiosk(open_screen, stage)
    page = screen.page
    stage.change("kiosk", "kiosk", card=False)
    press(page, "[data-code=HT]")
    quiet(page)
    scan(page, CARD)
    expect(page.locator(".heard")).to_have_text("Không cần thẻ để lấy số. Mời chọn lĩnh vực.")
    assert page.locator(".service").count() == 1
    assert NUMBER not in page.content()
    elapse(page, 9000)
    expect(page.locator(".heard")).to_be_hidden()
    press(page, page.get_by_role("button", name="Quay lại"))
    press(page, page.get_by_role("button", name="quét phiếu"))
    for text, said in ((CARD, "Không cần thẻ để lấy số"), (NONSENSE, "Không đọc được mã này")):
        scan(page, text)
        expect(page.locator(".scan .notice")).to_contain_text(said)
    press(page, page.get_by_role("button", name="Nhập mã lịch hẹn"))
    for text, said in ((NONSENSE, "Không đọc được mã này"), (CARD, "Không cần thẻ để lấy số")):
        scan(page, text)
        expect(page.locator(".scan .notice")).to_contain_text(said)  # one way from everywhere


def test_back_within_a_question_leads_to_the_ticket(open_screen: OpenScreen, stage: Stage) -> None:
    screen = kiosk(open_screen, stage)
    page = screen.page
    scan(page, TICKET)
    for name in ("Lùi lượt", "Hủy số này"):
        press(page, page.get_by_role("button", name=name))
        page.wait_for_selector(".sure")
        press(page, page.get_by_role("button", name="Quay lại"))
        page.wait_for_selector(".says")
    put(stage, state="cancelled", may={"cancel": False, "postpone": 0})
    elapse(page, 6000)
    press(page, page.get_by_role("button", name="Lấy số mới"))
    page.wait_for_selector(".home")


def test_giving_up_and_letting_others_go_first(open_screen: OpenScreen, stage: Stage) -> None:
    screen = kiosk(open_screen, stage)
    page = screen.page
    stage.answers[f"POST /turns/{KEY}/postpone"] = (200, {})
    stage.answers[f"POST /turns/{KEY}/cancel"] = (409, {"status": 409, "detail": "Số A045 đang được phục vụ."})
    scan(page, TICKET)
    press(page, page.get_by_role("button", name="Lùi lượt"))
    expect(page.locator(".sure .plain")).to_have_text(["1\u00a0người", "3\u00a0người", "5\u00a0người"])
    press(page, page.locator(".sure .plain").nth(1))
    page.wait_for_selector(".says")
    assert [call.body for call in stage.asked("POST", f"/turns/{KEY}/postpone")] == [{"places": 3}]
    press(page, page.get_by_role("button", name="Hủy số này"))
    press(page, page.get_by_role("button", name="Giữ nguyên"))
    assert stage.asked("POST", f"/turns/{KEY}/cancel") == []
    press(page, page.get_by_role("button", name="Hủy số này"))
    press(page, page.get_by_role("button", name="Hủy số A045"))
    expect(page.locator(".told")).to_contain_text("Số A045 đang được phục vụ.")
    press(page, page.get_by_role("button", name="Về phiếu"))
    page.wait_for_selector(".says")
    assert len(stage.asked("POST", f"/turns/{KEY}/cancel")) == 1
    assert {call.key is None for call in stage.calls if call.path.startswith("/turns")} == {False}
    until(page, page.locator(".home"), within=40_000, step=1000)
    before = len(stage.calls)
    elapse(page, 20_000, step=2000)
    assert [call.path for call in stage.calls[before:] if "turn" in call.path] == [], (
        "nobody's ticket is asked for any more"
    )
