"""What the hall board shows besides calls: special days, the promise, notices, films. A call comes before all."""

import base64
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenScreen
from tests.browser.held import elapse, quiet, until
from tests.browser.stage import Stage, sample
from tests.browser.test_board_states import SIZES, beyond, box, crowded
from tests.browser.zone import OpenBoard, moment, open_board

STATES = ("friday", "zone", "closed", "media", "long-media")
FRESH = 21_000  # ms: a call has had the wall for itself
TURN = 9_000
PICTURE, OTHER, BROKEN = "/media/a.png", "/media/b.png", "/media/broken.png"


def item(url: str, kind: str = "image", seconds: int = 10) -> dict[str, Any]:
    return {"url": url, "kind": kind, "seconds": seconds}


@pytest.fixture
def board(stage: Stage, chromium: Any) -> Iterator[OpenBoard]:
    """`board("board-media")` -> a Board with a sound card for tests."""
    contexts: list[Any] = []
    yield lambda *args, **how: open_board(chromium, stage, contexts, *args, **how)
    for context in contexts:
        quiet(context.pages[0])
        context.close()


@pytest.fixture(scope="module")
def film(chromium: Any) -> bytes:
    """A second of film (WebM), made by the browser itself."""
    context = chromium.new_context()
    page = context.new_page()
    made = page.evaluate("""() => new Promise((done) => {
      const canvas = document.createElement("canvas"), pen = canvas.getContext("2d"), parts = [];
      [canvas.width, canvas.height] = [320, 180];
      const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: "video/webm;codecs=vp8" });
      const colour = () => { pen.fillStyle = `hsl(${performance.now() / 9} 60% 40%)`; };
      const paint = setInterval(() => { colour(); pen.fillRect(0, 0, 320, 180); }, 20);
      recorder.ondataavailable = ({ data }) => parts.push(data);
      recorder.onstop = () => {
        clearInterval(paint);
        const reader = new FileReader();
        reader.onload = () => done(reader.result.split(",")[1]);
        reader.readAsDataURL(new Blob(parts));
      };
      recorder.start();
      setTimeout(() => recorder.stop(), 1000);
    })""")
    context.close()
    return base64.b64decode(made)


def shown(page: Page) -> list[str]:
    """The addresses of what is on the wall."""
    return list(
        page.evaluate("""() => [...document.querySelectorAll(".show > *")].map((node) => new URL(node.src).pathname)""")
    )


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_every_state_looks_right_and_nothing_covers_anything(
    open_screen: OpenScreen, stage: Stage, size: tuple[int, int]
) -> None:
    screen = open_screen("board-friday", size=size)
    page = screen.page
    for state in STATES:
        stage.put(sample(f"board-{state}")["picture"])
        quiet(page)
        if state.endswith("media"):
            elapse(page, FRESH)
            stage.socketio.emit("beat")
            expect(page.locator(".hall.playing .show img")).to_be_visible()
        else:
            stage.socketio.emit("beat")
        expect(page.locator(".stale")).to_be_hidden()
        screen.look(f"board-{state}-{size[0]}x{size[1]}")
        parts = [box(page, part) for part in (".top", ".hall", ".says", ".lines")]
        assert all(above["y"] + above["height"] <= below["y"] + 1 for above, below in pairwise(parts)), state
        assert parts[-1]["y"] + parts[-1]["height"] <= size[1]
        centre, day = box(page, ".centre"), box(page, ".day")
        assert centre["y"] >= 0, state
        assert centre["y"] + centre["height"] <= parts[1]["y"], state
        assert day["y"] + day["height"] <= parts[1]["y"], state
        assert beyond(page) == 0, state
        assert crowded(page) == [], state
    assert screen.violations() == []


