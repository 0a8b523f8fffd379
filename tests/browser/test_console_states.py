"""The counter console: every state looks right, and every key asks the office for exactly one thing."""

import re
import threading
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenScreen
from tests.browser.held import PATIENCE, elapse, quiet, until
from tests.browser.stage import Call, Stage, sample

STATES = ["empty", "idle", "called", "recalled", "serving", "paused", "forty"]
DESK = (1366, 768)
FENCE = "/bookings/FENCE/check-in"
FINE: dict[str, Any] = {"ticket": {"id": "20261120-A046", "label": "A046"}}


def console(stage: Stage, open_screen: OpenScreen, state: str, **options: Any) -> Page:
    """The console in this state, at an office that agrees to everything."""
    for act in ("next", "call", "recall", "start", "finish", "absent", "hold", "transfer", "pause", "open"):
        stage.answers.setdefault(f"POST /counters/2/{act}", (200, FINE))
    stage.answers.setdefault("POST /tickets/*/return", (200, FINE))
    page: Page = open_screen(f"console-{state}", size=DESK, **options).page
    expect(page.locator(".desk-no")).to_have_text("2")
    return page


def posts(stage: Stage) -> list[Call]:
    """What the console asked the office to do."""
    return [call for call in stage.calls if call.method == "POST"]


def answered(page: Page) -> None:
    """Wait until nothing is under way and the console takes the next key."""
    quiet(page)
    expect(page.locator("body")).not_to_have_class(re.compile(r"\bbusy\b"))


def fence(page: Page) -> None:
    """Ask for one more thing that is certain to arrive, so that everything before it has arrived too."""
    page.keyboard.press("m")
    page.keyboard.type("fence")
    page.keyboard.press("Enter")
    answered(page)


@pytest.mark.parametrize("state", STATES)
def test_looks_right(stage: Stage, open_screen: OpenScreen, state: str) -> None:
    screen = open_screen(f"console-{state}", size=DESK)
    expect(screen.page.locator(".desk-no")).to_have_text("2")
    screen.look(f"console-{state}")


@pytest.mark.parametrize("state", ["called", "serving", "idle"])
def test_looks_right_in_english(open_screen: OpenScreen, state: str) -> None:
    screen = open_screen(f"console-{state}", size=DESK, lang="en")
    expect(screen.page.locator(".desk-no")).to_have_text("2")
    screen.look(f"console-{state}-en")


@pytest.mark.parametrize(
    ("state", "key", "name"), [("serving", "t", "transfer"), ("idle", "c", "call"), ("idle", "p", "pause")]
)
def test_panels_look_right(stage: Stage, open_screen: OpenScreen, state: str, key: str, name: str) -> None:
    screen = open_screen(f"console-{state}", size=DESK)
    expect(screen.page.locator(".desk-no")).to_have_text("2")
    screen.page.keyboard.press(key)
    expect(screen.page.locator(".panel")).to_be_visible()
    screen.look(f"console-panel-{name}")
    screen.page.keyboard.press("Escape")
    expect(screen.page.locator(".panel")).to_be_hidden()
    expect(screen.page.locator(".keys")).to_be_visible()
    quiet(screen.page)
    assert posts(stage) == []


@pytest.mark.parametrize(
    ("state", "key", "path", "body"),
    [
        ("idle", "Space", "next", {}),
        ("serving", "f", "next", {"finish": True}),
        ("called", "s", "start", {}),
        ("called", "r", "recall", {}),
        ("called", "a", "absent", {}),
        ("serving", "Enter", "finish", {}),
        ("paused", "p", "open", {}),
    ],
)
def test_a_key_asks_for_one_thing(
    stage: Stage, open_screen: OpenScreen, state: str, key: str, path: str, body: dict[str, Any]
) -> None:
    page = console(stage, open_screen, state)
    page.keyboard.press(key)
    answered(page)
    elapse(page, 60_000)  # asked once, whatever comes
    assert [(call.path, call.body) for call in posts(stage)] == [(f"/counters/2/{path}", body)]
    assert all(call.key for call in posts(stage))


