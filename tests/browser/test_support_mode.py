"""The kiosk's support mode: it is large and clear, takes its time, reads itself aloud, and ends with its visitor."""

import re
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

from tests.browser.conftest import OpenScreen, Screen
from tests.browser.ears import forget, heard, listen
from tests.browser.held import PATIENCE, SETTLE, elapse, press, quiet, until
from tests.browser.stage import Stage
from tests.browser.test_kiosk_states import PORTRAIT, SIZES, TOUCH, check_all, ready
from tests.waiting import eventually

pytestmark = pytest.mark.browser
ON = "Đã bật chế độ dễ nghe, dễ nhìn: chữ to, đọc to, thêm thời gian."
HOW = "Chạm một lần để nghe, chạm lần nữa để chọn."
THEN = "Chạm lần nữa để chọn."
NUMBER = "Số thứ tự của công dân: A045"
SILENCES = {
    "no loudspeaker": "ear.devices = [];",
    "sound that is not allowed": "ear.state = 'suspended';",
    "no sound at all": "window.AudioContext = undefined;",
}


def supported(
    open_screen: OpenScreen, sample: str = "kiosk-home", *, setup: str = "", sounds: bool = True, **more: Any
) -> Screen:
    """A kiosk on its first page, support just switched on: where it `sounds`, it has begun to say so."""
    screen = open_screen(sample, **({"size": PORTRAIT} | more))
    listen(screen.page, setup)
    ready(screen)
    press(screen.page, ".support")
    if sounds:
        until(screen.page, lambda: len(heard(screen.page)) == 1, within=2000, step=50)
    return screen


def twice(page: Any, target: str) -> None:
    """Touch to hear, touch to do."""
    press(page, target)
    press(page, target)


def calm(page: Any) -> None:
    """Until all has been read."""
    until(page, lambda: page.evaluate("!document.body.hasAttribute('data-spoken')"), within=120_000, step=1000)


def to(page: Any, where: str) -> None:
    """Go to a page of the kiosk by touches of the support mode."""
    if where == "lookup":
        press(page, page.get_by_role("button", name="Tìm thủ tục"))
        page.wait_for_selector(".row")
    elif where != "home":
        twice(page, "[data-code=HT]")
        page.wait_for_selector(".service")
        quiet(page)
    if where in ("result", "refused"):
        twice(page, ".take")
        page.wait_for_selector(f".{where}")
    if where == "result":
        until(page, page.locator("[data-print=trouble], [data-print=printed]"), within=6000)


@pytest.mark.parametrize("where", ["home", "service", "lookup", "result", "refused"])
def test_looks_right(open_screen: OpenScreen, where: str) -> None:
    screen = supported(open_screen, "kiosk-refused" if where == "refused" else "kiosk-printed", size=PORTRAIT)
    to(screen.page, where)
    check_all(screen, f"support-{where}")


@pytest.mark.parametrize("sample", ["forty", "long", "printer", "shut"])
def test_hard_days_look_right(open_screen: OpenScreen, sample: str) -> None:
    screen = supported(open_screen, f"kiosk-{sample}", size=PORTRAIT)
    check_all(screen, f"support-{sample}")


def test_english_and_the_framed_choice_look_right(open_screen: OpenScreen) -> None:
    screen = supported(open_screen, size=PORTRAIT, lang="en")
    press(screen.page, "[data-code=XH]")
    check_all(screen, "support-armed-en")
    press(screen.page, "[data-code=XH]")
    press(screen.page, ".take")
    check_all(screen, "support-take-en")


@pytest.mark.parametrize("where", ["home", "service", "lookup", "result"])
def test_accessibility(open_screen: OpenScreen, where: str) -> None:
    page = (screen := supported(open_screen, "kiosk-printed")).page
    to(page, where)
    if where in ("home", "service"):
        press(page, "[data-code=CT]" if where == "home" else ".take")
        expect(page.locator(".armed")).to_have_count(1)
    elapse(page, SETTLE)
    assert screen.violations() == []


