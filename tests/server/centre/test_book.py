"""Changing the centre file while the house is open: whole or not at all, in force at once, nobody loses a number."""

import json
import logging
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.centre import DEMO, CentreFileError, read_centre_file
from config.words import word
from server.appointments import code_of
from server.caretaker import Caretaker
from server.centre import book, history
from server.centre.mistakes import Mistake
from server.centre.reading import to_rules
from server.people import put_device
from server.pictures import picture
from server.rules.commands import BookVisit, CallNext, FinishVisit, HandOn, StartVisit, TakeTicket
from server.store import StoreBusy
from tests.server.conftest import Centre, make_centre

Document = dict[str, Any]


def demo() -> Document:
    document: Document = json.loads(DEMO.read_text(encoding="utf-8"))
    return document


def on_disk(centre: Centre) -> Document:
    document: Document = json.loads(centre.house.settings.centre_file.read_text(encoding="utf-8"))
    return document


def names(mistakes: list[Mistake]) -> list[tuple[str, str]]:
    return [(one.place, one.code) for one in mistakes]


def service(document: Document, code: str) -> Document:
    found: Document = next(one for one in document["services"] if one["code"] == code)
    return found


def without(code: str) -> book.Edit:
    """The document without a service and everything that names it."""

    def edit(document: Document) -> Document:
        document["services"] = [one for one in document["services"] if one["code"] != code]
        for counter in document["counters"]:
            for part in ("services", "helps"):
                counter[part] = [one for one in counter.get(part, []) if one != code]
        document["counters"] = [one for one in document["counters"] if one["services"]]
        document["procedures"] = [one for one in document["procedures"] if one["service"] != code]
        document["special_days"] = []
        document["booking"] = {}
        document.pop("help_service", None)
        for one in document["services"]:
            one.pop("many", None)
            one["route"] = [step for step in one.get("route", []) if step != code]
        return document

    return edit


def renamed(document: Document) -> Document:
    service(document, "HT")["name"] = {"vi": "Hộ tịch mới", "en": "New civil status"}
    return document


def test_a_change_is_in_force_at_once_and_the_old_version_is_kept(centre: Centre) -> None:
    before = centre.house.settings.centre_file.read_bytes()
    os.chmod(centre.house.settings.centre_file, 0o640)
    centre.house.office.handle(TakeTicket("HT"), "kiosk:kiosk")  # papers are prepared: they must be made anew
    assert book.change(centre.house, "admin:lan", renamed) == []
    shown = picture(centre.house.scene(), "kiosk", "kiosk")
    assert shown is not None
    assert {"vi": "Hộ tịch mới", "en": "New civil status"} in [one["name"] for one in shown["services"]]
    ticket = centre.house.office.handle(TakeTicket("HT"), "kiosk:kiosk").ticket
    assert ticket is not None
    with centre.house.store.reading() as connection:
        rows = connection.exec_driver_sql("select slip from print_job order by ticket").all()
    slips = [json.dumps(json.loads(row[0]), ensure_ascii=False) for row in rows]
    assert ["Hộ tịch mới" in one for one in slips] == [False, True]
    assert service(on_disk(centre), "HT")["name"]["vi"] == "Hộ tịch mới"
    assert stat.S_IMODE(centre.house.settings.centre_file.stat().st_mode) == 0o640
    (kept,) = history.versions(centre.house.settings.data)
    assert (kept.by, kept.until) == ("lan", centre.clock[0])
    path = history.folder(centre.house.settings.data) / kept.name
    assert path.read_bytes() == before
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_centre_file(centre.house.settings.centre_file).services[1].name["vi"] == "Hộ tịch mới"