@pytest.mark.parametrize(
    ("state", "keys"),
    [
        ("empty", "Space s r a Enter h t c f"),
        ("called", "Enter h q t c Space f"),
        ("serving", "s r a c Space z"),
        ("paused", "Space c s Enter"),
    ],
)
def test_keys_that_make_no_sense_do_nothing(stage: Stage, open_screen: OpenScreen, state: str, keys: str) -> None:
    page = console(stage, open_screen, state)
    for key in keys.split():
        page.keyboard.press(key)
    expect(page.locator(".panel")).to_be_hidden()
    if state == "paused":
        page.keyboard.press("p")
        answered(page)
    else:
        fence(page)
    assert [call.path for call in posts(stage)] == ["/counters/2/open" if state == "paused" else FENCE]


def test_a_key_held_down_asks_once(stage: Stage, open_screen: OpenScreen) -> None:
    page = console(stage, open_screen, "idle")
    for _ in range(5):
        page.keyboard.down("Space")
    page.keyboard.up("Space")
    answered(page)
    fence(page)
    assert len(stage.asked("POST", "/counters/2/next")) == 1


def test_two_presses_are_two_acts(stage: Stage, open_screen: OpenScreen) -> None:
    page = console(stage, open_screen, "idle")
    for _ in range(2):
        page.keyboard.press("Space")
        answered(page)
    first, second = stage.asked("POST", "/counters/2/next")
    assert first.key != second.key


def test_a_busy_office_is_asked_again_with_the_same_key(stage: Stage, open_screen: OpenScreen) -> None:
    answers = iter([(503, {"title": "busy"}), (503, {"title": "busy"}), (200, FINE)])
    stage.answers["POST /counters/2/next"] = lambda call: next(answers)
    page = console(stage, open_screen, "idle")
    page.keyboard.press("Space")
    page.keyboard.press("Space")
    elapse(page, 60_000)
    answered(page)
    calls = stage.asked("POST", "/counters/2/next")
    assert len(calls) == 3
    assert len({call.key for call in calls}) == 1


def test_pressing_again_after_no_answer_is_the_same_act(stage: Stage, open_screen: OpenScreen) -> None:
    answers: dict[str, Any] = {"now": (503, {})}
    stage.answers["POST /counters/2/next"] = lambda call: answers["now"]
    page = console(stage, open_screen, "idle")
    page.keyboard.press("Space")
    until(page, page.locator(".said"))
    expect(page.locator(".said")).to_contain_text("an toàn")
    answers["now"] = (200, FINE)
    page.keyboard.press("Space")
    answered(page)
    assert len({call.key for call in stage.asked("POST", "/counters/2/next")}) == 1


def unanswered_next(stage: Stage, page: Page) -> dict[str, Any]:
    """Ask for the next one at an office that does not answer; setting `now` of what is given makes it answer."""
    answers: dict[str, Any] = {"now": (503, {})}
    stage.answers["POST /counters/2/next"] = lambda call: answers["now"]
    page.keyboard.press("Space")
    until(page, page.locator(".said"))
    expect(page.locator(".said")).to_contain_text("an toàn")
    answers["now"] = (200, FINE)
    return answers


def next_again(stage: Stage, page: Page) -> bool:
    """Press once more: was it the same act as the first time?"""
    before = len(stage.asked("POST", "/counters/2/next"))
    page.keyboard.press("Space")
    answered(page)
    calls = stage.asked("POST", "/counters/2/next")
    assert len(calls) == before + 1
    return calls[-1].key == calls[0].key


def test_a_step_that_the_picture_has_shown_is_not_asked_for_again(stage: Stage, open_screen: OpenScreen) -> None:
    """The call was made although its answer was lost: after that visit the same key presses mean the next person."""
    page = console(stage, open_screen, "idle")
    unanswered_next(stage, page)
    for state in ("called", "serving", "idle"):
        stage.put(sample(f"console-{state}")["picture"])
        expect(page.locator(".person")).to_have_attribute("data-phase", "" if state == "idle" else state)
    assert not next_again(stage, page)


