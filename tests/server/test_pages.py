"""Pages: who may open them, how a device is paired, how people sign in, and what the administrator may change."""

import json
import re
import time
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.server.conftest import Centre, make_centre

DEVICE_PAGES = {"/kiosk": "kiosk", "/board/hall": "board", "/sign/2": "counter-2", "/feedback/2": "feedback-2"}
PEOPLE_PAGES = {"/console": "staff", "/console/2": "staff", "/supervisor": "supervisor", "/admin": "admin"}


def csrf(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"|name="csrf" content="([^"]+)"', page)
    assert found is not None
    return found[1] or found[2]


def sign_in(centre: Centre, who: str, password: str | None = None, onward: str = "") -> tuple[FlaskClient, int]:
    browser = centre.browser()
    person = centre.access["people"][who]
    form = {"login": person["login"], "password": password or person["password"], "next": onward}
    form["csrf_token"] = csrf(browser.get("/sign-in").get_data(as_text=True))
    return browser, browser.post("/sign-in", data=form).status_code


def pair(centre: Centre, who: str, page: str) -> tuple[FlaskClient, int]:
    browser = centre.browser()
    return browser, browser.post("/enter", json={"token": centre.token(who), "page": page}).status_code


@pytest.mark.parametrize("path", DEVICE_PAGES)
def test_a_devices_page_opens_only_after_pairing(centre: Centre, path: str) -> None:
    before = centre.browser().get(path)
    assert before.status_code == 401
    browser, status = pair(centre, DEVICE_PAGES[path], path)
    assert status == 204
    page = browser.get(path)
    assert page.status_code == 200
    assert centre.token(DEVICE_PAGES[path]) in page.get_data(as_text=True)
    assert centre.token(DEVICE_PAGES[path]) not in before.get_data(as_text=True)


def test_a_code_opens_no_other_page(centre: Centre) -> None:
    assert pair(centre, "board", "/kiosk")[1] == 403
    assert pair(centre, "counter-2", "/sign/3")[1] == 403
    assert pair(centre, "staff", "/kiosk")[1] == 403
    browser = centre.browser()
    assert browser.post("/enter", json={"token": "wrong", "page": "/kiosk"}).status_code == 401
    assert browser.post("/enter", json={"token": "wrong", "page": "http://elsewhere"}).status_code == 422


def test_the_cookie_of_a_device_is_out_of_reach(centre: Centre) -> None:
    answer = centre.browser().post("/enter", json={"token": centre.token("kiosk"), "page": "/kiosk"})
    cookie = answer.headers["Set-Cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=Strict", "Path=/kiosk"))


@pytest.mark.parametrize("path", PEOPLE_PAGES)
@pytest.mark.parametrize("who", ["staff", "supervisor", "admin"])
def test_pages_of_people_follow_their_rank(centre: Centre, path: str, who: str) -> None:
    ranks = ["staff", "supervisor", "admin"]
    assert centre.browser().get(path).status_code == 302
    browser, status = sign_in(centre, who)
    assert status == 302
    expected = 200 if ranks.index(who) >= ranks.index(PEOPLE_PAGES[path]) else 403
    assert browser.get(path).status_code == expected


def test_a_wrong_password_says_nothing_about_the_login(centre: Centre) -> None:
    browser = centre.browser()
    pages = []
    for login in ("admin", "nobody"):
        form = {"login": login, "password": "wrong", "csrf_token": csrf(browser.get("/sign-in").get_data(as_text=True))}
        answer = browser.post("/sign-in", data=form)
        assert answer.status_code == 401
        pages.append(re.sub(r'(value|content)="[^"]*"', "", answer.get_data(as_text=True)))
    assert pages[0] == pages[1]


@pytest.mark.parametrize("onward", ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere", "javascript:x"])
def test_signing_in_leads_nowhere_else(centre: Centre, onward: str) -> None:
    browser = centre.browser()
    person = centre.access["people"]["staff"]
    form = {"login": person["login"], "password": person["password"], "next": onward}
    form["csrf_token"] = csrf(browser.get("/sign-in").get_data(as_text=True))
    assert browser.post("/sign-in", data=form).headers["Location"] == "/console"


def test_a_write_by_session_needs_the_pages_own_token(centre: Centre) -> None:
    browser, _ = sign_in(centre, "staff")
    assert browser.post("/api/v1/counters/2/pause", json={}).status_code == 403
    token = csrf(browser.get("/console/2").get_data(as_text=True))
    assert browser.post("/api/v1/counters/2/pause", json={}, headers={"X-CSRFToken": token}).status_code == 200


def test_signing_out_ends_the_session(centre: Centre) -> None:
    browser, _ = sign_in(centre, "staff")
    token = csrf(browser.get("/console/2").get_data(as_text=True))
    assert browser.post("/sign-out", data={"csrf_token": token}).status_code == 302
    assert browser.get("/console/2").status_code == 302


def test_a_clock_that_was_set_back_signs_nobody_out(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: now + 3600)
    clerk, _ = sign_in(centre, "staff")
    monkeypatch.undo()
    assert clerk.get("/console/2").status_code == 200
    cookie = clerk.get_cookie("moiso_session")
    assert cookie is not None
    clerk.set_cookie("moiso_session", cookie.value[:-2] + ("AA" if cookie.value[-2:] != "AA" else "BB"))
    assert clerk.get("/console/2").status_code == 302  # an hour to come makes no forged cookie good


def test_a_new_password_ends_older_sessions(centre: Centre) -> None:
    clerk, _ = sign_in(centre, "staff")
    admin, _ = sign_in(centre, "admin")
    token = csrf(admin.get("/admin").get_data(as_text=True))
    page = admin.post("/admin/people/staff/password", data={"csrf_token": token}).get_data(as_text=True)
    fresh = re.search(r"(?:[a-z]+-){4,8}\d{4}", page)
    assert fresh is not None
    assert clerk.get("/console").status_code == 302
    assert centre.ask("GET", "/api/v1/services", "staff").status_code == 401  # the personal token of before ends, too
    assert sign_in(centre, "staff")[1] == 401
    assert sign_in(centre, "staff", fresh[0])[1] == 302
    assert fresh[0] not in admin.get("/admin").get_data(as_text=True)
    assert admin.post("/admin/people/nobody/password", data={"csrf_token": token}).status_code == 404


def test_a_renewed_code_is_shown_once_and_ends_the_old_one(centre: Centre) -> None:
    admin, _ = sign_in(centre, "admin")
    token = csrf(admin.get("/admin").get_data(as_text=True))
    page = admin.post("/admin/devices/kiosk/renew", data={"csrf_token": token}).get_data(as_text=True)
    found = re.search(r"http://127\.0\.0\.1:8000/kiosk#([\w-]+)", page)
    assert found is not None
    assert centre.ask("GET", "/api/v1/services", "kiosk").status_code == 401
    assert found[1] not in admin.get("/admin").get_data(as_text=True)
    kept = json.loads((centre.house.settings.data / "demo-access.json").read_text(encoding="utf-8"))
    assert kept["devices"]["kiosk"]["token"] == found[1]
    assert admin.post("/admin/devices/nothing/renew", data={"csrf_token": token}).status_code == 404
    assert admin.post("/admin/devices/board/renew", data={}).status_code == 403


def test_the_lobby_opens_screens_only_with_its_key(centre: Centre) -> None:
    page = centre.browser().get("/")
    assert page.status_code == 200
    text = page.get_data(as_text=True)
    assert not any(device["token"] in text for device in centre.access["devices"].values())
    assert centre.ask("GET", "/lobby/screens").status_code == 401
    assert centre.ask("GET", "/lobby/screens", "kiosk").status_code == 403
    screens = centre.ask("GET", "/lobby/screens", "lobby").get_json()
    assert screens["screens"]["kiosk"] == centre.access["devices"]["kiosk"]["url"]
    assert "password" not in str(screens)
    assert centre.ask("GET", "/lobby/ticket.png", "lobby").status_code == 404


def test_every_answer_is_hardened(centre: Centre) -> None:
    for path in ("/", "/sign-in", "/healthz", "/api/v1/services", "/nothing"):
        headers = centre.browser().get(path).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


INSIDES = [
    "/room/kiosk/view.py",
    "/room/kiosk/take.html",
    "/web/guard.py",
    "/web/..%2fapp.py",
    "/web/font/../x.ttf",
    "/web/words/vi/../x.json",
    "/web/vendor/x.js",
]


@pytest.mark.parametrize("path", INSIDES)
def test_only_what_is_meant_for_browsers_is_served(centre: Centre, path: str) -> None:
    assert centre.browser().get(path).status_code == 404


def test_access_of_the_demo_is_private_stays_and_follows_the_port(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make_centre(tmp_path)
    assert (tmp_path / "demo-access.json").stat().st_mode & 0o777 == 0o600
    again = make_centre(tmp_path, base_url="http://127.0.0.1:9000")
    assert again.access["people"] == first.access["people"]
    assert again.token("kiosk") == first.token("kiosk")
    assert again.access["devices"]["kiosk"]["url"].startswith("http://127.0.0.1:9000/kiosk#")
    assert again.ask("GET", "/api/v1/services", "kiosk").status_code == 200
    passwords = {person["password"] for person in first.access["people"].values()}
    assert len(passwords) == 3


def test_a_demo_whose_database_is_gone_makes_new_accesses(tmp_path: Path) -> None:
    first = make_centre(tmp_path)
    first.house.store.close()
    for file in tmp_path.glob("moiso.db*"):
        file.unlink()
    again = make_centre(tmp_path)
    assert again.token("kiosk") != first.token("kiosk")
    assert again.ask("GET", "/api/v1/services", "kiosk").status_code == 200


def test_too_many_sign_ins_are_slowed(tmp_path: Path) -> None:
    centre = make_centre(tmp_path, rate_limits=True)
    browser = centre.browser()
    form = {"login": "admin", "password": "wrong", "csrf_token": csrf(browser.get("/sign-in").get_data(as_text=True))}
    # Headers that the caller chooses do not make somebody else of him.
    odd = [{"Authorization": f"Bearer {number:012d}"} for number in range(12)]
    statuses = [browser.post("/sign-in", data=form, headers=headers).status_code for headers in odd]
    assert statuses[:10] == [401] * 10
    assert statuses[10:] == [429] * 2
    assert 0 < int(browser.post("/sign-in", data=form).headers["Retry-After"]) <= 60


def test_the_demo_is_open_round_the_clock_unless_told_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    demo = make_centre(tmp_path)  # a Saturday morning
    assert demo.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"}).status_code == 201
    assert demo.ask("GET", "/api/v1/screens/board/hall", "board").get_json()["centre"]["demo"] is True
    real = make_centre(tmp_path, real_hours=True)
    answer = real.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"}, Accept_Language="en")
    assert answer.status_code == 409
    assert answer.get_json()["opens_at"] == "2026-11-23T07:00:00+07:00"
    assert "07:00 23/11" in answer.get_json()["detail"]
    assert real.ask("POST", "/api/v1/tickets", "kiosk", {"service": "CU"}).status_code == 201  # open on Saturdays
