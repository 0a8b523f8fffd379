"""The recording booth: lines in order, keys, files, what is said when there is no microphone; one real recording."""

import io
import json
import math
import struct
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright import sync_api
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import CHROMIUM, FLAGS, OpenScreen, Screen
from tests.browser.held import PATIENCE, elapse, quiet
from tests.browser.stage import clip, sample
from tests.processes import Server, server
from tests.server.admin.test_recordings import sound

pytestmark = pytest.mark.browser
DESK = (1366, 768)
BOOTH = [
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--host-resolver-rules=MAP so.tamhoa.test 127.0.0.1",
]


@dataclass
class Office:
    """What the page sent, and what it is answered: every recording is taken unless the test says otherwise."""

    units: list[dict[str, Any]]
    sent: list[tuple[str, bytes]] = field(default_factory=list)
    refuse: dict[str, tuple[int, str]] = field(default_factory=dict)
    looks: int = 0

    def look(self, route: Route) -> None:
        """The folder is looked at when it is asked for; what was found is told when the page asks for it."""
        if route.request.method == "POST":
            assert route.request.headers["x-csrftoken"] == "c"
            self.looks += 1
            route.fulfill(status=202)
        else:
            route.fulfill(json={"units": self.units})

    def answer(self, route: Route) -> None:
        unit, _, act = route.request.url.partition("/recordings/")[2].partition("/")[2].partition("/")
        assert route.request.headers["x-csrftoken"] == "c"
        self.sent.append((f"{unit}{act and ' ' + act}", route.request.post_data_buffer or b""))
        if unit in self.refuse:
            status, message = self.refuse[unit]
            route.fulfill(status=status, json={"message": message})
            return
        known = next(one for one in self.units if one["key"] == unit)
        known |= {"url": None, "seconds": None} if act else {"url": clip(unit), "seconds": 1.25, "why": None}
        route.fulfill(json={"units": self.units, "seconds": 1.25})


OpenBooth = Callable[..., Screen]


