"""The page of the voice: what is chosen is heard before it is kept; mistakes stand beside their fields."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import OpenScreen, Screen
from tests.browser.held import elapse, quiet
from tests.browser.stage import HOME, Stage, clip, sample
from tests.ear import soundcard

pytestmark = pytest.mark.browser
DESK = (1366, 768)
SIZES = [DESK, (1920, 1080), (800, 1000)]
LOOK = 2000  # ms between two looks at the bank
KEYS = 300  # ms without a key, after which letters are judged
BOARD = (HOME / "display" / "board" / "clips.js").read_text(encoding="utf-8")
GAP = float(re.search(r"const GAP = ([\d.]+);", BOARD)[1])  # type: ignore[index]
Answer = tuple[int, Any]


@dataclass
class Office:
    """What the page asked for, and what it is answered."""

    writes: list[tuple[str, Any]] = field(default_factory=list)
    answers: dict[str, Answer | Callable[[Any], Answer]] = field(default_factory=dict)
    bank: dict[str, Any] = field(default_factory=dict)
    held: list[Route] = field(default_factory=list)
    hold: bool = False

    def write(self, route: Route) -> None:
        path = route.request.url.partition("/admin/voice")[2]
        if route.request.method == "GET":
            route.fulfill(json=self.bank)
            return
        assert route.request.headers["x-csrftoken"] == "c"
        body = route.request.post_data_json
        self.writes.append((path, body))
        if self.hold:
            self.held.append(route)
            return
        said = self.answers.get(path, (200, {"manner": (body or {}).get("manner"), "edition": 8}))
        status, answer = said(body) if callable(said) else said
        route.fulfill(status=status, json=answer)


@pytest.fixture
def office() -> Office:
    return Office(bank=facts("voice-plain")["bank"])


OpenPage = Callable[..., Screen]


@pytest.fixture
def open_page(open_screen: OpenScreen, office: Office) -> OpenPage:
    def opened(name: str = "voice-plain", size: tuple[int, int] = DESK, lang: str | None = None) -> Screen:
        screen = open_screen("signin-plain", size=size)
        screen.page.route("**/admin/voice**", office.write)
        screen.page.route("**/admin/voice/**", office.write)
        home = screen.page.url.partition("/stage/")[0]
        screen.page.goto(f"{home}/stage/{name}" + (f"?lang={lang}" if lang else ""))
        expect(screen.page.locator(".tongue").first).to_be_visible()
        quiet(screen.page)
        return screen

    return opened


def facts(name: str) -> dict[str, Any]:
    voice: dict[str, Any] = sample(name)["context"]["voice"]
    return voice


def card(page: Page, lang: str) -> Locator:
    return page.locator(f".tongue[data-lang={lang}]")


def slide(place: Locator, value: int) -> None:
    place.evaluate(
        "(node, value) => { node.value = value; node.dispatchEvent(new Event('input', { bubbles: true })); }", value
    )


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", ["plain", "paused", "mute"])
def test_looks_right(open_page: OpenPage, name: str, lang: str) -> None:
    screen = open_page(f"voice-{name}", DESK, lang)
    assert screen.violations() == []
    for width, _ in screen.at_each(SIZES):
        screen.look(f"voice-{name}-{width}-{lang}")
        assert screen.page.evaluate("document.documentElement.scrollWidth") <= width


def test_everything_that_is_chosen_is_sent(open_page: OpenPage, office: Office) -> None:
    page = open_page().page
    expect(page.locator("#save")).to_be_disabled()
    vietnamese = card(page, "vi")
    vietnamese.locator("#tongue-vi-voice").select_option("espeak")
    expect(vietnamese.locator("#tongue-vi-voice-help")).to_contain_text("không cần Internet")
    slide(vietnamese.locator("#tongue-vi-speed"), 85)
    expect(vietnamese.locator("output")).to_have_text("85 %")
    vietnamese.locator("#say-vi-call").fill("Mời số {number} vào quầy {counter}.")
    page.locator(".choice", has_text="một trăm lẻ năm").click()
    slide(page.locator("#volume"), 0)
    expect(page.locator("#volume-said")).to_have_text("Yên lặng")
    page.locator("#chime").uncheck()
    page.locator(".switch", has_text="Mời đánh giá bằng lời").click()
    vietnamese.locator("#say-vi-rating").fill("Xin đánh giá quầy {counter}.")
    page.locator("#closing").select_option("0")
    page.locator("#hours-add").click()
    expect(page.locator("#hours-0-from")).to_be_focused()
    page.locator("#hours-0-from").fill("7h5")
    page.locator("#hours-0-from").fill("0705")
    page.locator("#hours-0-to").fill("24:00")
    slide(page.locator("#hours-0-volume"), 40)
    expect(page.locator("#hours-0-from")).to_have_value("07:05")
    expect(page.locator("#said")).to_have_text("Có thay đổi chưa lưu")
    page.get_by_role("button", name="Tiếng Anh: đọc sớm hơn").click()
    expect(page.locator(".tongue h3")).to_have_text(["Tiếng Anh", "Tiếng Việt"])
    page.locator("#save").click()
    expect(page.locator("#said")).to_have_text("Đã lưu. Lượt gọi sau đọc như vậy.")
    [(path, sent)] = office.writes
    before = facts("voice-plain")["manner"]
    wanted = before["tongues"][0] | {"voice": "espeak", "speed": 85}
    wanted["wording"] = wanted["wording"] | {
        "call": "Mời số {number} vào quầy {counter}.",
        "rating": "Xin đánh giá quầy {counter}.",
    }
    assert path == ""
    assert sent["edition"] == 7
    assert sent["manner"] == {
        "tongues": [before["tongues"][1], wanted],
        "style": {"odd": "lẻ", "thousand": "nghìn", "four": "tư"},
        "volume": 0,
        "hours": [{"from_min": 425, "to_min": 1440, "volume": 40}],
        "chime": False,
        "rating": True,
        "closing_minutes": 0,
    }
    expect(page.locator("#save")).to_be_disabled()


def test_languages_come_and_go_by_the_keyboard(open_page: OpenPage) -> None:
    page = open_page().page
    remove = page.get_by_role("button", name="Bỏ Tiếng Anh")
    remove.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".tongue h3")).to_have_text(["Tiếng Việt"])
    expect(page.get_by_role("button", name="Bỏ Tiếng Việt")).to_be_disabled()  # somebody has to speak
    page.get_by_role("button", name="Thêm Tiếng Anh").press("Enter")
    expect(page.locator(".tongue h3")).to_have_text(["Tiếng Việt", "Tiếng Anh"])
    expect(page.locator("#tongue-en-voice")).to_be_focused()
    expect(page.locator("#save")).to_be_disabled()  # all is as it was


def test_a_language_without_words_of_ours_is_recorded_only(open_page: OpenPage) -> None:
    page = open_page("voice-paused").page
    expect(card(page, "km").locator("#tongue-km-voice option")).to_have_text(["Giọng người, thu âm"])
    expect(card(page, "km")).to_contain_text("khi đã thu đủ")
    expect(card(page, "km").locator("#tongue-km-speed")).to_be_disabled()  # a person is played as he spoke
    expect(card(page, "km").locator("output")).to_have_text("như đã thu")
    card(page, "vi").locator("#tongue-vi-voice").select_option("recorded")
    expect(card(page, "vi").locator("#tongue-vi-speed")).to_be_disabled()
    expect(card(page, "en")).to_contain_text("voices/en.onnx")


def test_a_mistake_stands_beside_its_field(open_page: OpenPage, office: Office) -> None:
    screen = open_page("voice-paused")
    page = screen.page
    fields = [
        {"field": "tongues.1.wording.recall", "message": "Thiếu {counter}."},
        {"field": "hours.1.from_min", "message": "Ghi giờ như 07:30."},
        {"field": "tongues", "message": "Phải có ít nhất một ngôn ngữ đọc."},
        {"field": "bell", "message": "Không có mục này."},
    ]
    office.answers[""] = (422, {"message": "Chưa lưu được.", "fields": fields})
    page.locator("#say-en-recall").fill("Again: {number}.")
    page.locator("#save").click()
    recall = page.locator("#say-en-recall")
    expect(recall).to_be_focused()
    expect(recall).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".line:has(#say-en-recall) .mistake")).to_have_text("Thiếu {counter}.")
    expect(page.locator(".span").nth(1).locator(".mistake")).to_have_text("Ghi giờ như 07:30.")
    expect(page.locator("#tongues + .mistake")).to_contain_text("ít nhất một")
    expect(page.locator("#said")).to_have_text("Chưa lưu được. Không có mục này.")
    expect(page.locator("#save")).to_be_enabled()
    screen.look("voice-mistakes")
    assert screen.violations() == []
    page.locator("#undo").click()
    expect(page.locator(".mistake")).to_have_count(0)
    expect(page.locator("#save")).to_be_disabled()


def test_the_beginning_comes_back_after_a_warning(open_page: OpenPage, office: Office) -> None:
    screen = open_page("voice-paused")
    page = screen.page
    expect(page.locator("#reset")).to_be_hidden()
    page.locator(".reset summary").click()
    expect(page.locator(".reset")).to_contain_text("bản thu âm giữ nguyên")
    screen.look("voice-reset")
    office.answers["/reset"] = (200, {"manner": facts("voice-paused")["standard"], "edition": 8})
    page.locator("#reset").click()
    expect(page.locator("#said")).to_have_text("Đã trở về như ban đầu.")
    expect(page.locator(".tongue h3")).to_have_text(["Tiếng Việt", "Tiếng Anh"])
    expect(page.locator("#hours-none")).to_be_visible()


def test_what_somebody_else_has_saved_is_not_undone(open_page: OpenPage, office: Office) -> None:
    page = open_page().page
    page.locator("#chime").uncheck()
    page.locator("#save").click()
    expect(page.locator("#said")).to_have_class("said good")
    page.locator("#chime").check()
    office.answers[""] = (409, {"message": "Chưa lưu: đã có người lưu giọng đọc khác."})
    page.locator("#save").click()
    expect(page.locator("#said")).to_have_text("Chưa lưu: đã có người lưu giọng đọc khác.")
    expect(page.locator("#chime")).to_be_checked()
    expect(page.locator("#save")).to_be_enabled()
    page.locator(".reset summary").click()
    page.locator("#reset").click()
    quiet(page)
    assert [sent["edition"] for _, sent in office.writes] == [7, 8, 8]


def test_the_rating_is_said_to_be_the_terminals(open_page: OpenPage, office: Office) -> None:
    page = open_page("voice-paused").page
    expect(page.locator("#rating")).to_be_checked()
    field = page.locator("#say-vi-rating")
    expect(field).to_be_enabled()
    expect(field).to_have_accessible_description(re.compile("máy đánh giá ở quầy"))
    expect(page.locator(".line .help")).to_have_count(page.locator(".tongue").count())
    page.locator("#rating").uncheck(force=True)
    expect(field).to_be_enabled()  # heard and written also while it is off
    office.answers["/sample"] = (200, {"clips": [clip("mời đánh giá")]})
    page.get_by_role("button", name="Nghe thử: Mời đánh giá, Tiếng Việt").click()
    quiet(page)
    assert [(path, sent["occasion"]) for path, sent in office.writes] == [("/sample", "rating")]


def test_a_sample_sounds_as_it_will_from_the_board(open_page: OpenPage, office: Office) -> None:
    """The same pauses between the clips: who listens judges them, too."""
    page = open_page().page
    page.add_init_script("window.soundcardMode = 'at_once';\n" + soundcard.SCRIPT)
    page.reload()
    quiet(page)
    office.answers["/sample"] = (200, {"clips": [clip("mời"), clip("A045")]})
    page.get_by_role("button", name="Nghe thử: Gọi số, Tiếng Việt").click()
    quiet(page)
    first, second = soundcard.sounds(page)
    assert second.at - first.end == pytest.approx(GAP, abs=0.002)
    assert first.gain == second.gain == 1


def test_what_is_not_saved_is_heard(open_page: OpenPage, office: Office, stage: Stage) -> None:
    page = open_page().page
    loaded: list[str] = []
    page.on("response", lambda answer: loaded.append(answer.url) if "/stage/clip/" in answer.url else None)
    office.answers["/sample"] = (200, {"clips": [clip("mời"), clip("A045")]})
    page.locator("#say-vi-recall").fill("Lần {times}: {number}, quầy {counter}.")
    slide(page.locator("#tongue-vi-speed"), 120)
    page.locator(".choice", has_text="hai ngàn").click()
    button = page.get_by_role("button", name="Nghe thử: Gọi lại, Tiếng Việt")
    button.click()
    expect(button).to_have_text("Nghe thử")  # it has been heard to its end
    expect(button).not_to_have_class("listen playing")
    quiet(page)
    assert [url.rpartition("/")[2] for url in loaded] == [clip(text).rpartition("/")[2] for text in ("mời", "A045")]
    [(path, sent)] = office.writes
    assert path == "/sample"
    assert sent["occasion"] == "recall"
    assert sent["tongue"]["speed"] == 120
    assert sent["tongue"]["wording"]["recall"] == "Lần {times}: {number}, quầy {counter}."
    assert sent["style"]["thousand"] == "ngàn"
    expect(page.locator("#save")).to_be_enabled()  # nothing was kept


def test_one_sentence_at_a_time(open_page: OpenPage, office: Office) -> None:
    screen = open_page()
    page = screen.page
    office.hold = True
    call = page.get_by_role("button", name="Nghe thử: Gọi số, Tiếng Việt")
    check = page.get_by_role("button", name="Nghe thử: Kiểm tra loa, Tiếng Anh")
    call.click()
    expect(call).to_have_text("Đang chuẩn bị…")
    screen.page.screenshot(path="tests/browser/shots/voice-listening.png")
    check.click()
    expect(check).to_have_text("Đang chuẩn bị…")
    check.click()  # pressed again it stops
    assert len(office.held) == 2
    for route in office.held:
        route.fulfill(json={"clips": [clip("nobody hears this")]})
    expect(call).to_have_text("Nghe thử")
    expect(check).to_have_text("Nghe thử")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((409, {"message": "Câu này chưa được thu âm."}), "Câu này chưa được thu âm."),
        ((422, {"fields": [{"field": "tongues.0.wording.call", "message": "Thiếu {number}."}]}), "Thiếu {number}."),
        ((200, {"clips": ["/clips/missing.wav"]}), "Giọng này không trả lời."),
    ],
    ids=["unrecorded", "wrong", "silent"],
)  # fmt: skip
def test_what_cannot_be_heard_is_told_beside_it(open_page: OpenPage, office: Office, answer: Answer, said: str) -> None:
    page = open_page().page
    office.answers["/sample"] = answer
    page.get_by_role("button", name="Nghe thử: Gọi số, Tiếng Việt").click()
    expect(page.locator(".line:has(#say-vi-call) [role=alert]")).to_contain_text(said)
    expect(page.locator("[role=alert]")).to_have_count(1)


def test_the_bank_is_followed_and_stopped(open_page: OpenPage, office: Office) -> None:
    page = open_page().page
    expect(page.locator("#bank-count")).to_have_text("604 / 2.101 đoạn")
    expect(page.locator("#bank-voices")).to_contain_text("Google (gTTS)")
    office.bank = office.bank | {"made": 700}
    elapse(page, LOOK)
    expect(page.locator("#bank-count")).to_have_text("700 / 2.101 đoạn")
    stopped = office.bank | {"state": "paused", "why": "asked"}
    office.answers["/bank/pause"] = (200, stopped)
    office.bank = stopped
    page.get_by_role("button", name="Tạm dừng").click()
    expect(page.locator("#bank-state")).to_have_text("Đã tạm dừng. Đoạn nào thiếu sẽ được làm khi gọi.")
    office.bank = stopped | {"state": "done", "why": None, "made": 2101}
    office.answers["/bank/resume"] = (200, office.bank)
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.locator("#bank-state")).to_have_text("Đã sẵn sàng.")
    expect(page.locator("#bank-act")).to_be_hidden()
    assert [path for path, _ in office.writes] == ["/bank/pause", "/bank/resume"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"state": "paused", "why": "online", "resumes_s": 1140}, "tự thử lại sau 19 phút"),
        ({"state": "paused", "why": "online", "resumes_s": 30}, "tự thử lại sau 30 giây"),
        ({"state": "paused", "why": "disk"}, "Ổ đĩa gần đầy"),
        ({"state": "paused", "why": "worker"}, "đang khởi động lại"),
        ({"state": "running", "failed": 12}, "12 đoạn không làm được"),
        ({"state": "off", "of": 0}, "MOISO_BANK=off"),
    ],
)
def test_the_bank_says_what_is_the_matter(
    open_page: OpenPage, office: Office, change: dict[str, Any], said: str
) -> None:
    page = open_page().page
    office.bank = office.bank | change
    elapse(page, LOOK)
    expect(page.locator("#bank-state")).to_contain_text(said)


def test_failed_clips_are_tried_again(open_page: OpenPage, office: Office) -> None:
    page = open_page().page
    again = page.get_by_role("button", name="Thử lại đoạn lỗi")
    expect(again).to_be_hidden()
    office.bank = office.bank | {"state": "done", "made": 2089, "failed": 12}
    elapse(page, LOOK)
    expect(page.locator("#bank-act")).to_be_hidden()
    office.answers["/bank/resume"] = (200, office.bank | {"state": "running", "failed": 0})
    office.bank = office.bank | {"state": "done", "made": 2101, "failed": 0}
    again.click()
    expect(again).to_be_hidden()
    assert [path for path, _ in office.writes] == ["/bank/resume"]
    office.bank = office.bank | {"state": "paused", "why": "asked", "failed": 3}
    elapse(page, LOOK)
    expect(page.get_by_role("button", name="Tiếp tục")).to_be_visible()
    expect(again).to_be_hidden()  # going on does that, too


def test_an_office_that_is_away_is_said_to_be_away(open_page: OpenPage, office: Office) -> None:
    page = open_page().page
    page.route("**/admin/voice/bank", lambda route: route.abort())
    elapse(page, LOOK)
    expect(page.locator("#bank-state")).to_contain_text("Đang thử lại")
    page.unroute("**/admin/voice/bank")
    elapse(page, LOOK)
    expect(page.locator("#bank-state")).to_contain_text("Đang chuẩn bị")


def test_letters_are_tried_out(open_page: OpenPage, office: Office) -> None:
    page = open_page().page
    expect(page.locator("#pairs li")).not_to_have_count(0)
    found = {"tried": ["D", "G"], "pairs": [{"a": "D", "b": "G", "level": "same"}], "advice": ["A", "B"]}
    office.answers["/letters"] = (200, found)
    page.locator("#letters").fill("d, g")
    assert office.writes == []  # somebody is still typing
    elapse(page, KEYS)
    expect(page.locator("#pairs .same")).to_have_text("D và G: nghe như nhau, không dùng chung được.")
    expect(page.locator("#letters-advice")).to_contain_text("A B")
    assert office.writes == [("/letters", {"letters": ["D", "G"]})]
    office.answers["/letters"] = (422, {"message": "Chỉ ghi chữ cái A–Z."})
    page.locator("#letters").fill("d 1")
    elapse(page, KEYS)
    expect(page.locator("#pairs")).to_have_text("Chỉ ghi chữ cái A–Z.")
    expect(page.locator("#letters")).to_have_attribute("aria-invalid", "true")
    office.answers["/letters"] = (200, found | {"pairs": []})
    page.locator("#letters").fill("d x")
    elapse(page, KEYS)
    expect(page.locator("#pairs")).to_have_text("Không có hai chữ nào nghe giống nhau.")
    expect(page.locator("#save")).to_be_disabled()  # trying keeps nothing


def test_the_hall_is_listened_to(open_page: OpenPage, stage: Stage) -> None:
    screen = open_page()
    page = screen.page
    check = "/zones/hall/sound-check"
    stage.answers[f"POST {check}"] = (409, {"detail": "Không có bảng gọi số nào phát được âm thanh."})
    page.locator("#hall-play").click()
    expect(page.locator("#hall-said")).to_contain_text("Không có bảng gọi số nào")
    expect(page.locator("#hall-answer")).to_be_hidden()
    stage.answers[f"POST {check}"] = (202, {"zone": "hall"})
    stage.answers[f"POST {check}/answer"] = (200, {"check": {"at": "2026-11-20T08:15:00+07:00", "heard": True}})
    page.locator("#hall-play").click()
    expect(page.locator("#hall-said")).to_contain_text("Có nghe rõ không?")
    screen.look("voice-hall")
    page.get_by_role("button", name="Nghe rõ").click()
    expect(page.locator("#hall-said")).to_have_text("Đã ghi: loa nghe rõ.")
    expect(page.locator("#hall-answer")).to_be_hidden()
    [answer] = stage.asked("POST", f"{check}/answer")
    assert answer.body == {"heard": True}


def test_the_overview_and_the_recordings_are_near(open_page: OpenPage) -> None:
    page = open_page().page
    expect(page.locator(".back").first).to_have_attribute("href", "/admin")
    expect(page.locator(".onward")).to_have_attribute("href", "/admin/voice/recordings")