@pytest.mark.parametrize("size", SIZES)
def test_the_switch_is_always_at_the_same_place_within_reach(open_screen: OpenScreen, size: str) -> None:
    screen = open_screen("kiosk-printed", size=SIZES[size])
    listen(screen.page)
    page = ready(screen)
    switch, places = page.locator(".bar .support"), []
    expect(switch).to_have_text("Dễ nghe, dễ nhìn")
    expect(switch.locator("svg")).to_have_count(1)
    for where in ("home", "service", "result"):
        if where != "home":
            press(page, "[data-code=HT]" if where == "service" else ".take")
            page.wait_for_selector(f".{where}")
        box = switch.bounding_box()
        places.append((box["x"], box["y"] + box["height"]))
        assert min(box["width"], box["height"]) >= TOUCH
        assert box["y"] > 0.8 * SIZES[size][1]
    assert max(abs(a - b) for one in places for a, b in zip(one, places[0], strict=True)) <= 1


def test_it_reads_the_title_and_what_can_be_touched(open_screen: OpenScreen, stage: Stage) -> None:
    page = supported(open_screen).page
    calm(page)
    said = heard(page)
    assert said[:5] == [ON, "Kính chào công dân", "Mời chọn lĩnh vực", HOW, "Chứng thực"]
    assert said[-1] == "Phản ánh, kiến nghị"
    assert len(said) == 4 + 11
    asked = [call.body for call in stage.asked("POST", "/speech")]
    assert {body["language"] for body in asked} == {"vi"}
    assert max(len(body["texts"]) for body in asked) <= 12
    assert page.evaluate("ear.volume") < 1


def test_what_is_said_also_stands_above(open_screen: OpenScreen) -> None:
    page = supported(open_screen).page
    expect(page.locator(".spoken")).to_have_text(ON)
    press(page, "[data-code=HT]")
    expect(page.locator(".spoken")).to_contain_text(THEN)
    assert page.evaluate("document.querySelector('.spoken').getBoundingClientRect().height") > 40


def test_english_reads_english(open_screen: OpenScreen, stage: Stage) -> None:
    page = supported(open_screen, lang="en").page
    calm(page)
    assert heard(page)[1:3] == ["Welcome", "Please choose a service"]
    assert {call.body["language"] for call in stage.asked("POST", "/speech")} == {"en"}
    press(page, page.get_by_role("button", name="Tiếng Việt"))
    elapse(page, 500)
    assert heard(page)[-1] == "Kính chào công dân"
    assert stage.asked("POST", "/speech")[-1].body["language"] == "vi"


def test_the_first_touch_says_the_second_does(open_screen: OpenScreen, stage: Stage) -> None:
    page = supported(open_screen).page
    forget(page)
    press(page, "[data-code=CT]")
    elapse(page, 3000)
    assert heard(page) == ["Chứng thực. 6 người đang chờ, khoảng 10–20 phút.", THEN]
    expect(page.locator(".armed")).to_have_attribute("data-code", "CT")
    press(page, "[data-code=HT]")  # another one: nothing is done, that one is said
    expect(page.locator(".armed")).to_have_attribute("data-code", "HT")
    press(page, "[data-code=HT]")
    page.wait_for_selector(".service")
    forget(page)
    press(page, page.get_by_role("radio", name="Tôi là người khuyết tật"))
    elapse(page, 500)
    assert heard(page) == ["Đã chọn: Tôi là người khuyết tật."]
    expect(page.get_by_role("radio", checked=True)).to_have_text(
        "Tôi là người khuyết tật"
    )  # at once: it is easily undone
    press(page, ".take")
    elapse(page, 500)
    assert heard(page)[-1] == "Lấy số Hộ tịch. Tôi là người khuyết tật."
    assert stage.asked("POST", "/tickets") == []
    press(page, ".take")
    page.wait_for_selector(".result")
    assert [call.body["priority"] for call in stage.asked("POST", "/tickets")] == ["NKT"]


