"""A loudspeaker that tests can hear (`ear.js`): what a page says, in which order, and what was cut short."""

from pathlib import Path
from typing import Any

from tests.browser.held import quiet

EAR = (Path(__file__).parent / "ear.js").read_text(encoding="utf-8")


def listen(page: Any, setup: str = "") -> None:
    """Open the page again with a loudspeaker that is heard; `setup` changes `ear` before the page begins."""
    page.add_init_script(EAR + f";(() => {{ const {{ ear }} = window; {setup} }})();")
    page.reload()
    quiet(page)


def heard(page: Any) -> list[str]:
    """All that has begun to sound since the page was opened or `forget` was called."""
    quiet(page)
    return list(page.evaluate("window.ear.heard"))


def forget(page: Any) -> None:
    """Listen afresh."""
    page.evaluate("window.ear.heard.length = window.ear.cut = 0")
