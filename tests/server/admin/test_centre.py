"""The set-up pages: what is shown is what is kept, mistakes stand beside their fields, nothing typed is lost."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from config.centre import DEMO, CentreFile, read_centre_file
from config.parts import WEEKDAYS
from config.words import area, languages
from server.admin.centre.draft import acted, drafted, opened, plain
from server.admin.centre.fields import clock, day, initials, number, whole
from server.admin.centre.sections import BY_NAME, SECTIONS, Rows, owner
from server.centre import history
from server.rules.commands import BookVisit, TakeTicket
from tests.server.admin.forms import Form, form_of
from tests.server.conftest import Centre, make_centre
from tests.server.test_pages import sign_in


class Desk:
    """An administrator at the set-up pages."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self.browser: FlaskClient = sign_in(centre, "admin")[0]

    def open(self, section: str, lang: str = "vi") -> Form:
        page = self.browser.get(f"/admin/centre/{section}?lang={lang}")
        assert page.status_code == 200
        return form_of(page)

    def send(self, section: str, form: Form, lang: str = "vi", **more: str) -> TestResponse:
        sent = MultiDict(form)
        for name, value in more.items():
            sent[name] = value
        return self.browser.post(f"/admin/centre/{section}?lang={lang}", data=sent)

    def file(self) -> CentreFile:
        return read_centre_file(self.centre.house.settings.centre_file)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One house for what leaves nothing behind."""
    made = make_centre(tmp_path_factory.mktemp("set-up"))
    yield Desk(made)
    made.house.store.close()


@pytest.fixture
def desk(centre: Centre) -> Desk:
    return Desk(centre)


def beside(page: TestResponse, place: str) -> list[str]:
    """The mistakes that stand beside the field of a place."""
    body = page.get_data(as_text=True)
    found = re.search(rf'id="{re.escape(place)}-field".*?(?=-field"|<footer|row-acts)', body, re.S)
    assert found, place
    return re.findall(r'<p class="mistake"[^>]*>([^<]+)</p>', found[0])


@pytest.mark.parametrize("section", [section.name for section in SECTIONS])
@pytest.mark.parametrize("lang", languages())
def test_what_is_shown_is_what_is_kept(shared: Desk, section: str, lang: str) -> None:
    before = shared.file()
    answer = shared.send(section, shared.open(section, lang), lang)
    assert answer.status_code == 303
    assert answer.location == f"/admin/centre/{section}?notice=kept&lang={lang}"
    assert shared.file() == before


def test_everything_of_the_file_that_can_be_set_has_a_page() -> None:
    own_pages = {"procedures", "rating", "code", "demo", "timezone"}
    shown = {name for name in CentreFile.model_fields if name not in own_pages}
    inner = {"hours": "hours.weekdays", "order": "order.policy", "patience": "patience.calls",
             "booking": "booking.days", "limit": "limit.day"}  # fmt: skip
    assert {name: owner(inner.get(name, name)) for name in shown if owner(inner.get(name, name)) is None} == {}
    policies = [f"{part}.{name}" for part in ("order", "patience", "booking", "limit", "rating")
                for name in type(getattr(read_centre_file(DEMO), part)).model_fields]  # fmt: skip
    assert [place for place in policies if owner(place) is None] == ["rating.scale"]


def test_words_are_there_for_every_field_and_mistake(shared: Desk) -> None:
    for section in SECTIONS:
        page = shared.browser.get(f"/admin/centre/{section.name}?lang=en").get_data(as_text=True)
        assert not re.search(r">\s*centre\.[a-z_]+\s*<", page)
    assert set(area("vi", "centre")) == set(area("en", "centre"))


# place of the field, what is typed into which name of the form, the sentence beside it in both languages
WRONG: list[tuple[str, str, dict[str, str], str, str]] = [
    ("hours", "hours.weekdays", {"hours.weekdays.mon.from": "half past seven"}, "không phải giờ", "no time of day"),
    ("hours", "hours.gives_before_minutes", {"hours.gives_before_minutes": "999"}, "Nhiều nhất là 240", "240 at most"),
    ("hours", "hours.extras.0.span", {"hours.extras.0.span.to": "07:00"}, "trước giờ đóng", "before it closes"),
    ("services", "services.0.letter", {"services.0.letter": "A"}, "đã dùng cho lĩnh vực khác", "another service"),
    ("services", "services.0.letter", {"services.0.letter": "ABC"}, "Chỉ một hoặc hai chữ", "One or two capitals"),
    ("services", "services.0.name", {"services.0.name.vi": " "}, "Cần tên tiếng Việt", "Vietnamese name"),
    ("services", "services.0.minutes", {"services.0.minutes": "nine"}, "Hãy ghi một số", "Write a number"),
    ("services", "services.0.last", {"services.0.first": "90", "services.0.last": "80"}, "số đầu (90)", "first (90)"),
    ("services", "services.1.many", {"services.1.many.above": "3"}, "Không có lĩnh vực", "There is no service"),
    ("counters", "counters.0.services", {"counters.0.services": "XX"}, "Không có lĩnh vực", "There is no service"),
    ("counters", "counters.0.zone", {"counters.0.zone": "roof"}, "Không có khu", "There is no zone"),
    ("order", "order.policy", {"order.policy": "queue-jumping"}, "chọn một mục", "Choose one of the list"),
    ("order", "order.ratio", {"order.ratio": "0"}, "Ít nhất là 1", "1 at least"),
    ("patience", "patience.calls", {"patience.calls": "2.5"}, "số nguyên", "whole number"),
    ("booking", "booking.walk_in_percent", {"booking.walk_in_percent": "101"}, "Nhiều nhất là 100", "100 at most"),
    ("limits", "card", {"card": "steal"}, "chọn một mục", "Choose one of the list"),
    ("patience", "patience.void_minutes", {"patience.void_minutes": "601"}, "Nhiều nhất là 600", "600 at most"),
    ("patience", "patience.call_minutes", {"patience.call_minutes": "0"}, "Ít nhất là 1", "1 at least"),
    ("lists", "rating.asks_why_up_to", {"rating.asks_why_up_to": "11"}, "Nhiều nhất là 10", "10 at most"),
    ("lists", "pause_reasons.0.name", {"pause_reasons.0.name.vi": ""}, "Cần tên tiếng Việt", "Vietnamese name"),
    ("zones", "media_seconds", {"media_seconds": "1"}, "Ít nhất là 3", "3 at least"),
    ("identity", "unit", {"unit.vi": ""}, "Cần tên tiếng Việt", "Vietnamese name"),
]  # fmt: skip


@pytest.mark.parametrize(("section", "place", "typed", "vi", "en"), WRONG)
def test_a_mistake_stands_beside_its_field_and_what_was_typed_stays(
    shared: Desk, section: str, place: str, typed: dict[str, str], vi: str, en: str
) -> None:
    before = shared.centre.house.settings.centre_file.read_bytes()
    for lang, sentence in (("vi", vi), ("en", en)):
        form = shared.open(section, lang)
        for name, value in typed.items():
            rest = form.getlist(name)[1:]
            form.setlist(name, [value, *rest])
        answer = shared.send(section, form, lang)
        assert answer.status_code == 422
        assert [said for said in beside(answer, place) if sentence in said], beside(answer, place)
        back = form_of(answer)
        assert {name: back.getlist(name) for name in typed if typed[name].strip()} == {
            name: form.getlist(name) for name in typed if typed[name].strip()
        }
    assert shared.centre.house.settings.centre_file.read_bytes() == before


def test_a_row_that_is_added_lives_on_the_page_until_it_is_kept(desk: Desk) -> None:
    page = desk.send("lists", desk.open("lists"), do="add:pause_reasons")
    assert page.status_code == 200
    form = form_of(page)
    n = len(desk.file().pause_reasons)
    assert form.getlist("pause_reasons@")[-1] == f"{n}:"
    form[f"pause_reasons.{n}.name.vi"] = "Đi họp Ủy ban"
    again = desk.send("lists", form, do=f"up:pause_reasons:{n}")
    form = form_of(again)
    assert form[f"pause_reasons.{n - 1}.name.vi"] == "Đi họp Ủy ban"
    assert len(desk.file().pause_reasons) == n
    assert desk.send("lists", form, do="save").status_code == 303
    added = desk.file().pause_reasons[n - 1]
    assert (added.code, added.name) == ("DHUB", {"vi": "Đi họp Ủy ban"})
    form = desk.open("lists")
    removed = form_of(desk.send("lists", form, do=f"remove:pause_reasons:{n - 1}"))
    assert desk.send("lists", removed, do="save").status_code == 303
    assert len(desk.file().pause_reasons) == n


def test_a_new_service_is_set_up_without_an_editor(desk: Desk) -> None:
    form = form_of(desk.send("services", desk.open("services"), do="add:services"))
    n = len(desk.file().services)
    at = f"services.{n}"
    form[f"{at}.name.vi"], form[f"{at}.letter"], form[f"{at}.minutes"] = "Thủy lợi", "g", "12,5"
    form.setlist(f"{at}.hours.sat.as", ["own"])
    form.setlist(f"{at}.hours.sat.from", ["7h30", ""])
    form.setlist(f"{at}.hours.sat.to", ["11", ""])
    form.setlist(f"{at}.hours.mon.as", ["closed"])
    form[f"{at}.quota"] = "40"
    assert desk.send("services", form).status_code == 303
    made = desk.file().services[n]
    assert (made.code, made.letter, made.minutes, made.quota) == ("TL", "G", 12.5, 40)
    assert made.hours == {"mon": [], "sat": [("07:30", "11:00")]}
    assert (made.carries, made.kiosk, made.silent) == (True, False, False)
    assert desk.centre.house.centre.services["TL"].name == {"vi": "Thủy lợi"}


def test_a_new_service_comes_to_the_kiosk_when_it_has_a_counter(desk: Desk) -> None:
    page = desk.send("services", desk.open("services"), do="add:services")
    assert "chưa quầy nào gọi được số" in page.get_data(as_text=True)  # why it is not ticked
    form, n = form_of(page), len(desk.file().services)
    assert f"services.{n}.kiosk" not in form
    form[f"services.{n}.name.vi"], form[f"services.{n}.letter"] = "Thủy lợi", "G"
    early = MultiDict(form)
    early[f"services.{n}.kiosk"] = "yes"
    refused = desk.send("services", early)
    assert refused.status_code == 422
    assert beside(refused, f"services.{n}.kiosk") == [
        "Chưa có quầy nào phục vụ “Thủy lợi”. Hãy giao cho một quầy trước, hoặc tạm không hiện trên máy lấy số."
    ]
    assert desk.send("services", form).status_code == 303
    form = desk.open("counters")
    form.setlist("counters.7.services", [*form.getlist("counters.7.services"), "TL"])
    assert desk.send("counters", form).status_code == 303
    form = desk.open("services")
    form[f"services.{n}.kiosk"] = "yes"
    assert desk.send("services", form).status_code == 303
    assert desk.file().services[n].kiosk
    form = desk.open("counters")
    form.setlist("counters.7.services", [code for code in form.getlist("counters.7.services") if code != "TL"])
    refused = desk.send("counters", form, lang="en")
    assert refused.status_code == 422
    assert "No counter serves “Thủy lợi” yet" in refused.get_data(as_text=True)


def test_a_day_with_appointments_is_confirmed_on_the_page(tmp_path: Path) -> None:
    centre = make_centre(tmp_path, real_hours=True)
    slot = round(datetime.fromisoformat("2026-11-23T09:00:00+07:00").timestamp() * 1000)
    centre.house.office.handle(BookVisit("CT", slot), "kiosk:kiosk")
    desk = Desk(centre)
    form = desk.open("dates")
    form["paste"] = "23/11/2026 Mất điện"
    form = form_of(desk.send("dates", form, do="paste:hours.dates"))
    asked = desk.send("dates", form)
    body = asked.get_data(as_text=True)
    assert asked.status_code == 422
    assert "1 lịch hẹn ngày 23/11/2026: xác nhận và báo công dân." in body
    found = re.search(r'name="confirmed" value="([^"]+)"', body)
    assert found
    assert not any(one.date.isoformat() == "2026-11-23" for one in desk.file().hours.dates)
    again = form_of(asked)
    assert desk.send("dates", again, confirmed="nothing").status_code == 422
    assert desk.send("dates", again, confirmed=found[1]).status_code == 303
    assert [one.why for one in desk.file().hours.dates if one.date.isoformat() == "2026-11-23"] == [{"vi": "Mất điện"}]
    assert "Thứ Hai" in desk.browser.get("/admin/centre/dates").get_data(as_text=True)
    centre.house.store.close()


def test_a_version_that_closes_a_booked_day_is_confirmed_too(tmp_path: Path) -> None:
    centre = make_centre(tmp_path, real_hours=True)
    desk = Desk(centre)
    form = desk.open("dates")
    form["paste"] = "23/11/2026 Mất điện"
    form = form_of(desk.send("dates", form, do="paste:hours.dates"))
    assert desk.send("dates", form).status_code == 303
    form = desk.open("dates")
    row = next(name.split(".")[2] for name in form if form[name] == "23/11/2026")
    assert desk.send("dates", form_of(desk.send("dates", form, do=f"remove:hours.dates:{row}"))).status_code == 303
    slot = round(datetime.fromisoformat("2026-11-23T09:00:00+07:00").timestamp() * 1000)
    centre.house.office.handle(BookVisit("CT", slot), "kiosk:kiosk")
    closing = history.versions(centre.house.settings.data)[0].name
    page = desk.browser.get("/admin/centre/history").get_data(as_text=True)
    body = dict(re.findall(r'name="(csrf_token|version)" value="([^"]+)"', page))
    asked = desk.browser.post(f"/admin/centre/history/{closing}/back", data=body)
    assert asked.status_code == 409
    form = form_of(asked, "")
    found = re.search(r'name="confirmed" value="([^"]+)"', asked.get_data(as_text=True))
    assert found
    form["confirmed"] = found[1]
    assert desk.browser.post(f"/admin/centre/history/{closing}/back", data=form).status_code == 303
    assert "2026-11-23" in [one.date.isoformat() for one in desk.file().hours.dates]
    centre.house.store.close()


def test_the_overview_shows_the_centre_s_own_week(desk: Desk) -> None:
    form = desk.open("services")
    form.setlist("services.0.hours.wed.as", ["closed"])  # what the first service does is its own affair
    assert desk.send("services", form).status_code == 303
    week = desk.browser.get("/admin?lang=vi").get_data(as_text=True).split('class="hours"')[1].split("</table>")[0]
    rows = dict(re.findall(r'<th scope="row">([^<]+)</th><td>(.*?)</td>', week))
    extra = desk.file().hours.extras[0]
    assert rows["Thứ Tư"] == "07:30–11:30 · 13:30–17:00"
    assert f"{'–'.join(extra.span)} ({extra.name['vi']})" in rows["Thứ Hai"]
    assert "Nghỉ" in rows["Chủ Nhật"]
    file = desk.centre.house.settings.centre_file
    file.write_text("{", encoding="utf-8")
    page = desk.browser.get("/admin?lang=vi").get_data(as_text=True)
    assert 'class="hours"' not in page
    assert "/admin/centre/hours" in page


def test_codes_of_what_exists_cannot_be_changed_by_a_form(desk: Desk) -> None:
    form = desk.open("services")
    form["services.0.code"] = "ZZ"
    assert desk.send("services", form).status_code == 303
    assert desk.file().services[0].code != "ZZ"


def test_a_list_of_dates_is_pasted(desk: Desk) -> None:
    form = desk.open("dates")
    form["paste"] = "01/01/2031 Tết Dương lịch\n05/02/2031 - 07/02/2031\n\nngày mai"
    form["paste.why.vi"] = "Tết Nguyên đán"
    page = desk.send("dates", form, do="paste:hours.dates")
    form = form_of(page)
    refused = desk.send("dates", form)
    assert refused.status_code == 422
    assert "Không phải một ngày" in refused.get_data(as_text=True)
    n = next(name for name, value in form.items() if value == "ngày mai").split(".")[2]
    form = form_of(desk.send("dates", form, do=f"remove:hours.dates:{n}"))
    assert desk.send("dates", form).status_code == 303
    kept = {one.date.isoformat(): (one.why or {}).get("vi") for one in desk.file().hours.dates}
    assert kept["2031-01-01"] == "Tết Dương lịch"
    assert [kept[f"2031-02-0{n}"] for n in (5, 6, 7)] == ["Tết Nguyên đán"] * 3


def test_two_at_the_same_page_do_not_undo_each_other(desk: Desk) -> None:
    mine, theirs = desk.open("identity"), desk.open("identity")
    assert desk.send("identity", theirs, hotline="1900 1111").status_code == 303
    answer = desk.send("identity", mine, hotline="1900 2222")
    assert answer.status_code == 409
    assert "đã có người khác thay đổi" in answer.get_data(as_text=True)
    assert form_of(answer)["hotline"] == "1900 2222"
    assert desk.file().hotline == "1900 1111"


def test_a_service_with_waiting_people_is_not_removed_by_a_click(desk: Desk) -> None:
    code = desk.file().services[1].code
    desk.centre.house.office.handle(TakeTicket(code), "kiosk:kiosk")
    form = form_of(desk.send("services", desk.open("services"), do="remove:services:1"))
    answer = desk.send("services", form)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "Chưa bỏ được “Hộ tịch”" in page  # counters still name it: their page is pointed at
    assert '<a href="/admin/centre/counters?lang=vi">' in page


def test_the_meaning_is_shown_before_anything_is_kept(desk: Desk) -> None:
    form = desk.open("hours")
    form.setlist("hours.weekdays.wed.from", ["08:00", ""])
    form.setlist("hours.weekdays.wed.to", ["10:00", ""])
    said = desk.browser.post("/admin/centre/hours/preview?lang=en", data=form).get_json()
    assert said["usable"]
    assert {"head": "Wednesday", "text": "Open 08:00–10:00; numbers 07:30–09:45"} in said["lines"]
    form.setlist("hours.weekdays.wed.to", ["early", ""])
    assert desk.browser.post("/admin/centre/hours/preview", data=form).get_json() == {"usable": False, "lines": []}
    form = desk.open("order")
    form["order.policy"], form["order.ratio"] = "ratio", "4"
    said = desk.browser.post("/admin/centre/order/preview", data=form).get_json()
    assert "4" in said["lines"][0]["text"]
    assert desk.file().order.policy == "head_start"


def test_the_history_brings_back_and_hands_out(desk: Desk) -> None:
    assert desk.send("identity", desk.open("identity"), hotline="1900 1111").status_code == 303
    (kept,) = history.versions(desk.centre.house.settings.data)
    page = desk.browser.get("/admin/centre/history").get_data(as_text=True)
    assert "Tên và địa chỉ" in page.split("<tbody>")[1]
    assert kept.by in page
    handed = desk.browser.get(f"/admin/centre/history/{kept.name}")
    assert json.loads(handed.data)["hotline"] == "1900 0000"
    assert "attachment" in handed.headers["Content-Disposition"]
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    version = re.search(r'name="version" value="([^"]+)"', page)
    assert token
    assert version
    body = {"csrf_token": token[1], "version": version[1]}
    assert desk.browser.post(f"/admin/centre/history/{kept.name}/back", data=body).status_code == 303
    assert desk.file().hotline == "1900 0000"
    assert desk.browser.post(f"/admin/centre/history/{kept.name}/back", data=body).status_code == 409
    assert desk.browser.get("/admin/centre/history/..%2fcentre.json").status_code == 404
    assert desk.browser.post("/admin/centre/history/20260101T000000000Z-x.json/back", data=body).status_code == 404


def test_a_file_changed_by_hand_is_told_and_taken_up(desk: Desk) -> None:
    file = desk.centre.house.settings.centre_file
    assert "bằng tay" not in desk.browser.get("/admin/centre").get_data(as_text=True)
    file.write_text(file.read_text(encoding="utf-8").replace("Xã Tam Hòa", "Xã Mới"), encoding="utf-8")
    page = desk.browser.get("/admin/centre").get_data(as_text=True)
    assert "Bản đó chưa được áp dụng" in page
    found = re.search(r'name="csrf_token" value="([^"]+)"><input type="hidden" name="version" value="([^"]+)"', page)
    assert found
    desk.browser.post("/admin/centre/adopt", data={"csrf_token": found[1], "version": found[2]})
    assert desk.centre.house.centre.unit["vi"] == "Xã Mới"
    file.write_text("{", encoding="utf-8")
    assert "không đọc được" in desk.browser.get("/admin/centre").get_data(as_text=True)
    assert desk.browser.get("/admin/centre/hours").location == "/admin/centre"


def test_only_administrators_set_up_and_only_with_the_page_s_token(desk: Desk) -> None:
    for who in ("staff", "supervisor"):
        browser = sign_in(desk.centre, who)[0]
        assert browser.get("/admin/centre/hours").status_code == 403
        assert browser.post("/admin/centre/hours").status_code == 403
    assert desk.centre.browser().get("/admin/centre/history").status_code == 302
    form = desk.open("identity")
    del form["csrf_token"]
    assert desk.send("identity", form, hotline="1").status_code == 403
    assert desk.browser.get("/admin/centre/nothing").status_code == 404


@pytest.mark.parametrize("typed", ["07:30", "7:30", "7h30", "07H30", "0730", "7g30", "7.30"])
def test_times_are_read_as_people_write_them(typed: str) -> None:
    assert clock(typed) == "07:30"


def test_what_is_no_time_date_or_number_stays_as_it_is() -> None:
    assert [clock(one) for one in ("7", "24h", "7:3", "x", "")] == ["07:00", "24:00", "7:3", "x", ""]
    assert [day(one) for one in ("1/2/2027", "30.04.2027", "31/02/2027", "2027-02-01", "x")] == [
        "2027-02-01", "2027-04-30", "31/02/2027", "2027-02-01", "x",
    ]  # fmt: skip
    assert [whole(one) for one in ("12", "-3", "1.5", "x", "9" * 30)] == [12, -3, "1.5", "x", "9" * 30]
    assert [number(one) for one in ("9,5", "9.5", "10", "nan", "1e9")] == [9.5, 9.5, 10, "nan", "1e9"]


def test_codes_are_made_of_names() -> None:
    assert initials("Hộ tịch", set()) == "HT"
    assert initials("Hộ tịch", {"HT", "HT_2"}) == "HT_3"
    assert initials("Đất đai", set()) == "DD"
    assert initials("!!", set()) == "M"
    assert initials("Tầng 2", {"hall"}, lower=True) == "tang-2"


def test_an_act_that_makes_no_sense_changes_nothing() -> None:
    section = BY_NAME["zones"]
    document: dict[str, Any] = {"zones": [{"code": "hall", "name": {"vi": "Sảnh"}}], "ticker": []}
    for act in ("", "add", "add:procedures", "remove:zones:7", "up:zones:0", "fly:zones:0", "down:zones:x"):
        draft = opened(section, document)
        acted(section, act, draft, MultiDict())
        assert plain(section, draft) == document, act


def test_rows_may_say_what_they_like() -> None:
    """A form that no page has made: rows out of the list, twice, or of nothing."""
    section = BY_NAME["lists"]
    rows = next(block for block in section.blocks if isinstance(block, Rows))
    before: dict[str, Any] = {rows.path: [{"code": "A", "name": {"vi": "A"}}]}
    form: Form = MultiDict([(f"{rows.path}@", one) for one in ("0:0", "9:7", "x:0", "", "0:-1")])
    made = plain(section, drafted(section, form, before))[rows.path]
    assert [one["code"] for one in made] == ["A", "M", "M_2"]
    assert WEEKDAYS[0] == "mon"
