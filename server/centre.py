"""From the centre file to what the rules need."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from config.centre import CentreFile, ChoicePart
from server.rules.centre import Centre, Choice, Counter, Hours, PriorityGroup, Procedure, Service


def _choices(parts: list[ChoicePart]) -> tuple[Choice, ...]:
    return tuple(Choice(part.code, part.name, part.level) for part in parts)


def to_rules(file: CentreFile, *, always_open: bool = False) -> Centre:
    """The centre as the rules see it; `always_open` keeps a demonstration open round the clock."""

    def hours(override: dict[str, list[tuple[str, str]]]) -> Hours:
        spans = file.hours.minutes(override)
        return Hours(spans, file.hours.gives_before_minutes, file.hours.stops_before_minutes, always_open)

    services = [
        Service(s.code, s.letter, s.name, s.minutes, hours(s.hours), s.first, s.last, s.short) for s in file.services
    ]
    counters = [Counter(c.no, c.name, tuple(c.services), tuple(c.helps)) for c in file.counters]
    procedures = [
        Procedure(p.code, p.service, p.name, tuple(p.papers), p.time, p.fee, p.level) for p in file.procedures
    ]
    centre = Centre(
        code=file.code,
        name=file.name,
        unit=file.unit,
        province=file.province,
        zone=ZoneInfo(file.timezone),
        services={service.code: service for service in services},
        counters={counter.no: counter for counter in counters},
        procedures={procedure.code: procedure for procedure in procedures},
        groups={g.code: PriorityGroup(g.code, g.name, g.head_start_minutes) for g in file.priority_groups},
    )
    return replace(
        centre,
        scale=_choices(file.rating.scale),
        reasons=_choices(file.rating.reasons),
        low_level=file.rating.asks_why_up_to,
        call_reasons=_choices(file.call_reasons),
        demo=always_open,
    )
