"""The loudspeakers as staff sees them: what is so, what asks for a hand, and the sound check in three steps."""

import copy
import re
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenScreen, Screen
from tests.browser.held import elapse, quiet
from tests.browser.stage import Stage, sample

pytestmark = pytest.mark.browser
CHECK, ANSWER = "/zones/hall/sound-check", "/zones/hall/sound-check/answer"
HEARD = {"check": {"at": "2026-11-20T07:03:00+07:00", "heard": True}}
NO_SPEAKER = "Không có bảng gọi số nào đọc được."
DESK = (1366, 768)


def board(open_screen: OpenScreen, stage: Stage, name: str = "busy", **more: Any) -> Screen:
    """The supervisor's board; the office agrees to every sound check."""
    stage.answers.setdefault(f"POST {CHECK}", (202, {"zone": "hall"}))
    stage.answers.setdefault(f"POST {ANSWER}", (200, HEARD))
    screen = open_screen(f"supervisor-{name}", **({"size": DESK} | more))
    expect(screen.page.locator(".bar-row")).to_have_count(4)
    elapse(screen.page, 600)
    return screen


def desk(open_screen: OpenScreen, stage: Stage, name: str = "morning", **more: Any) -> Screen:
    """A console in the morning; the office agrees to everything."""
    stage.answers.setdefault(f"POST {CHECK}", (202, {"zone": "hall"}))
    stage.answers.setdefault(f"POST {ANSWER}", (200, HEARD))
    stage.answers.setdefault("POST /counters/2/next", (200, {"ticket": {"id": "20261120-A046", "label": "A046"}}))
    screen = open_screen(f"console-{name}", **({"size": DESK} | more))
    expect(screen.page.locator(".desk-no")).to_have_text("2")
    quiet(screen.page)
    return screen


def voice(**more: Any) -> dict[str, Any]:
    """A voice that is well, with some of it changed."""
    well: dict[str, Any] = copy.deepcopy(sample("supervisor-quiet")["picture"]["voice"])
    zone = more.pop("zone", {})
    well["zones"][0] |= zone
    return well | more


def show(stage: Stage, page: Page, **more: Any) -> None:
    """The voice as it is now."""
    stage.change("supervisor", "all", voice=voice(**more))
    elapse(page, 600)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", ["unheard", "morning", "busy"])
def test_the_board_looks_right(open_screen: OpenScreen, stage: Stage, name: str, lang: str) -> None:
    screen = board(open_screen, stage, name, lang=lang)
    expect(screen.page.locator(".zone")).to_have_count(1)
    for width, _ in screen.at_each([(1440, 900), DESK, (1024, 768)]):
        screen.look(f"sound-supervisor-{name}-{width}-{lang}")
    assert screen.violations() == []


def test_all_well_is_calm(open_screen: OpenScreen, stage: Stage) -> None:
    page = board(open_screen, stage, "quiet").page
    section = page.locator("section.voice")
    for said in ("Sảnh chờ", "Đang đọc số", "qua board-1", "đã đọc 0", "2 bảng có thể đọc", "Âm lượng 80 %",
                 "Nghe thử 07:02: nghe rõ", "Câu đọc: đủ 1.114"):  # fmt: skip
        expect(section).to_contain_text(said)
    expect(section.locator(".look, .marked")).to_have_count(0)
    expect(page.locator(".alerts")).to_be_hidden()


@pytest.mark.parametrize(
    ("more", "fact", "said"),
    [
        ({"zone": {"expired": 3}}, "expired", "3 số chỉ hiện, chưa kịp đọc"),
        ({"zone": {"failed": 2}}, "failed", "2 số chỉ hiện, không phát được"),
        ({"check": {"at": "2026-11-20T07:02:00+07:00", "heard": False}}, "check", "Nghe thử 07:02: không nghe thấy"),
        ({"check": None, "check_due": True}, "check", "Hôm nay chưa nghe thử"),
        ({"bank": {"state": "paused", "made": 3, "of": 9}}, "bank", "Tạm dừng tạo câu đọc: 3/9"),
        ({"worker": False}, "worker", "Không tạo được câu đọc mới"),
    ],
)
def test_what_is_not_as_usual_is_marked(
    open_screen: OpenScreen, stage: Stage, more: dict[str, Any], fact: str, said: str
) -> None:
    page = board(open_screen, stage, "quiet").page
    show(stage, page, **more)
    expect(page.locator(f"section.voice .marked[data-fact={fact}]")).to_have_text(said)


