"""By what a form of the set-up pages knows what it was made for: the parts of the file that its section edits.

So two sections may be open in two tabs and both be kept; two tabs of one section still cannot undo each other.
"""

import hashlib
import json

from server.admin.centre.draft import Document
from server.admin.centre.fields import look
from server.admin.centre.sections import Rows, Section
from server.centre import book
from server.house import House


def edition(house: House, section: Section, document: Document) -> str:
    """A digest of what the section would change.

    Of the whole document while it is somebody's handwork: what was edited by hand is taken into force by a page that
    was opened after it, never by one that was opened before.
    """
    parts = document if book.by_hand(house, document) else {at: look(document, at) for at in places(section)}
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def places(section: Section) -> list[str]:
    """Where in the file the section writes."""
    found: list[str] = []
    for block in section.blocks:
        found += [block.path] if isinstance(block, Rows) else [field.at(block.path) for field in block.fields]
    return found
