"""The kiosk tells the truth about paper: what the printer does, why it does not, what is valid anyway, what to do."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenScreen, Screen
from tests.browser.held import elapse, press, quiet, until
from tests.browser.stage import Call, Stage
from tests.browser.test_kiosk_states import PORTRAIT, check_all, ready

pytestmark = pytest.mark.browser
TICKET = "/tickets/20261120-A045"
STATES = {"held": "trouble", "unsure": "sent", "again": "printed", "backup": "printed"}


def paper(state: str, why: str | None = None, copy: int = 0, *, retry: bool = False) -> dict[str, Any]:
    """What the office says about a ticket's paper."""
    return {"state": state, "why": why, "printer": "kiosk-1", "copy": copy, "retry": retry}


class Office:
    """An office whose word about the paper the test changes; `reprint` and `received` are what it answers to wishes."""

    def __init__(self, stage: Stage, **first: Any) -> None:
        self.now = paper(**first)
        self.reprint: tuple[int, Any] | dict[str, Any] = paper("queued", copy=1)
        self.received: tuple[int, Any] | dict[str, Any] = paper("printed")
        stage.answers["GET /tickets/*"] = lambda call: (200, {"print": self.now})
        stage.answers["POST /tickets/*/reprint"] = lambda call: self._grant(self.reprint)
        stage.answers["POST /tickets/*/paper"] = lambda call: self._grant(self.received)

    def _grant(self, said: tuple[int, Any] | dict[str, Any]) -> tuple[int, Any]:
        if isinstance(said, tuple):
            return said
        self.now = said
        return 202, {"print": said}


def take(screen: Screen) -> Page:
    """A number of Hộ tịch, just taken."""
    page: Page = ready(screen)
    press(page, "[data-code=HT]")
    press(page, ".take")
    expect(page.locator(".result")).to_be_visible()
    quiet(page)
    return page


def inside(page: Page) -> None:
    """The news of the paper stands above the buttons of the page, not behind them."""
    bottom, top = (
        page.evaluate(f"() => document.querySelector('{name}').getBoundingClientRect().{side}")
        for name, side in ((".print", "bottom"), (".leave button", "top"))
    )
    assert bottom <= top


def taken(open_screen: OpenScreen, sample: str = "kiosk-home", **more: Any) -> Page:
    return take(open_screen(sample, size=PORTRAIT, **more))


def state(page: Page, name: str) -> None:
    expect(page.locator("[data-print]")).to_have_attribute("data-print", name)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("sample", STATES)
def test_looks_right(open_screen: OpenScreen, sample: str, lang: str) -> None:
    screen = open_screen(f"kiosk-{sample}", size=PORTRAIT, lang=lang)
    page = take(screen)
    until(page, page.locator(f"[data-print={STATES[sample]}]"), within=5000)
    page.wait_for_selector(".code img")
    check_all(screen, f"paper-{sample}-{lang}")


@pytest.mark.parametrize("sample", ["held", "unsure"])
def test_looks_right_in_large_type_and_high_contrast(open_screen: OpenScreen, sample: str) -> None:
    screen = open_screen(f"kiosk-{sample}", size=PORTRAIT)
    page: Page = ready(screen)
    press(page, page.get_by_role("button", name="Chữ to"))
    press(page, page.get_by_role("button", name="Tương phản cao"))
    page = take(screen)
    until(page, page.locator(f"[data-print={STATES[sample]}]"), within=5000)
    page.wait_for_selector(".code img")
    check_all(screen, f"paper-{sample}-large")


@pytest.mark.parametrize("large", [False, True], ids=["usual", "large"])
def test_a_noted_wish_looks_right_while_there_is_no_paper(stage: Stage, open_screen: OpenScreen, large: bool) -> None:
    office = Office(stage, state="held", why="paper_out", retry=True)
    screen = open_screen("kiosk-held", size=PORTRAIT)
    page: Page = ready(screen)
    if large:
        press(page, page.get_by_role("button", name="Chữ to"))
    page = take(screen)
    until(page, page.locator("[data-print=trouble]"), within=5000)
    page.wait_for_selector(".code img")
    office.reprint = office.now
    press(page, page.get_by_role("button", name="In lại"))
    until(page, page.locator("[data-print=trouble] .small"), within=5000)
    check_all(screen, f"paper-noted{'-large' if large else ''}", inside)


