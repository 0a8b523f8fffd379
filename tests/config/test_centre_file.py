"""A centre file that cannot be used is refused as a whole, and every mistake is named with its place."""

import copy
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from config.centre import DEMO, CentreFileError, read_centre_file
from config.words import area, languages
from config.wrong import Wrong

RAW: dict[str, Any] = json.loads(DEMO.read_text(encoding="utf-8"))
Spoil = Callable[[dict[str, Any]], object]


def service(raw: dict[str, Any], code: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in raw["services"] if one["code"] == code)
    return found


def put(*path: str | int, value: object) -> Spoil:
    """A mistake: this value at this place."""

    def spoil(raw: dict[str, Any]) -> None:
        part: Any = raw
        for step in path[:-1]:
            part = part[step]
        part[path[-1]] = value

    return spoil


def add(*path: str | int, value: object) -> Spoil:
    """A mistake: one more entry in a list."""

    def spoil(raw: dict[str, Any]) -> None:
        part: Any = raw
        for step in path:
            part = part.setdefault(step, []) if isinstance(part, dict) else part[step]
        part.append(value)

    return spoil


NAME = {"vi": "Tên"}
MON, SAT = ("hours", "weekdays", "mon"), ("hours", "weekdays", "sat")
EXTRA = {"name": NAME, "weekdays": ["mon"], "span": ["11:00", "12:00"]}
VERSION = {"code": "1.001193", "service": "HT", "name": NAME}
MISTAKES: list[tuple[str, Spoil, str, str]] = [
    ("overlapping hours", put(*MON, value=[["07:30", "11:30"], ["11:00", "17:00"]]), "hours.weekdays.mon", "overlap"),
    ("hours out of order", put(*MON, value=[["13:30", "17:00"], ["07:30", "11:30"]]), "hours.weekdays.mon", "order"),
    ("closes first", put(*MON, value=[["11:30", "07:30"]]), "hours.weekdays.mon", "before it closes"),
    ("no length", put(*MON, value=[["11:30", "11:30"]]), "hours.weekdays.mon", "before it closes"),
    ("a quarter past midnight", put(*MON, value=[["07:30", "24:15"]]), "hours.weekdays.mon", "time of day"),
    ("a time without zero", put(*MON, value=[["7:30", "11:30"]]), "hours.weekdays.mon", "time of day"),
    ("three times", put(*MON, value=[["07:30", "11:30", "12:00"]]), "hours.weekdays.mon", ""),
    ("over before a number", put(*SAT, value=[["07:30", "07:40"]]), "", ""),  # see NOT_MISTAKES: gives before opening
    ("an eighth day", put("hours", "weekdays", "holiday", value=[]), "hours", "holiday"),
    ("a service's eighth day", put("services", 0, "hours", value={"sta": [["07:30", "11:30"]]}), "services.0", "sta"),
    ("a counter's eighth day", put("counters", 0, "hours", value={"weekdays": {"sta": []}}), "counters.0", "sta"),
    ("an extra in usual hours", add("hours", "extras", value=EXTRA), "hours", "overlaps the hours of mon"),
    (
        "two extras",
        add("hours", "extras", value=EXTRA | {"span": ["11:45", "12:30"]}),
        "hours.extras",
        "overlap on mon",
    ),
    ("an extra on no day", add("hours", "extras", value=EXTRA | {"weekdays": []}), "hours.extras", "at least 1"),
    ("a date twice", add("hours", "dates", value={"date": "2027-01-01"}), "hours", "2027-01-01"),
    ("29 February 2027", add("hours", "dates", value={"date": "2027-02-29"}), "hours.dates", "date"),
    (
        "a date's hours",
        add("hours", "dates", value={"date": "2028-02-29", "spans": [["9", "10"]]}),
        "hours.dates",
        "time",
    ),
    ("a zone that is none", put("timezone", value="Asia/Hanoi"), "timezone", "time zone"),
    ("a zone that is a path", put("timezone", value="../etc/passwd"), "timezone", "time zone"),
    ("an unknown service", add("counters", 0, "services", value="XX"), "counters.0.services", "unknown service 'XX'"),
    ("unknown help", add("counters", 1, "helps", value="XX"), "counters.1.helps", "unknown service 'XX'"),
    ("a route to nowhere", put("services", 0, "route", value=["XX"]), "services.0.route", "unknown service 'XX'"),
    ("a route to itself", put("services", 0, "route", value=["CT"]), "services.0.route", "to itself"),
    ("a step twice", put("services", 0, "route", value=["TRA", "TRA"]), "services.0.route.1", "'TRA' to itself"),
    ("a stream to nowhere", put("services", 0, "many", value={"above": 5, "service": "XX"}), "services.0.many", "'XX'"),
    (
        "a stream to itself",
        put("services", 0, "many", value={"above": 5, "service": "CT"}),
        "services.0.many",
        "same line",
    ),
    ("a large visit of none", put("services", 0, "many", value={"above": 0, "service": "HD"}), "services.0.many", "1"),
    ("silent at the kiosk", put("services", 0, "silent", value=True), "services.0.kiosk", "silent"),
    ("a letter twice", put("services", 1, "letter", value="B"), "services.1.letter", "'B' is used twice"),
    ("letters alike", put("services", 1, "letter", value="P"), "services", "sound alike"),
    ("a code twice", put("services", 1, "code", value="CT"), "services", "'CT' is used twice"),
    ("a small code", put("services", 1, "code", value="ht"), "services.1.code", "pattern"),
    ("a series backwards", put("services", 0, "last", value=0), "services.0.last", ""),
    ("no minutes", put("services", 0, "minutes", value=0), "services.0.minutes", "greater than 0"),
    ("a quota of none", put("services", 0, "quota", value=0), "services.0.quota", "1"),
    ("no services", put("services", value=[]), "services", "at least 1"),
    ("a counter twice", put("counters", 1, "no", value=1), "counters", "'1' is used twice"),
    ("a counter's service twice", put("counters", 1, "services", value=["HT", "HT"]), "counters.1.services", "twice"),
    ("helps itself", put("counters", 1, "helps", value=["HT"]), "counters.1.helps", "twice"),
    ("a counter in no zone", put("counters", 0, "zone", value="attic"), "counters.0.zone", "unknown zone 'attic'"),
    ("a special day never", add("special_days", value={"code": "X", "name": NAME}), "special_days", "neither weekdays"),
    (
        "a group twice",
        add("priority_groups", value={"code": "NCT", "name": NAME, "head_start_minutes": 1}),
        "priority",
        "twice",
    ),
    ("a negative start", put("priority_groups", 0, "head_start_minutes", value=-1), "priority_groups.0", "0"),
    (
        "a reason twice",
        add("call_reasons", value={"code": "LATE", "name": NAME}),
        "call_reasons",
        "'LATE' is used twice",
    ),
    ("a level twice", put("rating", "scale", 0, "level", value=1), "rating.scale", "twice"),
    ("a policy that is none", put("order", value={"policy": "bribe"}), "order.policy", "head_start"),
    ("a ratio of none", put("order", value={"policy": "ratio", "ratio": 0}), "order.ratio", "1"),
    ("no calls", put("patience", value={"calls": 0}), "patience.calls", "1"),
    ("a slot too long", put("booking", "slot_minutes", value=240), "", ""),  # see NOT_MISTAKES: a morning is that long
    (
        "all for walk-ins",
        put("booking", "walk_in_percent", value=100),
        "booking.walk_in_percent",
        "nothing can be booked",
    ),
    (
        "a slot of three hours",
        put("hours", "weekdays", value={"mon": [["07:30", "07:45"]]}),
        "booking.services",
        "slot",
    ),
    ("booking nowhere", add("booking", "services", value="XX"), "booking.services", "unknown service 'XX'"),
    ("101 percent", put("booking", "walk_in_percent", value=101), "booking.walk_in_percent", "100"),
    ("two in force", add("procedures", value=VERSION), "procedures", "1.001193 is in force twice"),
    (
        "ends first",
        add("procedures", value=VERSION | {"posted_from": "2027-01-02", "abolished_from": "2027-01-01"}),
        "procedures",
        "abolished",
    ),
    ("a procedure's code", put("procedures", 0, "code", value="HT-1"), "procedures.0.code", "pattern"),
    ("nobody calls it", put("counters", 6, "services", value=["TD"]), "services.5.kiosk", "no counter calls them"),
    (
        "a quota of helpers",
        put("counters", 1, value={"no": 2, "name": NAME, "services": ["TD"]}),
        "services.1.auto_quota",
        "no counter has it as its own work",
    ),
    ("an unknown word", put("colour", value="red"), "colour", "not permitted"),
    ("no Vietnamese", put("name", value={"en": "Centre"}), "name", "Vietnamese"),
    ("a card mode", put("card", value="always"), "card", "off"),
]
NOT_MISTAKES = {"over before a number", "a slot too long"}