def units(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = sample(name)["context"]["rec"]["units"]
    return found


@pytest.fixture
def office() -> Office:
    return Office(units("voice-recordings"))


@pytest.fixture
def open_booth(open_screen: OpenScreen, office: Office) -> OpenBooth:
    def opened(name: str = "voice-recordings", size: tuple[int, int] = DESK, lang: str | None = None) -> Screen:
        office.units = units(name)
        screen = open_screen("signin-plain", size=size)
        screen.page.route("**/admin/voice/recordings/*/**", office.answer)
        screen.page.route("**/admin/voice/recordings/*", office.look)
        home = screen.page.url.partition("/stage/")[0]
        screen.page.goto(f"{home}/stage/{name}" + (f"?lang={lang}" if lang else ""))
        expect(screen.page.locator(".unit").first).to_be_visible()
        quiet(screen.page)
        return screen

    return opened


def chosen(page: Page) -> str:
    return str(page.locator(".unit[aria-current]").get_attribute("data-unit"))


def a_sound(seconds: float = 0.5, channels: int = 2, rate: int = 44_100) -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        tone = (round(9000 * math.sin(place / 20)) for place in range(int(seconds * rate)))
        file.writeframes(b"".join(struct.pack("<h", value) * channels for value in tone))
    return made.getvalue()


def a_file(name: str, content: bytes) -> sync_api.FilePayload:
    return {"name": name, "mimeType": "audio/wav", "buffer": content}


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("size", [DESK, (1920, 1080), (800, 1000)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", ["recordings", "khmer", "unused"])
def test_looks_right(open_booth: OpenBooth, name: str, size: tuple[int, int], lang: str) -> None:
    screen = open_booth(f"voice-{name}", size, lang)
    screen.look(f"voice-{name}-{size[0]}-{lang}")
    assert screen.page.evaluate("document.documentElement.scrollWidth") <= size[0]


@pytest.mark.parametrize("name", ["recordings", "khmer", "unused"])
def test_people_who_hear_the_page_can_use_it(open_booth: OpenBooth, name: str) -> None:
    screen = open_booth(f"voice-{name}")
    screen.page.locator("#more summary").click()
    assert screen.violations() == []


def test_missing_lines_come_first_and_enter_goes_to_the_next_of_them(open_booth: OpenBooth) -> None:
    page = open_booth().page
    known = units("voice-recordings")
    there = sum(unit["url"] is not None for unit in known)
    expect(page.locator("#count")).to_have_text(f"{there} / {len(known)}")
    expect(page.locator("#progress")).to_have_attribute("value", str(there))
    expect(page.locator(".unit").first).to_contain_text("Hỏng: Ngắn quá")
    assert chosen(page) == known[0]["key"]
    page.keyboard.press("Enter")
    assert chosen(page) == known[1]["key"]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert chosen(page) == known[2]["key"]
    expect(page.locator("#prompt")).to_have_text(known[2]["prompt"])
    page.locator(f"[data-unit='{known[-1]['key']}']").click()  # one that is there
    page.keyboard.press("Enter")
    assert chosen(page) == known[0]["key"]  # round the list, to what is missing


def test_a_line_is_heard_and_deleted(open_booth: OpenBooth, office: Office) -> None:
    page = open_booth().page
    loaded: list[str] = []
    page.on("response", lambda answer: loaded.append(answer.url) if "/stage/clip/" in answer.url else None)
    last = office.units[-1]
    expect(page.locator("#play")).to_be_disabled()
    page.locator("#files").set_input_files(a_file(f"{last['key']}.wav", a_sound()))
    expect(page.locator("#said")).to_have_text("Đã nhận 1 tệp.")
    page.locator(f"[data-unit='{last['key']}']").click()
    page.keyboard.press("n")
    expect(page.locator("#play")).to_have_text("Nghe lại")
    quiet(page)
    assert [url.rpartition("/")[2] for url in loaded] == [f"{last['key']}.wav"]
    page.locator("#delete").click()
    expect(page.locator("#said")).to_have_text("Đã xóa.")
    expect(page.locator(f"[data-unit='{last['key']}']")).to_contain_text("Chưa thu")
    expect(page.locator("#delete")).to_be_disabled()
    assert [path for path, _ in office.sent] == [last["key"], f"{last['key']} forget"]


def test_files_are_made_alike_and_go_by_their_names(open_booth: OpenBooth, office: Office) -> None:
    page = open_booth().page
    first, third = office.units[0]["key"], office.units[2]["key"]
    page.locator("#files").set_input_files(a_file("giong-toi.wav", a_sound()))
    expect(page.locator("#said")).to_have_text("Đã nhận 1 tệp.")  # one file: the line that is chosen
    [(unit, sent)] = office.sent
    assert unit == first
    with wave.open(io.BytesIO(sent)) as made:
        assert (made.getnchannels(), made.getsampwidth(), made.getframerate()) == (1, 2, 24_000)
        assert made.getnframes() == pytest.approx(12_000, abs=300)
        loudest = max(abs(value[0]) for value in struct.iter_unpack("<h", made.readframes(made.getnframes())))
    assert loudest == pytest.approx(9000, rel=0.05)
    office.sent.clear()
    office.refuse[third] = (422, "Ngắn quá.")
    files = [a_file(f"{third}.wav", a_sound()), a_file("khac.wav", a_sound()), a_file(f"{first}.mp3", b"no sound")]
    page.locator("#files").set_input_files(files)
    said = page.locator("#said")
    expect(said).to_contain_text("Đã nhận 0 tệp. Chưa dùng được:")
    expect(said).to_contain_text(f"{third}.wav (Ngắn quá.)")
    expect(said).to_contain_text("khac.wav (không có câu nào mang mã này)")
    expect(said).to_contain_text(f"{first}.mp3 (Trình duyệt không đọc được tệp này.")
    assert [unit for unit, _ in office.sent] == [third]


def copied(office: Office, *keys: str) -> None:
    """Somebody puts files into the folder of recordings."""
    office.units = [
        one | ({"url": clip(one["key"]), "seconds": 1.0, "why": None} if one["key"] in keys else {})
        for one in office.units
    ]


def test_files_in_the_folder_are_seen_when_the_page_is_opened(open_booth: OpenBooth, office: Office) -> None:
    page = open_booth().page
    assert office.looks == 1
    second = office.units[1]["key"]
    page.locator(f"[data-unit='{second}']").focus()
    elapse(page, 2000)
    expect(page.locator("#said")).to_have_text("")
    expect(page.locator(f"[data-unit='{second}']")).to_be_focused()  # nothing new, nothing drawn
    copied(office, second)
    elapse(page, 2000)
    expect(page.locator("#said")).to_have_text("Thư mục có thay đổi: 1 câu.")
    expect(page.locator(f"[data-unit='{second}']")).to_contain_text("Đã thu")


def test_a_recording_of_other_words_is_heard_but_marked(open_booth: OpenBooth, office: Office) -> None:
    page = open_booth().page
    first = office.units[0]["key"]
    copied(office, first)
    office.units[0]["why"] = "words"
    elapse(page, 2000)
    line = page.locator(f"[data-unit='{first}']")
    expect(line).to_contain_text("Lời đã sửa: nên thu lại")
    expect(line).to_have_class("unit broken")
    expect(page.locator("#play")).to_be_enabled()


def test_the_folder_is_looked_at_again(open_booth: OpenBooth, office: Office) -> None:
    screen = open_booth()
    page = screen.page
    elapse(page, 10_000)
    look = page.get_by_role("button", name="Xem lại thư mục")
    look.click()
    expect(look).to_be_disabled()
    expect(page.locator("#said")).to_have_text("Đang xem thư mục…")
    elapse(page, 10_000)
    expect(page.locator("#said")).to_have_text("Thư mục không có gì mới.")
    look.click()
    copied(office, *[one["key"] for one in office.units[:3]])
    elapse(page, 2000)
    expect(page.locator("#said")).to_have_text("Thư mục có thay đổi: 3 câu.")
    expect(look).to_be_enabled()
    assert office.looks == 3
    screen.look("voice-folder")
    page.unroute("**/admin/voice/recordings/*")
    page.route("**/admin/voice/recordings/*", lambda route: route.abort())
    look.click()
    expect(page.locator("#said")).to_have_class("said bad")
    expect(look).to_be_enabled()


def test_the_last_of_all(open_booth: OpenBooth, office: Office) -> None:
    page = open_booth().page
    missing = [unit["key"] for unit in office.units if unit["url"] is None]
    page.locator("#files").set_input_files([a_file(f"{key}.wav", a_sound(0.1, 1, 8000)) for key in missing])
    expect(page.locator("#count")).to_have_text(f"{len(office.units)} / {len(office.units)}")
    expect(page.locator(".unit.there")).to_have_count(len(office.units))


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("NotAllowedError", "đang chặn micrô"),
        ("NotFoundError", "Không tìm thấy micrô"),
        ("NotReadableError", "chương trình khác"),
        ("AbortError", "Không dùng được micrô"),
    ],
)
def test_a_microphone_that_is_not_given(open_booth: OpenBooth, error: str, said: str) -> None:
    screen = open_booth()
    page = screen.page
    expect(page.locator("#no-mic")).to_be_hidden()
    refused = "(name) => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', name)); }"
    page.evaluate(refused, error)
    page.keyboard.press(" ")
    expect(page.locator("#no-mic")).to_contain_text(said)
    expect(page.locator("#record")).to_be_enabled()  # to be tried again
    screen.look(f"voice-no-mic-{error}")


def test_a_language_is_chosen_or_named(open_booth: OpenBooth, office: Office) -> None:
    screen = open_booth()
    page = screen.page
    asked: list[Any] = []

    def add(route: Route) -> None:
        asked.append(route.request.post_data_json)
        mistakes = [{"field": "code", "message": "Mã gồm hai hoặc ba chữ thường, như km."}]
        if asked[-1]["code"] == "hmn":
            route.fulfill(json={"lang": "hmn"})
        else:
            route.fulfill(status=422, json={"message": "x", "fields": mistakes})

    page.route("**/admin/voice/recordings/languages", add)
    page.route("**/admin/voice/recordings?of=hmn", lambda route: route.fulfill(body="the booth of hmn"))
    page.locator("#more summary").click()
    expect(page.locator("#code")).to_be_hidden()
    page.locator("#pick").select_option("")
    page.locator("#name").fill("Tiếng Khơ Mú")
    page.locator("#code").fill("KJ G")
    page.keyboard.press("Enter")
    expect(page.locator("#code-field .mistake")).to_contain_text("như km")
    expect(page.locator("#code")).to_be_focused()
    screen.look("voice-add-language")
    page.locator("#pick").select_option("hmn")
    page.locator("#add-form button").click()
    page.wait_for_url("**/admin/voice/recordings?of=hmn")
    assert asked == [{"code": "KJ G", "name": "Tiếng Khơ Mú"}, {"code": "hmn", "name": "Tiếng Mông"}]


# --- a real office, a real microphone (Chromium's own, which beeps once a second) ---


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with server(tmp_path_factory.mktemp("booth"), engine="threading") as running:
        yield running


@pytest.fixture(scope="module")
def booth(chromium: Any) -> Iterator[Any]:
    """A browser with a microphone, which knows the office under two names."""
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, *BOOTH], timeout=2 * PATIENCE)
    yield browser
    browser.close()