def test_a_day_is_told_in_words(open_screen: OpenScreen, stage: Stage) -> None:
    """Special day, out of order and why, the last number; one sentence after the other, the promise among them."""
    page = open_screen("board-friday").page
    expect(page.locator(".badge")).to_have_text(["Thứ Sáu không hẹn"])
    expect(page.locator(".closing")).to_have_text("Ngừng phát số lúc 16:45")
    expect(page.locator(".called-mark")).to_have_text("Gọi ngoài thứ tự: Sửa hồ sơ theo Phiếu quay lại")
    expect(page.locator(".row .out")).to_have_text(["ngoài thứ tự"])
    told = []
    for _ in range(4):
        told.append(page.locator(".saying").inner_text())
        elapse(page, TURN)
        stage.socketio.emit("beat")
    promise = "Trong cùng lĩnh vực, không ai bị vượt bởi người đến sau quá 15 phút, trừ lượt gọi có ghi lý do."
    assert told[0] == told[2] == promise  # at every second turn, however much else there is to say
    assert len(set(told)) == 3
    expect(page.locator(".saying")).to_have_text(told[0])
    stage.put(sample("board-closed")["picture"])
    expect(page.locator(".nobody")).to_contain_text("Đã hết giờ phát số hôm nay")
    expect(page.locator(".closing")).to_have_text("Đóng cửa lúc 17:00")
    stage.put(sample("board-zone")["picture"])
    expect(page.locator(".zone")).to_have_text("Tầng 1")
    expect(page.locator(".line .why")).to_have_text(["Phát số lúc 13:30", "Hôm nay đã hết số"])
    expect(page.locator(".line.shut .count").first).to_have_text("12")  # they still wait


def called(*calls: dict[str, Any]) -> list[dict[str, Any]]:
    """These calls as the picture's list of whom a counter calls at this moment."""
    return [{"label": call["label"], "counter": call["counter"]} for call in calls]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_only_whoever_is_called_now_is_invited(open_screen: OpenScreen, stage: Stage, size: tuple[int, int]) -> None:
    """Visit begun, held, absent or ended: the number leaves `calling`, and with it the red and the invitation."""
    screen = open_screen("board-eight", size=size)
    page = screen.page
    expect(page.locator(".called-number")).to_have_text("A045")
    first, second, *_ = stage.pictures["board", "hall"]["calls"]
    red, ground = "rgb(164, 22, 26)", "(node) => getComputedStyle(node).backgroundColor"
    stage.change("board", "hall", calling=called(first, second))
    expect(page.locator(".row.invited .number").first).to_have_text(second["label"])
    expect(page.locator(".called-what")).to_have_text("Mời công dân có số")
    assert page.locator(".call").evaluate(ground) == red
    expect(page.locator(".row .arrow")).to_have_count(1)
    expect(page.locator(".past")).to_have_text(["đã gọi"] * (5 if size[0] < size[1] else 6))
    screen.look(f"board-invited-{size[0]}x{size[1]}")
    assert crowded(page) == []
    stage.change("board", "hall", calling=called(second))
    expect(page.locator(".call")).to_have_class("call over")
    assert page.locator(".call").evaluate(ground) != red
    expect(page.locator(".called-what")).to_have_text("Vừa gọi")
    expect(page.locator(".called-word")).to_have_text("Quầy")
    expect(page.locator(".called-number")).to_have_text("A045")
    expect(page.locator(".called .arrow")).to_be_hidden()
    stage.change("board", "hall", calling=[])
    expect(page.locator(".row .arrow")).to_have_count(0)
    assert "Mời" not in page.locator(".hall").inner_text()
    stage.change("board", "hall", now="2026-11-20T08:24:00+07:00")
    expect(page.locator(".called-what")).to_have_text("Đã gọi lúc 08:14")  # ten minutes later nothing is "just" called
    assert page.evaluate(RED) == []
    screen.look(f"board-over-{size[0]}x{size[1]}")
    assert beyond(page) == 0
    assert screen.violations() == []


RED = """() => [...document.querySelectorAll("body *")].filter((node) => node.checkVisibility()
  && ["backgroundColor", "color", "boxShadow"]
    .some((part) => getComputedStyle(node)[part].includes("rgb(164, 22, 26)")))
  .map((node) => node.className)"""


def test_a_call_keeps_the_wall_until_it_is_over(open_screen: OpenScreen, stage: Stage) -> None:
    """Media wait while anybody is called, however long ago it began, also where newer calls have pushed it off."""
    page = open_screen("board-media").page
    expect(page.locator(".hall.playing .show img")).to_be_visible()
    *_, last = stage.pictures["board", "hall"]["calls"]
    for calling in (called(last), [{"label": "Z001", "counter": 9}]):
        stage.change("board", "hall", calling=calling)
        expect(page.locator(".show")).to_be_hidden()
        elapse(page, 3 * FRESH, step=10_000)
        stage.socketio.emit("beat")
        expect(page.locator(".stale")).to_be_hidden()
        expect(page.locator(".show")).to_be_hidden()
        assert box(page, ".call")["width"] > 0.55 * 1920
        stage.change("board", "hall", calling=[])
        expect(page.locator(".hall.playing .show img")).to_be_visible()
        expect(page.locator(".called-what")).to_have_text("Đã gọi lúc 08:14")  # minutes ago: not "just"