def test_everything_that_looks_at_the_centre_follows(centre: Centre) -> None:
    def grown(document: Document) -> Document:
        document["zones"] = [
            {"code": "hall", "name": {"vi": "Sảnh chờ"}},
            {"code": "up", "name": {"vi": "Tầng 2"}},
        ]
        extra = {"no": 42, "name": {"vi": "Quầy mới"}, "services": ["HT"], "zone": "up"}
        document["counters"].append(extra)
        document["order"] = {"policy": "ratio", "ratio": 4}
        return document

    house = centre.house
    assert book.change(house, "admin:lan", grown) == []
    assert house.office.centre is house.centre
    assert 42 in house.centre.counters
    assert house.checks.zones == ("hall", "up")
    assert picture(house.scene(), "console", "42") is not None
    with house.store.reading() as connection:
        rows = connection.exec_driver_sql("select role, place from device").all()
    assert {("sign", "42"), ("feedback", "42"), ("board", "up")} <= {(row[0], row[1]) for row in rows}
    kiosk = picture(house.scene(), "kiosk", "kiosk")
    assert kiosk is not None
    assert kiosk["promise"]["ratio"] == 4


def test_mistakes_are_told_with_their_places_and_nothing_changes(centre: Centre) -> None:
    before, rules = centre.house.settings.centre_file.read_bytes(), centre.house.centre

    def broken(document: Document) -> Document:
        document["hours"]["weekdays"]["mon"] = [["07:30", "12:00"], ["11:00", "17:00"]]
        service(document, "HT")["minutes"] = "many"
        return document

    mistakes = book.change(centre.house, "admin:lan", broken)
    assert names(mistakes) == [("hours.weekdays.mon.1", "spans_overlap"), ("services.1.minutes", "float_parsing")]
    assert str(mistakes[0]) == "hours.weekdays.mon.1: spans overlap or are out of order"
    assert mistakes[0].say("vi") == "Các khoảng giờ chồng nhau hoặc sai thứ tự."
    assert mistakes[0].say("en") == "The spans overlap or are out of order."
    assert centre.house.settings.centre_file.read_bytes() == before
    assert centre.house.centre is rules
    assert history.versions(centre.house.settings.data) == []


def test_what_does_not_fit_together_is_told_at_its_field(centre: Centre) -> None:
    def broken(document: Document) -> Document:
        document["services"][1]["letter"] = document["services"][0]["letter"]
        document["counters"][2]["helps"] = ["XX"]
        document["services"][3] |= {"first": 50, "last": 20}
        return document

    mistakes = book.change(centre.house, "admin:lan", broken)
    assert {("services.1.letter", "twice_letter"), ("counters.2.helps.0", "unknown_service")} <= set(names(mistakes))
    assert ("services.3.last", "ends_before") in names(mistakes)


@pytest.mark.parametrize("body", [float("nan"), "\ud800", {1, 2}])
def test_what_a_file_cannot_hold_is_a_mistake(centre: Centre, body: Any) -> None:
    mistakes = book.change(centre.house, "admin:lan", lambda document: document | {"address": body})
    assert [one.code for one in mistakes] == ["unwritable"]


def test_a_stale_page_is_refused(centre: Centre) -> None:
    looked_at = book.page(centre.house).version
    assert book.change(centre.house, "admin:lan", renamed, looked_at) == []
    mistakes = book.change(centre.house, "admin:minh", lambda document: document | {"hotline": "1"}, looked_at)
    assert names(mistakes) == [("", "stale")]
    assert on_disk(centre)["hotline"] != "1"


def test_a_file_changed_by_hand_is_noticed(centre: Centre) -> None:
    looked_at, file = book.page(centre.house).version, centre.house.settings.centre_file
    assert book.in_force(centre.house)
    file.write_text(json.dumps(on_disk(centre) | {"province": {"vi": "Bằng tay"}}), encoding="utf-8")
    assert not book.in_force(centre.house)
    assert names(book.change(centre.house, "admin:lan", renamed, looked_at)) == [("", "stale")]
    assert book.change(centre.house, "admin:lan", renamed) == []
    assert centre.house.centre.province["vi"] == "Bằng tay"
    assert book.in_force(centre.house)


