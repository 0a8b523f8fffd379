"""The voice of a board: every call once, in order, never over another one, never late, and never silent in silence."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.held import elapse, quiet, until
from tests.browser.stage import Stage
from tests.browser.zone import OpenBoard, moment, open_board, remembered
from tests.ear.soundcard import overlaps, tell


@pytest.fixture
def board(stage: Stage, chromium: Any) -> Iterator[OpenBoard]:
    """`board("board-eight", mode="told")` -> Board."""
    contexts: list[Any] = []
    yield lambda *args, **how: open_board(chromium, stage, contexts, *args, **how)
    for context in contexts:
        quiet(context.pages[0])  # what it has still to say belongs to this test
        context.close()


def sentence(*numbers: int) -> list[str]:
    """The clips of these calls."""
    return [name for at in numbers for name in ("chime", f"{at}-a", f"{at}-b", f"{at}-c")]


def announcement(kind: str) -> dict[str, Any]:
    """Something that concerns no ticket."""
    return {"at": 12, "id": f"{kind}-1", "kind": kind, "zone": "hall", "say": {"vi": [f"/clip/{kind}.wav"]}}


def test_calls_are_spoken_in_order_and_never_over_each_other(board: OpenBoard) -> None:
    hall = board()
    hall.call(moment(11), moment(12, "B032"), moment(13, "C012"))
    hall.spoken("call-13")
    assert hall.heard() == sentence(11, 12, 13)
    assert overlaps(hall.sounds()) == []
    assert hall.hall.results == [(f"call-{at}", end) for at in (11, 12, 13) for end in ("began", "spoken")]


def test_the_pieces_of_a_sentence_follow_without_a_gap(board: OpenBoard) -> None:
    hall = board()
    hall.call(moment(11))
    hall.spoken("call-11")
    gaps = [after.at - before.end for before, after in pairwise(hall.sounds())]
    assert len(gaps) == 3
    assert all(0 <= gap <= 0.02 for gap in gaps)


def test_languages_are_spoken_one_after_the_other(board: OpenBoard) -> None:
    hall = board()
    hall.call(moment(11, say={"vi": ["/clip/vi.wav"], "en": ["/clip/en.wav"]}))
    hall.spoken("call-11")
    assert hall.heard() == ["vi", "en"]
    assert overlaps(hall.sounds()) == []


def test_the_same_moment_is_spoken_once(board: OpenBoard) -> None:
    hall = board()
    for at in (11, 11, 12, 11, 12, 13):
        hall.call(moment(at, f"A0{at}"))
    hall.spoken("call-13")
    assert hall.heard() == sentence(11, 12, 13)


def test_moments_in_the_wrong_order_are_all_spoken_once(board: OpenBoard) -> None:
    hall = board()
    hall.call(moment(11, "B032"))
    hall.spoken("call-11")
    hall.call(moment(10), moment(11, "B032"), moment(10), moment(12, "C012"))
    hall.spoken("call-12")
    assert hall.heard() == sentence(11, 10, 12)


def test_a_recall_of_a_call_not_yet_spoken_takes_its_place(board: OpenBoard) -> None:
    hall = board(mode="told")
    hall.call(moment(11), moment(12, "B032"), moment(13, "C012"), moment(14, "B032", kind="recall"))
    until(hall.page, lambda: ("call-12", "merged") in hall.hall.results)
    for _ in range(3):
        tell(hall.page, 5)
        quiet(hall.page)
    assert hall.heard() == sentence(11, 14, 13)
    assert hall.hall.ends() == [("call-12", "merged"), *((f"call-{at}", "spoken") for at in (11, 14, 13))]


def test_of_checks_that_wait_one_is_spoken(board: OpenBoard) -> None:
    """A dozen clerks press at the same time: the next call does not wait behind a dozen checks."""
    hall = board(mode="told")
    hall.call(moment(11))
    until(hall.page, lambda: len(hall.hall.results) == 1)
    checks = [announcement("check") | {"id": f"check-{number}", "at": 11} for number in range(12)]
    hall.call(*checks, announcement("closing"), moment(12, "B032"))
    until(hall.page, lambda: ("check-10", "merged") in hall.hall.results)
    for _ in range(4):
        tell(hall.page, 5)
        quiet(hall.page)
    assert hall.heard() == [*sentence(11), "check", "closing", *sentence(12)]
    assert [ident for ident, end in hall.hall.ends() if end == "merged"] == [f"check-{n}" for n in range(11)]
    assert ("check-11", "spoken") in hall.hall.ends()


def test_one_sentence_waits_for_the_other(board: OpenBoard) -> None:
    hall = board(mode="told", seconds=1)
    hall.call(moment(11), moment(12, "B032"))
    quiet(hall.page)
    assert hall.heard() == sentence(11)
    tell(hall.page, 3.5)
    quiet(hall.page)
    assert hall.heard() == sentence(11)
    tell(hall.page, 1)
    quiet(hall.page)
    assert hall.heard() == sentence(11, 12)


def test_thirty_calls_in_ten_seconds_all_come_to_an_end(board: OpenBoard) -> None:
    """Nothing overlaps; the second language goes first, then the chime; what is too old is said to be so."""
    hall = board(mode="told", seconds=1)
    say = [[f"/clip/{part}.wav" for part in ("chime", f"{at}-vi")] for at in range(30)]
    for at in range(30):
        hall.call(moment(at, f"A{at:03}", say={"vi": say[at], "en": [f"/clip/{at}-en.wav"]}))
        if at % 3 == 2:
            elapse(hall.page, 1000)
            tell(hall.page, 1)
    for _ in range(60):
        elapse(hall.page, 1000)
        tell(hall.page, 1)
    quiet(hall.page)
    ends = dict(hall.hall.ends())
    assert sorted(ends) == sorted(f"call-{at}" for at in range(30))
    assert len(hall.hall.ends()) == 30
    assert set(ends.values()) == {"spoken", "expired"}
    heard = hall.heard()
    spoken = [ident for ident, end in hall.hall.ends() if end == "spoken"]
    assert [name for name in heard if name.endswith("-vi")] == [f"{ident.removeprefix('call-')}-vi" for ident in spoken]
    assert overlaps(hall.sounds()) == []
    assert not any(sound.cut for sound in hall.sounds())
    assert "5-en" not in heard
    assert heard.count("chime") < len(spoken)


def test_what_is_too_old_is_shown_and_marked(board: OpenBoard, stage: Stage) -> None:
    hall = board(mode="told", seconds=1)
    hall.card("unplug")
    hall.is_in("no_device")
    hall.call(moment(11), moment(12, "B032"))
    elapse(hall.page, 46_000)
    assert hall.hall.ends() == [("call-11", "expired"), ("call-12", "expired")]
    assert hall.heard() == []
    calls = [{**call, "unheard": place == 1} for place, call in enumerate(stage.pictures["board", "hall"]["calls"])]
    stage.change("board", "hall", calls=calls)
    expect(hall.page.locator(".row .voiced")).to_have_text(["chưa đọc loa"])


def test_a_reload_does_not_repeat_what_was_said(board: OpenBoard) -> None:
    hall = board()
    hall.call(moment(12, "B032"), moment(10))
    hall.spoken("call-10")
    hall.hall.unspoken = [moment(10)]  # the office has not heard of its end
    hall.hall.results.clear()
    hall.again()
    hall.call(moment(12, "B032"), moment(11, "C012"))
    hall.spoken("call-11")
    assert hall.heard() == sentence(11)
    assert ("call-10", "spoken") in hall.hall.results


def test_a_sentence_cut_by_a_reload_is_said_once_more_and_no_more(board: OpenBoard) -> None:
    hall = board(mode="told")
    hall.call(moment(11))
    until(hall.page, lambda: len(hall.hall.results) == 1)
    hall.hall.unspoken = [moment(11)]
    hall.again()
    until(hall.page, lambda: len(hall.hall.results) == 2)
    assert hall.hall.results == [("call-11", "began")] * 2
    hall.again()
    until(hall.page, lambda: ("call-11", "failed") in hall.hall.results)
    assert hall.heard() == []


def test_another_database_counts_afresh(board: OpenBoard, stage: Stage) -> None:
    hall = board()
    hall.call(moment(11))
    hall.spoken("call-11")
    stage.change("board", "hall", epoch="another")
    quiet(hall.page)
    hall.call(moment(11), moment(12, "B032"))
    hall.spoken("call-12")
    assert hall.heard() == sentence(11, 11, 12)


def test_the_memory_of_spoken_calls_is_bounded(board: OpenBoard) -> None:
    hall = board()
    kept = {"epoch": "stage", "said": [[f"call-{at}", {"result": "spoken", "tries": 1}] for at in range(1001, 1101)]}
    hall.page.evaluate("(kept) => localStorage.setItem('voice.hall', JSON.stringify(kept))", kept)
    hall.again()
    hall.call(moment(1102, "A046"))
    hall.spoken("call-1102")
    assert [ident for ident, _ in remembered(hall.page)["said"]] == [f"call-{at}" for at in (*range(1002, 1101), 1102)]


PATIENT = 11_000  # ms after which a board asks for a missing clip no longer


def test_half_a_sentence_is_not_said(board: OpenBoard) -> None:
    """A sentence without its digits names a wrong number: another language, or the chime, or nothing."""
    hall = board()
    broken = ["/clip/chime.wav", "/clip/gone.wav", "/clip/counter.wav"]
    hall.call(moment(11, say={"vi": broken, "en": ["/clip/en.wav"]}))
    elapse(hall.page, PATIENT)
    hall.spoken("call-11")
    assert hall.heard() == ["en"]
    hall.call(moment(12, "B032", say={"vi": broken}), moment(13, "C012", say={"vi": ["/clip/bad.wav"]}, chime=False))
    elapse(hall.page, PATIENT)
    hall.call(moment(14, "D001"))
    hall.spoken("call-14")
    assert hall.heard() == ["en", "chime", *sentence(14)]
    assert [end for _, end in hall.hall.ends()] == ["spoken", "failed", "failed", "spoken"]


def test_a_card_that_dies_in_a_sentence_is_left_for_a_new_one(board: OpenBoard) -> None:
    hall = board(mode="told", seconds=1)
    hall.call(moment(11), moment(12, "B032"))
    until(hall.page, lambda: len(hall.hall.results) == 1)
    tell(hall.page, 1.5)
    hall.card("die")
    for _ in range(3):  # its clock moves: it lives
        elapse(hall.page, 1000)
        tell(hall.page, 0.1)
    hall.is_in("ok")
    for _ in range(2):
        tell(hall.page, 5)
        quiet(hall.page)
    assert hall.hall.ends() == [("call-11", "spoken"), ("call-12", "spoken")]
    assert hall.hall.results.count(("call-11", "began")) == 2
    assert "dead" in hall.hall.states
    first, second = hall.page.evaluate("[soundcard.contexts[0].state, soundcard.contexts.at(-1).state]")
    assert (first, second) == ("closed", "running")


def test_a_card_that_stands_still_is_found_out_told_and_shown(board: OpenBoard) -> None:
    hall = board()
    hall.card("stall")
    elapse(hall.page, 5000)
    hall.is_in("dead")
    hall.call(moment(11))
    expect(hall.page.locator(".sound")).to_contain_text("không phát được tiếng")
    hall.screen.look("board-dead")
    hall.card("go")
    elapse(hall.page, 8000)
    hall.spoken("call-11")
    expect(hall.page.locator(".sound")).to_be_hidden()
    assert hall.hall.states[-3:] == ["ok", "dead", "ok"]


def test_a_missing_loudspeaker_is_shown_and_found_again(board: OpenBoard) -> None:
    hall = board()
    hall.card("unplug")
    expect(hall.page.locator(".sound")).to_contain_text("Không tìm thấy loa")
    hall.screen.look("board-no-device")
    hall.call(moment(11))
    elapse(hall.page, 3000)
    assert hall.heard() == []
    assert hall.hall.states[-1] == "no_device"
    before = len(hall.page.evaluate("soundcard.contexts"))
    hall.card("plug")
    hall.spoken("call-11")
    expect(hall.page.locator(".sound")).to_be_hidden()
    assert {sound.context for sound in hall.sounds()} == {before}  # the one opened without a device plays nowhere


def test_blocked_sound_asks_for_a_touch_and_then_speaks(board: OpenBoard) -> None:
    hall = board(blocked=True)
    hall.call(moment(11))
    expect(hall.page.locator(".sound")).to_contain_text("Chạm vào màn hình để bật tiếng")
    hall.screen.look("board-blocked")
    assert hall.hall.states[-1] == "blocked"
    hall.page.evaluate("addEventListener('pointerdown', soundcard.allow, { capture: true })")
    hall.page.locator(".sound").click()
    hall.spoken("call-11")
    expect(hall.page.locator(".sound")).to_be_hidden()


@pytest.mark.parametrize("trouble", ["block", "unplug"])
def test_a_board_that_does_not_speak_shows_no_alarm(board: OpenBoard, trouble: str) -> None:
    hall = board(blocked=trouble == "block", speaks=False)
    if trouble == "unplug":
        hall.card("unplug")
        hall.is_in("no_device", speaks=False)
    expect(hall.page.locator(".sound")).to_be_hidden()
    hall.call(moment(11))
    elapse(hall.page, 3000)
    assert hall.heard() == []


def test_a_centre_that_is_mute_by_choice_misses_no_loudspeaker(board: OpenBoard, stage: Stage) -> None:
    hall = board()
    hall.card("unplug")
    expect(hall.page.locator(".sound")).to_be_visible()
    stage.change("board", "hall", sound={"on": False, "volume": 80, "quiet": False})
    expect(hall.page.locator(".sound")).to_be_hidden()


def test_only_the_speaker_speaks(board: OpenBoard, stage: Stage) -> None:
    hall = board()
    hall.call(moment(11))
    hall.spoken("call-11")
    hall.hall.speaks = False
    stage.socketio.emit("speaker", hall.hall.told())
    hall.call(moment(12, "B032"))
    hall.is_in("ok", speaks=False)
    hall.hall.speaks, hall.hall.lease, hall.hall.unspoken = True, 2, [moment(13, "C012", age_ms=2000)]
    stage.socketio.emit("speaker", hall.hall.told())
    hall.spoken("call-13")
    assert hall.heard() == sentence(11, 13)


def test_what_was_handed_over_keeps_its_age(board: OpenBoard) -> None:
    hall = board(speaks=False)
    hall.hall.speaks = True
    hall.hall.unspoken = [moment(11, age_ms=44_000), moment(12, "B032", age_ms=30_000)]
    hall.hall.wait_ms = 3000  # the one before is in the middle of a sentence
    hall.stage.socketio.emit("speaker", hall.hall.told())
    hall.is_in("ok")
    elapse(hall.page, 2000)
    assert hall.heard() == []
    hall.hall.wait_ms = 0
    until(hall.page, lambda: ("call-12", "spoken") in hall.hall.results)
    assert hall.heard() == sentence(12)
    assert ("call-11", "expired") in hall.hall.results


def test_what_another_board_has_said_is_not_said_again(board: OpenBoard, stage: Stage) -> None:
    hall = board()
    hall.hall.wait_ms = 3000
    elapse(hall.page, 3000)
    hall.call(moment(11), moment(12, "B032"))
    stage.socketio.emit("heard", {"id": "call-11", "result": "spoken"})
    quiet(hall.page)
    hall.hall.wait_ms = 0
    until(hall.page, lambda: ("call-12", "spoken") in hall.hall.results)
    assert hall.heard() == sentence(12)


def test_a_lease_that_nobody_confirms_runs_out(board: OpenBoard) -> None:
    hall = board()
    hall.hall.deaf = True
    elapse(hall.page, 9000)
    hall.call(moment(11))
    elapse(hall.page, 2000)
    assert hall.heard() == []
    hall.hall.deaf = False
    until(hall.page, lambda: ("call-11", "spoken") in hall.hall.results)
    assert hall.heard() == sentence(11)


def test_a_board_that_has_lost_the_office_does_not_speak(board: OpenBoard, stage: Stage) -> None:
    hall = board(mode="told", seconds=1)
    hall.call(moment(11), moment(12, "B032"))
    until(hall.page, lambda: len(hall.hall.results) == 1)
    hall.hall.speaks = False  # another board has taken over by the time it is back
    with hall.page.expect_websocket():
        for sid in list(stage.socketio.server.manager.get_participants("/", None)):
            stage.socketio.server.disconnect(sid[0])
        expect(hall.page.locator("body")).to_have_attribute("data-speaks", "no")
        tell(hall.page, 5)
        elapse(hall.page, 1500)
    elapse(hall.page, 3000)
    assert hall.heard() == sentence(11)  # begun is ended, also then; nothing else is begun
    assert hall.hall.ends() == [("call-11", "spoken")]  # told when it was back


def test_a_long_sentence_is_broken_off_by_a_board_that_may_speak_no_longer(board: OpenBoard) -> None:
    """The next speaker waits for the end of a sentence, but not for ever: then nobody speaks over it."""
    hall = board(mode="told", seconds=5)
    hall.call(moment(11))
    until(hall.page, lambda: len(hall.hall.results) == 1)
    tell(hall.page, 1)
    hall.hall.speaks = False
    hall.stage.socketio.emit("speaker", hall.hall.told())
    hall.is_in("ok", speaks=False)
    for _ in range(6):
        elapse(hall.page, 1000)
        tell(hall.page, 1)
    assert not any(sound.cut for sound in hall.sounds())
    elapse(hall.page, 4000)
    quiet(hall.page)
    assert hall.page.evaluate("soundcard.sounds.filter(({ ended, cut }) => !ended && !cut).length") == 0
    assert any(sound.cut for sound in hall.sounds())
    assert hall.hall.ends() == []  # whoever speaks now says it from the beginning


def test_what_became_of_a_call_is_told_by_the_present_lease(board: OpenBoard) -> None:
    hall = board()
    hall.hall.lease = 7
    elapse(hall.page, 3000)
    hall.call(moment(11))
    hall.spoken("call-11")
    assert hall.hall.leases == [7, 7]


def test_an_office_that_starts_again_learns_from_any_board_what_was_spoken(board: OpenBoard, stage: Stage) -> None:
    hall = board(speaks=False)
    hall.call(moment(11), moment(12, "B032"))
    stage.socketio.emit("heard", {"id": "call-11", "result": "spoken"})
    stage.socketio.emit("heard", {"id": "call-12", "result": "failed"})
    quiet(hall.page)
    hall.hall.speaks, hall.hall.unspoken = True, [moment(11, age_ms=9000), moment(12, "B032", age_ms=8000)]
    stage.socketio.emit("speaker", hall.hall.told())
    hall.spoken("call-12")
    assert hall.heard() == sentence(12)
    assert set(hall.hall.ends()) == {("call-11", "spoken"), ("call-12", "spoken")}


def test_a_page_that_was_frozen_never_speaks_late(board: OpenBoard) -> None:
    hall = board(mode="told", seconds=1)
    hall.call(moment(11), moment(12, "B032"))
    until(hall.page, lambda: len(hall.hall.results) == 1)
    hall.hall.speaks = False
    hall.page.clock.fast_forward(20_000)  # nothing happens for so long, not even a timer
    hall.call(moment(13, "C012"))
    elapse(hall.page, 3000)
    tell(hall.page, 20)
    quiet(hall.page)
    assert hall.heard() == sentence(11)
    assert all(sound.cut for sound in hall.sounds())
    hall.is_in("ok", speaks=False)


def test_a_frozen_page_that_is_still_the_speaker_goes_on(board: OpenBoard) -> None:
    hall = board(mode="told", seconds=1)
    hall.call(moment(11))
    until(hall.page, lambda: len(hall.hall.results) == 1)
    tell(hall.page, 0.1)
    hall.page.clock.fast_forward(10_000)
    elapse(hall.page, 3000)
    tell(hall.page, 5)
    quiet(hall.page)
    assert sum(sound.cut for sound in hall.sounds()) == 4
    assert hall.heard(cut=False) == sentence(11)
    assert hall.hall.ends() == [("call-11", "spoken")]


def test_the_volume_is_the_one_of_the_hour(board: OpenBoard, stage: Stage) -> None:
    hall = board()
    stage.change("board", "hall", sound={"on": True, "volume": 40, "quiet": False})
    quiet(hall.page)
    hall.call(moment(11))
    hall.spoken("call-11")
    assert {sound.gain for sound in hall.sounds()} == {0.4}


def test_quiet_hours_are_quiet_but_for_a_check(board: OpenBoard, stage: Stage) -> None:
    hall = board()
    stage.change("board", "hall", sound={"on": True, "volume": 0, "quiet": True})
    quiet(hall.page)
    hall.call(
        moment(11), {"at": 12, "id": "closing-1", "kind": "closing", "zone": "hall", "say": {"vi": ["/clip/c.wav"]}}
    )
    hall.call({"at": 12, "id": "check-1", "kind": "check", "zone": "hall", "say": {"vi": ["/clip/check.wav"]}})
    hall.spoken("check-1")
    assert hall.heard() == ["check"]
    assert [sound.gain for sound in hall.sounds()] == [0.5]
    assert hall.hall.ends() == [("call-11", "quiet"), ("closing-1", "quiet"), ("check-1", "spoken")]


def test_a_new_call_lights_up_also_where_nothing_may_move(board: OpenBoard, stage: Stage) -> None:
    hall = board()
    stage.load("board-recall")
    frame = hall.page.locator(".frame")
    expect(frame).to_have_class("frame lit")
    style = "(node) => [getComputedStyle(node).animationName, getComputedStyle(node).opacity]"
    assert frame.evaluate(style) == ["none", "1"]
    elapse(hall.page, 6000)
    expect(frame).to_have_class("frame")
    assert frame.evaluate(style) == ["none", "0"]
