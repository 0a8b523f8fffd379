"""The catalogue over HTTP: looked up by everybody, exported and imported by administrators only."""

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from config.words import word
from server.api import catalogue as door
from server.catalogue import apart, checking, posted
from server.catalogue.reading import LARGEST
from server.limits import LOOK_UPS, TYPED
from server.rules.search import Index
from server.rules.week import SpecialDay
from tests.server.conftest import Centre, make_centre

API = "/api/v1"
HOUR = 3_600_000
GOOD = "Mã thủ tục;Tên ngắn\n1.001193;Khai sinh (tên mới)\n".encode()
MIXED = "Mã thủ tục;Tên ngắn;Lĩnh vực\n1.001193;Khai sinh (tên mới);HT\n9.000001;Lạ;XX\n".encode()


def found(centre: Centre, query: str = "", **headers: str) -> list[dict[str, Any]]:
    answer = centre.ask("GET", f"{API}/procedures{query}", **headers)
    assert answer.status_code == 200
    listed: list[dict[str, Any]] = answer.get_json()["procedures"]
    return listed


def take_in(centre: Centre, data: Any, query: str = "", who: str = "admin", **more: Any) -> TestResponse:
    headers = {"Authorization": f"Bearer {centre.token(who)}", **more.pop("headers", {})}
    sent = {"data": data, "content_type": "text/csv"} | more
    return centre.app.test_client(use_cookies=False).post(f"{API}/catalogue/import{query}", headers=headers, **sent)


def test_everybody_may_look_up(centre: Centre) -> None:
    assert found(centre, "?q=dang ky khai sinh")[0]["name"]["vi"] == "Đăng ký khai sinh"
    assert len(found(centre)) == 48
    assert {one["service"] for one in found(centre, "?service=DD")} == {"DD"}
    assert found(centre, "?q=khai sinh&service=DD&language=en") == []
    assert centre.ask("GET", f"{API}/procedures?service=XX").status_code == 404
    assert centre.ask("GET", f"{API}/procedures", Authorization="Bearer wrong").status_code == 401


def test_the_national_page_is_a_picture(centre: Centre) -> None:
    codes = {one["code"]: one["source"] for one in found(centre)}
    known = next(code for code, source in codes.items() if source)
    drawn = centre.ask("GET", f"{API}/procedures/{known}/qr.svg")
    assert (drawn.status_code, drawn.mimetype) == (200, "image/svg+xml")
    assert drawn.data.startswith(b"<svg ")
    nowhere = [code for code, source in codes.items() if not source] + ["9.999999"]
    for code in nowhere[-2:]:
        assert centre.ask("GET", f"{API}/procedures/{code}/qr.svg").status_code == 404


def test_a_page_elsewhere_is_never_shown_as_the_national_portal_s(centre: Centre) -> None:
    page = "https://dichvucong.hanoi.gov.vn/thu-tuc"
    strange = take_in(centre, b"code;source\n1.001193;https://example.com/\n").get_json()
    assert [(one["row"], "https://" in one["message"]) for one in strange["mistakes"]] == [(2, True)]
    assert take_in(centre, f"code;source\n1.001193;{page}\n".encode()).get_json()["done"] is True
    assert found(centre, "?q=1.001193")[0]["source"] == page, "it is kept"
    assert centre.ask("GET", f"{API}/procedures/1.001193/qr.svg").status_code == 404
    shown = centre.ask("GET", "/thu-tuc/1.001193").get_data(as_text=True)
    assert "1.001193" in shown
    assert page not in shown


def test_after_three_in_the_afternoon_it_is_late(centre: Centre) -> None:
    day_start = centre.clock[0] - (centre.clock[0] + 7 * HOUR) % (24 * HOUR)
    said = []
    for minutes in (14 * 60 + 59, 15 * 60):
        centre.clock[0] = day_start + minutes * 60_000
        one = found(centre, "?q=1.001193")[0]
        said.append((one["same_day_until"], one["late"]))
    assert said == [("15:00", False), ("15:00", True)]
    assert found(centre, "?q=1.000894")[0]["late"] is False


