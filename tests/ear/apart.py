"""Browsers of their own for the tests by ear, beside the one that the browser tests keep open to the end."""

import functools
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from threading import Thread
from typing import Any, ParamSpec, TypeVar

from playwright import sync_api

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.held import PATIENCE

Given = ParamSpec("Given")
Result = TypeVar("Result")


def apart(test: Callable[Given, Result]) -> Callable[Given, Result]:
    """The same test in a thread of its own: Playwright's synchronous way allows one of its kind per thread."""

    @functools.wraps(test)
    def run(*given: Given.args, **named: Given.kwargs) -> Result:
        result: Future[Result] = Future()

        def body() -> None:
            try:
                result.set_result(test(*given, **named))
            except BaseException as error:
                result.set_exception(error)

        Thread(target=body, daemon=True).start()  # a daemon: a test that hangs does not hold pytest's own deadline
        return result.result()

    return run


@contextmanager
def chromium(flags: Sequence[str] = FLAGS, **more: Any) -> Iterator[Any]:
    """A Chromium, ended with the block; `more` as Playwright's `launch` takes it."""
    assert CHROMIUM, "Chromium is missing: python3 run.py test installs it, or set MOISO_CHROMIUM"
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(flags), timeout=2 * PATIENCE, **more)
        yield browser
        browser.close()
