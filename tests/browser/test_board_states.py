"""The hall board: every state looks right, and the newest picture wins. (What it says: `test_voice`.)"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenScreen, Screen
from tests.browser.held import elapse, quiet, until
from tests.browser.stage import Stage, sample
from tests.browser.zone import OpenBoard, moment, open_board
from tests.ear.soundcard import tell

STATES = ["empty", "one", "eight", "recall", "priority", "long", "unheard", "quiet"]
SIZES = [(1920, 1080), (1366, 768), (1080, 1920)]
PARTS = (".centre", ".day", ".clock", ".call", ".called-number", ".row", ".row .number", ".row .arrow", ".strip")


@pytest.fixture
def board(stage: Stage, chromium: Any) -> Iterator[OpenBoard]:
    """`board("board-eight", mode="told")` -> a Board with a sound card for tests."""
    contexts: list[Any] = []
    yield lambda *args, **how: open_board(chromium, stage, contexts, *args, **how)
    for context in contexts:
        quiet(context.pages[0])
        context.close()


def crowded(page: Page) -> list[str]:
    """The rows in which a number stands closer to its marks than a quarter of a digit's width."""
    return list(
        page.evaluate("""() => [...document.querySelectorAll(".row")].filter((row) => {
      const number = row.querySelector(".number"), tags = row.querySelector(".tags");
      if (!tags?.childElementCount || !tags.getBoundingClientRect().width) return false;
      const text = document.createRange();
      text.selectNodeContents(number);
      const digit = parseFloat(getComputedStyle(number).fontSize) * 0.6;
      return tags.getBoundingClientRect().left - text.getBoundingClientRect().right < digit / 4;
    }).map((row) => row.textContent)""")
    )


def box(page: Page, part: str) -> Any:
    """Where this part of the wall is."""
    return page.locator(part).bounding_box()


def beyond(page: Page) -> int:
    """How many texts of the large card end below it."""
    return int(
        page.evaluate("""() => {
      const end = document.querySelector(".call").getBoundingClientRect().bottom;
      const texts = [...document.querySelectorAll(".called *")].filter((node) => node.textContent);
      return texts.filter((node) => node.getBoundingClientRect().bottom > end).length;
    }""")
    )


def places(page: Page) -> list[Any]:
    """Where everything stands on the wall."""
    quiet(page)
    return list(
        page.evaluate(
            """(parts) => parts.flatMap((part) => [...document.querySelectorAll(part)].map((node) => {
      const text = document.createRange();
      text.selectNodeContents(node);
      const { x, y, width, height } = (part.includes("number") ? text : node).getBoundingClientRect();
      return [part, x, y, width, height].map((side) => typeof side === "number" ? Math.round(side) : side);
    }))""",
            PARTS,
        )
    )


@pytest.mark.parametrize("state", STATES)
def test_looks_right(open_screen: OpenScreen, state: str) -> None:
    screen: Screen = open_screen(f"board-{state}")
    for width, height in screen.at_each(SIZES):
        expect(screen.page.locator(".line")).to_have_count(11)
        screen.look(f"board-{state}-{width}x{height}")


@pytest.mark.parametrize("state", ["eight", "long", "quiet"])
def test_looks_right_in_english(open_screen: OpenScreen, state: str) -> None:
    screen = open_screen(f"board-{state}", lang="en")
    expect(screen.page.locator(".line")).to_have_count(11)
    screen.look(f"board-{state}-en")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_nothing_covers_anything(open_screen: OpenScreen, size: tuple[int, int]) -> None:
    """The parts of the board stay apart, also with long names."""
    page = open_screen("board-long", size=size).page
    expect(page.locator(".row .to")).to_have_count(6 if size[0] < size[1] else 7)
    boxes = [page.locator(name).bounding_box() for name in (".top", ".call", ".lines")]
    assert all(above["y"] + above["height"] <= below["y"] + 1 for above, below in pairwise(boxes))
    assert beyond(page) == 0


