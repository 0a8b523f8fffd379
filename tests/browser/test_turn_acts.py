"""Giving the number up and letting others go first, on the phone: asked back, sent until answered, told honestly."""

from typing import Any

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenScreen, Screen
from tests.browser.held import elapse, quiet
from tests.browser.stage import Call, Stage
from tests.browser.test_turn_states import KEY

pytestmark = pytest.mark.browser
PHONE = (360, 640)
NOTHING = {"cancel": False, "postpone": 0}


@pytest.fixture
def phone(open_screen: OpenScreen) -> Screen:
    return open_screen("turn-waiting", size=PHONE, touch=True)


def act(page: Page, name: str) -> Any:
    """Open the question."""
    page.locator(f"[data-act={name}]").tap()
    question = page.locator(f"[data-ask={name}]")
    expect(question).to_be_visible()
    return question


def sent(stage: Stage, name: str) -> list[Call]:
    return stage.asked("POST", f"/turns/{KEY}/{name}")


def test_others_go_first_by_a_bounded_step(phone: Screen, stage: Stage) -> None:
    page = phone.page

    def postponed(call: Call) -> tuple[int, Any]:
        shown = stage.change("turn", KEY, ahead=5, prepare=False, may={"cancel": True, "postpone": 0})
        return 200, shown

    stage.answers[f"POST /turns/{KEY}/postpone"] = postponed
    question = act(page, "postpone")
    expect(question.locator("h2")).to_be_focused()
    expect(question.locator(".less")).to_be_disabled()
    expect(question).to_contain_text("Mỗi số chỉ được lùi lượt một lần.")
    for _ in range(4):
        question.locator(".more").tap()
    expect(question.locator(".more")).to_be_disabled()  # the centre allows five
    expect(question.locator(".do")).to_have_text("Cho 5 người lên trước")
    for _ in range(3):
        question.locator(".less").tap()
    expect(question.locator(".do")).to_have_text("Cho 2 người lên trước")
    phone.look("turn-postpone")
    assert phone.violations() == []
    question.locator(".do").tap()
    expect(page.locator(".told")).to_have_text("Đã lùi lượt.")
    expect(page.locator(".when-waiting .big")).to_have_text("Còn 5 người trước công dân")
    assert [(call.body, bool(call.key)) for call in sent(stage, "postpone")] == [({"places": 2}, True)]
    expect(page.locator("[data-act=postpone]")).to_be_hidden()
    expect(page.locator(".none")).to_contain_text("Lúc này chưa lùi lượt được")  # never missing without a word
    expect(page.locator("[data-act=cancel]")).to_be_visible()
    elapse(page, 5500)
    expect(page.locator(".told")).to_have_text("Đã lùi lượt.")
    stage.change("turn", KEY, ahead=4)
    elapse(page, 5500)
    expect(page.locator(".told")).to_be_empty()  # what was done is no news for ever


def test_giving_up_is_asked_back_and_may_be_left(phone: Screen, stage: Stage) -> None:
    page = phone.page
    stage.answers[f"POST /turns/{KEY}/cancel"] = lambda call: (
        200, stage.change("turn", KEY, state="cancelled", may=NOTHING),
    )  # fmt: skip
    question = act(page, "cancel")
    expect(question.locator("h2")).to_have_text("Hủy số A045?")
    phone.look("turn-cancel")
    assert phone.violations() == []
    question.locator(".back").tap()
    expect(page.locator("[data-act=cancel]")).to_be_focused()
    act(page, "cancel")
    page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    quiet(page)
    assert sent(stage, "cancel") == []
    act(page, "cancel").locator(".do").tap()
    expect(page.locator(".when-cancelled").first).to_be_visible()
    expect(page.locator(".acts")).to_be_hidden()


