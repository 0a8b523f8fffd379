"""The catalogue's pages: a procedure is added, altered, followed by a new version, withdrawn; none is overwritten."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from config.centre import read_centre_file
from config.procedures import ProcedurePart
from tests.server.admin.forms import Form, form_of
from tests.server.conftest import Centre
from tests.server.test_pages import sign_in

BIRTH, FORM = "1.001193", "/admin/catalogue/form"


@pytest.fixture
def browser(centre: Centre) -> FlaskClient:
    return sign_in(centre, "admin")[0]


def opened(browser: FlaskClient, **asked: str) -> Form:
    page = browser.get(FORM, query_string=asked)
    assert page.status_code == 200
    return form_of(page, "")


def send(browser: FlaskClient, form: Form, **changes: str) -> TestResponse:
    for name, value in changes.items():
        form[name] = value
    return browser.post(FORM, data=form)


def versions(centre: Centre, code: str) -> list[ProcedurePart]:
    file = read_centre_file(centre.house.settings.centre_file)
    return [part for part in file.procedures if part.code == code]


def names_at_the_kiosk(centre: Centre, code: str) -> list[str]:
    found = centre.ask("GET", f"/api/v1/procedures?q={code}").get_json()["procedures"]
    return [entry["name"]["vi"] for entry in found if entry["code"] == code]


def test_what_is_shown_is_what_is_kept(centre: Centre, browser: FlaskClient) -> None:
    before = read_centre_file(centre.house.settings.centre_file)
    answer = send(browser, opened(browser, code_of=BIRTH))
    assert answer.status_code == 303
    assert read_centre_file(centre.house.settings.centre_file) == before


def test_an_alteration_is_kept_and_seen_at_once(centre: Centre, browser: FlaskClient) -> None:
    answer = send(browser, opened(browser, code_of=BIRTH), name="Đăng ký khai sinh tại chỗ")
    assert "notice=saved" in answer.location
    assert names_at_the_kiosk(centre, BIRTH) == ["Đăng ký khai sinh tại chỗ"]
    ticket = centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT", "procedure": BIRTH})
    assert ticket.status_code == 201


def test_a_new_procedure_can_be_looked_up_and_chosen(centre: Centre, browser: FlaskClient) -> None:
    wish = {"code": "2.009999", "service": "HT", "name": "Thủ tục mới", "papers": "Tờ khai\nGiấy tờ tùy thân"}
    answer = send(browser, opened(browser), **wish)
    assert "notice=added" in answer.location
    assert names_at_the_kiosk(centre, "2.009999") == ["Thủ tục mới"]
    assert versions(centre, "2.009999")[0].papers == ["Tờ khai", "Giấy tờ tùy thân"]


def test_a_new_version_ends_the_old_one_on_its_day(centre: Centre, browser: FlaskClient) -> None:
    form = opened(browser, code_of=BIRTH, new="1")
    answer = send(browser, form, posted_from="2027-03-01", name="Đăng ký khai sinh (Luật 2026)")
    assert "notice=added" in answer.location
    old, new = versions(centre, BIRTH)
    assert (str(old.abolished_from), str(new.posted_from)) == ("2027-03-01", "2027-03-01")
    assert names_at_the_kiosk(centre, BIRTH) == [old.name["vi"]], "not before its day"


def test_a_new_procedure_is_posted_today_unless_another_day_is_said(centre: Centre, browser: FlaskClient) -> None:
    assert opened(browser)["posted_from"] == "2026-11-21"
    assert opened(browser, code_of=BIRTH)["posted_from"] == "", "an older one keeps what it has"
    assert opened(browser, code_of=BIRTH, new="1")["posted_from"] == ""


def asked_to_withdraw(browser: FlaskClient, day: str) -> TestResponse:
    sent = {"csrf_token": opened(browser)["csrf_token"], "code_of": BIRTH, "day_of": "", "day": day}
    return browser.post("/admin/catalogue/abolish", data=sent)


def test_a_procedure_is_withdrawn_only_after_it_was_asked_once(centre: Centre, browser: FlaskClient) -> None:
    asked = asked_to_withdraw(browser, "2026-11-21")
    page = asked.get_data(as_text=True)
    assert asked.status_code == 200
    assert [said for said in (BIRTH, "Đăng ký khai sinh", "từ ngày 21/11/2026") if said not in page] == []
    assert names_at_the_kiosk(centre, BIRTH) == ["Đăng ký khai sinh"], "nothing yet"
    answer = browser.post("/admin/catalogue/abolish", data=form_of(asked, ""))
    assert (answer.status_code, "notice=abolished" in answer.location) == (303, True)
    assert names_at_the_kiosk(centre, BIRTH) == []
    refused = centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT", "procedure": BIRTH})
    assert refused.get_json()["type"] == "urn:moiso:problem:unknown_procedure"


def test_a_withdrawal_is_taken_back_until_its_day(centre: Centre, browser: FlaskClient) -> None:
    def take_back() -> TestResponse:
        sent = {"csrf_token": opened(browser)["csrf_token"], "code_of": BIRTH, "day_of": ""}
        return browser.post("/admin/catalogue/keep", data=sent)

    for day in ("2026-11-22", "2026-11-23"):
        browser.post("/admin/catalogue/abolish", data=form_of(asked_to_withdraw(browser, day), ""))
        assert str(versions(centre, BIRTH)[0].abolished_from) == day
        assert "/admin/catalogue/keep" in browser.get(f"/admin/catalogue?q={BIRTH}").get_data(as_text=True)
        if day == "2026-11-22":
            assert "notice=kept" in take_back().location
            assert versions(centre, BIRTH)[0].abolished_from is None
    centre.clock[0] += 2 * 24 * 3_600_000
    assert "/admin/catalogue/keep" not in browser.get(f"/admin/catalogue?q={BIRTH}").get_data(as_text=True)
    assert "không lấy lại được nữa" in take_back().get_data(as_text=True)
    assert str(versions(centre, BIRTH)[0].abolished_from) == "2026-11-23"


def test_a_withdrawal_is_not_taken_back_into_a_version_that_follows(centre: Centre, browser: FlaskClient) -> None:
    send(browser, opened(browser, code_of=BIRTH, new="1"), posted_from="2027-03-01")
    sent = {"csrf_token": opened(browser)["csrf_token"], "code_of": BIRTH, "day_of": ""}
    page = browser.post("/admin/catalogue/keep", data=sent).get_data(as_text=True)
    assert "cùng hiệu lực" in page
    assert str(versions(centre, BIRTH)[0].abolished_from) == "2027-03-01"


def test_a_day_that_cannot_be_is_said_before_anything_is_asked(browser: FlaskClient) -> None:
    page = asked_to_withdraw(browser, "hôm qua").get_data(as_text=True)
    assert 'class="mistake"' in page
    assert 'name="sure"' not in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "khai sinh"),
        ("code", BIRTH),
        ("service", "NO"),
        ("name", " "),
        ("abolished_from", "2020-01-01"),
        ("posted_from", "hôm qua"),
        ("same_day_until", "25:00"),
        ("minutes", "lâu"),
        ("source", "javascript:alert(1)"),
    ],
)
def test_a_mistake_is_said_and_keeps_what_was_typed(
    centre: Centre, browser: FlaskClient, field: str, value: str
) -> None:
    before = read_centre_file(centre.house.settings.centre_file)
    wish = {"code": "2.009999", "service": "HT", "name": "Thủ tục mới", "posted_from": "2026-01-01", field: value}
    answer = send(browser, opened(browser), **wish)
    page = answer.get_data(as_text=True)
    assert answer.status_code in (200, 422)
    assert 'class="mistake"' in page or 'role="alert"' in page
    assert "Thủ tục mới" in page or field == "name"
    assert read_centre_file(centre.house.settings.centre_file) == before


def test_what_somebody_else_has_changed_meanwhile_is_not_overwritten(centre: Centre, browser: FlaskClient) -> None:
    mine, theirs = opened(browser, code_of=BIRTH), opened(browser, code_of=BIRTH)
    send(browser, theirs, fee="Miễn phí cho mọi người")
    page = send(browser, mine, fee="10.000 đồng").get_data(as_text=True)
    assert 'role="alert"' in page
    assert "10.000 đồng" in page, "what was typed is still there"
    assert versions(centre, BIRTH)[0].fee == "Miễn phí cho mọi người"


@pytest.mark.parametrize("who", ["staff", "supervisor"])
def test_only_administrators_change_the_catalogue(centre: Centre, who: str) -> None:
    assert sign_in(centre, who)[0].get(FORM).status_code == 403
    without_mark = sign_in(centre, "admin")[0].post(FORM, data={"code": "2.009999", "service": "HT", "name": "x"})
    assert without_mark.status_code == 403
