"""The phone before a real server: a call that arrives, others let by, a number given up, an appointment kept."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Browser, Page, expect

from config.centre import DEMO
from tests.browser.conftest import SHOTS
from tests.browser.held import patient
from tests.processes import Server, server

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo centre, which takes appointments for civil status from anybody."""
    folder = tmp_path_factory.mktemp("phone")
    file = json.loads(DEMO.read_text(encoding="utf-8"))
    file["booking"] = {"services": ["HT"], "public": True, "walk_in_percent": 0}
    (folder / "centre.json").write_text(json.dumps(file), encoding="utf-8")
    with server(folder) as running:
        yield running


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    context = patient(chromium.new_context(viewport={"width": 360, "height": 720}, has_touch=True, locale="vi-VN"))
    yield context.new_page()
    context.close()


def take(office: Server, service: str) -> dict[str, Any]:
    status, ticket = office.ask("POST", "/api/v1/tickets", "kiosk", {"service": service})
    assert status == 201
    return dict(ticket)


def look(page: Page, name: str) -> None:
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png")


def counter_of(office: Server, service: str) -> int:
    counters = office.ask("GET", "/api/v1/counters", "staff")[1]["counters"]
    return int(next(counter["no"] for counter in counters if service in counter["services"]))


def test_others_go_first_and_the_call_comes(office: Server, phone: Page) -> None:
    mine, other = take(office, "HT"), take(office, "HT")
    no = counter_of(office, "HT")
    phone.goto(mine["url"])
    phone.evaluate("window.felt = 0; navigator.vibrate = () => { window.felt += 1; }; null")
    expect(phone.locator(".when-next .big")).to_be_visible()
    phone.locator("[data-act=postpone]").tap()
    phone.locator("[data-ask=postpone] .do").tap()
    expect(phone.locator(".told")).to_have_text("Đã lùi lượt.")
    expect(phone.locator(".when-waiting .big")).to_contain_text("Còn 1 người")
    called = office.ask("POST", f"/api/v1/counters/{no}/next", "staff", {})[1]["ticket"]
    assert called["label"] == other["label"]
    called = office.ask("POST", f"/api/v1/counters/{no}/next", "staff", {"finish": True})[1]["ticket"]
    assert called["label"] == mine["label"]
    expect(phone.locator(".call")).to_have_text(f"Mời đến quầy số {no}")
    expect(phone.locator(".valid")).to_contain_text("còn hiệu lực")
    expect(phone.locator(".calls li")).to_have_count(1)
    assert phone.evaluate("window.felt") == 1
    look(phone, "turn-hall-called")
    office.ask("POST", f"/api/v1/counters/{no}/recall", "staff", {})
    expect(phone.locator(".calls li")).to_have_count(2)
    office.ask("POST", f"/api/v1/counters/{no}/fix", "staff", {})
    expect(phone.locator(".when-held .big")).to_have_text("Phiếu quay lại")
    expect(phone.locator(".until")).to_contain_text("Có hiệu lực đến")


def test_a_number_is_given_up_on_the_phone(office: Server, phone: Page) -> None:
    mine = take(office, "HT")
    phone.goto(mine["url"])
    phone.locator("[data-act=cancel]").tap()
    phone.locator("[data-ask=cancel] .do").tap()
    expect(phone.locator(".when-cancelled").first).to_be_visible()
    assert office.ask("GET", f"/api/v1/tickets/{mine['id']}", "staff")[1]["state"] == "cancelled"


def test_an_appointment_is_made_shown_and_given_up(office: Server, phone: Page) -> None:
    phone.goto(f"{office.url}/dat-lich")
    phone.locator(".choices a").tap()
    phone.locator(".slot").last.tap()
    phone.locator(".do").tap()
    code = phone.locator(".code")
    expect(code).to_have_text(re.compile(r"^[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}$"))
    booking = office.ask("GET", f"/api/v1/bookings/{code.inner_text()}", "kiosk")[1]
    assert (booking["state"], booking["service"]) == ("booked", "HT")
    look(phone, "book-hall-shown")
    phone.locator("a.other").tap()
    phone.locator(".danger").tap()
    expect(phone.locator("h1")).to_have_text("Lịch hẹn này đã hủy")
    assert office.ask("GET", f"/api/v1/bookings/{booking['code']}", "kiosk")[1]["state"] == "cancelled"


def test_a_number_from_afar_becomes_a_ticket_on_arrival(office: Server, phone: Page) -> None:
    phone.goto(f"{office.url}/book?service=HT")
    phone.locator(".afar a").tap()
    phone.locator(".do").tap()
    code = phone.locator(".code").inner_text()
    status, ticket = office.ask("POST", f"/api/v1/bookings/{code}/check-in", "kiosk", {})
    assert status == 201
    phone.reload()
    phone.locator("a.choice", has_text=ticket["label"]).tap()
    expect(phone.locator(".label")).to_have_text(ticket["label"])
