"""What every part of the centre file is made of: strict objects, names in languages, codes, times of day."""

import itertools
import re
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from config.wrong import Wrong, refuse, wrong

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TIME = re.compile(r"([01]\d|2[0-4]):([0-5]\d)")


class Part(BaseModel):
    """Any part of the file; a word that is not known is a mistake, not a wish."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _has_vietnamese(names: dict[str, str]) -> dict[str, str]:
    if not names.get("vi", "").strip():
        refuse("Names", [Wrong(("vi",), "vietnamese", 'a Vietnamese name is needed: {"vi": "…"}')])
    return names


def minutes(value: str) -> int:
    """Minutes since midnight of a time of day such as `07:30`; ValueError when it is none."""
    found = TIME.fullmatch(value)
    if not found or (found[1] == "24" and found[2] != "00"):
        raise wrong("time", f"{value!r} is not a time of day such as 07:30", value=value)
    return int(found[1]) * 60 + int(found[2])


def _span(span: tuple[str, str]) -> tuple[str, str]:
    if minutes(span[0]) >= minutes(span[1]):
        raise wrong("span_order", "a span must open before it closes")
    return span


def _ordered(spans: list[tuple[str, str]]) -> list[tuple[str, str]]:
    for n, ((_, closes), (opens, _)) in enumerate(itertools.pairwise(spans), 1):
        if minutes(opens) < minutes(closes):
            refuse("Spans", [Wrong((n,), "spans_overlap", "spans overlap or are out of order")])
    return spans


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise wrong("timezone", f"{name!r} is not a time zone such as Asia/Ho_Chi_Minh") from error
    return name


Names = Annotated[dict[str, str], AfterValidator(_has_vietnamese)]
ClockTime = Annotated[str, AfterValidator(lambda value: (minutes(value), value)[1])]
Span = Annotated[tuple[ClockTime, ClockTime], AfterValidator(_span)]
Spans = Annotated[list[Span], AfterValidator(_ordered)]
Place = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,20}$")]
Code = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{0,15}$")]
Zone = Annotated[str, AfterValidator(_zone)]