def test_a_wish_without_answer_looks_right_in_large_type(stage: Stage, open_screen: OpenScreen) -> None:
    office = Office(stage, state="held", why="paper_out", retry=True)
    office.reprint = (503, {"status": 503})
    screen = open_screen("kiosk-held", size=PORTRAIT)
    page: Page = ready(screen)
    press(page, page.get_by_role("button", name="Chữ to"))
    page = take(screen)
    until(page, page.locator("[data-print=trouble]"), within=5000)
    page.wait_for_selector(".code img")
    press(page, page.get_by_role("button", name="In lại"))
    until(page, page.locator("[data-print=trouble] .small"), within=20_000)
    check_all(screen, "paper-not-asked-large", inside)


@pytest.mark.parametrize("sample", ["held", "unsure"])
def test_accessibility(open_screen: OpenScreen, sample: str) -> None:
    screen = open_screen(f"kiosk-{sample}", size=PORTRAIT)
    page = take(screen)
    until(page, page.locator(f"[data-print={STATES[sample]}]"), within=5000)
    elapse(page, 400)
    assert screen.violations() == []


def test_number_and_code_are_there_before_any_paper(stage: Stage, open_screen: OpenScreen) -> None:
    Office(stage, state="queued")
    page = taken(open_screen)
    expect(page.locator(".big")).to_have_text("A045")
    expect(page.locator(".code img")).to_be_visible()
    state(page, "printing")
    expect(page.locator(".news")).to_have_text("Đang gửi phiếu tới máy in…")  # no printer has it yet


def test_four_seconds_without_paper_are_trouble_and_late_paper_is_still_announced(
    stage: Stage, open_screen: OpenScreen
) -> None:
    office = Office(stage, state="leased")
    page = taken(open_screen)
    elapse(page, 3500)
    state(page, "printing")
    expect(page.locator(".news")).to_have_text("Đang in phiếu…")
    elapse(page, 600)
    state(page, "trouble")
    expect(page.locator(".news")).to_contain_text("Máy in đang gặp sự cố.")
    expect(page.locator(".news")).to_contain_text("Số A045 của công dân VẪN CÓ HIỆU LỰC.")
    expect(page.locator(".acts button")).to_have_count(0)
    office.now = paper("printed")
    elapse(page, 1000)
    state(page, "printed")
    expect(page.locator(".news")).to_have_text("Mời công dân lấy phiếu")


def test_a_silent_office_is_no_printing_printer(stage: Stage, open_screen: OpenScreen) -> None:
    """Four seconds are four seconds, also when no answer comes at all."""
    stage.answers["GET /tickets/*"] = (503, {"status": 503})
    page = taken(open_screen)
    elapse(page, 4100)
    state(page, "trouble")
    expect(page.locator(".news")).to_contain_text("Máy in đang gặp sự cố (máy chủ chưa trả lời).")


@pytest.mark.parametrize(
    ("said", "why", "words"),
    [
        ("held", "paper_out", "(hết giấy)"),
        ("held", "cover_open", "(nắp đang mở)"),
        ("held", "cutter", "(kẹt dao cắt)"),
        ("held", "offline", "(mất kết nối)"),
        ("held", "error", "(máy báo lỗi)"),
        ("held", "silent", "(mất liên lạc với máy in)"),
        ("unknown", "agent_lost", "(mất liên lạc với máy in)"),
        ("expired", None, "(đã quá thời gian chờ in)"),
        ("expired", "paper_out", "(hết giấy)"),
        ("unknown", "a code of tomorrow", "sự cố."),
    ],
)
def test_why_there_is_no_paper(stage: Stage, open_screen: OpenScreen, said: str, why: str | None, words: str) -> None:
    Office(stage, state=said, why=why)
    page = taken(open_screen)
    elapse(page, 600)
    state(page, "trouble")
    expect(page.locator(".news p").first).to_contain_text(words)