@pytest.mark.parametrize(
    ("more", "facts"),
    [
        ({"zone": {"repeated": 1, "boards": 1}}, ["1 đọc lặp", "1 bảng có thể đọc"]),
        ({"bank": {"state": "running", "made": 3, "of": 9}, "online": "paused"},
         ["Đang tạo câu đọc: 3/9", "Giọng Google"]),
    ],
)  # fmt: skip
def test_other_facts_are_told_quietly(
    open_screen: OpenScreen, stage: Stage, more: dict[str, Any], facts: list[str]
) -> None:
    page = board(open_screen, stage, "quiet").page
    show(stage, page, **more)
    for said in facts:
        expect(page.locator("section.voice")).to_contain_text(said)
    expect(page.locator("section.voice .marked")).to_have_count(0)


@pytest.mark.parametrize(
    ("code", "more", "red", "said", "todo"),
    [
        ("silent_hall", {"zone": {"state": "no_device"}}, True,
         "Sảnh chờ: không đọc được số (không tìm thấy loa).", "xem loa"),
        ("silent_hall", {"zone": {"state": "blocked"}}, True, "(trình duyệt chặn âm thanh)", "Chạm vào màn hình"),
        ("silent_hall", {"zone": {"state": "dead"}}, True, "(âm thanh đã ngắt)", "xem loa"),
        ("silent_hall", {"zone": {"state": "silent"}}, True, "(bảng gọi số không trả lời)",
         "Cán bộ tự gọi số bằng miệng"),
        ("silent_hall", {"zone": {"state": "none"}}, True, "(chưa có bảng gọi số nào)", "Cán bộ tự gọi số bằng miệng"),
        ("failing", {"zone": {"failed": 2}}, True, "Loa: các lượt gọi vừa qua không phát được thành tiếng.",
         "Cán bộ tự gọi số bằng miệng"),
        ("check_failed", {"check": {"at": "2026-11-20T07:02:00+07:00", "heard": False}}, True,
         "Loa: nghe thử lúc 07:02 không nghe thấy gì.", "phát lại"),
        ("worker_down", {"worker": False}, True, "Loa: bộ phận đọc đã ngừng", "khởi động lại"),
        ("check_missing", {"check": None, "check_due": True}, False, "Loa: hôm nay chưa ai nghe thử.", "Phát thử"),
    ],
)  # fmt: skip
def test_every_alert_says_what_is_so_and_what_to_do(
    open_screen: OpenScreen, stage: Stage, code: str, more: dict[str, Any], red: bool, said: str, todo: str
) -> None:
    page = board(open_screen, stage, "quiet").page
    show(stage, page, alerts=[code], **more)
    alert = page.locator(".alert")
    expect(alert).to_have_count(1)
    expect(alert).to_contain_text(said)
    expect(alert).to_contain_text(todo)
    expect(page.locator("[role=alert]")).to_contain_text(said)
    assert page.locator(".alert.red").count() == int(red)
    assert page.title().startswith("(1!)") is red


def test_what_nobody_hears_comes_before_what_nobody_prints(open_screen: OpenScreen, stage: Stage) -> None:
    page = board(open_screen, stage, "alerts").page
    show(stage, page, zone={"state": "silent"}, alerts=["silent_hall", "check_missing"])
    expect(page.locator(".alert b")).to_have_text(["Sảnh chờ", "kiosk-2", "quay-1", "Loa", "kiosk-1"])
    assert page.title().startswith("(4!)")
    top = {name: page.locator(f"section.{name}").bounding_box()["y"] for name in ("voice", "printers", "counters")}
    assert top["voice"] == top["printers"] < top["counters"]


@pytest.mark.parametrize("state", ["ok", "unknown"])
def test_in_quiet_hours_it_does_not_say_that_it_speaks(open_screen: OpenScreen, stage: Stage, state: str) -> None:
    screen = board(open_screen, stage, "quiet")
    show(stage, screen.page, quiet=True, volume=0, zone={"state": state})
    section = screen.page.locator("section.voice")
    expect(section.locator(".zone-top")).to_contain_text("Đang yên lặng, không đọc số")
    for said in ("Đang đọc số", "Đang kiểm tra", "qua board-1", "Âm lượng"):
        expect(section).not_to_contain_text(said)
    expect(section.locator(".look, .marked")).to_have_count(0)  # the centre wants it so
    screen.look(f"sound-supervisor-quiet-hours-{state}")