def test_a_trembling_hand_takes_nothing_by_mistake(open_screen: OpenScreen, stage: Stage) -> None:
    page = supported(open_screen).page
    twice(page, "[data-code=HT]")
    page.wait_for_selector(".service")
    elapse(page, SETTLE)
    for _ in range(4):
        page.locator(".take").click()
    quiet(page)
    assert stage.asked("POST", "/tickets") == []
    expect(page.locator(".take.armed")).to_have_count(1)


def test_a_choice_stays_framed_while_the_numbers_change(open_screen: OpenScreen, stage: Stage) -> None:
    page = supported(open_screen).page
    press(page, "[data-code=HT]")
    services = [{**service, "waiting": 31} for service in stage.pictures["kiosk", "kiosk"]["services"]]
    stage.change("kiosk", "kiosk", services=services)
    expect(page.locator("[data-code=HT]")).to_contain_text("31 người")
    expect(page.locator(".armed")).to_have_attribute("data-code", "HT")
    press(page, "[data-code=HT]")
    page.wait_for_selector(".service")


def test_the_next_touch_stops_the_voice(open_screen: OpenScreen) -> None:
    page = supported(open_screen).page
    assert heard(page) == [ON]
    assert page.evaluate("ear.speaking") == ON
    page.mouse.click(540, 60)  # nothing is there
    elapse(page, 5000)
    assert heard(page) == [ON]
    assert page.evaluate("ear.cut") == 1
    expect(page.locator(".spoken")).to_be_hidden()


def test_reading_again(open_screen: OpenScreen) -> None:
    page = supported(open_screen).page
    calm(page)
    forget(page)
    press(page, page.get_by_role("button", name="Đọc lại"))
    calm(page)
    assert heard(page)[:2] == ["Kính chào công dân", "Mời chọn lĩnh vực"]


def test_letters_and_papers_are_read(open_screen: OpenScreen) -> None:
    page = supported(open_screen).page
    press(page, page.get_by_role("button", name="Tìm thủ tục"))
    page.wait_for_selector(".row")
    elapse(page, SETTLE)
    forget(page)
    for letter in "KH":
        page.locator(f".key >> text=/^{letter}$/").click()
        elapse(page, 300)
    assert heard(page) == ["K", "H"]
    press(page, page.get_by_role("button", name="Xóa một chữ"))
    elapse(page, 300)
    assert heard(page)[-1] == "Xóa một chữ"
    twice(page, page.locator(".row", has_text="khai sinh").first)
    page.wait_for_selector(".papers")
    forget(page)
    calm(page)
    assert any("Giấy chứng sinh" in text for text in heard(page))


def test_with_the_voice_off_every_touch_acts_at_once(open_screen: OpenScreen) -> None:
    page = supported(open_screen).page
    press(page, page.get_by_role("button", name="Tắt tiếng"))
    expect(page.get_by_role("button", name="Đọc lại")).to_be_disabled()
    forget(page)
    press(page, "[data-code=HT]")
    page.wait_for_selector(".service")
    elapse(page, 3000)
    assert heard(page) == []
    assert page.evaluate("document.documentElement.dataset.type") == "large"
    press(page, page.get_by_role("button", name="Bật tiếng"))
    elapse(page, 500)
    assert heard(page) == ["Hộ tịch"]


@pytest.mark.parametrize("silence", SILENCES)
def test_without_sound_the_mode_still_works(open_screen: OpenScreen, stage: Stage, silence: str) -> None:
    page = supported(open_screen, setup=SILENCES[silence], sounds=False).page
    elapse(page, 1000)
    expect(page.get_by_role("button", name="Không có tiếng")).to_be_disabled()
    assert heard(page) == []
    press(page, "[data-code=HT]")
    page.wait_for_selector(".service")
    press(page, ".take")
    page.wait_for_selector(".result")
    assert len(stage.asked("POST", "/tickets")) == 1
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


@pytest.mark.parametrize("answer", [(503, {"status": 503}), (200, {"clips": []}), (200, {"clips": [["/no/clip.wav"]]})])
def test_an_office_without_a_voice_keeps_nobody_waiting(open_screen: OpenScreen, stage: Stage, answer: Any) -> None:
    stage.answers["POST /speech"] = answer
    screen = supported(open_screen, sounds=False)
    page = screen.page
    elapse(page, 15_000)
    expect(page.get_by_role("button", name="Không có tiếng")).to_be_disabled()
    press(page, "[data-code=HT]")
    page.wait_for_selector(".service")
    assert screen.troubles == []