def test_special_days_are_badges_of_what_they_hold_for(centre: Centre) -> None:
    import dataclasses

    every = frozenset(range(7))
    days = (
        SpecialDay("ALL", {"vi": "a"}, every),
        SpecialDay("HT", {"vi": "b"}, every, services=("HT",)),
        SpecialDay("ONE", {"vi": "c"}, every, procedures=("1.001193",)),
        SpecialDay("NEVER", {"vi": "d"}, frozenset()),
    )
    centre.house.centre = dataclasses.replace(centre.house.centre, special_days=days)
    assert found(centre, "?q=1.001193")[0]["badges"] == ["ALL", "HT", "ONE"]
    assert found(centre, "?q=1.000894")[0]["badges"] == ["ALL", "HT"]
    assert found(centre, "?q=2.000884")[0]["badges"] == ["ALL"]


def test_only_what_is_posted_today_is_found(centre: Centre) -> None:
    table = "code;posted_from;abolished_from;name;service;decision\n"
    table += "1.001193;;22/11/2026;Cũ;HT;\n"
    table += "1.001193;22/11/2026;;Mới;HT;7/QĐ\n"
    assert take_in(centre, table.encode()).get_json()["done"] is True
    assert [one["name"]["vi"] for one in found(centre, "?q=1.001193")] == ["Cũ"]
    centre.clock[0] += 24 * HOUR
    fresh = found(centre, "?q=1.001193")
    assert [(one["name"]["vi"], one["posted_from"], one["decision"]) for one in fresh] == [
        ("Mới", "2026-11-22", "7/QĐ")
    ]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_exported_changes_nothing_when_it_comes_back(centre: Centre, kind: str) -> None:
    out = centre.ask("GET", f"{API}/catalogue/export.{kind}", "admin")
    assert out.status_code == 200
    assert f".{kind}" in out.headers["Content-Disposition"]
    said = take_in(centre, out.data, "?dry=1").get_json()
    assert (said["rows"]["same"], said["mistakes"], said["changes"], said["left_out"]) == (48, [], [], [])


def test_dry_changes_nothing_and_taking_in_changes_at_once(centre: Centre) -> None:
    before = centre.house.settings.centre_file.read_bytes()
    dry = take_in(centre, GOOD, "?dry=1")
    assert (dry.status_code, dry.get_json()["done"], dry.get_json()["rows"]["changed"]) == (200, False, 1)
    assert centre.house.settings.centre_file.read_bytes() == before
    done = take_in(centre, GOOD)
    assert (done.status_code, done.get_json()["done"]) == (200, True)
    assert found(centre, "?q=1.001193")[0]["name"]["vi"] == "Khai sinh (tên mới)"
    rows = json.loads(centre.house.settings.centre_file.read_text(encoding="utf-8"))["procedures"]
    old = json.loads(before)["procedures"]
    assert [one for one in rows if one not in old] == [
        old[0] | {"name": old[0]["name"] | {"vi": "Khai sinh (tên mới)"}}
    ]


def test_nothing_is_half_done_unless_it_is_asked_for(centre: Centre) -> None:
    refused = take_in(centre, MIXED)
    assert (refused.status_code, refused.get_json()["done"]) == (422, False)
    assert found(centre, "?q=1.001193")[0]["name"]["vi"] == "Đăng ký khai sinh"
    taken = take_in(centre, MIXED, "?rows=good", headers={"Accept-Language": "en"})
    assert (taken.status_code, taken.get_json()["done"]) == (200, True)
    assert taken.get_json()["mistakes"][0]["message"] == "There is no field “XX”."
    assert found(centre, "?q=1.001193")[0]["name"]["vi"] == "Khai sinh (tên mới)"
    assert take_in(centre, GOOD, "?rows=some").status_code == 422


SEVERAL = (
    "Mã thủ tục;Tên ngắn;Lĩnh vực;Niêm yết từ;Số phút mỗi lượt\n"
    "1.001193;Khai sinh (tên mới);HT;;\n"  # 2: right
    "9.000001;Lạ;XX;;\n"
    "9.000002;Mới;HT;31/02/2027;lâu\n"
    "1.000894;Kết hôn (tên mới);HT;;\n"  # 5: right
    "1.001193;Lại;HT;;\n"
    "abc;Không mã;HT;;\n"
)
NAMED = {
    "vi": {
        (3, "Lĩnh vực"): "Không có lĩnh vực “XX”.",
        (4, "Niêm yết từ"): "“31/02/2027” không phải ngày (dạng 31/12/2026 hoặc 2026-12-31).",
        (4, "Số phút mỗi lượt"): "“lâu” không phải số phút (lớn hơn 0, đến 480).",
        (6, "Mã thủ tục"): "Thủ tục và ngày này đã có ở dòng 2.",
        (7, "Mã thủ tục"): "“abc” không phải mã thủ tục (dạng 1.001193).",
    },
    "en": {
        (3, "Field"): "There is no field “XX”.",
        (4, "Posted from"): "“31/02/2027” is not a date (such as 31/12/2026 or 2026-12-31).",
        (4, "Minutes of a visit"): "“lâu” is not a number of minutes (more than 0, up to 480).",
        (6, "Procedure code"): "This procedure and day are already in row 2.",
        (7, "Procedure code"): "“abc” is not a procedure code (such as 1.001193).",
    },
}


