"""From the centre file to what the rules need."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from config.centre import CentreFile, ChoicePart, CounterPart, ProcedurePart, ServicePart
from config.hours import HoursPart
from config.parts import WEEKDAYS, Spans, minutes
from server.rules.centre import (
    Booking,
    Centre,
    Choice,
    Counter,
    Limit,
    Order,
    Patience,
    PriorityGroup,
    Procedure,
    Service,
    Stream,
    Zone,
)
from server.rules.week import DayRule, Extra, Hours, SpecialDay


def _choices(parts: list[ChoicePart]) -> tuple[Choice, ...]:
    return tuple(Choice(part.code, part.name, part.level) for part in parts)


def _days(names: list[str]) -> frozenset[int]:
    return frozenset(WEEKDAYS.index(name) for name in names)


def _span(span: tuple[str, str]) -> tuple[int, int]:
    return minutes(span[0]), minutes(span[1])


def _hours(part: HoursPart, always: bool, override: dict[str, Spans] | None = None) -> Hours:
    return Hours(
        part.minutes(override),
        part.gives_before_minutes,
        part.stops_before_minutes,
        always,
        tuple(Extra(extra.name, _days(list(extra.weekdays)), _span(extra.span)) for extra in part.extras),
        {
            one.date.isoformat(): DayRule(tuple(_span(span) for span in one.spans), one.why)
            for one in part.dates
            if not always  # a demonstration has no holidays
        },
    )


def _service(part: ServicePart, hours: Hours) -> Service:
    return Service(
        part.code,
        part.letter,
        part.name,
        part.minutes,
        hours,
        part.first,
        part.last,
        part.short,
        # What never closes has no half-days to fill: a demonstration gives numbers as long as somebody asks.
        quota=None if hours.always else part.quota,
        auto_quota=part.auto_quota and not hours.always,
        carries=part.carries,
        route=tuple(part.route),
        silent=part.silent,
        kiosk=part.kiosk,
        many=Stream(part.many.above, part.many.service) if part.many else None,
    )


def _counter(part: CounterPart, hours: Hours | None) -> Counter:
    return Counter(
        part.no,
        part.name,
        tuple(part.services),
        tuple(part.helps),
        part.helps_after_minutes,
        part.helps_from_waiting,
        hours,
        part.zone,
    )


def _procedure(part: ProcedurePart) -> Procedure:
    return Procedure(
        part.code,
        part.service,
        part.name,
        tuple(part.papers),
        part.time,
        part.fee,
        part.level,
        part.official_name,
        part.decision,
        part.posted_from,
        part.abolished_from,
        part.place,
        part.source,
        part.minutes,
        minutes(part.same_day_until) if part.same_day_until else None,
    )


def to_rules(file: CentreFile, *, always_open: bool = False, today: date | None = None) -> Centre:
    """The centre as the rules see it; `always_open` keeps a demonstration open round the clock.

    `procedures` are those in force on `today`; all of them when it is not said.
    """
    services = [_service(part, _hours(file.hours, always_open, part.hours)) for part in file.services]
    counters = [
        _counter(part, _hours(file.hours, always_open, part.hours.weekdays) if part.hours else None)
        for part in file.counters
    ]
    catalogue = tuple(_procedure(part) for part in file.procedures)
    centre = Centre(
        code=file.code,
        name=file.name,
        unit=file.unit,
        province=file.province,
        zone=ZoneInfo(file.timezone),
        services={service.code: service for service in services},
        counters={counter.no: counter for counter in counters},
        procedures={one.code: one for one in catalogue if today is None or one.in_force(today)},
        catalogue=catalogue,
        groups={g.code: PriorityGroup(g.code, g.name, g.head_start_minutes) for g in file.priority_groups},
    )
    return _with_policies(centre, file, always_open)


def _with_policies(centre: Centre, file: CentreFile, demo: bool) -> Centre:
    booking, patience = file.booking, file.patience.model_dump()
    return replace(
        centre,
        scale=_choices(file.rating.scale),
        reasons=_choices(file.rating.reasons),
        low_level=file.rating.asks_why_up_to,
        call_reasons=_choices(file.call_reasons),
        pause_reasons=_choices(file.pause_reasons),
        hold_reasons=_choices(file.hold_reasons),
        special_days=tuple(
            SpecialDay(
                day.code,
                day.name,
                _days(list(day.weekdays)),
                frozenset(one.isoformat() for one in day.dates),
                tuple(day.services),
                tuple(day.procedures),
            )
            for day in file.special_days
        ),
        order=Order(file.order.policy, file.order.ratio),
        patience=Patience(**patience, closes_after=file.hours.closes_after_minutes),
        booking=Booking(
            tuple(booking.services),
            booking.slot_minutes,
            booking.walk_in_percent,
            booking.early_minutes,
            booking.late_minutes,
            booking.days,
            booking.public,
        ),
        limit=Limit(file.limit.service, file.limit.day),
        zones=tuple(Zone(zone.code, zone.name) for zone in file.zones),
        ticker=tuple(file.ticker),
        media_seconds=file.media_seconds,
        card=file.card == "ask",
        help_service=file.help_service,
        demo=demo,
    )