def refused(tmp_path: Path, raw: object) -> list[str]:
    path = tmp_path / "centre.json"
    path.write_text(raw if isinstance(raw, str) else json.dumps(raw), encoding="utf-8")
    with suppress(CentreFileError):
        read_centre_file(path)
        return []
    with pytest.raises(CentreFileError, match="centre") as told:
        read_centre_file(path)
    return told.value.mistakes


@pytest.mark.parametrize(
    ("spoil", "place", "says"),
    [pytest.param(*rest, id=name) for name, *rest in MISTAKES if name not in NOT_MISTAKES],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, spoil: Spoil, place: str, says: str) -> None:
    raw = copy.deepcopy(RAW)
    spoil(raw)
    mistakes = refused(tmp_path, raw)
    assert any(one.startswith(place) and says in one for one in mistakes), mistakes
    assert len(mistakes) <= 3, "a mistake is told once, not as ten others"


def test_the_demo_and_what_only_looks_odd_are_taken(tmp_path: Path) -> None:
    assert refused(tmp_path, RAW) == []
    for name, spoil, *_ in MISTAKES:
        if name in NOT_MISTAKES:
            raw = copy.deepcopy(RAW)
            spoil(raw)
            assert refused(tmp_path, raw) == [], name
    new = copy.deepcopy(RAW)
    fresh = {"code": "TL", "letter": "G", "name": NAME, "minutes": 5, "kiosk": False, "auto_quota": True}
    new["services"].append(fresh)  # added first, given to a counter afterwards
    assert refused(tmp_path, new) == []
    late = copy.deepcopy(RAW)
    late["hours"]["weekdays"]["sat"] = [["18:00", "24:00"]]
    late["hours"]["dates"].append({"date": "2028-02-29", "spans": [["07:30", "11:30"]]})
    assert refused(tmp_path, late) == []


