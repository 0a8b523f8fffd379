"""The console and paper: what the printer did with the ticket in hand, and the same ticket printed again."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenScreen
from tests.browser.held import elapse, quiet
from tests.browser.stage import Stage, sample
from tests.browser.test_console_states import DESK, posts

pytestmark = pytest.mark.browser
TICKET = "/tickets/20261120-A045"


def paper(state: str, why: str | None = None, copy: int = 0) -> dict[str, Any]:
    """What the office says about a ticket's paper."""
    return {"print": {"state": state, "why": why, "printer": "printer-1", "copy": copy, "retry": True}}


def desk(open_screen: OpenScreen, name: str, **more: Any) -> Page:
    """The console with its picture and the paper of its ticket."""
    page: Page = open_screen(f"console-{name}", size=DESK, **more).page
    expect(page.locator(".desk-no")).to_have_text("2")
    quiet(page)
    return page


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", ["printed", "unprinted"])
def test_looks_right(open_screen: OpenScreen, name: str, lang: str) -> None:
    screen = open_screen(f"console-{name}", size=DESK, lang=lang)
    expect(screen.page.locator(".paper")).not_to_be_empty()
    screen.look(f"paper-console-{name}-{lang}")
    screen.page.keyboard.press("i")
    expect(screen.page.locator(".panel")).to_be_visible()
    screen.look(f"paper-console-{name}-panel-{lang}")
    assert screen.violations() == []


@pytest.mark.parametrize(
    ("state", "why", "copy", "said", "trouble"),
    [
        ("printed", None, 0, "Phiếu: đã in", False),
        ("printed", None, 2, "Phiếu: đã in lại (lần 2)", False),
        ("sending", None, 0, "Phiếu: đang in", False),
        ("held", "cutter", 0, "Phiếu: chưa in được (kẹt dao cắt)", True),
        ("unknown", "silent", 0, "Phiếu: không rõ đã ra chưa (mất liên lạc với máy in)", True),
        ("expired", None, 0, "Phiếu: chưa in, đã quá thời gian", True),
        ("sent_unconfirmed", None, 0, "Phiếu: đã gửi máy in, máy không báo lại", False),
        ("a state of tomorrow", None, 0, "", False),
    ],
)
def test_the_paper_of_the_ticket_in_hand(
    stage: Stage, open_screen: OpenScreen, state: str, why: str | None, copy: int, said: str, trouble: bool
) -> None:
    stage.answers["GET /tickets/*"] = (200, paper(state, why, copy))
    page = desk(open_screen, "serving")
    expect(page.locator(".paper")).to_have_text(said)
    assert page.locator(".paper.trouble").count() == int(trouble)


def test_an_open_paper_is_looked_at_until_it_is_there(stage: Stage, open_screen: OpenScreen) -> None:
    now = [paper("sending")]
    stage.answers["GET /tickets/*"] = lambda call: (200, now[0])
    page = desk(open_screen, "called")
    expect(page.locator(".paper")).to_have_text("Phiếu: đang in")
    now[0] = paper("printed")
    elapse(page, 2100)
    expect(page.locator(".paper")).to_have_text("Phiếu: đã in")
    looks = len(stage.asked("GET", TICKET))
    elapse(page, 10_000)
    assert len(stage.asked("GET", TICKET)) == looks


def test_a_free_counter_has_no_paper(stage: Stage, open_screen: OpenScreen) -> None:
    stage.answers["GET /tickets/*"] = (200, paper("printed"))
    page = desk(open_screen, "serving")
    expect(page.locator(".paper")).to_have_text("Phiếu: đã in")
    stage.change("console", "2", ticket=None)
    expect(page.locator(".paper")).to_be_empty()


def test_two_keys_print_the_ticket_in_hand_again(stage: Stage, open_screen: OpenScreen) -> None:
    stage.answers["POST /tickets/*/reprint"] = (202, paper("queued", copy=1))
    stage.answers["GET /tickets/*"] = (200, paper("printed", copy=1))
    page = desk(open_screen, "serving")
    page.keyboard.press("i")
    expect(page.locator("[name=label]")).to_have_value("A045")
    page.keyboard.press("Enter")
    quiet(page)
    assert [(call.path, call.body) for call in posts(stage)] == [(f"{TICKET}/reprint", {"reason": "Phiếu không ra"})]
    assert posts(stage)[0].key
    expect(page.locator(".panel")).to_be_hidden()
    expect(page.locator(".paper")).to_have_text("Phiếu: đang chờ in")
    elapse(page, 2100)
    expect(page.locator(".paper")).to_have_text("Phiếu: đã in lại (lần 1)")


def test_a_paper_just_asked_for_is_looked_at_closely(stage: Stage, open_screen: OpenScreen) -> None:
    stage.answers["POST /tickets/*/reprint"] = (202, paper("queued", copy=1))
    stage.answers["GET /tickets/*"] = (200, paper("sending", copy=1))
    page = desk(open_screen, "serving")
    page.keyboard.press("i")
    page.keyboard.press("Enter")
    quiet(page)
    before = len(stage.asked("GET", TICKET))
    elapse(page, 4600, step=100)
    soon = len(stage.asked("GET", TICKET)) - before
    assert 8 <= soon <= 10
    elapse(page, 1400, step=100)
    before = len(stage.asked("GET", TICKET))
    elapse(page, 6000, step=100)
    assert len(stage.asked("GET", TICKET)) - before == 3