@pytest.mark.parametrize(
    ("lang", "detail"),
    [("vi", "Chưa nhập gì: 4 dòng có lỗi."), ("en", "Nothing was imported. Rows with mistakes: 4.")],
)
def test_a_refused_table_is_a_problem_that_names_every_row(centre: Centre, lang: str, detail: str) -> None:
    file = centre.house.settings.centre_file
    before, shown, journal = file.read_bytes(), found(centre), centre.last()
    answer = take_in(centre, SEVERAL.encode(), headers={"Accept-Language": lang})
    said = answer.get_json()
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert (said["type"], said["status"], said["detail"]) == ("urn:moiso:problem:invalid", 422, detail)
    assert said["title"] == word(lang, "problems.title_422")
    assert {(one["row"], one["column"]): one["message"] for one in said["mistakes"]} == NAMED[lang]
    assert said["rows"] == {"read": 6, "new": 0, "changed": 2, "same": 0, "wrong": 4}
    assert (file.read_bytes(), found(centre), centre.last()) == (before, shown, journal)


@pytest.mark.parametrize("who", ["supervisor", "staff", "kiosk", "lobby"])
def test_only_administrators_export_and_import(centre: Centre, who: str) -> None:
    assert centre.ask("GET", f"{API}/catalogue/export.csv", who).status_code == 403
    assert take_in(centre, GOOD, who=who).status_code == 403


def test_nobody_unknown_exports_or_imports(centre: Centre) -> None:
    assert centre.ask("GET", f"{API}/catalogue/export.csv").status_code == 401
    assert centre.ask("POST", f"{API}/catalogue/import").status_code == 401
    assert centre.ask("GET", f"{API}/catalogue/export.pdf", "admin").status_code == 404


def test_the_file_of_a_form_is_taken_too(centre: Centre) -> None:
    form = {"file": (io.BytesIO(GOOD), "danh-muc.csv")}
    answer = take_in(centre, form, "?dry=1", content_type="multipart/form-data")
    assert answer.get_json()["rows"]["changed"] == 1


@pytest.mark.parametrize(
    ("data", "code"), [(b"", "no_file"), (b"PK\x03\x04", "not_a_table"), (b"x" * (LARGEST + 9_999), "too_large")]
)
def test_what_is_no_table_is_refused_in_words(centre: Centre, data: bytes, code: str) -> None:
    answer = take_in(centre, data, "?rows=good")
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert answer.get_json()["detail"].startswith("Chưa nhập gì. ")
    assert [(one["row"], one["code"]) for one in answer.get_json()["mistakes"]] == [(0, code)]


def test_look_ups_of_one_network_are_bounded(tmp_path: Path) -> None:
    centre = make_centre(tmp_path, rate_limits=True)

    def look(path: str, address: str, **headers: str) -> int:
        client = centre.app.test_client(use_cookies=False)
        return client.get(path, environ_base={"REMOTE_ADDR": address}, headers=headers).status_code

    paths = (f"{API}/procedures?q=a", "/thu-tuc?q=a", "/thu-tuc/1.001193", f"{API}/procedures/1.001193/qr.svg")
    said = {look(paths[no % 4], f"2001:db8:1:2::{no:x}") for no in range(LOOK_UPS.amount)}
    assert said == {200}
    assert {look(path, "2001:db8:1:2:ffff::1") for path in paths} == {429}
    assert look(paths[0], "2001:db8:1:3::1") == 200
    kiosk = {"Authorization": f"Bearer {centre.token('kiosk')}"}
    assert look(paths[0], "2001:db8:1:2::1", **kiosk) == 200  # a device has its own
    for _ in range(TYPED.amount):
        centre.house.limits.used(TYPED, "kiosk:kiosk")
    assert look(paths[0], "2001:db8:1:2::1", **kiosk) == 429
    centre.house.store.close()