def test_a_span_that_is_over_before_a_number_is_given(tmp_path: Path) -> None:
    raw = copy.deepcopy(RAW)
    raw["hours"]["gives_before_minutes"] = 0
    raw["hours"]["weekdays"]["sat"] = [["07:30", "07:45"]]
    assert any("over before a number" in one for one in refused(tmp_path, raw))


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    raw = copy.deepcopy(RAW)
    for name in ("a route to itself", "a special day never", "an unknown service", "a reason twice"):
        next(spoil for other, spoil, *_ in MISTAKES if other == name)(raw)
    assert len(refused(tmp_path, raw)) == 4


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "not JSON"), ("{", "not JSON"), ("[]", "dictionary"), ("null", "dictionary"), ('{"code": "x"}', "required")],
)
def test_a_file_that_is_no_centre(tmp_path: Path, text: str, says: str) -> None:
    mistakes = refused(tmp_path, text)
    assert any(says.lower() in one.lower() for one in mistakes), mistakes


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(CentreFileError, match="not there"):
        read_centre_file(tmp_path / "nothing.json")
    (tmp_path / "centre.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CentreFileError, match="not JSON"):
        read_centre_file(tmp_path / "centre.json")


def test_every_mistake_has_words_for_the_set_up_pages() -> None:
    assert Wrong((), "x", "y").values == {}
    source = (Path(DEMO).parent / "sense.py").read_text(encoding="utf-8")
    codes = {"own_stream", "route_loop", "silent_kiosk", "counter_names_twice", "twice_choice", "never_on"}
    codes |= {
        "service_without_counter",
        "quota_without_counter",
        "no_numbers",
        "nothing_to_book",
        "slot_too_long",
        "weekday",
        "extra_overlaps",
    }
    assert all(f'"{code}"' in source for code in codes)
    for lang in languages():
        assert {f"centre.wrong_{code}" for code in codes} <= set(area(lang, "centre"))