def test_the_panel_says_that_a_copy_was_just_made(stage: Stage, open_screen: OpenScreen) -> None:
    stage.answers["POST /tickets/*/reprint"] = (202, paper("queued", copy=1))
    stage.answers["GET /tickets/*"] = (200, paper("queued", copy=1))
    page = desk(open_screen, "serving")
    page.keyboard.press("i")
    recent = page.locator(".recent")
    expect(recent).to_be_empty()  # that copy was there before this console looked
    page.locator("[name=label]").fill("A048")
    page.keyboard.press("Enter")
    elapse(page, 600)
    page.keyboard.press("i")
    expect(recent).to_be_empty()
    page.locator("[data-ticket='20261120-A048'] .id").click()
    expect(recent).to_have_text("Đã nhận yêu cầu in lại lần 1 lúc 08:15.")
    stage.answers["GET /tickets/*"] = (200, paper("printed", copy=1))
    page.keyboard.press("Escape")
    page.keyboard.press("i")
    page.locator("[name=label]").fill("a048")
    page.keyboard.press("Enter")
    elapse(page, 600)
    page.keyboard.press("i")
    page.locator("[name=label]").fill("a048")
    expect(recent).to_have_text("Đã in lại 1 lần, gần nhất lúc 08:15.")
    elapse(page, 80_000)
    expect(recent).to_be_empty()


@pytest.mark.parametrize(
    ("main", "said"),
    [
        ({"name": "printer-1"}, ""),
        ({"name": "printer-9"}, " – printer-1"),
        ({"name": None}, " – printer-1"),
        (None, ""),
    ],
)
def test_another_printer_than_the_usual_one_is_named(
    stage: Stage, open_screen: OpenScreen, main: dict[str, Any] | None, said: str
) -> None:
    stage.answers["GET /tickets/*"] = (200, paper("printed"))
    page = desk(open_screen, "idle")
    serving = sample("console-serving")["picture"]["ticket"]
    stage.change("console", "2", printer=main, ticket=serving)
    expect(page.locator(".paper")).to_have_text(f"Phiếu: đã in{said}")


def test_own_words_are_a_reason_too(stage: Stage, open_screen: OpenScreen) -> None:
    stage.answers["POST /tickets/*/reprint"] = (202, paper("queued", copy=1))
    page = desk(open_screen, "serving")
    page.keyboard.press("i")
    page.locator("[name=own]").fill("Giấy bị ướt")
    page.keyboard.press("Enter")
    quiet(page)
    assert [call.body for call in posts(stage)] == [{"reason": "Giấy bị ướt"}]


@pytest.mark.parametrize(("tab", "label"), [("waiting", "A048"), ("absent", "A041"), ("held", "A044")])
def test_a_ticket_of_a_list_is_printed_again(stage: Stage, open_screen: OpenScreen, tab: str, label: str) -> None:
    stage.answers["POST /tickets/*/reprint"] = (202, paper("queued", copy=1))
    stage.answers["GET /tickets/*"] = (200, paper("held", "paper_out", copy=1))
    page = desk(open_screen, "idle")
    page.keyboard.press("i")
    page.locator(f"[data-tab={tab}]").click()
    page.locator(f"[data-ticket='20261120-{label}'] .id").click()
    expect(page.locator("[name=label]")).to_have_value(label)
    expect(page.locator(".panel h2")).to_contain_text("In lại phiếu")  # the row did not open the panel of its own act
    page.get_by_role("radio", name="Công dân làm mất phiếu").check()
    page.keyboard.press("Enter")
    quiet(page)
    call = posts(stage)[0]
    assert (call.path, call.body) == (f"/tickets/20261120-{label}/reprint", {"reason": "Công dân làm mất phiếu"})
    expect(page.locator(".said")).to_have_text(f"{label} – Phiếu: đang chờ in")
    elapse(page, 2100)
    expect(page.locator(".said")).to_have_text(f"{label} – Phiếu: chưa in được (hết giấy)")
    page.keyboard.press("Escape")
    elapse(page, 5000)
    expect(page.locator(".said")).to_be_hidden()


def test_a_listed_ticket_is_known_by_its_own_id(stage: Stage, open_screen: OpenScreen) -> None:
    """A label says no day: what the list shows is what is meant."""
    stage.answers["POST /tickets/*/reprint"] = (202, paper("queued", copy=1))
    page = desk(open_screen, "serving")
    ticket = stage.pictures["console", "2"]["ticket"]
    stage.change("console", "2", ticket=ticket | {"id": "20261119-A045"})
    quiet(page)
    page.keyboard.press("i")
    page.keyboard.press("Enter")
    quiet(page)
    assert [call.path for call in posts(stage)] == ["/tickets/20261119-A045/reprint"]


def test_any_number_of_today_can_be_typed(stage: Stage, open_screen: OpenScreen) -> None:
    stage.answers["POST /tickets/*/reprint"] = (404, {"status": 404, "detail": "Không có số Z999 trong hôm nay."})
    page = desk(open_screen, "paused")
    page.keyboard.press("i")
    page.keyboard.type("z999")
    page.keyboard.press("Enter")
    quiet(page)
    assert [call.path for call in posts(stage)] == ["/tickets/20261120-Z999/reprint"]
    expect(page.locator(".said")).to_have_text("Không có số Z999 trong hôm nay.")
    expect(page.locator(".panel")).to_be_visible()  # to correct what was typed


def test_an_unanswered_wish_is_the_same_wish_when_it_is_repeated(stage: Stage, open_screen: OpenScreen) -> None:
    stage.answers["POST /tickets/*/reprint"] = (503, {"status": 503})
    page = desk(open_screen, "serving")
    page.keyboard.press("i")
    page.keyboard.press("Enter")
    for _ in range(40):
        elapse(page, 1000)
        if page.locator(".said").is_visible():
            break
    stage.answers["POST /tickets/*/reprint"] = (202, paper("queued", copy=1))
    page.keyboard.press("Enter")
    quiet(page)
    assert len({call.key for call in posts(stage)}) == 1