def test_another_change_between_reading_and_writing_is_not_lost(centre: Centre) -> None:
    """Without a version the edit is done again on what the faster one has written."""
    seen: list[str] = []

    def slow(document: Document) -> Document:
        seen.append(document["hotline"])
        if len(seen) == 1:
            assert book.change(centre.house, "admin:minh", lambda inner: inner | {"hotline": "fast"}) == []
        return document | {"address": "slow"}

    assert book.change(centre.house, "admin:lan", slow) == []
    assert seen == ["1900 0000", "fast"]
    assert (on_disk(centre)["hotline"], on_disk(centre)["address"]) == ("fast", "slow")


def test_a_service_whose_numbers_are_held_stays(centre: Centre) -> None:
    ticket = centre.house.office.handle(TakeTicket("HT"), "kiosk:kiosk").ticket
    assert ticket is not None
    (mistake,) = book.change(centre.house, "admin:lan", without("HT"))
    assert (mistake.place, mistake.code) == ("services", "service_held")
    assert mistake.say("vi") == f"Không bỏ được lĩnh vực “Hộ tịch”: hôm nay còn số đang chờ ({ticket.label})."
    assert book.change(centre.house, "admin:lan", without("XD")) == []
    assert "XD" not in centre.house.centre.services


def test_letters_and_series_in_use_today_stay(centre: Centre) -> None:
    for _ in range(3):
        centre.house.office.handle(TakeTicket("HT"), "kiosk:kiosk")

    def lettered(document: Document) -> Document:
        service(document, "HT")["letter"] = "D"
        return document

    def shorter(document: Document) -> Document:
        service(document, "HT")["last"] = 2
        return document

    def just(document: Document) -> Document:
        service(document, "HT")["last"] = 3
        return document

    assert names(book.change(centre.house, "admin:lan", lettered)) == [("services.1.letter", "letter_given")]
    assert names(book.change(centre.house, "admin:lan", shorter)) == [("services.1.last", "last_given")]
    assert book.change(centre.house, "admin:lan", just) == []


def spare(document: Document) -> Document:
    """One more counter that can do everything."""
    codes = [one["code"] for one in document["services"]]
    document["counters"].append({"no": 42, "name": {"vi": "Quầy dự phòng"}, "services": codes})
    return document


def test_a_counter_with_a_citizen_stays_and_a_free_one_may_go(centre: Centre) -> None:
    house = centre.house
    assert book.change(house, "admin:lan", spare) == []
    own = house.centre.counters[8].services[0]
    house.office.handle(TakeTicket(own), "kiosk:kiosk")
    for command in (CallNext(8), StartVisit(8), FinishVisit(8)):
        house.office.handle(command, "staff:staff")
    no = next(iter(house.centre.counters_for("HT"))).no
    assert no != 42
    house.office.handle(TakeTicket("HT"), "kiosk:kiosk")
    house.office.handle(CallNext(no), "staff:staff")

    def closed(document: Document) -> Document:
        document["counters"] = [one for one in document["counters"] if one["no"] != no]
        return document

    def freed(document: Document) -> Document:
        document["counters"] = [one for one in document["counters"] if one["no"] != 8]
        return document

    assert names(book.change(house, "admin:lan", closed)) == [("counters", "counter_held")]
    assert book.change(house, "admin:lan", freed) == []
    assert picture(house.scene(), "sign", "8") is None
    for kind, name in (("supervisor", "hall"), ("board", "hall"), ("kiosk", "kiosk"), ("console", str(no))):
        assert picture(house.scene(), kind, name) is not None, kind
    assert picture(house.scene(), "feedback", "8") is None
    assert picture(house.scene(), "console", "8") is None


def serving(no: int, *codes: str, helps: tuple[str, ...] = ()) -> book.Edit:
    """The document in which a counter does this."""

    def edit(document: Document) -> Document:
        counter = next(one for one in document["counters"] if one["no"] == no)
        counter["services"], counter["helps"] = list(codes), list(helps)
        return document

    return edit


def hidden(*codes: str) -> book.Edit:
    """The document in which these services are not at the kiosk, and reckon no quota."""

    def edit(document: Document) -> Document:
        for code in codes:
            service(document, code).update(kiosk=False, auto_quota=False)
        return document

    return edit


