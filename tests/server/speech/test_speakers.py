"""Who speaks: never two at once, never nobody for long, and nothing unspoken is forgotten."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.speech.speakers import RESULTS, STATES, Speakers
from server.speech.zones import CUT, FAILING, FORGOTTEN, FRESH, LEASE, MERGED, REMEMBERED, UNSURE, WAITED_FOR

RENEW = 2_500  # ms between two questions of a board
TAKEN_OVER = 12_000  # ms after which another board speaks, whatever has happened to the first
HALL = "hall"


def moment(number: int, ticket: str | None = None) -> dict[str, Any]:
    return {"id": f"call-{number}", "ticket": {"id": ticket or f"T{number}"}}


@dataclass
class Page:
    """A board as it behaves: it believes its lease for as long as the office said, from when it asked."""

    sid: str
    state: str = "unknown"
    confirmed: int = -LEASE
    speaks: bool = False

    def may(self, now: int) -> bool:
        return self.speaks and self.state == "ok" and now - self.confirmed < LEASE


@dataclass
class Office:
    """The speakers, the pages before them, and one clock."""

    speakers: Speakers = field(default_factory=lambda: Speakers([HALL], 0))
    pages: dict[str, Page] = field(default_factory=dict)
    now: int = 0
    comings: int = 0

    def come(self, board: str) -> None:
        if board not in self.pages:
            self.comings += 1
            self.pages[board] = Page(f"{board}-{self.comings}")
            self.speakers.come(HALL, self.pages[board].sid, board, self.now)
            self.turn()

    def go(self, board: str) -> None:
        if page := self.pages.pop(board, None):
            self.speakers.go(page.sid)
            self.turn()

    def say(self, board: str, state: str, way: int = 0) -> None:
        """The board asks now, and its question is `way` ms under way."""
        if page := self.pages.get(board):
            page.state, asked = state, self.now
            self.wait(way)
            self.speakers.sound(page.sid, state, self.now)
            self.turn()
            page.speaks = self.speakers.told(page.sid, self.now).speaks
            page.confirmed = asked if page.speaks else -LEASE

    def turn(self) -> None:
        for told in self.speakers.turn(self.now)[0]:
            for page in self.pages.values():
                if page.sid == told.sid and not told.speaks:
                    page.speaks = False

    def wait(self, milliseconds: int) -> None:
        end = self.now + milliseconds
        while self.now < end:
            self.now = min(end, self.now + 1000)
            self.turn()

    def speaking(self) -> list[str]:
        return [board for board, page in self.pages.items() if page.may(self.now)]

    def result(self, sid: str, ident: str, result: str, ms: int = 0, lease: int | None = None) -> str | None:
        """A board tells what became of a call, by the present lease if the test does not say another one."""
        lease = self.speakers.told(sid, self.now).lease if lease is None else lease
        return self.speakers.result(sid, ident, result, self.now, lease=lease, ms=ms)

    def voice(self) -> Any:
        (voice,) = self.speakers.voices(self.now)
        return voice


BOARDS = st.sampled_from("abc")
STEPS = st.one_of(
    st.tuples(st.just("come"), BOARDS),
    st.tuples(st.just("go"), BOARDS),
    st.tuples(st.just("say"), BOARDS, st.sampled_from(sorted(STATES) + ["ok"] * 4), st.integers(0, 700)),
    st.tuples(st.just("wait"), st.integers(0, 9000)),
)


@given(st.lists(STEPS, max_size=40))
def test_never_two_at_once(steps: list[Any]) -> None:
    office = Office()
    for act, *how in steps:
        getattr(office, act)(*how)
        assert len(office.speaking()) <= 1


@given(st.lists(STEPS, max_size=25), st.integers(0, 2499))
def test_soon_somebody_speaks_and_has_all_that_is_unspoken(steps: list[Any], phase: int) -> None:
    """Whatever has happened: a board whose sound works speaks within twelve seconds, and knows every fresh call."""
    office = Office()
    for act, *how in steps:
        getattr(office, act)(*how)
    office.come("c")
    office.wait(phase)
    office.speakers.call(HALL, "call-1", moment(1), office.now)
    for _ in range(0, TAKEN_OVER, RENEW):
        office.say("c", "ok")
        office.wait(RENEW)
    speaking = office.speaking()
    assert speaking == ["c"]
    told = office.speakers.told(office.pages["c"].sid, office.now)
    assert [call["id"] for call in told.unspoken] == ["call-1"]


def test_a_board_that_goes_is_followed_at_once() -> None:
    office = Office()
    for board in "ab":
        office.come(board)
        office.say(board, "ok")
    assert office.speaking() == ["a"]
    office.go("a")
    assert office.speakers.told(office.pages["b"].sid, office.now).speaks


def test_a_board_that_keeps_silent_is_followed_after_its_lease() -> None:
    office = Office()
    for board in "ab":
        office.come(board)
    office.say("a", "ok")
    for _ in range(3):
        office.say("b", "ok")
        office.wait(RENEW)
    assert office.speaking() == ["a"]
    office.wait(LEASE - 3 * RENEW)
    office.say("b", "ok")
    assert office.speaking() == ["b"]
    office.say("a", "ok")  # it is back, and does not take it again
    assert office.speaking() == ["b"]


@pytest.mark.parametrize("way", [0, 400])
def test_the_next_one_begins_only_when_the_first_has_ended(way: int) -> None:
    office = Office()
    for board in "ab":
        office.come(board)
        office.say(board, "ok", way)
    spoke = set()
    for _ in range(50):
        office.say("b", "ok")
        office.wait(200)
        assert len(office.speaking()) <= 1
        spoke |= set(office.speaking())
    assert spoke == {"a", "b"}


def test_a_follower_that_is_silent_too_is_followed_in_its_turn() -> None:
    office = Office()
    for board in "abc":
        office.come(board)
        office.say(board, "ok")
    for _ in range(3):
        office.wait(RENEW)
        office.say("b", "ok")
        office.say("c", "ok")
    for _ in range(int(LEASE / RENEW) + 1):  # b is given the lease, but it was heard for the last time
        office.wait(RENEW)
        office.say("c", "ok")
    assert office.speaking() == ["c"]


@pytest.mark.parametrize("state", ["blocked", "dead", "no_device"])
def test_a_board_that_cannot_speak_gives_way_to_one_that_can(state: str) -> None:
    office = Office()
    for board in "ab":
        office.come(board)
        office.say(board, "ok")
    office.say("a", state)
    assert office.speaking() == []  # b has to ask first
    office.say("b", "ok")
    assert office.speaking() == ["b"]
    office.say("b", state)
    assert office.voice().state == state  # nobody can: the last one keeps it, and its trouble is told
    office.say("a", "ok")
    assert office.speaking() == ["a"]


def test_a_board_that_never_knows_its_sound_gives_way() -> None:
    office = Office()
    office.come("a")
    office.say("a", "unknown")
    office.come("b")
    office.say("b", "ok")
    assert office.speakers.told(office.pages["a"].sid, office.now).speaks
    office.wait(UNSURE)
    office.say("a", "unknown")
    office.say("b", "ok")
    assert office.speaking() == ["b"]


def test_a_lonely_board_that_was_away_gets_its_lease_back() -> None:
    office = Office()
    office.come("a")
    office.say("a", "ok")
    office.wait(60_000)
    assert office.voice().state == "silent"
    assert office.speaking() == []
    office.say("a", "ok")
    assert office.speaking() == ["a"]
    assert office.voice().state == "ok"


def test_the_state_of_a_zone_in_a_word() -> None:
    office = Office()
    assert (office.voice().state, office.voice().speaker, office.voice().boards) == ("none", None, 0)
    office.wait(500)
    office.come("a")
    assert (office.voice().state, office.voice().speaker, office.voice().boards) == ("unknown", "a", 0)
    office.wait(500)
    office.say("a", "blocked")
    assert (office.voice().state, office.voice().since) == ("blocked", 1000)
    office.wait(2000)
    office.say("a", "blocked")
    assert office.voice().since == 1000
    assert not office.speakers.speaks(HALL, office.now)
    office.say("a", "ok")
    assert office.voice().boards == 1
    assert office.speakers.speaks(HALL, office.now)
    assert not office.speakers.speaks("nowhere", office.now)
    office.go("a")
    assert office.voice().state == "none"


def holder(office: Office) -> str:
    office.come("a")
    office.say("a", "ok")
    return office.pages["a"].sid


def unspoken(office: Office) -> list[tuple[str, int]]:
    told = office.speakers.told(office.pages["a"].sid, office.now)
    return [(call["id"], call["age_ms"]) for call in told.unspoken]


def test_what_has_ended_is_not_handed_over() -> None:
    office = Office()
    a = holder(office)
    for number in range(6):
        office.speakers.call(HALL, f"call-{number}", moment(number), office.now)
        office.now += 10
    for number, result in enumerate(("spoken", "expired", "failed", "quiet", "merged")):
        assert office.result(a, f"call-{number}", result) == HALL
    assert office.result(a, "call-5", "began", 3000) == HALL
    assert unspoken(office) == [("call-5", 10)]
    office.wait(FRESH)  # too old to be spoken; the board says so, or that it has been
    assert unspoken(office) == [("call-5", FRESH + 10)]
    office.wait(FORGOTTEN - FRESH)
    assert unspoken(office) == []


def test_a_result_is_news_once_and_spoken_is_for_ever() -> None:
    office = Office()
    a = holder(office)
    office.speakers.call(HALL, "call-1", moment(1), office.now)
    office.speakers.call(HALL, "call-1", moment(1), office.now)
    say = lambda result: office.result(a, "call-1", result)  # noqa: E731
    assert [say("expired"), say("expired"), say("failed"), say("spoken"), say("spoken"), say("expired")] == [
        HALL, None, None, HALL, None, None,
    ]  # fmt: skip
    assert (office.voice().spoken, office.voice().expired, office.voice().repeated) == (1, 0, 0)
    assert office.result(a, "call-2", "spoken") is None
    assert office.result("nobody", "call-1", "spoken") is None


def test_what_is_begun_twice_is_counted() -> None:
    office = Office()
    a = holder(office)
    office.come("b")
    office.speakers.call(HALL, "call-1", moment(1), office.now)
    office.result(a, "call-1", "began", 5000)
    office.go("a")
    b = office.pages["b"].sid
    told = office.speakers.told(b, office.now)
    assert ([call["id"] for call in told.unspoken], told.wait_ms) == (["call-1"], 5000)
    office.result(b, "call-1", "began", 5000)
    office.result(b, "call-1", "spoken")
    assert (office.voice().spoken, office.voice().repeated) == (1, 1)
    assert office.speakers.told(b, office.now).wait_ms == 0


def test_nobody_waits_long_for_the_end_of_a_sentence() -> None:
    office = Office()
    a = holder(office)
    office.come("b")
    office.speakers.call(HALL, "call-1", moment(1), office.now)
    office.result(a, "call-1", "began", 60_000)
    assert office.speakers.told(a, office.now).wait_ms == 0  # it is its own sentence
    office.go("a")
    assert office.speakers.told(office.pages["b"].sid, office.now).wait_ms == WAITED_FOR


def test_calls_of_which_nobody_tells_anything_are_given_up() -> None:
    office = Office()
    a = holder(office)
    office.speakers.call(HALL, "call-1", moment(1, "A"), office.now)
    office.speakers.call(HALL, "call-2", moment(2, "B"), office.now)
    office.result(a, "call-2", "began")
    assert office.speakers.unheard() == frozenset()
    office.wait(FORGOTTEN)
    assert office.speakers.unheard() == {"A", "B"}
    assert office.voice().expired == 1


def test_a_ticket_is_unheard_when_its_newest_call_is() -> None:
    office = Office()
    a = holder(office)
    for number, result in enumerate(("spoken", "merged", "expired")):
        office.speakers.call(HALL, f"call-{number}", moment(number, "A"), office.now)
        office.result(a, f"call-{number}", result)
    office.speakers.call(HALL, "closing-1", {"id": "closing-1"}, office.now)
    office.result(a, "closing-1", "expired")
    assert office.speakers.unheard() == {"A"}
    office.speakers.call(HALL, "call-9", moment(9, "A"), office.now)
    assert office.speakers.unheard() == frozenset()


def test_the_memory_of_calls_is_bounded() -> None:
    office = Office()
    a = holder(office)
    for number in range(REMEMBERED + 5):
        office.speakers.call(HALL, f"call-{number}", moment(number), office.now)
    assert len(unspoken(office)) == REMEMBERED
    assert office.result(a, "call-4", "spoken") is None
    assert office.result(a, "call-5", "spoken") == HALL


def test_words_that_do_not_exist_are_refused() -> None:
    office = Office()
    a = holder(office)
    with pytest.raises(ValueError, match="loud"):
        office.speakers.sound(a, "loud", office.now)
    with pytest.raises(ValueError, match="sung"):
        office.result(a, "call-1", "sung")
    assert not office.speakers.sound("nobody", "ok", office.now)
    assert "began" in RESULTS


def test_the_next_one_waits_for_the_real_end_of_a_long_sentence() -> None:
    office = Office()
    a = holder(office)
    office.come("b")
    office.speakers.call(HALL, "call-1", moment(1), office.now)
    office.result(a, "call-1", "began", 11_500)
    office.wait(1_000)
    office.go("a")
    assert office.speakers.told(office.pages["b"].sid, office.now).wait_ms == 10_500


def handed_over(office: Office) -> tuple[str, str]:
    """A call that was given to a first board and then to a second one; both boards are still there."""
    a = holder(office)
    office.come("b")
    office.speakers.call(HALL, "call-1", moment(1, "A"), office.now)
    office.say("b", "ok")
    office.say("a", "dead")
    b = office.pages["b"].sid
    assert office.speakers.told(b, office.now).speaks
    return a, b


@pytest.mark.parametrize("result", ["expired", "failed", "quiet", "merged"])
@pytest.mark.parametrize("lease", [None, 1])
def test_an_old_lease_gives_up_nothing_that_another_board_has_to_say(result: str, lease: int | None) -> None:
    office = Office()
    a, b = handed_over(office)
    assert office.result(a, "call-1", result, lease=lease) is None
    assert [call["id"] for call in office.speakers.told(b, office.now).unspoken] == ["call-1"]
    assert office.result(b, "call-1", result, lease=1) is None  # its own word, but of a lease it does not have
    assert office.result(b, "call-1", result) == HALL


def test_what_was_heard_was_heard_by_whatever_lease() -> None:
    office = Office()
    a, b = handed_over(office)
    assert office.result(a, "call-1", "began", 3_000, lease=1) == HALL
    assert office.speakers.told(b, office.now).wait_ms == 3_000
    assert office.result(a, "call-1", "spoken", lease=1) == HALL
    assert office.speakers.told(b, office.now).unspoken == ()


def test_calls_that_failed_are_counted_and_the_newest_tell_that_it_is_no_accident() -> None:
    office = Office()
    a = holder(office)

    def call(number: int, result: str) -> bool:
        office.speakers.call(HALL, f"call-{number}", moment(number), office.now)
        office.result(a, f"call-{number}", result)
        return bool(office.voice().failing)

    assert [call(number, "failed") for number in range(FAILING)] == [False] * (FAILING - 1) + [True]
    assert office.voice().failed == FAILING
    assert call(10, "quiet")  # says nothing about the voice
    assert call(11, "began")
    assert not call(12, "spoken")
    assert not call(13, "failed")
    assert office.voice().failed == FAILING + 1
    office.result(a, "call-13", "spoken")  # another board has said it after all
    assert (office.voice().failed, office.voice().spoken) == (FAILING, 2)


def test_only_boards_whose_sound_works_can_speak() -> None:
    office = Office()
    for board, state in (("a", "blocked"), ("b", "ok"), ("c", "no_device"), ("d", "ok")):
        office.come(board)
        office.say(board, state)
    assert office.voice().boards == 2
    office.wait(LEASE - 1)
    office.say("b", "ok")
    office.wait(1)
    assert office.voice().boards == 1  # the other one is not heard any more


def test_a_sound_check_is_no_call() -> None:
    office = Office()
    office.come("a")
    office.say("a", "ok")
    for number, result in enumerate(("spoken", "failed", "expired")):
        ident = f"check-{number}"
        office.speakers.call(HALL, ident, {"id": ident, "kind": "check"}, office.now)
        assert not office.voice().unspoken
        lease = office.speakers.told(office.pages["a"].sid, office.now).lease
        office.speakers.result(office.pages["a"].sid, ident, result, office.now, lease=lease)
    voice = office.voice()
    assert (voice.spoken, voice.failed, voice.expired, voice.repeated) == (0, 0, 0, 0)
    office.speakers.call(HALL, "call-1", moment(1), office.now)
    assert office.voice().unspoken
    office.speakers.result(office.pages["a"].sid, "call-1", "spoken", office.now, lease=lease)
    assert (office.voice().spoken, office.voice().unspoken) == (1, False)


def test_a_young_announcement_stands_for_the_next_of_its_kind() -> None:
    office = Office()
    a = holder(office)
    pending = lambda kind="check": office.speakers.pending(HALL, kind, office.now)  # noqa: E731
    assert not pending()
    office.speakers.call(HALL, "call-1", {"id": "call-1", "kind": "call", "ticket": {"id": "A"}}, office.now)
    office.speakers.call(HALL, "check-1", {"id": "check-1", "kind": "check"}, office.now)
    assert (pending(), pending("closing"), pending("call")) == (True, False, False)
    assert not office.speakers.pending("nowhere", "check", office.now)
    office.result(a, "check-1", "began", 3_000)
    office.wait(MERGED - 1)
    assert pending()
    office.wait(1)
    assert not pending()
    office.speakers.call(HALL, "check-2", {"id": "check-2", "kind": "check"}, office.now)
    office.result(a, "check-2", "spoken")
    assert not pending()


def test_a_call_of_before_the_start_keeps_its_age_and_waits_for_whoever_may_be_saying_it() -> None:
    office = Office(now=100_000)
    office.speakers.resume(HALL, "call-1", moment(1, "A"), office.now, 40_000)
    holder(office)
    assert unspoken(office) == [("call-1", 40_000)]
    assert office.speakers.told(office.pages["a"].sid, office.now).wait_ms == CUT
    office.wait(FORGOTTEN - 40_000)
    assert unspoken(office) == []
    assert office.speakers.unheard() == {"A"}