def test_one_text_that_cannot_be_said_is_left_out(open_screen: OpenScreen, stage: Stage) -> None:
    def answer(call: Any) -> Any:
        return 200, {"clips": [[] if text == HOW else [f"/stage/clip/{text}.wav"] for text in call.body["texts"]]}

    stage.answers["POST /speech"] = answer
    page = supported(open_screen).page
    calm(page)
    assert HOW not in heard(page)
    assert heard(page)[-1] == "Phản ánh, kiến nghị"


def test_what_is_no_longer_wanted_is_not_said_when_its_clip_comes(open_screen: OpenScreen) -> None:
    screen = open_screen("kiosk-home", size=PORTRAIT)
    first: list[Any] = []
    screen.page.route("**/stage/clip/**", lambda route: route.continue_() if first else first.append(route))
    listen(screen.page)
    page = screen.page
    page.wait_for_selector("main .tile")
    press(page, ".support")
    expect(page.locator(".support")).to_have_attribute("aria-pressed", "true")
    eventually(lambda: page.evaluate("true") and first, "the wish for the first clip", PATIENCE / 1000)
    page.locator("[data-code=HT]").click()
    first[0].continue_()
    until(page, lambda: THEN in heard(page), within=4000)
    assert ON not in heard(page)


def test_no_time_passes_while_something_is_being_read(open_screen: OpenScreen) -> None:
    page = supported(open_screen, "kiosk-printed", setup="ear.seconds = 40;").page
    to(page, "result")
    elapse(page, 100_000, step=5000)
    assert page.locator(".result").count() == 1
    expect(page.locator(".left")).to_contain_text("60 giây")


def test_a_clip_that_is_still_being_made_is_waited_for(open_screen: OpenScreen) -> None:
    screen = open_screen("kiosk-home", size=PORTRAIT)
    tries: list[str] = []

    def late(route: Any) -> None:
        tries.append(route.request.url)
        route.fulfill(status=404) if len(tries) < 3 else route.continue_()

    screen.page.route("**/stage/clip/**", late)
    listen(screen.page)
    page = ready(screen)
    press(page, ".support")
    until(page, lambda: heard(page) == [ON], within=4000)
    assert len(set(tries[:3])) == 1


def test_there_is_more_time_and_the_mode_ends_with_idleness(open_screen: OpenScreen) -> None:
    page = supported(open_screen, lang="en").page
    twice(page, "[data-code=HT]")
    page.wait_for_selector(".service")
    calm(page)
    forget(page)
    elapse(page, 60_000)
    assert page.locator(".service").count() == 1
    until(page, page.locator(".idle:not([hidden])"), within=20_000)
    elapse(page, 500)
    assert re.search("Are you still there", heard(page)[0])
    until(page, page.locator(".home"), within=40_000)
    assert page.evaluate("({ ...document.documentElement.dataset })") == {}
    assert page.evaluate("document.documentElement.lang") == "vi"
    forget(page)
    elapse(page, 60_000)
    assert heard(page) == []


def test_idleness_on_the_first_page_ends_the_mode_too(open_screen: OpenScreen) -> None:
    page = supported(open_screen).page
    calm(page)
    elapse(page, 95_000)
    expect(page.locator(".support")).to_have_attribute("aria-pressed", "false")


def test_the_number_is_read_and_three_times_more_at_most(open_screen: OpenScreen) -> None:
    page = supported(open_screen, "kiosk-printed").page
    twice(page, "[data-code=HT]")
    twice(page, ".take")
    page.wait_for_selector(".result")
    elapse(page, 1000)
    again = page.get_by_role("button", name="Đọc lại")
    for _ in range(3):
        expect(again).to_be_enabled()
        press(page, again)
        elapse(page, 1500)
    expect(again).to_be_disabled()
    assert heard(page).count(NUMBER) == 4


