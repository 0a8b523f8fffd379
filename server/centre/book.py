"""The centre file is changed here, and nowhere else while a server runs: checked, kept, written, taken into force.

A change is whole or it has not happened. The document before it is kept under `centre-history/`, the new one is written
beside the old one and put in its place by one rename, and the office takes it up in its own turn, so that no number is
given by half of it. What people already hold is protected: see `protections`. Other processes of this house
follow, as far as the change was made here; what somebody has typed into the file by hand waits for an administrator.
"""

import copy
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass

from server.centre import history
from server.centre.document import Document as Document
from server.centre.document import Page as Page
from server.centre.document import Refused as Refused
from server.centre.document import bytes_of, page_or_refused, read, stale, written
from server.centre.document import check as check
from server.centre.document import page as page
from server.centre.document import version as version
from server.centre.earlier import brought_back, misfits
from server.centre.earlier import keeps_catalogue as keeps_catalogue
from server.centre.following import follow as follow
from server.centre.force import by_hand as by_hand
from server.centre.force import hours_are_kept as hours_are_kept
from server.centre.force import in_force as in_force
from server.centre.force import rules_of, take_up
from server.centre.letters import advised
from server.centre.mistakes import Mistake
from server.centre.protections import orphans, turned_away
from server.house import House
from server.rules.centre import Centre
from server.rules.state import Hall

log = logging.getLogger(__name__)
Edit = Callable[[Document], Document]
"""What a change makes of a document. It may raise `Refused` when the document is not one it was made for."""

TRIES = 3  # an edit that is not made for one version is done again when somebody else was faster


class _Overtaken(Refused):
    """Somebody else has changed the file while this change was being made."""


def change(
    house: House, by: str, edit: Edit, version: str | None = None, *, broken: bool = False, confirmed: str = ""
) -> list[Mistake]:
    """Change the centre file and work by it from now on; the mistakes that forbid it, none when it is done.

    `edit` gets a copy of the document and gives the new one. `version` is the one that was looked at: when the file is
    another one by now, also by hand, the change is refused (`stale`). Without it the edit is done on what is there.
    A file that cannot be read is changed only when it may be `broken`: `edit` gets an empty document. `confirmed` is
    what somebody has seen and agreed to: see `to_confirm`.
    """
    wish = _Wish(by, edit, version, broken, confirmed)
    for _ in range(TRIES):
        try:
            _change(house, wish)
        except _Overtaken as overtaken:
            if version is None:
                continue
            return overtaken.mistakes
        except Refused as refused:
            return refused.mistakes
        return []
    return stale().mistakes


def to_confirm(mistakes: list[Mistake]) -> str:
    """What has to be `confirmed` for a change that was refused only to ask: the days and how many people they touch.

    Empty when there is nothing to confirm, or something that cannot be.
    """
    if any(one.code != "day_booked" for one in mistakes):
        return ""
    return ",".join(f"{one.values['date']}:{one.values['n']}" for one in mistakes)


def bring_back(house: House, by: str, name: str, version: str | None = None, confirmed: str = "") -> list[Mistake]:
    """Work by a version of the history again, with the procedures of now; it is checked like any other change.

    KeyError for an unknown name, ValueError for a version that was broken by hand.
    """
    earlier = json.loads(history.read(house.settings.data, name))
    if not isinstance(earlier, dict):
        raise ValueError("this version is not an object")
    seen: list[Document] = []

    def edit(present: Document) -> Document:
        seen.append(present)
        return brought_back(earlier, present)

    mistakes = change(house, by, edit, version, broken=True, confirmed=confirmed)
    return misfits(mistakes, earlier, seen[-1]) if seen else mistakes


@dataclass(frozen=True, slots=True)
class _Wish:
    """What `change` was asked for."""

    by: str
    edit: Edit
    version: str | None
    broken: bool
    confirmed: str


def _change(house: House, wish: _Wish) -> None:
    before = page_or_refused(house, wish.broken)
    if wish.version not in (None, before.version):
        raise stale()
    document = wish.edit(copy.deepcopy(before.document))
    raw = before.raw if document == before.document else written(document)
    centre = _rules(house, raw, document, before)
    if raw == before.raw and centre == house.centre:
        return
    allowed = _permission(house, centre, before, wish.confirmed)
    if raw == before.raw:
        take_up(house, centre, allowed)
        history.note(house.settings.data, raw)
    else:
        # What takes time is done before the office's turn and after it: meanwhile numbers are given.
        with history.ready(house.settings.data, house.settings.centre_file, before.raw, raw, wish.by) as swap:

            def put(hall: Hall) -> None:
                allowed(hall)
                swap.put(house.clock())

            take_up(house, centre, put)
    log.info("%s has changed the centre file", wish.by)


def _rules(house: House, raw: bytes, document: Document, before: Page) -> Centre:
    try:
        return rules_of(house, read(raw))
    except Refused as refused:
        raise Refused(advised(refused.mistakes, document, before.document)) from refused


def _permission(house: House, after: Centre, before: Page, confirmed: str) -> Callable[[Hall], None]:
    """What is asked in the office's turn, when nothing can come between any more."""

    def allowed(hall: Hall) -> None:
        if history.digest(bytes_of(house)) != before.version:
            raise _Overtaken(stale().mistakes)
        if held := orphans(house.centre, after, hall, house.clock()):
            raise Refused(held)
        closed = turned_away(house.centre, after, hall)
        if closed and to_confirm(closed) != confirmed:
            raise Refused(closed)

    return allowed