def test_a_service_is_not_taken_from_its_only_counter_while_people_wait(centre: Centre) -> None:
    house = centre.house
    ticket = house.office.handle(TakeTicket("KD"), "kiosk:kiosk").ticket
    assert ticket is not None
    assert book.change(house, "admin:lan", hidden("KD")) == []
    (mistake,) = book.change(house, "admin:lan", serving(5, "XD"))
    assert (mistake.place, mistake.code) == ("counters", "service_left_held")
    assert ticket.label in mistake.say("vi")
    assert "Không còn quầy nào gọi được “" in mistake.say("vi")
    assert "Give it to another counter first" in mistake.say("en")
    assert book.change(house, "admin:lan", serving(6, "XH", "TN", helps=("KD",))) == []
    assert book.change(house, "admin:lan", serving(5, "XD")) == []  # a helper is enough to call them
    for command in (CallNext(6), StartVisit(6), FinishVisit(6)):
        house.office.handle(command, "staff:staff")
    assert book.change(house, "admin:lan", serving(6, "XH", "TN")) == []  # nobody holds one any more


def test_a_step_still_to_come_keeps_its_counter(centre: Centre) -> None:
    house = centre.house

    def routed(document: Document) -> Document:
        service(document, "KD")["route"] = ["TN"]
        return document

    assert book.change(house, "admin:lan", routed) == []
    house.office.handle(TakeTicket("KD"), "kiosk:kiosk")
    assert names(book.change(house, "admin:lan", serving(6, "XH"))) == [("counters", "service_left_held")]


def test_a_number_that_waits_for_one_counter_keeps_it(centre: Centre) -> None:
    house = centre.house
    assert book.change(house, "admin:lan", spare) == []
    house.office.handle(TakeTicket("HT"), "kiosk:kiosk")
    for command in (CallNext(2), StartVisit(2), HandOn(2, to=42)):
        house.office.handle(command, "staff:staff")
    assert [ticket.only for ticket in house.office.look().hall.tickets.values()] == [42]
    (mistake,) = book.change(house, "admin:lan", serving(42, "CT", "TD"))
    assert (mistake.place, mistake.code) == ("counters", "counter_only")
    assert "Quầy 42" in mistake.say("vi")
    assert mistake.say("en").startswith("Counter 42 cannot give up")
    assert book.change(house, "admin:lan", serving(42, "CT", "HT")) == []


@pytest.fixture
def open_centre(tmp_path: Path) -> Iterator[Centre]:
    """A centre that keeps its hours; it is a Saturday."""
    made = make_centre(tmp_path, real_hours=True)
    booking = {"services": ["CT", "HT", "DD"], "slot_minutes": 60, "walk_in_percent": 0, "public": True}
    assert book.change(made.house, "admin:lan", lambda document: document | {"booking": booking}) == []
    yield made
    made.house.store.close()


MONDAY = "2026-11-23"
SLOT = round(datetime.fromisoformat(f"{MONDAY}T07:30:00+07:00").timestamp() * 1000)


def booked(centre: Centre, code: str = "CT") -> str:
    """The code of an appointment on Monday morning."""
    outcome = centre.house.office.handle(BookVisit(code, SLOT), "kiosk:kiosk")
    (booking,) = [one for one in outcome.hall.bookings.values() if one.made_at == centre.clock[0]]
    centre.clock[0] += 1
    return code_of(centre.house.secret, booking.id)


def closed(document: Document) -> Document:
    document["hours"]["dates"].append({"date": MONDAY, "why": {"vi": "Mất điện", "en": "Power cut"}})
    return document


def test_a_booked_service_keeps_a_counter(open_centre: Centre) -> None:
    booked(open_centre, "DD")

    def left(document: Document) -> Document:
        return serving(4, "XD")(hidden("DD")(document))

    (mistake,) = book.change(open_centre.house, "admin:lan", left)
    assert (mistake.code, mistake.values["n"]) == ("service_left_booked", 1)
    assert "còn 1 lịch hẹn" in mistake.say("vi")