STOPPED = {"vi": "Đã ngừng phát số", "en": "No more numbers"}
LONG = {"vi": "Chứng thực nhiều bộ hồ sơ", "en": "Certification of many sets"}


@pytest.mark.parametrize("count", [6, 11])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_a_closed_service_still_counts_who_waits(
    open_screen: OpenScreen, stage: Stage, size: tuple[int, int], count: int
) -> None:
    """How many and why, in whole tiles, also with names of two lines and the notice of a missing loudspeaker."""
    screen = open_screen("board-friday", size=size)
    page = screen.page
    services = [
        {**one, "name": LONG, "open": False, "why": STOPPED, "opens_at": "2026-11-20T17:30:00+07:00", "waiting": place}
        for place, one in enumerate(stage.pictures["board", "hall"]["services"][:count])
    ]
    stage.change("board", "hall", services=services)
    numbers = [str(one["waiting"]) for one in services[1:]]
    expect(page.locator(".line .count")).to_have_text(numbers)
    expect(page.locator(".line .why")).to_have_text(["Phát số lúc 17:30"] * count)  # one state, one way to say it
    assert "Nghỉ" not in page.locator(".strip").inner_text()
    screen.look(f"board-stopped-{count}-{size[0]}x{size[1]}")
    spill = page.evaluate(
        """() => [...document.querySelectorAll(".line *")].filter((part) => {
      const own = part.getBoundingClientRect(), all = part.closest(".line").getBoundingClientRect();
      return own.height && (own.bottom > all.bottom + 1 || own.right > all.right + 1);
    }).length"""
    )
    assert spill == 0
    end = max(box["y"] + box["height"] for box in (tile.bounding_box() for tile in page.locator(".line").all()))
    assert end <= size[1] - 8
    assert beyond(page) == 0
    assert box(page, ".call")["height"] >= (0.3 if size[0] < size[1] else 0.5) * size[1]


def test_nobody_is_asked_to_wait_a_moment_where_nobody_waits(open_screen: OpenScreen, stage: Stage) -> None:
    page = open_screen("board-empty").page
    nobody, hint = page.locator(".nobody"), page.locator(".nobody-hint")
    expect(nobody).to_contain_text("Chưa có số nào được gọi")
    expect(hint).to_have_text("Mời công dân lấy số và chờ trong giây lát")
    services = stage.pictures["board", "hall"]["services"]
    stage.change("board", "hall", services=[{**services[0], "waiting": 3}, *services[1:]])
    expect(hint).to_have_text("Mời công dân chờ trong giây lát")
    shut = [{**one, "open": False, "why": {"vi": f"Lý do {place}", "en": ""}} for place, one in enumerate(services)]
    stage.change("board", "hall", services=shut)
    expect(hint).to_be_empty()
    expect(page.locator(".line .why")).to_have_count(0)  # what is true of all is said once
    expect(page.locator(".lines-head")).to_have_text("Ngừng phát số")
    for one in shut:
        one["opens_at"] = "2026-11-20T13:00:00+07:00"
    stage.change("board", "hall", services=shut)
    expect(page.locator(".lines-head")).to_have_text("Phát số lúc 13:00")
    stage.change("board", "hall", services=[{**shut[0], "opens_at": None}, *shut[1:]])
    expect(page.locator(".line .why")).to_have_text(["Ngừng phát số", *["Phát số lúc 13:00"] * (len(shut) - 1)])
    expect(page.locator(".lines-head")).to_have_text("Đang chờ")