def test_news_of_the_paper_waits_for_the_number_to_be_read(open_screen: OpenScreen) -> None:
    page = supported(open_screen, "kiosk-printed").page
    twice(page, "[data-code=HT]")
    forget(page)
    twice(page, ".take")
    page.wait_for_selector(".result")
    calm(page)
    said = heard(page)[heard(page).index(NUMBER) :]
    assert said[1:4] == [
        "Hộ tịch",
        "Còn 3 người phía trước, khoảng 15–30 phút",
        "Mời ngồi chờ, xem bảng và nghe loa gọi số.",
    ]
    assert said[-1] == "Mời công dân lấy phiếu"


def test_the_mode_ends_when_the_ticket_has_been_taken(open_screen: OpenScreen) -> None:
    page = supported(open_screen, "kiosk-printed").page
    to(page, "result")
    calm(page)
    elapse(page, 30_000)
    assert page.locator(".result").count() == 1  # usually twenty seconds
    until(page, page.locator(".home"), within=40_000)
    expect(page.locator(".support")).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("({ ...document.documentElement.dataset })") == {}


def test_a_refusal_leaves_the_visitor_in_the_mode(open_screen: OpenScreen) -> None:
    page = supported(open_screen, "kiosk-refused").page
    to(page, "refused")
    calm(page)
    assert any("vừa hết giờ nhận số" in text for text in heard(page))
    twice(page, page.get_by_role("button", name="Về màn hình đầu"))
    page.wait_for_selector(".home")
    expect(page.locator(".support")).to_have_attribute("aria-pressed", "true")


def test_switching_it_off_is_one_touch(open_screen: OpenScreen) -> None:
    page = supported(open_screen).page
    press(page, ".support")
    elapse(page, 3000)
    assert heard(page) == [ON]
    expect(page.get_by_role("button", name="Chữ to")).to_be_visible()
    assert page.evaluate("({ ...document.documentElement.dataset })") == {}


def test_large_type_alone_needs_one_touch(open_screen: OpenScreen, stage: Stage) -> None:
    screen = open_screen("kiosk-home", size=PORTRAIT)
    listen(screen.page)
    page = ready(screen)
    press(page, page.get_by_role("button", name="Chữ to"))
    press(page, "[data-code=HT]")
    page.wait_for_selector(".service")
    assert heard(page) == []
    assert stage.asked("POST", "/speech") == []


def test_a_real_sound_card_comes_to_the_end_of_a_text(open_screen: OpenScreen) -> None:
    """Chromium's own Web Audio decodes the clips and plays them one after the other."""
    page = open_screen("kiosk-home", size=PORTRAIT).page
    page.add_init_script(
        """navigator.mediaDevices.enumerateDevices = async () => [{ kind: "audiooutput" }];
        const { start } = AudioBufferSourceNode.prototype;
        AudioBufferSourceNode.prototype.start = function (at) {
          const { body } = document, add = (name) => { body.dataset[name] = Number(body.dataset[name] ?? 0) + 1; };
          add("begun");
          this.addEventListener("ended", () => add("ended"));
          return start.call(this, at);
        };"""
    )
    page.reload()
    page.wait_for_selector("main .tile")
    press(page, ".support")
    for text, count in ((ON, "1"), ("Kính chào công dân", "2")):
        expect(page.locator(".spoken")).to_have_text(text)
        expect(page.locator("body")).to_have_attribute("data-ended", count)
        quiet(page)
        page.clock.run_for(400)
    expect(page.locator("body")).to_have_attribute("data-begun", "3")


def test_a_lost_office_leaves_everything_in_its_place(open_screen: OpenScreen) -> None:
    """The band that says so takes its room from the air, not from what is touched."""
    screen = supported(open_screen, size=PORTRAIT)
    twice(screen.page, "[data-code=HT]")
    screen.page.wait_for_selector(".service")
    elapse(screen.page, 16_000)
    expect(screen.page.locator(".stale")).to_be_visible()
    check_all(screen, "support-stale")