def test_the_index_is_made_once_a_day_and_language(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks can choose the service, the words and the door: none of them makes a new index."""
    made: list[Index] = []

    class Counted(Index):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            made.append(self)

    monkeypatch.setattr(posted, "Index", Counted)
    centre.clock[0] += 1000 * 24 * HOUR  # a day that no other test has looked at
    for _ in range(2):
        for service in ("", *(f"&service={code}" for code in centre.house.centre.services)):
            for spoken in ("", "&language=vi", "&language=en", "&language=xx"):
                found(centre, f"?q=khai sinh{service}{spoken}")
            assert centre.browser().get(f"/thu-tuc?q=khai{service}").status_code == 200
    assert len(made) == 3
    centre.clock[0] += 24 * HOUR
    found(centre, "?q=khai sinh")
    assert len(made) == 4


def test_light_tables_are_read_and_written_aside(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work on a table must not stop calls and screens."""
    aside: list[str] = []

    def beside(function: Any, *arguments: Any) -> Any:
        aside.append("begins")
        answer = function(*arguments)
        aside.append("ends")
        return answer

    for where, name in ((checking, "read_table"), (checking, "make_plan"), (door, "as_csv"), (door, "as_xlsx")):
        monkeypatch.setattr(where, name, noted(getattr(where, name), name, aside))
    centre.house.aside = beside
    assert take_in(centre, GOOD, "?dry=1").status_code == 200
    for kind in ("csv", "xlsx"):
        assert centre.ask("GET", f"{API}/catalogue/export.{kind}", "admin").status_code == 200
    assert aside == [
        "begins", "read_table", "make_plan", "ends", "begins", "as_csv", "ends", "begins", "as_xlsx", "ends",
    ]  # fmt: skip


def test_heavy_tables_are_checked_in_a_process_of_their_own(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not in a thread: it would hold the interpreter that calls and screens need."""
    nothing = lambda *_: pytest.fail("checked in this process")  # noqa: E731
    monkeypatch.setattr(apart, "verdict", nothing)
    centre.house.aside = nothing
    name = "Khai sinh (tên mới)"
    heavy = GOOD + f"1.000894;Kết hôn\n{'9.000001;' + 'x' * 200} \n".encode() * (apart.LIGHT // 200)
    refused = take_in(centre, heavy).get_json()
    assert {(one["row"], one["code"]) for one in refused["mistakes"]} >= {(4, "empty"), (5, "twice")}
    assert take_in(centre, heavy, "?rows=good").get_json()["done"] is True
    assert found(centre, "?q=1.001193")[0]["name"]["vi"] == name


@pytest.mark.parametrize("trouble", ["late", "crashed"])
def test_a_table_that_could_not_be_checked_changes_nothing(
    centre: Centre, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    before = centre.house.settings.centre_file.read_bytes()
    monkeypatch.setattr(apart, "LIGHT", 0)
    if trouble == "late":
        monkeypatch.setattr(apart, "DEADLINE", 0.0)
    else:
        monkeypatch.setattr(apart, "ROOT", centre.house.settings.data)
    answer = take_in(centre, GOOD)
    assert (answer.status_code, answer.content_type) == (503, "application/problem+json")
    assert centre.house.settings.centre_file.read_bytes() == before


def noted(function: Any, name: str, told: list[str]) -> Any:
    def does(*arguments: Any) -> Any:
        told.append(name)
        return function(*arguments)

    return does


@pytest.mark.parametrize("public", [True, False])
def test_whoever_looks_up_finds_the_way_to_an_appointment_where_there_is_one(centre: Centre, public: bool) -> None:
    booking = replace(centre.house.centre.booking, public=public)
    centre.house.centre = replace(centre.house.centre, booking=booking)
    page = centre.browser().get("/thu-tuc/1.001193?lang=vi").get_data(as_text=True)
    assert ('href="/dat-lich?lang=vi"' in page) is public
    assert page.count("Đăng ký khai sinh</") == 1  # “Thủ tục đăng ký khai sinh” says nothing more