def test_another_paper_is_asked_for_once_and_told_to_be_a_reprint(stage: Stage, open_screen: OpenScreen) -> None:
    office = Office(stage, state="unknown", retry=True)
    page = taken(open_screen)
    elapse(page, 600)
    press(page, page.get_by_role("button", name="In lại"))
    quiet(page)
    state(page, "printing")
    expect(page.locator(".news")).to_contain_text("Đã ghi nhận.")
    office.now = paper("leased", copy=1)
    elapse(page, 600)
    expect(page.locator(".news")).to_contain_text("Đang in lại phiếu…")
    expect(page.locator(".news")).to_contain_text("Phiếu in lại có ghi “IN LẠI”")
    assert [call.body for call in stage.asked("POST", f"{TICKET}/reprint")] == [{}]
    assert all(call.key for call in stage.asked("POST", f"{TICKET}/reprint"))
    office.now = paper("printed", copy=1)
    elapse(page, 600)
    state(page, "printed")
    expect(page.locator(".news")).to_contain_text("Mời công dân lấy phiếu")
    expect(page.locator(".news")).to_contain_text("Số không thay đổi")


def test_a_printer_that_still_has_no_paper_says_so_again(stage: Stage, open_screen: OpenScreen) -> None:
    office = Office(stage, state="held", why="paper_out", retry=True)
    office.reprint = office.now
    page = taken(open_screen)
    elapse(page, 600)
    press(page, page.get_by_role("button", name="In lại"))
    quiet(page)
    state(page, "printing")  # the wish was heard
    elapse(page, 1600)
    state(page, "trouble")
    expect(page.locator(".news .small")).to_contain_text("Đã ghi nhận.")
    expect(page.get_by_role("button", name="In lại")).to_have_count(0)  # it waits already
    office.now = paper("expired", retry=True)
    elapse(page, 1100)
    expect(page.get_by_role("button", name="In lại")).to_be_enabled()


def test_paper_that_goes_on_after_a_repair_is_printing_again(stage: Stage, open_screen: OpenScreen) -> None:
    office = Office(stage, state="held", why="cover_open", retry=True)
    page = taken(open_screen)
    elapse(page, 6000)
    state(page, "trouble")
    office.now = paper("sending")
    elapse(page, 1000)
    state(page, "printing")
    elapse(page, 4100)
    state(page, "trouble")  # four seconds of its own


def test_the_offices_own_reprint_is_announced(stage: Stage, open_screen: OpenScreen) -> None:
    office = Office(stage, state="sending")
    page = taken(open_screen)
    elapse(page, 3000)
    office.now = paper("queued", copy=1)
    elapse(page, 600)
    elapse(page, 2000)
    state(page, "printing")  # more than four seconds after the touch, but not after the new paper
    expect(page.locator(".news")).to_contain_text("IN LẠI")


def test_a_refusal_is_said_in_the_offices_words_and_takes_the_button_away(
    stage: Stage, open_screen: OpenScreen
) -> None:
    office = Office(stage, state="unknown", retry=True)
    office.reprint = (409, {"status": 409, "code": "too_many_reprints", "detail": "Số A045 đã in lại 3 lần."})
    page = taken(open_screen)
    elapse(page, 600)
    office.now = paper("unknown", retry=False)
    press(page, page.get_by_role("button", name="In lại"))
    quiet(page)
    state(page, "trouble")
    expect(page.locator(".news .small")).to_have_text("Số A045 đã in lại 3 lần.")
    expect(page.locator(".acts button")).to_have_count(0)


def test_a_paper_that_a_backup_takes_over_is_no_alarm(stage: Stage, open_screen: OpenScreen) -> None:
    """The kiosk's own printer is well but busy: after five seconds the backup takes the paper, and needs some more."""
    office = Office(stage, state="queued")
    page = taken(open_screen)
    elapse(page, 5500)
    state(page, "printing")
    office.now = paper("leased")
    elapse(page, 2500)
    state(page, "printing")
    expect(page.locator(".news")).to_have_text("Đang in phiếu…")
    elapse(page, 1500)
    state(page, "trouble")  # nine seconds are too long, whoever prints