def test_in_quiet_hours_a_fault_is_still_a_fault(open_screen: OpenScreen, stage: Stage) -> None:
    page = board(open_screen, stage, "quiet").page
    show(stage, page, quiet=True, volume=0, zone={"state": "no_device", "boards": 0})
    expect(page.locator(".zone .look")).to_have_text("Không tìm thấy loa")
    expect(page.locator(".zone")).not_to_contain_text("có thể đọc")  # no board can


def test_a_board_is_named_when_it_has_a_name(open_screen: OpenScreen, stage: Stage) -> None:
    page = board(open_screen, stage, "quiet").page
    show(stage, page, zone={"speaker": "board"})
    expect(page.locator(".zone")).not_to_contain_text("board")
    show(stage, page, zone={"speaker": "Tầng 2"})
    expect(page.locator(".zone")).to_contain_text("qua Tầng 2")


@pytest.mark.parametrize(
    ("lang", "said"), [("vi", "Tạm dừng tạo câu đọc: 103/2.203"), ("en", "Making sentences, paused: 103/2,203")]
)
def test_thousands_are_grouped(open_screen: OpenScreen, stage: Stage, lang: str, said: str) -> None:
    page = board(open_screen, stage, "quiet", lang=lang).page
    show(stage, page, bank={"state": "paused", "made": 103, "of": 2203})
    expect(page.locator("[data-fact=bank]")).to_have_text(said)


@pytest.mark.parametrize("size", [DESK, (1024, 768)], ids=lambda size: str(size[0]))
def test_what_the_morning_asks_for_can_be_done_in_the_band(
    open_screen: OpenScreen, stage: Stage, size: tuple[int, int]
) -> None:
    screen = board(open_screen, stage, "morning", size=size)
    page, card = screen.page, screen.page.locator(".alert")
    play = card.get_by_role("button", name="Phát thử")
    expect(play).to_be_in_viewport(ratio=1)
    expect(page.locator("section.voice").get_by_role("button")).to_have_count(0)  # once is enough
    play.focus()
    page.keyboard.press("Enter")
    expect(card.get_by_role("button")).to_have_count(3)
    morning = sample("supervisor-morning")["picture"]["voice"]
    stage.change("supervisor", "all", voice=morning | {"volume": 81})
    elapse(page, 600)
    expect(card.get_by_role("button", name="Tôi nghe rõ")).to_be_focused()  # a new picture takes nothing away
    screen.look(f"sound-supervisor-band-listening-{size[0]}")
    card.get_by_role("button", name="Không nghe thấy").click()
    failed = {"at": "2026-11-20T07:03:00+07:00", "heard": False}
    stage.change("supervisor", "all", voice=morning | {"check": failed, "alerts": ["check_failed"]})
    expect(page.locator(".alert.red")).to_contain_text("nghe thử lúc 07:03 không nghe thấy gì")
    expect(card.get_by_role("button")).to_have_text(["Phát lại"])
    screen.look(f"sound-supervisor-band-unheard-{size[0]}")
    assert screen.violations() == []
    card.get_by_role("button").click()
    card.get_by_role("button", name="Tôi nghe rõ").click()
    stage.change("supervisor", "all", voice=morning | {"check": failed | {"heard": True}, "alerts": []})
    expect(page.locator(".alerts")).to_be_hidden()
    expect(page.locator("section.voice .check-says")).to_have_text("Cảm ơn, đã ghi nhận.")


def test_a_card_that_says_the_same_is_left_alone(open_screen: OpenScreen, stage: Stage) -> None:
    page = board(open_screen, stage, "alerts").page
    show(stage, page, alerts=["check_missing"], check=None)
    expect(page.locator(".alert b")).to_have_text(["kiosk-2", "quay-1", "Loa", "kiosk-1"])
    page.evaluate("document.querySelectorAll('.alert').forEach((card) => { card.known = true; })")
    show(stage, page, zone={"state": "silent"}, alerts=["silent_hall", "check_missing"], check=None)
    expect(page.locator(".alert b")).to_have_text(["Sảnh chờ", "kiosk-2", "quay-1", "Loa", "kiosk-1"])
    assert page.evaluate("[...document.querySelectorAll('.alert')].map((card) => Boolean(card.known))") == [
        False,
        *[True] * 4,
    ]
    show(stage, page)
    expect(page.locator(".alert b")).to_have_text(["kiosk-2", "quay-1", "kiosk-1"])


