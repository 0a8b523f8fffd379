"""Two displays of one zone before a real server: one speaks, and when it dies or freezes the other one goes on."""

import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.held import PATIENCE, patient
from tests.ear import soundcard
from tests.processes import Server, server
from tests.waiting import eventually

DEADLINE = PATIENCE / 1000


@dataclass(slots=True)
class Display:
    """A board in a browser of its own, as on a machine of its own, with a sound card that writes all down."""

    browser: Browser
    page: Page

    def is_speaker(self, yes: bool = True) -> None:
        expect(self.page.locator("body")).to_have_attribute("data-speaks", "yes" if yes else "no")
        expect(self.page.locator("body")).to_have_attribute("data-sound", "ok")

    def has_spoken(self, moment: str) -> None:
        expect(self.page.locator("body")).to_have_attribute("data-spoken", moment)

    def ends(self, moment: str) -> None:
        """Let the sentence of a moment be heard to its end."""

        def over() -> bool:
            soundcard.tell(self.page, 30)
            return bool(self.page.locator("body").get_attribute("data-spoken") == moment)

        eventually(over, f"the end of {moment}", DEADLINE)

    def sounds(self) -> int:
        return len(soundcard.sounds(self.page))

    def renderers(self) -> list[int]:
        """The processes in which this browser's pages live."""
        told = self.browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
        return [int(process["id"]) for process in told["processInfo"] if process["type"] == "renderer"]


def send(processes: list[int], what: signal.Signals) -> None:
    for process in processes:
        os.kill(process, what)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Server]:
    with server(tmp_path) as running:
        yield running


@pytest.fixture
def displays(chromium: Browser, office: Server) -> Iterator[Any]:
    """`displays("slow")` -> a Display that is connected."""
    browsers: list[Browser] = []

    def opened(mode: soundcard.Mode = "at_once") -> Display:
        browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=FLAGS, timeout=2 * PATIENCE)
        browsers.append(browser)
        context = soundcard.install(patient(browser.new_context(viewport={"width": 960, "height": 540})), mode)
        display = Display(browser, context.new_page())
        display.page.goto(office.access["devices"]["board"]["url"])
        expect(display.page.locator("body")).to_have_attribute("data-sound", "ok")
        return display

    yield opened
    for browser in browsers:
        browser.close()


def by_turn(first: Display, second: Display) -> tuple[Display, Display]:
    """Who speaks comes first. On a machine that has stood still it may be the second one: a right to speak is short."""
    both = {"yes": first, "no": first}

    def settled() -> bool:
        for one in (first, second):
            both[str(one.page.locator("body").get_attribute("data-speaks"))] = one
        return both["yes"] is not both["no"]

    eventually(settled, "one who speaks and one who does not", DEADLINE)
    return both["yes"], both["no"]


def call(office: Server) -> str:
    """Somebody takes a number and is called, who was called before has not come; the moment's id."""
    office.ask("POST", "/api/v1/counters/2/absent", "staff", {})  # nobody, the first time
    assert office.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"})[0] == 201
    status, _ = office.ask("POST", "/api/v1/counters/2/next", "staff", {})
    assert status == 200
    _, picture = office.ask("GET", "/api/v1/screens/board/hall", "board")
    return f"call-{picture['at']}"


def voice(office: Server) -> dict[str, Any]:
    """What the supervisor sees of the hall's voice."""
    _, picture = office.ask("GET", "/api/v1/screens/supervisor/all", "supervisor")
    return dict(picture["voice"]["zones"][0])


def facts(office: Server) -> tuple[str, int, int, int]:
    """State, boards, spoken, repeated."""
    seen = voice(office)
    return seen["state"], seen["boards"], seen["spoken"], seen["repeated"]


@pytest.mark.timeout(600)
def test_one_of_two_displays_speaks_and_the_other_follows_when_it_is_killed(office: Server, displays: Any) -> None:
    first, second = by_turn(displays("slow"), displays("slow"))  # sentences end when the test says so
    one = call(office)
    eventually(lambda: first.sounds() > 0, "the first display's sentence", DEADLINE)
    two = call(office)
    assert second.sounds() == 0
    first.ends(one)
    eventually(lambda: facts(office) == ("ok", 2, 1, 0), "the first call's end", DEADLINE)
    eventually(lambda: first.page.evaluate("soundcard.sounds.some(({ ended }) => !ended)"), "the second", DEADLINE)

    send(first.renderers(), signal.SIGKILL)  # in the middle of the second call
    second.ends(two)  # from its beginning, once more: a sentence that was cut names nothing
    three = call(office)
    second.ends(three)
    eventually(lambda: facts(office) == ("ok", 1, 3, 1), "all calls' ends", DEADLINE)
    assert soundcard.overlaps(soundcard.sounds(second.page)) == []


@pytest.mark.timeout(600)
def test_a_display_that_freezes_is_followed_and_never_speaks_late(office: Server, displays: Any) -> None:
    first, second = by_turn(displays(), displays())
    first_call = call(office)
    first.has_spoken(first_call)
    before = first.sounds()
    frozen = first.renderers()
    send(frozen, signal.SIGSTOP)
    try:
        during = call(office)
        second.is_speaker()  # its office has not heard of the first for eight seconds
        second.has_spoken(during)
    finally:
        send(frozen, signal.SIGCONT)
    first.is_speaker(False)
    after = call(office)
    second.has_spoken(after)
    eventually(lambda: facts(office) == ("ok", 2, 3, 0), "all calls' ends", DEADLINE)
    assert first.sounds() == before
    assert voice(office)["expired"] == 0
