"""What all set-up pages have in common: their place, their head, and the page of a change that was refused."""

from collections.abc import Mapping
from typing import Any

from flask import make_response, request
from flask.typing import ResponseReturnValue

from server.admin.centre.places import told
from server.admin.centre.sections import SECTIONS
from server.centre import book
from server.centre.mistakes import Mistake
from server.house import House
from server.web.screen import language, screen

PAGE = "/admin/centre"


def framed(template: str, title: str, **data: object) -> ResponseReturnValue:
    """A page in the reader's language, with the way to all sections."""
    return screen(template, title=title, lang=language(), sections=[section.name for section in SECTIONS], **data)


def file_of(here: House) -> book.Page | None:
    """The file, as far as it can be read."""
    try:
        return book.page(here)
    except (OSError, ValueError):
        return None


def in_language() -> str:
    """The language that was asked for, to be asked for again by the next address."""
    return f"&lang={language()}" if request.args.get("lang") else ""


def refused_plainly(mistakes: list[Mistake], document: Mapping[str, Any]) -> ResponseReturnValue:
    """A change without a form of its own was refused: every mistake of the `document` with its place and page."""
    page = framed(
        "centre-refused.html",
        "centre.refused",
        mistakes=told(mistakes, document, language()),
        confirm=book.to_confirm(mistakes),
        version=request.form.get("version", ""),
    )
    return make_response(page, 409)