@pytest.mark.parametrize("answer", ["Tôi nghe rõ", "Không nghe thấy"])
def test_the_check_in_three_steps(open_screen: OpenScreen, stage: Stage, answer: str) -> None:
    screen = board(open_screen, stage)
    page, check = screen.page, screen.page.locator(".check")
    check.get_by_role("button", name="Phát thử").click()
    expect(check.locator(".check-says")).to_contain_text("Có nghe rõ ở chỗ ngồi chờ không?")
    assert len(stage.asked("POST", CHECK)) == 1
    assert stage.asked("POST", ANSWER) == []
    show(stage, page)  # a new picture leaves the step as it is
    screen.look(f"sound-check-listening-{'yes' if answer.startswith('Tôi') else 'no'}")
    check.get_by_role("button", name=answer).click()
    expect(check.locator(".check-says")).to_contain_text("ghi nhận")
    assert [call.body for call in stage.asked("POST", ANSWER)] == [{"heard": answer == "Tôi nghe rõ"}]
    screen.look(f"sound-check-answered-{'yes' if answer.startswith('Tôi') else 'no'}")
    expect(check.get_by_role("button")).to_have_text(["Phát lại"])
    check.get_by_role("button").click()
    expect(check.get_by_role("button")).to_have_count(3)
    assert len({call.key for call in stage.asked("POST", CHECK)}) == 2  # a second sound is a second wish


def test_a_hall_without_a_speaker_says_so(open_screen: OpenScreen, stage: Stage) -> None:
    stage.answers[f"POST {CHECK}"] = (409, {"status": 409, "title": "Xung đột", "detail": NO_SPEAKER})
    check = board(open_screen, stage).page.locator(".check")
    check.get_by_role("button", name="Phát thử").click()
    expect(check.locator(".check-says")).to_have_text(NO_SPEAKER)
    expect(check.get_by_role("button")).to_have_text(["Phát lại"])


def test_an_office_that_does_not_answer_is_asked_again(open_screen: OpenScreen, stage: Stage) -> None:
    stage.answers[f"POST {CHECK}"] = (503, {"status": 503})
    page = board(open_screen, stage).page
    check = page.locator(".check")
    check.get_by_role("button", name="Phát thử").click()
    elapse(page, 5000)
    expect(check.locator(".check-says")).to_contain_text("chưa trả lời")
    stage.answers[f"POST {CHECK}"] = (202, {"zone": "hall"})
    stage.answers[f"POST {ANSWER}"] = (503, {"status": 503})
    check.get_by_role("button", name="Phát lại").click()
    check.get_by_role("button", name="Tôi nghe rõ").click()
    elapse(page, 12_000)
    expect(check.locator(".check-says")).to_contain_text("chưa trả lời")
    stage.answers[f"POST {ANSWER}"] = (200, HEARD)
    check.get_by_role("button", name="Tôi nghe rõ").click()
    expect(check.locator(".check-says")).to_contain_text("Cảm ơn")


def test_a_question_that_nobody_answers_is_taken_back(open_screen: OpenScreen, stage: Stage) -> None:
    page = board(open_screen, stage).page
    check = page.locator(".check")
    check.get_by_role("button", name="Phát thử").click()
    expect(check.get_by_role("button")).to_have_count(3)
    elapse(page, 91_000, step=13_000)
    expect(check.get_by_role("button")).to_have_text(["Phát thử"])
    assert stage.asked("POST", ANSWER) == []


