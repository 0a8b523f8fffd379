"""What a section means in plain words, from the rules themselves: what the page shows beside its fields."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from config.centre import CentreFile
from config.parts import WEEKDAYS
from config.words import word
from server.admin.centre.fields import shown_day
from server.centre.reading import to_rules
from server.pictures.scene import promise
from server.rules.centre import Centre
from server.rules.hours import giving, local, spans_on
from server.rules.week import Hours, Names

MOST_DATES = 12
LOOK_AHEAD = 60  # days


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it is about, and what holds for it."""

    head: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A centre file that is looked at: the centre it makes when it keeps its hours, and those hours themselves."""

    centre: Centre
    hours: Hours
    today: date
    lang: str

    def day_name(self, day: date) -> str:
        """The weekday of a date."""
        return word(self.lang, f"admin.day_{WEEKDAYS[day.weekday()]}")


def meaning(section: str, file: CentreFile, now: int, lang: str) -> list[Line]:
    """What the section says, for a centre that keeps its hours; empty for sections that speak for themselves."""
    maker = MAKERS.get(section)
    if maker is None:
        return []
    centre = to_rules(file)
    usual = to_rules(file.model_copy(update={"services": [file.services[0].model_copy(update={"hours": {}})]}))
    hours = usual.services[file.services[0].code].hours
    return maker(Reading(centre, hours, local(now, centre.zone).date(), lang))


def in_words(names: Names, lang: str) -> str:
    """A name in the reader's language, else in Vietnamese."""
    return names.get(lang) or names["vi"]


def promised(centre: Centre, lang: str) -> str:
    """The order of calling in one sentence, word for word as every screen shows it."""
    return in_words(promise(centre)["says"], lang)


def _time(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _day(hours: Hours, day: date, centre: Centre, lang: str) -> str:
    """When the doors are open on a date, and when numbers are given."""
    spans = spans_on(hours, day)
    if not spans:
        return word(lang, "centre.means_closed")
    doors = ", ".join(f"{_time(opens)}–{_time(closes)}" for opens, closes in spans)
    given = [
        "–".join(f"{local(moment, centre.zone):%H:%M}" for moment in span) for span in giving(hours, day, centre.zone)
    ]
    return word(lang, "centre.means_open", doors=doors, numbers=", ".join(given) or "–")


def _usual(hours: Hours) -> Hours:
    """The usual week: without single dates."""
    return Hours(hours.spans, hours.gives_before, hours.stops_before, False, hours.extras)


def _hours(it: Reading) -> list[Line]:
    hours = _usual(it.hours)
    monday = it.today - timedelta(days=it.today.weekday())
    return [
        Line(it.day_name(monday + timedelta(days=n)), _day(hours, monday + timedelta(days=n), it.centre, it.lang))
        for n in range(7)
    ]


def _dates(it: Reading) -> list[Line]:
    hours = it.hours
    coming = [day for day in sorted(hours.rules) if day >= it.today.isoformat()][:MOST_DATES]
    lines = []
    for iso in coming:
        day, why = date.fromisoformat(iso), hours.rules[iso].why
        head = f"{it.day_name(day)} {shown_day(iso)}"
        text = _day(hours, day, it.centre, it.lang)
        lines.append(Line(head, f"{text} – {in_words(why, it.lang)}" if why else text))
    return lines


def _special(it: Reading) -> list[Line]:
    lines = []
    for special in it.centre.special_days:
        days = (it.today + timedelta(days=n) for n in range(LOOK_AHEAD))
        coming = next((day for day in days if special.is_on(day)), None)
        when = f"{it.day_name(coming)} {coming:%d/%m/%Y}" if coming else word(it.lang, "centre.means_never")
        lines.append(Line(in_words(special.name, it.lang), word(it.lang, "centre.means_next", when=when)))
    return lines


def _services(it: Reading) -> list[Line]:
    lines = []
    for service in it.centre.services.values():
        counters = ", ".join(str(one.no) for one in it.centre.counters_for(service.code)) or "–"
        series = f"{service.label(max(service.first, 1))}–{service.label(service.last)}"
        text = word(it.lang, "centre.means_service", series=series, counters=counters)
        lines.append(Line(in_words(service.name, it.lang), text))
    return lines


def _order(it: Reading) -> list[Line]:
    return [Line(word(it.lang, "centre.means_promise"), promised(it.centre, it.lang))]


def _patience(it: Reading) -> list[Line]:
    one = it.centre.patience
    late = word(it.lang, "centre.means_late" if one.late_returns else "centre.means_late_none",
                calls=one.calls, n=one.late_returns, behind=one.late_behind)  # fmt: skip
    fix = word(it.lang, "centre.means_fix_words", minutes=one.fix_minutes, behind=one.fix_behind)
    lines = [Line(word(it.lang, "centre.means_absent"), late), Line(word(it.lang, "centre.means_fix"), fix)]
    if one.postpones:
        text = word(it.lang, "centre.means_postpone_words", n=one.postpones, places=one.postpone_most)
        lines.append(Line(word(it.lang, "centre.means_postpone"), text))
    if one.ask_from:
        lines.append(Line(word(it.lang, "centre.means_ask"), word(it.lang, "centre.means_ask_words", n=one.ask_from)))
    return lines


def _booking(it: Reading) -> list[Line]:
    one = it.centre.booking
    if not one.services:
        return [Line(word(it.lang, "centre.means_booking"), word(it.lang, "centre.means_booking_none"))]
    names = ", ".join(in_words(it.centre.services[code].name, it.lang) for code in one.services)
    text = word(
        it.lang, "centre.means_booking_words", minutes=one.slot_minutes, share=100 - one.walk_in_percent, days=one.days
    )
    return [Line(names, text)]


def _counters(it: Reading) -> list[Line]:
    idle = [one for one in it.centre.services.values() if not it.centre.counters_for(one.code)]
    if not idle:
        return [Line(word(it.lang, "centre.means_all_served"), "")]
    return [Line(in_words(one.name, it.lang), word(it.lang, "centre.means_no_counter")) for one in idle]


MAKERS: Mapping[str, Callable[[Reading], list[Line]]] = {
    "hours": _hours,
    "dates": _dates,
    "special": _special,
    "services": _services,
    "counters": _counters,
    "order": _order,
    "patience": _patience,
    "booking": _booking,
}
