"""Why a service cannot be removed: everything that still names it, at once, each where it is mended."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from server.centre.mistakes import Mistake

Rows = list[Mapping[str, Any]]


def obstacles(mistakes: Iterable[Mistake], before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Mistake]:
    """The mistakes of a change; what a removed service leaves behind is told as that, not as a name nobody knows."""
    names, left = _names(before), _names(after)
    found: list[Mistake] = []
    for mistake in mistakes:
        code = str(mistake.values.get("value"))
        gone = mistake.code == "unknown_service" and code in names and code not in left
        found += _named(code, names[code], after) if gone else [mistake]
    return found


def _named(code: str, name: Mapping[str, str], after: Mapping[str, Any]) -> Iterator[Mistake]:
    """One for each kind of thing that still names a service."""
    counters = [one for one in _rows(after, "counters") if code in [*one.get("services", ()), *one.get("helps", ())]]
    if counters:
        numbers = ", ".join(str(one["no"]) for one in counters)
        yield Mistake("counters", "service_at_counters", {"service": name, "counters": numbers})
    if n := sum(one.get("service") == code for one in _rows(after, "procedures")):
        yield Mistake("procedures", "service_in_catalogue", {"service": name, "n": n})
    if ways := [one for one in _rows(after, "services") if code in (*one.get("route", ()), _stream(one))]:
        yield Mistake("services", "service_on_ways", {"service": name, "others": _listed(ways)})
    if days := [one for one in _rows(after, "special_days") if code in one.get("services", ())]:
        yield Mistake("special_days", "service_on_days", {"service": name, "days": _listed(days)})
    booking = after.get("booking")
    if isinstance(booking, Mapping) and code in booking.get("services", ()):
        yield Mistake("booking.services", "service_in_booking", {"service": name})
    if after.get("help_service") == code:
        yield Mistake("help_service", "service_helps", {"service": name})


def _stream(service: Mapping[str, Any]) -> Any:
    return (service.get("many") or {}).get("service")


def _rows(document: Mapping[str, Any], name: str) -> Rows:
    found = document.get(name)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _names(document: Mapping[str, Any]) -> dict[str, Mapping[str, str]]:
    return {str(one.get("code")): one["name"] for one in _rows(document, "services") if one.get("name")}


def _listed(rows: Rows) -> dict[str, str]:
    """Their names in every language that one of them has; Vietnamese where a name is missing."""
    names: list[Mapping[str, str]] = [row.get("name") or {} for row in rows]
    langs = {lang for one in names for lang in one} | {"vi"}
    return {lang: ", ".join(one.get(lang) or one.get("vi", "") for one in names) for lang in sorted(langs)}