def test_what_is_read_from_afar_is_large(open_screen: OpenScreen, stage: Stage) -> None:
    """Sizes on a Full HD panel of names, zone, special day and promise, and of an upright board's call."""
    page = open_screen("board-zone").page
    size = "(node) => parseFloat(getComputedStyle(node).fontSize)"
    least = {".line .name": 29, ".zone": 34, ".badge": 32, ".saying": 40, ".line .count": 54}
    for part, pixels in least.items():
        assert page.locator(part).first.evaluate(size) >= pixels, part
    upright = open_screen("board-eight", size=(1080, 1920)).page
    stage.change("board", "hall", services=stage.pictures["board", "hall"]["services"][:6])
    expect(upright.locator(".line")).to_have_count(6)
    call, number = box(upright, ".call"), box(upright, ".called-counter")
    assert 0.42 <= call["height"] / 1920 <= 0.5
    expect(upright.locator(".earlier h2 > span:visible")).to_have_text(["Số đã gọi", "Quầy"] * 2)
    expect(upright.locator(".row")).to_have_count(6)
    assert call["x"] + call["width"] / 4 < number["x"] < call["x"] + call["width"] * 3 / 4


def test_a_sentence_stands_still_while_a_call_is_fresh(board: OpenBoard, stage: Stage) -> None:
    hall = board("board-media")
    saying = hall.page.locator(".saying")
    before = saying.inner_text()
    hall.call(moment(1, "C012", counter=4))
    elapse(hall.page, 2 * TURN)
    stage.socketio.emit("beat")
    expect(saying).to_have_text(before)
    elapse(hall.page, 2 * TURN)
    assert saying.inner_text() != before


def test_a_long_text_is_told_in_parts(open_screen: OpenScreen) -> None:
    page = open_screen("board-one").page
    parts = """async (text) => (await import("/room/board/says.js")).parts(text)"""
    long = "Mời công dân mang theo giấy tờ gốc. " * 8 + "x" * 230
    told = page.evaluate(parts, long)
    assert max(map(len, told)) <= 100
    assert all(told)
    assert " ".join(told[:-2]).replace(" ", "") + "".join(told[-2:]) == long.replace(" ", "")
    assert told[0].endswith(".")
    assert page.evaluate(parts, "  ") == []


def test_a_call_takes_the_wall_at_once_and_is_heard(board: OpenBoard, stage: Stage) -> None:
    """Before the browser paints again nothing but the call is there; afterwards the pictures come back."""
    hall = board("board-media", seconds=1)
    page = hall.page
    expect(page.locator(".hall.playing .show img")).to_be_visible()
    expect(page.locator(".called-number")).to_be_visible()  # the newest call stays beside it
    assert page.locator(".row .number").first.is_visible()
    page.evaluate("""() => {
      const hall = document.querySelector(".hall"), number = document.querySelector(".called-number");
      window.seen = [];
      const shown = () => document.querySelectorAll(".show > *").length;
      const look = () => window.seen.push([number.textContent, hall.classList.contains("playing"), shown()]);
      new MutationObserver(look).observe(number, { childList: true });
    }""")
    calls = stage.pictures["board", "hall"]["calls"]
    new = {**calls[0], "label": "A046", "called_at": "2026-11-20T08:20:05+07:00"}
    hall.call(moment(40, "A046"))
    stage.put({**stage.pictures["board", "hall"], "at": 40, "calls": [new, *calls][:8]})
    expect(page.locator(".called-number")).to_have_text("A046")
    assert page.evaluate("window.seen") == [["A046", False, 0]]
    expect(page.locator(".show")).to_be_hidden()
    until(page, lambda: ("call-40", "spoken") in hall.hall.results)
    assert hall.heard()[0] == "chime"
    expect(page.locator(".show")).to_be_hidden()
    elapse(page, FRESH)
    stage.socketio.emit("beat")
    expect(page.locator(".hall.playing .show img")).to_be_visible()


def test_pictures_follow_one_another_and_broken_ones_are_passed_over(open_screen: OpenScreen, stage: Stage) -> None:
    stage.files["broken.png"] = (b"no picture", "image/png")
    stage.files["gone.png"] = (b"", "")
    screen = open_screen("board-media")
    page = screen.page
    expect(page.locator(".hall.playing .show img")).to_be_visible()
    stage.change("board", "hall", media=[item(BROKEN), item(PICTURE), item("/media/gone.png"), item(OTHER)])
    seen = []
    for _ in range(6):
        until(page, lambda: len(shown(page)) == 1)
        seen += shown(page)
        assert page.locator(".show img").evaluate("(node) => node.naturalWidth > 0")
        elapse(page, 10_000)
        stage.socketio.emit("beat")
    assert set(seen[1:]) == {PICTURE, OTHER}
    assert all(one != other for one, other in pairwise(seen[1:]))
    # Nothing that can be seen: the board is a call board, not a black one.
    stage.change("board", "hall", media=[item(BROKEN), item("/media/gone.png")])
    expect(page.locator(".show")).to_be_hidden()
    expect(page.locator(".hall")).not_to_have_class("hall playing")
    stage.change("board", "hall", media=[])
    quiet(page)
    assert shown(page) == []