def test_each_zone_has_its_own_check(open_screen: OpenScreen, stage: Stage) -> None:
    page = board(open_screen, stage).page
    zones = [*voice()["zones"], voice()["zones"][0] | {"zone": "tầng 2", "state": "none", "speaker": None}]
    stage.change("supervisor", "all", voice=voice(zones=zones))
    stage.answers["POST /zones/t%E1%BA%A7ng%202/sound-check"] = stage.answers["POST /zones/tầng 2/sound-check"] = (
        202,
        {},
    )
    row = page.locator("[data-zone='tầng 2']")
    row.get_by_role("button", name="Phát thử").click()
    expect(row.get_by_role("button")).to_have_count(3)
    expect(page.locator("[data-zone=hall]").get_by_role("button")).to_have_text(["Phát thử"])


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_console_looks_right(open_screen: OpenScreen, stage: Stage, lang: str) -> None:
    screen = desk(open_screen, stage, lang=lang)
    screen.look(f"sound-console-due-{lang}")
    screen.page.locator(".morning button").click()
    expect(screen.page.locator(".morning button")).to_have_count(3)
    screen.look(f"sound-console-listening-{lang}")
    assert screen.violations() == []
    box = screen.page.locator(".morning").bounding_box()
    assert box["height"] < 60  # one line


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_silence_that_somebody_has_noticed_has_the_colour_of_alarm(
    open_screen: OpenScreen, stage: Stage, lang: str
) -> None:
    screen = desk(open_screen, stage, lang=lang)
    line = screen.page.locator(".morning")
    colour = "getComputedStyle(document.querySelector('.morning')).backgroundColor"
    cream = screen.page.evaluate(colour)
    line.locator("button").click()
    expect(line.locator("button")).to_have_count(3)
    assert screen.page.evaluate(colour) == cream
    line.locator(".check-no").click()
    expect(line.locator("button")).to_have_count(1)
    assert screen.page.evaluate(colour) == "rgb(251, 236, 235)"  # as a red alert of the supervisor's board
    screen.look(f"sound-console-unheard-{lang}")
    assert screen.violations() == []
    line.locator("button").click()
    expect(line.locator("button")).to_have_count(3)
    assert screen.page.evaluate(colour) == cream


def test_the_console_asks_only_while_it_is_due(open_screen: OpenScreen, stage: Stage) -> None:
    page = desk(open_screen, stage, "idle").page
    expect(page.locator(".morning")).to_be_hidden()
    stage.change("console", "2", sound_check={"due": True, "zone": "hall"})
    expect(page.locator(".morning")).to_be_visible()
    stage.change("console", "2", sound_check={"due": False, "zone": "hall"})
    elapse(page, 500)
    expect(page.locator(".morning")).to_be_hidden()


def test_the_console_thanks_and_lets_go(open_screen: OpenScreen, stage: Stage) -> None:
    page = desk(open_screen, stage).page
    page.get_by_role("button", name="Phát thử").click()
    page.get_by_role("button", name="Tôi nghe rõ").click()
    expect(page.locator(".morning")).to_contain_text("Cảm ơn")
    stage.change("console", "2", sound_check={"due": False, "zone": "hall"})
    elapse(page, 1000)
    expect(page.locator(".morning")).to_be_visible()
    elapse(page, 4000)
    expect(page.locator(".morning")).to_be_hidden()
    stage.change("console", "2", sound_check={"due": True, "zone": "hall"})
    expect(page.get_by_role("button", name="Phát thử")).to_be_visible()


def test_the_check_is_never_in_the_way_of_calling(open_screen: OpenScreen, stage: Stage) -> None:
    page = desk(open_screen, stage).page
    page.get_by_role("button", name="Phát thử").click()
    expect(page.locator(".morning button")).to_have_count(3)
    page.keyboard.press("Space")  # after a mouse click the keyboard is the console's again
    quiet(page)
    assert len(stage.asked("POST", "/counters/2/next")) == 1
    assert len(stage.asked("POST", CHECK)) == 1
    expect(page.locator(".next")).to_be_in_viewport(ratio=1)
    expect(page.locator(".keys .key").last).to_be_in_viewport(ratio=1)


def test_it_can_be_done_by_keyboard(open_screen: OpenScreen, stage: Stage) -> None:
    page = desk(open_screen, stage).page
    page.locator(".morning button").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".morning button")).to_have_count(3)
    expect(page.locator(".check-says")).to_have_text(re.compile("Có nghe rõ"))
    page.keyboard.press("Enter")  # the first of the three has the focus
    expect(page.locator(".check-says")).to_contain_text("Cảm ơn")
    assert [call.body for call in stage.asked("POST", ANSWER)] == [{"heard": True}]
    assert stage.asked("POST", "/counters/2/next") == []