def test_a_line_that_grows_is_not_the_step(stage: Stage, open_screen: OpenScreen) -> None:
    page = console(stage, open_screen, "idle")
    unanswered_next(stage, page)
    waiting = stage.pictures["console", "2"]["waiting"]
    stage.change("console", "2", waiting=waiting[:-1])
    expect(page.locator(".line .row-ticket")).to_have_count(len(waiting) - 1)
    assert next_again(stage, page)


def test_a_press_is_forgotten_after_a_minute(stage: Stage, open_screen: OpenScreen) -> None:
    page = console(stage, open_screen, "idle")
    unanswered_next(stage, page)
    elapse(page, 60_000)
    assert not next_again(stage, page)


def test_a_refusal_is_said_in_the_offices_words(stage: Stage, open_screen: OpenScreen) -> None:
    stage.answers["POST /counters/2/next"] = (
        409,
        {"title": "Conflict", "detail": "Quầy 2 đang có số A045 chưa kết thúc."},
    )
    screen = open_screen("console-idle", size=DESK)
    expect(screen.page.locator(".desk-no")).to_have_text("2")
    screen.page.keyboard.press("Space")
    expect(screen.page.locator(".said")).to_have_text("Quầy 2 đang có số A045 chưa kết thúc.")
    screen.look("console-problem")
    screen.page.keyboard.press("Escape")
    expect(screen.page.locator(".said")).to_be_hidden()


def test_nobody_left_to_call(stage: Stage, open_screen: OpenScreen) -> None:
    stage.answers["POST /counters/2/next"] = (204, None)
    page = console(stage, open_screen, "idle")
    page.keyboard.press("Space")
    expect(page.locator(".said")).to_have_text("Chưa có ai chờ")


def test_space_while_calling_explains_itself(stage: Stage, open_screen: OpenScreen) -> None:
    page = console(stage, open_screen, "called")
    page.keyboard.press("Space")
    expect(page.locator(".said")).to_contain_text("bấm S khi công dân đến")
    quiet(page)
    assert posts(stage) == []


def test_hand_on_by_the_letter_of_the_service(stage: Stage, open_screen: OpenScreen) -> None:
    page = console(stage, open_screen, "serving")
    page.keyboard.press("t")
    page.keyboard.press("Enter")
    expect(page.locator(".said")).to_contain_text("chọn nơi chuyển đến")
    page.keyboard.press("b")
    expect(page.locator("input[value='service:CT']")).to_be_checked()
    page.keyboard.press("Enter")
    answered(page)
    assert posts(stage)[0].body == {"service": "CT"}
    expect(page.locator(".panel")).to_be_hidden()


def test_a_chosen_number_needs_a_reason(stage: Stage, open_screen: OpenScreen) -> None:
    page = console(stage, open_screen, "idle")
    page.locator("[data-ticket='20261120-A048']").click()
    expect(page.locator("[name=ticket]")).to_have_value("A048")
    page.keyboard.press("Enter")
    expect(page.locator(".said")).to_contain_text("lý do")
    quiet(page)
    assert posts(stage) == []
    page.get_by_role("radio", name="Đi cùng trẻ nhỏ").check()
    page.locator(".go").click()
    answered(page)
    assert posts(stage)[0].body == {"ticket": "20261120-A048", "reason": "CHILD"}


def test_a_centre_without_a_list_has_it_written_that_no_reason_was_given(stage: Stage, open_screen: OpenScreen) -> None:
    page = console(stage, open_screen, "idle")
    stage.change("console", "2", reasons=[])
    quiet(page)
    page.keyboard.press("c")
    page.keyboard.type("a049")
    page.keyboard.press("Enter")
    answered(page)
    assert posts(stage)[0].body == {"ticket": "20261120-A049", "reason": "UNSTATED"}


