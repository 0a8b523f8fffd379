"""The centre file as a document: read from the disk, checked, written as bytes. Nothing is taken into force."""

import json
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from config.centre import CentreFile
from server.centre import history
from server.centre.letters import advised
from server.centre.mistakes import Mistake, mistakes_of
from server.house import House

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """The file as it lies on the disk: its document, and the SHA-256 of its bytes, by which changes know it."""

    document: Document
    version: str
    raw: bytes


class Refused(Exception):
    """A change that must not be made, with every mistake in it."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("; ".join(mistakes))
        self.mistakes = mistakes


def stale() -> Refused:
    """What was looked at is something else by now."""
    return Refused([Mistake("", "stale")])


def page(house: House) -> Page:
    """The centre file of now. Raises OSError or ValueError when somebody has broken it by hand."""
    raw = house.settings.centre_file.read_bytes()
    document = json.loads(raw)
    if not isinstance(document, dict):
        raise ValueError("the centre file is not an object")
    return Page(document, history.digest(raw), raw)


def page_or_refused(house: House, broken: bool) -> Page:
    """The centre file of now; an empty document in place of one that cannot be read, when it may be `broken`."""
    try:
        return page(house)
    except (OSError, ValueError) as error:
        if broken:
            raw = bytes_of(house)
            return Page({}, history.digest(raw), raw)
        raise Refused([_unreadable(error)]) from error


def _unreadable(error: Exception) -> Mistake:
    said = f"the centre file cannot be read: {error}"
    if isinstance(error, json.JSONDecodeError):
        return Mistake("", "unreadable_at", {"line": error.lineno}, said)
    return Mistake("", "unreadable", {}, said)


def version(house: House) -> str:
    """The version of the file of now, whatever is in it."""
    return history.digest(bytes_of(house))


def bytes_of(house: House) -> bytes:
    """The file of now; nothing when there is none."""
    try:
        return house.settings.centre_file.read_bytes()
    except FileNotFoundError:
        return b""


def written(document: Document) -> bytes:
    """The document as the file's bytes; what JSON or UTF-8 cannot hold is a mistake."""
    try:
        return (json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise Refused([Mistake("", "unwritable", {"why": str(error)})]) from error


def read(raw: bytes) -> CentreFile:
    """What the next start will read: the bytes are checked, not what they were made of."""
    document = json.loads(raw)
    try:
        return CentreFile.model_validate(document)
    except ValidationError as error:
        raise Refused(advised(mistakes_of(error), document)) from error


def check(document: Document) -> tuple[CentreFile | None, list[Mistake]]:
    """A document as it would be read again from the disk, or everything that is wrong with it."""
    try:
        return read(written(document)), []
    except Refused as refused:
        return None, refused.mistakes
