"""Who was called out of order, and why: for everybody to read. Reasons and numbers only; nobody is named."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from server.callbook import calls_between
from server.house import House, house
from server.limits import LOOKS, network
from server.pictures.scene import mark_of, promise, rfc3339
from server.rules.calls import Call
from server.rules.hours import local, moment
from server.same import Same
from server.store import Store
from server.web.problem import wrong_field

EARLIEST = date(2000, 1, 1)  # no centre is older; the first years of the calendar have no time stamps
SETTLED = 3_600_000  # ms after its end in which the last call of a day may still come into the journal
MOST_DAYS = 400  # that are over and kept: a year, each a few calls
blueprint = Blueprint("fairness", __name__, url_prefix="/api/v1")


@dataclass(frozen=True, slots=True)
class Told:
    """How many calls a day had, and those out of order, oldest first."""

    calls: int
    out_of_order: tuple[Call, ...]


@blueprint.get("/fairness")
def fairness() -> ResponseReturnValue:
    """The calls out of order of a day (`day`, today when left out), oldest first; `calls` counts all of them."""
    here = house()
    here.limits.check(LOOKS, network(request.remote_addr))
    today = local(here.clock(), here.centre.zone).date()
    day = _day(request.args.get("day"), today)
    told, scene = _told(here, day, today), here.scene()
    entries = [
        {
            "at": rfc3339(scene, call.at),
            "label": call.label,
            "counter": call.counter,
            "reason": mark_of(scene, call.mark),
        }
        for call in told.out_of_order
    ]
    return {"day": day.isoformat(), "promise": promise(here.centre), "entries": entries, "calls": told.calls}


def _day(asked: str | None, today: date) -> date:
    try:
        day = date.fromisoformat(asked) if asked else today
    except ValueError:
        raise wrong_field("day", "day") from None
    if not EARLIEST <= day <= today:
        raise wrong_field("day", "between", first=EARLIEST, last=today)
    return day


def _told(here: House, day: date, today: date) -> Told:
    zone, rows = here.centre.zone, Same(here.store)
    if day == today:
        made = here.calls.today(here.office.look().at).calls
        return _of([call for call in made if local(call.at, zone).date() == day])
    begins, ends = moment(day, 0, zone), moment(day + timedelta(days=1), 0, zone)
    look = _finished if here.clock() >= ends + SETTLED else _read
    return look(rows, begins, ends)


def _read(rows: Same[Store], begins: int, ends: int) -> Told:
    """The journal of a whole day is read for it."""
    with rows.value.reading() as connection:
        return _of(calls_between(connection, begins, ends))


_finished = lru_cache(maxsize=MOST_DAYS)(_read)


def _of(calls: Iterable[Call]) -> Told:
    made = [call for call in calls if not call.again]
    return Told(len(made), tuple(call for call in made if call.mark is not None))