def test_a_day_with_appointments_is_closed_only_when_somebody_knows(open_centre: Centre) -> None:
    house = open_centre.house
    booked(open_centre)
    booked(open_centre, "HT")
    asked = book.change(house, "admin:lan", closed)
    assert names(asked) == [("hours.dates", "day_booked")]
    assert asked[0].say("vi") == "2 lịch hẹn ngày 23/11/2026: xác nhận và báo công dân."
    assert asked[0].say("en") == "2 appointments on 23/11/2026: confirm, and tell the citizens."
    confirmed = book.to_confirm(asked)
    booked(open_centre, "DD")
    again = book.change(house, "admin:lan", closed, confirmed=confirmed)  # one more than was seen
    assert book.to_confirm(again) != confirmed
    assert book.change(house, "admin:lan", closed, confirmed=book.to_confirm(again)) == []
    assert book.change(house, "admin:lan", renamed) == []  # it is not asked twice


def test_another_mistake_is_told_before_anything_is_confirmed(open_centre: Centre) -> None:
    booked(open_centre, "DD")

    def both(document: Document) -> Document:
        return closed(serving(4, "XD")(hidden("DD")(document)))

    mistakes = book.change(open_centre.house, "admin:lan", both)
    assert [one.code for one in mistakes] == ["service_left_booked"]
    assert book.to_confirm(mistakes) == ""


def test_whoever_has_an_appointment_reads_that_the_day_is_closed(open_centre: Centre) -> None:
    house, code = open_centre.house, booked(open_centre)

    def pages() -> list[str]:
        browser = open_centre.app.test_client()
        return [browser.get(f"/book/{code}?lang={lang}").get_data(as_text=True) for lang in ("vi", "en")]

    assert not any(word(lang, "book.shut_day") in page for lang, page in zip(("vi", "en"), pages(), strict=True))
    confirmed = book.to_confirm(book.change(house, "admin:lan", closed))
    assert book.change(house, "admin:lan", closed, confirmed=confirmed) == []
    vi, en = pages()
    assert "Trung tâm nghỉ vào ngày này." in vi
    assert "Mất điện" in vi
    assert "The centre is closed on this day." in en
    assert "Power cut" in en
    open_centre.clock[0] = SLOT
    answer = open_centre.ask("POST", f"/api/v1/bookings/{code}/check-in", "kiosk", {}, Accept_Language="vi")
    assert answer.status_code == 409
    assert "Mất điện" in answer.get_json()["detail"]


def test_a_shorter_day_is_told_to_those_who_fall_out_of_it(open_centre: Centre) -> None:
    house, code = open_centre.house, booked(open_centre)

    def late(document: Document) -> Document:
        document["hours"]["weekdays"]["mon"] = [["09:00", "11:30"]]
        document["hours"]["extras"] = []
        return document

    asked = book.change(house, "admin:lan", late)
    assert names(asked) == [("hours.dates", "day_booked")]
    assert book.change(house, "admin:lan", late, confirmed=book.to_confirm(asked)) == []
    page = open_centre.app.test_client().get(f"/book/{code}?lang=vi").get_data(as_text=True)
    assert "không mở cửa vào giờ này" in page


def zoned(name: str) -> book.Edit:
    return lambda document: document | {"timezone": name}


def test_another_time_zone_does_not_open_tomorrow(centre: Centre) -> None:
    house = centre.house
    house.office.handle(TakeTicket("HT"), "kiosk:kiosk")
    day = house.office.look().hall.day
    (mistake,) = book.change(house, "admin:lan", zoned("America/Los_Angeles"))  # there it is still yesterday
    assert (mistake.place, mistake.code) == ("timezone", "timezone_day")
    assert "America/Los_Angeles" in mistake.say("vi")
    assert "another date" in mistake.say("en")
    centre.clock[0] += 8 * 3_600_000  # 17:00: in Auckland it is 23:00
    assert book.change(house, "admin:lan", zoned("Asia/Bangkok")) == []
    centre.clock[0] += 2 * 3_600_000
    assert names(book.change(house, "admin:lan", zoned("Pacific/Auckland"))) == [("timezone", "timezone_day")]
    assert house.office.look().hall.day == day