def test_a_film_is_mute_and_ends_with_a_call(board: OpenBoard, stage: Stage, film: bytes) -> None:
    stage.files["film.webm"] = (film, "video/webm")
    hall = board("board-one", motion=True)
    page = hall.page
    stage.change("board", "hall", media=[item("/media/film.webm", "video", 0)], now="2026-11-20T08:30:00+07:00")
    elapse(page, FRESH)
    stage.socketio.emit("beat")
    video = page.locator(".show video")
    expect(video).to_be_visible()
    page.evaluate(
        "() => { const film = document.querySelector('.show video'); film.muted = false; window.film = film; }"
    )
    page.wait_for_function("() => film.muted")
    hall.call(moment(41, "C012", counter=4, say={}))  # of a centre that is mute by choice
    expect(page.locator(".show")).to_be_hidden()
    assert page.evaluate("[film.paused, film.getAttribute('src'), document.querySelectorAll('video').length]") == [
        True, None, 0,
    ]  # fmt: skip


PLAYER = """async (items) => {
  const { media } = await import("/room/board/media.js");
  const decode = HTMLImageElement.prototype.decode;
  HTMLImageElement.prototype.decode = function () {
    return this.src.endsWith("/b.png") ? new Promise((done) => { window.opened = done; }) : decode.call(this);
  };
  window.frame = document.createElement("div");
  document.body.append(frame);
  window.player = media(frame, () => {});
  player.list(items);
  player.idle(true);
}"""
ON_THE_WALL = "() => [...frame.children].map((node) => new URL(node.src).pathname)"


@pytest.mark.parametrize("first", [item(PICTURE), item("/media/film.webm", "video", 0)], ids=lambda one: one["kind"])
def test_a_call_clears_the_wall_also_while_the_next_is_being_opened(
    board: OpenBoard, stage: Stage, film: bytes, first: dict[str, Any]
) -> None:
    stage.files["film.webm"] = (film, "video/webm")
    page = board("board-one", motion=True).page
    page.evaluate(PLAYER, [first, item(OTHER)])
    until(page, lambda: page.evaluate(ON_THE_WALL) == [first["url"]])
    page.evaluate("() => { window.first = frame.firstChild; }")
    elapse(page, 10_000)
    until(page, lambda: page.evaluate("() => Boolean(window.opened)"))
    assert page.evaluate(ON_THE_WALL) == [first["url"]]  # what can be seen stays until the next can
    page.evaluate("() => player.idle(false)")
    assert page.evaluate(ON_THE_WALL) == []
    if first["kind"] == "video":
        assert page.evaluate("[first.paused, first.getAttribute('src')]") == [True, None]
    page.evaluate("async () => { opened(); await null; }")
    assert page.evaluate(ON_THE_WALL) == []


def test_where_nothing_may_move_no_film_is_played(open_screen: OpenScreen, stage: Stage, film: bytes) -> None:
    stage.files["film.webm"] = (film, "video/webm")
    page = open_screen("board-media").page
    stage.change("board", "hall", media=[item("/media/film.webm", "video", 0), item(PICTURE)])
    until(page, lambda: shown(page) == [PICTURE])
    elapse(page, 11_000)
    assert shown(page) == [PICTURE]


def test_nothing_plays_while_the_office_is_away(open_screen: OpenScreen, stage: Stage) -> None:
    page = open_screen("board-media").page
    expect(page.locator(".hall.playing .show img")).to_be_visible()
    elapse(page, 14_000)
    expect(page.locator(".stale")).to_be_visible()
    expect(page.locator(".show")).to_be_hidden()


def test_a_zone_that_is_gone_is_asked_for_again(open_screen: OpenScreen, stage: Stage) -> None:
    page = open_screen("board-one").page
    expect(page.locator(".called-number")).to_have_text("A045")
    page.evaluate("window.before = true")
    stage.socketio.emit("gone", {"kind": "board", "name": "elsewhere"})
    quiet(page)
    assert page.evaluate("window.before")
    with page.expect_navigation():
        stage.socketio.emit("gone", {"kind": "board", "name": "hall"})
