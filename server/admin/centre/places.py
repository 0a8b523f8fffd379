"""Where a mistake stands in the centre file, in words, and the page on which it is mended."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from config.parts import WEEKDAYS
from config.words import word
from server.admin.centre.choices import name_of
from server.admin.centre.fields import shown_day
from server.admin.centre.sections import owner
from server.centre.mistakes import Mistake


@dataclass(frozen=True, slots=True)
class Link:
    """A page: its address, and the key of its title."""

    href: str
    title: str


@dataclass(frozen=True, slots=True)
class Told:
    """One mistake as people read it; `where` is empty for the whole file, `link` is None where no page mends it."""

    where: str
    text: str
    link: Link | None


def page_of(place: str) -> Link | None:
    """The page that shows this place of the file; None for a part without one."""
    if place.split(".")[0] == "procedures":
        return Link("/admin/catalogue", "catalogue.title")
    section = owner(place)
    return Link(f"/admin/centre/{section}", f"centre.{section}") if section else None


def where(place: str, document: Mapping[str, Any], lang: str) -> str:
    """A place in words: "Giờ tiếp nhận › Thứ Ba", "Quầy › Quầy 6"."""
    link, parts, here = page_of(place), list[str](), document
    if link is not None:
        parts.append(word(lang, link.title))
    for step in place.split("."):
        here = _inner(here, step)
        if step in WEEKDAYS:
            parts.append(word(lang, f"admin.day_{step}"))
        elif step.isdecimal() and isinstance(here, Mapping) and (title := _title(here, lang)):
            parts.append(title)
    return " › ".join(parts)


def told(mistakes: Iterable[Mistake], document: Mapping[str, Any], lang: str) -> list[Told]:
    """Every mistake with its place and its page; the same one is told once."""
    found = (Told(where(one.place, document, lang), one.say(lang), page_of(one.place)) for one in mistakes)
    return list(dict.fromkeys(found))


def _inner(here: Any, step: str) -> Any:
    if isinstance(here, Mapping):
        return here.get(step)
    return here[int(step)] if isinstance(here, list) and step.isdecimal() and int(step) < len(here) else None


def _title(entry: Mapping[str, Any], lang: str) -> str:
    if entry.get("no"):
        return word(lang, "centre.counter_no", no=entry["no"])
    return shown_day(entry["date"]) if "date" in entry else name_of(entry, lang) or str(entry.get("code") or "")