def test_where_no_printer_works_nobody_waits_for_a_backup(stage: Stage, open_screen: OpenScreen) -> None:
    Office(stage, state="queued")
    page = taken(open_screen)
    stage.change("kiosk", "kiosk", printer={"state": "offline", "why": None, "name": None})
    elapse(page, 4500)
    state(page, "trouble")


def test_a_wish_for_paper_is_noted_and_not_called_printing(stage: Stage, open_screen: OpenScreen) -> None:
    office = Office(stage, state="unknown", retry=True)
    office.reprint = paper("queued", copy=1)
    page = taken(open_screen)
    elapse(page, 600)
    press(page, page.get_by_role("button", name="In lại"))
    quiet(page)
    noted = "Đã ghi nhận. Phiếu sẽ in khi máy in sẵn sàng."
    expect(page.locator(".news p").first).to_have_text(noted)
    expect(page.locator("[data-print]:not([data-begun])")).to_have_count(1)
    office.now = paper("held", "paper_out", copy=1)
    elapse(page, 3000)
    state(page, "trouble")
    expect(page.locator(".news .small")).to_have_text(noted)  # it is not forgotten
    office.now = paper("sending", copy=1)
    elapse(page, 1100)
    state(page, "printing")
    expect(page.locator(".news p").first).to_have_text("Đang in lại phiếu…")


def test_a_wish_that_nobody_answers_can_be_repeated(stage: Stage, open_screen: OpenScreen) -> None:
    office = Office(stage, state="unknown", retry=True)
    office.reprint = (503, {"status": 503})
    page = taken(open_screen)
    elapse(page, 600)
    press(page, page.get_by_role("button", name="In lại"))
    until(page, page.locator(".news .small"), within=20_000)
    expect(page.locator(".news .small")).to_have_text("Máy chủ chưa trả lời. Mời thử lại.")
    assert len({call.key for call in stage.asked("POST", f"{TICKET}/reprint")}) == 1
    office.reprint = paper("queued", copy=1)
    press(page, page.get_by_role("button", name="In lại"))
    quiet(page)
    state(page, "printing")


@pytest.mark.parametrize(("answer", "received"), [("Rồi", True), ("Chưa", False)])
def test_a_printer_that_cannot_say_leaves_the_question_to_the_citizen(
    stage: Stage, open_screen: OpenScreen, answer: str, received: bool
) -> None:
    office = Office(stage, state="sent_unconfirmed", retry=True)
    office.received = paper("printed") if received else paper("queued", copy=1)
    page = taken(open_screen)
    elapse(page, 600)
    expect(page.locator(".news")).to_contain_text("Công dân đã nhận được phiếu chưa?")
    press(page, page.get_by_role("button", name=answer, exact=True))
    quiet(page)
    assert [call.body for call in stage.asked("POST", f"{TICKET}/paper")] == [{"received": received}]
    state(page, "taken" if received else "printing")
    expect(page.locator(".news")).to_contain_text("Cảm ơn công dân." if received else "IN LẠI")
    elapse(page, 5100 if received else 600)
    expect(page.locator(".home" if received else ".result")).to_be_visible()


def test_a_question_that_nobody_answers_gives_way_to_the_next_citizen(stage: Stage, open_screen: OpenScreen) -> None:
    Office(stage, state="sent_unconfirmed")
    page = taken(open_screen)
    elapse(page, 600)
    state(page, "sent")
    elapse(page, 31_000)
    expect(page.locator(".home")).to_be_visible()