def test_a_day_that_is_not_open_yet_forbids_nothing_else(centre: Centre) -> None:
    """Just after midnight, before the caretaker's round."""
    centre.house.office.handle(TakeTicket("HT"), "kiosk:kiosk")
    centre.clock[0] += 16 * 3_600_000
    assert book.change(centre.house, "admin:lan", renamed) == []


@pytest.fixture
def other(centre: Centre) -> Iterator[Centre]:
    """A second process on the same data."""
    made = make_centre(centre.house.settings.data)
    book.follow(made.house)
    yield made
    made.house.store.close()


def test_another_process_follows(centre: Centre, other: Centre, caplog: pytest.LogCaptureFixture) -> None:
    assert book.change(centre.house, "admin:lan", renamed) == []
    assert other.house.centre.services["HT"].name["vi"] == "Hộ tịch"
    book.follow(other.house)
    assert other.house.centre == centre.house.centre
    assert other.house.office.centre.services["HT"].name["vi"] == "Hộ tịch mới"
    book.follow(centre.house)  # whoever has made the change has nothing to follow
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_the_caretaker_s_round_follows_also_after_a_round_that_failed(
    centre: Centre, other: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    caretaker = Caretaker(other.house, lambda _: None)
    assert book.change(centre.house, "admin:lan", renamed) == []
    with monkeypatch.context() as busy:
        busy.setattr(other.house.office, "adopt", lambda *_: (_ for _ in ()).throw(StoreBusy()))
        with pytest.raises(StoreBusy):
            caretaker.round()
    caretaker.round()
    assert other.house.centre.services["HT"].name["vi"] == "Hộ tịch mới"


def test_following_costs_nothing_while_nothing_changes(
    centre: Centre, other: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert book.change(centre.house, "admin:lan", renamed) == []
    book.follow(other.house)
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail(f"{path} is read"))
    book.follow(other.house)


def test_what_somebody_edits_by_hand_is_never_taken_by_itself(
    centre: Centre, other: Centre, caplog: pytest.LogCaptureFixture
) -> None:
    file = centre.house.settings.centre_file
    assert book.change(centre.house, "admin:lan", renamed) == []
    book.follow(other.house)
    before = other.house.centre
    file.write_text(json.dumps(on_disk(centre) | {"ticker": [{"vi": "Bằng tay"}]}), encoding="utf-8")
    for _ in range(3):
        book.follow(other.house)
    assert other.house.centre is before
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    caplog.clear()
    file.write_text("{ half", encoding="utf-8")
    for _ in range(3):
        book.follow(other.house)
    assert other.house.centre is before
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    file.write_text(json.dumps(on_disk_demo := demo() | {"ticker": [{"vi": "Xong"}]}), encoding="utf-8")
    book.follow(other.house)
    assert book.change(centre.house, "admin:lan", lambda document: document) == []  # an administrator applies it
    book.follow(other.house)
    assert on_disk(centre) == on_disk_demo
    assert other.house.centre == centre.house.centre
    assert other.house.centre != before


def devices(centre: Centre) -> dict[str, tuple[str, str | None, str]]:
    with centre.house.store.reading() as connection:
        rows = connection.exec_driver_sql("select name, role, place, token from device").all()
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def test_a_device_that_has_the_name_keeps_its_token(centre: Centre) -> None:
    with centre.house.store.writing() as connection:
        token = put_device(connection, "counter-42", "board", "hall")
    centre.house.people.reload()
    before = devices(centre)["counter-42"]
    assert book.change(centre.house, "admin:lan", spare) == []
    after = devices(centre)
    assert after["counter-42"] == before
    assert centre.house.people.by_token(token) is not None
    assert after["counter-42-2"][:2] == ("sign", "42")


def test_places_that_were_added_by_hand_have_devices_after_the_start(centre: Centre) -> None:
    file = centre.house.settings.centre_file
    document = spare(on_disk(centre)) | {"zones": [{"code": "hall", "name": {"vi": "Sảnh"}},
                                                   {"code": "up", "name": {"vi": "Tầng 2"}}]}  # fmt: skip
    before = devices(centre)
    file.write_text(json.dumps(document), encoding="utf-8")
    again = make_centre(centre.house.settings.data)
    new = devices(again).keys() - before.keys()
    assert new == {"counter-42", "feedback-42", "board-up"}
    assert {name: devices(again)[name] for name in before} == before
    again.house.store.close()


def test_the_house_and_the_office_have_one_truth(centre: Centre) -> None:
    house = centre.house
    house.office.centre = replace(house.centre, ticker=({"vi": "một"},))
    assert house.centre.ticker == ({"vi": "một"},)
    house.centre = replace(house.centre, ticker=())
    assert house.office.centre.ticker == ()


def test_a_group_whose_numbers_are_held_stays(centre: Centre) -> None:
    group = next(iter(centre.house.centre.groups))
    centre.house.office.handle(TakeTicket("HT", priority=group), "kiosk:kiosk")
    mistakes = book.change(centre.house, "admin:lan", lambda document: document | {"priority_groups": []})
    assert names(mistakes) == [("priority_groups", "group_held")]


def test_the_history_is_bounded_and_in_order_though_the_clock_stands_still(tmp_path: Path) -> None:
    for n in range(history.KEPT + 7):
        with history.ready(tmp_path, tmp_path / "centre.json", str(n).encode(), b"{}", f"admin:../../{n}") as swap:
            swap.put(1_000_000)
    kept = history.versions(tmp_path)
    assert [history.read(tmp_path, one.name) for one in kept] == [str(n).encode() for n in range(56, 6, -1)]
    others = {path.name for path in history.folder(tmp_path).iterdir()} - {one.name for one in kept}
    assert others == {history.MARK}
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["centre.json"]
    with pytest.raises(KeyError):
        history.read(tmp_path, "../centre.json")


def test_a_version_is_brought_back_and_the_present_one_is_kept(centre: Centre) -> None:
    book.change(centre.house, "admin:lan", renamed)
    (first,) = history.versions(centre.house.settings.data)
    assert book.bring_back(centre.house, "admin:minh", first.name) == []
    assert on_disk(centre) == demo()
    assert centre.house.centre.services["HT"].name["vi"] == "Hộ tịch"
    newest = history.versions(centre.house.settings.data)[0]
    assert newest.by == "minh"
    assert (
        service(json.loads(history.read(centre.house.settings.data, newest.name)), "HT")["name"]["vi"] == "Hộ tịch mới"
    )


def test_a_broken_file_is_mended_by_bringing_a_version_back(centre: Centre) -> None:
    book.change(centre.house, "admin:lan", renamed)
    (first,) = history.versions(centre.house.settings.data)
    centre.house.settings.centre_file.write_text("{ broken", encoding="utf-8")
    assert names(book.change(centre.house, "admin:lan", renamed)) == [("", "unreadable_at")]
    assert book.bring_back(centre.house, "admin:lan", first.name) == []
    assert on_disk(centre) == demo()


CRASH = """
import json, os, signal, sys
from pathlib import Path
from server.centre import history

data, at = Path(sys.argv[1]), int(sys.argv[2])
steps = 0

def dies(step):
    def stepped(*args, **more):
        global steps
        if steps == at:
            os.kill(os.getpid(), signal.SIGKILL)
        steps += 1
        return step(*args, **more)
    return stepped

for name in ("open", "fchmod", "fsync", "replace"):
    setattr(os, name, dies(getattr(os, name)))
file = data / "centre.json"
with history.ready(data, file, file.read_bytes(), b'{"new": true}', "admin:lan") as swap:
    swap.put(1_000)
"""
STEPS = 16  # three files opened, given their mode and flushed; three renames; two folders flushed


def test_a_kill_between_any_two_steps_leaves_a_whole_file(tmp_path: Path) -> None:
    """Real processes that die by SIGKILL before each step of the writing."""
    file, old, new = tmp_path / "centre.json", b'{"old": true}', b'{"new": true}'
    outcomes = []
    for step in range(STEPS + 1):
        file.write_bytes(old)
        ended = subprocess.run([sys.executable, "-c", CRASH, str(tmp_path), str(step)], timeout=60, check=False)
        outcomes.append((ended.returncode, file.read_bytes()))
        for version in history.versions(tmp_path):
            assert history.read(tmp_path, version.name) == old
        if file.read_bytes() == new:
            assert history.is_ours(tmp_path, new)  # whoever sees the new file knows where it comes from
    assert {body for _, body in outcomes} == {old, new}
    assert all(code == -signal.SIGKILL for code, _ in outcomes[:STEPS])
    assert outcomes[STEPS] == (0, new)  # what others have left lying about is no hindrance


def test_what_the_dead_have_left_goes_after_a_while(tmp_path: Path) -> None:
    left = [tmp_path / f".centre.json.{name}.part" for name in ("old", "young")]
    for path in left:
        path.write_bytes(b"half")
    os.utime(left[0], (1, 1))
    with history.ready(tmp_path, tmp_path / "centre.json", b"", b"{}", "admin:lan") as swap:
        swap.put(1_000)
    assert [path.exists() for path in left] == [False, True]


def test_a_change_that_is_refused_leaves_nothing_on_the_disk(centre: Centre) -> None:
    data = centre.house.settings.data
    centre.house.office.handle(TakeTicket("HT"), "kiosk:kiosk")
    before = {path.name for path in data.iterdir()}
    assert names(book.change(centre.house, "admin:lan", without("HT"))) == [("services", "service_held")]
    assert {path.name for path in data.iterdir()} - before == {"centre-history"}
    assert list(history.folder(data).iterdir()) == []


def test_nobody_waits_for_the_disk(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a file is flushed, another process may have its turn."""
    free: list[bool] = []
    flush = os.fsync

    def flushed(handle: int) -> None:
        other = sqlite3.connect(centre.house.settings.database, timeout=0)
        try:
            other.execute("begin immediate")
        except sqlite3.OperationalError:
            free.append(False)
        else:
            free.append(True)
        finally:
            other.close()
        flush(handle)

    monkeypatch.setattr(os, "fsync", flushed)
    assert book.change(centre.house, "admin:lan", renamed) == []
    assert free == [True] * 5


# Anything a document may become: what is accepted can be read again from the disk, by a new start too.
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 1000), st.floats(), st.text(max_size=8), st.just([]), st.just({}),
    st.sampled_from(["HT", "hall", "07:30", "2027-01-01", "head_start", "A", {"vi": "Tên"}, [["07:30", "11:00"]]]),
)  # fmt: skip


def _paths(part: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    return [path, *(deeper for key, value in inner for deeper in _paths(value, (*path, key)))]


SMALL = demo() | {"procedures": [], "special_days": []}
PLACES = [path for path in _paths(SMALL) if path]


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Any:
    made = make_centre(tmp_path_factory.mktemp("accepted"))
    yield made
    made.house.store.close()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(PLACES), LEAVES), min_size=1, max_size=3))
def test_what_is_accepted_can_be_read_again(lasting: Centre, changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    def edit(_: Document) -> Document:
        document = deepcopy(SMALL)
        for path, value in changes:
            part: Any = document
            try:
                for step in path[:-1]:
                    part = part[step]
                part[path[-1]] = value
            except (KeyError, IndexError, TypeError):
                continue
        return document

    mistakes = book.change(lasting.house, "admin:lan", edit)
    try:
        file = read_centre_file(lasting.house.settings.centre_file)
    except CentreFileError as error:
        raise AssertionError(mistakes) from error
    assert to_rules(file).services
    if not mistakes:
        assert book.in_force(lasting.house)
    assert all(one.say("vi") and one.say("en") for one in mistakes)
