"""A page's own time: it stands still until a test lets it pass, however slow the machine is.

A test that lets time pass while an answer is still on its way proves something else on every machine. Therefore time
passes only when nothing is under way (`held.js` counts), and waiting for the machine takes no time of the page.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

PATIENCE = 60_000  # ms of the world's time that only a fault reaches
SETTLE = 650  # ms of the page's time after which a new page of the kiosk or the feedback terminal takes any touch
HELD = (Path(__file__).parent / "held.js").read_text(encoding="utf-8")

expect.set_options(timeout=PATIENCE)


def patient(context: BrowserContext) -> BrowserContext:
    """The same context, waiting long enough for any machine."""
    context.set_default_timeout(PATIENCE)
    context.set_default_navigation_timeout(PATIENCE)
    return context


def hold(context: BrowserContext, now: str) -> BrowserContext:
    """Stop the clock of every page that this context will open, at `now` (RFC 3339)."""
    moment = datetime.fromisoformat(now)
    context.add_init_script(HELD)  # before the clock: its own patience is the world's
    context.clock.install(time=moment - timedelta(hours=1))  # it flows until it is stopped, and never backwards
    context.clock.pause_at(moment)
    return context


def answered(page: Page) -> None:
    """Wait until every request of the page has been answered and the page has read the answer."""
    page.evaluate("(patience) => window.held.answered(patience)", PATIENCE)


def quiet(page: Page) -> None:
    """Wait until, besides, all that the stage has said through the page's socket has arrived."""
    page.evaluate("(patience) => window.held.quiet(patience)", PATIENCE)


def elapse(page: Page, milliseconds: int, step: int = 1000) -> None:
    """Let so much of the page's time pass, and wait for all that it has set in motion.

    An answer that comes within one `step` of the page's time is never late for a page that waits for seconds.
    """
    quiet(page)
    for passed in range(0, milliseconds, step):
        page.clock.run_for(min(step, milliseconds - passed))
        quiet(page)


def press(page: Page, target: str | Locator) -> None:
    """Press something on a page that lets the last tap die away first: not before that time has passed."""
    elapse(page, SETTLE)
    (page.locator(target) if isinstance(target, str) else target).click()


def until(page: Page, there: Locator | Callable[[], bool], within: int = 60_000, step: int = 250) -> None:
    """Let the page's time pass until `there` is visible (or true); AssertionError after `within` ms of that time."""
    seen: Callable[[], Any] = there.is_visible if isinstance(there, Locator) else there
    for _ in range(0, within, step):
        quiet(page)
        if seen():
            return
        page.clock.run_for(step)
    quiet(page)
    assert seen(), f"{there} did not come within {within} ms of the page's time"