def signed_in(browser: Any, real: Server, address: str) -> Page:
    page: Page = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN").new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{address}/sign-in?next=/admin/voice/recordings")
    admin = json.loads((real.data / "demo-access.json").read_text(encoding="utf-8"))["people"]["admin"]
    page.locator("[name=login]").fill(admin["login"])
    page.locator("[name=password]").fill(admin["password"])
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/admin/voice/recordings*")
    expect(page.locator(".unit").first).to_be_visible()
    return page


@pytest.mark.slow
def test_a_line_is_recorded_for_real(booth: Any, real: Server) -> None:
    page = signed_in(booth, real, real.url)
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    unit = chosen(page)
    page.keyboard.press(" ")
    expect(page.locator("#record")).to_have_class("record on")
    expect(page.locator("#level-said")).to_have_text("Vừa")  # a beep has been heard
    expect(page.locator("#record-text")).to_contain_text("2 giây")
    page.screenshot(path=Path(__file__).parent / "shots" / "voice-recording.png")
    page.keyboard.press(" ")
    expect(page.locator("#said")).to_contain_text("Được rồi")
    expect(page.locator("#count")).to_contain_text("1 / ")
    with page.expect_response(lambda answer: "/clips/" in answer.url) as heard:
        page.keyboard.press("n")
    assert heard.value.status == 200
    with wave.open(io.BytesIO(heard.value.body())) as made:
        assert 0.1 < made.getnframes() / made.getframerate() < 20
    [kept] = list((real.data / "recordings" / "vi").glob("*.wav"))
    assert kept.name == f"{unit}.wav"
    page.reload()
    expect(page.locator(f"[data-unit='{unit}']")).to_contain_text("Đã thu")
    page.locator(f"[data-unit='{unit}']").click()
    page.locator("#delete").click()
    expect(page.locator("#count")).to_contain_text("0 / ")
    assert not kept.exists()
    assert troubles == []
    page.context.close()


def test_a_page_over_plain_http_from_elsewhere_says_why_there_is_no_microphone(booth: Any, real: Server) -> None:
    page = signed_in(booth, real, f"http://so.tamhoa.test:{real.port}")
    expect(page.locator("#no-mic")).to_contain_text("qua http từ máy khác")
    expect(page.locator("#no-mic")).to_contain_text(f"http://127.0.0.1:{real.port}/admin/voice/recordings")
    expect(page.locator("#record")).to_be_disabled()
    page.screenshot(path=Path(__file__).parent / "shots" / "voice-no-mic-http.png")
    page.locator("#files").set_input_files(a_file("anything.wav", sound()))  # files need no microphone
    expect(page.locator("#count")).to_contain_text("1 / ")
    page.locator("#delete").click()
    expect(page.locator("#count")).to_contain_text("0 / ")
    page.context.close()
