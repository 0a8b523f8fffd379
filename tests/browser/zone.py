"""A hall on the stage whose boards speak: what the office tells them, and a sound card that writes all down."""

import io
import json
import re
import wave
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Screen
from tests.browser.held import elapse, hold, patient, quiet
from tests.browser.stage import Stage
from tests.ear import soundcard

NOW = "2026-11-20T08:15:00+07:00"


def clip(seconds: float = 0.06) -> bytes:
    """A short silent clip."""
    data = io.BytesIO()
    with wave.open(data, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(2 * round(8000 * seconds)))
    return data.getvalue()


def moment(at: int, label: str = "A045", **more: Any) -> dict[str, Any]:
    """A call: the chime and three pieces in Vietnamese."""
    return {
        "at": at,
        "id": f"call-{at}",
        "kind": "call",
        "ticket": {"id": f"20261120-{label}", "label": label, "service": "HT"},
        "counter": 2,
        "say": {"vi": ["/clip/chime.wav", *(f"/clip/{at}-{piece}.wav" for piece in "abc")]},
        "chime": True,
        **more,
    }


@dataclass(slots=True)
class Hall:
    """What the office says to the boards of the stage, and what they have told it."""

    speaks: bool = True
    lease: int = 1
    unspoken: list[dict[str, Any]] = field(default_factory=list)
    wait_ms: int = 0
    deaf: bool = False
    states: list[str] = field(default_factory=list)
    results: list[tuple[str, str]] = field(default_factory=list)
    leases: list[int | None] = field(default_factory=list)  # by which each result was told

    def told(self) -> dict[str, Any]:
        """The office's word who speaks."""
        lease = self.lease if self.speaks else None
        return {
            "zone": "hall", "speaks": self.speaks, "lease": lease, "valid_ms": 8000,
            "unspoken": self.unspoken if self.speaks else [], "wait_ms": self.wait_ms,
        }  # fmt: skip

    def __call__(self, event: str, body: Any) -> dict[str, Any]:
        if self.deaf:
            return {"problem": {"status": 503}}
        if event == "spoken":
            self.results.append((body["id"], body["result"]))
            self.leases.append(body["lease"])
            return {}
        if not self.states or self.states[-1] != body["state"]:
            self.states.append(body["state"])
        return self.told()

    def ends(self) -> list[tuple[str, str]]:
        """What became of the calls, without their beginnings."""
        return [(ident, result) for ident, result in self.results if result != "began"]


@dataclass(slots=True)
class Board:
    """An open board with a sound card for tests."""

    screen: Screen
    stage: Stage
    hall: Hall

    @property
    def page(self) -> Page:
        """The page."""
        page: Page = self.screen.page
        return page

    def call(self, *moments: dict[str, Any]) -> None:
        """Let these calls happen."""
        for one in moments:
            self.stage.moment(one)

    def card(self, act: str) -> None:
        """Do something to the sound card: block, allow, die, stall, go, unplug, plug."""
        self.page.evaluate(f"soundcard.{act}()")

    def heard(self, cut: bool = True) -> list[str]:
        """The names of the clips that were started, in the order of time; with or without those that were cut."""
        sounds = [sound for sound in self.sounds() if cut or not sound.cut]
        return [sound.path.rpartition("/")[2].removesuffix(".wav") for sound in sounds]

    def sounds(self) -> list[soundcard.Sound]:
        """All that was started since the page was loaded."""
        return soundcard.sounds(self.page)

    def spoken(self, ident: str) -> None:
        """Wait until the board says that it has spoken this."""
        expect(self.page.locator("body")).to_have_attribute("data-spoken", ident)
        quiet(self.page)  # the office has heard of it

    def is_in(self, state: str, speaks: bool = True) -> None:
        """Wait until the board knows how its sound is and whether it speaks."""
        expect(self.page.locator("body")).to_have_attribute("data-sound", state)
        expect(self.page.locator("body")).to_have_attribute("data-speaks", "yes" if speaks else "no")

    def again(self) -> None:
        """Load the page again."""
        self.page.reload()
        expect(self.page.locator(".called-number")).not_to_be_empty()
        self.is_in("ok", self.hall.speaks)  # what comes before that is not its to say


OpenBoard = Callable[..., Board]


def open_board(
    chromium: Any,
    stage: Stage,
    contexts: list[Any],
    name: str = "board-eight",
    *,
    mode: soundcard.Mode = "at_once",
    seconds: float = 0.06,
    blocked: bool = False,
    speaks: bool = True,
    size: tuple[int, int] = (1920, 1080),
    motion: bool = False,
) -> Board:
    """A board of the stage; its clips take `seconds`. Its clock stands still, and the sound card's time with it."""
    hall = stage.hall if isinstance(stage.hall, Hall) else Hall(speaks=speaks)
    stage.hall = hall
    context = chromium.new_context(
        viewport={"width": size[0], "height": size[1]}, timezone_id="Asia/Ho_Chi_Minh", locale="vi-VN",
        reduced_motion="no-preference" if motion else "reduce",
    )  # fmt: skip
    contexts.append(context)
    hold(patient(context), NOW)
    soundcard.install(context, mode)  # after the clock: its seconds are the page's
    if blocked:
        context.add_init_script("soundcard.block()")
    context.route("**/clip/**", _clips(clip(seconds)))
    screen = Screen(context.new_page(), name)
    screen.page.on("pageerror", lambda error: screen.troubles.append(str(error)))
    screen.page.goto(f"{stage.url}/stage/{name}")
    expect(screen.page.locator(".line").first).to_be_visible()
    board = Board(screen, stage, hall)
    if blocked:
        elapse(screen.page, 600)
    board.is_in("blocked" if blocked else "ok", hall.speaks)
    return board


def _clips(sound: bytes) -> Callable[[Route], None]:
    def answer(route: Route) -> None:
        if re.search("/gone", route.request.url):
            route.fulfill(status=404)
        else:
            body = b"no sound at all" if "/bad" in route.request.url else sound
            route.fulfill(body=body, content_type="audio/wav")

    return answer


def remembered(page: Page) -> dict[str, Any]:
    """What the board's browser has kept of what was said."""
    return dict(json.loads(page.evaluate("localStorage.getItem('voice.hall')")))
