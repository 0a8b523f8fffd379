"""The centre's logo on its way to the paper: fetched once, checked, kept. It is never worth a ticket: without it, or
with one that is not what it should be, the ticket is printed without a logo.
"""

import hashlib
import logging
import re
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from printers.files import replace_whole
from printers.link import LARGEST_LOGO
from printers.png import TALLEST, WIDEST, open_png
from printers.web import LinkError

log = logging.getLogger(__name__)

SHA256 = re.compile(r"[0-9a-f]{64}")
AGAIN_AFTER = 60.0
"""Seconds before another try at a logo that could not be had, so that tickets do not wait for it one after another."""


class Logos:
    """Logos by the SHA-256 of their files. `fetch` brings a file from the server and may raise LinkError."""

    def __init__(
        self, folder: Path, fetch: Callable[[str], bytes], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._folder, self._fetch, self._clock = folder, fetch, clock
        self._known: dict[str, Image.Image] = {}
        self._failed: dict[str, float] = {}

    def find(self, sha: str | None) -> Image.Image | None:
        """The logo as a picture, mode "1"; None when there is none to be had now. Never raises."""
        if sha is None:
            return None
        if (known := self._known.get(sha)) is not None:
            return known
        if self._clock() < self._failed.get(sha, float("-inf")):
            return None
        try:
            picture = self._kept(sha) or self._fetched(sha)
        except (LinkError, OSError, ValueError) as trouble:
            log.warning("tickets are printed without their logo: %s", trouble)
            self._failed = {sha: self._clock() + AGAIN_AFTER}
            return None
        # only the newest is of use: a centre has one
        self._known = {sha: picture}
        return picture

    def _kept(self, sha: str) -> Image.Image | None:
        """From the disk; a damaged file counts as none."""
        try:
            return checked((self._folder / f"{sha}.png").read_bytes(), sha) if SHA256.fullmatch(sha) else None
        except (OSError, ValueError):
            return None

    def _fetched(self, sha: str) -> Image.Image:
        if not SHA256.fullmatch(sha):
            raise ValueError("its name is not a SHA-256")
        data = self._fetch(sha)
        picture = checked(data, sha)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            replace_whole(self._folder / f"{sha}.png", data)
        except OSError as trouble:
            log.warning("the logo cannot be kept: %s", trouble)
        return picture


def checked(data: bytes, sha: str) -> Image.Image:
    """The picture in a PNG file of this SHA-256. Raises ValueError that says what is wrong with it."""
    if len(data) > LARGEST_LOGO:
        raise ValueError(f"the logo has more than {LARGEST_LOGO} bytes")
    if hashlib.sha256(data).hexdigest() != sha:
        raise ValueError("the logo is not the file that was asked for")
    try:
        return open_png(data, WIDEST, TALLEST).convert("1")
    except ValueError as trouble:
        raise ValueError(f"the logo: {trouble}") from trouble
