"""What bringing an earlier version of the centre file back makes of the file of now: everything but the procedures.

The catalogue of procedures has a page, an import and dates of its own: what was posted since then stays posted.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from config.procedures import Catalogue
from server.centre.document import Document
from server.centre.mistakes import Mistake

PART = "procedures"
MOST = 5  # codes named in one sentence
_CATALOGUE: TypeAdapter[Any] = TypeAdapter(Catalogue)


def keeps_catalogue(present: Document) -> bool:
    """Whether the file of now has a catalogue that can be kept; when it is broken, the earlier one comes back."""
    try:
        _CATALOGUE.validate_python(present.get(PART, []))
    except ValidationError:
        return False
    return bool(present)


def brought_back(earlier: Document, present: Document) -> Document:
    """An earlier version as it would be in force again, with the procedures of now."""
    if not keeps_catalogue(present):
        return earlier
    made = {name: value for name, value in earlier.items() if name != PART}
    return made | {PART: present[PART]} if PART in present else made


def misfits(mistakes: list[Mistake], earlier: Document, present: Document) -> list[Mistake]:
    """The mistakes of a version that is brought back; what today's procedures do not find in it is told as that.

    Its own procedures fitted: a service that is missing now is one that today's procedures name.
    """
    if not keeps_catalogue(present):
        return mistakes
    return [_told(mistake, earlier, present) for mistake in mistakes]


def _told(mistake: Mistake, earlier: Document, present: Document) -> Mistake:
    code = mistake.values.get("value")
    if mistake.code == "unknown_service" and mistake.place.startswith(f"{PART}."):
        known = [one["code"] for one in present[PART] if one["service"] == code]
        codes = ", ".join(dict.fromkeys(known[:MOST])) + (", …" if len(known) > MOST else "")
        return Mistake(PART, "back_service", {"service": _name(present, code), "n": len(known), "codes": codes})
    if mistake.code == "unknown_procedure":
        day = earlier["special_days"][int(mistake.place.split(".")[1])]
        return Mistake(mistake.place, "back_procedure", {"day": day["name"], "code": code})
    return mistake


def _name(present: Document, code: Any) -> Mapping[str, str]:
    """The service's name as it is called now, when the file of now knows it."""
    found = present.get("services")
    for one in found if isinstance(found, list) else []:
        if isinstance(one, Mapping) and one.get("code") == code and isinstance(one.get("name"), Mapping):
            return {"vi": str(code), **one["name"]}
    return {"vi": str(code)}