def test_a_new_call_moves_in_and_the_others_stay_in_order(stage: Stage, open_screen: OpenScreen) -> None:
    page = open_screen("board-eight", motion=True).page
    expect(page.locator(".called-number")).to_have_text("A045")
    expect(page.locator(".call")).to_have_class("call full")
    calls = stage.pictures["board", "hall"]["calls"]
    stage.change(
        "board", "hall", calls=[{**calls[0], "label": "A046", "called_at": "2026-11-20T08:15:30+07:00"}, *calls][:8]
    )
    expect(page.locator(".called-number")).to_have_text("A046")
    expect(page.locator(".call")).to_have_class("call full new")
    assert page.evaluate("getComputedStyle(document.querySelector('.frame')).animationIterationCount") == "3"
    expect(page.locator(".row .number:not(.to)")).to_have_text([call["label"] for call in calls[:7]])


def test_nothing_moves_for_those_who_asked_for_stillness(stage: Stage, open_screen: OpenScreen) -> None:
    page = open_screen("board-one").page
    expect(page.locator(".called-number")).to_have_text("A045")
    stage.put({**sample("board-priority")["picture"]})
    expect(page.locator(".called-number")).to_have_text("K004")
    assert page.evaluate("getComputedStyle(document.querySelector('.frame')).animationName") == "none"


def test_an_older_picture_never_replaces_a_newer_one(stage: Stage, open_screen: OpenScreen) -> None:
    page = open_screen("board-one").page
    expect(page.locator(".called-number")).to_have_text("A045")
    page.evaluate("""() => {
      const number = document.querySelector(".called-number");
      window.seen = [];
      new MutationObserver(() => window.seen.push(number.textContent)).observe(number, { childList: true });
    }""")
    stage.put(sample("board-recall")["picture"])
    old = {**sample("board-priority")["picture"], "at": 0}
    stage.socketio.emit("picture", old)
    stage.put(sample("board-eight")["picture"])
    expect(page.locator(".row .number:not(.to)").first).to_have_text("B032")
    quiet(page)
    assert "K004" not in page.evaluate("window.seen")


def test_silence_of_the_office_is_shown_and_forgiven(stage: Stage, open_screen: OpenScreen) -> None:
    screen = open_screen("board-eight")
    expect(screen.page.locator(".called-number")).to_have_text("A045")
    elapse(screen.page, 14_000)
    expect(screen.page.locator(".stale")).to_contain_text("Mất kết nối")
    screen.look("board-stale")
    stage.socketio.emit("beat")
    expect(screen.page.locator(".stale")).to_be_hidden()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_number_that_is_heard_is_marked_and_nothing_moves(board: OpenBoard, size: tuple[int, int]) -> None:
    """An earlier call is spoken while a newer one stands in the card."""
    hall = board(mode="told", seconds=1, size=size)
    before = places(hall.page)
    hall.call(moment(1, "C012", counter=4))
    spoken = hall.page.locator(".row.spoken")
    expect(spoken.locator(".number").first).to_have_text("C012")
    expect(spoken.get_by_role("img", name="đang đọc")).to_be_visible()
    hall.screen.look(f"board-speaking-row-{size[0]}x{size[1]}")
    assert crowded(hall.page) == []
    assert places(hall.page) == before
    tell(hall.page, 9)
    expect(spoken).to_have_count(0)
    hall.call(moment(1, "A045", id="call-again"))
    expect(hall.page.locator(".call")).to_have_class("call full spoken")
    expect(hall.page.locator(".called-voice")).to_have_text("đang đọc")
    hall.screen.look(f"board-speaking-card-{size[0]}x{size[1]}")
    assert places(hall.page) == before
    tell(hall.page, 9)
    expect(hall.page.locator(".called-voice")).to_be_hidden()