def test_a_printer_that_comes_and_goes_never_keeps_the_next_citizen_waiting(
    stage: Stage, open_screen: OpenScreen
) -> None:
    turns = [0]

    def restless(call: Call) -> tuple[int, Any]:
        turns[0] += 1
        return 200, {"print": paper("held", "offline") if turns[0] // 3 % 2 else paper("queued")}

    stage.answers["GET /tickets/*"] = restless
    page = taken(open_screen)
    elapse(page, 36_000)
    expect(page.locator(".home")).to_be_visible()


def test_the_touch_of_the_next_citizen_is_free_whatever_the_printer_does(stage: Stage, open_screen: OpenScreen) -> None:
    Office(stage, state="queued")
    page = taken(open_screen)
    press(page, page.get_by_role("button", name="Xong"))
    expect(page.locator(".home")).to_be_visible()
    before = len(stage.asked("GET", TICKET))
    elapse(page, 5000)
    assert len(stage.asked("GET", TICKET)) == before  # nobody asks for a ticket that is not on the screen


def test_another_language_changes_the_words_and_nothing_else(stage: Stage, open_screen: OpenScreen) -> None:
    Office(stage, state="held", why="paper_out", retry=True)
    page = taken(open_screen)
    elapse(page, 600)
    press(page, page.get_by_role("button", name="English"))
    quiet(page)
    state(page, "trouble")
    expect(page.locator(".news")).to_contain_text("The printer is out of order (out of paper).")
    expect(page.locator(".news")).to_contain_text("Your number A045 IS STILL VALID.")
    expect(page.get_by_role("button", name="Print again")).to_be_visible()


def test_a_paper_from_another_printer_says_which(open_screen: OpenScreen) -> None:
    page = taken(open_screen, "kiosk-backup")
    elapse(page, 600)
    expect(page.locator(".news .elsewhere")).to_have_text("Phiếu ra ở máy in Quầy 1")


@pytest.mark.parametrize(("name", "said"), [("kiosk-1", 0), ("kiosk-9", 1), (None, 1)])
def test_only_another_printer_than_the_kiosks_own_is_named(
    stage: Stage, open_screen: OpenScreen, name: str | None, said: int
) -> None:
    Office(stage, state="printed")
    page: Page = ready(open_screen("kiosk-home", size=PORTRAIT))
    stage.change("kiosk", "kiosk", printer={"state": "ready", "why": None, "name": name})
    press(page, "[data-code=HT]")
    press(page, ".take")
    elapse(page, 600)
    state(page, "printed")
    expect(page.locator(".elsewhere")).to_have_count(said)


def test_a_silent_print_station_is_said_before_the_touch(open_screen: OpenScreen) -> None:
    screen = open_screen("kiosk-silent", size=PORTRAIT)
    page: Page = ready(screen)
    expect(page.locator(".notice")).to_contain_text("Mất liên lạc với máy in. Công dân vẫn lấy được số")
    check_all(screen, "paper-silent")


def test_a_trouble_without_words_of_the_office_has_the_kiosks_own(stage: Stage, open_screen: OpenScreen) -> None:
    page: Page = ready(open_screen("kiosk-home", size=PORTRAIT))
    stage.change("kiosk", "kiosk", printer={"state": "cutter", "why": None})
    expect(page.locator(".notice")).to_contain_text("Máy in đang gặp sự cố (kẹt dao cắt).")


@pytest.mark.parametrize("large", [False, True], ids=["usual", "large"])
def test_a_stopped_printer_is_said_beside_the_button(open_screen: OpenScreen, large: bool) -> None:
    screen = open_screen("kiosk-silent", size=PORTRAIT)
    page: Page = ready(screen)
    if large:
        press(page, page.get_by_role("button", name="Chữ to"))
    press(page, "[data-code=HT]")
    page.wait_for_selector(".rows")
    expect(page.locator(".slow")).to_have_text("Máy in đang gặp sự cố: số sẽ hiện trên màn hình.")
    expect(page.locator(".take")).to_be_enabled()
    check_all(screen, f"paper-service{'-large' if large else ''}")


def test_a_printer_that_works_again_needs_no_word(stage: Stage, open_screen: OpenScreen) -> None:
    page: Page = ready(open_screen("kiosk-silent", size=PORTRAIT))
    press(page, "[data-code=HT]")
    expect(page.locator(".slow")).not_to_be_empty()
    stage.change("kiosk", "kiosk", printer={"state": "ready", "why": None})
    expect(page.locator(".slow")).to_be_empty()