def test_absent_and_held_come_back_into_the_line(stage: Stage, open_screen: OpenScreen) -> None:
    screen = open_screen("console-idle", size=DESK)
    stage.answers["POST /tickets/*/return"] = (200, FINE)
    page = screen.page
    expect(page.locator(".desk-no")).to_have_text("2")
    for tab, label in (("absent", "A041"), ("held", "A044")):
        page.locator(f"[data-tab={tab}]").click()
        row = page.locator(f"[data-ticket='20261120-{label}']")
        expect(row).to_be_visible()
        screen.look(f"console-{tab}")
        row.get_by_role("button").click()
        answered(page)
    assert [call.path for call in posts(stage)] == ["/tickets/20261120-A041/return", "/tickets/20261120-A044/return"]


def test_after_a_mouse_click_the_keyboard_belongs_to_the_console(stage: Stage, open_screen: OpenScreen) -> None:
    page = console(stage, open_screen, "idle")
    page.locator("[data-tab=absent]").click()
    page.keyboard.press("Space")
    answered(page)
    assert len(posts(stage)) == 1


def test_a_double_click_asks_once(stage: Stage, open_screen: OpenScreen) -> None:
    clicked = threading.Event()

    def slowly(call: Call) -> tuple[int, Any]:
        clicked.wait(PATIENCE / 1000)
        return 200, FINE

    stage.answers["POST /tickets/*/return"] = slowly
    page = console(stage, open_screen, "idle")
    page.locator("[data-tab=absent]").click()
    page.locator(".return").first.dblclick()
    page.locator(".return").last.click()
    clicked.set()
    answered(page)
    fence(page)
    assert [call.path for call in posts(stage)] == ["/tickets/20261120-A041/return", FENCE]


def test_a_row_tells_the_procedure_and_the_service(open_screen: OpenScreen) -> None:
    page = open_screen("console-idle", size=DESK).page
    row = page.locator("[data-ticket='20261120-A047']")
    expect(row).to_contain_text("Hộ tịch")
    expect(row).to_contain_text("Đăng ký kết hôn")
    expect(row).to_contain_text("Ưu tiên")


def test_waits_are_marked_by_the_norm(open_screen: OpenScreen) -> None:
    page = open_screen("console-idle", size=DESK).page
    expect(page.locator(".wait")).to_have_text(
        [
            "36 phút",
            "23 phút",
            "14 phút",
            "2 phút",
            "17 phút",
            "11 phút",
            "0 phút",
        ]  # own lines first, then where it helps
    )
    expect(page.locator(".wait.very")).to_have_count(1)
    expect(page.locator(".wait.long")).to_have_count(2)


def test_the_newest_picture_wins(stage: Stage, open_screen: OpenScreen) -> None:
    page = console(stage, open_screen, "idle")
    stage.put(sample("console-called")["picture"])
    stage.socketio.emit("picture", {**sample("console-recalled")["picture"], "at": 0})
    stage.put(sample("console-serving")["picture"])
    expect(page.locator(".step")).to_contain_text("Đang phục vụ")
    expect(page.locator(".label")).to_have_text("A045")


def test_silence_of_the_office_is_shown_and_forgiven(stage: Stage, open_screen: OpenScreen) -> None:
    screen = open_screen("console-serving", size=DESK)
    expect(screen.page.locator(".desk-no")).to_have_text("2")
    elapse(screen.page, 14_000)
    expect(screen.page.locator(".stale")).to_contain_text("Mất kết nối")
    screen.look("console-stale")
    stage.socketio.emit("beat")
    expect(screen.page.locator(".stale")).to_be_hidden()


def test_choosing_a_counter(open_screen: OpenScreen) -> None:
    screen = open_screen("console-counters", size=DESK)
    expect(screen.page.locator(".counters a")).to_have_count(8)
    expect(screen.page.locator(".counters a").nth(1)).to_have_attribute("href", "/console/2")
    screen.look("console-counters")


def test_signing_out_is_a_form_of_its_own(open_screen: OpenScreen) -> None:
    for name, word in (("console-idle", "Đăng xuất"), ("supervisor-busy", "Đăng xuất"), ("admin-plain", "Đăng xuất")):
        form = open_screen(name, size=DESK).page.locator("form[action='/sign-out']")
        expect(form).to_have_attribute("method", "post")
        expect(form.locator("[name=csrf_token]")).to_have_value("c")
        expect(form.get_by_role("button", name=word)).to_be_visible()