def test_a_number_that_newer_calls_have_pushed_off_is_shown_while_it_is_heard(board: OpenBoard, stage: Stage) -> None:
    """In a rush: the last place of the wall is the number's for as long as it is heard."""
    hall = board(mode="told", seconds=1)
    labels = hall.page.locator(".row .number:not(.to)")
    before, place = labels.all_inner_texts(), places(hall.page)
    hall.call(moment(1, "E1077", counter=9))
    expect(labels).to_have_text([*before[:-1], "E1077"])
    expect(hall.page.locator(".row.spoken .to")).to_have_text("9")
    hall.screen.look("board-rush")
    assert crowded(hall.page) == []
    assert [one for one in places(hall.page) if one[0] != ".row .number"] == [
        one for one in place if one[0] != ".row .number"
    ]
    tell(hall.page, 9)
    expect(labels).to_have_text(before)
    # A call of which the picture does not know yet is about to come into the card: it is not shown twice.
    hall.call(moment(50, "A046"))
    until(hall.page, lambda: ("call-50", "began") in hall.hall.results)
    expect(labels).to_have_text(before)
    calls = stage.pictures["board", "hall"]["calls"]
    stage.put({**stage.pictures["board", "hall"], "at": 50, "calls": [{**calls[0], "label": "A046"}, *calls][:8]})
    expect(hall.page.locator(".call.spoken .called-number")).to_have_text("A046")


def test_a_board_that_does_not_speak_shows_what_the_hall_hears(board: OpenBoard, stage: Stage) -> None:
    hall = board(speaks=False)
    hall.call(moment(1, "B032", counter=3))
    stage.socketio.emit("heard", {"id": "call-1", "result": "began"})
    spoken = hall.page.locator(".row.spoken .number").first
    expect(spoken).to_have_text("B032")
    stage.socketio.emit("heard", {"id": "call-1", "result": "spoken"})
    expect(spoken).to_have_count(0)
    stage.socketio.emit("heard", {"id": "call-1", "result": "began"})
    expect(spoken).to_have_text("B032")
    elapse(hall.page, 21_000)  # the one that speaks has died in the middle of it
    expect(spoken).to_have_count(0)


def test_whoever_is_called_no_longer_is_not_read_out(board: OpenBoard, stage: Stage) -> None:
    """Absent, served, or handed on while older calls were spoken; and whoever is still called is read out."""
    hall = board(mode="told", seconds=1)
    hall.call(moment(11), moment(12, "B032", counter=3), moment(13, "C012", counter=4), moment(14, "D001", counter=5))
    until(hall.page, lambda: ("call-11", "began") in hall.hall.results)
    shown = stage.pictures["board", "hall"]
    called = [{"label": "B032", "counter": 7}, {"label": "C012", "counter": 4}]
    stage.put({**shown, "at": 13, "calling": called})  # D001 is called by a later entry than this picture knows
    for _ in range(3):
        elapse(hall.page, 1000)
        tell(hall.page, 5)
    until(hall.page, lambda: len(hall.hall.ends()) == 4)
    assert sorted(hall.hall.ends()) == [
        ("call-11", "spoken"), ("call-12", "expired"), ("call-13", "spoken"), ("call-14", "spoken"),
    ]  # fmt: skip


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", ["board-unheard", "board-long"])
def test_a_warning_covers_nothing(board: OpenBoard, size: tuple[int, int], name: str) -> None:
    """It is meant for whoever looks after the board: small words in the lowest corner, and all else keeps its place."""
    hall = board(name, size=size)
    hall.card("unplug")
    expect(hall.page.locator(".sound")).to_contain_text("Không tìm thấy loa")
    hall.screen.look(f"{name}-warning-{size[0]}x{size[1]}")
    boxes = [box(hall.page, part) for part in (".top", ".call", ".lines", ".sound")]
    assert all(above["y"] + above["height"] <= below["y"] + 1 for above, below in pairwise(boxes))
    assert boxes[-1]["height"] < 0.04 * size[1]
    look = "(node) => [getComputedStyle(node).backgroundColor, parseFloat(getComputedStyle(node).fontSize)]"
    ground, letters = hall.page.locator(".sound").evaluate(look)
    assert ground == "rgba(0, 0, 0, 0)"
    assert 0.02 * min(size) <= letters <= 0.03 * min(size)
    assert boxes[-1]["y"] + boxes[-1]["height"] <= size[1]
    assert beyond(hall.page) == 0
    hall.card("plug")
    elapse(hall.page, 3000)
    expect(hall.page.locator(".sound")).to_be_hidden()