def test_a_lost_answer_is_asked_for_again_with_the_same_key(phone: Screen, stage: Stage) -> None:
    page = phone.page
    question = act(page, "cancel")
    stage.answers[f"POST /turns/{KEY}/cancel"] = (503, {"detail": "busy"})
    question.locator(".do").tap()
    expect(page.locator(".told")).to_have_text("Mạng chậm – đang gửi lại…")
    expect(question.locator(".do")).to_be_disabled()
    elapse(page, 40_000)
    expect(page.locator(".told")).to_have_text("Chưa gửi được. Số vẫn như cũ, xin thử lại.")
    assert len(sent(stage, "cancel")) == 6
    page.context.set_offline(True)
    question.locator(".do").tap()
    expect(page.locator(".told")).to_have_text("Mạng chậm – đang gửi lại…")
    page.context.set_offline(False)
    stage.answers[f"POST /turns/{KEY}/cancel"] = lambda call: (
        200, stage.change("turn", KEY, state="cancelled", may=NOTHING),
    )  # fmt: skip
    elapse(page, 2000)
    expect(page.locator(".when-cancelled").first).to_be_visible()
    assert len({call.key for call in sent(stage, "cancel")}) == 1


def test_what_is_not_answered_yet_may_be_left(phone: Screen, stage: Stage) -> None:
    """Offline: nothing is sent later that nobody wants any more; a second thought has the same key."""
    page = phone.page
    page.context.set_offline(True)
    question = act(page, "cancel")
    question.locator(".do").tap()
    expect(page.locator(".told")).to_have_text("Mạng chậm – đang gửi lại…")
    expect(question.locator(".do")).to_be_disabled()
    question.locator(".back").tap()
    expect(page.locator(".told")).to_contain_text("Đã dừng gửi.")
    expect(question).to_be_hidden()
    page.context.set_offline(False)
    elapse(page, 40_000)
    assert sent(stage, "cancel") == []
    # The answer of one that had arrived is lost: the page tells what the office says.
    stage.answers[f"POST /turns/{KEY}/cancel"] = (503, {"detail": "busy"})
    act(page, "cancel").locator(".do").tap()
    expect(page.locator(".told")).to_have_text("Mạng chậm – đang gửi lại…")
    page.keyboard.press("Escape")
    act(page, "cancel").locator(".do").tap()
    quiet(page)
    assert len(sent(stage, "cancel")) == 2
    assert len({call.key for call in sent(stage, "cancel")}) == 1
    stage.change("turn", KEY, state="cancelled", may=NOTHING)
    question.locator(".back").tap()
    expect(page.locator(".when-cancelled").first).to_be_visible()
    quiet(page)
    expect(page.locator(".told")).to_be_empty()


def test_a_refusal_is_said_in_the_offices_words_and_the_page_is_true_again(phone: Screen, stage: Stage) -> None:
    page = phone.page
    stage.answers[f"POST /turns/{KEY}/postpone"] = (409, {"detail": "Số A045 đang được gọi, không thể lùi lượt."})
    question = act(page, "postpone")
    stage.change("turn", KEY, state="called", times=1, counter=2, ahead=0, wait=None, may=NOTHING)
    question.locator(".do").tap()
    expect(page.locator(".told")).to_have_text("Số A045 đang được gọi, không thể lùi lượt.")
    expect(page.locator(".call")).to_have_text("Mời đến quầy số 2")
    phone.look("turn-refused")
    assert phone.violations() == []


def test_a_call_takes_the_question_away(phone: Screen, stage: Stage) -> None:
    page = phone.page
    question = act(page, "cancel")
    stage.change("turn", KEY, state="called", times=1, counter=2, ahead=0, wait=None, may=NOTHING)
    elapse(page, 5500)
    expect(page.locator(".call")).to_be_visible()
    expect(question).to_be_hidden()
    expect(page.locator(".acts")).to_be_hidden()


def test_by_keyboard(phone: Screen, stage: Stage) -> None:
    page = phone.page
    stage.answers[f"POST /turns/{KEY}/postpone"] = (409, {"detail": "Không."})
    page.locator("[data-act=postpone]").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")  # the smaller step is off: the first key is the bigger one
    page.keyboard.press("Enter")
    expect(page.locator("[data-ask=postpone] .do")).to_have_text("Cho 2 người lên trước")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".told")).to_have_text("Không.")
    assert [call.body for call in sent(stage, "postpone")] == [{"places": 2}]
