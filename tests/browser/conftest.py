"""What the browser tests share: one stage, one Chromium, and a careful eye."""

import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright import sync_api

from tests.browser.held import PATIENCE, hold, patient, quiet
from tests.browser.stage import Stage, make_stage, raise_curtain

SHOTS = Path(__file__).parent / "shots"
KEEPS_SHOTS = bool(os.environ.get("MOISO_SHOTS"))
CHROMIUM = os.environ.get("MOISO_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--disable-background-networking",
    "--font-render-hinting=none",  # without a window as wide as with one
    "--autoplay-policy=no-user-gesture-required",
    *(["--no-sandbox"] if os.geteuid() == 0 else []),
]


@pytest.fixture(scope="session")
def _stage() -> Iterator[Stage]:
    stage = make_stage()
    server = raise_curtain(stage)
    yield stage
    server.shutdown()


@pytest.fixture
def stage(_stage: Stage) -> Stage:
    """The stage, empty."""
    _stage.clear()
    return _stage


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Debian's Chromium, headless."""
    assert CHROMIUM, "Chromium is missing: python3 run.py test installs it, or set MOISO_CHROMIUM"
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, timeout=2 * PATIENCE)
        yield browser
        browser.close()


AXE_OVER = "axe-core is over"
LOOK = (Path(__file__).parent / "look.js").read_text(encoding="utf-8")


@dataclass(slots=True)
class Screen:
    """One open page with everything that went wrong on it."""

    page: Any
    name: str
    troubles: list[str] = field(default_factory=list)

    def look(self, name: str) -> None:
        """Check what a machine can: all text fits, no missing words, no errors. MOISO_SHOTS keeps a picture as well."""
        quiet(self.page)
        self.page.evaluate("document.fonts.ready.then(() => true)")
        if KEEPS_SHOTS:
            SHOTS.mkdir(exist_ok=True)
            self.page.screenshot(path=SHOTS / f"{name}.png", animations="disabled")
        assert self.page.evaluate(LOOK) == []
        assert self.troubles == []

    def at_each(self, sizes: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """The same page at each of these sizes (CSS px), one after the other."""
        for width, height in sizes:
            self.page.set_viewport_size({"width": width, "height": height})
            yield width, height

    def buttons_below(self, size: float) -> list[str]:
        """Visible buttons that are narrower or lower than `size` CSS pixels."""
        return list(
            self.page.evaluate(
                """(size) => [...document.querySelectorAll("button, a[href], [role=button], label, input")]
            .filter((node) => node.checkVisibility({ visibilityProperty: true }))
            .map((node) => [node, node.getBoundingClientRect()])
            .filter(([node, box]) => !node.closest(".sr-only") && (box.width < size || box.height < size))
            .map(([node, box]) => `${node.outerHTML.slice(0, 80)} ${box.width}x${box.height}`)""",
                size,
            )
        )

    def violations(self, *rules: str) -> list[str]:
        """What axe-core finds wrong for people who read, touch or hear the page differently: by its rules, or these."""
        from axe_playwright_python.sync_playwright import Axe

        before = len(self.troubles)
        self.page.evaluate("window.held.lend()")
        only = {"runOnly": {"type": "rule", "values": rules}} if rules else None
        found = Axe().run(self.page, options=only).response["violations"]
        self.page.evaluate("window.held.take()")
        # It clones elements with the styles that scripts have given them: its doing, not the page's. What the console
        # has to say of that comes late, but in order.
        with self.page.expect_console_message(lambda message: message.text == AXE_OVER):
            self.page.evaluate("(over) => console.debug(over)", AXE_OVER)
        del self.troubles[before:]
        return [
            f"{fault['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
            for fault in found
            for node in fault["nodes"]
        ]


OpenScreen = Callable[..., Screen]


@pytest.fixture
def open_screen(stage: Stage, chromium: Any) -> Iterator[OpenScreen]:
    """`open_screen("kiosk-home", size=(1080, 1920), lang="vi", touch=True)` -> Screen.

    The page's clock stands still at `now`: only the test moves it (`tests.browser.held`).
    """
    contexts: list[Any] = []

    def opened(
        name: str,
        *,
        size: tuple[int, int] = (1920, 1080),
        lang: str | None = None,
        touch: bool = False,
        now: str = "2026-11-20T08:15:00+07:00",
        motion: bool = False,
        zone: str = "Asia/Ho_Chi_Minh",
        **more: Any,
    ) -> Screen:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            has_touch=touch,
            locale="vi-VN",
            timezone_id=zone,
            reduced_motion="no-preference" if motion else "reduce",
            **more,
        )
        contexts.append(context)
        page = hold(patient(context), now).new_page()
        screen = Screen(page, name)
        page.on("pageerror", lambda error: screen.troubles.append(str(error)))
        page.on("console", lambda message: screen.troubles.append(message.text) if _is_trouble(message) else None)
        page.goto(f"{stage.url}/stage/{name}" + (f"?lang={lang}" if lang else ""))
        return screen

    yield opened
    for context in contexts:
        context.close()


def _is_trouble(message: Any) -> bool:
    """An error on the console, other than the browser's own line about an answer the test asked for (409, 503, …)."""
    return message.type == "error" and not re.match(
        r"Failed to load resource: (the server responded|net::)", message.text
    )