def test_an_unheard_number_says_so_in_words(open_screen: OpenScreen) -> None:
    page = open_screen("board-unheard").page
    expect(page.locator(".called-voice")).to_have_text("chưa đọc loa")
    marks = page.locator(".row .voiced")
    expect(marks).to_have_text(["chưa đọc loa"] * 4)
    assert all(words.is_visible() for words in marks.all())
    expect(page.locator(".row .mute")).to_have_count(0)  # a crossed loudspeaker alone says nothing to anybody
    narrow = open_screen("board-unheard", size=(1080, 1920)).page
    expect(narrow.locator(".called-voice")).to_have_text("chưa đọc loa")
    expect(narrow.locator(".row .voiced")).to_have_count(4)
    assert not any(words.is_visible() for words in narrow.locator(".row .voiced").all())  # no room for words


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_heading_of_the_card_is_one_line(open_screen: OpenScreen, size: tuple[int, int], lang: str) -> None:
    """A call that is repeated and unheard says both beside the invitation."""
    screen = open_screen("board-unheard", size=size, lang=lang)
    expect(screen.page.locator(".called-tag")).to_be_visible()
    screen.look(f"board-unheard-{lang}-{size[0]}x{size[1]}")
    head, inside = screen.page.locator(".called-head"), screen.page.locator(".called-number")
    lines = "(node) => new Set([...node.children].map((part) => part.getClientRects().length)).size"
    assert head.evaluate(lines) == 1
    end, limit = head.bounding_box(), inside.bounding_box()
    last = screen.page.locator(".called-voice").bounding_box()
    first = screen.page.locator(".called-head > :first-child")
    assert last["x"] + last["width"] <= limit["x"] + limit["width"] + 1
    assert first.evaluate("(node) => node.scrollWidth <= node.clientWidth")
    assert end["height"] < 0.08 * min(size)
    assert crowded(screen.page) == []


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_a_notice_leaves_a_long_name_its_place(
    open_screen: OpenScreen, stage: Stage, size: tuple[int, int], lang: str
) -> None:
    screen = open_screen("board-long", size=size, lang=lang)
    stage.change("board", "hall", sound={"on": True, "volume": 0, "quiet": True})
    expect(screen.page.locator(".notice")).to_be_visible()
    screen.look(f"board-long-quiet-{lang}-{size[0]}x{size[1]}")
    parts = {part: box(screen.page, f".{part}") for part in ("centre", "notice", "day", "clock", "call")}
    assert parts["centre"]["y"] >= 0
    assert parts["centre"]["y"] + parts["centre"]["height"] <= parts["call"]["y"]
    order = ("day", "notice", "clock") if size[0] < size[1] else ("centre", "notice", "day", "clock")
    assert all(parts[left]["x"] + parts[left]["width"] < parts[right]["x"] for left, right in pairwise(order))


def test_quiet_hours_and_a_check_are_told_in_the_heading(board: OpenBoard, stage: Stage) -> None:
    hall = board("board-quiet", mode="told", seconds=1)
    notice = hall.page.locator(".notice")
    expect(notice).to_contain_text("Giờ yên lặng")
    expect(notice).to_contain_text("Xin nhìn bảng")
    hall.call({"at": 1, "id": "check-1", "kind": "check", "zone": "hall", "say": {"vi": ["/clip/check.wav"]}})
    expect(notice.locator(".notice-what")).to_have_text("Đang thử loa")
    expect(notice.locator(".notice-do")).to_be_hidden()
    hall.screen.look("board-checking")
    tell(hall.page, 5)
    expect(notice).to_contain_text("Giờ yên lặng")
    stage.change("board", "hall", sound={"on": True, "volume": 80, "quiet": False})
    expect(notice).to_be_hidden()
    stage.change("board", "hall", sound={"on": False, "volume": 0, "quiet": True})  # mute by choice: always
    quiet(hall.page)
    expect(notice).to_be_hidden()
