"""How a centre treats people, as it stands in the centre file: the order, patience, appointments, limits."""

from typing import Literal

from pydantic import Field

from config.parts import Part


class OrderPart(Part):
    """Who is next: a head start for priority groups, one of them after `ratio` others, or always first."""

    policy: Literal["head_start", "ratio", "strict"] = "head_start"
    ratio: int = Field(default=2, ge=1, le=20)


class PatiencePart(Part):
    """What is granted to those who are late, sent back or wait aside."""

    calls: int = Field(default=3, ge=1, le=9)
    call_minutes: int = Field(default=10, ge=1, le=60)
    late_returns: int = Field(default=1, ge=0, le=5)
    late_behind: int = Field(default=3, ge=0, le=50)
    void_minutes: int = Field(default=120, ge=0, le=600)
    fix_minutes: int = Field(default=120, ge=5, le=600)
    fix_behind: int = Field(default=2, ge=0, le=20)
    postpones: int = Field(default=1, ge=0, le=5)
    postpone_most: int = Field(default=5, ge=1, le=50)
    ask_from: int = Field(default=0, ge=0, le=500)


class BookingPart(Part):
    """Appointments: for which services, how long a slot is, and the share of capacity kept for those who walk in."""

    services: list[str] = Field(default_factory=list)
    slot_minutes: int = Field(default=30, ge=5, le=240)
    walk_in_percent: int = Field(default=50, ge=0, le=100)
    early_minutes: int = Field(default=20, ge=0, le=240)
    late_minutes: int = Field(default=10, ge=0, le=240)
    days: int = Field(default=6, ge=0, le=60)
    public: bool = False


class LimitPart(Part):
    """Live numbers of one person at a time, where a card is shown; 0 is no limit."""

    service: int = Field(default=1, ge=0, le=20)
    day: int = Field(default=2, ge=0, le=50)


class StreamPart(Part):
    """Visits with more dossiers than this go into another service's line."""

    above: int = Field(ge=1, le=98)
    service: str
